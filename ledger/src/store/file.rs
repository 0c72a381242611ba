//! A folder of the file system.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::backend::Backend;
use super::layout::LOCK_FILE;

/// Files in a folder.
#[derive(Debug)]
pub struct FileBackend {
    folder: PathBuf,
    lock: Option<File>,
    /// Never creates, locks for writing or writes.
    read_only: bool,
    /// Files that were appended to.
    open: BTreeMap<String, File>,
}

impl FileBackend {
    /// The folder at `path`, which is there.
    pub fn open(path: &Path) -> FileBackend {
        FileBackend {
            folder: path.to_owned(),
            lock: None,
            read_only: false,
            open: BTreeMap::new(),
        }
    }

    /// The folder at `path`, only to be looked at: nothing in it changes, and it may be a copy on a
    /// medium that cannot be written. A node that has it open keeps others from looking.
    pub fn read_only(path: &Path) -> FileBackend {
        FileBackend {
            read_only: true,
            ..FileBackend::open(path)
        }
    }

    /// The folder at `path`, created when it is not there.
    ///
    /// # Errors
    /// The file system refuses it.
    pub fn create(path: &Path) -> io::Result<FileBackend> {
        if !path.is_dir() {
            fs::create_dir_all(path)?;
            if let Some(parent) = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
            {
                sync_directory(parent)?;
            }
        }
        Ok(FileBackend::open(path))
    }

    /// Nothing is changed in a folder that is only to be looked at.
    fn require_writable(&self) -> io::Result<()> {
        match self.read_only {
            true => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
            false => Ok(()),
        }
    }

    fn appendable(&mut self, file: &str) -> io::Result<&mut File> {
        self.require_writable()?;
        // One look-up too many, for want of a way to insert after a fallible step.
        if !self.open.contains_key(file) {
            let path = self.folder.join(file);
            let opened = OpenOptions::new().create(true).append(true).open(path)?;
            self.open.insert(file.to_owned(), opened);
        }
        self.open
            .get_mut(file)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Backend for FileBackend {
    fn lock(&mut self) -> io::Result<bool> {
        if self.lock.is_some() {
            return Ok(true);
        }
        let path = self.folder.join(LOCK_FILE);
        let (file, locked) = if self.read_only {
            let Ok(file) = File::open(path) else {
                // No node ever opened it here: a copy without the lock.
                return Ok(true);
            };
            let locked = file.try_lock_shared();
            (file, locked)
        } else {
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            let locked = file.try_lock();
            (file, locked)
        };
        match locked {
            Ok(()) => {
                self.lock = Some(file);
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    fn files(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn length(&self, file: &str) -> io::Result<u64> {
        Ok(fs::metadata(self.folder.join(file))?.len())
    }

    fn read(&self, file: &str, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut file = File::open(self.folder.join(file))?;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(out)
    }

    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        self.appendable(file)?.write_all(bytes)
    }

    fn sync(&mut self, file: &str) -> io::Result<()> {
        self.appendable(file)?.sync_data()
    }

    fn truncate(&mut self, file: &str, length: u64) -> io::Result<()> {
        let file = self.appendable(file)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.require_writable()?;
        self.open.remove(from);
        self.open.remove(to);
        fs::rename(self.folder.join(from), self.folder.join(to))
    }

    fn remove(&mut self, file: &str) -> io::Result<()> {
        self.require_writable()?;
        self.open.remove(file);
        fs::remove_file(self.folder.join(file))
    }

    fn sync_folder(&mut self) -> io::Result<()> {
        sync_directory(&self.folder)
    }
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder cannot be synced; names are durable when the system says so.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
