//! The state: a map from keys to values, and its Merkle root.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{Hash as StdHash, Hasher};

use abi::{Domain, Hash};

use crate::error::Reject;
use crate::proof::Proof;
use crate::tree::{Change, Patch, Tree};

mod key;
mod overlay;
#[cfg(test)]
mod tests;
mod writes;

pub use key::{Lane, StateKey};
pub use overlay::Overlay;
pub use writes::{Changes, WriteSet};

/// What reads of the state go through: the state itself, or changes over it.
pub trait StateRead: Sync {
    /// The value at `key`.
    fn get(&self, key: &StateKey) -> Option<&[u8]>;
}

/// The state after a block.
#[derive(Default)]
pub struct State {
    // Only looked up in, never iterated: its order is random.
    records: HashSet<Record>,
    tree: Tree,
}

/// A write set, worked out on a state and not yet made.
#[derive(Debug)]
pub struct Staged {
    base: Hash,
    patch: Patch,
}

impl Staged {
    /// The root of the state once it is made.
    pub fn root(&self) -> Hash {
        self.patch.root()
    }
}

impl State {
    /// The state without keys.
    pub fn new() -> State {
        State::default()
    }

    /// The root.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// How many keys there are.
    pub fn count(&self) -> u64 {
        self.tree.count()
    }

    /// Works out the changes without making them.
    pub fn stage(&self, writes: &WriteSet) -> Staged {
        let changes = sorted(writes.iter().map(change).collect());
        Staged {
            base: self.root(),
            patch: self.tree.stage(&changes),
        }
    }

    /// The root once the changes are made.
    pub fn root_after(&self, writes: &WriteSet) -> Hash {
        self.stage(writes).root()
    }

    /// Makes changes that were staged on this very state; returns the new root.
    ///
    /// # Errors
    /// Reject: they were staged on another state. Nothing has changed.
    pub fn install(&mut self, writes: &WriteSet, staged: Staged) -> Result<Hash, Reject> {
        if staged.base != self.root() {
            return Err(Reject::Stale);
        }
        self.tree.install(staged.patch);
        self.put(writes);
        Ok(self.root())
    }

    /// Makes the changes; returns the new root.
    pub fn apply(&mut self, writes: &WriteSet) -> Hash {
        self.apply_all([writes])
    }

    /// Makes the changes of several blocks, in their order; returns the last root. The roots in
    /// between are not computed.
    pub fn apply_all<'a>(&mut self, blocks: impl IntoIterator<Item = &'a WriteSet>) -> Hash {
        let mut changes = Vec::new();
        for writes in blocks {
            changes.extend(writes.iter().map(change));
            self.put(writes);
        }
        let changes = sorted(changes);
        self.tree.reserve(changes.len() as u64);
        self.tree.install(self.tree.stage(&changes));
        self.root()
    }

    /// The value at `key`, and the proof of it or of its absence.
    pub fn prove(&self, key: &StateKey) -> (Option<&[u8]>, Proof) {
        (self.get(key), self.tree.prove(&key.hash()))
    }

    fn put(&mut self, writes: &WriteSet) {
        for (key, value) in writes.iter() {
            match value {
                Some(value) => _ = self.records.replace(Record::new(key, value)),
                None => _ = self.records.remove(key.as_bytes()),
            }
        }
    }
}

impl StateRead for State {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        self.records.get(key.as_bytes()).map(Record::value)
    }
}

fn change((key, value): (&StateKey, Option<&[u8]>)) -> Change {
    (
        key.hash(),
        value.map(|value| Domain::StateValue.hash(value)),
    )
}

/// Sorts changes by key; of several of one key the last counts.
fn sorted(mut changes: Vec<Change>) -> Vec<Change> {
    changes.reverse();
    changes.sort_by_key(|(key, _)| *key);
    changes.dedup_by_key(|(key, _)| *key);
    changes
}

/// A key and its value in one allocation: the key's length (2), the key, the value.
struct Record(Box<[u8]>);

impl Record {
    fn new(key: &StateKey, value: &[u8]) -> Record {
        let key = key.as_bytes();
        // A key's length is bounded far below 2^16.
        Record(
            [&(key.len() as u16).to_le_bytes(), key, value]
                .concat()
                .into_boxed_slice(),
        )
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        let length = u16::from_le_bytes([self.0[0], self.0[1]]);
        self.0[2..].split_at(length.into())
    }

    fn value(&self) -> &[u8] {
        self.parts().1
    }
}

impl Borrow<[u8]> for Record {
    fn borrow(&self) -> &[u8] {
        self.parts().0
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.parts().0 == other.parts().0
    }
}

impl Eq for Record {}

impl StdHash for Record {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        StdHash::hash(self.parts().0, hasher);
    }
}
