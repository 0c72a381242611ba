//! Many hashes of 64-byte inputs at once.
//!
//! `blake3` hashes several inputs in the lanes of a vector register. The function that does so is
//! public there but not documented; a test holds it to the documented one.

use abi::{Domain, Hash};
use blake3::IncrementCounter;
use blake3::platform::{Platform, words_from_le_bytes_32};

#[cfg(test)]
mod tests;

/// A block of the hash function: what an inner node or a leaf of the state tree is a hash of.
pub(crate) type Block64 = [u8; 64];

/// Inputs handed to the hash function in one call.
const CALL: usize = 64;

// From the BLAKE3 paper, table 3.
const CHUNK_START: u8 = 1;
const CHUNK_END: u8 = 2;
const ROOT: u8 = 8;
const KEYED_HASH: u8 = 16;

/// Appends `domain.hash(input)` for each input to `out`.
pub(crate) fn hash_blocks(domain: Domain, inputs: &[&Block64], out: &mut Vec<Hash>) {
    let platform = Platform::detect();
    let key = words_from_le_bytes_32(domain.key());
    out.reserve(inputs.len());
    for group in inputs.chunks(CALL) {
        let mut bytes = [0; CALL * 32];
        platform.hash_many(
            group,
            &key,
            0,
            IncrementCounter::No,
            KEYED_HASH,
            CHUNK_START,
            CHUNK_END | ROOT,
            &mut bytes,
        );
        let hashes = bytes.as_chunks::<32>().0;
        out.extend(hashes.iter().take(group.len()).map(|hash| Hash(*hash)));
    }
}

/// `left` then `right`.
pub(crate) fn pair(left: &Hash, right: &Hash) -> Block64 {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&left.0);
    bytes[32..].copy_from_slice(&right.0);
    bytes
}
