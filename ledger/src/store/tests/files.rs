//! Folders of the file system that are made, only looked at, or gone.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::store::{Backend, FileBackend};

#[test]
fn a_folder_that_is_only_looked_at_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let mut own = FileBackend::create(folder.path()).unwrap();
    own.append("kept", b"bytes").unwrap();
    assert!(!own.is_read_only());
    let mut looking = FileBackend::read_only(folder.path());
    assert!(looking.is_read_only() && looking.lock().unwrap());
    for refused in [
        looking.append("kept", b"more"),
        looking.append("new", b"more"),
        looking.truncate("kept", 0),
        looking.sync("kept"),
        looking.remove("kept"),
        looking.rename("kept", "other"),
    ] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::ReadOnlyFilesystem);
    }
    assert_eq!(looking.files().unwrap(), ["kept"]);
    assert_eq!(looking.length("kept").unwrap(), 5);
}

#[test]
fn a_folder_is_made_by_its_name_alone_where_one_stands() {
    // Gone with this, whatever happens.
    let here = tempfile::tempdir_in(".").unwrap();
    fs::remove_dir(here.path()).unwrap();
    let name = Path::new(here.path().file_name().unwrap());
    let mut made = FileBackend::create(name).unwrap();
    made.append("kept", b"bytes").unwrap();
    assert_eq!(fs::read(here.path().join("kept")).unwrap(), b"bytes");
}

#[test]
fn what_is_gone_is_not_synced_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain");
    let mut made = FileBackend::create(&path).unwrap();
    assert!(made.sync_folder().is_ok());
    fs::remove_dir(&path).unwrap();
    let refused = made.sync_folder().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert_eq!(made.sync("kept").unwrap_err().kind(), ErrorKind::NotFound);
}
