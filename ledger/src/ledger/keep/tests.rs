//! Kept heights: asked and proven from snapshots, after pruning, and beside damage.

use std::collections::BTreeMap;

use abi::{Hash, Height};

use crate::error::{Damage, Fault};
use crate::fixture::{boxed, commit, config, consent, small_chain, story};
use crate::ledger::Ledger;
use crate::proof_file::{Anchor, Claim};
use crate::state::{StateKey, StateRead};
use crate::store::layout::snapshot_file;
use crate::store::{Backend, MemoryBackend, Survivors, is_segment};
use crate::verify::verify;

type Model = BTreeMap<StateKey, Vec<u8>>;

/// How many blocks the chain has behind its genesis block.
const BLOCKS: u64 = 16;

/// A chain in files of about so many bytes, and what each state holds, by plain maps.
fn chain(segment: u64) -> (MemoryBackend, Ledger, Vec<Model>) {
    let disk = MemoryBackend::new();
    let mut ledger = Ledger::create(boxed(&disk), config()).unwrap();
    ledger.store.set_segment_bytes(segment);
    for time in 0..BLOCKS as i64 {
        let steps = story().get(time as usize).cloned().unwrap_or_default();
        let steps = match time {
            5.. if time % 2 == 0 => vec![("pat", consent())],
            _ => steps,
        };
        commit(&mut ledger, time, &steps);
    }
    let (mut models, mut model) = (Vec::new(), Model::new());
    for block in ledger.blocks(Height(0)) {
        for (key, value) in block.unwrap().writes.iter() {
            match value {
                Some(value) => model.insert(key.clone(), value.to_vec()),
                None => model.remove(key),
            };
        }
        models.push(model.clone());
    }
    (disk, ledger, models)
}

/// Asks and proves every key of the last state after the block at `height`.
fn check_height(ledger: &Ledger, models: &[Model], height: u64, block: Hash) {
    let state = ledger.state_at(Height(height)).unwrap();
    let (model, all) = (&models[height as usize], models.last().unwrap());
    assert_eq!(state.count(), model.len() as u64);
    for key in all.keys() {
        assert_eq!(state.get(key), model.get(key).map(Vec::as_slice));
    }
    let key = all.keys().nth(height as usize % all.len()).unwrap();
    let file = ledger.prove_at(key.clone(), Height(height)).unwrap();
    assert_eq!(file.verify(&Anchor::Block(block)), Ok(()));
    let Claim::State { value, .. } = &file.claim else {
        panic!("a claim about a state")
    };
    assert_eq!(value.as_ref(), model.get(key));
}

/// That a ledger, as it is and opened again, keeps just the heights from `first` on.
fn check_kept(disk: &MemoryBackend, ledger: Ledger, models: &[Model], hashes: &[Hash], first: u64) {
    let check = |ledger: &Ledger| {
        for height in 0..models.len() as u64 {
            let block = ledger.block(Height(height));
            if height < first {
                assert!(matches!(block, Err(Fault::Pruned(..))), "{height}");
                assert!(
                    matches!(ledger.state_at(Height(height)), Err(Fault::Pruned(..)))
                        || height + 1 == first
                );
            } else {
                assert_eq!(block.unwrap().header.hash(), hashes[height as usize]);
            }
            if height + 1 >= first {
                check_height(ledger, models, height, hashes[height as usize]);
            }
        }
        let begin = first.saturating_sub(1);
        for earlier in begin..models.len() as u64 - 1 {
            let file = ledger
                .prove_past(Height(earlier), ledger.tip().height)
                .unwrap();
            let trusted = Anchor::Block(hashes[earlier as usize]);
            assert_eq!(file.verify(&trusted), Ok(()));
        }
        if let Some(before) = begin.checked_sub(1) {
            let gone = ledger.prove_past(Height(before), ledger.tip().height);
            assert!(matches!(gone, Err(Fault::Pruned(..))));
        }
    };
    check(&ledger);
    drop(ledger);
    let opened = Ledger::open(boxed(disk)).unwrap();
    assert_eq!((opened.recovered_bytes, opened.passed_over.len()), (0, 0));
    check(&opened.ledger);
    let tip = opened.ledger.tip_hash();
    drop(opened);
    let report = verify(&mut disk.clone()).unwrap();
    assert_eq!(report.base, first.checked_sub(1).map(Height));
    assert_eq!((report.tip, report.blocks), (tip, models.len() as u64));
}

fn hashes(ledger: &Ledger) -> Vec<Hash> {
    let blocks = ledger.blocks(Height(0));
    blocks.map(|block| block.unwrap().header.hash()).collect()
}

#[test]
fn every_height_is_asked_and_proven_with_and_without_snapshots() {
    for (segment, kept) in [
        (1 << 20, vec![]),
        (1, vec![0, 7]),
        (3000, vec![16, 3, 9, 15]),
    ] {
        let (disk, mut ledger, models) = chain(segment);
        let hashes = hashes(&ledger);
        for height in kept {
            ledger.keep_snapshot(Height(height)).unwrap();
        }
        check_kept(&disk, ledger, &models, &hashes, 0);
    }
}

#[test]
fn what_is_kept_is_asked_and_proven_after_pruning_and_the_rest_is_gone() {
    for segment in [1 << 20, 1, 3000] {
        for first in 1..=BLOCKS {
            let (disk, mut ledger, models) = chain(segment);
            let hashes = hashes(&ledger);
            ledger.keep_snapshot(Height(2)).unwrap();
            ledger.keep_snapshot(Height(BLOCKS)).unwrap();
            let before = disk.bytes();
            assert_eq!(ledger.prune(Height(first)).unwrap(), first);
            assert_eq!(ledger.prune(Height(first)).unwrap(), 0);
            assert!(first < 5 || disk.bytes() < before);
            check_kept(&disk, ledger, &models, &hashes, first);
        }
    }
}

#[test]
fn a_pruned_ledger_goes_on_and_is_pruned_again() {
    let (disk, mut ledger, mut models) = chain(2000);
    let mut hashes = hashes(&ledger);
    for first in [4, 5, 11] {
        ledger.prune(Height(first)).unwrap();
        hashes.push(commit(&mut ledger, 100 + first as i64, &[]));
        models.push(models.last().unwrap().clone());
    }
    check_kept(&disk, ledger, &models, &hashes, 11);
    let mut ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    assert!(matches!(
        ledger.prune(Height(hashes.len() as u64)),
        Err(Fault::NoBlock(_))
    ));
    ledger.store.set_segment_bytes(2000);
    ledger.prune(Height(hashes.len() as u64 - 1)).unwrap();
    check_kept(&disk, ledger, &models, &hashes, hashes.len() as u64 - 1);
}

#[test]
fn nothing_of_a_pruned_block_is_left_in_any_file() {
    let (disk, mut ledger, _) = chain(1 << 20);
    let gone: Vec<Hash> = (1..9)
        .map(|height| ledger.block(Height(height)).unwrap())
        .flat_map(|block| block.receipts.into_iter().map(|one| one.transaction))
        .collect();
    let kept = ledger.block(Height(9)).unwrap().receipts;
    let holds = |disk: &MemoryBackend, id: &Hash| {
        disk.files().unwrap().iter().any(|file| {
            let mut bytes = vec![0; disk.length(file).unwrap() as usize];
            disk.read(file, 0, &mut bytes).unwrap();
            bytes.windows(32).any(|window| *window == id.0)
        })
    };
    assert!(gone.len() > 10 && gone.iter().all(|id| holds(&disk, id)));
    ledger.prune(Height(9)).unwrap();
    assert!(!gone.iter().any(|id| holds(&disk, id)));
    assert!(kept.iter().all(|one| holds(&disk, &one.transaction)));
}

/// A copy in which one byte of a file is another.
fn flipped(whole: &MemoryBackend, file: &str, at: usize) -> MemoryBackend {
    let disk = whole.crash(Survivors::Everything);
    disk.edit(file, |bytes| bytes[at] ^= 1 << (at % 8));
    disk
}

#[test]
fn a_damaged_snapshot_is_never_believed_and_the_log_is() {
    let (whole, mut ledger, models) = chain(3000);
    let hashes = hashes(&ledger);
    ledger.keep_snapshot(Height(6)).unwrap();
    ledger.keep_snapshot(Height(12)).unwrap();
    drop(ledger);
    let file = snapshot_file(Height(12));
    for at in 0..whole.length(&file).unwrap() as usize {
        let disk = flipped(&whole, &file, at);
        let damaged = verify(&mut disk.clone());
        assert!(damaged.is_err(), "byte {at} is no free space");
        if at % 5 > 0 {
            continue;
        }
        let opened = Ledger::open(boxed(&disk)).unwrap();
        assert_eq!(opened.passed_over, std::slice::from_ref(&file));
        assert_eq!(opened.ledger.tip_hash(), hashes[BLOCKS as usize]);
        if at % 50 == 0 {
            check_height(&opened.ledger, &models, 13, hashes[13]);
        }
    }
    // Both of them, and then the log as well.
    let disk = flipped(&flipped(&whole, &file, 70), &snapshot_file(Height(6)), 500);
    let opened = Ledger::open(boxed(&disk)).unwrap();
    assert_eq!(opened.passed_over.len(), 2);
    drop(opened);
    disk.edit("blocks-00000000.log", |bytes| bytes[100] ^= 1);
    assert!(matches!(
        Ledger::open(boxed(&disk)),
        Err(Fault::Damaged { .. })
    ));
}

#[test]
fn a_damaged_byte_before_the_snapshot_is_found_when_it_is_asked_for() {
    let (whole, mut ledger, _) = chain(3000);
    ledger.keep_snapshot(Height(12)).unwrap();
    drop(ledger);
    let disk = flipped(&whole, "blocks-00000000.log", 900);
    assert!(matches!(
        verify(&mut disk.clone()),
        Err(Fault::Damaged {
            what: Damage::Checksum,
            ..
        })
    ));
    let ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    let found = (0..=BLOCKS).map(|height| ledger.block(Height(height)));
    let damaged = found.filter(|block| matches!(block, Err(Fault::Damaged { .. })));
    assert_eq!(damaged.count(), 1);
    assert!(ledger.state_at(Height(13)).is_ok());
    assert!(matches!(
        ledger.state_at(Height(11)),
        Err(Fault::Damaged { .. })
    ));
}

#[test]
fn where_the_log_is_not_whole_a_damaged_snapshot_is_refused() {
    let (whole, mut ledger, _) = chain(3000);
    ledger.keep_snapshot(Height(12)).unwrap();
    ledger.prune(Height(8)).unwrap();
    drop(ledger);
    let base = snapshot_file(Height(7));
    for file in whole.files().unwrap() {
        for at in 0..whole.length(&file).unwrap() as usize {
            let disk = flipped(&whole, &file, at);
            assert!(verify(&mut disk.clone()).is_err(), "{file} {at}");
            if file == base || file == "base" || file == "chain" {
                let opened = Ledger::open(boxed(&disk));
                // Behind its front, the first snapshot is needed only to ask what was before the second.
                let is_refused = opened.is_err();
                let opened = opened.ok().map(|opened| opened.ledger);
                let asked = opened.map(|ledger| ledger.state_at(Height(9)).is_err());
                assert!(is_refused || asked == Some(true), "{file} {at}");
            }
        }
    }
    let files = whole.files().unwrap();
    let log = files.iter().find(|file| is_segment(file)).unwrap();
    for file in [&base, "base", log] {
        let mut disk = whole.crash(Survivors::Everything);
        disk.remove(file).unwrap();
        let refused = Ledger::open(boxed(&disk));
        assert!(matches!(refused, Err(Fault::Damaged { .. })), "{file}");
        assert!(verify(&mut disk).is_err());
    }
}

#[test]
fn a_log_that_ends_before_its_snapshot_is_refused() {
    let (whole, mut ledger, _) = chain(1 << 20);
    let ends: Vec<u64> = {
        ledger.keep_snapshot(Height(12)).unwrap();
        let lengths = (0..=BLOCKS).map(|height| ledger.store.read(Height(height)).unwrap().len());
        let mut end = 0;
        let frames = lengths.map(|length| length as u64 + crate::store::layout::FRAME_EXTRA as u64);
        frames
            .map(|length| {
                end += length;
                end
            })
            .collect()
    };
    drop(ledger);
    for (height, end) in ends.iter().enumerate() {
        for cut in [0, 1, 40] {
            let disk = whole.crash(Survivors::Everything);
            disk.edit("blocks-00000000.log", |bytes| {
                bytes.truncate((end - cut) as usize)
            });
            let holds = height >= 12 + usize::from(cut > 0);
            let opened = Ledger::open(boxed(&disk));
            assert_eq!(opened.is_ok(), holds, "{height} {cut}");
            if let Err(fault) = opened {
                assert!(
                    matches!(
                        fault,
                        Fault::Damaged {
                            what: Damage::Ahead,
                            ..
                        }
                    ),
                    "{fault}"
                );
            }
        }
    }
}

#[test]
fn a_file_of_another_chain_is_refused_whichever_it_is() {
    let (whole, mut ledger, _) = chain(1 << 20);
    ledger.keep_snapshot(Height(12)).unwrap();
    ledger.prune(Height(8)).unwrap();
    drop(ledger);
    // Another name, and everything else alike: the same people, heights and times.
    let others = MemoryBackend::new();
    let named = crate::GenesisConfig {
        name: "another".into(),
        ..config()
    };
    let mut ledger = Ledger::create(boxed(&others), named).unwrap();
    for time in 0..BLOCKS {
        let draft = crate::ledger::Draft {
            time: abi::Instant(crate::fixture::START.0 + 1 + time as i64),
            transactions: vec![],
            receipts: vec![],
            writes: Default::default(),
        };
        let sealed = ledger.seal(draft, &crate::fixture::signer("proposer"));
        ledger.commit(sealed.unwrap()).unwrap();
    }
    ledger.keep_snapshot(Height(12)).unwrap();
    ledger.prune(Height(8)).unwrap();
    drop(ledger);
    let files = whole.files().unwrap();
    assert_eq!(files, others.files().unwrap());
    for file in files.iter().filter(|file| *file != "assent.lock") {
        let mut bytes = vec![0; others.length(file).unwrap() as usize];
        others.read(file, 0, &mut bytes).unwrap();
        let disk = whole.crash(Survivors::Everything);
        disk.edit(file, |own| *own = bytes);
        let refused = verify(&mut disk.clone()).unwrap_err();
        let says = refused.to_string();
        let is_clear =
            says.contains("another chain") || says.contains("the contents do not decode");
        assert!(is_clear, "{file}: {says}");
        match Ledger::open(boxed(&disk)) {
            Ok(opened) => assert_eq!(opened.passed_over, std::slice::from_ref(file)),
            Err(fault) => assert!(matches!(fault, Fault::Damaged { .. } | Fault::Block(..))),
        }
    }
}

#[test]
fn a_snapshot_of_another_chain_or_height_is_not_believed() {
    let (whole, mut ledger, _) = chain(1 << 20);
    ledger.keep_snapshot(Height(12)).unwrap();
    let mut early = Vec::new();
    ledger.snapshot(Height(11), &mut early).unwrap();
    drop(ledger);
    let other = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    let mut fork = other;
    (0..8).for_each(|time| _ = commit(&mut fork, 1000 + time, &[]));
    let mut forked = Vec::new();
    fork.snapshot(Height(12), &mut forked).unwrap();
    for bytes in [early, forked] {
        let disk = whole.crash(Survivors::Everything);
        disk.edit(&snapshot_file(Height(12)), |file| *file = bytes);
        let opened = Ledger::open(boxed(&disk)).unwrap();
        assert_eq!(opened.passed_over, [snapshot_file(Height(12))]);
        drop(opened);
        assert!(matches!(
            verify(&mut disk.clone()),
            Err(Fault::Damaged {
                what: Damage::Contents,
                ..
            })
        ));
    }
}
