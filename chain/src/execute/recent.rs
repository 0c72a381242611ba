//! What was read of a state while nothing is written to it: of the shared lane the same few keys again and again,
//! organisations and the policy, each found in the state's tree once; of patients' lanes what will be asked for soon,
//! many keys at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use abi::PatientId;
use ledger::{Lane, StateKey, StateRead};

use crate::facts::Records;

/// Keys that are remembered at the most: more would be looked for longer than found.
const KEYS: usize = 1024;

/// A state that does not change, and what was read of its shared lane.
pub(super) struct Recent<'a> {
    state: &'a dyn StateRead,
    found: Mutex<BTreeMap<StateKey, Option<&'a [u8]>>>,
}

impl<'a> Recent<'a> {
    pub(super) fn new(state: &'a dyn StateRead) -> Recent<'a> {
        Recent {
            state,
            found: Mutex::default(),
        }
    }
}

impl StateRead for Recent<'_> {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        if key.lane() != Lane::Shared {
            return self.state.get(key);
        }
        // Of one thread: the lock is never waited for.
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = found.get(key) {
            return *value;
        }
        let value = self.state.get(key);
        if found.len() < KEYS {
            found.insert(key.clone(), value);
        }
        value
    }

    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        self.state.next_contract_key(prefix, after)
    }
}

/// What the requests of a few lanes will be decided by, read at once.
pub(super) struct Ahead<'a, 'r> {
    state: &'a Recent<'r>,
    /// Lane by lane.
    read: Vec<(StateKey, Option<&'r [u8]>)>,
    /// Where what was read for each lane ends.
    ends: Vec<usize>,
}

impl<'a, 'r> Ahead<'a, 'r> {
    /// Reads for lanes of these patients; for one where nothing is asked for, nothing.
    pub(super) fn read(
        state: &'a Recent<'r>,
        lanes: impl Iterator<Item = Option<PatientId>>,
    ) -> Ahead<'a, 'r> {
        let (mut keys, mut ends) = (Vec::new(), Vec::new());
        for patient in lanes {
            keys.extend(patient.into_iter().flat_map(Records::keys));
            ends.push(keys.len());
        }
        let values = state.state.get_many(&keys);
        Ahead {
            state,
            read: keys.into_iter().zip(values).collect(),
            ends,
        }
    }

    /// The state for the lane with this number.
    pub(super) fn lane(&self, number: usize) -> LaneView<'_, 'r> {
        let start = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let range = start.copied().unwrap_or(0)..self.ends.get(number).copied().unwrap_or(0);
        LaneView {
            state: self.state,
            read: self.read.get(range).unwrap_or_default(),
        }
    }
}

/// The state, with what was read for one lane.
pub(super) struct LaneView<'a, 'r> {
    state: &'a Recent<'r>,
    read: &'a [(StateKey, Option<&'r [u8]>)],
}

impl StateRead for LaneView<'_, '_> {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        // A handful: faster gone through than sorted.
        let own = self.read.iter().find(|(read, _)| read == key);
        own.map_or_else(|| self.state.get(key), |(_, value)| *value)
    }

    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        self.state.next_contract_key(prefix, after)
    }
}

#[cfg(test)]
mod tests;
