//! What a key of the state is a key of: the way back from bytes to the table of [`crate::records`].

use abi::terms::{Name, is_name};
use abi::{Hash, Height, PatientId, PublicKey};

use super::key;
use crate::state::{Lane, StateKey};

#[cfg(test)]
mod tests;

/// Bytes of an encoded key before those of its record, in the shared lane and in a patient's.
const SHARED_LANE_BYTES: usize = 1;
const PATIENT_LANE_BYTES: usize = 17;

/// A record, by what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordKey {
    /// The account of a key.
    Account(PublicKey),
    /// The key of an organisation.
    Organisation(Name),
    /// The key of a member.
    Member(Name),
    /// The active policy.
    Policy,
    /// A module.
    Module(Hash),
    /// The chain's configuration.
    Chain,
    /// What is kept of allowed accesses.
    Counting,
    /// A patient's registration.
    Registration(PatientId),
    /// A patient's consents.
    Consents(PatientId),
    /// A patient's past allowed accesses.
    Accesses(PatientId),
    /// A patient's treatment relations.
    Treatments(PatientId),
    /// The root certificate of an organisation.
    Root(Name),
    /// The organisations whose membership has ended.
    Revoked,
    /// The certificate of a member.
    Certificate(Name),
    /// A certificate of an organisation, by its serial number.
    Serial(Name, Vec<u8>),
    /// Who governs.
    Governance,
    /// A proposal.
    Proposal(Hash),
    /// What waits for its height.
    Schedule,
    /// The policy of the past that a block activated.
    PastPolicy(Height),
    /// The contract of a name.
    Contract(Name),
    /// The contract of a name that a block activated and that is not active any more.
    PastContract(Name, Height),
    /// A patient's delegations.
    Delegations(PatientId),
    /// What is attested about a patient.
    Facts(PatientId),
    /// A patient's accesses in an emergency that wait for a review.
    Emergencies(PatientId),
    /// The anchor of a record of a patient.
    Anchor(PatientId, Hash),
    /// A value of a contract's: its lane, the hash of its name, its key there.
    ContractValue(Lane, Hash, Vec<u8>),
}

impl RecordKey {
    /// The key that the record lies at.
    pub fn state_key(&self) -> StateKey {
        match self {
            RecordKey::Account(public) => key::account(public),
            RecordKey::Organisation(name) => key::organisation(name),
            RecordKey::Member(id) => key::member(id),
            RecordKey::Policy => key::policy(),
            RecordKey::Module(hash) => key::module(hash),
            RecordKey::Chain => key::chain(),
            RecordKey::Counting => key::counting(),
            RecordKey::Registration(patient) => key::patient(*patient),
            RecordKey::Consents(patient) => key::consents(*patient),
            RecordKey::Accesses(patient) => key::accesses(*patient),
            RecordKey::Treatments(patient) => key::treatments(*patient),
            RecordKey::Root(organisation) => key::root(organisation),
            RecordKey::Revoked => key::revoked(),
            RecordKey::Certificate(id) => key::certificate(id),
            RecordKey::Serial(organisation, serial) => key::serial(organisation, serial),
            RecordKey::Governance => key::governance(),
            RecordKey::Proposal(id) => key::proposal(id),
            RecordKey::Schedule => key::schedule(),
            RecordKey::PastPolicy(since) => key::past_policy(*since),
            RecordKey::Contract(name) => key::contract(name),
            RecordKey::PastContract(name, since) => key::past_contract(name, *since),
            RecordKey::Delegations(patient) => key::delegations(*patient),
            RecordKey::Facts(patient) => key::facts(*patient),
            RecordKey::Emergencies(patient) => key::emergencies(*patient),
            RecordKey::Anchor(patient, commitment) => key::anchor(*patient, commitment),
            RecordKey::ContractValue(lane, contract, rest) => {
                key::contract_value(*lane, contract, rest)
            }
        }
    }

    /// The record that lies at `key`; `None` when the ledger keeps nothing at such a key.
    pub fn of(key: &StateKey) -> Option<RecordKey> {
        let bytes = key.as_bytes();
        let lane = key.lane();
        let skipped = match lane {
            Lane::Shared => SHARED_LANE_BYTES,
            Lane::Patient(_) => PATIENT_LANE_BYTES,
        };
        let (kind, rest) = bytes.get(skipped..)?.split_first()?;
        if *kind == b'x' {
            let (contract, rest) = rest.split_first_chunk::<32>()?;
            return Some(RecordKey::ContractValue(
                lane,
                Hash(*contract),
                rest.to_vec(),
            ));
        }
        match lane {
            Lane::Shared => shared(*kind, rest),
            Lane::Patient(patient) => of_patient(patient, *kind, rest),
        }
    }
}

fn shared(kind: u8, rest: &[u8]) -> Option<RecordKey> {
    Some(match (kind, rest) {
        (b'a', public) => RecordKey::Account(PublicKey(public.try_into().ok()?)),
        (b'o', name) => RecordKey::Organisation(text(name)?),
        (b'm', id) => RecordKey::Member(text(id)?),
        (b'p', []) => RecordKey::Policy,
        (b'w', hash) => RecordKey::Module(Hash(hash.try_into().ok()?)),
        (b'c', []) => RecordKey::Chain,
        (b'n', []) => RecordKey::Counting,
        (b'u', name) => RecordKey::Root(text(name)?),
        (b'z', []) => RecordKey::Revoked,
        (b'e', id) => RecordKey::Certificate(text(id)?),
        (b'y', rest) => {
            let zero = rest.iter().position(|byte| *byte == 0)?;
            let (organisation, serial) = rest.split_at_checked(zero)?;
            RecordKey::Serial(text(organisation)?, serial.get(1..)?.to_vec())
        }
        (b'g', []) => RecordKey::Governance,
        (b'q', id) => RecordKey::Proposal(Hash(id.try_into().ok()?)),
        (b's', []) => RecordKey::Schedule,
        (b'v', since) => RecordKey::PastPolicy(height(since)?),
        (b'i', name) => RecordKey::Contract(text(name)?),
        (b'h', rest) => {
            let (since, name) = rest.split_at_checked(size_of::<u64>())?;
            RecordKey::PastContract(text(name)?, height(since)?)
        }
        _ => return None,
    })
}

fn of_patient(patient: PatientId, kind: u8, rest: &[u8]) -> Option<RecordKey> {
    Some(match (kind, rest) {
        (b'k', []) => RecordKey::Registration(patient),
        (b'c', []) => RecordKey::Consents(patient),
        (b'a', []) => RecordKey::Accesses(patient),
        (b't', []) => RecordKey::Treatments(patient),
        (b'd', []) => RecordKey::Delegations(patient),
        (b'f', []) => RecordKey::Facts(patient),
        (b'b', []) => RecordKey::Emergencies(patient),
        (b'r', commitment) => RecordKey::Anchor(patient, Hash(commitment.try_into().ok()?)),
        _ => return None,
    })
}

fn height(bytes: &[u8]) -> Option<Height> {
    Some(Height(u64::from_be_bytes(bytes.try_into().ok()?)))
}

fn text(bytes: &[u8]) -> Option<Name> {
    let text = core::str::from_utf8(bytes).ok()?;
    is_name(text).then(|| text.to_owned())
}
