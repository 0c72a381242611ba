//! Whose records are read ahead, and what is no action's to write.

use ledger::records::key;

use super::*;
use crate::fixture::{PATIENT, anchor, request, sign};

#[test]
fn the_records_of_the_first_who_is_asked_about_in_a_lane_are_read_ahead() {
    let emergency = Action::BreakGlass {
        request: request(PATIENT),
        justification: Hash::ZERO,
    };
    let asks = Action::RequestAccess {
        request: request(PATIENT),
    };
    let transactions = [anchor(PATIENT), asks, emergency].map(|action| sign("Acme", 0, action));
    let settled = |transaction| Settled {
        transaction,
        checked: Checked {
            id: Hash::ZERO,
            is_signed: true,
        },
        sender: Ok(0),
    };
    let run = Run {
        accounts: Accounts::new(),
        settled: transactions.iter().map(settled).collect(),
    };
    for (indices, expected) in [
        (vec![0], None),
        (vec![1], Some(PATIENT)),
        (vec![2], Some(PATIENT)),
        (vec![0, 2], Some(PATIENT)),
    ] {
        let place = |index: &usize| (Lane::Patient(PATIENT), *index);
        let lane: Vec<Placed> = indices.iter().map(place).collect();
        assert_eq!(run.asked_about(&lane), expected, "{indices:?}");
    }
}

#[test]
fn what_a_patients_action_writes_elsewhere_is_a_fault() {
    let other = PatientId([8; 16]);
    let changes = |patients: &[PatientId]| -> Changes {
        let keys = patients.iter().map(|patient| key::consents(*patient));
        keys.map(|key| (key, None)).collect()
    };
    let lane = Lane::Patient(PATIENT);
    for (patients, holds) in [
        (&[][..], true),
        (&[PATIENT], true),
        (&[other], false),
        (&[PATIENT, other], false),
    ] {
        let changes = changes(patients);
        assert_eq!(require_lane(lane, &changes).is_ok(), holds, "{patients:?}");
        assert!(require_lane(Lane::Shared, &changes).is_ok());
    }
    let shared: Changes = [(key::policy(), None)].into();
    assert!(matches!(require_lane(lane, &shared), Err(Fault::Lane)));
}
