//! The log on disks that fail, tear and lose writes.

use std::fs;

use abi::Height;

use super::layout::{self, frame, is_unwritten};
use super::{Backend, Failure, FileBackend, MemoryBackend, Store, Survivors};
use crate::error::{Damage, Fault};
use crate::fixture::{boxed, config};

mod checking;
mod files;
mod opening;
mod pruning;
mod small;

/// Payloads of many lengths, full of bytes that are not zero.
fn payload(height: u64) -> Vec<u8> {
    let length = [0, 1, 700, 40, 2000][height as usize % 5];
    (0..length)
        .map(|at| ((at as u64 * 7 + height) % 255) as u8 + 1)
        .collect()
}

fn open(disk: &MemoryBackend) -> Result<(Store, u64, Vec<Vec<u8>>), Fault> {
    let mut found = Vec::new();
    let (store, torn) = Store::open(boxed(disk), |_, height, bytes| {
        assert_eq!(height.0, found.len() as u64);
        found.push(bytes.to_vec());
        Ok(())
    })?;
    Ok((store, torn, found))
}

fn expected(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(payload).collect()
}

/// A closed folder with `count` blocks in segments of about `segment` bytes.
fn folder(count: u64, segment: u64) -> MemoryBackend {
    let disk = MemoryBackend::new();
    let mut store = Store::create(boxed(&disk), config()).unwrap();
    store.set_segment_bytes(segment);
    (0..count).for_each(|height| store.append(&payload(height)).unwrap());
    disk
}

#[test]
fn what_is_appended_is_found_again_across_segments() {
    for (segment, files) in [(1 << 20, 3), (1000, 6), (1, 22)] {
        let disk = folder(20, segment);
        assert_eq!(disk.files().unwrap().len(), files, "{segment}");
        let (mut store, torn, found) = open(&disk).unwrap();
        store.set_segment_bytes(segment);
        assert_eq!((torn, found), (0, expected(20)));
        store.append(&payload(20)).unwrap();
        for height in 0..21 {
            assert_eq!(store.read(Height(height)).unwrap(), payload(height));
        }
        assert!(matches!(
            store.read(Height(21)),
            Err(Fault::NoBlock(Height(21)))
        ));
        drop(store);
        assert_eq!(open(&disk).unwrap().2, expected(21));
    }
}

#[test]
fn the_last_frame_cut_anywhere_is_cut_off() {
    for count in [1, 2, 3] {
        let whole = folder(count, 1 << 20);
        let file = layout::segment_file(0);
        let length = whole.length(&file).unwrap();
        let last = payload(count - 1).len() as u64 + layout::FRAME_EXTRA as u64;
        for cut in length - last..length {
            let disk = whole.crash(Survivors::Everything);
            disk.edit(&file, |bytes| bytes.truncate(cut as usize));
            let (mut store, torn, found) = open(&disk).unwrap();
            assert_eq!((torn, found), (cut - (length - last), expected(count - 1)));
            store.append(&payload(count - 1)).unwrap();
            drop(store);
            assert_eq!(open(&disk).unwrap().1, 0);
        }
    }
}

#[test]
fn a_segment_that_is_not_the_last_may_not_be_cut() {
    let disk = folder(6, 1000);
    disk.edit(&layout::segment_file(0), |bytes| _ = bytes.pop());
    let refused = open(&disk).err();
    let Some(Fault::Damaged { what, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(what, Damage::Short);
    disk.edit(&layout::segment_file(0), Vec::clear);
    assert!(matches!(
        open(&disk).err(),
        Some(Fault::Damaged {
            what: Damage::Short,
            ..
        })
    ));
}

#[test]
fn a_flipped_byte_is_damage_wherever_it_is() {
    for segment in [1 << 20, 1000] {
        let whole = folder(5, segment);
        for file in whole.files().unwrap() {
            for at in 0..whole.length(&file).unwrap() {
                for mask in [1, 0x80, 0xff] {
                    let disk = whole.crash(Survivors::Everything);
                    disk.edit(&file, |bytes| bytes[at as usize] ^= mask);
                    let refused = open(&disk).map(|_| ());
                    let is_damage =
                        matches!(refused, Err(Fault::Damaged { .. } | Fault::Version(_)));
                    assert!(is_damage, "{file} {at} {mask}: {refused:?}");
                }
            }
        }
    }
}

#[test]
fn a_frame_in_anothers_place_is_damage() {
    let disk = folder(3, 1 << 20);
    disk.edit(&layout::segment_file(0), |bytes| {
        *bytes = [0, 2, 1]
            .map(|height| frame(Height(height), &payload(height)))
            .concat();
    });
    assert!(matches!(
        open(&disk).err(),
        Some(Fault::Damaged {
            what: Damage::Height,
            ..
        })
    ));
    disk.edit(&layout::segment_file(0), |bytes| {
        *bytes = [0, 1, 1, 2]
            .map(|height| frame(Height(height), &payload(height)))
            .concat();
    });
    assert!(matches!(
        open(&disk).err(),
        Some(Fault::Damaged {
            what: Damage::Height,
            ..
        })
    ));
}

#[test]
fn a_sector_that_was_never_written_is_told_from_damage() {
    let bytes = frame(Height(4), &payload(4));
    for offset in [0, 1, 500, 511, 512, 3000] {
        assert!(!is_unwritten(&bytes, offset));
        let mut torn = bytes.clone();
        let start = 512 - offset as usize % 512;
        torn[start..start + 512].fill(0);
        assert!(is_unwritten(&torn, offset), "{offset}");
        torn.extend(frame(Height(5), b""));
        assert!(!is_unwritten(&torn, offset), "another frame follows");
    }
}

#[test]
fn missing_foreign_and_longer_files_are_reported() {
    let check = |disk: &MemoryBackend| {
        let verdict = Store::check_bytes(&mut disk.crash(Survivors::Everything), |_, _, _| Ok(()));
        verdict
            .map(|(_, bytes)| bytes)
            .map_err(|fault| match fault {
                Fault::Damaged { file, what, .. } => (file, what),
                other => (other.to_string(), Damage::Contents),
            })
    };
    let whole = folder(9, 1000);
    assert!(check(&whole).unwrap() > 4000);
    for file in [
        "notes.txt",
        "chain.new",
        "blocks-1.log",
        "blocks-000000001.log",
    ] {
        let disk = whole.crash(Survivors::Everything);
        disk.edit(file, |_| ());
        assert_eq!(check(&disk), Err((file.into(), Damage::Foreign)));
    }
    for file in ["assent.lock", "blocks-00000002.log"] {
        let disk = whole.crash(Survivors::Everything);
        disk.edit(file, |bytes| bytes.push(0));
        assert_eq!(check(&disk).err().map(|(file, _)| file), Some(file.into()));
    }
    let mut disk = whole.crash(Survivors::Everything);
    disk.rename("blocks-00000001.log", "blocks-00000007.log")
        .unwrap();
    assert_eq!(
        check(&disk),
        Err(("blocks-00000001.log".into(), Damage::Missing))
    );
    let mut disk = whole.crash(Survivors::Everything);
    disk.rename("chain", "elsewhere").unwrap();
    assert!(matches!(open(&disk).err(), Some(Fault::NoChain)));
    let disk = whole.crash(Survivors::Everything);
    disk.edit("chain", |bytes| bytes.resize((2 << 20) + 1, 0));
    assert_eq!(check(&disk), Err(("chain".into(), Damage::Trailing)));
}

#[test]
fn files_of_the_log_that_are_swapped_or_there_twice_are_damage() {
    let whole = folder(14, 1000);
    let bytes = |file: &str| {
        let mut bytes = vec![0; whole.length(file).unwrap() as usize];
        whole.read(file, 0, &mut bytes).unwrap();
        bytes
    };
    let names: Vec<String> = (0..3).map(layout::segment_file).collect();
    assert_eq!(whole.files().unwrap().len(), 2 + names.len());
    for (from, to) in [
        (0, 1),
        (0, 2),
        (1, 2),
        (0, 3),
        (1, 3),
        (2, 3),
        (1, 0),
        (2, 0),
        (2, 1),
    ] {
        let disk = whole.crash(Survivors::Everything);
        let copied = bytes(&names[from]);
        disk.edit(&layout::segment_file(to as u32), |bytes| *bytes = copied);
        let refused = open(&disk).err();
        let is_damage = matches!(
            refused,
            Some(Fault::Damaged {
                what: Damage::Height,
                ..
            })
        );
        assert!(is_damage, "{from} as {to}: {refused:?}");
        // Whoever begins with a later block is told as well.
        assert!(Store::look(boxed(&disk)).is_err(), "{from} as {to}");
    }
}

#[test]
fn a_folder_that_is_not_empty_takes_no_chain() {
    for file in ["chain", "blocks-00000000.log", "letter.doc"] {
        let disk = MemoryBackend::new();
        disk.edit(file, |bytes| bytes.push(1));
        let refused = Store::create(boxed(&disk), config()).err();
        assert!(matches!(&refused, Some(Fault::NotEmpty(name)) if name.contains(file)));
        assert_eq!(disk.length(file).unwrap(), 1);
    }
    let disk = MemoryBackend::new();
    disk.edit("chain.new", |bytes| bytes.push(1));
    assert!(Store::create(boxed(&disk), config()).is_ok());
}

#[test]
fn a_store_that_failed_takes_no_more() {
    let disk = folder(2, 1000);
    let (mut store, ..) = open(&disk).unwrap();
    disk.fail_at(disk.operations(), Failure::Tear(10));
    assert!(matches!(store.append(&payload(2)), Err(Fault::Io { .. })));
    assert!(matches!(store.append(&payload(2)), Err(Fault::Poisoned)));
    drop(store);
    assert_eq!(open(&disk).unwrap().2, expected(2));
    // A block whose sync failed is taken back, though all of it was written.
    let (mut store, ..) = open(&disk).unwrap();
    disk.fail_at(disk.operations() + 1, Failure::Refuse);
    assert!(matches!(
        store.append(&payload(2)),
        Err(Fault::Io { action: "sync", .. })
    ));
    drop(store);
    assert_eq!(open(&disk).unwrap().2, expected(2));
}

#[test]
fn files_behave_like_memory_and_keep_others_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("chain");
    let backend = || Box::new(FileBackend::create(&path).unwrap());
    let mut store = Store::create(backend(), config()).unwrap();
    store.set_segment_bytes(1000);
    (0..6).for_each(|height| store.append(&payload(height)).unwrap());
    assert!(matches!(
        Store::open(backend(), |_, _, _| Ok(())),
        Err(Fault::Locked)
    ));
    assert!(matches!(
        Store::create(backend(), config()),
        Err(Fault::Locked)
    ));
    assert_eq!(store.read(Height(4)).unwrap(), payload(4));
    drop(store);
    assert!(matches!(
        Store::create(backend(), config()),
        Err(Fault::NotEmpty(_))
    ));
    let memory = self::folder(6, 1000);
    for file in memory.files().unwrap() {
        let mut expected = vec![0; memory.length(&file).unwrap() as usize];
        memory.read(&file, 0, &mut expected).unwrap();
        assert_eq!(fs::read(path.join(&file)).unwrap(), expected, "{file}");
    }
    let last = path.join(layout::segment_file(1));
    let mut bytes = fs::read(&last).unwrap();
    bytes.pop();
    fs::write(&last, &bytes).unwrap();
    let (store, torn) = Store::open(backend(), |_, _, _| Ok(())).unwrap();
    assert_eq!((store.count(), torn > 0), (5, true));
    drop(store);
    assert!(Store::check_bytes(&mut *backend(), |_, _, _| Ok(())).is_ok());
}
