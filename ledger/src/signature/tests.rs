//! One verdict alone and in batches, on crafted keys, too.

use abi::{Domain, Hash, PublicKey, Signature};
use proptest::prelude::*;
use rand_core::TryRng;

use super::{
    Coefficients, Signed, Signer, all_verify, verify_batch, verify_one, verify_signature,
    verify_signatures,
};
use crate::fixture::{enrolled, request, signed as signed_by, signer};

fn signed(number: u32) -> Signed {
    let signer = signer(&format!("signer {}", number % 20));
    let message = Domain::Transaction.hash(&number.to_le_bytes());
    Signed {
        key: signer.public_key(),
        message,
        signature: signer.sign(&message),
    }
}

fn from_hex(text: &str) -> [u8; 32] {
    Hash::from_hex(text).unwrap().0
}

/// The encodings of the points whose order divides 8, canonical ones and others.
fn small_order_encodings() -> Vec<[u8; 32]> {
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    .map(from_hex)
    .to_vec()
}

/// Every pair of such points as key and as first half of a signature with scalar 0.
fn small_order_grid() -> Vec<Signed> {
    let points = small_order_encodings();
    let mut grid = Vec::new();
    for key in &points {
        for first in &points {
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(first);
            let message = Domain::Transaction.hash(b"grid");
            grid.push(Signed {
                key: PublicKey(*key),
                message,
                signature: Signature(signature),
            });
        }
    }
    grid
}

#[test]
fn a_seed_gives_the_key_of_rfc_8032() {
    let seed = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = Signer::from_seed(seed).public_key();
    let expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(key.to_string(), expected);
}

#[test]
fn small_order_points_verify_alone_and_in_any_batch_as_zip_215_says() {
    let grid = small_order_grid();
    assert_eq!(grid.len(), 196);
    assert!(grid.iter().all(verify_signature));
    assert!(verify_signatures(&grid).iter().all(|verdict| *verdict));
    for one in &grid {
        assert_eq!(verify_signatures(&[*one, signed(1)]), [true, true]);
    }
}

#[test]
fn a_scalar_that_is_not_reduced_fails_alone_and_in_a_batch() {
    let mut one = signed(3);
    // The order of the group, added to the scalar.
    let order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, more) in one.signature.0[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert!(!verify_signature(&one));
    assert_eq!(
        verify_signatures(&[signed(1), one, signed(2)]),
        [true, false, true]
    );
}

#[test]
fn the_wrong_ones_of_a_batch_are_found() {
    let mut all: Vec<Signed> = (0..600).map(signed).collect();
    let wrong = [0, 1, 17, 255, 256, 299, 599];
    for (way, place) in wrong.into_iter().enumerate() {
        match way % 3 {
            0 => all[place].signature.0[way] ^= 1,
            1 => all[place].message.0[31] ^= 128,
            _ => all[place].key = signed(place as u32 + 1).key,
        }
    }
    let verdicts = verify_signatures(&all);
    let found: Vec<usize> = (0..600).filter(|place| !verdicts[*place]).collect();
    assert_eq!(found, wrong);
    assert!(verify_signatures(&[]).is_empty());
}

#[test]
fn right_ones_verify_in_one_equation_and_a_wrong_one_fails_it() {
    let together = |signed: &[Signed]| {
        let items: Vec<_> = signed.iter().map(Signed::item).collect();
        all_verify(signed, &items)
    };
    let mut all: Vec<Signed> = (0..40).map(signed).collect();
    assert!(together(&[]) && together(&all[..1]) && together(&all));
    all[39].message.0[0] ^= 1;
    assert!(together(&all[..39]) && !together(&all));
}

#[test]
fn transactions_together_have_the_verdicts_that_they_have_one_by_one() {
    let state = enrolled();
    let mut all = ["anna", "pat", "luis"].map(|sender| signed_by(&state, sender, request()));
    all[1].signature.0[3] ^= 1;
    let together = verify_batch(&all.each_ref());
    assert_eq!(together, [true, false, true]);
    assert_eq!(together, all.each_ref().map(verify_one));
}

/// The first bytes of the coefficients of a batch.
fn drawn(signed: &[Signed]) -> [u8; 40] {
    let mut bytes = [0; 40];
    let Ok(()) = Coefficients::of(signed).try_fill_bytes(&mut bytes);
    bytes
}

#[test]
fn every_bit_of_a_batch_is_in_its_coefficients_and_two_machines_draw_the_same() {
    let batch = [signed(1), signed(2)];
    let first = drawn(&batch);
    assert_eq!(drawn(&batch), first);
    assert_ne!(drawn(&batch[..1]), first);
    assert_ne!(drawn(&[batch[1], batch[0]]), first);
    for place in 0..2 {
        for bit in 0..1024 {
            let mut other = batch;
            flip(&mut other[place], bit);
            assert_ne!(drawn(&other), first, "{place} {bit}");
        }
    }
}

#[test]
fn coefficients_of_any_width_are_drawn_from_one_stream() {
    let batch = [signed(1)];
    let expected = drawn(&batch);
    let mut coefficients = Coefficients::of(&batch);
    let Ok(short) = coefficients.try_next_u32();
    let Ok(long) = coefficients.try_next_u64();
    let mut rest = [0; 28];
    let Ok(()) = coefficients.try_fill_bytes(&mut rest);
    let found = [&short.to_le_bytes()[..], &long.to_le_bytes(), &rest].concat();
    assert_eq!(found, expected);
}

/// Another key, message or signature by one bit.
fn flip(one: &mut Signed, bit: usize) {
    let (at, mask) = (bit / 8, 1 << (bit % 8));
    match at {
        0..32 => one.key.0[at] ^= mask,
        32..64 => one.message.0[at - 32] ^= mask,
        _ => one.signature.0[at - 64] ^= mask,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn batch_and_single_agree(flips in proptest::collection::vec((0usize..40, 0usize..1024), 0..6)) {
        let mut all: Vec<Signed> = (0..20).map(signed).collect();
        all.extend(small_order_grid().into_iter().step_by(9).take(20));
        for (place, bit) in flips {
            flip(&mut all[place], bit);
        }
        let alone: Vec<bool> = all.iter().map(verify_signature).collect();
        prop_assert_eq!(verify_signatures(&all), alone);
    }
}
