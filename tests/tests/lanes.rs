//! Blocks executed on several threads give what they give on one, byte for byte: receipts and writes.
//!
//! Blocks are drawn at random by [`testkit::traffic`].

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use abi::{Instant, OutcomeCode};
use chain::execute::{Context, Executed};
use chain::{Chain, Executor, Threads};
use ledger::{Lane, Transaction};
use runtime::Engine;
use testkit::entropy::{Entropy, seeded};
use testkit::traffic::{self, Nonces, START};

const SEED: u64 = 0x1a4e5;
/// Blocks that are compared on each number of threads.
const BLOCKS: u64 = 60;
const TRANSACTIONS: usize = 48;

/// A chain with everybody on it, and the counting policy.
static CHAIN: LazyLock<Chain> =
    LazyLock::new(|| traffic::open(&traffic::disk(), Executor::serial(engine())));

fn engine() -> Engine {
    Engine::new().expect("the sandbox opens")
}

/// A block of transactions, some of which nobody should accept.
fn block(seed: u64) -> Vec<Transaction> {
    let bytes = seeded(SEED ^ seed, TRANSACTIONS * 16);
    let mut nonces = Nonces::of(CHAIN.ledger());
    traffic::block(&mut Entropy::new(&bytes), &mut nonces, TRANSACTIONS)
}

fn execute(executor: &mut Executor, transactions: &[Transaction]) -> Executed {
    let context = Context {
        chain: CHAIN.ledger().chain_id(),
        height: CHAIN.ledger().tip().height,
        time: Instant(START + 120),
    };
    let checked = chain::solo::verify(transactions);
    let executed = executor.execute(CHAIN.state(), &context, transactions, &checked);
    executed.expect("no fault")
}

#[test]
fn threads_change_no_byte_of_a_block() {
    let blocks: Vec<_> = (0..BLOCKS).map(block).collect();
    let mut serial = Executor::serial(engine());
    let expected: Vec<Executed> = blocks.iter().map(|one| execute(&mut serial, one)).collect();
    for count in 1..=8 {
        let threads = Threads::new(NonZeroUsize::new(count).expect("at least one"));
        assert_eq!(threads.count(), count);
        let mut parallel = Executor::on(engine(), threads);
        for (number, (block, expected)) in blocks.iter().zip(&expected).enumerate() {
            let executed = execute(&mut parallel, block);
            let of = format!("block {number} on {count} threads");
            assert_eq!(executed.receipts, expected.receipts, "{of}");
            assert_eq!(executed.writes, expected.writes, "{of}");
        }
    }
}

/// What is drawn is worth comparing: every kind of outcome occurs, and lanes next to each other.
#[test]
fn the_blocks_that_are_compared_have_everything_in_them() {
    let mut serial = Executor::serial(engine());
    let mut seen = std::collections::BTreeSet::new();
    let mut longest = 0;
    for block in (0..BLOCKS).map(block) {
        let executed = execute(&mut serial, &block);
        seen.extend(executed.receipts.iter().map(|receipt| receipt.outcome));
        let runs = block.split(|one| one.lane() == Lane::Shared);
        longest = longest.max(runs.map(<[Transaction]>::len).max().unwrap_or(0));
    }
    for outcome in [
        OutcomeCode::DONE,
        OutcomeCode::ALLOWED,
        OutcomeCode::NOT_COVERED,
        OutcomeCode::BAD_SIGNATURE,
        OutcomeCode::WRONG_NONCE,
        OutcomeCode::ALREADY_EXISTS,
        OutcomeCode::MODULE_REFUSED,
        OutcomeCode::NOT_PERMITTED,
        OutcomeCode::UNKNOWN_MEMBER,
        OutcomeCode::UNKNOWN_CONSENT,
        OutcomeCode::UNKNOWN_PATIENT,
        OutcomeCode::UNKNOWN_TERM,
    ] {
        assert!(seen.contains(&outcome), "{outcome:?} never occurs");
    }
    assert!(longest > 12, "{longest}");
}
