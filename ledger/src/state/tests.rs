//! Keys, lanes, overlays and write sets against a plain map.

use std::collections::BTreeMap;

use abi::PatientId;
use parity_scale_codec::{Decode, DecodeAll, Encode};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{
    Changes, Lane, Overlay, Replayed, State, StateKey, StateRead, WriteSet, contract_value,
};
use crate::error::Reject;

mod contract_keys;

fn key(name: &str) -> StateKey {
    StateKey::new(Lane::Shared, &[name.as_bytes()])
}

fn writes(list: &[(&str, Option<&str>)]) -> WriteSet {
    let change = |(name, value): &(&str, Option<&str>)| {
        (key(name), value.map(|value| value.as_bytes().to_vec()))
    };
    list.iter().map(change).collect::<Changes>().into()
}

#[test]
fn a_key_knows_its_lane() {
    let lane = Lane::Patient(PatientId([9; 16]));
    let patients = StateKey::new(lane, &[b"c", b"x"]);
    assert_eq!(patients.as_bytes(), [&[1][..], &[9; 16], b"cx"].concat());
    assert_eq!(patients.lane(), lane);
    assert_eq!(StateKey::from_bytes(patients.as_bytes()), Some(patients));
    assert_eq!(key(&"long".repeat(20)).lane(), Lane::Shared);
    assert_eq!(key("").as_bytes(), [0]);
}

#[test]
fn bytes_that_are_no_key_are_refused() {
    for bytes in [&[][..], &[2], &[1; 16], &[0; 193]] {
        assert_eq!(StateKey::from_bytes(bytes), None, "{bytes:?}");
        assert!(StateKey::decode(&mut &bytes.to_vec().encode()[..]).is_err());
    }
    assert!(StateKey::from_bytes(&[1; 17]).is_some());
    assert!(StateKey::from_bytes(&[0; 192]).is_some());
}

#[test]
fn a_write_set_ascends_or_does_not_decode() {
    let good = writes(&[("a", Some("1")), ("b", None)]);
    assert_eq!(WriteSet::decode_all(&mut &good.encode()[..]), Ok(good));
    for bad in [
        vec![(key("b"), None), (key("a"), None::<Vec<u8>>)],
        vec![(key("a"), None); 2],
    ] {
        assert!(WriteSet::decode_all(&mut &bad.encode()[..]).is_err());
    }
}

#[test]
fn a_write_set_knows_how_many_keys_change() {
    assert!(WriteSet::new().is_empty());
    for count in [0, 1, 2, 3] {
        let list = [("a", Some("1")), ("b", None), ("c", Some(""))];
        let writes = writes(&list[..count]);
        assert_eq!((writes.len(), writes.is_empty()), (count, count == 0));
        assert_eq!(writes.iter().len(), count);
    }
}

#[test]
fn the_room_for_keys_and_writes_is_enough_and_in_proportion_to_them() {
    let keys = [0, 1, 33, 62, 63, 191].map(|length| key(&"k".repeat(length)));
    for key in &keys {
        let length = key.encode().len();
        assert!((length..=length + 1).contains(&key.size_hint()), "{key:?}");
        for value in [None, Some(0), Some(1), Some(63), Some(64), Some(20_000)] {
            let value = value.map(|length| vec![7; length]);
            let writes: WriteSet = Changes::from([(key.clone(), value)]).into();
            let (length, room) = (writes.encode().len(), writes.size_hint());
            assert!((length..=length + 8).contains(&room), "{length} {room}");
        }
    }
    let all = keys.map(|key| (key, None));
    let writes: WriteSet = Changes::from(all).into();
    let length = writes.encode().len();
    assert!((length..=length + 12).contains(&writes.size_hint()));
}

#[test]
fn an_overlay_hides_and_shows() {
    let mut state = State::new();
    state.apply(&writes(&[("a", Some("1")), ("b", Some("2"))]));
    let mut block = Overlay::new(&state);
    block.set(key("a"), b"3".to_vec());
    let mut inner = Overlay::new(&block);
    inner.remove(key("a"));
    inner.set(key("c"), b"4".to_vec());
    assert_eq!(inner.get(&key("a")), None);
    assert_eq!(inner.get(&key("b")), Some(&b"2"[..]));
    let changes = inner.into_changes();
    assert_eq!(block.get(&key("a")), Some(&b"3"[..]));
    assert_eq!(block.get(&key("c")), None);
    block.absorb(changes);
    assert_eq!(block.get(&key("a")), None);
    assert_eq!(
        block.into_writes(),
        writes(&[("a", None), ("c", Some("4"))])
    );
    assert_eq!(state.get(&key("a")), Some(&b"1"[..]));
}

#[test]
fn what_was_staged_on_another_state_is_refused() {
    let mut state = State::new();
    let first = writes(&[("a", Some("1"))]);
    let staged = state.stage(&first);
    let late = state.stage(&first);
    assert_eq!(state.install(&first, staged), Ok(state.root_after(&first)));
    let root = state.root();
    assert_eq!(state.install(&first, late), Err(Reject::Stale));
    assert_eq!(state.root(), root);
}

type Ops = Vec<BTreeMap<u8, Option<Vec<u8>>>>;

fn ops() -> impl Strategy<Value = Ops> {
    let value = prop_oneof![2 => vec(any::<u8>(), 0..6).prop_map(Some), 1 => Just(None)];
    vec(btree_map(any::<u8>(), value, 0..30), 1..6)
}

proptest! {
    #[test]
    fn a_state_is_a_map(ops in ops()) {
        let name = |number: &u8| StateKey::new(Lane::Shared, &[&[*number]]);
        let blocks: Vec<WriteSet> = ops
            .iter()
            .map(|batch| {
                let changes = batch.iter().map(|(number, to)| (name(number), to.clone()));
                changes.collect::<Changes>().into()
            })
            .collect();
        let (mut state, mut model) = (State::new(), BTreeMap::new());
        for (batch, block) in ops.iter().zip(&blocks) {
            let expected = state.root_after(block);
            prop_assert_eq!(state.apply(block), expected);
            for (number, to) in batch {
                match to {
                    Some(value) => _ = model.insert(*number, value.clone()),
                    None => _ = model.remove(number),
                }
            }
        }
        prop_assert_eq!(state.count(), model.len() as u64);
        for number in 0..=255 {
            prop_assert_eq!(state.get(&name(&number)), model.get(&number).map(Vec::as_slice));
        }
        let all = model.iter().map(|(number, value)| (name(number), Some(value.clone())));
        let all: Changes = all.collect();
        prop_assert_eq!(State::new().apply(&all.into()), state.root());
        let mut replayed = Replayed::default();
        blocks.iter().for_each(|block| replayed.apply(block));
        let mut replayed = replayed.finish();
        prop_assert_eq!(replayed.root(), state.root());
        for number in 0..=255 {
            prop_assert_eq!(replayed.get(&name(&number)), state.get(&name(&number)));
            prop_assert_eq!(replayed.prove(&name(&number)), state.prove(&name(&number)));
        }
        // And it goes on like the other.
        for block in &blocks {
            prop_assert_eq!(replayed.apply(block), state.apply(block));
        }
    }
}

proptest! {
    #[test]
    fn many_keys_at_a_time_have_the_values_that_they_have_one_by_one(
        below in btree_map(0..60_u8, vec(any::<u8>(), 0..3), 0..50),
        above in btree_map(0..60_u8, proptest::option::of(vec(any::<u8>(), 0..3)), 0..20),
        asked in vec(0..70_u8, 0..40),
    ) {
        let name = |number: &u8| key(&number.to_string());
        let mut state = State::new();
        let written = below.iter().map(|(number, value)| (name(number), Some(value.clone())));
        state.apply(&written.collect::<Changes>().into());
        let mut overlay = Overlay::new(&state);
        for (number, value) in &above {
            match value {
                Some(value) => overlay.set(name(number), value.clone()),
                None => overlay.remove(name(number)),
            }
        }
        let keys: Vec<StateKey> = asked.iter().map(name).collect();
        let shown = |number: &u8| match above.get(number) {
            Some(value) => value.as_deref(),
            None => below.get(number).map(Vec::as_slice),
        };
        let expected: Vec<Option<&[u8]>> = asked.iter().map(shown).collect();
        prop_assert_eq!(overlay.get_many(&keys), expected);
        let expected: Vec<_> = asked.iter().map(|number| below.get(number).map(Vec::as_slice)).collect();
        prop_assert_eq!(state.get_many(&keys), &expected[..]);
        let one_by_one = OneByOne(&state);
        prop_assert_eq!(one_by_one.get_many(&keys), expected);
    }
}

/// A view that knows no way to read many keys at a time.
struct OneByOne<'a>(&'a State);

impl StateRead for OneByOne<'_> {
    fn get(&self, key: &StateKey) -> Option<&[u8]> {
        self.0.get(key)
    }

    fn next_contract_key(&self, prefix: &[u8], after: Option<&[u8]>) -> Option<&StateKey> {
        self.0.next_contract_key(prefix, after)
    }
}

#[test]
fn a_contract_s_value_that_does_not_name_its_key_is_not_decoded() {
    let key = |last| StateKey::new(Lane::Shared, &[b"x", &[4; 32], &[last]]);
    let write = |key: StateKey, value: Vec<u8>| {
        let writes = WriteSet::from(Changes::from([(key, Some(value))]));
        let decoded = WriteSet::decode(&mut writes.encode().as_slice());
        assert_eq!(decoded.is_ok(), writes.are_values_named());
        decoded.is_ok()
    };
    assert!(write(key(1), contract_value::encode(&key(1), b"value")));
    assert!(write(key(1), contract_value::encode(&key(1), b"")));
    assert!(!write(key(1), contract_value::encode(&key(2), b"value")));
    assert!(!write(key(1), b"value".to_vec()));
    assert!(!write(key(1), Vec::new()));
    assert!(write(
        StateKey::new(Lane::Shared, &[b"y"]),
        b"value".to_vec()
    ));
}
