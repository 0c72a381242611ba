//! A sequence of calls, whole in itself: what is called, by whom, when, with what.

use parity_scale_codec::{Decode, DecodeAll, Encode};
use runtime::CallerIdentity;

/// Calls of a sequence at the most.
pub const CALLS_MAX: usize = 64;

/// Bytes of the input of a call at the most.
pub const INPUT_BYTES_MAX: usize = 4_096;

/// Names of a caller's roles at the most.
const ROLES_MAX: usize = 16;

/// Calls, one after another, on a state that is empty before the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Sequence {
    /// The calls, in order.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Call {
    /// The entry.
    pub entry: String,
    /// The input.
    pub input: Vec<u8>,
    /// Who calls.
    pub caller: Caller,
    /// Whether it may not write.
    pub is_query: bool,
    /// Blocks since the call before.
    pub blocks: u32,
    /// Seconds since the call before.
    pub seconds: u32,
    /// Of what the call needs, it gets this many of 256 parts, so that it traps for lack of fuel; `None`: all that a call may
    /// use.
    pub fuel_part: Option<u8>,
}

/// Who calls, as enrolled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Caller {
    /// The key; zeros are nobody's.
    pub key: [u8; 32],
    /// The organisation.
    pub organisation: Option<String>,
    /// The roles.
    pub roles: Vec<String>,
}

impl Call {
    /// A call of an entry with nothing, by nobody.
    pub fn plain(entry: &str) -> Call {
        Call {
            entry: entry.into(),
            input: Vec::new(),
            caller: Caller::default(),
            is_query: false,
            blocks: 0,
            seconds: 0,
            fuel_part: None,
        }
    }
}

impl Caller {
    /// The caller as the runtime knows it.
    pub fn identity(&self) -> CallerIdentity {
        CallerIdentity {
            key: self.key,
            organisation: self.organisation.clone(),
            roles: self.roles.iter().cloned().collect(),
        }
    }
}

impl Sequence {
    /// The bytes that it is kept as.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.encode()
    }

    /// The sequence that bytes are; `None` for what is none, or one that is longer than any that is made.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sequence> {
        let sequence = Sequence::decode_all(&mut &*bytes).ok()?;
        let is_bounded = |call: &Call| {
            call.input.len() <= INPUT_BYTES_MAX && call.caller.roles.len() <= ROLES_MAX
        };
        let fits = sequence.calls.len() <= CALLS_MAX && sequence.calls.iter().all(is_bounded);
        fits.then_some(sequence)
    }
}
