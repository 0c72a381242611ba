//! What a folder with a base may have: the log behind it, and snapshots between it and the end.

use abi::{Hash, Height};

use super::{folder, layout, payload};
use crate::error::{Damage, Fault};
use crate::fixture::config;
use crate::store::base::{Base, write};
use crate::store::{MemoryBackend, Store};

/// A folder that begins after block 2 and has these blocks.
fn based(blocks: core::ops::Range<u64>) -> MemoryBackend {
    let mut disk = folder(0, 1 << 20);
    let base = Base {
        height: Height(2),
        block: Hash([5; 32]),
    };
    write(&mut disk, &config(), &base).unwrap();
    let frames = blocks.map(|height| layout::frame(Height(height), &payload(height)));
    disk.edit(&layout::segment_file(0), |bytes| {
        *bytes = frames.flatten().collect()
    });
    disk
}

/// The file that is wrong, and how.
fn wrong(disk: &MemoryBackend) -> Option<(String, Damage)> {
    match Store::check_bytes(&mut disk.clone(), |_, _, _| Ok(())) {
        Ok(_) => None,
        Err(Fault::Damaged { file, what, .. }) => Some((file, what)),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_lies_before_the_base_is_unfinished_pruning() {
    assert_eq!(wrong(&based(3..7)), None);
    let unfinished = (layout::segment_file(0), Damage::Unfinished);
    assert_eq!(wrong(&based(2..7)), Some(unfinished));
    let behind = (layout::segment_file(0), Damage::Height);
    assert_eq!(wrong(&based(4..7)), Some(behind));
}

#[test]
fn snapshots_lie_between_the_base_and_the_end_of_the_log() {
    for (height, what) in [
        (1, Some(Damage::Unfinished)),
        (2, None),
        (6, None),
        (7, Some(Damage::Ahead)),
    ] {
        let (disk, file) = (based(3..7), layout::snapshot_file(Height(height)));
        disk.edit(&file, |bytes| bytes.push(1));
        assert_eq!(wrong(&disk), what.map(|what| (file, what)), "{height}");
    }
}
