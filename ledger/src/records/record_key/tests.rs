//! Every record is found again from its key, and no other key is one.

use abi::Domain;

use super::*;
use crate::fixture::{PATIENT, public};

const HASH: Hash = Hash([3; 32]);
const SINCE: Height = Height(0x0102_0304);

/// One of each kind.
fn records() -> Vec<RecordKey> {
    let name = || Name::from("ward");
    let lanes = [Lane::Shared, Lane::Patient(PATIENT)];
    let values = lanes.map(|lane| RecordKey::ContractValue(lane, HASH, vec![0, 7]));
    let mut all = vec![
        RecordKey::Account(public("anna")),
        RecordKey::Organisation(name()),
        RecordKey::Member(name()),
        RecordKey::Policy,
        RecordKey::Module(HASH),
        RecordKey::Chain,
        RecordKey::Counting,
        RecordKey::Registration(PATIENT),
        RecordKey::Consents(PATIENT),
        RecordKey::Accesses(PATIENT),
        RecordKey::Treatments(PATIENT),
        RecordKey::Root(name()),
        RecordKey::Revoked,
        RecordKey::Certificate(name()),
        RecordKey::Serial(name(), vec![5, 0, 5]),
        RecordKey::Governance,
        RecordKey::Proposal(HASH),
        RecordKey::Schedule,
        RecordKey::PastPolicy(SINCE),
        RecordKey::Contract(name()),
        RecordKey::PastContract(name(), SINCE),
        RecordKey::Delegations(PATIENT),
        RecordKey::Facts(PATIENT),
        RecordKey::Emergencies(PATIENT),
        RecordKey::Anchor(PATIENT, HASH),
    ];
    all.extend(values);
    all
}

#[test]
fn every_record_is_found_again_from_its_key() {
    let keys: Vec<StateKey> = records().iter().map(RecordKey::state_key).collect();
    for (record, key) in records().into_iter().zip(&keys) {
        assert_eq!(RecordKey::of(key), Some(record));
        assert_eq!(keys.iter().filter(|other| *other == key).count(), 1);
    }
}

#[test]
fn a_key_of_another_kind_or_length_is_none() {
    let with = |lane, parts: &[&[u8]]| RecordKey::of(&StateKey::new(lane, parts));
    let patient = Lane::Patient(PATIENT);
    for (lane, kinds) in [(Lane::Shared, "awqvhxyoeimu"), (patient, "rxm")] {
        for kind in kinds.bytes() {
            assert_eq!(with(lane, &[&[kind]]), None, "{kind}");
        }
    }
    for (lane, kinds) in [(Lane::Shared, "pcnzgsk"), (patient, "kcatdfbp")] {
        for kind in kinds.bytes() {
            assert_eq!(with(lane, &[&[kind], b"more"]), None, "{kind}");
        }
    }
    assert_eq!(with(Lane::Shared, &[]), None);
    assert_eq!(with(Lane::Shared, &[b"o", &[0xff]]), None);
}

#[test]
fn a_contract_is_called_by_the_hash_of_its_name() {
    assert_eq!(key::contract_id("ward"), Domain::Contract.hash(b"ward"));
}
