//! What the values of the state are, and the keys they lie at. All values are SCALE.
//!
//! | lane | key | value |
//! | --- | --- | --- |
//! | shared | `a` + public key | [`Account`] |
//! | shared | `o` + name | public key of the organisation |
//! | shared | `m` + identifier | public key of the member |
//! | shared | `p` | [`ActivePolicy`] |
//! | shared | `w` + hash | the module's bytes, not encoded further |
//! | shared | `c` | [`crate::GenesisConfig`] |
//! | a patient's | `k` | [`PatientRecord`] |
//! | a patient's | `c` | consents, `Vec<ConsentRecord>` by number |
//! | shared | `n` | [`Counting`] |
//! | a patient's | `a` | allowed accesses, `Vec<AccessRecord>` by time |
//! | a patient's | `t` | treatment relations, `Vec<TreatmentRecord>` |

use abi::terms::Name;
use abi::{Hash, Height, Instant, PatientId, PublicKey};
use parity_scale_codec::{Decode, DecodeAll, Encode};

use crate::error::Fault;
use crate::state::{StateKey, StateRead};

mod record_key;

pub use record_key::RecordKey;

/// Who may send transactions with a key, and what it has sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Account {
    /// Who.
    pub kind: AccountKind,
    /// The nonce of the next transaction; 0 before the first.
    pub nonce: u64,
    /// Fuel charged so far.
    pub charge: u64,
}

/// Who an account is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum AccountKind {
    /// The administrator that the genesis names.
    #[codec(index = 0)]
    Admin,
    /// An organisation.
    #[codec(index = 1)]
    Organisation {
        /// Its name.
        name: Name,
        /// Its kind (`lab`).
        kind: Name,
        /// The organisation that it is part of.
        within: Option<Name>,
    },
    /// A person with roles.
    #[codec(index = 2)]
    Member {
        /// The person's identifier.
        id: Name,
        /// Roles, as the organisation attests them.
        roles: Vec<Name>,
        /// The organisation that attests them.
        organisation: Name,
        /// The first instant of the membership.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// A patient.
    #[codec(index = 3)]
    Patient(PatientId),
}

/// The policy that decides requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActivePolicy {
    /// The hash of its module.
    pub hash: Hash,
    /// The block that activated it.
    pub since: Height,
}

/// What the ledger keeps of allowed accesses, so that counters of the active policy are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Counting {
    /// Every allowed access from here on was recorded; the least instant when none came before.
    pub since: Instant,
    /// Accesses are kept for so many seconds at least.
    pub seconds: u64,
}

/// A patient's registration.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PatientRecord {
    /// The key that signs for the patient.
    pub key: PublicKey,
    /// The organisation that registered the patient.
    pub registered_by: Name,
}

/// The keys of the records.
pub mod key {
    use abi::{Hash, PatientId, PublicKey};

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
}

/// Reads the record at `key`.
///
/// # Errors
/// Fault: the value does not decode, which only a bug can bring about.
pub fn read<T: Decode>(
    view: &dyn StateRead,
    key: &StateKey,
    kind: &'static str,
) -> Result<Option<T>, Fault> {
    let decode = |mut bytes: &[u8]| T::decode_all(&mut bytes).map_err(|_| Fault::Record(kind));
    view.get(key).map(decode).transpose()
}
