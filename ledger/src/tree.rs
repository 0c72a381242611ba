//! The Merkle tree over the state: a binary trie of key hashes, cut off where one key is alone.
//!
//! ```text
//! subtree without keys      = 32 zeros
//! subtree with one key      = H(state-leaf, key hash | value hash)     at whatever level
//! subtree with more keys    = H(state-node, left | right)              by the next bit of the hash
//! root                      = H(state-root, count (8) | top)
//!
//!                   top                        keys 00.., 010.., 011.., 1..
//!                 /     \
//!               n        1..                   level 1: the first bit
//!             /   \
//!          00..     n                          level 2
//!                 /   \
//!             010..   011..                    level 3
//! ```
//!
//! The root is a function of the keys and values alone: how they came about, and how this module
//! keeps them, leave no trace in it. Whoever chooses keys can lengthen a proof by a level only at
//! twice the work for each level.
//!
//! The upper `depth` levels are dense arrays. What lies below, seldom more than two keys, is a
//! *bucket*: a chain of entries. A change is worked out beside the tree ([`Tree::stage`]), a whole
//! level at a time so that hashes are computed many at once, and put into place later
//! ([`Tree::install`]).

use abi::{Domain, Hash};

use crate::hashing::{Block64, hash_blocks};
use crate::proof::{Place, Proof};

mod load;
mod node;
mod slab;
mod stage;
#[cfg(test)]
mod tests;

pub use load::Loader;
use node::{Node, bit, prefix, split, subtree};
pub use slab::Slot;
use slab::{Line, Slab};
use stage::Op;
pub use stage::Patch;

/// Depth of the arrays that this implementation goes to: 2^30 buckets.
const DEPTH_MAX: u32 = 30;

/// A change of one key: its hash, and the hash of its new value or none.
pub type Change = (Hash, Option<Hash>);

/// The tree.
#[derive(Debug)]
pub struct Tree {
    /// `levels[l]` holds level `l + 1`.
    levels: Vec<Level>,
    /// Entries by the first `depth` bits of their key hashes.
    slab: Slab,
    count: u64,
    top: Node,
}

/// A level of the arrays, as pairs of siblings: the input of the level above.
#[derive(Debug, Default)]
struct Level {
    pairs: Vec<Line>,
    /// Of each pair: bit 0, whether its left node is a leaf; bit 1, whether its right node is.
    leaves: Vec<u8>,
}

/// What became of a key's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The key of the change with this index has it now.
    Put(Slot, u32),
    /// Its key is gone.
    Free(Slot),
}

impl Default for Tree {
    fn default() -> Tree {
        Tree {
            levels: Vec::new(),
            slab: Slab::new(),
            count: 0,
            top: Node::EMPTY,
        }
    }
}

impl Tree {
    /// The tree without keys.
    pub fn new() -> Tree {
        Tree::default()
    }

    /// How many keys it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Its root.
    pub fn root(&self) -> Hash {
        root_of(self.count, &self.top.hash)
    }

    /// The slot of the key with this hash: the key's for as long as it is there.
    pub fn find(&self, key: &Hash) -> Option<Slot> {
        self.slab.find(key)
    }

    /// The slots of several keys, in their order: the memory that they lie in is waited for once, not key by key.
    pub fn find_many(&self, keys: &[Hash]) -> Vec<Option<Slot>> {
        let depth = self.depth();
        self.slab.warm(keys.iter().map(|key| prefix(key, depth)));
        keys.iter().map(|key| self.slab.find(key)).collect()
    }

    /// Hands every key hash and its slot to `visit`, in ascending order.
    ///
    /// # Errors
    /// What `visit` says.
    pub fn try_for_each<E>(
        &self,
        mut visit: impl FnMut(&Hash, Slot) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut slots = Vec::new();
        for bucket in 0..1u32 << self.depth() {
            self.slab.sorted(bucket, &mut slots);
            for slot in &slots {
                visit(&node::halves(self.slab.entry(*slot)).0, *slot)?;
            }
        }
        Ok(())
    }

    /// Works out `changes`, which ascend strictly by key hash, without making them.
    pub fn stage(&self, changes: &[Change]) -> Patch {
        stage::stage(self, changes)
    }

    /// Makes the changes of a patch that was staged on this tree as it is, and says of each what
    /// became of the key's slot.
    pub fn install(&mut self, patch: Patch, mut placed: impl FnMut(Placed)) {
        for (level, changed) in self.levels.iter_mut().zip(patch.levels) {
            for change in changed {
                level.pairs[change.index as usize] = change.pair;
                level.leaves[change.index as usize] = change.leaves;
            }
        }
        for (op, index) in patch.ops {
            match op {
                Op::Update(slot, value) => {
                    self.slab.update(slot, &value);
                    placed(Placed::Put(slot, index));
                }
                Op::Insert(key, value) => {
                    placed(Placed::Put(self.slab.insert(&key, &value), index));
                }
                Op::Remove(slot) => {
                    self.slab.remove(slot);
                    placed(Placed::Free(slot));
                }
            }
        }
        self.count = patch.count;
        self.top = patch.top;
        self.reserve(0);
    }

    /// Deepens the arrays for `more` keys. The root stays.
    pub fn reserve(&mut self, more: u64) {
        let wanted = self.count.saturating_add(more);
        while wanted > 1 << self.depth() && self.depth() < DEPTH_MAX {
            self.grow();
        }
    }

    /// Proves that the key with this hash is there, or is not.
    pub fn prove(&self, key: &Hash) -> Proof {
        let mut siblings = Vec::new();
        let mut node = self.top;
        for level in 0..self.depth() {
            if node.is_leaf || node.is_empty() {
                return self.proof(siblings, self.lone(key, level, &node), key);
            }
            let (left, right) = self.children(prefix(key, level), level);
            let (own, sibling) = if bit(key, level) {
                (right, left)
            } else {
                (left, right)
            };
            siblings.push(sibling.hash);
            node = own;
        }
        let bucket = self.entries(prefix(key, self.depth()));
        let mut entries = &bucket[..];
        let mut level = self.depth();
        while entries.len() > 1 {
            let (left, right) = split(entries, level);
            let (own, sibling) = if bit(key, level) {
                (right, left)
            } else {
                (left, right)
            };
            siblings.push(subtree(sibling, &leaf_hashes(sibling), level + 1).hash);
            entries = own;
            level += 1;
        }
        self.proof(siblings, entries.first(), key)
    }

    fn proof(&self, siblings: Vec<Hash>, entry: Option<&Block64>, key: &Hash) -> Proof {
        let place = match entry.map(node::halves) {
            None => Place::Empty,
            Some((found, _)) if found == *key => Place::Key,
            Some((key, value)) => Place::Other { key, value },
        };
        Proof {
            count: self.count,
            siblings,
            place,
        }
    }

    /// The only entry under `node`, which is on the way to `key` at `level`.
    fn lone(&self, key: &Hash, level: u32, node: &Node) -> Option<&Block64> {
        if node.is_empty() {
            return None;
        }
        let mut index = prefix(key, level);
        for level in level..self.depth() {
            let (left, _) = self.children(index, level);
            index = index * 2 + u32::from(left.is_empty());
        }
        self.slab
            .bucket(index)
            .next()
            .map(|slot| self.slab.entry(slot))
    }

    /// The entries of a bucket, sorted.
    fn entries(&self, bucket: u32) -> Vec<Block64> {
        let mut slots = Vec::new();
        self.slab.sorted(bucket, &mut slots);
        slots
            .into_iter()
            .map(|slot| *self.slab.entry(slot))
            .collect()
    }

    /// The two nodes under node `index` of `level`.
    fn children(&self, index: u32, level: u32) -> (Node, Node) {
        let below = &self.levels[level as usize];
        Node::pair(&below.pairs[index as usize].0, below.leaves[index as usize])
    }

    /// The node of a bucket.
    fn bucket_node(&self, index: u32) -> Node {
        match self.depth().checked_sub(1) {
            None => self.top,
            Some(level) => {
                let (left, right) = self.children(index / 2, level);
                if index.is_multiple_of(2) { left } else { right }
            }
        }
    }

    fn depth(&self) -> u32 {
        self.slab.depth()
    }

    /// Whether the only entry of a bucket goes right at the next level.
    fn leans_right(&self, bucket: u32) -> bool {
        let entry = self
            .slab
            .bucket(bucket)
            .next()
            .map(|slot| self.slab.entry(slot));
        entry.is_some_and(|entry| bit(&node::halves(entry).0, self.depth()))
    }

    /// Adds a level of arrays: each bucket becomes two. No hash that is there changes.
    fn grow(&mut self) {
        self.levels.push(load::next_level(self));
        self.slab.split();
    }
}

/// The root of a tree with `count` keys under `top`.
pub(crate) fn root_of(count: u64, top: &Hash) -> Hash {
    Domain::StateRoot.hash_of(&(count, top))
}

/// The leaf hashes of entries, in their order.
fn leaf_hashes<'a>(entries: impl IntoIterator<Item = &'a Block64>) -> Vec<Hash> {
    let entries: Vec<&Block64> = entries.into_iter().collect();
    let mut hashes = Vec::new();
    hash_blocks(Domain::StateLeaf, &entries, &mut hashes);
    hashes
}
