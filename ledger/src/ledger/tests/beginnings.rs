//! What a state of the past is read from: a snapshot that is believed, the log, or neither.

use abi::{Hash, Height};
use parity_scale_codec::Encode;

use super::open;
use crate::block::Header;
use crate::error::{Damage, Fault, Reject};
use crate::fixture::{boxed, commit, config, consent, signer, small_chain, story};
use crate::ledger::Ledger;
use crate::store::layout::{frame, segment_file, snapshot_file};
use crate::store::{Backend, MemoryBackend};

/// The small chain without the blocks before block 3, and a snapshot of its tip beside the one that it begins with.
fn pruned() -> MemoryBackend {
    let disk = small_chain();
    let mut ledger = open(&disk);
    ledger.keep_snapshot(Height(4)).unwrap();
    ledger.prune(Height(3)).unwrap();
    disk
}

#[test]
fn a_head_before_the_first_that_is_kept_was_pruned() {
    let whole = open(&small_chain());
    let kept = open(&pruned());
    for height in (0..=4).map(Height) {
        match kept.head(height) {
            Ok(head) => assert_eq!(head, whole.head(height).unwrap()),
            Err(Fault::Pruned(asked, first)) => {
                assert_eq!((asked, first), (height, Height(2)));
                assert!(height < first);
            }
            Err(other) => panic!("{other}"),
        }
        assert_eq!(kept.head(height).is_ok(), height >= Height(2));
    }
}

/// The snapshot of a second block that the proposer has certified as well.
fn forked() -> Vec<u8> {
    let mut fork = Ledger::create(boxed(&MemoryBackend::new()), config()).unwrap();
    commit(&mut fork, 0, &story()[0]);
    commit(&mut fork, 50, &[("pat", consent())]);
    let mut bytes = Vec::new();
    fork.snapshot(Height(2), &mut bytes).unwrap();
    bytes
}

#[test]
fn pruning_says_how_many_blocks_it_dropped() {
    let mut ledger = open(&small_chain());
    for (height, dropped) in [(0, 0), (1, 1), (3, 2), (2, 0), (4, 1)] {
        assert_eq!(ledger.prune(Height(height)).unwrap(), dropped, "{height}");
    }
}

/// What somebody does to a file.
type Change = fn(&mut Vec<u8>);

#[test]
fn a_beginning_that_is_missing_damaged_or_of_a_fork_is_named() {
    let ways: [(Change, Damage); 3] = [
        (Vec::clear, Damage::Missing),
        (|bytes| bytes[0] ^= 1, Damage::Contents),
        (|bytes| *bytes = forked(), Damage::Contents),
    ];
    let file = snapshot_file(Height(2));
    for (change, expected) in ways {
        let mut disk = pruned();
        disk.edit(&file, change);
        if disk.length(&file).unwrap() == 0 {
            disk.remove(&file).unwrap();
        }
        let opened = Ledger::open(boxed(&disk)).err();
        let Some(Fault::Damaged {
            file: named, what, ..
        }) = opened
        else {
            panic!("a folder without its beginning is opened")
        };
        assert_eq!((named, what), (file.clone(), expected));
    }
}

#[test]
fn a_snapshot_of_a_fork_is_passed_over_for_the_log() {
    let disk = small_chain();
    let mut ledger = open(&disk);
    ledger.keep_snapshot(Height(4)).unwrap();
    disk.edit(&snapshot_file(Height(2)), |bytes| *bytes = forked());
    // Its own height, and one behind it, whose block does not follow on the fork's.
    for height in [Height(2), Height(3)] {
        let (header, _) = ledger.head(height).unwrap();
        let state = ledger.state_at(height).unwrap();
        assert_eq!(state.root(), header.state_root, "{height:?}");
    }
}

#[test]
fn a_snapshot_of_a_fork_that_a_folder_begins_with_is_told_of() {
    let disk = pruned();
    let ledger = open(&disk);
    disk.edit(&snapshot_file(Height(2)), |bytes| *bytes = forked());
    let asked = ledger.state_at(Height(3)).err().unwrap();
    let is_told = matches!(
        asked,
        Fault::Damaged {
            what: Damage::Contents,
            ..
        }
    );
    assert!(is_told, "{asked}");
}

#[test]
fn a_snapshot_that_is_not_of_the_height_in_its_name_is_passed_over() {
    let disk = small_chain();
    let mut bytes = Vec::new();
    open(&disk).snapshot(Height(3), &mut bytes).unwrap();
    // Behind the end of the log, where one of its own block would show that blocks were lost.
    let file = snapshot_file(Height(9));
    disk.edit(&file, |own| *own = bytes);
    let opened = Ledger::open(boxed(&disk)).unwrap();
    assert_eq!(opened.passed_over, [file]);
}

/// What asking for the last state gives, once the last block of the log is another beneath an open ledger.
fn asked_after(change: fn(&mut Header)) -> Fault {
    let disk = small_chain();
    let ledger = open(&disk);
    let mut block = ledger.block(Height(4)).unwrap();
    change(&mut block.header);
    block.certificate = signer("proposer").sign(&block.header.hash());
    let bytes = frame(Height(4), &block.encode());
    disk.edit(&segment_file(0), |file| {
        file.truncate(file.len() - bytes.len());
        file.extend(bytes);
    });
    let asked = ledger.state_at(Height(4)).err();
    asked.unwrap()
}

#[test]
fn a_log_that_changes_beneath_an_open_ledger_is_a_fault_of_its_block() {
    let other_root = asked_after(|header| header.state_root = Hash::ZERO);
    let is_told = matches!(other_root, Fault::Block(Height(4), Reject::StateRoot));
    assert!(is_told, "{other_root}");
    let other_block = asked_after(|header| header.time.0 += 1);
    let is_told = matches!(other_block, Fault::Block(Height(4), Reject::WrongParent));
    assert!(is_told, "{other_block}");
}
