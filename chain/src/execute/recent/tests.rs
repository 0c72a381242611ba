//! What is looked for once, and what each time.

use std::sync::atomic::{AtomicUsize, Ordering};

use ledger::records::key;

use super::*;
use crate::fixture::PATIENT;

/// A state that has the same at every key, and counts how often it is asked.
#[derive(Default)]
struct Counting(AtomicUsize);

impl StateRead for Counting {
    fn get(&self, _: &StateKey) -> Option<&[u8]> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Some(b"it")
    }

    fn next_contract_key(&self, _: &[u8], _: Option<&[u8]>) -> Option<&StateKey> {
        None
    }
}

/// How often the state is asked when all of these are, one after the other.
fn asked(keys: &[StateKey]) -> usize {
    let state = Counting::default();
    let recent = Recent::new(&state);
    for key in keys {
        assert_eq!(recent.get(key), Some(&b"it"[..]));
    }
    state.0.into_inner()
}

#[test]
fn keys_of_the_shared_lane_are_looked_for_once_and_a_patients_each_time() {
    assert_eq!(asked(&[key::policy(), key::policy(), key::revoked()]), 2);
    assert_eq!(asked(&[key::consents(PATIENT), key::consents(PATIENT)]), 2);
}

#[test]
fn so_many_keys_are_remembered_and_no_more() {
    let key = |number: usize| key::organisation(&number.to_string());
    let twice = |count: usize| -> Vec<StateKey> {
        let keys = (0..count).map(key);
        keys.clone().chain(keys).collect()
    };
    assert_eq!(asked(&twice(KEYS)), KEYS);
    assert_eq!(asked(&twice(KEYS + 1)), KEYS + 2);
}
