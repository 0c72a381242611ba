//! Proofs that a key has a value in a state, or has none.
//!
//! This module needs nothing but hashes: whoever knows a block's state root can verify with it,
//! offline, what a node says. [`crate::tree`] pictures the tree.
//!
//! ```text
//! proof = count (8) | siblings (compact length, 32 each, top first) | place
//! place = 00                                 no key lies there
//!       | 01                                 the key itself
//!       | 02 | key hash | value hash         another key, alone where this one would lie
//! ```

use abi::{Domain, Hash};
use parity_scale_codec::{Decode, Encode};
use thiserror::Error;

use crate::decode::decode_exact;
use crate::error::DecodeError;
use crate::state::key_hash;

#[cfg(test)]
mod tests;

/// Bits of a key hash: levels that the tree can have.
const LEVELS_MAX: usize = 256;

/// Bytes that a proof can have: every level, and another key.
pub(crate) const PROOF_BYTES: u64 = 8 + 2 + 32 * LEVELS_MAX as u64 + 1 + 64;

/// A proof of presence or of absence.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Proof {
    /// How many keys the state has.
    pub count: u64,
    /// The siblings on the way to the key's place, from the top.
    pub siblings: Vec<Hash>,
    /// What lies there.
    pub place: Place,
}

/// What lies where a key's way ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Place {
    /// Nothing.
    #[codec(index = 0)]
    Empty,
    /// The key.
    #[codec(index = 1)]
    Key,
    /// Another key.
    #[codec(index = 2)]
    Other {
        /// Its hash.
        key: Hash,
        /// The hash of its value.
        value: Hash,
    },
}

/// Why a proof does not prove what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// It has more siblings than a key hash has bits.
    #[error("the proof has more siblings than the tree can have levels")]
    TooLong,
    /// It is a proof of presence where absence is claimed, or the reverse.
    #[error("the proof shows the opposite")]
    Opposite,
    /// The other key that it names does not lie on this key's way.
    #[error("the other key of the proof lies elsewhere")]
    Elsewhere,
    /// It leads to another root.
    #[error("the proof leads to another root")]
    Root,
}

impl Proof {
    /// Decodes exactly one proof.
    ///
    /// # Errors
    /// Reject: too long, or not a proof.
    pub fn from_bytes(bytes: &[u8]) -> Result<Proof, DecodeError> {
        decode_exact(bytes, PROOF_BYTES)
    }
}

/// Verifies that in the state with this root the encoded `key` has this value, or none.
///
/// # Errors
/// It does not follow from the proof.
pub fn verify(
    proof: &Proof,
    root: &Hash,
    key: &[u8],
    value: Option<&[u8]>,
) -> Result<(), ProofError> {
    if proof.siblings.len() > LEVELS_MAX {
        return Err(ProofError::TooLong);
    }
    let key = key_hash(key);
    let mut hash = match (proof.place, value) {
        (Place::Empty, None) => Hash::ZERO,
        (Place::Key, Some(value)) => leaf(&key, &Domain::StateValue.hash(value)),
        (Place::Other { key: other, value }, None) => {
            if other == key || common_bits(&other, &key) < proof.siblings.len() {
                return Err(ProofError::Elsewhere);
            }
            leaf(&other, &value)
        }
        _ => return Err(ProofError::Opposite),
    };
    for (level, sibling) in proof.siblings.iter().enumerate().rev() {
        let is_right = key.0[level / 8] << (level % 8) & 0x80 != 0;
        let (left, right) = if is_right {
            (*sibling, hash)
        } else {
            (hash, *sibling)
        };
        hash = Domain::StateNode.hash_of(&(left, right));
    }
    match Domain::StateRoot.hash_of(&(proof.count, hash)) == *root {
        true => Ok(()),
        false => Err(ProofError::Root),
    }
}

fn leaf(key: &Hash, value: &Hash) -> Hash {
    Domain::StateLeaf.hash_of(&(key, value))
}

/// How many bits two hashes begin with alike.
fn common_bits(left: &Hash, right: &Hash) -> usize {
    let differ = left
        .0
        .iter()
        .zip(&right.0)
        .position(|(left, right)| left != right);
    differ.map_or(LEVELS_MAX, |at| {
        at * 8 + (left.0[at] ^ right.0[at]).leading_zeros() as usize
    })
}
