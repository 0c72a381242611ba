//! Proofs of one item of a list, and forgeries of them.

use abi::limits::BLOCK_TRANSACTIONS;
use abi::{Domain, Hash};

use super::{leaf, list_prove, list_root, list_verify};

fn items(count: u32) -> Vec<Vec<u8>> {
    (0..count)
        .map(|index| index.to_le_bytes().repeat(index as usize % 5 + 1))
        .collect()
}

fn leaves(items: &[Vec<u8>]) -> Vec<Hash> {
    items.iter().map(|item| leaf(item)).collect()
}

/// The root as the picture says it, by splitting at the greatest power of two.
fn top(leaves: &[Hash]) -> Hash {
    match leaves {
        [one] => *one,
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            Domain::ListNode.hash_of(&(top(&leaves[..middle]), top(&leaves[middle..])))
        }
    }
}

#[test]
fn the_root_is_the_one_of_the_picture() {
    assert_eq!(list_root(&[]), Hash::ZERO);
    for count in 1..=70 {
        let leaves = leaves(&items(count));
        let expected = Domain::ListRoot.hash_of(&(u64::from(count), top(&leaves)));
        assert_eq!(list_root(&leaves), expected, "{count} items");
    }
}

#[test]
fn every_place_is_proven_and_no_other() {
    for count in 1..=20 {
        let items = items(count);
        let leaves = leaves(&items);
        let root = list_root(&leaves);
        for (index, item) in items.iter().enumerate() {
            let proof = list_prove(&leaves, index).unwrap();
            assert_eq!(list_verify(&proof, &root, item), Ok(()));
            assert!(list_verify(&proof, &Hash::ZERO, item).is_err());
            let others = items.iter().filter(|other| *other != item);
            assert!(
                others
                    .clone()
                    .all(|other| list_verify(&proof, &root, other).is_err())
            );
            for elsewhere in (0..count + 2).filter(|place| *place != proof.index) {
                let moved = super::ListProof {
                    index: elsewhere,
                    ..proof.clone()
                };
                assert!(list_verify(&moved, &root, item).is_err());
            }
            for length in (0..count + 2).filter(|length| *length != count) {
                let longer = super::ListProof {
                    count: length,
                    ..proof.clone()
                };
                assert!(list_verify(&longer, &root, item).is_err());
            }
        }
        assert_eq!(list_prove(&leaves, count as usize), None);
    }
}

#[test]
fn a_flipped_bit_in_a_sibling_or_one_too_many_fails() {
    let items = items(11);
    let leaves = leaves(&items);
    let root = list_root(&leaves);
    let proof = list_prove(&leaves, 4).unwrap();
    for sibling in 0..proof.siblings.len() {
        for bit in 0..256 {
            let mut forged = proof.clone();
            forged.siblings[sibling].0[bit / 8] ^= 1 << (bit % 8);
            assert!(list_verify(&forged, &root, &items[4]).is_err());
        }
    }
    let mut longer = proof.clone();
    longer.siblings.push(Hash::ZERO);
    assert!(list_verify(&longer, &root, &items[4]).is_err());
    longer.siblings.truncate(2);
    assert!(list_verify(&longer, &root, &items[4]).is_err());
}

#[test]
fn a_list_is_as_long_as_a_block_can_be_and_no_longer() {
    let most = BLOCK_TRANSACTIONS as u32;
    for (count, is_taken) in [(most, true), (most + 1, false)] {
        let item = (count - 1).to_le_bytes();
        let leaves: Vec<Hash> = (0..count).map(|index| leaf(&index.to_le_bytes())).collect();
        let proof = list_prove(&leaves, leaves.len() - 1).unwrap();
        let verdict = list_verify(&proof, &list_root(&leaves), &item);
        assert_eq!(verdict.is_ok(), is_taken, "{count}");
    }
}
