//! What opening does to a folder, and what reading makes of one that changes meanwhile.

use abi::Height;

use super::{expected, folder, layout, open, payload};
use crate::error::{Damage, Fault};
use crate::store::{Backend, Failure, MemoryBackend, Survivors};

/// How many operations that change something an opening takes.
fn changes(disk: &MemoryBackend) -> u64 {
    let before = disk.operations();
    assert!(open(disk).is_ok());
    disk.operations() - before
}

#[test]
fn opening_syncs_what_is_there_and_writes_nothing_else() {
    let cut = |disk: &MemoryBackend| disk.edit(&layout::segment_file(0), |bytes| _ = bytes.pop());
    // No block yet: the names of the folder.
    let empty = folder(0, 1 << 20);
    let files = empty.files().unwrap();
    assert_eq!(changes(&empty), 1);
    assert_eq!(empty.files().unwrap(), files);
    // The log as well; before it, what is torn is cut off.
    let whole = folder(3, 1 << 20);
    assert_eq!(changes(&whole), 2);
    cut(&whole);
    assert_eq!(changes(&whole), 3);
    assert_eq!(changes(&whole), 2);
    // The only block is torn: nothing of the log is left.
    let first = folder(1, 1 << 20);
    cut(&first);
    assert_eq!(changes(&first), 2);
}

#[test]
fn a_block_that_an_opening_has_found_is_on_the_disk_then() {
    let disk = folder(2, 1 << 20);
    let (mut store, ..) = open(&disk).unwrap();
    disk.fail_at(disk.operations() + 1, Failure::Lie);
    store.append(&payload(2)).unwrap();
    drop(store);
    let after_crash = || open(&disk.crash(Survivors::Nothing)).unwrap().2;
    assert_eq!(after_crash(), expected(2), "its sync has lied");
    assert_eq!(open(&disk).unwrap().2, expected(3));
    assert_eq!(after_crash(), expected(3));
}

#[test]
fn a_whole_block_in_the_place_of_another_is_not_read_as_that_one() {
    let disk = folder(7, 1 << 20);
    let (store, ..) = open(&disk).unwrap();
    let own = layout::frame(Height(1), &payload(1));
    let other = layout::frame(Height(6), &payload(6));
    let at = layout::frame(Height(0), &payload(0)).len();
    disk.edit(&layout::segment_file(0), |bytes| {
        assert_eq!(bytes[at..at + other.len()], own);
        bytes[at..at + other.len()].copy_from_slice(&other);
    });
    let Err(Fault::Damaged { offset, what, .. }) = store.read(Height(1)) else {
        panic!("block 6 is read as block 1")
    };
    assert_eq!((offset, what), (at as u64, Damage::Checksum));
    assert_eq!(store.read(Height(6)).unwrap(), payload(6));
}
