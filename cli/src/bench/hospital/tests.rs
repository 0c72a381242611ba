//! The hospital that blocks are measured with: the same for whoever measures, so that figures can be compared.

use abi::decision::Outcome;
use abi::receipt::{DecisionRecord, Receipt};
use abi::{Fuel, Hash};
use ledger::StateRead;
use ledger::records::key;
use parity_scale_codec::Encode;

use super::{Hospital, are_decided};

/// When this has to change, figures from before are of other blocks.
#[test]
fn patients_and_requests_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("ledger");
    let mut written = Vec::new();
    let made = Hospital::new(300, b"policy", &folder, &mut |count| written.push(count));
    let (mut hospital, ledger, _) = made.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(written, [300]);
    let mut hash = blake3::Hasher::new();
    for patient in &hospital.patients {
        for key in [
            key::patient(*patient),
            key::consents(*patient),
            key::treatments(*patient),
        ] {
            hash.update(ledger.state().get(&key).expect("it is written"));
        }
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "084e945ae6c3c199528e38aaa60fd4cec64301b74e61eb406ee3af616f828792"
    );
    let mut hash = blake3::Hasher::new();
    for transaction in hospital.requests(400) {
        hash.update(&transaction.encode());
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "98fa99efae346d37e9afaba5fb45b72649ed1b9f1218cfdc93acbb6067fb5b2f"
    );
    let first = hospital.next_time();
    assert_eq!(hospital.following_time().0, first.0 + 1);
}

/// More than one in twenty each of two outcomes, and a decision everywhere.
#[test]
fn requests_that_come_to_one_outcome_alone_measure_nothing() {
    let receipt = |outcome: Outcome, is_decided: bool| Receipt {
        transaction: Hash::ZERO,
        outcome: outcome.code(),
        fuel: Fuel(0),
        decision: is_decided.then(|| DecisionRecord {
            policy: Hash::ZERO,
            rules: Vec::new(),
            overridden: Vec::new(),
        }),
        call: None,
    };
    let all = |allowed: usize, not: usize| {
        let mut receipts = vec![receipt(Outcome::Allowed, true); allowed];
        receipts.extend(vec![receipt(Outcome::NotCovered, true); not]);
        receipts
    };
    assert!(are_decided(&all(50, 50)));
    assert!(are_decided(&all(94, 6)) && are_decided(&all(6, 94)));
    assert!(!are_decided(&all(95, 5)) && !are_decided(&all(5, 95)));
    let mut undecided = all(50, 50);
    undecided.push(receipt(Outcome::Allowed, false));
    assert!(!are_decided(&undecided));
}
