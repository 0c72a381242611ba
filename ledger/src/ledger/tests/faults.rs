//! A run of fifty blocks with snapshots and prunings, over disks that fail, tear, lose, fill up and lose power.

use abi::{Hash, Height, Instant};

use crate::error::Fault;
use crate::fixture::{START, boxed, config, draft, signer, story};
use crate::ledger::Ledger;
use crate::snapshot::SnapshotError;
use crate::store::{Backend, Failure, MemoryBackend, Survivors};
use crate::verify::verify;

/// Blocks behind the genesis block.
const BLOCKS: u64 = 50;

/// What was acknowledged: the hashes of the blocks, and the first height that was not pruned.
#[derive(Clone, Debug, Default)]
struct Acknowledged {
    blocks: Vec<Hash>,
    first: u64,
    /// What pruning was asked for, acknowledged or not.
    asked: u64,
}

/// Runs the script until something fails.
fn run(disk: &MemoryBackend) -> Acknowledged {
    let mut seen = Acknowledged::default();
    let _ = script(disk, &mut seen, &mut |_| ());
    seen
}

/// `step` is told after each step what was acknowledged.
fn script(
    disk: &MemoryBackend,
    seen: &mut Acknowledged,
    step: &mut dyn FnMut(&Acknowledged),
) -> Result<(), Fault> {
    let Ok(mut ledger) = Ledger::create(boxed(disk), config()) else {
        return Err(Fault::Poisoned);
    };
    ledger.store.set_segment_bytes(4000);
    seen.blocks.push(ledger.tip_hash());
    for height in 1..=BLOCKS {
        let steps = story()
            .get(height as usize - 1)
            .cloned()
            .unwrap_or_default();
        let draft = draft(&ledger, Instant(START.0 + height as i64), &steps);
        let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
        let Ok(hash) = ledger.commit(sealed) else {
            return Err(Fault::Poisoned);
        };
        seen.blocks.push(hash);
        step(seen);
        match height {
            // In the middle of a file of the log, at its beginning, and where a snapshot is already.
            12 | 33 => ledger.keep_snapshot(Height(height))?,
            20 | 34 | 45 => {
                seen.asked = if height == 45 { 34 } else { height - 7 };
                ledger.prune(Height(seen.asked))?;
                seen.first = seen.asked;
            }
            _ => continue,
        }
        step(seen);
    }
    Ok(())
}

/// That what is in the folder is a beginning of the chain with all that was acknowledged in it, as far as nobody
/// asked for it to be dropped; that it can be asked, proven and verified; and that it goes on.
fn check(disk: &MemoryBackend, seen: &Acknowledged, all: &[Hash], what: &dyn Fn() -> String) {
    let mut ledger = match Ledger::open(boxed(disk)) {
        Ok(opened) => opened.ledger,
        Err(Fault::NoChain) if seen.blocks.is_empty() => {
            Ledger::create(boxed(disk), config()).unwrap()
        }
        Err(fault) => panic!("{}: {fault}", what()),
    };
    let start = ledger.store.start().0;
    assert!(seen.first <= start && start <= seen.asked, "{}", what());
    let found = ledger.tip().height.0 as usize + 1;
    assert!(found >= seen.blocks.len(), "{}: lost blocks", what());
    for (height, hash) in all.iter().enumerate().take(found).skip(start as usize) {
        let header = ledger.head(Height(height as u64)).unwrap().0;
        assert_eq!(header.hash(), *hash, "{}: {height}", what());
    }
    assert_eq!(ledger.state().root(), ledger.tip().state_root);
    let first = start.saturating_sub(1);
    for height in [first, (first + ledger.tip().height.0) / 2] {
        let state = ledger.state_at(Height(height));
        assert!(state.is_ok(), "{}: {height}", what());
    }
    let next = draft(&ledger, Instant(START.0 + 1_000), &[]);
    let sealed = ledger.seal(next, &signer("proposer")).unwrap();
    ledger.commit(sealed).unwrap();
    let tip = ledger.tip_hash();
    drop(ledger);
    let report = verify(&mut disk.clone());
    let report = report.unwrap_or_else(|fault| panic!("{}: {fault}", what()));
    assert_eq!(report.tip, tip, "{}", what());
}

/// The whole run, and how many operations it takes.
fn whole() -> (Vec<Hash>, u64) {
    let disk = MemoryBackend::new();
    let seen = run(&disk);
    assert_eq!((seen.blocks.len() as u64, seen.first), (BLOCKS + 1, 38 - 4));
    (seen.blocks, disk.operations())
}

/// Whether the long form of the tests was asked for.
fn is_long() -> bool {
    std::env::var_os("ASSENT_LONG").is_some()
}

#[test]
fn a_failure_at_any_operation_of_fifty_blocks_loses_nothing() {
    let (all, operations) = whole();
    assert!(operations > 140, "{operations}");
    let failures = [
        Failure::Refuse,
        Failure::DoneButFails,
        Failure::Tear(20),
        Failure::Tear(600),
        Failure::Dead(0),
        Failure::Dead(300),
        Failure::Dead(usize::MAX),
    ];
    for operation in 0..operations {
        for (number, failure) in failures.into_iter().enumerate() {
            // In the quick form every other one, and after it one of the crashes, in turn.
            if (operation as usize + number) % 2 == 1 && !is_long() {
                continue;
            }
            let disk = MemoryBackend::new();
            disk.fail_at(operation, failure);
            let seen = run(&disk);
            let survivors = [
                Survivors::Nothing,
                Survivors::Everything,
                Survivors::AllButSector(operation as usize % 3),
            ];
            let turn = (operation as usize / 2 + number) % 3;
            for (at, way) in survivors.into_iter().enumerate() {
                if at == turn || is_long() {
                    let what = || format!("operation {operation}, {failure:?}, {way:?}");
                    check(&disk.crash(way), &seen, &all, &what);
                }
            }
            // A machine that went down has to be started again first, and finds one of the images above.
            if !matches!(failure, Failure::Dead(_)) {
                let what = || format!("operation {operation}, {failure:?}, reopened");
                check(&disk, &seen, &all, &what);
            }
        }
    }
}

#[test]
fn a_machine_that_went_down_does_nothing_more() {
    let mut disk = MemoryBackend::new();
    disk.append("a", b"one").unwrap();
    disk.fail_at(1, Failure::Dead(2));
    assert!(disk.append("a", b"two").is_err());
    assert!(disk.append("a", b"three").is_err());
    assert!(disk.truncate("a", 0).is_err() && disk.remove("a").is_err());
    assert!(disk.sync("a").is_err() && disk.sync_folder().is_err());
    assert_eq!(disk.length("a").unwrap(), 5);
    let after = disk.crash(Survivors::Everything);
    assert_eq!(after.length("a").unwrap(), 5);
}

/// Numbers that look like chance, and are the same in every run.
fn scattered(seed: u64) -> u64 {
    let hash = blake3::hash(&seed.to_le_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[test]
fn power_lost_at_any_operation_leaves_a_beginning_whatever_subset_was_written() {
    let (all, operations) = whole();
    let (mut images, mut exhaustive) = (0, 0);
    for operation in 0..operations {
        let disk = MemoryBackend::new();
        disk.fail_at(operation, Failure::Dead(usize::MAX));
        let seen = run(&disk);
        let (names, sectors) = (disk.pending_names(), disk.pending_sectors());
        let few = names + sectors <= if is_long() { 8 } else { 5 };
        let subsets: Vec<(u64, u64)> = match few {
            // Every subset, each with the length of the file kept and lost.
            true => (0..1u64 << (names + sectors + 1))
                .map(|bits| (bits >> names | bits << 63, bits & ((1 << names) - 1)))
                .collect(),
            false => (0..if is_long() { 200 } else { 8 })
                .map(|seed| {
                    let seed = operation << 20 | seed;
                    (scattered(seed), scattered(seed | 1 << 60))
                })
                .collect(),
        };
        exhaustive += usize::from(few);
        for (sectors, names) in subsets {
            images += 1;
            let what = || format!("operation {operation}, sectors {sectors:x}, names {names:b}");
            let image = disk.crash(Survivors::Any { sectors, names });
            check(&image, &seen, &all, &what);
        }
    }
    assert!(images > 1_000 && exhaustive > 100, "{images} {exhaustive}");
}

#[test]
fn a_disk_that_is_full_at_any_byte_that_matters_loses_nothing() {
    let (all, _) = whole();
    // The bytes of all files after each step, which is where an append begins and ends.
    let disk = MemoryBackend::new();
    let mut sizes = vec![0];
    let probe = disk.clone();
    let ran = script(&disk, &mut Acknowledged::default(), &mut |_| {
        sizes.push(probe.bytes());
    });
    assert!(ran.is_ok());
    let most = *sizes.iter().max().unwrap();
    sizes.extend((0..most).step_by(if is_long() { 7 } else { 601 }));
    for size in sizes {
        for room in [size.saturating_sub(1), size, size + 1, size + 33] {
            let disk = MemoryBackend::new();
            disk.fill_at(Some(room));
            let seen = run(&disk);
            // Room is made, and what was interrupted is finished.
            disk.fill_at(None);
            let what = || format!("room for {room} bytes");
            check(&disk, &seen, &all, &what);
        }
    }
}

#[test]
fn a_restoration_that_is_interrupted_anywhere_leaves_a_ledger_or_none_and_room_for_it() {
    let source = Ledger::open(boxed(&crate::fixture::small_chain()))
        .unwrap()
        .ledger;
    let mut snapshot = Vec::new();
    source.snapshot(Height(3), &mut snapshot).unwrap();
    let trusted = source.head(Height(3)).unwrap().0.hash();
    let restore = |disk: &MemoryBackend| Ledger::restore(boxed(disk), &snapshot[..], None);
    let whole = MemoryBackend::new();
    drop(restore(&whole).unwrap());
    assert!(whole.operations() > 10);
    for operation in 0..whole.operations() {
        for failure in [
            Failure::Refuse,
            Failure::DoneButFails,
            Failure::Tear(40),
            Failure::Dead(60),
        ] {
            let disk = MemoryBackend::new();
            disk.fail_at(operation, failure);
            assert!(restore(&disk).is_err(), "{operation} {failure:?}");
            let mut images = vec![
                disk.crash(Survivors::Nothing),
                disk.crash(Survivors::Everything),
            ];
            images.extend((0..64).map(|names| {
                let sectors = scattered(names << 8 | operation);
                disk.crash(Survivors::Any { sectors, names })
            }));
            if !matches!(failure, Failure::Dead(_)) {
                images.push(disk);
            }
            for image in images {
                let ledger = match Ledger::open(boxed(&image)) {
                    Ok(opened) => opened.ledger,
                    Err(Fault::NoChain) => match restore(&image) {
                        Ok(ledger) => ledger,
                        // Names may come in any order; then the folder says what is in its way.
                        Err(SnapshotError::Fault(Fault::NotEmpty(_))) => continue,
                        Err(error) => panic!("{operation} {failure:?}: {error}"),
                    },
                    Err(fault) => panic!("{operation} {failure:?}: {fault}"),
                };
                assert_eq!(ledger.tip_hash(), trusted);
                assert_eq!(ledger.state().root(), ledger.tip().state_root);
            }
        }
    }
}

#[test]
fn what_is_not_ours_is_neither_removed_nor_restored_over() {
    let source = Ledger::open(boxed(&crate::fixture::small_chain()))
        .unwrap()
        .ledger;
    let mut snapshot = Vec::new();
    source.snapshot(Height(3), &mut snapshot).unwrap();
    for files in [
        vec!["base", "blocks-00000003.log"],
        vec!["snapshot-000000000003"],
        vec!["x"],
    ] {
        let disk = MemoryBackend::new();
        files
            .iter()
            .for_each(|file| disk.edit(file, |bytes| bytes.push(1)));
        let refused = Ledger::restore(boxed(&disk), &snapshot[..], None).err();
        assert!(matches!(
            refused,
            Some(SnapshotError::Fault(Fault::NotEmpty(_)))
        ));
        for file in files {
            assert_eq!(disk.length(file).unwrap(), 1);
        }
    }
}

#[test]
fn a_disk_that_lies_about_a_snapshot_is_told() {
    // A sync that did nothing, then a power loss: the tests above can see a loss.
    let (all, operations) = whole();
    let mut lost = 0;
    for operation in 0..operations {
        let disk = MemoryBackend::new();
        disk.fail_at(operation, Failure::Lie);
        let seen = run(&disk);
        let found = Ledger::open(boxed(&disk.crash(Survivors::Nothing)));
        let is_whole = found.is_ok_and(|opened| {
            opened.ledger.tip().height.0 + 1 >= seen.blocks.len() as u64
                && opened.ledger.store.start().0 >= seen.first
        });
        lost += usize::from(!is_whole);
    }
    assert!(lost > 0);
    assert_eq!(all.len() as u64, BLOCKS + 1);
}
