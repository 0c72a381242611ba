//! How many blocks are taken at a time.

use abi::Hash;
use ledger::{Action, Body, Signer};

use super::*;

fn batch(transactions: usize) -> Batch {
    let signer = Signer::from_seed([7; 32]);
    let body = Body {
        chain: Hash::ZERO,
        sender: signer.public_key(),
        nonce: 0,
        expires: Instant(0),
        action: Action::Approve {
            proposal: Hash::ZERO,
        },
    };
    let one = body.sign(&signer);
    Batch {
        time: Instant(0),
        transactions: vec![one; transactions],
    }
}

/// How many of an endless row of blocks with so many transactions are taken.
fn taken(transactions: usize) -> usize {
    let one = batch(transactions);
    let mut endless = std::iter::repeat_with(|| one.clone());
    waiting(&mut endless).len()
}

#[test]
fn as_many_blocks_are_taken_as_fill_a_batch_of_signatures_but_not_without_end() {
    assert_eq!(taken(BATCH + 1), 1);
    assert_eq!(taken(BATCH), 1);
    assert_eq!(taken(BATCH / 4), 4);
    assert_eq!(taken(BATCH / 4 - 1), 5);
    assert_eq!(taken(1), BLOCKS);
    assert_eq!(taken(0), BLOCKS);
    assert_eq!(waiting(&mut std::iter::empty()).len(), 0);
    let mut three = (0..3).map(|_| batch(1));
    assert_eq!(waiting(&mut three).len(), 3);
    let mut unknown = (0..3).map(|_| batch(1)).filter(|_| true);
    assert_eq!(waiting(&mut unknown).len(), 1);
}
