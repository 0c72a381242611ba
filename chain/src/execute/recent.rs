//! What was read of a state while nothing is written to it: of the shared lane the same few keys again and again,
//! organisations and the policy, each found in the state's tree once; of patients' lanes what will be asked for soon,
//! many keys at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger::{Lane, StateKey, StateRead};

/// Keys that are remembered at the most: more would be looked for longer than found.
const KEYS: usize = 1024;

/// A state that does not change, and what was read of its shared lane.
pub(super) struct Recent<'a> {
    state: &'a dyn StateRead,
    /// Of the shared lane.
    found: Mutex<Found<'a>>,
    /// What was read ahead.
    ahead: Mutex<Found<'a>>,
}

/// Keys and what stands there.
type Found<'a> = BTreeMap<StateKey, Option<&'a [u8]>>;

impl<'a> Recent<'a> {
    pub(super) fn new(state: &'a dyn StateRead) -> Recent<'a> {
        Recent {
            state,
            found: Mutex::default(),
            ahead: Mutex::default(),
        }
    }

    /// Reads `keys` of patients' lanes, and forgets those that were read ahead before.
    pub(super) fn read_ahead(&self, keys: Vec<StateKey>) {
        let values = self.state.get_many(&keys);
        *held(&self.ahead) = keys.into_iter().zip(values).collect();
    }
}

impl StateRead for Recent<'_> {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        if key.lane() != Lane::Shared {
            let ahead = held(&self.ahead).get(key).copied();
            return ahead.unwrap_or_else(|| self.state.get(key));
        }
        let mut found = held(&self.found);
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

/// Of one thread: the lock is never waited for.
fn held<'m, 'a>(found: &'m Mutex<Found<'a>>) -> MutexGuard<'m, Found<'a>> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}
