//! A counter is known only where nothing that it counts can be missing.

use abi::interface::CounterEntry;
use abi::set::IdSet;
use abi::terms::Party;
use ledger::State;
use ledger::StateRead;

use super::*;
use crate::fixture::request;

const DAY: u64 = 86_400;
const PATIENT: PatientId = PatientId([3; 16]);

pub(crate) fn interface(windows: &[u64]) -> Interface {
    let source = "lab X\nlab X may read bloodwork";
    let mut interface = Interface {
        language: abi::interface::LANGUAGE_VERSION,
        vocabulary: String::new(),
        vocabulary_hash: abi::Hash::ZERO,
        title: source.into(),
        time_zone: "UTC".into(),
        source: abi::Hash::ZERO,
        kinds: Vec::new(),
        parties: Vec::new(),
        roles: Vec::new(),
        actions: Vec::new(),
        categories: Vec::new(),
        purposes: Vec::new(),
        practitioners: Vec::new(),
        codes: abi::codebook::CodeBook::default(),
        zone: abi::calendar::Zone::default(),
        ages: Vec::new(),
        facts: Vec::new(),
        fact_texts: Vec::new(),
        counters: Vec::new(),
        forms: Vec::new(),
        texts: Vec::new(),
        rules: Default::default(),
    };
    interface.counters = windows.iter().map(|seconds| counter(*seconds)).collect();
    interface
}

pub(crate) fn counter(seconds: u64) -> CounterEntry {
    CounterEntry {
        actions: IdSet::interval(0, 0),
        seconds,
    }
}

pub(crate) fn access(at: i64) -> AccessRecord {
    AccessRecord {
        at: Instant(at),
        by: "X".into(),
        organisation: None,
        actions: vec!["read".into()],
    }
}

fn kept(state: &Overlay) -> Option<Counting> {
    read(state, &key::counting(), "counting").unwrap()
}

fn accesses(state: &Overlay) -> Vec<AccessRecord> {
    read(state, &key::accesses(PATIENT), "accesses")
        .unwrap()
        .unwrap_or_default()
}

#[test]
fn the_first_policy_counts_from_the_beginning_and_a_longer_window_from_its_activation() {
    let state = State::new();
    let mut overlay = Overlay::new(&state);
    prepare(&mut overlay, &interface(&[DAY]), Instant(100)).unwrap();
    assert_eq!(
        kept(&overlay),
        Some(Counting {
            since: Instant::MIN,
            seconds: DAY
        })
    );
    ledger::rules::install_policy(&mut overlay, b"module", abi::Height(1)).unwrap();
    prepare(&mut overlay, &interface(&[DAY / 2]), Instant(200)).unwrap();
    assert_eq!(
        kept(&overlay),
        Some(Counting {
            since: Instant::MIN,
            seconds: DAY
        })
    );
    prepare(&mut overlay, &interface(&[DAY, 7 * DAY]), Instant(300)).unwrap();
    assert_eq!(
        kept(&overlay),
        Some(Counting {
            since: Instant(300),
            seconds: 7 * DAY
        })
    );
    prepare(&mut overlay, &interface(&[]), Instant(400)).unwrap();
    assert_eq!(kept(&overlay), None);
}

#[test]
fn accesses_are_kept_while_a_window_reaches_them_and_not_at_all_without_counters() {
    let state = State::new();
    let mut overlay = Overlay::new(&state);
    keep(&mut overlay, PATIENT, access(10)).unwrap();
    assert!(overlay.get(&key::accesses(PATIENT)).is_none());
    prepare(&mut overlay, &interface(&[DAY]), Instant(0)).unwrap();
    for at in [10, 20, 20 + DAY as i64] {
        keep(&mut overlay, PATIENT, access(at)).unwrap();
    }
    assert_eq!(
        accesses(&overlay),
        [access(20 + DAY as i64)],
        "a window of a day ends before 20"
    );
}

#[test]
fn what_may_be_missing_makes_a_counter_not_known() {
    let now = Instant(10 * DAY as i64);
    let known = |since, seconds, list: &[AccessRecord]| {
        is_whole(Some(Counting { since, seconds }), &counter(DAY), list, now)
    };
    assert!(known(Instant::MIN, DAY, &[]));
    assert!(known(Instant(9 * DAY as i64), DAY, &[]));
    assert!(
        !known(Instant(9 * DAY as i64 + 1), DAY, &[]),
        "recording began inside the window"
    );
    assert!(
        !known(Instant::MIN, DAY - 1, &[]),
        "kept for less than the window"
    );
    assert!(!is_whole(None, &counter(DAY), &[], now));
    let crowd = |at: i64| vec![access(at); ACCESSES_PER_PATIENT as usize];
    assert!(
        !known(Instant::MIN, DAY, &crowd(now.0 - 5)),
        "a full list may have lost some"
    );
    assert!(
        known(Instant::MIN, DAY, &crowd(9 * DAY as i64)),
        "what it lost is out of reach"
    );
}

#[test]
fn a_full_list_forgets_the_oldest() {
    let state = State::new();
    let mut overlay = Overlay::new(&state);
    prepare(&mut overlay, &interface(&[DAY]), Instant(0)).unwrap();
    let full = vec![access(5); ACCESSES_PER_PATIENT as usize];
    overlay.set(key::accesses(PATIENT), full.encode());
    keep(&mut overlay, PATIENT, access(6)).unwrap();
    let list = accesses(&overlay);
    assert_eq!(
        (list.len() as u64, list.last()),
        (ACCESSES_PER_PATIENT, Some(&access(6)))
    );
}

#[test]
fn an_allowed_request_counts_for_who_asks_where_a_policy_counts() {
    let state = State::new();
    let mut overlay = Overlay::new(&state);
    let lab = Requester::Organisation {
        party: Party {
            name: "X".into(),
            kind: None,
        },
    };
    let patient = Requester::Patient { is_subject: true };
    let request = request(PATIENT);
    count(&mut overlay, &lab, &request, Instant(5)).unwrap();
    assert_eq!(accesses(&overlay), [], "no policy counts");
    prepare(&mut overlay, &interface(&[DAY]), Instant(6)).unwrap();
    count(&mut overlay, &patient, &request, Instant(7)).unwrap();
    assert_eq!(accesses(&overlay), [], "nobody asks whom it counts for");
    count(&mut overlay, &lab, &request, Instant(8)).unwrap();
    let each_once = ["copy", "read"].map(String::from);
    let counted = AccessRecord {
        organisation: Some("X".into()),
        actions: each_once.into(),
        ..access(8)
    };
    assert_eq!(accesses(&overlay), [counted]);
}
