//! How long a proof file may be.

use abi::limits::TRANSACTION_BYTES;

use super::{Claim, DecodeError, PROOF_FILE_BYTES, ProofFile};
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
