//! The secret key: made once, and refused when it is no secret.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::*;

fn open(place: &Place) -> Result<(), CacheError> {
    ModuleCache::open(ENGINE.clone(), NOTHING, &place.settings).map(|_| ())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_key_is_made_once_and_is_random() {
    let place = Place::new();
    open(&place).unwrap();
    let secret = fs::read(&place.settings.key).unwrap();
    assert_eq!(secret.len(), 32);
    open(&place).unwrap();
    assert_eq!(fs::read(&place.settings.key).unwrap(), secret);
    let other = Place::new();
    open(&other).unwrap();
    assert_ne!(fs::read(&other.settings.key).unwrap(), secret);
    let beside = fs::read_dir(place.temporary.path()).unwrap().count();
    assert_eq!(beside, 2, "the folder and the key, and nothing half made");
}

#[test]
fn a_key_that_others_may_use_is_refused() {
    let place = Place::new();
    open(&place).unwrap();
    for bit in 0..9 {
        set_mode(&place.settings.key, 0o600 | (1 << bit));
        let is_open = bit < 6;
        match open(&place) {
            Err(error @ CacheError::KeyIsOpen { .. }) if is_open => assert!(error.is_refusal()),
            Ok(()) if !is_open => {}
            other => panic!("bit {bit}: {other:?}"),
        }
    }
    set_mode(&place.settings.key, 0o400);
    open(&place).unwrap();
}

#[test]
fn a_key_of_another_user_is_refused() {
    let place = Place::new();
    open(&place).unwrap();
    let owner = u64::from(fs::metadata(&place.settings.key).unwrap().uid());
    let read = |owner| key::read_or_make(&place.settings.key, &place.settings.folder, owner);
    assert!(read(owner).is_ok());
    assert!(matches!(
        read(owner + 1),
        Err(CacheError::KeyIsAnothers { .. })
    ));
    // Who may give files away, sees the whole way refuse it.
    if std::os::unix::fs::chown(&place.settings.key, Some(owner as u32 + 1), None).is_ok() {
        assert!(matches!(
            open(&place),
            Err(CacheError::KeyIsAnothers { .. })
        ));
    }
}

#[test]
fn what_is_not_32_bytes_in_a_file_is_no_key() {
    for length in [0, 1, 31, 33, 64] {
        let place = Place::new();
        fs::write(&place.settings.key, vec![7; length]).unwrap();
        set_mode(&place.settings.key, 0o600);
        assert!(
            matches!(open(&place), Err(CacheError::NoKey { .. })),
            "{length}"
        );
        assert_eq!(fs::read(&place.settings.key).unwrap(), vec![7; length]);
    }
    let place = Place::new();
    fs::create_dir(&place.settings.key).unwrap();
    assert!(matches!(open(&place), Err(CacheError::NoKey { .. })));
}

#[test]
fn a_key_inside_the_folder_is_refused_however_it_is_named() {
    let mut place = Place::new();
    let (folder, temporary) = (
        place.settings.folder.clone(),
        place.temporary.path().to_owned(),
    );
    fs::create_dir_all(folder.join("below")).unwrap();
    std::os::unix::fs::symlink(&folder, temporary.join("link")).unwrap();
    for key in [
        folder.join("key"),
        folder.join("below/key"),
        folder.join("below/../key"),
        temporary.join("link/key"),
    ] {
        place.settings.key = key;
        assert!(matches!(open(&place), Err(CacheError::KeyInside { .. })));
    }
    assert_eq!(place.names(), ["below"]);
}

#[test]
fn a_key_where_no_folder_is_is_the_disk_s_failure() {
    let mut place = Place::new();
    place.settings.key = place.temporary.path().join("nowhere/key");
    let error = open(&place).unwrap_err();
    assert!(!error.is_refusal(), "{error}");
}

#[test]
fn of_many_that_make_the_key_at_once_all_have_the_same() {
    for _ in 0..20 {
        let place = Place::new();
        fs::create_dir(&place.settings.folder).unwrap();
        let owner = fs::metadata(&place.settings.folder).unwrap().uid().into();
        let settings = &place.settings;
        let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| key::read_or_make(&settings.key, &settings.folder, owner)))
                .collect();
            let keys = makers.into_iter().map(|maker| maker.join().unwrap());
            keys.collect::<Result<_, _>>().unwrap()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }
}
