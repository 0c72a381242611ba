//! Signatures of several blocks that are verified together.

use ledger::signature::verify_one;
use ledger::{Action, Body};

use super::*;

fn transaction(nonce: u64) -> Transaction {
    let signer = Signer::from_seed([7; 32]);
    let body = Body {
        chain: Hash::ZERO,
        sender: signer.public_key(),
        nonce,
        expires: Instant(i64::MAX),
        action: Action::Approve {
            proposal: Hash::ZERO,
        },
    };
    let mut signed = body.sign(&signer);
    if nonce.is_multiple_of(500) {
        signed.signature.0[3] ^= 1;
    }
    signed
}

#[test]
fn each_block_has_the_verdicts_of_its_own_transactions() {
    let mut nonce = 0;
    let mut block = |length: usize| -> Vec<Transaction> {
        let mut next = || {
            nonce += 1;
            transaction(nonce)
        };
        (0..length).map(|_| next()).collect()
    };
    // More than one batch, which ends within a block.
    let blocks = [499, 3, 0, SHARE_ASIDE, 1].map(&mut block);
    let all: Vec<&[Transaction]> = blocks.iter().map(Vec::as_slice).collect();
    let checked = verify_aside(&all);
    assert_eq!(checked.len(), blocks.len());
    let mut wrong = 0;
    for (block, checked) in blocks.iter().zip(checked) {
        let expected: Vec<Checked> = (block.iter())
            .map(|one| Checked {
                id: one.id(),
                is_signed: verify_one(one),
            })
            .collect();
        assert_eq!(checked, expected);
        wrong += checked.iter().filter(|one| !one.is_signed).count();
    }
    assert_eq!(wrong, 3);
    assert!(verify_aside(&[]).is_empty());
}

#[test]
fn signatures_are_verified_in_as_few_batches_as_leave_no_thread_idle() {
    for (signatures, threads, at_a_time) in [
        (0, 2, SHARE),
        (2 * SHARE, 4, SHARE),
        (4 * SHARE, 2, 2 * SHARE),
        (BATCH, 1, BATCH),
        (BATCH + 2, 1, BATCH / 2 + 1),
        (BATCH + 2, 4, BATCH / 4 + 1),
    ] {
        assert_eq!(share(signatures, threads), at_a_time, "{signatures}");
    }
    for (signatures, at_a_time) in [
        (0, 1),
        (SHARE_ASIDE, SHARE_ASIDE),
        (SHARE_ASIDE + 2, SHARE_ASIDE / 2 + 1),
        (4 * SHARE_ASIDE, SHARE_ASIDE),
    ] {
        assert_eq!(share_aside(signatures), at_a_time, "{signatures}");
    }
}
