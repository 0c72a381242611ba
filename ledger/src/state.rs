//! The state: a map from keys to values, and its Merkle root.

use std::collections::BTreeSet;
use std::ops::Bound;

use abi::{Domain, Hash};

use crate::error::Reject;
use crate::proof::Proof;
use crate::tree::{Change, Loader, Patch, Placed, Slot, Tree};

pub mod contract_value;
mod key;
mod overlay;
#[cfg(test)]
mod tests;
mod writes;

pub(crate) use key::key_hash;
pub use key::{Lane, StateKey};
pub use overlay::Overlay;
pub use writes::{Changes, WriteSet};

/// What reads of the state go through: the state itself, or changes over it.
pub trait StateRead: Sync {
    /// The value at `key`.
    fn get(&self, key: &StateKey) -> Option<&[u8]>;

    /// The values at `keys`, in their order; for many keys that is faster than one by one.
    fn get_many(&self, keys: &[StateKey]) -> Vec<Option<&[u8]>> {
        keys.iter().map(|key| self.get(key)).collect()
    }

    /// The first key of a contract's value that begins with `prefix` and is greater than `after`, if that
    /// is given; in the order of bytes. Other keys are found by name alone.
    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey>;
}

/// The state after a block.
///
/// A key is found by its hash, in the tree; the keys themselves are not kept, but for those of contracts' values,
/// which contracts go through in order.
#[derive(Default)]
pub struct State {
    tree: Tree,
    /// By the slot that the tree gives a key.
    values: Vec<Box<[u8]>>,
    contract_keys: ContractKeys,
}

/// The keys of contracts' values, in order.
#[derive(Default)]
struct ContractKeys(BTreeSet<StateKey>);

impl ContractKeys {
    fn apply(&mut self, writes: &WriteSet) {
        for (key, value) in writes.iter().filter(|(key, _)| key.is_contract_value()) {
            match value {
                Some(_) => drop(self.0.insert(key.clone())),
                None => drop(self.0.remove(key)),
            }
        }
    }

    fn next(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let mut following = self.0.range::<[u8], _>((from, Bound::Unbounded));
        following
            .next()
            .filter(|key| key.as_bytes().starts_with(prefix))
    }
}

/// A write set, worked out on a state and not yet made.
#[derive(Debug)]
pub struct Staged {
    base: Hash,
    patch: Patch,
    /// By change: the index of its write.
    order: Vec<usize>,
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
        let (changes, order) = sorted(writes.iter());
        Staged {
            base: self.root(),
            patch: self.tree.stage(&changes),
            order,
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
        let values: Vec<_> = writes.iter().map(|(_, value)| value).collect();
        self.put(staged.patch, &staged.order, &values);
        self.contract_keys.apply(writes);
        Ok(self.root())
    }

    /// Makes the changes; returns the new root.
    pub fn apply(&mut self, writes: &WriteSet) -> Hash {
        let staged = self.stage(writes);
        let values: Vec<_> = writes.iter().map(|(_, value)| value).collect();
        self.put(staged.patch, &staged.order, &values);
        self.contract_keys.apply(writes);
        self.root()
    }

    /// The value at `key`, and the proof of it or of its absence.
    pub fn prove(&self, key: &StateKey) -> (Option<&[u8]>, Proof) {
        (self.get(key), self.tree.prove(&key.hash()))
    }

    /// Hands every key's hash and its value to `visit`, in ascending order of the hashes.
    ///
    /// # Errors
    /// What `visit` says.
    pub fn try_for_each<E>(
        &self,
        mut visit: impl FnMut(&Hash, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tree
            .try_for_each(|key, slot| visit(key, &self.values[slot as usize]))
    }

    /// The value at the key with this hash.
    pub(crate) fn get_hashed(&self, key: &Hash) -> Option<&[u8]> {
        self.tree.find(key).map(|slot| &*self.values[slot as usize])
    }

    /// Installs a patch; `order` says which of `writes` each change of it is.
    fn put(&mut self, patch: Patch, order: &[usize], writes: &[Option<&[u8]>]) {
        let values = &mut self.values;
        self.tree.install(patch, |placed| match placed {
            Placed::Put(slot, change) => {
                let value = writes[order[change as usize]].unwrap_or_default();
                put_value(values, slot as usize, value);
            }
            Placed::Free(slot) => values[slot as usize] = Box::default(),
        });
    }
}

/// A state while blocks are read from the store: its values are there, its root is not yet.
#[derive(Default)]
pub struct Replayed {
    loader: Loader,
    values: Vec<Box<[u8]>>,
    contract_keys: ContractKeys,
}

impl Replayed {
    /// Puts a key by its hash, which is not there yet. Returns whether a contract's value names its key, as it
    /// has to.
    #[must_use]
    pub(crate) fn append(&mut self, key: &Hash, value: &[u8]) -> bool {
        if StateKey::is_hash_of_contract_value(key) {
            match contract_value::key_of(value).filter(|named| named.hash() == *key) {
                Some(named) => drop(self.contract_keys.0.insert(named)),
                None => return false,
            }
        }
        let slot = self.loader.append(key);
        put_value(&mut self.values, slot as usize, value);
        true
    }

    /// Makes a block's changes.
    pub fn apply(&mut self, writes: &WriteSet) {
        self.contract_keys.apply(writes);
        for (key, value) in writes.iter() {
            match value {
                Some(value) => {
                    let slot = self.loader.put(&key.hash());
                    put_value(&mut self.values, slot as usize, value);
                }
                None => {
                    if let Some(slot) = self.loader.remove(&key.hash()) {
                        self.values[slot as usize] = Box::default();
                    }
                }
            }
        }
    }

    /// The state, with its root.
    pub fn finish(self) -> State {
        let values = self.values;
        let tree = self
            .loader
            .finish(|slot| Domain::StateValue.hash(&values[slot as usize]));
        State {
            tree,
            values,
            contract_keys: self.contract_keys,
        }
    }
}

impl StateRead for State {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        self.get_hashed(&key.hash())
    }

    /// Keys and values lie far apart in memory: each step is taken for all keys before the next one, so that the
    /// processor waits for many at a time.
    fn get_many(&self, keys: &[StateKey]) -> Vec<Option<&[u8]>> {
        let hashes: Vec<Hash> = keys.iter().map(StateKey::hash).collect();
        let slots = self.tree.find_many(&hashes);
        let value = |slot: Option<Slot>| slot.map(|slot| &*self.values[slot as usize]);
        let values: Vec<Option<&[u8]>> = slots.into_iter().map(value).collect();
        let ends = |value: &[u8]| value.first().copied().zip(value.last().copied());
        let touched = values.iter().flatten().filter_map(|value| ends(value));
        core::hint::black_box(touched.fold(0, |sum, (first, last)| sum ^ first ^ last));
        values
    }

    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        self.contract_keys.next(prefix, after)
    }
}

fn put_value(values: &mut Vec<Box<[u8]>>, slot: usize, value: &[u8]) {
    match values.get_mut(slot) {
        Some(old) if old.len() == value.len() => old.copy_from_slice(value),
        Some(old) => *old = value.into(),
        // The tree numbers slots without a gap.
        None => values.push(value.into()),
    }
}

/// Changes by key hash, and the index of each one's write.
fn sorted<'a>(
    writes: impl Iterator<Item = (&'a StateKey, Option<&'a [u8]>)>,
) -> (Vec<Change>, Vec<usize>) {
    let mut keys: Vec<_> = writes
        .enumerate()
        .map(|(index, (key, value))| (key.hash(), index, value))
        .collect();
    // The first bytes nearly always decide.
    keys.sort_unstable_by(|(left, ..), (right, ..)| {
        front(left).cmp(&front(right)).then_with(|| left.cmp(right))
    });
    let change = |(key, index, value): (Hash, usize, Option<&[u8]>)| {
        (
            (key, value.map(|value| Domain::StateValue.hash(value))),
            index,
        )
    };
    keys.into_iter().map(change).unzip()
}

fn front(hash: &Hash) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = hash.0;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
