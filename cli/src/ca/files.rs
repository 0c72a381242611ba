//! Files that are never overwritten, and files that are replaced whole.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::failure::Failure;

/// Who may read a file that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the system lets.
    Everybody,
    /// Its owner alone.
    Owner,
}

/// Makes a file where nothing is.
///
/// # Errors
/// Something is there, whatever it is; or the disk refuses.
pub fn write_new(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_readers(&mut options, readers);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(path),
        _ => Failure::file("write", path, &error),
    })
}

/// Says whether a file could be made there, before anything is done that cannot be taken back.
///
/// # Errors
/// Something is there, or there is no such folder.
pub fn check_free(path: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(is_there(path));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder.is_none_or(Path::is_dir) {
        true => Ok(()),
        false => {
            let message = format!("cannot write {}: there is no such folder", path.display());
            Err(Failure::usage(message).help("make the folder first"))
        }
    }
}

/// Puts a file in the place of the one that is there, so that at any moment one of them is there whole.
///
/// # Errors
/// The disk refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    written.map_err(|error| Failure::file("write", path, &error))
}

fn is_there(path: &Path) -> Failure {
    let message = format!("{} is there already", path.display());
    Failure::usage(message).help("nothing is overwritten: choose another name, or move it away")
}

#[cfg(unix)]
fn for_readers(options: &mut OpenOptions, readers: Readers) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(match readers {
        Readers::Everybody => 0o644,
        Readers::Owner => 0o600,
    });
}

#[cfg(not(unix))]
fn for_readers(_options: &mut OpenOptions, _readers: Readers) {}
