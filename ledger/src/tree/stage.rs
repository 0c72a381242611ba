//! Working out changes beside the tree, from the buckets up, a whole level at a time.

use core::cmp::Ordering;

use abi::Hash;

use super::node::{Node, bucket_nodes, parents, prefix};
use super::slab::{Line, Slot};
use super::{Change, Tree, root_of};
use crate::hashing::{Block64, pair};

/// Changes that are worked out and not made.
#[derive(Debug)]
pub struct Patch {
    /// By level, top first.
    pub(super) levels: Vec<Vec<PairChange>>,
    /// What happens to entries, each with the index of its change.
    pub(super) ops: Vec<(Op, u32)>,
    pub(super) count: u64,
    pub(super) top: Node,
}

/// What happens to an entry.
#[derive(Debug)]
pub(super) enum Op {
    Update(Slot, Hash),
    Insert(Hash, Hash),
    Remove(Slot),
}

/// The new contents of one pair of siblings.
#[derive(Debug)]
pub(super) struct PairChange {
    pub(super) index: u32,
    pub(super) leaves: u8,
    pub(super) pair: Line,
}

impl Patch {
    /// The root once the changes are made.
    pub fn root(&self) -> Hash {
        root_of(self.count, &self.top.hash)
    }
}

pub(super) fn stage(tree: &Tree, changes: &[Change]) -> Patch {
    debug_assert!(changes.is_sorted_by(|left, right| left.0 < right.0));
    let mut staged = Buckets::default();
    staged.change(tree, changes);
    let mut nodes = staged.nodes(tree.depth());
    let mut levels: Vec<Vec<PairChange>> = (0..tree.depth()).map(|_| Vec::new()).collect();
    for (level, changed) in levels.iter_mut().enumerate().rev() {
        *changed = changed_pairs(tree, level, &nodes);
        nodes = parents_of(changed);
    }
    let top = nodes.first().map_or(tree.top, |(_, node)| *node);
    let count = tree.count + staged.inserted - staged.removed;
    Patch {
        levels,
        ops: staged.ops,
        count,
        top,
    }
}

/// The buckets that change.
#[derive(Default)]
struct Buckets {
    /// Each bucket's index, and how many entries it will have.
    buckets: Vec<(u32, usize)>,
    /// Those entries, bucket by bucket, sorted.
    entries: Vec<Block64>,
    ops: Vec<(Op, u32)>,
    inserted: u64,
    removed: u64,
}

impl Buckets {
    fn change(&mut self, tree: &Tree, changes: &[Change]) {
        self.ops.reserve(changes.len());
        self.buckets.reserve(changes.len());
        self.entries.reserve(changes.len() * 2);
        let bucket = |change: &Change| prefix(&change.0, tree.depth());
        tree.slab.warm(changes.iter().map(bucket));
        let (mut at, mut slots) = (0, Vec::new());
        for group in changes.chunk_by(|left, right| bucket(left) == bucket(right)) {
            let (index, before) = (bucket(&group[0]), self.entries.len());
            tree.slab.sorted(index, &mut slots);
            self.merge(tree, &slots, group, at);
            self.buckets.push((index, self.entries.len() - before));
            at += group.len() as u32;
        }
    }

    /// Merges changes into the entries of a bucket. Both ascend.
    fn merge(&mut self, tree: &Tree, slots: &[Slot], changes: &[Change], first: u32) {
        let mut old = slots
            .iter()
            .map(|slot| (*slot, tree.slab.entry(*slot)))
            .peekable();
        for (at, (key, value)) in (first..).zip(changes) {
            let mut found = None;
            while let Some((slot, entry)) = old.peek() {
                match entry[..32].cmp(&key.0) {
                    Ordering::Less => self.entries.push(**entry),
                    Ordering::Equal => found = Some(*slot),
                    Ordering::Greater => break,
                }
                old.next();
            }
            self.entries.extend(value.map(|value| pair(key, &value)));
            self.note(found, key, value.as_ref(), at);
        }
        self.entries.extend(old.map(|(_, entry)| *entry));
    }

    /// Notes what happens to the entry of a key.
    fn note(&mut self, found: Option<Slot>, key: &Hash, value: Option<&Hash>, at: u32) {
        let op = match (found, value) {
            (Some(slot), Some(value)) => Op::Update(slot, *value),
            (Some(slot), None) => {
                self.removed += 1;
                Op::Remove(slot)
            }
            (None, Some(value)) => {
                self.inserted += 1;
                Op::Insert(*key, *value)
            }
            (None, None) => return,
        };
        self.ops.push((op, at));
    }

    /// The nodes of the buckets, by their index.
    fn nodes(&self, depth: u32) -> Vec<(u32, Node)> {
        let lengths = self.buckets.iter().map(|(_, length)| *length);
        let nodes = bucket_nodes(&self.entries, lengths, depth);
        self.buckets
            .iter()
            .map(|(index, _)| *index)
            .zip(nodes)
            .collect()
    }
}

/// The pairs of the level that hold the changed `nodes`.
fn changed_pairs(tree: &Tree, level: usize, nodes: &[(u32, Node)]) -> Vec<PairChange> {
    let stored = &tree.levels[level];
    let mut changed: Vec<PairChange> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes {
        let (parent, side) = (index / 2, index % 2);
        if changed.last().is_none_or(|last| last.index != parent) {
            let (pair, leaves) = (
                stored.pairs[parent as usize],
                stored.leaves[parent as usize],
            );
            changed.push(PairChange {
                index: parent,
                leaves,
                pair,
            });
        }
        if let Some(last) = changed.last_mut() {
            let at = side as usize * 32;
            last.pair.0[at..at + 32].copy_from_slice(&node.hash.0);
            last.leaves = last.leaves & !(1 << side) | u8::from(node.is_leaf) << side;
        }
    }
    changed
}

/// The nodes above changed pairs.
fn parents_of(changed: &[PairChange]) -> Vec<(u32, Node)> {
    let nodes = parents(changed.iter().map(|change| (&change.pair.0, change.leaves)));
    changed
        .iter()
        .map(|change| change.index)
        .zip(nodes)
        .collect()
}
