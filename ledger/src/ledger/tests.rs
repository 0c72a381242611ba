//! A chain over crashes, failing disks and other tips.

use abi::{Hash, Height, Instant};

use super::Ledger;
use crate::GenesisConfig;
use crate::error::{DecodeError, Error, Fault, Reject};
use crate::fixture::{START, boxed, commit, config, draft, signer, small_chain, story};
use crate::store::{Backend, Failure, MemoryBackend, Survivors};

mod beginnings;
mod faults;

fn open(disk: &MemoryBackend) -> Ledger {
    Ledger::open(boxed(disk)).unwrap().ledger
}

#[test]
fn a_chain_is_found_again_as_it_was() {
    let disk = MemoryBackend::new();
    let mut ledger = Ledger::create(boxed(&disk), config()).unwrap();
    let mut hashes = vec![ledger.tip_hash()];
    for (time, steps) in story().iter().enumerate() {
        hashes.push(commit(&mut ledger, time as i64, steps));
    }
    let (tip, root) = (*ledger.tip(), ledger.state().root());
    drop(ledger);
    let opened = Ledger::open(boxed(&disk)).unwrap();
    assert_eq!(opened.recovered_bytes, 0);
    let mut ledger = opened.ledger;
    assert_eq!((*ledger.tip(), ledger.state().root()), (tip, root));
    let blocks = ledger
        .blocks(Height(0))
        .map(|block| block.unwrap().header.hash());
    assert_eq!(blocks.collect::<Vec<_>>(), hashes);
    assert_eq!(ledger.blocks(Height(3)).count(), 2);
    assert_eq!(ledger.blocks(Height(9)).count(), 0);
    commit(&mut ledger, 9, &[]);
}

#[test]
fn a_chain_without_a_name_is_not_created() {
    for name in ["", &"n".repeat(129)] {
        let disk = MemoryBackend::new();
        let config = GenesisConfig {
            name: name.into(),
            ..config()
        };
        let refused = Ledger::create(boxed(&disk), config).err();
        assert!(matches!(
            refused,
            Some(Error::Reject(Reject::Decode(DecodeError::Limit)))
        ));
        assert_eq!(disk.operations(), 0);
    }
}

#[test]
fn the_same_steps_give_the_same_bytes() {
    let (one, other) = (small_chain(), small_chain());
    assert_eq!(open(&one).tip_hash(), open(&other).tip_hash());
    let length = |disk: &MemoryBackend| disk.length("blocks-00000000.log").unwrap();
    assert_eq!(length(&one), length(&other));
}

#[test]
fn a_block_sealed_on_another_tip_is_refused() {
    let mut ledger = open(&small_chain());
    let seal = |ledger: &Ledger| {
        let draft = draft(ledger, Instant(START.0 + 50), &[]);
        ledger.seal(draft, &signer("proposer")).unwrap()
    };
    let (first, second) = (seal(&ledger), seal(&ledger));
    let hash = ledger.commit(first).unwrap();
    let refused = ledger.commit(second);
    assert!(matches!(refused, Err(Error::Reject(Reject::Stale))));
    assert_eq!(ledger.tip_hash(), hash);
}

#[test]
fn a_sealed_block_has_the_hash_that_committing_gives_and_a_chain_its_id() {
    let mut ledger = open(&small_chain());
    let draft = draft(&ledger, Instant(START.0 + 50), &[]);
    let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
    let (hash, header) = (sealed.hash(), sealed.block().header);
    assert_eq!((hash, header.chain), (header.hash(), config().chain_id()));
    assert_eq!(ledger.commit(sealed).unwrap(), hash);
    assert_eq!(ledger.chain_id(), config().chain_id());
}

#[test]
fn what_one_seals_another_checks_and_commits() {
    let mut leader = open(&small_chain());
    let mut follower = open(&small_chain());
    let draft = draft(&leader, Instant(START.0 + 50), &story()[3]);
    let sealed = leader.seal(draft, &signer("proposer")).unwrap();
    let block = sealed.block().clone();
    leader.commit(sealed).unwrap();
    let checked = follower.check(block).unwrap();
    follower.commit(checked).unwrap();
    assert_eq!(follower.tip_hash(), leader.tip_hash());
    assert_eq!(follower.state().root(), leader.state().root());
}

#[test]
fn a_state_that_is_not_the_headers_is_a_fault() {
    // The last block's writes and its checksum changed together: the header tells.
    let disk = small_chain();
    let mut ledger = open(&disk);
    let mut sealed = {
        let draft = draft(&ledger, Instant(START.0 + 50), &story()[3]);
        ledger.seal(draft, &signer("proposer")).unwrap()
    };
    sealed.block.writes = Default::default();
    let bytes = parity_scale_codec::Encode::encode(&sealed.block);
    ledger.store.append(&bytes).unwrap();
    drop(ledger);
    let refused = Ledger::open(boxed(&disk)).err();
    assert!(
        matches!(refused, Some(Fault::Block(Height(5), Reject::StateRoot))),
        "{refused:?}"
    );
}

/// Runs the story until something fails; returns the hashes of the blocks that were acknowledged.
fn run(disk: &MemoryBackend) -> Vec<Hash> {
    let mut acknowledged = Vec::new();
    let Ok(mut ledger) = Ledger::create(boxed(disk), config()) else {
        return acknowledged;
    };
    ledger.store.set_segment_bytes(2000);
    acknowledged.push(ledger.tip_hash());
    for (time, steps) in story().iter().enumerate() {
        let draft = draft(&ledger, Instant(START.0 + 1 + time as i64), steps);
        let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
        match ledger.commit(sealed) {
            Ok(hash) => acknowledged.push(hash),
            Err(_) => break,
        }
    }
    acknowledged
}

/// What is in the folder is a beginning of the chain, and all that was acknowledged is in it.
fn check_survivor(disk: &MemoryBackend, acknowledged: &[Hash], all: &[Hash], what: &str) {
    let ledger = match Ledger::open(boxed(disk)) {
        Ok(opened) => opened.ledger,
        Err(Fault::NoChain) if acknowledged.is_empty() => {
            // Nothing was acknowledged, and the folder takes a chain again.
            Ledger::create(boxed(disk), config()).unwrap()
        }
        Err(fault) => panic!("{what}: {fault}"),
    };
    let found: Vec<Hash> = ledger
        .blocks(Height(0))
        .map(|block| block.unwrap().header.hash())
        .collect();
    assert!(
        found.starts_with(acknowledged),
        "{what}: lost {acknowledged:?}, has {found:?}"
    );
    assert!(
        all.starts_with(&found),
        "{what}: not a beginning: {found:?}"
    );
    assert_eq!(ledger.state().root(), ledger.tip().state_root);
}

fn survivors() -> Vec<Survivors> {
    let mut ways = vec![Survivors::Nothing, Survivors::Everything];
    ways.extend([1, 31, 32, 33, 500, 511, 512, 700, 1500].map(Survivors::Bytes));
    ways.extend((0..6).map(Survivors::AllButSector));
    ways
}

#[test]
fn a_failure_or_a_crash_at_any_operation_loses_nothing_that_was_acknowledged() {
    let whole = MemoryBackend::new();
    let all = run(&whole);
    assert_eq!(all.len(), 5);
    let operations = whole.operations();
    assert!(operations > 15);
    let failures = [
        Failure::Refuse,
        Failure::DoneButFails,
        Failure::Tear(0),
        Failure::Tear(20),
        Failure::Tear(100),
        Failure::Tear(800),
        Failure::Dead(0),
        Failure::Dead(300),
        Failure::Dead(usize::MAX),
    ];
    for operation in 0..operations {
        for failure in failures {
            let disk = MemoryBackend::new();
            disk.fail_at(operation, failure);
            let acknowledged = run(&disk);
            assert!(
                acknowledged.len() < all.len(),
                "{operation} {failure:?} had no effect"
            );
            let what = format!("operation {operation}, {failure:?}");
            for way in survivors() {
                let after = disk.crash(way);
                check_survivor(&after, &acknowledged, &all, &format!("{what}, {way:?}"));
            }
            // A machine that went down has to be started again first, and finds one of the images above.
            if !matches!(failure, Failure::Dead(_)) {
                check_survivor(&disk, &acknowledged, &all, &format!("{what}, reopened"));
            }
        }
    }
}

#[test]
fn a_first_block_that_was_torn_is_written_anew_and_not_behind_what_is_left_of_it() {
    let whole = MemoryBackend::new();
    let began = Ledger::create(boxed(&whole), config()).unwrap().tip_hash();
    let length = whole.length("blocks-00000000.log").unwrap() as usize;
    for left in [0, 1, 40, length / 2, length - 1] {
        let disk = whole.crash(Survivors::Everything);
        disk.edit("blocks-00000000.log", |bytes| bytes.truncate(left));
        let opened = Ledger::open(boxed(&disk)).unwrap();
        assert_eq!(opened.recovered_bytes, left as u64);
        let mut ledger = opened.ledger;
        let next = draft(&ledger, Instant(START.0 + 1), &[]);
        let sealed = ledger.seal(next, &signer("proposer")).unwrap();
        let hash = ledger.commit(sealed).unwrap();
        drop(ledger);
        let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
        assert_eq!(ledger.head(Height(0)).unwrap().0.hash(), began);
        assert_eq!(ledger.tip_hash(), hash, "{left} bytes were left");
    }
}

#[test]
fn a_disk_that_lies_is_seen_to_lose_a_block() {
    // What nobody can protect against; it shows that the tests above can see a loss.
    let count = MemoryBackend::new();
    let all = run(&count);
    let lost = (0..count.operations()).filter(|operation| {
        let disk = MemoryBackend::new();
        disk.fail_at(*operation, Failure::Lie);
        let acknowledged = run(&disk);
        match Ledger::open(boxed(&disk.crash(Survivors::Nothing))) {
            Ok(opened) => (opened.ledger.tip().height.0 + 1) < acknowledged.len() as u64,
            Err(_) => true,
        }
    });
    assert!(lost.count() > 0);
    assert_eq!(all.len(), 5);
}
