//! Snapshots of a folder as streams of bytes.

use std::io::{self, Read, Write};

use abi::Height;

use super::backend::Backend;
use super::layout::{SNAPSHOT_FILE_NEW, snapshot_file, snapshot_height};
use super::{Store, io_fault, list};
use crate::error::Fault;

/// A file of a folder, read from its beginning.
pub struct FileReader<'a> {
    backend: &'a dyn Backend,
    file: String,
    offset: u64,
    length: u64,
}

impl<'a> FileReader<'a> {
    /// The file's beginning.
    pub(super) fn new(backend: &'a dyn Backend, file: String) -> Result<FileReader<'a>, Fault> {
        let length = backend.length(&file).map_err(io_fault("measure", &file))?;
        Ok(FileReader {
            backend,
            file,
            offset: 0,
            length,
        })
    }

    /// How many bytes were read.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }
}

impl Read for FileReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length - self.offset).unwrap_or(usize::MAX);
        let count = out.len().min(left);
        let out = out.get_mut(..count).unwrap_or_default();
        self.backend.read(&self.file, self.offset, out)?;
        self.offset += count as u64;
        Ok(count)
    }
}

/// A file of a folder that is appended to.
struct FileWriter<'a> {
    backend: &'a mut dyn Backend,
    file: &'static str,
}

impl Write for FileWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.backend.append(self.file, bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Store {
    /// The heights of the snapshots in the folder, the last one first.
    pub(crate) fn snapshots(&self) -> Result<Vec<Height>, Fault> {
        snapshots(&*self.backend)
    }

    /// A snapshot in the folder.
    pub(crate) fn snapshot(&self, height: Height) -> Result<FileReader<'_>, Fault> {
        FileReader::new(&*self.backend, snapshot_file(height))
    }

    /// Writes a snapshot into the folder, in the place of one that is there; durable once it returns. `write` is
    /// handed what takes the bytes.
    ///
    /// # Errors
    /// The folder cannot be written, or `write` says so. The folder has no such snapshot then, or still the one
    /// before.
    pub(crate) fn put_snapshot<E: From<Fault>>(
        &mut self,
        height: Height,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_poisoned {
            return Err(Fault::Poisoned.into());
        }
        write_snapshot_file(&mut *self.backend, write)?;
        Ok(name_snapshot(&mut *self.backend, height)?)
    }
}

/// Writes a snapshot under the name of one that is unfinished, and syncs it.
pub(super) fn write_snapshot_file<E: From<Fault>>(
    backend: &mut dyn Backend,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let io = |action| io_fault(action, SNAPSHOT_FILE_NEW);
    backend
        .truncate(SNAPSHOT_FILE_NEW, 0)
        .map_err(io("create"))?;
    let written = write(&mut FileWriter {
        backend,
        file: SNAPSHOT_FILE_NEW,
    });
    if written.is_err() {
        // Opening removes it as well.
        let _ = backend.remove(SNAPSHOT_FILE_NEW);
    }
    written?;
    Ok(backend.sync(SNAPSHOT_FILE_NEW).map_err(io("sync"))?)
}

/// Gives a snapshot that is written and synced its name; durable once it returns.
pub(super) fn name_snapshot(backend: &mut dyn Backend, height: Height) -> Result<(), Fault> {
    backend
        .rename(SNAPSHOT_FILE_NEW, &snapshot_file(height))
        .map_err(io_fault("rename", SNAPSHOT_FILE_NEW))?;
    backend
        .sync_folder()
        .map_err(io_fault("sync", "the folder"))
}

/// The heights of the snapshots in a folder, the last one first.
pub(super) fn snapshots(backend: &dyn Backend) -> Result<Vec<Height>, Fault> {
    let files = list(backend)?;
    let mut heights: Vec<Height> = files
        .iter()
        .filter_map(|name| snapshot_height(name))
        .collect();
    heights.sort_unstable_by(|left, right| right.cmp(left));
    Ok(heights)
}
