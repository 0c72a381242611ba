//! Who asks, and what the ledger attests about it.

use abi::terms::{Party, Requester};
use abi::{Instant, OutcomeCode, PatientId};

use super::{Sender, account_of, consents_of, is_treated_by, requester_of, voter};
use crate::error::{Fault, Stop};
use crate::fixture::{PATIENT, START, enrolled, execute, public, signed, treatment};
use crate::records::{Voter, key};
use crate::state::{Overlay, StateRead};

fn sender(view: &dyn StateRead, name: &str) -> Sender {
    let kind = account_of(view, &public(name)).unwrap().unwrap().kind;
    Sender {
        key: public(name),
        kind,
    }
}

fn requester(name: &str, patient: PatientId, after: i64) -> Result<Requester, OutcomeCode> {
    let state = enrolled();
    let found = requester_of(
        &state,
        &sender(&state, name),
        patient,
        Instant(START.0 + after),
    );
    found.map_err(|stop| stop.outcome().unwrap())
}

fn party(name: &str) -> Party {
    Party {
        name: name.into(),
        kind: Some("hospital".into()),
    }
}

#[test]
fn enrolment_says_who_asks() {
    let anna = Requester::Practitioner {
        id: "anna".into(),
        roles: vec!["doctor".into()],
        organisation: Some(party("ward")),
    };
    assert_eq!(requester("anna", PATIENT, 0), Ok(anna));
    let ward = Requester::Organisation {
        party: party("ward"),
    };
    assert_eq!(requester("ward", PATIENT, 0), Ok(ward));
    let own = Requester::Patient { is_subject: true };
    assert_eq!(requester("pat", PATIENT, 0), Ok(own));
    let others = Requester::Patient { is_subject: false };
    assert_eq!(requester("pat", PatientId([1; 16]), 0), Ok(others));
    assert_eq!(
        requester("admin", PATIENT, 0),
        Err(OutcomeCode::NOT_PERMITTED)
    );
}

#[test]
fn a_member_counts_from_the_first_instant_to_the_one_before_the_last() {
    for (after, is_member) in [(-1, false), (0, true), (999, true), (1000, false)] {
        let found = requester("anna", PATIENT, after);
        assert_eq!(found.is_ok(), is_member, "{after}");
        assert!(is_member || found == Err(OutcomeCode::NOT_PERMITTED));
    }
}

#[test]
fn a_treatment_counts_for_its_member_and_its_time() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let one = signed(&overlay, "ward", treatment("anna"));
    assert_eq!(execute(&mut overlay, &one, START), OutcomeCode::DONE);
    let treats = |name: &str, patient, after| {
        let now = Instant(START.0 + after);
        let requester = requester_of(&overlay, &sender(&overlay, name), patient, now).unwrap();
        is_treated_by(&overlay, patient, &requester, now).unwrap()
    };
    assert!(treats("anna", PATIENT, 0) && treats("anna", PATIENT, 99));
    assert!(!treats("anna", PATIENT, 100));
    assert!(!treats("anna", PatientId([1; 16]), 0));
    assert!(!treats("luis", PATIENT, 0));
    assert!(!treats("ward", PATIENT, 0));
    assert!(!treats("pat", PATIENT, 0));
}

#[test]
fn consents_that_do_not_decode_are_a_fault_and_not_none() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    assert!(consents_of(&overlay, PATIENT).unwrap().is_empty());
    overlay.set(key::consents(PATIENT), vec![4]);
    assert!(matches!(
        consents_of(&overlay, PATIENT),
        Err(Fault::Record("consents"))
    ));
    overlay.set(key::account(&public("anna")), vec![]);
    let found = account_of(&overlay, &public("anna"));
    assert!(matches!(found, Err(Fault::Record("account"))));
    overlay.remove(key::organisation("ward"));
    let anna = sender(&state, "anna");
    let found = requester_of(&overlay, &anna, PATIENT, START);
    assert!(matches!(found, Err(Stop::Fault(Fault::Record("member")))));
}

#[test]
fn administrators_and_organisations_approve_and_nobody_else() {
    let state = enrolled();
    let as_what = |name: &str| voter(&sender(&state, name));
    assert_eq!(as_what("admin"), Some(Voter::Key(public("admin"))));
    assert_eq!(
        as_what("ward"),
        Some(Voter::Organisation("ward".to_owned()))
    );
    assert_eq!(as_what("anna"), None);
    assert_eq!(as_what("pat"), None);
}

#[test]
fn organisations_and_members_are_enrolled_under_a_name_and_nobody_else() {
    let state = enrolled();
    for (who, name) in [
        ("ward", Some("ward")),
        ("anna", Some("anna")),
        ("admin", None),
        ("pat", None),
    ] {
        assert_eq!(sender(&state, who).name(), name, "{who}");
    }
}
