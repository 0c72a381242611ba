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
//! *bucket*: its entries, sorted. A change is worked out beside the tree ([`Tree::stage`]), a whole
//! level at a time so that hashes are computed many at once, and put into place later
//! ([`Tree::install`]).

use abi::{Domain, Hash};

use crate::hashing::{Block64, hash_blocks, pair};
use crate::proof::{Place, Proof};

mod node;
mod stage;
#[cfg(test)]
mod tests;

use node::{Node, bit, prefix, split, subtree};
pub use stage::Patch;

/// Depth of the arrays that this implementation goes to: 2^30 buckets.
const DEPTH_MAX: u32 = 30;

/// Buckets rehashed in one go when the arrays grow.
const GROW_BUCKETS: usize = 4096;

/// A change of one key: its hash, and the hash of its new value or none.
pub type Change = (Hash, Option<Hash>);

/// The tree.
#[derive(Debug)]
pub struct Tree {
    /// `levels[l]` holds level `l + 1`.
    levels: Vec<Level>,
    /// Entries by the first `depth` bits of their key hashes.
    buckets: Vec<Bucket>,
    count: u64,
    top: Node,
}

/// Entries of one bucket, `key hash | value hash`, sorted.
type Bucket = Box<[Block64]>;

/// A level of the arrays, as pairs of siblings: the input of the level above.
#[derive(Debug, Default)]
struct Level {
    pairs: Vec<Block64>,
    /// Of each pair: bit 0, whether its left node is a leaf; bit 1, whether its right node is.
    leaves: Vec<u8>,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree {
            levels: Vec::new(),
            buckets: vec![Bucket::default()],
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

    /// Works out `changes`, which ascend strictly by key hash, without making them.
    pub fn stage(&self, changes: &[Change]) -> Patch {
        stage::stage(self, changes)
    }

    /// Makes the changes of a patch that was staged on this tree as it is.
    pub fn install(&mut self, patch: Patch) {
        for (level, changed) in self.levels.iter_mut().zip(patch.levels) {
            for change in changed {
                level.pairs[change.index as usize] = change.pair;
                level.leaves[change.index as usize] = change.leaves;
            }
        }
        for (index, bucket) in patch.buckets {
            self.buckets[index as usize] = bucket;
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
                return self.proof(siblings, self.find(key, level, &node), key);
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
        let mut entries: &[Block64] = &self.buckets[prefix(key, self.depth()) as usize];
        let mut level = self.depth();
        while entries.len() > 1 {
            let (left, right) = split(entries, level);
            let (own, sibling) = if bit(key, level) {
                (right, left)
            } else {
                (left, right)
            };
            siblings.push(bucket_node(sibling, level + 1).hash);
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
    fn find(&self, key: &Hash, level: u32, node: &Node) -> Option<&Block64> {
        if node.is_empty() {
            return None;
        }
        let mut index = prefix(key, level);
        for level in level..self.depth() {
            let (left, _) = self.children(index, level);
            index = index * 2 + u32::from(left.is_empty());
        }
        self.buckets[index as usize].first()
    }

    /// The two nodes under node `index` of `level`.
    fn children(&self, index: u32, level: u32) -> (Node, Node) {
        let below = &self.levels[level as usize];
        Node::pair(&below.pairs[index as usize], below.leaves[index as usize])
    }

    fn depth(&self) -> u32 {
        self.levels.len() as u32
    }

    /// Adds a level of arrays: each bucket becomes two. No hash that is there changes.
    fn grow(&mut self) {
        let depth = self.depth();
        let mut level = Level::default();
        let mut buckets = Vec::with_capacity(self.buckets.len() * 2);
        for group in self.buckets.chunks(GROW_BUCKETS) {
            let hashes = leaf_hashes(group.iter().map(|bucket| &bucket[..]));
            let mut rest = &hashes[..];
            for bucket in group {
                let (left, right) = split(bucket, depth);
                let (hashes, after) = rest.split_at(bucket.len());
                let nodes = (
                    subtree(left, &hashes[..left.len()], depth + 1),
                    subtree(right, &hashes[left.len()..], depth + 1),
                );
                level.pairs.push(pair(&nodes.0.hash, &nodes.1.hash));
                level.leaves.push(Node::leaves(&nodes.0, &nodes.1));
                buckets.extend([Bucket::from(left), Bucket::from(right)]);
                rest = after;
            }
        }
        self.levels.push(level);
        self.buckets = buckets;
    }
}

/// The root of a tree with `count` keys under `top`.
pub(crate) fn root_of(count: u64, top: &Hash) -> Hash {
    Domain::StateRoot.hash_of(&(count, top))
}

/// The leaf hashes of the entries of `buckets`, in their order.
fn leaf_hashes<'a>(buckets: impl Iterator<Item = &'a [Block64]>) -> Vec<Hash> {
    let entries: Vec<&Block64> = buckets.flatten().collect();
    let mut hashes = Vec::new();
    hash_blocks(Domain::StateLeaf, &entries, &mut hashes);
    hashes
}

/// The node of part of a bucket.
fn bucket_node(entries: &[Block64], level: u32) -> Node {
    subtree(entries, &leaf_hashes([entries].into_iter()), level)
}
