//! An audit finds every byte, cut and forgery.

use abi::{Fuel, Hash, Height, OutcomeCode};
use parity_scale_codec::Encode;

use super::{verify, verify_with};
use crate::block::{Block, receipts_root};
use crate::error::{Fault, Reject};
use crate::fixture::{boxed, commit, config, signer, small_chain};
use crate::history::History;
use crate::ledger::Ledger;
use crate::store::layout::{frame, segment_file};
use crate::store::{Backend, MemoryBackend, Survivors};

mod snapshots;

#[test]
fn a_chain_that_was_not_touched_verifies() {
    let disk = small_chain();
    let report = verify(&mut disk.clone()).unwrap();
    let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    assert_eq!((report.blocks, report.transactions), (5, 12));
    assert_eq!(report.tip, ledger.tip_hash());
    assert_eq!(report.state_root, ledger.state().root());
    assert_eq!(report.keys, ledger.state().count());
    assert_eq!(report.config, config());
    let bytes: u64 = disk
        .files()
        .unwrap()
        .iter()
        .map(|file| disk.length(file).unwrap())
        .sum();
    assert_eq!(report.bytes, bytes);
}

#[test]
fn every_flipped_byte_is_reported_by_opening_and_by_verifying() {
    let whole = small_chain();
    for file in whole.files().unwrap() {
        for at in 0..whole.length(&file).unwrap() as usize {
            let disk = whole.crash(Survivors::Everything);
            disk.edit(&file, |bytes| bytes[at] ^= 1 << (at % 8));
            assert!(verify(&mut disk.clone()).is_err(), "{file} {at}");
            assert!(Ledger::open(boxed(&disk)).is_err(), "{file} {at}");
        }
    }
}

#[test]
fn every_cut_and_every_byte_more_is_reported() {
    let whole = small_chain();
    for file in whole.files().unwrap() {
        for length in 0..whole.length(&file).unwrap() as usize {
            let disk = whole.crash(Survivors::Everything);
            disk.edit(&file, |bytes| bytes.truncate(length));
            let verdict = verify(&mut disk.clone());
            // A cut between two blocks leaves a chain, whose tip is not the one that others saw.
            let is_shorter = verdict.is_ok_and(|report| report.blocks < 5);
            assert!(
                is_shorter || verify(&mut disk.clone()).is_err(),
                "{file} {length}"
            );
        }
        let disk = whole.crash(Survivors::Everything);
        disk.edit(&file, |bytes| bytes.push(0));
        assert!(verify(&mut disk.clone()).is_err(), "{file}");
    }
}

/// The small chain with `change` made to the block at `height`, and every checksum, parent and
/// certificate behind it made right again: what whoever holds the proposer's key could write.
fn forged(height: u64, change: impl FnOnce(&mut Block)) -> MemoryBackend {
    forged_in(small_chain(), height, change)
}

fn forged_in(disk: MemoryBackend, height: u64, change: impl FnOnce(&mut Block)) -> MemoryBackend {
    let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    let mut blocks: Vec<Block> = ledger.blocks(Height(0)).map(Result::unwrap).collect();
    drop(ledger);
    change(&mut blocks[height as usize]);
    let mut parent = blocks[height as usize].header.parent;
    let mut history = History::new();
    let before = blocks[..height as usize].iter();
    before.for_each(|block| history.push(block.header.hash()));
    for block in &mut blocks[height as usize..] {
        block.header.parent = parent;
        if block.header.height.0 > height {
            block.header.history_root = history.root();
        }
        parent = block.header.hash();
        history.push(parent);
        if block.header.height.0 > 0 {
            block.certificate = signer("proposer").sign(&parent);
        }
    }
    disk.edit(&segment_file(0), |bytes| {
        let frames = blocks
            .iter()
            .zip(0..)
            .map(|(one, height)| frame(Height(height), &one.encode()));
        *bytes = frames.flatten().collect();
    });
    disk
}

fn verdict(height: u64, change: impl FnOnce(&mut Block)) -> Result<(), (u64, Reject)> {
    match verify(&mut forged(height, change)) {
        Ok(_) => Ok(()),
        Err(Fault::Block(height, reject)) => Err((height.0, reject)),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_forgery_with_right_checksums_is_reported() {
    assert_eq!(verdict(2, |_| ()), Ok(()));
    let found = verdict(0, |block| block.header.time.0 += 1);
    assert_eq!(found, Err((0, Reject::WrongChain)));
    let found = verdict(2, |block| block.receipts[0].outcome = OutcomeCode::REFUSED);
    assert_eq!(found, Err((2, Reject::ReceiptsRoot)));
    let found = verdict(2, |block| block.receipts[0].fuel = Fuel(9));
    assert_eq!(found, Err((2, Reject::ReceiptsRoot)));
    let found = verdict(4, |block| _ = block.transactions.pop());
    assert_eq!(found, Err((4, Reject::ReceiptsDiffer)));
    let found = verdict(1, |block| block.transactions[2].signature.0[1] ^= 1);
    assert_eq!(found, Err((1, Reject::TransactionsRoot)));
    let found = verdict(3, |block| block.header.state_root = Hash::ZERO);
    assert_eq!(found, Err((3, Reject::StateRoot)));
    let found = verdict(3, |block| block.header.history_root = Hash::ZERO);
    assert_eq!(found, Err((3, Reject::HistoryRoot)));
    let found = verdict(2, |block| block.writes = Default::default());
    assert_eq!(found, Err((2, Reject::StateRoot)));
    let found = verdict(3, |block| block.header.time.0 -= 9);
    assert_eq!(found, Err((3, Reject::TimeNotLater)));
}

#[test]
fn signatures_and_receipts_that_disagree_are_reported() {
    for (index, outcome) in [(0, OutcomeCode::BAD_SIGNATURE), (2, OutcomeCode::DONE)] {
        let found = verdict(2, |block| {
            block.receipts[index].outcome = outcome;
            block.header.receipts_root = receipts_root(&block.receipts);
        });
        let reject = Reject::SignatureOutcome(index as u64);
        assert_eq!(found, Err((2, reject)));
    }
}

#[test]
fn a_certificate_of_somebody_else_is_reported() {
    let disk = small_chain();
    let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    let mut last = ledger.block(Height(4)).unwrap();
    last.certificate = signer("stranger").sign(&last.header.hash());
    let bytes = frame(Height(4), &last.encode());
    drop(ledger);
    disk.edit(&segment_file(0), |file| {
        file.truncate(file.len() - bytes.len());
        file.extend(bytes);
    });
    let found = verify(&mut disk.clone());
    assert!(matches!(
        found,
        Err(Fault::Block(Height(4), Reject::BadCertificate))
    ));
}

#[test]
fn whoever_visits_sees_every_block_and_can_stop() {
    let mut heights = Vec::new();
    let visited = verify_with(&mut small_chain(), |block| {
        heights.push(block.header.height.0);
        match block.header.height.0 {
            3 => Err(Fault::Block(Height(3), Reject::StateRoot)),
            _ => Ok(()),
        }
    });
    assert!(visited.is_err());
    assert_eq!(heights, [0, 1, 2, 3]);
}

/// Blocks are read some at a time: more than are read together here.
#[test]
fn blocks_pass_one_by_one_up_to_the_first_that_does_not_hold() {
    let disk = small_chain();
    let mut ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    for time in 5..50 {
        commit(&mut ledger, time, &[]);
    }
    drop(ledger);
    let visited = |disk: MemoryBackend| {
        let mut heights = Vec::new();
        let done = verify_with(&mut disk.clone(), |block| {
            heights.push(block.header.height.0);
            Ok(())
        });
        (heights, done.map(|report| report.blocks))
    };
    let (heights, done) = visited(disk.crash(Survivors::Everything));
    assert_eq!((heights, done.unwrap()), ((0..50).collect(), 50));
    for height in [1, 15, 16, 17, 31, 32, 47, 48, 49] {
        let whole = disk.crash(Survivors::Everything);
        let (heights, done) = visited(forged_in(whole, height, |block| {
            block.header.receipts_root = Hash([1; 32]);
        }));
        assert_eq!(heights, Vec::from_iter(0..height));
        let fault = done.unwrap_err();
        let is_it = matches!(fault, Fault::Block(at, Reject::ReceiptsRoot) if at.0 == height);
        assert!(is_it, "{height}: {fault}");
    }
    // Bytes that are torn behind blocks that have not been read yet.
    let length = disk.length(&segment_file(0)).unwrap() as usize;
    disk.edit(&segment_file(0), |bytes| bytes[length - 40] ^= 1);
    let (heights, done) = visited(disk);
    assert_eq!((heights, done.is_err()), ((0..49).collect(), true));
}

/// Never to be changed with the code: another value is another format, and needs a new version.
const PINNED: [&str; 6] = [
    "702e3a00025c591e92a95b0ba469e6e1766e8bb6173203857fa54edbb38c0e2e",
    "f0544da64d7813988b27d196dcfafdfebf14fbad0965d88caedd7bdee5e23a5f",
    "dfd37f2f714666b835b3a5a256fb3d684c5e06b8bd111b321d278a403a0aa6fb",
    "b15fa14c80a45768c3b59119036159605de5ffb76022cddf04bcc807d7887e1c",
    "5846b6e4876b5716f0c3686a0a968390d51aa325e5446e4b88b17bd564551165",
    "630c6edbae1eb552330936d5381fd696cf886b9c53496d0ad9fbd797ae674c52",
];

#[test]
fn the_format_is_pinned() {
    let disk = small_chain();
    let report = verify(&mut disk.clone()).unwrap();
    let mut log = vec![0; disk.length(&segment_file(0)).unwrap() as usize];
    disk.read(&segment_file(0), 0, &mut log).unwrap();
    let found = [
        config().chain_id().to_string(),
        config().block().header.hash().to_string(),
        config().block().header.state_root.to_string(),
        report.state_root.to_string(),
        report.tip.to_string(),
        blake3::hash(&log).to_string(),
    ];
    assert_eq!(found, PINNED);
    let page = include_str!("../../../docs/format.md");
    assert!(
        PINNED.iter().all(|value| page.contains(value)),
        "docs/format.md lists other values"
    );
}
