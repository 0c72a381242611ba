//! What is told of a block that is not as it was written.

use abi::{Fuel, Instant};
use ledger::Reject;
use ledger::error::Damage;

use super::*;
use crate::fixture::{START, config, engine, state};

/// A replay that has come up to the block before this one.
fn replay(next: Option<Height>) -> Replay {
    Replay {
        executor: Executor::serial(engine()),
        next,
        failed: None,
    }
}

fn damaged(file: &str) -> ledger::Fault {
    ledger::Fault::Damaged {
        file: file.into(),
        offset: 3,
        what: Damage::Checksum,
    }
}

#[test]
fn the_block_to_blame_is_the_named_one_or_the_next_where_blocks_are_damaged() {
    let (begin, next, named) = (Height(3), Height(8), Height(20));
    let log = "blocks-00000000.log";
    let rejected = || ledger::Fault::Block(named, Reject::StateRoot);
    for (passed, cause, height) in [
        (Some(next), rejected(), Some(named)),
        (None, rejected(), Some(named)),
        (Some(next), damaged(log), Some(next)),
        (None, damaged(log), Some(begin)),
        (Some(next), damaged("chain"), None),
        (None, damaged("base"), None),
        (Some(next), ledger::Fault::Locked, None),
    ] {
        let said = format!("{cause:?}");
        let error = replay(passed).stored(begin, cause);
        assert_eq!(error.height(), height, "{said}");
        assert!(matches!(error, ReplayError::Stored { .. }), "{said}");
    }
}

#[test]
fn a_block_with_more_receipts_than_executing_it_gives_differs() {
    let mut block = config().block();
    block.header.height = Height(1);
    block.header.time = Instant(START + 1);
    block.writes = ledger::WriteSet::new();
    let mut again = replay(None);
    again.execute(&block, &state()).unwrap();
    block.receipts.push(Receipt {
        transaction: Hash::ZERO,
        outcome: OutcomeCode::DONE,
        fuel: Fuel(0),
        decision: None,
        call: None,
    });
    let error = again.execute(&block, &state()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "block 1 executed again gives fewer receipts"
    );
}
