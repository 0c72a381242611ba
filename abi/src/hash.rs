//! Hashes with one domain for each use, so that no hashed value can pass for another kind.
//!
//! `H(domain, bytes)` is BLAKE3 in keyed mode; the key is `BLAKE3("assent/v1/" + domain name)`.
//! Anyone can recompute it with any BLAKE3 library.

use core::fmt;
use std::sync::LazyLock;

use parity_scale_codec::{Decode, Encode, MaxEncodedLen};

/// A 32-byte BLAKE3 hash. Displays as 64 lower-case hexadecimal digits.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode, MaxEncodedLen,
)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of nothing at all: the parent of the genesis block, the root of an empty list.
    pub const ZERO: Hash = Hash([0; 32]);

    /// Parses 64 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let mut out = [0; 32];
        decode_hex(text, &mut out).then_some(Hash(out))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Fills `out` from exactly `2 * out.len()` hexadecimal digits; says whether it could.
pub(crate) fn decode_hex(text: &str, out: &mut [u8]) -> bool {
    let digits = text.as_bytes();
    if digits.len() != out.len() * 2 {
        return false;
    }
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let (Some(high), Some(low)) = (hex_value(pair[0]), hex_value(pair[1])) else {
            return false;
        };
        *byte = high << 4 | low;
    }
    true
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// What a hash is of. Two domains never share a hash, even over the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A WebAssembly module, whole.
    Module,
    /// A policy's source text.
    Source,
    /// The tables of a vocabulary.
    Vocabulary,
    /// The body of a transaction: what is signed, and its id.
    Transaction,
    /// A receipt.
    Receipt,
    /// A block header.
    Header,
    /// A block's frame in the store.
    Frame,
    /// A key of the state.
    StateKey,
    /// A value of the state.
    StateValue,
    /// A leaf of the state tree.
    StateLeaf,
    /// An inner node of the state tree: exactly 64 bytes, left then right.
    StateNode,
    /// The root of the state tree: its count and its top node.
    StateRoot,
    /// A leaf of a list tree (transactions, receipts).
    ListLeaf,
    /// An inner node of a list tree.
    ListNode,
    /// The root of a list tree: its length and its top node.
    ListRoot,
    /// The configuration a chain begins with; its hash is the chain's id.
    Genesis,
    /// A consent form: what a patient who signs it has read.
    Form,
    /// A proof file, up to its checksum.
    Proof,
    /// What a key signs that takes the place of another.
    Rotation,
    /// The name of a contract, in the keys of its state.
    Contract,
    /// The output of a contract that was called.
    Output,
    /// A certificate of a member or an organisation, whole.
    Certificate,
    /// A salt and what is committed to: see [`commitment`].
    Commitment,
    /// An inner node of the tree over the hashes of the blocks before a block.
    HistoryNode,
    /// The root of that tree: how many blocks there are, and its top node.
    HistoryRoot,
    /// A snapshot of a state: its head, and each of its parts with what comes before.
    Snapshot,
}

const DOMAINS: [(Domain, &str); 26] = [
    (Domain::Module, "module"),
    (Domain::Source, "source"),
    (Domain::Vocabulary, "vocabulary"),
    (Domain::Transaction, "transaction"),
    (Domain::Receipt, "receipt"),
    (Domain::Header, "header"),
    (Domain::Frame, "frame"),
    (Domain::StateKey, "state-key"),
    (Domain::StateValue, "state-value"),
    (Domain::StateLeaf, "state-leaf"),
    (Domain::StateNode, "state-node"),
    (Domain::StateRoot, "state-root"),
    (Domain::ListLeaf, "list-leaf"),
    (Domain::ListNode, "list-node"),
    (Domain::ListRoot, "list-root"),
    (Domain::Genesis, "genesis"),
    (Domain::Form, "form"),
    (Domain::Proof, "proof"),
    (Domain::Rotation, "rotation"),
    (Domain::Contract, "contract"),
    (Domain::Output, "output"),
    (Domain::Certificate, "certificate"),
    (Domain::Commitment, "commitment"),
    (Domain::HistoryNode, "history-node"),
    (Domain::HistoryRoot, "history-root"),
    (Domain::Snapshot, "snapshot"),
];

static KEYS: LazyLock<[[u8; 32]; DOMAINS.len()]> = LazyLock::new(|| {
    DOMAINS.map(|(_, name)| *blake3::hash(format!("assent/v1/{name}").as_bytes()).as_bytes())
});

impl Domain {
    /// Every domain with its name.
    pub const ALL: &'static [(Domain, &'static str)] = &DOMAINS;

    /// The 32-byte BLAKE3 key of this domain.
    pub fn key(self) -> &'static [u8; 32] {
        // INVARIANT: DOMAINS lists the variants in their order; a test holds it to that.
        &KEYS[self as usize]
    }

    /// Hashes `bytes` in this domain.
    pub fn hash(self, bytes: &[u8]) -> Hash {
        Hash(*blake3::keyed_hash(self.key(), bytes).as_bytes())
    }

    /// Hashes the SCALE encoding of `value` in this domain.
    pub fn hash_of(self, value: &impl Encode) -> Hash {
        value.using_encoded(|bytes| self.hash(bytes))
    }
}

/// A commitment to `value`: it can be put where everybody sees it, and says nothing of the value to whoever does
/// not have the salt.
///
/// The salt is 32 random bytes, another for each commitment, and stays with the value: whoever is shown both makes
/// the commitment again and compares. Without a salt, a birth date or a diagnosis would be found by trying all there
/// are.
pub fn commitment(salt: &[u8; 32], value: &[u8]) -> Hash {
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(value);
    Domain::Commitment.hash(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_listed_in_the_order_of_their_variants() {
        for (index, (domain, _)) in DOMAINS.iter().enumerate() {
            assert_eq!(*domain as usize, index);
        }
    }

    #[test]
    fn a_domain_hash_is_plain_keyed_blake3() {
        let key = blake3::hash(b"assent/v1/header");
        let expected = blake3::keyed_hash(key.as_bytes(), b"abc");
        assert_eq!(Domain::Header.hash(b"abc").0, *expected.as_bytes());
        assert_ne!(Domain::Header.hash(b"abc"), Domain::Frame.hash(b"abc"));
    }

    #[test]
    fn hexadecimal_round_trips_and_refuses_the_rest() {
        let hash = Domain::Source.hash(b"x");
        assert_eq!(Hash::from_hex(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_hex(&hash.to_string().to_uppercase()), Some(hash));
        let counted: String = ('0'..='9').chain('A'..='F').cycle().take(64).collect();
        assert_eq!(Hash::from_hex(&counted).map(|hash| hash.0[7]), Some(0xef));
        assert_eq!(Hash::from_hex("12"), None);
        assert_eq!(Hash::from_hex(&"g".repeat(64)), None);
    }
}
