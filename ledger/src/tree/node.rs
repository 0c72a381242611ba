//! Nodes, and the part of the tree that lies below the arrays.

use abi::{Domain, Hash};

use super::leaf_hashes;
use crate::hashing::{Block64, hash_blocks, pair};

/// A node: its hash, and whether it is a leaf, which rises when it is alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) hash: Hash,
    pub(super) is_leaf: bool,
}

impl Node {
    pub(super) const EMPTY: Node = Node {
        hash: Hash::ZERO,
        is_leaf: false,
    };

    pub(super) fn is_empty(&self) -> bool {
        self.hash == Hash::ZERO
    }

    /// The two nodes of a stored pair.
    pub(super) fn pair(bytes: &Block64, leaves: u8) -> (Node, Node) {
        let (left, right) = halves(bytes);
        let left = Node {
            hash: left,
            is_leaf: leaves & 1 != 0,
        };
        (
            left,
            Node {
                hash: right,
                is_leaf: leaves & 2 != 0,
            },
        )
    }

    /// Which nodes of a pair are leaves, as a level stores it.
    pub(super) fn leaves(left: &Node, right: &Node) -> u8 {
        u8::from(left.is_leaf) | u8::from(right.is_leaf) << 1
    }

    /// The parent of two nodes when it takes no hashing: nothing, or a leaf that rises.
    pub(super) fn without_hashing(left: &Node, right: &Node) -> Option<Node> {
        match (left.is_empty(), right.is_empty()) {
            (true, true) => Some(Node::EMPTY),
            (true, false) if right.is_leaf => Some(*right),
            (false, true) if left.is_leaf => Some(*left),
            _ => None,
        }
    }

    fn parent(left: &Node, right: &Node) -> Node {
        Node::without_hashing(left, right).unwrap_or_else(|| Node {
            hash: Domain::StateNode.hash(&pair(&left.hash, &right.hash)),
            is_leaf: false,
        })
    }
}

/// The node over sorted `entries` whose first `level` bits are the same; `hashes` are their leaves.
pub(super) fn subtree(entries: &[Block64], hashes: &[Hash], level: u32) -> Node {
    match hashes {
        [] => Node::EMPTY,
        [hash] => Node {
            hash: *hash,
            is_leaf: true,
        },
        _ => {
            let (left, right) = split(entries, level);
            let (left_hashes, right_hashes) = hashes.split_at(left.len());
            Node::parent(
                &subtree(left, left_hashes, level + 1),
                &subtree(right, right_hashes, level + 1),
            )
        }
    }
}

/// The nodes of buckets that lie at `level`, from their sorted entries one bucket behind the other,
/// and how many each has.
pub(super) fn bucket_nodes(
    entries: &[Block64],
    lengths: impl Iterator<Item = usize>,
    level: u32,
) -> Vec<Node> {
    let hashes = leaf_hashes(entries);
    let (mut entries, mut hashes) = (entries, &hashes[..]);
    let node = |length: usize| {
        let (own, own_hashes) = (&entries[..length], &hashes[..length]);
        (entries, hashes) = (&entries[length..], &hashes[length..]);
        subtree(own, own_hashes, level)
    };
    lengths.map(node).collect()
}

/// The nodes above stored pairs, hashed many at once.
pub(super) fn parents<'a>(pairs: impl ExactSizeIterator<Item = (&'a Block64, u8)>) -> Vec<Node> {
    let (mut nodes, mut inputs, mut places) = (Vec::with_capacity(pairs.len()), vec![], vec![]);
    for (bytes, leaves) in pairs {
        let (left, right) = Node::pair(bytes, leaves);
        let node = Node::without_hashing(&left, &right).unwrap_or_else(|| {
            inputs.push(bytes);
            places.push(nodes.len());
            Node::EMPTY
        });
        nodes.push(node);
    }
    let mut hashes = Vec::new();
    hash_blocks(Domain::StateNode, &inputs, &mut hashes);
    for (place, hash) in places.into_iter().zip(hashes) {
        nodes[place].hash = hash;
    }
    nodes
}

/// Splits sorted entries by bit `level` of their key hashes.
pub(super) fn split(entries: &[Block64], level: u32) -> (&[Block64], &[Block64]) {
    let is_left = |entry: &Block64| entry[level as usize / 8] << (level % 8) & 0x80 == 0;
    entries.split_at(entries.partition_point(is_left))
}

/// Bit `level` of a key hash; bit 0 is the highest of the first byte.
pub(super) fn bit(key: &Hash, level: u32) -> bool {
    key.0[level as usize / 8] << (level % 8) & 0x80 != 0
}

/// The first `bits` bits of a key hash, at most 32.
pub(super) fn prefix(key: &Hash, bits: u32) -> u32 {
    let [a, b, c, d, ..] = key.0;
    u32::from_be_bytes([a, b, c, d])
        .checked_shr(32 - bits)
        .unwrap_or(0)
}

/// The two hashes of a block.
pub(super) fn halves(bytes: &Block64) -> (Hash, Hash) {
    let (mut left, mut right) = (Hash::ZERO, Hash::ZERO);
    left.0.copy_from_slice(&bytes[..32]);
    right.0.copy_from_slice(&bytes[32..]);
    (left, right)
}
