//! Figures of one are of one: never more than measuring all of them took.

#![allow(clippy::unwrap_used, reason = "a test panics: that is its finding")]

use ledger::{Action, Body, Signer};

use super::*;

/// Transactions that one key has signed.
fn signed(count: u64) -> Vec<Transaction> {
    let signer = Signer::from_seed([7; 32]);
    let body = |nonce| Body {
        chain: abi::Hash([9; 32]),
        sender: signer.public_key(),
        nonce,
        expires: abi::Instant::MAX,
        action: Action::Approve {
            proposal: abi::Hash([3; 32]),
        },
    };
    (1..=count).map(|nonce| body(nonce).sign(&signer)).collect()
}

#[test]
fn what_one_takes_is_no_more_than_all_took_together() {
    let transactions = signed(64);
    let start = Instant::now();
    let floor = Floor::of_signatures(&transactions, &Threads::one());
    let all = start.elapsed();
    let none = Duration::ZERO;
    for (one, count) in [
        (floor.verify_one, 64),
        (floor.verify_batch, 64),
        (floor.verify_threads, 64),
        (floor.blake3, 1000),
    ] {
        // Of nine rounds, five or more took as long as the median, or longer.
        assert!(
            one > none && one * count * 5 <= all,
            "{one:?} {count} {all:?}"
        );
    }
}

#[test]
fn appending_is_timed_and_leaves_nothing_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut floor = Floor::default();
    let start = Instant::now();
    floor.measure_append(folder.path(), 100_000).unwrap();
    assert!(floor.append > Duration::ZERO && floor.append * 18 <= start.elapsed());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let missing = folder.path().join("missing");
    assert!(floor.measure_append(&missing, 1).is_err());
}
