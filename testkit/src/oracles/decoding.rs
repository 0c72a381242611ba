//! Transactions and blocks from any bytes.

use abi::limits::BLOCK_BYTES;
use ledger::block::{receipts_root, transactions_root};
use ledger::{Block, StateKey, Transaction};
use parity_scale_codec::Encode;

use crate::entropy::Entropy;
use crate::mutate::{action, mutate_bytes, signed};
use crate::story::STORY;
use crate::traffic;

/// Asserts that any bytes decode to a transaction whose bytes they are, or are refused. Returns
/// whether they did.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_decoded(bytes: &[u8]) -> bool {
    let Ok(transaction) = Transaction::from_bytes(bytes) else {
        return false;
    };
    assert_eq!(transaction.encode(), bytes, "two texts for one transaction");
    true
}

/// A block that is longer than this has a module in it.
const SMALL: usize = 6_000;

/// A block's bytes from `bytes`: one of a chain, or one with transactions of any action, with up to three changes, and
/// now and then with the roots that belong to it then, under another key; or, one time in eight, the bytes themselves.
pub fn block_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let mut block = STORY.blocks[choices.below(STORY.blocks.len())].clone();
    if choices.below(3) == 1 || block.encoded_size() > SMALL {
        let other = &STORY.blocks[choices.below(STORY.blocks.len())];
        rearrange(&mut block, other, &mut choices);
    }
    if choices.below(3) == 1 {
        let forger = traffic::signer("forger");
        block.header.transactions_root = transactions_root(&block.transactions, &block.receipts);
        block.header.receipts_root = receipts_root(&block.receipts);
        block.header.proposer = forger.public_key();
        block.certificate = forger.sign(&block.header.hash());
    }
    let mut encoded = match choices.below(6) {
        1 => disordered(&block, &mut choices),
        _ => block.encode(),
    };
    for _ in 0..choices.below(4) {
        mutate_bytes(&mut encoded, &mut choices);
    }
    encoded
}

/// A block's bytes with two of its writes in each other's places, or one of them twice.
fn disordered(block: &Block, choices: &mut Entropy) -> Vec<u8> {
    let writes = block.writes.iter();
    let mut writes: Vec<(StateKey, Option<Vec<u8>>)> = writes
        .map(|(key, value)| (key.clone(), value.map(<[u8]>::to_vec)))
        .collect();
    if let Some(last) = writes.len().checked_sub(1) {
        let (at, other) = (choices.below(last + 1), choices.below(last + 1));
        match choices.one_in(3) {
            true => writes.insert(at, writes[other].clone()),
            false => writes.swap(at, other),
        }
    }
    let before = (block.header, block.certificate).encode();
    let behind = before.len() + block.writes.encoded_size();
    let encoded = block.encode();
    let rest = encoded.get(behind..).unwrap_or_default();
    [before.as_slice(), &writes.encode(), rest].concat()
}

/// Other transactions, receipts or writes in a block.
fn rearrange(block: &mut Block, other: &Block, choices: &mut Entropy) {
    match choices.below(7) {
        6 => {
            block.transactions = other.transactions.clone();
            block.receipts = other.receipts.clone();
        }
        0 => block.writes = other.writes.clone(),
        1 => block.receipts = other.receipts.clone(),
        2 => block.transactions = other.transactions.clone(),
        3 => drop(block.transactions.pop()),
        4 => block.receipts.reverse(),
        _ => {
            let action = action(choices);
            block.transactions = vec![signed(action, choices)];
            block.receipts.truncate(1);
            if let Some(receipt) = block.receipts.first_mut() {
                receipt.transaction = block.transactions[0].id();
            }
        }
    }
    if block.encoded_size() > SMALL {
        block.writes = ledger::WriteSet::new();
    }
}

/// Asserts that any bytes decode to a block whose bytes they are, or are refused; and that one that bears the signature of
/// the proposer of a chain that is known has the very transactions and receipts of that chain. Returns whether they
/// decoded.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_a_block_or_none(bytes: &[u8]) -> bool {
    let Ok(block) = Block::from_bytes(bytes) else {
        return false;
    };
    assert!(bytes.len() as u64 <= BLOCK_BYTES);
    assert!(
        block.encode() == bytes,
        "two texts for one block: {block:?}"
    );
    let keys = block.writes.iter().map(|(key, _)| key);
    assert!(keys.is_sorted_by(|one, other| one < other), "{block:?}");
    let known = &STORY.blocks[0].header.proposer;
    let is_signed = block.header.height.0 > 0 && block.header.proposer == *known;
    if block.check().is_ok() && is_signed {
        let height = STORY.block_of(&block.header);
        let height = height.unwrap_or_else(|| panic!("its proposer never signed it: {block:?}"));
        let whole = &STORY.blocks[height];
        assert_eq!(block.transactions, whole.transactions);
        assert_eq!(block.receipts, whole.receipts);
    }
    true
}
