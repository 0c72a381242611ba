//! The folder: bounds, order of going, what is left alone, disks that fail.

use std::io::{self, ErrorKind};

use super::disk::{WRITING, unless};
use super::*;

/// A folder with entries of policies 1 and 2, used in that order, and their sizes.
fn two() -> (Place, u64, u64) {
    let place = Place::new();
    for number in [1, 2] {
        assert_eq!(admit(&place.open(), number), compiled(Miss::Absent));
        place.use_at(&policy(number), number.into());
    }
    let size = |number| place.bytes(&policy(number)).len() as u64;
    let sizes = (size(1), size(2));
    (place, sizes.0, sizes.1)
}

fn lying(place: &Place) -> Vec<u8> {
    (1..=3)
        .filter(|number| place.entry(&policy(*number)).exists())
        .collect()
}

#[test]
fn entries_go_when_there_is_one_byte_too_little_and_not_before() {
    for (more, left) in [(1, vec![1, 2]), (0, vec![1, 2]), (-1, vec![2])] {
        let (place, one, two) = two();
        place.bounded((one + two).checked_add_signed(more).unwrap());
        assert_eq!(lying(&place), left, "{more} bytes more");
    }
}

#[test]
fn a_new_entry_takes_the_place_of_those_used_longest_ago() {
    let (_, one, two) = two();
    let three = {
        let other = Place::new();
        admit(&other.open(), 3);
        other.bytes(&policy(3)).len() as u64
    };
    let all = one + two + three;
    // By use, not by age or name: reading 1 makes 2 the one to go.
    let cases = [
        (all + 1, vec![1, 2, 3]),
        (all, vec![1, 2, 3]),
        (all - 1, vec![1, 3]),
        (one + three, vec![1, 3]),
        (one + three - 1, vec![3]),
        (three, vec![3]),
    ];
    for (bytes, left) in cases {
        let place = self::two().0;
        assert_eq!(admit(&place.open(), 1), Cached::Disk);
        let cache = place.bounded(bytes);
        assert_eq!(admit(&cache, 3), compiled(Miss::Absent));
        assert_eq!(lying(&place), left, "{bytes} bytes");
    }
}

#[test]
fn an_entry_that_alone_is_too_large_is_not_kept_and_nothing_goes_for_it() {
    let (place, one, two) = two();
    let big = one.max(two);
    let why = Miss::Absent;
    let kept = Kept::TooLarge;
    let other = Place::new();
    let cache = other.bounded(one - 1);
    assert_eq!(admit(&cache, 1), Cached::Compiled { why, kept });
    assert_eq!(cache.uses().not_kept, BTreeMap::from([(kept, 1)]));
    assert_eq!(other.names(), Vec::<String>::new());
    assert_eq!(admit(&other.bounded(one), 1), compiled(Miss::Absent));
    // A bound that became smaller than an entry that lies there: it goes.
    place.bounded(big - 1);
    assert!(lying(&place).len() < 2);
}

#[test]
fn replacing_an_entry_needs_no_room_for_two() {
    let (place, one, _) = two();
    let module = policy(1);
    let cache = place.bounded(one);
    fs::write(place.entry(&module), b"damaged").unwrap();
    assert_eq!(admit(&cache, 1), compiled(Miss::Truncated));
    assert_eq!(admit(&cache, 1), Cached::Disk);
    // And what another process let lie there that is too large is not read.
    fs::write(place.entry(&module), vec![0; one as usize + 1]).unwrap();
    assert_eq!(admit(&cache, 1), compiled(Miss::Unreadable));
}

#[test]
fn files_of_others_are_left_alone_and_do_not_count() {
    let (place, one, two) = two();
    let others = [
        "notes.txt",
        "x.module",
        "0123456789abcdef.writing.old",
        "0123456789abcde.writing",
        "zz23456789abcdef.writing",
    ];
    for name in others {
        fs::write(place.settings.folder.join(name), vec![0; 100_000]).unwrap();
    }
    let folder = format!("{}.module", "f".repeat(64));
    fs::create_dir(place.settings.folder.join(&folder)).unwrap();
    place.bounded(one + two);
    assert_eq!(lying(&place), [1, 2]);
    place.bounded(0);
    let mut left: Vec<String> = others.map(String::from).to_vec();
    left.push(folder);
    left.sort();
    assert_eq!(place.names(), left);
}

#[test]
fn what_a_writer_left_that_is_no_more_is_removed_and_what_is_being_written_is_not() {
    let (place, _, _) = two();
    let path = |digits: &str| place.settings.folder.join(digits.to_owned() + WRITING);
    let (abandoned, in_use) = (path("0123456789abcdef"), path("fedcba9876543210"));
    fs::write(&abandoned, b"half an ent").unwrap();
    let writer = fs::File::create(&in_use).unwrap();
    writer.lock().unwrap();
    let cache = place.open();
    assert!(!abandoned.exists() && in_use.exists());
    fs::write(&abandoned, b"half an ent").unwrap();
    assert_eq!(admit(&cache, 3), compiled(Miss::Absent));
    assert!(!abandoned.exists() && in_use.exists(), "writing looks, too");
    drop(writer);
    place.open();
    assert_eq!(place.names().len(), 3, "{:?}", place.names());
}

#[test]
fn something_else_in_the_place_of_an_entry_is_not_opened() {
    let (place, _, _) = two();
    let entry = place.entry(&policy(1));
    // A link: to a sound entry, even.
    let elsewhere = place.temporary.path().join("elsewhere");
    fs::rename(&entry, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &entry).unwrap();
    assert_eq!(admit(&place.open(), 1), compiled(Miss::Unreadable));
    assert!(fs::symlink_metadata(&entry).unwrap().is_file());
    // A folder: it stays, and the module is not kept.
    fs::remove_file(&entry).unwrap();
    fs::create_dir(&entry).unwrap();
    let cached = admit(&place.open(), 1);
    let Cached::Compiled {
        why: Miss::Unreadable,
        kept: Kept::NotWritten(_),
    } = cached
    else {
        panic!("{cached:?}");
    };
    assert!(entry.is_dir());
    assert_eq!(
        place.names().len(),
        2,
        "nothing half written stays: {:?}",
        place.names()
    );
}

#[test]
fn a_disk_that_goes_away_makes_it_slower_and_says_so() {
    let (place, _, _) = two();
    let cache = place.open();
    fs::remove_dir_all(&place.settings.folder).unwrap();
    let why = Miss::Absent;
    let kept = Kept::NotWritten(io::ErrorKind::NotFound);
    assert_eq!(admit(&cache, 1), Cached::Compiled { why, kept });
    fs::write(&place.settings.folder, b"a file where a folder was").unwrap();
    let why = Miss::Unreadable;
    let kept = Kept::NotWritten(io::ErrorKind::NotADirectory);
    assert_eq!(admit(&cache, 1), Cached::Compiled { why, kept });
    let opened = ModuleCache::open(ENGINE.clone(), NOTHING, &place.settings);
    let error = opened.map(|_| ()).unwrap_err();
    assert!(!error.is_refusal(), "{error}");
}

#[test]
fn another_process_may_be_first_and_nothing_else_may_go_wrong() {
    let failed = |kind: ErrorKind| Err(io::Error::from(kind));
    assert!(unless(ErrorKind::NotFound, Ok(())).is_ok());
    assert!(unless(ErrorKind::NotFound, failed(ErrorKind::NotFound)).is_ok());
    let other = unless(ErrorKind::NotFound, failed(ErrorKind::PermissionDenied));
    assert_eq!(other.unwrap_err().kind(), ErrorKind::PermissionDenied);
}

#[test]
fn folder_and_entries_are_their_owner_s_alone() {
    use std::os::unix::fs::MetadataExt;
    let (place, _, _) = two();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&place.settings.folder), 0o700);
    assert_eq!(mode(&place.entry(&policy(1))), 0o600);
    assert_eq!(mode(&place.settings.key), 0o600);
}
