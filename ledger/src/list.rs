//! The Merkle tree over an ordered list: a block's transactions, a block's receipts.
//!
//! ```text
//! leaf = H(list-leaf, item)      node = H(list-node, left | right)
//! root = H(list-root, count (8) | top)      root of the empty list = 32 zeros
//!
//!            n
//!          /   \        a level is paired from the left; one left over rises as it is
//!         n     \
//!        / \     \
//!       0   1     2
//! ```

use abi::limits::BLOCK_TRANSACTIONS;
use abi::{Domain, Hash};
use parity_scale_codec::{Decode, Encode};
use thiserror::Error;

use crate::hashing::{Block64, hash_blocks, pair};

#[cfg(test)]
mod tests;

/// A proof that an item has a place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ListProof {
    /// The item's place, counted from 0.
    pub index: u32,
    /// How long the list is.
    pub count: u32,
    /// The siblings on the way to the top, lowest first.
    pub siblings: Vec<Hash>,
}

/// The proof does not prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the proof does not show that the item is in the list")]
pub struct ListProofError;

/// The leaf of an item.
pub fn leaf(item: &[u8]) -> Hash {
    Domain::ListLeaf.hash(item)
}

/// The root of a list, from its leaves.
pub fn list_root(leaves: &[Hash]) -> Hash {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level_above(&level);
    }
    level
        .first()
        .map_or(Hash::ZERO, |top| root_of(leaves.len() as u64, top))
}

/// Proves the item at `index`; `None` when there is no such place.
pub fn list_prove(leaves: &[Hash], index: usize) -> Option<ListProof> {
    leaves.get(index)?;
    let (mut level, mut at, mut siblings) = (leaves.to_vec(), index, Vec::new());
    while level.len() > 1 {
        siblings.extend(level.get(at ^ 1));
        level = level_above(&level);
        at /= 2;
    }
    Some(ListProof {
        index: u32::try_from(index).ok()?,
        count: u32::try_from(leaves.len()).ok()?,
        siblings,
    })
}

/// Verifies that `item` has the proof's place in the list with this root.
///
/// # Errors
/// It does not follow from the proof.
pub fn list_verify(proof: &ListProof, root: &Hash, item: &[u8]) -> Result<(), ListProofError> {
    if proof.index >= proof.count || u64::from(proof.count) > BLOCK_TRANSACTIONS {
        return Err(ListProofError);
    }
    let (mut at, mut width, mut hash) = (proof.index, proof.count, leaf(item));
    let mut siblings = proof.siblings.iter();
    while width > 1 {
        if at ^ 1 < width {
            let sibling = siblings.next().ok_or(ListProofError)?;
            let (left, right) = if at % 2 == 0 {
                (&hash, sibling)
            } else {
                (sibling, &hash)
            };
            hash = Domain::ListNode.hash(&pair(left, right));
        }
        at /= 2;
        width = width.div_ceil(2);
    }
    let whole = siblings.next().is_none() && root_of(proof.count.into(), &hash) == *root;
    whole.then_some(()).ok_or(ListProofError)
}

fn root_of(count: u64, top: &Hash) -> Hash {
    Domain::ListRoot.hash_of(&(count, top))
}

fn level_above(level: &[Hash]) -> Vec<Hash> {
    let pairs: Vec<Block64> = level
        .chunks_exact(2)
        .map(|two| pair(&two[0], &two[1]))
        .collect();
    let inputs: Vec<&Block64> = pairs.iter().collect();
    let mut above = Vec::with_capacity(level.len().div_ceil(2));
    hash_blocks(Domain::ListNode, &inputs, &mut above);
    above.extend(level.chunks_exact(2).remainder());
    above
}
