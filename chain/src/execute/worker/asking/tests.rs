//! Who asks is worked out once in a run, where that is the same for every patient.

use abi::{Domain, Height, PatientId};
use ledger::State;
use ledger::membership::Sender;
use ledger::rules::install_policy;

use super::*;
use crate::fixture::{PATIENT, START, engine, policy, public, request, state};
use crate::policy::Contracts;

const NOW: Instant = Instant(START);

fn sender(kind: AccountKind) -> Sender {
    Sender {
        key: public("lee"),
        kind,
    }
}

/// Who asks for this patient's data, as it is found in `state`; it is kept.
fn asks(
    worker: &mut Worker,
    state: &State,
    sender: &Sender,
    patient: PatientId,
) -> Option<Requester> {
    let who = Who {
        sender,
        place: Some(1),
    };
    let taken = worker.take_asker(&Overlay::new(state), who, &request(patient), NOW);
    let asker = taken.ok()?.ok()?;
    let requester = asker.requester.clone();
    worker.keep_asker(who, asker);
    Some(requester)
}

#[test]
fn who_works_for_an_organisation_is_looked_for_once_in_a_run() {
    let lee = sender(AccountKind::Member {
        id: "lee".into(),
        roles: Vec::new(),
        organisation: "Acme".into(),
        from: Instant::MIN,
        until: None,
    });
    let (full, empty) = (state(), State::new());
    let mut worker = Worker::new(Contracts::new(engine()));
    worker.begin_run(2);
    assert_eq!(asks(&mut worker, &empty, &lee, PATIENT), None);
    let found = asks(&mut worker, &full, &lee, PATIENT);
    assert!(found.is_some());
    for _ in 0..2 {
        assert_eq!(asks(&mut worker, &empty, &lee, PATIENT), found);
    }
    worker.begin_run(2);
    assert_eq!(asks(&mut worker, &empty, &lee, PATIENT), None);
}

#[test]
fn who_a_patient_is_to_another_is_looked_for_each_time() {
    let patient = sender(AccountKind::Patient(PATIENT));
    let mut worker = Worker::new(Contracts::new(engine()));
    worker.begin_run(2);
    for (about, is_subject) in [(PATIENT, true), (PatientId([8; 16]), false)] {
        let found = asks(&mut worker, &state(), &patient, about);
        assert_eq!(found, Some(Requester::Patient { is_subject }));
    }
}

#[test]
fn the_active_policy_is_looked_for_once_in_a_run() {
    let (full, empty) = (state(), State::new());
    let (mut full, empty) = (Overlay::new(&full), Overlay::new(&empty));
    let module = policy();
    install_policy(&mut full, &module, Height(1)).unwrap();
    let mut worker = Worker::new(Contracts::new(engine()));
    let taken = |worker: &mut Worker, view: &Overlay| {
        let policy = worker.take_policy(view).unwrap()?;
        let hash = policy.hash();
        worker.keep_policy(policy);
        Some(hash)
    };
    worker.begin_run(1);
    assert_eq!(taken(&mut worker, &empty), None);
    let hash = Some(Domain::Module.hash(&module));
    assert_eq!(taken(&mut worker, &full), hash);
    for _ in 0..2 {
        assert_eq!(taken(&mut worker, &empty), hash);
    }
    worker.begin_run(1);
    assert_eq!(taken(&mut worker, &empty), None);
}
