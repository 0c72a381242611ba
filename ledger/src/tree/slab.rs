//! The entries below the arrays: each at a slot that it keeps, chained by bucket.

use abi::Hash;

use super::node::{halves, prefix};
use crate::hashing::{Block64, pair};

/// The end of a chain.
const NONE: Slot = Slot::MAX;
/// In place of a link: the slot has no entry.
const FREE: Slot = Slot::MAX - 1;

/// Where an entry lies for as long as its key is there.
pub type Slot = u32;

/// A block that lies in one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Line(pub(super) Block64);

/// Entries, `key hash | value hash`, and the chains of the buckets.
#[derive(Debug)]
pub(super) struct Slab {
    entries: Vec<Line>,
    /// By slot: the next slot of the same bucket.
    next: Vec<Slot>,
    /// By bucket: its first slot.
    heads: Vec<Slot>,
    /// Slots without an entry.
    free: Vec<Slot>,
    depth: u32,
}

impl Slab {
    /// One bucket, with nothing in it.
    pub(super) fn new() -> Slab {
        Slab {
            entries: vec![],
            next: vec![],
            heads: vec![NONE],
            free: vec![],
            depth: 0,
        }
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// How many slots there are, free ones among them.
    pub(super) fn slots(&self) -> Slot {
        self.entries.len() as Slot
    }

    pub(super) fn entry(&self, slot: Slot) -> &Block64 {
        &self.entries[slot as usize].0
    }

    /// The slots of a bucket, in no order.
    pub(super) fn bucket(&self, index: u32) -> impl Iterator<Item = Slot> {
        let some = |slot: Slot| (slot != NONE).then_some(slot);
        std::iter::successors(some(self.heads[index as usize]), move |slot| {
            some(self.next[*slot as usize])
        })
    }

    /// Puts the slots of a bucket into `slots`, by key.
    pub(super) fn sorted(&self, index: u32, slots: &mut Vec<Slot>) {
        slots.clear();
        slots.extend(self.bucket(index));
        if slots.len() > 1 {
            slots.sort_unstable_by_key(|slot| self.entry(*slot));
        }
    }

    /// Brings the entries of some keys' buckets into the cache, all of them at a time: one by one,
    /// as they are needed, each would be waited for.
    pub(super) fn warm(&self, keys: impl Iterator<Item = u32>) {
        let heads: Vec<Slot> = keys.map(|bucket| self.heads[bucket as usize]).collect();
        let byte = |slot: &Slot| self.entries.get(*slot as usize).map_or(0, |line| line.0[0]);
        let link = |slot: &Slot| self.next.get(*slot as usize).copied().unwrap_or(NONE);
        let mut second: Vec<Slot> = heads.iter().map(link).collect();
        second.retain(|slot| *slot != NONE);
        let all = heads.iter().chain(&second);
        core::hint::black_box(all.fold(0, |sum, slot| sum ^ byte(slot)));
    }

    /// The slot of the key with this hash.
    pub(super) fn find(&self, key: &Hash) -> Option<Slot> {
        self.bucket(prefix(key, self.depth))
            .find(|slot| self.entry(*slot)[..32] == key.0)
    }

    pub(super) fn update(&mut self, slot: Slot, value: &Hash) {
        self.entries[slot as usize].0[32..].copy_from_slice(&value.0);
    }

    pub(super) fn insert(&mut self, key: &Hash, value: &Hash) -> Slot {
        let head = &mut self.heads[prefix(key, self.depth) as usize];
        let entry = Line(pair(key, value));
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = entry;
                self.next[slot as usize] = *head;
                slot
            }
            None => {
                self.entries.push(entry);
                self.next.push(*head);
                self.entries.len() as Slot - 1
            }
        };
        *head = slot;
        slot
    }

    pub(super) fn remove(&mut self, slot: Slot) {
        let (key, _) = halves(self.entry(slot));
        let bucket = prefix(&key, self.depth);
        let before = self
            .bucket(bucket)
            .find(|before| self.next[*before as usize] == slot);
        let after = self.next[slot as usize];
        match before {
            Some(before) => self.next[before as usize] = after,
            None => self.heads[bucket as usize] = after,
        }
        self.next[slot as usize] = FREE;
        self.free.push(slot);
    }

    /// Splits every bucket in two by the next bit.
    pub(super) fn split(&mut self) {
        self.depth += 1;
        self.heads.clear();
        self.heads.resize(1 << self.depth, NONE);
        for (slot, (entry, next)) in self.entries.iter().zip(&mut self.next).enumerate() {
            if *next != FREE {
                let (key, _) = halves(&entry.0);
                let head = &mut self.heads[prefix(&key, self.depth) as usize];
                *next = core::mem::replace(head, slot as Slot);
            }
        }
    }
}
