//! Blocks one behind the other give what blocks one after another give, and are told of when they are on
//! the disk.

use std::num::NonZeroUsize;

use abi::{Hash, Instant};
use chain::{Batch, Chain, Executor, Threads};
use ledger::store::{Backend, Failure, MemoryBackend, Survivors};
use ledger::{Action, Body, GenesisConfig, Ledger};
use runtime::Engine;

use crate::small_chain::{START, public, signer};

const BLOCKS: i64 = 12;

fn chain(disk: &MemoryBackend, threads: usize) -> Chain {
    let ledger = Ledger::create(Box::new(disk.clone()), config()).expect("an empty folder");
    let threads = Threads::new(NonZeroUsize::new(threads).expect("at least one"));
    let engine = Engine::new().expect("the sandbox opens");
    Chain::new(ledger, Executor::on(engine, threads), signer("proposer"))
}

fn config() -> GenesisConfig {
    GenesisConfig::new(
        "pipeline",
        public("admin"),
        public("proposer"),
        Instant(START),
    )
}

/// Organisations to enrol, a few in each block; every third signature is wrong.
fn batches() -> Vec<Batch> {
    let mut nonce = 0;
    let mut number = 0;
    let mut enrol = || {
        number += 1;
        let name = format!("org-{number}");
        let action = Action::EnrolOrganisation {
            key: public(&name),
            name,
            kind: "lab".into(),
            within: None,
        };
        let body = Body {
            chain: config().chain_id(),
            sender: public("admin"),
            nonce,
            expires: Instant(i64::MAX),
            action,
        };
        let mut signed = body.sign(&signer("admin"));
        if number % 3 == 0 {
            signed.signature.0[5] ^= 1;
        } else {
            nonce += 1;
        }
        signed
    };
    let batch = |height| Batch {
        time: Instant(START + height),
        transactions: (0..height % 5).map(|_| enrol()).collect(),
    };
    (1..=BLOCKS).map(batch).collect()
}

fn log(disk: &MemoryBackend) -> Vec<u8> {
    let file = "blocks-00000000.log";
    let mut bytes = vec![0; disk.length(file).expect("a log") as usize];
    disk.read(file, 0, &mut bytes).expect("a log");
    bytes
}

fn tip_after_power_loss(disk: &MemoryBackend) -> Hash {
    let left = disk.crash(Survivors::Nothing);
    Ledger::open(Box::new(left))
        .expect("a chain")
        .ledger
        .tip_hash()
}

#[test]
fn blocks_one_behind_the_other_are_the_same_bytes() {
    let expected = MemoryBackend::new();
    let mut one = chain(&expected, 1);
    for batch in batches() {
        one.append(batch.time, batch.transactions).expect("a block");
    }
    for threads in 1..=4 {
        let disk = MemoryBackend::new();
        let mut told = Vec::new();
        let durable = |committed: chain::Durable| {
            assert_eq!(
                tip_after_power_loss(&disk),
                committed.hash,
                "told of too soon"
            );
            told.push(committed.hash);
        };
        // One source says how many wait, the other does not.
        let mut chain = chain(&disk, threads);
        match threads % 2 == 0 {
            true => chain.append_all(batches(), durable),
            false => chain.append_all(batches().into_iter().filter(|_| true), durable),
        }
        .expect("blocks");
        assert_eq!(told.len() as i64, BLOCKS);
        assert!(
            log(&disk) == log(&expected),
            "{threads} threads: a byte differs"
        );
    }
}

#[test]
fn a_disk_that_fails_stops_the_line_and_what_was_told_of_is_there() {
    let whole = MemoryBackend::new();
    let mut one = chain(&whole, 2);
    let began = whole.operations();
    one.append_all(batches(), |_| {}).expect("blocks");
    for operation in began..whole.operations() {
        let disk = MemoryBackend::new();
        let mut failing = chain(&disk, 2);
        disk.fail_at(operation, Failure::Dead(9));
        let mut told = None;
        let result = failing.append_all(batches(), |committed| told = Some(committed.hash));
        assert!(result.is_err(), "operation {operation}");
        drop(failing);
        let found = tip_after_power_loss(&disk);
        let genesis = config().block().header.hash();
        assert_eq!(found, told.unwrap_or(genesis), "operation {operation}");
    }
}
