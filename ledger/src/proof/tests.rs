//! Proofs of presence and absence, and forgeries of them.

use abi::{Domain, Hash};
use parity_scale_codec::Encode;
use proptest::prelude::*;

use super::{LEVELS_MAX, PROOF_BYTES, Place, Proof, ProofError, verify};
use crate::state::{Changes, Lane, State, StateKey};

const KEYS: u32 = 3000;

fn key(number: u32) -> StateKey {
    StateKey::new(Lane::Shared, &[b"k", &number.to_le_bytes()])
}

/// Even numbers are there, odd ones are not.
fn state(keys: u32) -> State {
    let mut changes = Changes::new();
    for number in (0..keys).step_by(2) {
        changes.insert(key(number), Some(number.to_be_bytes().to_vec()));
    }
    let mut state = State::new();
    state.apply(&changes.into());
    state
}

fn check(state: &State, number: u32) -> (Proof, Option<Vec<u8>>) {
    let key = key(number);
    let (value, proof) = state.prove(&key);
    assert_eq!(value.is_some(), number.is_multiple_of(2));
    assert_eq!(verify(&proof, &state.root(), key.as_bytes(), value), Ok(()));
    (proof.clone(), value.map(<[u8]>::to_vec))
}

#[test]
fn what_is_there_and_what_is_not_is_proven() {
    let state = state(KEYS);
    for number in 0..KEYS {
        let (proof, value) = check(&state, number);
        let wrong: Option<&[u8]> = if value.is_some() { None } else { Some(b"x") };
        let denied = verify(&proof, &state.root(), key(number).as_bytes(), wrong);
        assert_eq!(denied, Err(ProofError::Opposite));
    }
}

#[test]
fn a_state_without_keys_proves_absence() {
    let state = State::new();
    let (value, proof) = state.prove(&key(1));
    assert_eq!(
        (value, proof.place, proof.siblings.len()),
        (None, Place::Empty, 0)
    );
    assert_eq!(
        verify(&proof, &state.root(), key(1).as_bytes(), None),
        Ok(())
    );
}

#[test]
fn any_flipped_bit_fails() {
    let state = state(KEYS);
    let root = state.root();
    for number in 0..12 {
        let (proof, value) = check(&state, number);
        let (key, value) = (key(number).as_bytes().to_vec(), value.as_deref());
        let mut bytes = proof.encode();
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            let verdict = Proof::from_bytes(&bytes).map(|one| verify(&one, &root, &key, value));
            assert!(
                !matches!(verdict, Ok(Ok(()))),
                "bit {bit} of the proof of {number}"
            );
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        for bit in 0..256 {
            let mut root = root;
            root.0[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(verify(&proof, &root, &key, value), Err(ProofError::Root));
        }
        for bit in 0..key.len() * 8 {
            let mut key = key.clone();
            key[bit / 8] ^= 1 << (bit % 8);
            assert!(verify(&proof, &root, &key, value).is_err());
        }
        for bit in 0..value.map_or(0, |value| value.len() * 8) {
            let mut value = value.unwrap().to_vec();
            value[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                verify(&proof, &root, &key, Some(&value)),
                Err(ProofError::Root)
            );
        }
    }
}

#[test]
fn a_key_that_is_there_cannot_be_shown_absent_by_another_keys_leaf() {
    let state = state(64);
    let (absent, _) = check(&state, 1);
    let Place::Other { .. } = absent.place else {
        return;
    };
    // The honest proof of key 1's absence, offered for keys that are there.
    for number in (0..64).step_by(2) {
        assert!(verify(&absent, &state.root(), key(number).as_bytes(), None).is_err());
    }
}

/// Whoever makes a root can hang a leaf where it does not belong. It shows nothing of the keys whose way ends there.
#[test]
fn a_leaf_that_hangs_elsewhere_shows_nothing_absent() {
    let first_bit = |key: &StateKey| key.hash().0[0] >> 7;
    let asked = key(0);
    for other in (1..40).map(key) {
        let (sibling, value) = (Hash([1; 32]), Hash([2; 32]));
        let leaf = Domain::StateLeaf.hash_of(&(other.hash(), value));
        let pair = match first_bit(&asked) {
            0 => (leaf, sibling),
            _ => (sibling, leaf),
        };
        let top = Domain::StateNode.hash_of(&pair);
        let root = Domain::StateRoot.hash_of(&(2u64, top));
        let proof = Proof {
            count: 2,
            siblings: vec![sibling],
            place: Place::Other {
                key: other.hash(),
                value,
            },
        };
        let expected = match first_bit(&other) == first_bit(&asked) {
            true => Ok(()),
            false => Err(ProofError::Elsewhere),
        };
        assert_eq!(verify(&proof, &root, asked.as_bytes(), None), expected);
    }
}

#[test]
fn a_key_that_is_there_cannot_be_shown_absent_by_its_own_leaf() {
    let state = state(64);
    for number in (0..64).step_by(2) {
        let (proof, value) = check(&state, number);
        let value = Domain::StateValue.hash(&value.unwrap());
        let place = Place::Other {
            key: key(number).hash(),
            value,
        };
        let forged = Proof { place, ..proof };
        let verdict = verify(&forged, &state.root(), key(number).as_bytes(), None);
        assert_eq!(verdict, Err(ProofError::Elsewhere));
    }
}

#[test]
fn a_proof_is_bounded() {
    let long = Proof {
        count: 1,
        siblings: vec![Hash::ZERO; LEVELS_MAX + 1],
        place: Place::Empty,
    };
    assert_eq!(
        verify(&long, &Hash::ZERO, b"", None),
        Err(ProofError::TooLong)
    );
    assert!(Proof::from_bytes(&vec![0; PROOF_BYTES as usize + 1]).is_err());
    let place = Place::Other {
        key: Hash::ZERO,
        value: Hash::ZERO,
    };
    let longest = Proof {
        count: 1,
        siblings: vec![Hash::ZERO; LEVELS_MAX],
        place,
    };
    assert_eq!(longest.encode().len() as u64, PROOF_BYTES);
    assert_eq!(Proof::from_bytes(&longest.encode()), Ok(longest));
}

/// Whoever makes a root can make a way of any length. The longest that hashes can have is followed to its end.
#[test]
fn a_way_has_as_many_levels_as_a_hash_has_bits_and_no_more() {
    let key = key(0);
    let mut hash = Hash::ZERO;
    for level in (0..LEVELS_MAX).rev() {
        let is_right = key.hash().0[level / 8] >> (7 - level % 8) & 1 == 1;
        let sibling = Hash([level as u8; 32]);
        let pair = match is_right {
            true => (sibling, hash),
            false => (hash, sibling),
        };
        hash = Domain::StateNode.hash_of(&pair);
    }
    let root = Domain::StateRoot.hash_of(&(9u64, hash));
    let mut proof = Proof {
        count: 9,
        siblings: (0..LEVELS_MAX)
            .map(|level| Hash([level as u8; 32]))
            .collect(),
        place: Place::Empty,
    };
    assert_eq!(verify(&proof, &root, key.as_bytes(), None), Ok(()));
    proof.siblings.push(Hash::ZERO);
    let verdict = verify(&proof, &root, key.as_bytes(), None);
    assert_eq!(verdict, Err(ProofError::TooLong));
}

#[test]
fn a_proof_among_sixty_thousand_keys_is_short() {
    let state = state(2 * 60_000);
    let longest = (0..2000)
        .map(|number| check(&state, number).0.encode().len())
        .max();
    // 16 levels on average, and a few more where keys begin alike.
    assert!(longest.unwrap() < 1100, "{longest:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(proof) = Proof::from_bytes(&bytes) {
            prop_assert_eq!(proof.encode(), bytes);
            prop_assert!(verify(&proof, &Hash::ZERO, b"key", None).is_err());
        }
    }
}
