//! The values of contracts, as the state has them: each behind its key.
//!
//! The state knows keys by their hashes. Contracts go through their keys in order, so these have to be
//! found again from the values alone, when a state is read from a snapshot.

use parity_scale_codec::{Decode, Encode};

use super::StateKey;

/// What the state has at `key` when a contract has written `value` there.
pub fn encode(key: &StateKey, value: &[u8]) -> Vec<u8> {
    let mut bytes = key.encode();
    bytes.extend_from_slice(value);
    bytes
}

/// What the contract has written; `None` for bytes that [`encode`] does not make.
pub fn decode(bytes: &[u8]) -> Option<&[u8]> {
    split(bytes).map(|(_, value)| value)
}

/// The key that the value lies at.
pub(super) fn key_of(bytes: &[u8]) -> Option<StateKey> {
    split(bytes)
        .map(|(key, _)| key)
        .filter(StateKey::is_contract_value)
}

fn split(mut bytes: &[u8]) -> Option<(StateKey, &[u8])> {
    let key = StateKey::decode(&mut bytes).ok()?;
    Some((key, bytes))
}
