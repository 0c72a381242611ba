//! The keys of the records.

use abi::{Domain, Hash, Height, PatientId, PublicKey};

use crate::state::{Lane, StateKey};

/// The account of a key.
pub fn account(key: &PublicKey) -> StateKey {
    StateKey::new(Lane::Shared, &[b"a", &key.0])
}

/// The key of an organisation.
pub fn organisation(name: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"o", name.as_bytes()])
}

/// The key of a member.
pub fn member(id: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"m", id.as_bytes()])
}

/// The active policy.
pub fn policy() -> StateKey {
    StateKey::new(Lane::Shared, &[b"p"])
}

/// A module.
pub fn module(hash: &Hash) -> StateKey {
    StateKey::new(Lane::Shared, &[b"w", &hash.0])
}

/// The chain's configuration.
pub fn chain() -> StateKey {
    StateKey::new(Lane::Shared, &[b"c"])
}

/// A patient's registration.
pub fn patient(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"k"])
}

/// A patient's consents.
pub fn consents(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"c"])
}

/// What is kept of allowed accesses.
pub fn counting() -> StateKey {
    StateKey::new(Lane::Shared, &[b"n"])
}

/// A patient's past allowed accesses.
pub fn accesses(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"a"])
}

/// A patient's treatment relations.
pub fn treatments(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"t"])
}

/// The root certificate of an organisation.
pub fn root(organisation: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"u", organisation.as_bytes()])
}

/// The organisations whose membership has ended.
pub fn revoked() -> StateKey {
    StateKey::new(Lane::Shared, &[b"z"])
}

/// The certificate of a member.
pub fn certificate(id: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"e", id.as_bytes()])
}

/// A certificate of an organisation, by its serial number. Names have no zero in them.
pub fn serial(organisation: &str, serial: &[u8]) -> StateKey {
    StateKey::new(
        Lane::Shared,
        &[b"y", organisation.as_bytes(), b"\0", serial],
    )
}

/// Who governs.
pub fn governance() -> StateKey {
    StateKey::new(Lane::Shared, &[b"g"])
}

/// A proposal, by the id of the transaction that proposed it.
pub fn proposal(id: &Hash) -> StateKey {
    StateKey::new(Lane::Shared, &[b"q", &id.0])
}

/// What waits for its height.
pub fn schedule() -> StateKey {
    StateKey::new(Lane::Shared, &[b"s"])
}

/// The policy of the past that a block activated.
pub fn past_policy(since: Height) -> StateKey {
    StateKey::new(Lane::Shared, &[b"v", &since.0.to_be_bytes()])
}

/// The contract of a name.
pub fn contract(name: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"i", name.as_bytes()])
}

/// The contract of a name that a block activated and that is not active any more.
pub fn past_contract(name: &str, since: Height) -> StateKey {
    StateKey::new(
        Lane::Shared,
        &[b"h", &since.0.to_be_bytes(), name.as_bytes()],
    )
}

/// A patient's delegations.
pub fn delegations(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"d"])
}

/// What is attested about a patient.
pub fn facts(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"f"])
}

/// A patient's accesses in an emergency that wait for a review.
pub fn emergencies(patient: PatientId) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"b"])
}

/// The anchor of a record of a patient.
pub fn anchor(patient: PatientId, commitment: &Hash) -> StateKey {
    StateKey::new(Lane::Patient(patient), &[b"r", &commitment.0])
}

/// What a contract is called in keys: a hash of its name.
pub fn contract_id(name: &str) -> Hash {
    Domain::Contract.hash(name.as_bytes())
}

/// A value of a contract's, in the lane that it runs in.
pub fn contract_value(lane: Lane, contract: &Hash, key: &[u8]) -> StateKey {
    StateKey::new(lane, &[b"x", &contract.0, key])
}
