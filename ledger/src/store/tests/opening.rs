//! What opening does to a folder, and what reading makes of one that changes meanwhile.

use abi::Height;

use super::{expected, folder, layout, open, payload};
use crate::error::{Damage, Fault};
use crate::fixture::{boxed, config};
use crate::store::{Backend, Failure, MemoryBackend, Store, Survivors};

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

#[test]
fn a_head_alone_says_which_block_a_file_begins_with() {
    let whole = folder(14, 1000);
    let files = [0, 1, 2].map(layout::segment_file);
    let mut first = [0; layout::HEAD];
    whole.read(&files[0], 0, &mut first).unwrap();
    // The last file has the head of the first block, whole or torn.
    for (length, is_told) in [(layout::HEAD, true), (layout::HEAD - 1, false)] {
        let disk = whole.crash(Survivors::Everything);
        disk.edit(&files[2], |bytes| *bytes = first[..length].to_vec());
        let told = Store::look(boxed(&disk)).err();
        assert_eq!(told.is_some(), is_told, "{told:?}");
    }
}

#[test]
fn what_is_no_head_behind_the_last_block_is_damage_and_less_is_torn() {
    for (length, is_damage) in [(layout::HEAD, true), (layout::HEAD - 1, false)] {
        let disk = folder(3, 1 << 20);
        disk.edit(&layout::segment_file(0), |bytes| {
            bytes.resize(bytes.len() + length, 7)
        });
        match open(&disk) {
            Ok((_, torn, found)) => assert_eq!((torn, found), (length as u64, expected(3))),
            Err(Fault::Damaged { what, .. }) => assert_eq!(what, Damage::Magic),
            Err(other) => panic!("{other}"),
        }
        assert_eq!(open(&disk).is_err(), is_damage);
    }
}

#[test]
fn a_long_file_is_read_piece_by_piece_from_any_block_on() {
    let payload = |height: u64| vec![height as u8 + 1; 3000 + height as usize];
    let disk = MemoryBackend::new();
    let mut store = Store::create(boxed(&disk), config()).unwrap();
    (0..40).for_each(|height| store.append(&payload(height)).unwrap());
    drop(store);
    for from in [0, 1, 17, 39] {
        let mut store = Store::look(boxed(&disk)).unwrap();
        let mut next = from;
        let scanned = store.scan(Height(from), |height, bytes| {
            assert_eq!((height, bytes), (Height(next), &payload(next)[..]));
            next += 1;
            Ok(())
        });
        assert_eq!((scanned.unwrap(), next), (0, 40));
        let all = (0..40).map(|height| store.read(Height(height)).unwrap());
        assert!(all.eq((0..40).map(payload)));
    }
}
