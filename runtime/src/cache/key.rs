//! The secret key that entries are sealed with: 32 random bytes in a file of its own.
//!
//! Who has it can make code that this process runs. So it lies outside the folder that is copied,
//! mounted and cleaned, and is refused when anybody but its owner may read or write it, or when its
//! owner is not who runs this process.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::CacheError;
use super::disk::{create_private, random_name, unless};

const KEY_BYTES: usize = 32;

/// Reads the key at `path`, or makes one where nothing is. `owner` is who runs this process, as the
/// owner of a file that it has just made.
pub(super) fn read_or_make(
    path: &Path,
    folder: &Path,
    owner: u64,
) -> Result<[u8; KEY_BYTES], CacheError> {
    let fails = |cause| CacheError::Disk {
        path: path.to_owned(),
        cause,
    };
    if is_inside(path, folder).map_err(fails)? {
        let path = path.to_owned();
        return Err(CacheError::KeyInside { path });
    }
    if let Some(secret) = read(path, owner)? {
        return Ok(secret);
    }
    make(path).map_err(fails)?;
    // Another process may have been first: what is there is what both use.
    let gone = || fails(io::ErrorKind::NotFound.into());
    read(path, owner)?.ok_or_else(gone)
}

fn is_inside(path: &Path, folder: &Path) -> io::Result<bool> {
    Ok(fs::canonicalize(beside(path))?.starts_with(fs::canonicalize(folder)?))
}

/// The folder of a file.
fn beside(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The key at `path`; `None` when nothing is there.
fn read(path: &Path, owner: u64) -> Result<Option<[u8; KEY_BYTES]>, CacheError> {
    let fails = |cause| CacheError::Disk {
        path: path.to_owned(),
        cause,
    };
    let no_key = || CacheError::NoKey {
        path: path.to_owned(),
    };
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fails(error)),
        // Opening something else may wait for ever.
        Ok(metadata) if !metadata.is_file() => return Err(no_key()),
        Ok(_) => {}
    }
    let mut file = File::open(path).map_err(fails)?;
    // The permissions are those of the file that is read, not of what may stand there by now.
    let metadata = file.metadata().map_err(fails)?;
    is_secret(path, &metadata, owner)?;
    if metadata.len() != KEY_BYTES as u64 {
        return Err(no_key());
    }
    let mut secret = [0; KEY_BYTES];
    file.read_exact(&mut secret).map_err(fails)?;
    Ok(Some(secret))
}

#[cfg(unix)]
fn is_secret(path: &Path, metadata: &Metadata, owner: u64) -> Result<(), CacheError> {
    use std::os::unix::fs::MetadataExt;
    let path = path.to_owned();
    let mode = metadata.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(CacheError::KeyIsOpen { path, mode });
    }
    match u64::from(metadata.uid()) == owner {
        true => Ok(()),
        false => Err(CacheError::KeyIsAnothers { path }),
    }
}

#[cfg(not(unix))]
fn is_secret(_path: &Path, _metadata: &Metadata, _owner: u64) -> Result<(), CacheError> {
    Err(CacheError::Platform)
}

/// Makes a key where nothing is. It is written beside and then linked, which fails where something
/// is: nobody ever reads half of it, and of two processes one is first.
fn make(path: &Path) -> io::Result<()> {
    let mut secret = [0; KEY_BYTES];
    getrandom::fill(&mut secret).map_err(io::Error::from)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", random_name()?));
    let temporary: PathBuf = beside(path).join(name);
    let mut file = create_private(OpenOptions::new().write(true), &temporary)?;
    let linked = file
        .write_all(&secret)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&temporary, path));
    let removed = fs::remove_file(&temporary);
    unless(io::ErrorKind::AlreadyExists, linked).and(removed)
}
