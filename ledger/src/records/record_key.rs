//! What a key of the state is a key of: the way back from bytes to the table of [`crate::records`].

use abi::terms::{Name, is_name};
use abi::{Hash, PatientId, PublicKey};

use super::key;
use crate::state::{Lane, StateKey};

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
        }
    }

    /// The record that lies at `key`; `None` when the ledger keeps nothing at such a key.
    pub fn of(key: &StateKey) -> Option<RecordKey> {
        let bytes = key.as_bytes();
        match key.lane() {
            Lane::Shared => shared(bytes.get(SHARED_LANE_BYTES..)?),
            Lane::Patient(patient) => match bytes.get(PATIENT_LANE_BYTES..)? {
                b"k" => Some(RecordKey::Registration(patient)),
                b"c" => Some(RecordKey::Consents(patient)),
                b"a" => Some(RecordKey::Accesses(patient)),
                b"t" => Some(RecordKey::Treatments(patient)),
                _ => None,
            },
        }
    }
}

fn shared(bytes: &[u8]) -> Option<RecordKey> {
    let (kind, rest) = bytes.split_first()?;
    Some(match (kind, rest) {
        (b'a', public) => RecordKey::Account(PublicKey(public.try_into().ok()?)),
        (b'o', name) => RecordKey::Organisation(text(name)?),
        (b'm', id) => RecordKey::Member(text(id)?),
        (b'p', []) => RecordKey::Policy,
        (b'w', hash) => RecordKey::Module(Hash(hash.try_into().ok()?)),
        (b'c', []) => RecordKey::Chain,
        (b'n', []) => RecordKey::Counting,
        _ => return None,
    })
}

fn text(bytes: &[u8]) -> Option<Name> {
    let text = core::str::from_utf8(bytes).ok()?;
    is_name(text).then(|| text.to_owned())
}
