//! Hashing many inputs at once gives what hashing each gives.

use abi::Domain;

use super::{Block64, hash_blocks};

#[test]
fn many_hashes_are_those_of_the_documented_function() {
    for count in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 200] {
        let inputs: Vec<Block64> = (0..count)
            .map(|index: u32| {
                let half = *blake3::hash(&index.to_le_bytes()).as_bytes();
                let mut block = [index as u8; 64];
                block[..32].copy_from_slice(&half);
                block
            })
            .collect();
        let references: Vec<&Block64> = inputs.iter().collect();
        for domain in [Domain::StateNode, Domain::StateLeaf, Domain::ListNode] {
            let mut hashes = Vec::new();
            hash_blocks(domain, &references, &mut hashes);
            let expected: Vec<_> = inputs.iter().map(|input| domain.hash(input)).collect();
            assert_eq!(hashes, expected, "{count} inputs");
        }
    }
}
