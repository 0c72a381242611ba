//! Keys of the state and the lanes they lie in.

use core::borrow::Borrow;
use core::cmp::Ordering;
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
#[derive(Clone)]
pub struct StateKey(Bytes);

/// A key's bytes. Most are short, and made only to look something up: those take no memory of their own.
#[derive(Clone)]
enum Bytes {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Box<[u8]>),
}

/// Bytes of a key that lies in its own place: an account's has 34, one of a patient's records 18.
const SHORT: usize = 38;

impl Bytes {
    /// `front` and `parts`, one after the other.
    fn new(front: &[u8], parts: &[&[u8]]) -> Bytes {
        let mut bytes = [0; SHORT];
        let mut end = 0;
        for part in [front].iter().chain(parts) {
            let Some(place) = bytes.get_mut(end..end + part.len()) else {
                return Bytes::Long([&[front], parts].concat().concat().into());
            };
            place.copy_from_slice(part);
            end += part.len();
        }
        Bytes::Short {
            // At most SHORT.
            length: end as u8,
            bytes,
        }
    }
}

impl StateKey {
    /// The key `parts`, one after the other, in `lane`.
    pub fn new(lane: Lane, parts: &[&[u8]]) -> StateKey {
        let mut front = [PATIENT; 1 + PATIENT_BYTES];
        let front = match lane {
            Lane::Shared => &[SHARED],
            Lane::Patient(patient) => {
                front[1..].copy_from_slice(&patient.0);
                front.as_slice()
            }
        };
        StateKey(Bytes::new(front, parts))
    }

    /// The key that `bytes` encode; `None` when they encode none.
    pub fn from_bytes(bytes: &[u8]) -> Option<StateKey> {
        let known = match bytes.first() {
            Some(&SHARED) => true,
            Some(&PATIENT) => bytes.len() > PATIENT_BYTES,
            _ => false,
        };
        (known && bytes.len() as u64 <= STATE_KEY_BYTES).then(|| StateKey(Bytes::new(bytes, &[])))
    }

    /// The encoded key.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Short { length, bytes } => &bytes[..usize::from(*length)],
            Bytes::Long(bytes) => bytes,
        }
    }

    /// The lane.
    pub fn lane(&self) -> Lane {
        match self.as_bytes().split_first_chunk::<{ 1 + PATIENT_BYTES }>() {
            Some(([PATIENT, id @ ..], _)) => Lane::Patient(PatientId(*id)),
            _ => Lane::Shared,
        }
    }

    /// Whether it is the key of a contract's value: see [`crate::records`].
    pub(crate) fn is_contract_value(&self) -> bool {
        is_contract_value(self.as_bytes())
    }

    /// Its hash, which is its place in the state tree. The last bit says whether it is the key of a contract's
    /// value, so that nobody can take one for another who has the hash alone.
    pub fn hash(&self) -> Hash {
        key_hash(self.as_bytes())
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

/// Keys compare and sort as their bytes do.
impl Borrow<[u8]> for StateKey {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for StateKey {
    fn eq(&self, other: &StateKey) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for StateKey {}

impl PartialOrd for StateKey {
    fn partial_cmp(&self, other: &StateKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for StateKey {
    fn cmp(&self, other: &StateKey) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl fmt::Debug for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Encode for StateKey {
    fn size_hint(&self) -> usize {
        self.as_bytes().len() + 2
    }

    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        self.as_bytes().encode_to(out);
    }
}

impl Decode for StateKey {
    fn decode<I: Input>(input: &mut I) -> Result<StateKey, Error> {
        StateKey::from_bytes(&Vec::<u8>::decode(input)?).ok_or_else(|| "not a state key".into())
    }
}
