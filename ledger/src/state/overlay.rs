//! Changes that are not yet made: reads see them, what lies below does not.

use std::ops::Bound;

use super::writes::{Changes, WriteSet};
use super::{StateKey, StateRead};

/// Changes over a base, which may be an overlay itself: a transaction's over a block's over the
/// state. Dropping it drops the changes.
pub struct Overlay<'a> {
    base: &'a dyn StateRead,
    changes: Changes,
}

impl<'a> Overlay<'a> {
    /// No changes over `base`.
    pub fn new(base: &'a dyn StateRead) -> Overlay<'a> {
        Overlay {
            base,
            changes: Changes::new(),
        }
    }

    /// Writes `value` at `key`.
    pub fn set(&mut self, key: StateKey, value: Vec<u8>) {
        self.changes.insert(key, Some(value));
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: StateKey) {
        self.changes.insert(key, None);
    }

    /// Makes the changes of an overlay that stood on this one.
    pub fn absorb(&mut self, changes: Changes) {
        match self.changes.is_empty() {
            true => self.changes = changes,
            false => self.changes.extend(changes),
        }
    }

    fn is_removed(&self, key: &StateKey) -> bool {
        matches!(self.changes.get(key), Some(None))
    }

    /// The changes, for [`Overlay::absorb`] of the overlay below.
    pub fn into_changes(self) -> Changes {
        self.changes
    }

    /// The changes, for a block.
    pub fn into_writes(self) -> WriteSet {
        self.changes.into()
    }
}

impl StateRead for Overlay<'_> {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        match self.changes.get(key) {
            Some(change) => change.as_deref(),
            None => self.base.get(key),
        }
    }

    fn get_many(&self, keys: &[StateKey]) -> Vec<Option<&[u8]>> {
        if self.changes.is_empty() {
            return self.base.get_many(keys);
        }
        let own = |key: &StateKey| self.changes.get(key).map(|change| change.as_deref());
        let found: Vec<Option<Option<&[u8]>>> = keys.iter().map(own).collect();
        let missing = keys.iter().zip(&found).filter(|(_, found)| found.is_none());
        let missing: Vec<StateKey> = missing.map(|(key, _)| key.clone()).collect();
        let mut below = self.base.get_many(&missing).into_iter();
        let found = found.into_iter();
        found
            .map(|found| found.unwrap_or_else(|| below.next().flatten()))
            .collect()
    }

    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let own = self
            .changes
            .range::<[u8], _>((from, Bound::Unbounded))
            .take_while(|(key, _)| key.as_bytes().starts_with(prefix))
            .find_map(|(key, value)| value.as_ref().map(|_| key));
        let mut below = self.base.next_contract_key(prefix, after);
        while let Some(key) = below.filter(|key| self.is_removed(key)) {
            below = self.base.next_contract_key(prefix, Some(key.as_bytes()));
        }
        match (own, below) {
            (Some(own), Some(below)) => Some(own.min(below)),
            (own, below) => own.or(below),
        }
    }
}
