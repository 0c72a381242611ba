//! What is read about one patient says nothing of the one before.

use abi::terms::TreatmentRecord;
use ledger::{Overlay, State};
use parity_scale_codec::Encode;

use super::*;
use crate::counting::tests::{access, counter, interface};

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

#[test]
fn accesses_are_told_as_they_are_kept_and_not_at_all_where_one_may_be_missing() {
    let state = State::new();
    let mut view = Overlay::new(&state);
    let kept = vec![access(NOW.0 - 9), access(NOW.0 - 3)];
    view.set(key::accesses(KNOWN), kept.encode());
    let policy = Arc::new(Binding::new(interface(&[60])));
    let told = |view: &Overlay, patient| {
        let records = Records::read(view, patient, &policy, NOW);
        let accesses = records.accesses(&counter(60), NOW).unwrap();
        accesses.map(Cow::into_owned)
    };
    assert_eq!(told(&view, KNOWN), None, "nobody knows since when");
    let counting = |since| Counting { since, seconds: 60 }.encode();
    view.set(key::counting(), counting(Instant(NOW.0 - 10)));
    assert_eq!(told(&view, KNOWN), None, "counting began in the window");
    view.set(key::counting(), counting(Instant::MIN));
    assert_eq!(told(&view, KNOWN), Some(kept));
    assert_eq!(told(&view, UNKNOWN), Some(Vec::new()));
}

#[test]
fn consents_are_told_as_they_are_stored_and_an_empty_list_where_there_are_none() {
    let state = State::new();
    let mut view = Overlay::new(&state);
    view.set(key::consents(KNOWN), vec![1, 2, 3]);
    let policy = Arc::new(Binding::new(interface(&[])));
    let records = |patient| Records::read(&view, patient, &policy, NOW);
    assert_eq!(records(KNOWN).stored_consents(), Some(&[1, 2, 3][..]));
    let none = Vec::<ConsentRecord>::new().encode();
    assert_eq!(records(UNKNOWN).stored_consents(), Some(none.as_slice()));
}
