//! How long a proof file may be, and what a hash that is trusted vouches for.

use abi::limits::TRANSACTION_BYTES;
use abi::{Hash, Height};

use super::{Anchor, Claim, DecodeError, PROOF_FILE_BYTES, ProofFile, ProofFileError};
use crate::fixture::{boxed, small_chain};
use crate::ledger::Ledger;
use crate::records::key;

/// A file about a value of so many bytes.
fn of_value(length: u64) -> ProofFile {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    let mut file = ledger.prove_at(key::chain(), ledger.tip().height).unwrap();
    if let Claim::State { value, .. } = &mut file.claim {
        *value = Some(vec![7; length as usize]);
    }
    file
}

#[test]
fn a_file_about_the_longest_value_is_read_and_one_beyond_the_limit_is_not() {
    let longest = of_value(TRANSACTION_BYTES);
    let room = PROOF_FILE_BYTES - longest.to_bytes().len() as u64;
    for (more, is_read) in [(0, true), (room, true), (room + 1, false)] {
        let file = of_value(TRANSACTION_BYTES + more);
        let bytes = file.to_bytes();
        let expected = match is_read {
            true => Ok(file),
            false => Err(DecodeError::TooLong {
                length: PROOF_FILE_BYTES + 1,
                max: PROOF_FILE_BYTES,
            }),
        };
        assert!(ProofFile::from_bytes(&bytes) == expected, "{more}");
    }
}

#[test]
fn a_root_vouches_for_a_state_and_a_block_for_what_became_of_a_transaction_too() {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    let (header, hash) = (*ledger.tip(), ledger.tip_hash());
    let (root, block) = (Anchor::StateRoot(header.state_root), Anchor::Block(hash));
    let of_state = ledger.prove_at(key::chain(), header.height).unwrap();
    assert_eq!(of_state.verify(&root), Ok(()));
    assert_eq!(of_state.verify(&block), Ok(()));
    let other_root = of_state.verify(&Anchor::StateRoot(Hash::ZERO));
    assert_eq!(
        other_root,
        Err(ProofFileError::OtherRoot(header.state_root))
    );
    let other_block = of_state.verify(&Anchor::Block(Hash::ZERO));
    assert_eq!(other_block, Err(ProofFileError::OtherBlock(hash)));
    let mut forged = of_state;
    forged.certificate.0[7] ^= 1;
    assert_eq!(forged.verify(&root), Err(ProofFileError::Certificate));
    let last = ledger.block(header.height).unwrap();
    let of_receipt = |index| ProofFile::of_receipt(&last, ledger.state(), index);
    assert_eq!(of_receipt(2).unwrap().verify(&block), Ok(()));
    let by_root = of_receipt(2).unwrap().verify(&root);
    assert_eq!(by_root, Err(ProofFileError::NeedsBlock));
    assert_eq!(of_receipt(3), None);
}

#[test]
fn a_root_does_not_vouch_for_a_genesis_block_which_nobody_signs() {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    let file = ledger.prove_at(key::chain(), Height(0)).unwrap();
    let by_root = file.verify(&Anchor::StateRoot(file.header.state_root));
    assert_eq!(by_root, Err(ProofFileError::Genesis));
    assert_eq!(file.verify(&Anchor::Block(file.header.hash())), Ok(()));
}
