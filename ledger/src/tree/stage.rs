//! Working out changes beside the tree, from the buckets up, a whole level at a time.

use core::cmp::Ordering;

use abi::{Domain, Hash};

use super::node::{Node, prefix, subtree};
use super::{Bucket, Change, Tree, leaf_hashes, root_of};
use crate::hashing::{Block64, hash_blocks, pair};

/// Changes that are worked out and not made.
#[derive(Debug)]
pub struct Patch {
    /// By level, top first.
    pub(super) levels: Vec<Vec<PairChange>>,
    pub(super) buckets: Vec<(u32, Bucket)>,
    pub(super) count: u64,
    pub(super) top: Node,
}

/// The new contents of one pair of siblings.
#[derive(Debug)]
pub(super) struct PairChange {
    pub(super) index: u32,
    pub(super) pair: Block64,
    pub(super) leaves: u8,
}

impl Patch {
    /// The root once the changes are made.
    pub fn root(&self) -> Hash {
        root_of(self.count, &self.top.hash)
    }
}

pub(super) fn stage(tree: &Tree, changes: &[Change]) -> Patch {
    debug_assert!(changes.is_sorted_by(|left, right| left.0 < right.0));
    let depth = tree.depth();
    let (buckets, count) = changed_buckets(tree, changes);
    let mut nodes = bucket_nodes(&buckets, depth);
    let mut levels: Vec<Vec<PairChange>> = (0..depth).map(|_| Vec::new()).collect();
    for (level, changed) in levels.iter_mut().enumerate().rev() {
        *changed = changed_pairs(tree, level, &nodes);
        nodes = parents(changed);
    }
    let top = nodes.first().map_or(tree.top, |(_, node)| *node);
    Patch {
        levels,
        buckets,
        count,
        top,
    }
}

/// The buckets that change, with their new entries, and the new count of all keys.
fn changed_buckets(tree: &Tree, changes: &[Change]) -> (Vec<(u32, Bucket)>, u64) {
    let depth = tree.depth();
    let mut count = tree.count;
    let mut buckets = Vec::with_capacity(changes.len());
    for group in changes.chunk_by(|left, right| prefix(&left.0, depth) == prefix(&right.0, depth)) {
        let index = prefix(&group[0].0, depth);
        let old = &tree.buckets[index as usize];
        let new = merge(old, group);
        count = count + new.len() as u64 - old.len() as u64;
        buckets.push((index, new));
    }
    (buckets, count)
}

/// Merges changes into the entries of a bucket. Both ascend.
fn merge(old: &[Block64], changes: &[Change]) -> Bucket {
    let mut entries = Vec::with_capacity(old.len() + changes.len());
    let mut old = old.iter().peekable();
    for (key, value) in changes {
        while let Some(entry) = old.peek() {
            match entry[..32].cmp(&key.0) {
                Ordering::Less => entries.extend(old.next()),
                Ordering::Equal => _ = old.next(),
                Ordering::Greater => break,
            }
        }
        entries.extend(value.map(|value| pair(key, &value)));
    }
    entries.extend(old);
    entries.into_boxed_slice()
}

/// The nodes of the changed buckets, by their index.
fn bucket_nodes(buckets: &[(u32, Bucket)], depth: u32) -> Vec<(u32, Node)> {
    let hashes = leaf_hashes(buckets.iter().map(|(_, bucket)| &bucket[..]));
    let mut rest = &hashes[..];
    let node = |(index, bucket): &(u32, Bucket)| {
        let (hashes, after) = rest.split_at(bucket.len());
        rest = after;
        (*index, subtree(bucket, hashes, depth))
    };
    buckets.iter().map(node).collect()
}

/// The pairs of the level that hold the changed `nodes`.
fn changed_pairs(tree: &Tree, level: usize, nodes: &[(u32, Node)]) -> Vec<PairChange> {
    let stored = &tree.levels[level];
    let mut changed: Vec<PairChange> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes {
        let (parent, side) = (index / 2, index % 2);
        if changed.last().is_none_or(|last| last.index != parent) {
            changed.push(PairChange {
                index: parent,
                pair: stored.pairs[parent as usize],
                leaves: stored.leaves[parent as usize],
            });
        }
        if let Some(last) = changed.last_mut() {
            let at = side as usize * 32;
            last.pair[at..at + 32].copy_from_slice(&node.hash.0);
            last.leaves = last.leaves & !(1 << side) | u8::from(node.is_leaf) << side;
        }
    }
    changed
}

/// The nodes above changed pairs.
fn parents(changed: &[PairChange]) -> Vec<(u32, Node)> {
    let (mut nodes, mut inputs, mut places) = (Vec::with_capacity(changed.len()), vec![], vec![]);
    for (place, change) in changed.iter().enumerate() {
        let (left, right) = Node::pair(&change.pair, change.leaves);
        let node = Node::without_hashing(&left, &right).unwrap_or_else(|| {
            inputs.push(&change.pair);
            places.push(place);
            Node::EMPTY
        });
        nodes.push((change.index, node));
    }
    let mut hashes = Vec::new();
    hash_blocks(Domain::StateNode, &inputs, &mut hashes);
    for (place, hash) in places.into_iter().zip(hashes) {
        nodes[place].1.hash = hash;
    }
    nodes
}
