//! Keys of the state and the lanes they lie in.

use core::borrow::Borrow;
use core::fmt;

use abi::limits::STATE_KEY_BYTES;
use abi::{Domain, Hash, PatientId};
use parity_scale_codec::{Decode, Encode, Error, Input, Output};

const SHARED: u8 = 0;
const PATIENT: u8 = 1;
/// The kind of a contract's values, behind the lane.
const CONTRACT_VALUE: u8 = b'x';
const PATIENT_BYTES: usize = size_of::<PatientId>();

/// A part of the state that only its own transactions write: one patient's, or the shared one.
///
/// Transactions of different patients never conflict, so they may run at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Accounts, organisations, members, policies.
    Shared,
    /// What concerns one patient.
    Patient(PatientId),
}

/// A key of the state, encoded: `00 ++ key` in the shared lane, `01 ++ patient ++ key` in a
/// patient's. Keys sort by these bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateKey(Box<[u8]>);

impl StateKey {
    /// The key `parts`, one after the other, in `lane`.
    pub fn new(lane: Lane, parts: &[&[u8]]) -> StateKey {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut bytes = Vec::with_capacity(1 + PATIENT_BYTES + length);
        match lane {
            Lane::Shared => bytes.push(SHARED),
            Lane::Patient(patient) => {
                bytes.push(PATIENT);
                bytes.extend(patient.0);
            }
        }
        parts.iter().for_each(|part| bytes.extend(*part));
        StateKey(bytes.into_boxed_slice())
    }

    /// The key that `bytes` encode; `None` when they encode none.
    pub fn from_bytes(bytes: &[u8]) -> Option<StateKey> {
        let known = match bytes.first() {
            Some(&SHARED) => true,
            Some(&PATIENT) => bytes.len() > PATIENT_BYTES,
            _ => false,
        };
        (known && bytes.len() as u64 <= STATE_KEY_BYTES).then(|| StateKey(bytes.into()))
    }

    /// The encoded key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The lane.
    pub fn lane(&self) -> Lane {
        match self
            .0
            .get(1..=PATIENT_BYTES)
            .and_then(|id| id.try_into().ok())
        {
            Some(id) if self.0[0] == PATIENT => Lane::Patient(PatientId(id)),
            _ => Lane::Shared,
        }
    }

    /// Whether it is the key of a contract's value: see [`crate::records`].
    pub(crate) fn is_contract_value(&self) -> bool {
        is_contract_value(&self.0)
    }

    /// Its hash, which is its place in the state tree. The last bit says whether it is the key of a contract's
    /// value, so that nobody can take one for another who has the hash alone.
    pub fn hash(&self) -> Hash {
        key_hash(&self.0)
    }

    /// Whether a key with this hash is that of a contract's value.
    pub(crate) fn is_hash_of_contract_value(hash: &Hash) -> bool {
        hash.0[31] & 1 == 1
    }
}

/// The hash of an encoded key: see [`StateKey::hash`].
pub(crate) fn key_hash(key: &[u8]) -> Hash {
    let mut hash = Domain::StateKey.hash(key);
    hash.0[31] = (hash.0[31] & !1) | u8::from(is_contract_value(key));
    hash
}

fn is_contract_value(key: &[u8]) -> bool {
    let kind = match key.first() {
        Some(&PATIENT) => 1 + PATIENT_BYTES,
        _ => 1,
    };
    key.get(kind) == Some(&CONTRACT_VALUE)
}

/// Keys sort as their bytes do.
impl Borrow<[u8]> for StateKey {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Encode for StateKey {
    fn size_hint(&self) -> usize {
        self.0.len() + 2
    }

    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        self.0.encode_to(out);
    }
}

impl Decode for StateKey {
    fn decode<I: Input>(input: &mut I) -> Result<StateKey, Error> {
        StateKey::from_bytes(&Vec::<u8>::decode(input)?).ok_or_else(|| "not a state key".into())
    }
}
