//! The demonstration's transactions and blocks, and a small run of it.

use abi::Hash;
use ledger::store::FileBackend;

mod privacy;

use super::run::{BLOCK_SECONDS, BLOCK_TRANSACTIONS, blocks, compile_policy};
use super::*;
use crate::sample::scenario;

fn small_steps() -> Vec<Step> {
    let scenario = scenario(300).unwrap();
    let (policy, contract) = compile_policy().unwrap();
    events::steps(
        &scenario,
        &policy,
        &contract.wasm,
        Hash::ZERO,
        Secret::known(),
    )
    .unwrap()
}

#[test]
fn steps_come_by_time_and_are_signed_by_their_senders() {
    let steps = small_steps();
    assert!(steps.is_sorted_by_key(|step| step.at));
    let transactions: Vec<_> = steps.iter().map(|step| step.transaction.clone()).collect();
    assert!(
        chain::solo::verify(&transactions)
            .into_iter()
            .all(|checked| checked.is_signed)
    );
    let requests = steps
        .iter()
        .filter(|step| matches!(step.kind, EventKind::Request(_)))
        .count();
    assert!(requests >= 300, "{requests}");
}

#[test]
fn nonces_of_every_sender_count_from_zero() {
    let mut next = std::collections::BTreeMap::new();
    for step in small_steps() {
        let body = step.transaction.body;
        let expected = next.entry(body.sender.0).or_insert(0u64);
        assert_eq!(body.nonce, *expected);
        *expected += 1;
    }
}

#[test]
fn blocks_take_in_every_step_once_and_none_is_late() {
    let steps = small_steps();
    let cut: Vec<&[Step]> = blocks(&steps).collect();
    assert_eq!(
        cut.iter().map(|block| block.len()).sum::<usize>(),
        steps.len()
    );
    let ends = |block: &&[Step]| {
        (
            block.first().map(|step| step.at),
            block.last().map(|step| step.at),
        )
    };
    for pair in cut.windows(2) {
        assert!(
            ends(&pair[0]).1 < ends(&pair[1]).0,
            "of one instant all is in one block"
        );
    }
    for block in &cut {
        let (Some(first), Some(last)) = ends(block) else {
            panic!("an empty block")
        };
        assert!(last - first < BLOCK_SECONDS);
        // Enrolment is one instant; nothing else fills a block of this run.
        assert!(block.len() <= BLOCK_TRANSACTIONS);
        let late = |step: &&Step| step.transaction.body.expires.0 < last;
        assert_eq!(
            block.iter().filter(late).count(),
            0,
            "a transaction expires before its block"
        );
    }
}

#[test]
fn a_full_block_ends_where_the_next_instant_begins() {
    let step = small_steps().swap_remove(0);
    let lengths = |groups: &[(i64, usize)]| -> Vec<usize> {
        let steps = groups.iter().flat_map(|(at, count)| {
            let at = *at;
            std::iter::repeat_n(Step { at, ..step.clone() }, *count)
        });
        let steps: Vec<Step> = steps.collect();
        blocks(&steps).map(<[Step]>::len).collect()
    };
    let full = BLOCK_TRANSACTIONS;
    assert_eq!(lengths(&[(1, full), (2, 1)]), [full, 1]);
    assert_eq!(lengths(&[(1, full - 1), (2, 3), (3, 1)]), [full + 2, 1]);
    assert_eq!(lengths(&[(1, full + 1)]), [full + 1]);
    let ends = 1 + BLOCK_SECONDS;
    assert_eq!(lengths(&[(1, 1), (ends - 1, 1), (ends, 1)]), [2, 1]);
}

#[test]
fn a_run_tells_of_every_block_once_it_is_durable() {
    let folder = tempfile::tempdir().unwrap();
    let (mut told, mut compiled) = (Vec::new(), 0);
    let options = Options {
        folder: folder.path(),
        requests: 50,
        cache: runtime::Engine::new().unwrap().into(),
        secret: Secret::known(),
    };
    let summary = run(&options, &mut |_, _, _, _| compiled += 1, &mut |block| {
        told.push(block.clone())
    })
    .unwrap();
    assert_eq!(compiled, 1);
    assert_eq!(told.len() as u64, summary.blocks);
    assert!(
        told.iter()
            .zip(1..)
            .all(|(block, height)| block.height == height)
    );
    let (last, sum) = (
        told.last().unwrap(),
        told.iter().map(|block| block.transactions).sum::<usize>(),
    );
    assert_eq!(
        (last.done, last.total, sum),
        (sum, sum, summary.transactions() as usize)
    );
    assert_eq!(last.root, summary.root.to_string());
    let opened = ledger::Ledger::open(Box::new(FileBackend::open(folder.path()))).unwrap();
    assert_eq!(opened.recovered_bytes, 0);
    assert_eq!(opened.ledger.tip_hash(), summary.tip);
    assert_eq!(opened.ledger.tip().state_root, summary.root);
}

#[test]
fn what_a_run_counts_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        folder: folder.path(),
        requests: 50,
        cache: runtime::Engine::new().unwrap().into(),
        secret: Secret::known(),
    };
    let summary = run(&options, &mut |_, _, _, _| {}, &mut |_| {}).unwrap();
    let by_origin: u64 = summary
        .origins
        .values()
        .map(|counts| counts.allowed + counts.not)
        .sum();
    assert_eq!(by_origin, summary.decisions());
    let allowed: u64 = summary.origins.values().map(|counts| counts.allowed).sum();
    assert_eq!(
        summary
            .outcomes
            .get(&abi::OutcomeCode::ALLOWED)
            .copied()
            .unwrap_or(0),
        allowed
    );
    for (origin, counts) in &summary.origins {
        let wrong = if counts.proper {
            counts.not
        } else {
            counts.allowed
        };
        // Who should be let in may still lack a consent; who should not must never be.
        assert!(counts.proper || wrong == 0, "{origin}: {counts:?}");
    }
    let mut origins: Vec<&str> = summary.samples.iter().map(|sample| sample.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    assert_eq!(
        origins.len(),
        summary.samples.len(),
        "one decision of each origin"
    );
}
