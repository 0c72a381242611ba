//! Building a tree from entries alone, its hashes last: how a store is opened.

use core::ops::Range;

use abi::Hash;

use super::node::{Node, bucket_nodes, parents, split, subtree};
use super::slab::{Line, Slab, Slot};
use super::{DEPTH_MAX, Level, Tree, leaf_hashes};
use crate::hashing::{Block64, pair};

/// Buckets or pairs hashed in one go.
const GROUP: u32 = 4096;

/// Entries without the tree over them.
#[derive(Debug)]
pub struct Loader {
    slab: Slab,
    count: u64,
}

impl Default for Loader {
    fn default() -> Loader {
        Loader {
            slab: Slab::new(),
            count: 0,
        }
    }
}

impl Loader {
    /// The slot of a key, which is there from now on.
    pub fn put(&mut self, key: &Hash) -> Slot {
        if let Some(slot) = self.slab.find(key) {
            return slot;
        }
        self.append(key)
    }

    /// The slot of a key that was not there before, and is from now on.
    pub fn append(&mut self, key: &Hash) -> Slot {
        self.count += 1;
        if self.count > 1 << self.slab.depth() && self.slab.depth() < DEPTH_MAX {
            self.slab.split();
        }
        self.slab.insert(key, &Hash::ZERO)
    }

    /// Takes a key away; returns the slot that it had.
    pub fn remove(&mut self, key: &Hash) -> Option<Slot> {
        let slot = self.slab.find(key)?;
        self.slab.remove(slot);
        self.count -= 1;
        Some(slot)
    }

    /// The tree, once the value of each slot has its hash.
    pub fn finish(mut self, value: impl Fn(Slot) -> Hash) -> Tree {
        for slot in 0..self.slab.slots() {
            self.slab.update(slot, &value(slot));
        }
        let mut levels = Vec::new();
        let mut top = match self.slab.depth() {
            0 => nodes_of(&self.slab, 0..1)
                .first()
                .copied()
                .unwrap_or(Node::EMPTY),
            _ => {
                levels.push(lowest(&self.slab));
                Node::EMPTY
            }
        };
        while let Some(level) = levels.last() {
            match level.pairs.len() {
                1 => {
                    top = parents_of(level, 0..1)
                        .first()
                        .copied()
                        .unwrap_or(Node::EMPTY);
                    break;
                }
                _ => levels.push(above(level)),
            }
        }
        levels.reverse();
        Tree {
            levels,
            slab: self.slab,
            count: self.count,
            top,
        }
    }
}

/// The level of the buckets.
fn lowest(slab: &Slab) -> Level {
    let buckets = 1 << slab.depth();
    level_of(buckets, |group| nodes_of(slab, group))
}

/// The level above a level.
fn above(level: &Level) -> Level {
    level_of(level.pairs.len() as u32, |group| parents_of(level, group))
}

/// A level of so many nodes, an even number, made group by group.
fn level_of(count: u32, nodes: impl Fn(Range<u32>) -> Vec<Node>) -> Level {
    let mut level = Level::default();
    level.pairs.reserve_exact(count as usize / 2);
    level.leaves.reserve_exact(count as usize / 2);
    for first in (0..count).step_by(GROUP as usize) {
        for two in nodes(first..count.min(first + GROUP)).chunks_exact(2) {
            level.push(&two[0], &two[1]);
        }
    }
    level
}

impl Level {
    /// Appends a pair of nodes.
    pub(super) fn push(&mut self, left: &Node, right: &Node) {
        self.pairs.push(Line(pair(&left.hash, &right.hash)));
        self.leaves.push(Node::leaves(left, right));
    }
}

/// The nodes of some buckets.
fn nodes_of(slab: &Slab, buckets: Range<u32>) -> Vec<Node> {
    let (mut entries, mut lengths, mut slots) = (Vec::<Block64>::new(), Vec::new(), Vec::new());
    for bucket in buckets {
        slab.sorted(bucket, &mut slots);
        lengths.push(slots.len());
        entries.extend(slots.iter().map(|slot| *slab.entry(*slot)));
    }
    bucket_nodes(&entries, lengths.into_iter(), slab.depth())
}

/// The nodes above some pairs of a level.
fn parents_of(level: &Level, pairs: Range<u32>) -> Vec<Node> {
    let pairs = pairs.start as usize..pairs.end as usize;
    let leaves = level.leaves[pairs.clone()].iter().copied();
    parents(level.pairs[pairs].iter().map(|line| &line.0).zip(leaves))
}

/// The level below the buckets of `tree`, for when each of them becomes two.
pub(super) fn next_level(tree: &Tree) -> Level {
    let depth = tree.depth();
    let buckets: u32 = 1 << depth;
    let mut level = Level::default();
    level.pairs.reserve_exact(buckets as usize);
    level.leaves.reserve_exact(buckets as usize);
    for first in (0..buckets).step_by(GROUP as usize) {
        split_buckets(tree, first..buckets.min(first + GROUP), &mut level);
    }
    level
}

/// Appends to `level` the pairs under some buckets.
fn split_buckets(tree: &Tree, buckets: Range<u32>, level: &mut Level) {
    let depth = tree.depth();
    let nodes: Vec<Node> = buckets
        .clone()
        .map(|index| tree.bucket_node(index))
        .collect();
    // A bucket of one entry has its hash already.
    let entries: Vec<Vec<Block64>> = nodes
        .iter()
        .zip(buckets.clone())
        .map(|(node, index)| {
            if node.is_leaf {
                Vec::new()
            } else {
                tree.entries(index)
            }
        })
        .collect();
    let hashes = leaf_hashes(entries.iter().flatten());
    let mut rest = &hashes[..];
    for ((index, node), entries) in buckets.zip(nodes).zip(&entries) {
        let (hashes, after) = rest.split_at(entries.len());
        rest = after;
        let (left, right) = split(entries, depth);
        let (left_hashes, right_hashes) = hashes.split_at(left.len());
        match node.is_leaf {
            true if tree.leans_right(index) => level.push(&Node::EMPTY, &node),
            true => level.push(&node, &Node::EMPTY),
            false => level.push(
                &subtree(left, left_hashes, depth + 1),
                &subtree(right, right_hashes, depth + 1),
            ),
        }
    }
}
