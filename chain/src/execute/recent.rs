//! What was read of the shared lane while nothing is written there: the same few keys again and again,
//! organisations and the policy, each found in the state's tree once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ledger::{Lane, StateKey, StateRead};

/// Keys that are remembered at the most: more would be looked for longer than found.
const KEYS: usize = 1024;

/// A state that does not change, and what was read of its shared lane.
pub(super) struct Recent<'a> {
    state: &'a dyn StateRead,
    /// For one thread: the lock is never waited for.
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
