//! The folder of a cache: one file for each entry, found by the module's hash.
//!
//! ```text
//! HASH.module        an entry: 64 digits of the module's hash
//! DIGITS.writing     an entry that is being written, locked by who writes it
//! ```
//!
//! An entry is written beside and renamed into place, so that a reader sees the old one, the new one or
//! none, and takes no lock. It is not synced: what a crash leaves does not hold its seal and is made
//! again. Its time of change is when it was last used, by this machine's clock; that decides which
//! entries go when there is no more room, and nothing else.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use abi::Hash;

use super::{CacheError, Kept, Miss};

/// How the name of an entry ends.
pub(super) const ENTRY: &str = ".module";

/// How the name of an entry ends while it is written.
pub(super) const WRITING: &str = ".writing";

/// A folder of entries.
pub(super) struct Disk {
    folder: PathBuf,
    bytes_max: u64,
}

/// An entry as it lies in the folder. The order is that in which they go.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Lying {
    used: SystemTime,
    name: String,
    bytes: u64,
}

impl Disk {
    /// Opens a folder, makes it when it is not there, removes what writers that are no more left, and
    /// tells who this process is: the owner of the files that it makes.
    pub(super) fn open(folder: &Path, bytes_max: u64) -> Result<(Disk, u64), CacheError> {
        let disk = Disk {
            folder: folder.to_owned(),
            bytes_max,
        };
        let owner = disk.prepare().map_err(|cause| CacheError::Disk {
            path: folder.to_owned(),
            cause,
        })?;
        Ok((disk, owner))
    }

    fn prepare(&self) -> io::Result<u64> {
        private_folder().recursive(true).create(&self.folder)?;
        self.make_room(0, None)?;
        let (path, file) = self.temporary()?;
        let owner = file.metadata().map(|metadata| owner(&metadata));
        fs::remove_file(path)?;
        owner
    }

    /// The bytes of a module's entry, whatever they are, and marks it as used.
    pub(super) fn read(&self, module: &Hash) -> Result<Vec<u8>, Miss> {
        let path = self.folder.join(entry_name(module));
        let miss = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Miss::Absent,
            _ => Miss::Unreadable,
        };
        let metadata = fs::symlink_metadata(&path).map_err(miss)?;
        // Opening something else may wait for ever, and no entry is larger than all together may be.
        if !metadata.is_file() || metadata.len() > self.bytes_max {
            return Err(Miss::Unreadable);
        }
        let mut file = File::open(&path).map_err(miss)?;
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        let mut bounded = (&mut file).take(self.bytes_max);
        bounded.read_to_end(&mut bytes).map_err(miss)?;
        // On a disk that takes no writing it goes as if it had not been used.
        drop(file.set_modified(SystemTime::now()));
        Ok(bytes)
    }

    /// Writes a module's entry, in place of the one that may be there.
    pub(super) fn write(&self, module: &Hash, bytes: &[u8]) -> Kept {
        if bytes.len() as u64 > self.bytes_max {
            return Kept::TooLarge;
        }
        match self.try_write(&entry_name(module), bytes) {
            Ok(()) => Kept::Yes,
            Err(error) => Kept::NotWritten(error.kind()),
        }
    }

    fn try_write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.make_room(bytes.len() as u64, Some(name))?;
        let (path, mut file) = self.temporary()?;
        let written = file
            .write_all(bytes)
            .and_then(|()| fs::rename(&path, self.folder.join(name)));
        if written.is_err() {
            drop(fs::remove_file(&path));
        }
        written
    }

    /// Removes entries, the least recently used first, until `bytes` more fit; the one called `replaced`
    /// does not count. Other processes may write meanwhile: each finds room for its own entry only.
    fn make_room(&self, bytes: u64, replaced: Option<&str>) -> io::Result<()> {
        let mut lying = self.look()?;
        lying.retain(|entry| Some(entry.name.as_str()) != replaced);
        lying.sort();
        let all = lying.iter().map(|entry| entry.bytes);
        let mut total = all.fold(bytes, u64::saturating_add);
        for entry in lying {
            if total <= self.bytes_max {
                break;
            }
            let removed = fs::remove_file(self.folder.join(&entry.name));
            unless(io::ErrorKind::NotFound, removed)?;
            total = total.saturating_sub(entry.bytes);
        }
        Ok(())
    }

    /// The entries of the folder. What nobody writes any more is removed on the way.
    fn look(&self) -> io::Result<Vec<Lying>> {
        let mut lying = Vec::new();
        for found in fs::read_dir(&self.folder)? {
            let found = found?;
            let Ok(name) = found.file_name().into_string() else {
                continue;
            };
            if is_name(&name, WRITING, 16) {
                remove_abandoned(&found.path());
            }
            if !is_name(&name, ENTRY, 64) {
                continue;
            }
            // One that is gone by now takes no room.
            if let Ok(metadata) = found.metadata()
                && metadata.is_file()
            {
                lying.push(Lying {
                    used: metadata.modified()?,
                    name,
                    bytes: metadata.len(),
                });
            }
        }
        Ok(lying)
    }

    /// A file to write an entry to, locked: as long as it is, nobody takes it for abandoned.
    fn temporary(&self) -> io::Result<(PathBuf, File)> {
        for _ in 0..ATTEMPTS {
            let path = self.folder.join(random_name()? + WRITING);
            let file = create_private(OpenOptions::new().write(true), &path)?;
            // Between the two lines above and below, somebody may have taken it for abandoned. Where a
            // file system has no locks, nobody removes anything.
            let is_taken = matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock));
            if !is_taken && path.try_exists()? {
                return Ok((path, file));
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }
}

/// Success, too, where it failed for this reason: another process was first.
pub(super) fn unless(reason: io::ErrorKind, done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == reason => Ok(()),
        done => done,
    }
}

/// How often a file to write to is made again when others remove it.
const ATTEMPTS: u32 = 8;

/// Removes a file that nobody writes to: whoever did has ended, or it would be locked.
fn remove_abandoned(path: &Path) {
    if let Ok(file) = File::open(path)
        && file.try_lock().is_ok()
    {
        drop(fs::remove_file(path));
    }
}

/// The name of a module's entry.
pub(super) fn entry_name(module: &Hash) -> String {
    format!("{module}{ENTRY}")
}

/// Whether `name` is so many hexadecimal digits and an ending.
fn is_name(name: &str, ending: &str, digits: usize) -> bool {
    name.strip_suffix(ending).is_some_and(|stem| {
        stem.len() == digits && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Sixteen hexadecimal digits that nobody else has: process numbers repeat among containers that share
/// a folder.
pub(super) fn random_name() -> io::Result<String> {
    Ok(format!(
        "{:016x}",
        getrandom::u64().map_err(io::Error::from)?
    ))
}

/// Makes a file where nothing is, for its owner alone.
pub(super) fn create_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.create_new(true).open(path)
}

fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(unix)]
fn owner(metadata: &fs::Metadata) -> u64 {
    u64::from(std::os::unix::fs::MetadataExt::uid(metadata))
}

#[cfg(not(unix))]
fn owner(_metadata: &fs::Metadata) -> u64 {
    0
}
