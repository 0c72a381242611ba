//! What is read about one patient says nothing of the one before.

use abi::terms::TreatmentRecord;
use ledger::{Overlay, State};
use parity_scale_codec::Encode;

use super::*;
use crate::counting::tests::interface;

const KNOWN: PatientId = PatientId([3; 16]);
const UNKNOWN: PatientId = PatientId([4; 16]);
const NOW: Instant = Instant(100);

/// All that can be told of records.
fn told(records: &Records) -> ([&[u8]; 5], bool, Instant) {
    let lists = [
        records.treatments.as_slice(),
        &records.consents,
        &records.accesses,
        &records.counting,
        &records.facts,
    ];
    (lists, records.binding.is_some(), records.now)
}

#[test]
fn what_is_read_again_is_what_is_read_anew() {
    let state = State::new();
    let mut view = Overlay::new(&state);
    let treatment = TreatmentRecord {
        who: "dr-lee".into(),
        from: Instant::MIN,
        until: None,
    };
    view.set(key::treatments(KNOWN), vec![treatment].encode());
    view.set(key::consents(KNOWN), vec![1, 2, 3]);
    view.set(key::facts(KNOWN), PatientFacts::default().encode());
    view.set(key::accesses(KNOWN), vec![4, 5]);
    view.set(key::counting(), vec![6]);
    let [counts, counts_nothing] =
        [&[60][..], &[]].map(|windows| Arc::new(Binding::new(interface(windows))));
    let cases = [
        (KNOWN, &counts),
        (UNKNOWN, &counts),
        (KNOWN, &counts_nothing),
        (UNKNOWN, &counts_nothing),
    ];
    for (patient, policy) in cases {
        for (next, next_policy) in cases {
            let mut records = Records::read(&view, patient, policy, NOW);
            let later = Instant(NOW.0 + 1);
            records.read_again(&view, next, next_policy, later);
            let anew = Records::read(&view, next, next_policy, later);
            assert_eq!(told(&records), told(&anew), "{patient:?}, then {next:?}");
        }
    }
    let known = Records::read(&view, KNOWN, &counts, NOW);
    assert!(
        told(&known).1,
        "there are facts, which are found by the policy's names"
    );
    assert_eq!(known.treats(&practitioner(), NOW).ok(), Some(Some(true)));
    let unknown = Records::read(&view, UNKNOWN, &counts, NOW);
    assert_eq!(unknown.treats(&practitioner(), NOW).ok(), Some(Some(false)));
}

fn practitioner() -> Requester {
    Requester::Practitioner {
        id: "dr-lee".into(),
        roles: Vec::new(),
        organisation: None,
    }
}
