//! The state as a call sees it, with its own changes over it, against a plain map.

use std::collections::BTreeMap;
use std::sync::Arc;

use abi::{Hash, Height, Instant};
use proptest::prelude::*;

use super::Running;
use crate::state::{Found, MemoryState};
use crate::{CallerIdentity, Context, Invocation, Mode};

#[derive(Debug, Clone)]
enum Step {
    Write(Vec<u8>, Vec<u8>),
    Remove(Vec<u8>),
    Read(Vec<u8>),
    Next(Vec<u8>, Option<Vec<u8>>),
}

/// Few letters and short keys, so that steps meet each other; the greatest byte, so that no key comes
/// after some.
fn key(shortest: usize) -> impl Strategy<Value = Vec<u8>> {
    let letter = prop_oneof![Just(b'a'), Just(b'b'), Just(0xff)];
    proptest::collection::vec(letter, shortest..4)
}

fn step() -> impl Strategy<Value = Step> {
    let value = proptest::collection::vec(any::<u8>(), 0..3);
    let after = proptest::option::of(key(1));
    prop_oneof![
        (key(1), value).prop_map(|(key, value)| Step::Write(key, value)),
        key(1).prop_map(Step::Remove),
        key(1).prop_map(Step::Read),
        (key(0), after).prop_map(|(prefix, after)| Step::Next(prefix, after)),
    ]
}

fn running(stored: &BTreeMap<Vec<u8>, Vec<u8>>) -> Running<MemoryState> {
    let context = Context {
        chain: Hash([0; 32]),
        height: Height(0),
        time: Instant(0),
        caller: CallerIdentity::default(),
    };
    let invocation = Invocation {
        entry: "run",
        input: b"",
        mode: Mode::Transaction,
        context: Arc::new(context),
    };
    Running::new(stored.clone().into_iter().collect(), &invocation, None)
}

proptest! {
    #[test]
    fn a_call_sees_the_state_as_a_map_with_its_changes_would_be(
        stored in proptest::collection::btree_map(key(1), key(0), 0..8),
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut running = running(&stored);
        let mut map = stored.clone();
        for step in steps {
            match step {
                Step::Write(key, value) => {
                    prop_assert!(running.write(key.clone(), Some(value.clone())).is_ok());
                    map.insert(key, value);
                }
                Step::Remove(key) => {
                    prop_assert!(running.write(key.clone(), None).is_ok());
                    map.remove(&key);
                }
                Step::Read(key) => {
                    let found = matches!(running.read(&key), Ok(Found::Yes));
                    let found = found.then_some(&running.buffer);
                    prop_assert_eq!(found, map.get(&key));
                }
                Step::Next(prefix, after) => {
                    let fits = |key: &&Vec<u8>| {
                        key.starts_with(&prefix) && after.as_ref().is_none_or(|after| after < *key)
                    };
                    let expected = map.keys().find(fits);
                    let removed = running.writes.iter().filter(|(_, value)| value.is_none());
                    let removed = removed.map(|(key, _)| key).filter(fits);
                    let before = |key: &&Vec<u8>| expected.is_none_or(|found| *key < found);
                    let passed = removed.filter(before).count() as u64;
                    let (found, charged) = running.next_key(&prefix, after.as_deref()).unwrap_or((Found::No, u64::MAX));
                    prop_assert_eq!(charged, passed);
                    let found = (found == Found::Yes).then_some(&running.buffer);
                    prop_assert_eq!(found, expected);
                }
            }
        }
        let mut applied: MemoryState = stored.into_iter().collect();
        applied.apply(&running.writes);
        prop_assert_eq!(applied, map.into_iter().collect());
    }
}
