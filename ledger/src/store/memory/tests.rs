//! A crash loses just what it says, and an operation fails just as it is asked to: else what is tested with it shows
//! nothing.

use std::io::ErrorKind;

use super::{Backend, Failure, MemoryBackend, SECTOR, Survivors};

/// A disk with a file of ones that were synced, and twos behind them that were not.
fn disk(durable: usize, total: usize) -> MemoryBackend {
    let mut disk = MemoryBackend::new();
    disk.append("log", &vec![1; durable]).unwrap();
    disk.sync("log").unwrap();
    disk.sync_folder().unwrap();
    disk.append("log", &vec![2; total - durable]).unwrap();
    disk
}

fn log(disk: &MemoryBackend) -> Vec<u8> {
    let mut bytes = vec![0; disk.length("log").unwrap() as usize];
    disk.read("log", 0, &mut bytes).unwrap();
    bytes
}

/// The file with zeros in the sectors that do not survive, counted from the first that was not synced.
fn left(durable: usize, total: usize, survives: impl Fn(usize) -> bool) -> Vec<u8> {
    let byte = |at: usize| match at < durable {
        true => 1,
        false if survives(at / SECTOR - durable / SECTOR) => 2,
        false => 0,
    };
    (0..total).map(byte).collect()
}

/// Bytes that were synced, and bytes in all; the last has more sectors than a mask has bits.
const SHAPES: [(usize, usize); 7] = [
    (0, 0),
    (0, 1),
    (1000, 1000),
    (1024, 1024),
    (1000, 2600),
    (1024, 2560),
    (100, 35_000),
];

#[test]
fn a_crash_loses_bytes_or_one_sector_of_what_was_not_synced() {
    for (durable, total) in SHAPES {
        let disk = disk(durable, total);
        let (whole, after) = (log(&disk), |survivors| log(&disk.crash(survivors)));
        assert_eq!(after(Survivors::Everything), whole);
        assert_eq!(after(Survivors::Nothing), whole[..durable]);
        for count in [0, 1, 600] {
            let end = total.min(durable + count);
            assert_eq!(after(Survivors::Bytes(count)), whole[..end]);
        }
        let pending = match total == durable {
            true => 0,
            false => total.div_ceil(SECTOR) - durable / SECTOR,
        };
        assert_eq!(disk.pending_sectors(), pending, "{durable} {total}");
        for lost in 0..=pending {
            let expected = left(durable, total, |sector| sector != lost);
            assert_eq!(after(Survivors::AllButSector(lost)), expected, "{lost}");
        }
    }
}

#[test]
fn a_crash_loses_any_sectors_and_perhaps_the_length() {
    for (durable, total) in SHAPES {
        let disk = disk(durable, total);
        for sectors in [
            0,
            1,
            2,
            0b1011,
            0b1_0100,
            u64::MAX >> 1,
            1 << 63,
            5 | 1 << 63,
        ] {
            let survives = |sector: usize| sectors >> (sector % 64) & 1 == 1;
            let mut expected = left(durable, total, survives);
            if sectors >> 63 == 0 {
                let lost = expected.iter().rev().take_while(|byte| **byte == 0);
                expected.truncate(total - lost.count());
            }
            let names = u64::MAX;
            let found = log(&disk.crash(Survivors::Any { sectors, names }));
            assert_eq!(found, expected, "{durable} {total} {sectors:b}");
        }
    }
}

/// A disk with these files.
fn files(names: &[&str]) -> MemoryBackend {
    let mut disk = MemoryBackend::new();
    names
        .iter()
        .for_each(|name| disk.append(name, b"x").unwrap());
    disk.sync_folder().unwrap();
    disk
}

/// The names after a crash that the changes survive whose bits are set.
fn names(disk: &MemoryBackend, names: u64) -> String {
    let after = disk.crash(Survivors::Any { sectors: 0, names });
    // What is found after a crash is on the disk then.
    assert_eq!(after.pending_names(), 0);
    let again = after.crash(Survivors::Nothing).files().unwrap();
    assert_eq!(after.files().unwrap(), again);
    again.concat()
}

#[test]
fn a_crash_loses_any_changes_of_names_since_the_folder_was_synced() {
    let mut disk = files(&["a", "b", "c"]);
    assert_eq!(disk.pending_names(), 0);
    disk.append("d", b"new").unwrap();
    disk.rename("a", "e").unwrap();
    disk.remove("b").unwrap();
    assert_eq!(disk.pending_names(), 3);
    for (bits, expected) in [(0, "abc"), (1, "abcd"), (2, "bce"), (4, "ac"), (7, "cde")] {
        assert_eq!(names(&disk, bits), expected, "{bits:b}");
    }
    let files = |survivors| disk.crash(survivors).files().unwrap().concat();
    assert_eq!(files(Survivors::Nothing), "abc");
    assert_eq!(files(Survivors::Everything), "cde");
    disk.sync_folder().unwrap();
    assert_eq!((disk.pending_names(), names(&disk, 0).as_str()), (0, "cde"));
}

#[test]
fn a_change_of_a_name_is_of_the_file_that_had_it() {
    // The removal is of the file that was called a, and so it is when its new name was lost.
    let mut disk = files(&["a", "b"]);
    disk.rename("a", "b").unwrap();
    disk.remove("b").unwrap();
    for (bits, expected) in [(0, "ab"), (1, "b"), (2, "ab"), (3, "")] {
        assert_eq!(names(&disk, bits), expected, "{bits:b}");
    }
    let mut disk = files(&["a", "b"]);
    disk.rename("a", "b").unwrap();
    disk.rename("b", "c").unwrap();
    for (bits, expected) in [(0, "ab"), (1, "b"), (2, "abc"), (3, "c")] {
        assert_eq!(names(&disk, bits), expected, "{bits:b}");
    }
}

#[test]
fn the_bits_of_a_crash_count_again_for_every_64th_name() {
    let mut disk = files(&[]);
    for number in 0..70 {
        disk.append(&format!("-{number}"), b"").unwrap();
    }
    assert_eq!(names(&disk, 1 << 3), "-3-67");
    assert_eq!(names(&disk, 1 << 63), "-63");
}

#[test]
fn an_operation_fails_as_it_is_asked_to() {
    for (failure, is_ok, written, goes_on) in [
        (Failure::Refuse, false, 0, true),
        (Failure::Tear(3), false, 3, true),
        (Failure::Tear(9), false, 5, true),
        (Failure::Dead(3), false, 3, false),
        (Failure::DoneButFails, false, 5, true),
        (Failure::Lie, true, 0, true),
    ] {
        let mut disk = files(&["kept"]);
        disk.append("log", b"").unwrap();
        disk.fail_at(disk.operations(), failure);
        assert_eq!(disk.append("log", b"bytes").is_ok(), is_ok, "{failure:?}");
        assert_eq!(log(&disk).len(), written, "{failure:?}");
        assert_eq!(disk.sync("log").is_ok(), goes_on, "{failure:?}");
        assert_eq!(disk.append("log", b"b").is_ok(), goes_on, "{failure:?}");
        assert_eq!(log(&disk).len(), written + usize::from(goes_on));
    }
}

/// Everything but an append is done, or it is not.
#[test]
fn what_is_torn_but_no_append_does_nothing() {
    let operations: [fn(&mut MemoryBackend) -> std::io::Result<()>; 5] = [
        |disk| disk.sync("log"),
        |disk| disk.truncate("log", 2),
        |disk| disk.rename("log", "other"),
        |disk| disk.remove("log"),
        |disk| disk.sync_folder(),
    ];
    let state = |disk: &MemoryBackend| {
        let synced = disk.crash(Survivors::Nothing);
        let lengths = [disk, &synced].map(|disk| disk.length("log").ok());
        (lengths, synced.files().unwrap(), disk.pending_names())
    };
    for (number, operation) in operations.into_iter().enumerate() {
        for failure in [Failure::Tear(3), Failure::Dead(3), Failure::DoneButFails] {
            let mut disk = disk(3, 5);
            disk.append("new", b"").unwrap();
            let before = state(&disk);
            disk.fail_at(disk.operations(), failure);
            assert!(operation(&mut disk).is_err());
            let is_done = failure == Failure::DoneButFails;
            assert_eq!(state(&disk) != before, is_done, "{number} {failure:?}");
        }
    }
}

#[test]
fn a_full_disk_takes_what_fits() {
    let mut disk = files(&["a", "b"]);
    disk.fill_at(Some(10));
    assert!(disk.append("log", &[1; 6]).is_ok());
    assert_eq!(disk.bytes(), 8);
    let full = disk.append("log", &[1; 3]).unwrap_err();
    assert_eq!((full.kind(), disk.bytes()), (ErrorKind::StorageFull, 10));
    assert!(disk.append("log", &[]).is_ok());
    disk.fill_at(None);
    assert!(disk.append("log", &[1; 6]).is_ok());
    assert_eq!(disk.bytes(), 16);
}
