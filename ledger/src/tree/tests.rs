//! The tree against one that is rebuilt from nothing.

use std::collections::BTreeMap;

use abi::{Domain, Hash};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::{Change, Loader, Tree};
use crate::proof::Place;

type Model = BTreeMap<Hash, Hash>;

/// The root as the picture says it, from nothing.
fn rebuilt(model: &Model) -> Hash {
    fn top(entries: &[(Hash, Hash)], level: usize) -> Hash {
        match entries {
            [] => Hash::ZERO,
            [entry] => Domain::StateLeaf.hash_of(entry),
            _ => {
                let bit = |hash: &Hash| hash.0[level / 8] >> (7 - level % 8) & 1;
                let (right, left): (Vec<_>, Vec<_>) =
                    entries.iter().partition(|(key, _)| bit(key) == 1);
                Domain::StateNode.hash_of(&(top(&left, level + 1), top(&right, level + 1)))
            }
        }
    }
    let entries: Vec<_> = model.iter().map(|(key, value)| (*key, *value)).collect();
    Domain::StateRoot.hash_of(&(entries.len() as u64, top(&entries, 0)))
}

/// Key hashes of which many share long beginnings.
fn key() -> impl Strategy<Value = Hash> {
    let near = (0u8..4, 0u8..3, 0usize..32, any::<u8>()).prop_map(|(first, second, at, last)| {
        let mut hash = Hash([0; 32]);
        hash.0[0] = first << 6;
        hash.0[1] = second;
        hash.0[at] ^= last;
        hash
    });
    let far = any::<[u8; 32]>().prop_map(Hash);
    prop_oneof![3 => near, 1 => far]
}

fn changes() -> impl Strategy<Value = BTreeMap<Hash, Option<u8>>> {
    btree_map(
        key(),
        prop_oneof![2 => any::<u8>().prop_map(Some), 1 => Just(None)],
        0..40,
    )
}

fn apply(tree: &mut Tree, model: &mut Model, batch: &BTreeMap<Hash, Option<u8>>) -> Hash {
    let value = |value: &u8| Domain::StateValue.hash(&[*value]);
    let list: Vec<Change> = batch
        .iter()
        .map(|(key, to)| (*key, to.as_ref().map(value)))
        .collect();
    for (key, to) in &list {
        match to {
            Some(value) => _ = model.insert(*key, *value),
            None => _ = model.remove(key),
        }
    }
    let patch = tree.stage(&list);
    let root = patch.root();
    tree.install(patch, |_| ());
    root
}

proptest! {
    #[test]
    fn the_root_is_the_one_rebuilt_from_nothing(batches in vec(changes(), 1..8), ahead in 0u64..500) {
        let (mut tree, mut model) = (Tree::new(), Model::new());
        tree.reserve(ahead);
        for batch in &batches {
            let staged = apply(&mut tree, &mut model, batch);
            prop_assert_eq!(staged, rebuilt(&model));
            prop_assert_eq!(tree.root(), staged);
            prop_assert_eq!(tree.count(), model.len() as u64);
        }
        // Taking everything away again leaves no trace.
        let nothing = model.keys().map(|key| (*key, None)).collect();
        apply(&mut tree, &mut model, &nothing);
        prop_assert_eq!(tree.root(), Tree::new().root());
    }

    #[test]
    fn proofs_lead_to_what_the_tree_holds(batch in changes(), absent in vec(key(), 8)) {
        let (mut tree, mut model) = (Tree::new(), Model::new());
        apply(&mut tree, &mut model, &batch);
        for key in model.keys().chain(&absent) {
            let proof = tree.prove(key);
            match (proof.place, model.contains_key(key)) {
                (Place::Key, true) | (Place::Empty, false) => {}
                (Place::Other { key: other, value }, false) => {
                    prop_assert_eq!(model.get(&other), Some(&value));
                    prop_assert_ne!(other, *key);
                }
                (place, is_there) => prop_assert!(false, "{place:?}, though {is_there}"),
            }
        }
    }
}

#[test]
fn the_arrays_have_a_bucket_for_each_key_however_the_keys_came() {
    let keys = (0..130u64).map(|number| Domain::StateKey.hash(&number.to_le_bytes()));
    let keys: Vec<Hash> = keys.collect();
    let mut grown = Tree::new();
    for (count, key) in (1..).zip(&keys) {
        let depth = (count as u64).next_power_of_two().trailing_zeros();
        let patch = grown.stage(&[(*key, Some(*key))]);
        grown.install(patch, |_| ());
        assert_eq!(grown.depth(), depth, "{count}");
        let mut loader = Loader::default();
        keys[..count].iter().for_each(|key| _ = loader.append(key));
        assert_eq!(loader.finish(|_| Hash::ZERO).depth(), depth, "{count}");
        let mut ahead = Tree::new();
        ahead.reserve(count as u64);
        assert_eq!(ahead.depth(), depth, "{count} to come");
    }
}

#[test]
fn the_arrays_of_a_tree_that_is_loaded_take_no_more_memory_than_they_have_nodes() {
    let mut loader = Loader::default();
    (0..130u64).for_each(|number| _ = loader.append(&Domain::StateKey.hash(&number.to_le_bytes())));
    for (level, nodes) in (1..).zip(&loader.finish(|_| Hash::ZERO).levels) {
        let pairs = 1 << (level - 1);
        let (hashes, leaves) = (&nodes.pairs, &nodes.leaves);
        assert_eq!((hashes.len(), hashes.capacity()), (pairs, pairs));
        assert_eq!((leaves.len(), leaves.capacity()), (pairs, pairs));
    }
}

#[test]
fn a_tree_that_shrank_still_finds_its_last_key() {
    let keys: Vec<Hash> = (0u32..500)
        .map(|n| Domain::StateKey.hash(&n.to_le_bytes()))
        .collect();
    let mut sorted = keys.clone();
    sorted.sort();
    let mut tree = Tree::new();
    let patch = tree.stage(
        &sorted
            .iter()
            .map(|key| (*key, Some(*key)))
            .collect::<Vec<_>>(),
    );
    tree.install(patch, |_| ());
    let all_but_one = sorted
        .iter()
        .filter(|key| **key != keys[3])
        .map(|key| (*key, None));
    let patch = tree.stage(&all_but_one.collect::<Vec<_>>());
    tree.install(patch, |_| ());
    assert_eq!(tree.prove(&keys[3]).place, Place::Key);
    assert_eq!(
        tree.prove(&keys[4]).place,
        Place::Other {
            key: keys[3],
            value: keys[3]
        }
    );
    assert!(tree.prove(&keys[4]).siblings.is_empty());
}
