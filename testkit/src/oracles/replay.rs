//! Blocks executed again: on another ledger, on several threads, and from what was stored.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use abi::Instant;
use chain::{Executor, Threads};
use ledger::store::MemoryBackend;
use ledger::{Block, Transaction};
use parity_scale_codec::Encode;

use crate::entropy::Entropy;
use crate::traffic::{self, BLOCK_SECONDS, MODULES, Nonces, START};

/// Blocks of a case, and transactions of a block, at the most.
const BLOCKS: usize = 3;
const TRANSACTIONS: usize = 12;

/// Started once: threads are not what is tried.
static THREADS: LazyLock<Threads> =
    LazyLock::new(|| Threads::new(NonZeroUsize::new(3).expect("more than none")));

/// Draws up to three blocks from `bytes`, executes them one transaction after another, and asserts that a second ledger
/// on three threads makes the same blocks byte for byte, and that replaying either folder from its genesis block comes
/// to the same tip. Returns whether any transaction succeeded.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn what_is_replayed_is_the_same(bytes: &[u8]) -> bool {
    let (first, second) = (traffic::disk(), traffic::disk());
    let blocks = execute_in_order(bytes, &first);
    let mut lanes = traffic::open(&second, Executor::on(MODULES.clone(), THREADS.clone()));
    for block in &blocks {
        let made = lanes.append(block.header.time, block.transactions.clone());
        let made = made.expect("no fault").block;
        assert!(made.encode() == block.encode(), "{block:#?}\n{made:#?}");
    }
    drop(lanes);
    for disk in [first, second] {
        let tip = chain::verify(&mut disk.clone(), MODULES.clone(), |_| ());
        let tip = tip.unwrap_or_else(|error| panic!("{error}: {blocks:#?}"));
        let last = blocks.last().expect("a block");
        assert_eq!(tip.hash, last.header.hash());
        assert_eq!(tip.state_root, last.header.state_root);
    }
    let mut receipts = blocks.iter().flat_map(|block| &block.receipts);
    receipts.any(|receipt| receipt.fuel.0 > 0)
}

/// The blocks of a case, executed on one thread and kept on `disk`.
fn execute_in_order(bytes: &[u8], disk: &MemoryBackend) -> Vec<Block> {
    let mut choices = Entropy::new(bytes);
    let mut chain = traffic::open(disk, Executor::serial(MODULES.clone()));
    let mut blocks = Vec::new();
    for number in 0..=choices.below(BLOCKS) as i64 {
        let mut nonces = Nonces::of(chain.ledger());
        let count = 1 + choices.below(TRANSACTIONS);
        let transactions: Vec<Transaction> = traffic::block(&mut choices, &mut nonces, count);
        let time = Instant(START + (2 + number) * BLOCK_SECONDS);
        let committed = chain.append(time, transactions).expect("no fault");
        blocks.push(committed.block);
    }
    blocks
}
