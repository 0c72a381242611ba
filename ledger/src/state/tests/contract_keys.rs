//! The keys of contracts' values are gone through in order, from any place and within any prefix.

use super::{Changes, Lane, Overlay, Replayed, State, StateKey, StateRead, WriteSet};
use crate::state::contract_value;

fn key(name: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[b"x", name.as_bytes()])
}

/// Values at some keys, and others removed.
fn changes(put: &[&str], gone: &[&str]) -> Changes {
    let value = |name: &&str| (key(name), Some(contract_value::encode(&key(name), b"1")));
    let put = put.iter().map(value);
    put.chain(gone.iter().map(|name| (key(name), None)))
        .collect()
}

const ASKED: [&str; 12] = [
    "", "a", "aa", "ab", "abb", "ac", "b", "ba", "bb", "bbb", "c", "d",
];

/// Asks for what follows every key within every prefix, where just `names` are there.
fn check(view: &dyn StateRead, names: &[&str]) {
    for prefix in ASKED {
        for after in ASKED.map(Some).into_iter().chain([None]) {
            let follows =
                |name: &&&str| name.starts_with(prefix) && after.is_none_or(|after| **name > after);
            let expected = names.iter().find(follows).map(|name| key(name));
            let after = after.map(key);
            let after = after.as_ref().map(StateKey::as_bytes);
            let found = view.next_contract_key(key(prefix).as_bytes(), after);
            assert_eq!(found, expected.as_ref(), "{prefix} {after:?}");
        }
    }
}

#[test]
fn what_follows_a_key_is_the_next_one_that_begins_with_the_prefix() {
    let (mut state, mut replayed) = (State::new(), Replayed::default());
    for block in [
        changes(&["", "a", "ab", "abb", "b", "bb", "c"], &[]),
        changes(&["aa", "ba"], &["ab"]),
    ] {
        let block = WriteSet::from(block);
        state.apply(&block);
        replayed.apply(&block);
    }
    let names = ["", "a", "aa", "abb", "b", "ba", "bb", "c"];
    check(&state, &names);
    check(&replayed.finish(), &names);
    let mut overlay = Overlay::new(&state);
    check(&overlay, &names);
    overlay.absorb(changes(&["ac", "bbb"], &["aa", "b"]));
    check(&overlay, &["", "a", "abb", "ac", "ba", "bb", "bbb", "c"]);
}
