//! Who calls a contract is told as enrolled; which contracts are kept linked.

use abi::{Instant, PublicKey};
use ledger::{State, rules};

use super::*;
use crate::fixture::{PATIENT, contract, engine, public};
use crate::policy::Contracts;

#[test]
fn a_contract_is_told_for_which_organisation_and_in_which_roles_somebody_calls() {
    let organisation = AccountKind::Organisation {
        name: "Acme".into(),
        kind: "lab".into(),
        within: Some("Hill".into()),
    };
    let member = AccountKind::Member {
        id: "lee".into(),
        roles: vec!["nurse".into(), "auditor".into()],
        organisation: "Boro".into(),
        from: Instant::MIN,
        until: None,
    };
    let delegate = AccountKind::Delegate(PublicKey([1; 32]));
    for (kind, name, roles) in [
        (organisation, Some("Acme"), &[][..]),
        (member, Some("Boro"), &["auditor", "nurse"]),
        (AccountKind::Admin, None, &[]),
        (AccountKind::Patient(PATIENT), None, &[]),
        (delegate, None, &[]),
    ] {
        let key = public("lee");
        let told = identity(&Sender { key, kind });
        let expected = CallerIdentity {
            key: key.0,
            organisation: name.map(String::from),
            roles: roles.iter().copied().map(String::from).collect(),
        };
        assert_eq!(told, expected);
    }
}

#[test]
fn contracts_stay_linked_until_there_are_too_many() {
    let state = State::new();
    let mut stored = Overlay::new(&state);
    let hashes: Vec<Hash> = (0..=LINKED as u8)
        .map(|number| {
            let module = contract(number);
            rules::store_module(&mut stored, &module);
            Domain::Module.hash(&module)
        })
        .collect();
    let place = LaneState {
        lane: Lane::Shared,
        contract: Hash::ZERO,
    };
    let mut worker = Worker::new(Contracts::new(engine()));
    let (last, first) = hashes.split_last().unwrap();
    for hash in first {
        worker.linked(&stored, *hash, place).unwrap();
    }
    // Where no module is found, what is linked is still there.
    for hash in first {
        assert!(worker.linked(&state, *hash, place).is_ok());
    }
    worker.linked(&stored, *last, place).unwrap();
    for hash in first {
        let gone = worker.linked(&state, *hash, place);
        assert!(matches!(gone, Err(Fault::Contract(of)) if of == *hash));
    }
    assert!(worker.linked(&state, *last, place).is_ok());
}
