//! A folder in memory that fails on request and survives crashes as badly as a disk may.
//!
//! For tests: of this crate, of those above it, and for fuzzing.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::backend::Backend;

#[cfg(test)]
mod tests;

/// What a disk writes as one.
const SECTOR: usize = 512;

/// A folder in memory. Clones share it, as two handles on one disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryBackend {
    disk: Arc<Mutex<Disk>>,
    has_lock: bool,
}

#[derive(Debug, Default)]
struct Disk {
    files: Vec<Contents>,
    /// Names as the running system sees them.
    names: BTreeMap<String, usize>,
    /// Names as they are on the disk.
    durable_names: BTreeMap<String, usize>,
    /// What changed names since they were last made durable, in order.
    name_changes: Vec<NameChange>,
    /// Bytes that all files may have together.
    capacity: Option<usize>,
    is_locked: bool,
    operations: u64,
    failure: Option<(u64, Failure)>,
}

/// A change of the names of a folder.
#[derive(Clone, Debug)]
enum NameChange {
    Put(String, usize),
    /// As a whole, or not at all.
    Rename(String, String, usize),
    Remove(String, usize),
}

#[derive(Clone, Debug, Default)]
struct Contents {
    bytes: Vec<u8>,
    /// How many of them are on the disk.
    durable: usize,
}

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It does nothing and says so.
    Refuse,
    /// An append writes this many bytes and then fails; other operations do nothing and fail.
    Tear(usize),
    /// As [`Failure::Tear`], and nothing succeeds from then on: the machine went down here.
    Dead(usize),
    /// It is done, and reported as failed.
    DoneButFails,
    /// A sync does nothing and reports success. Nothing can protect against it; it shows that a
    /// test can see a lost block.
    Lie,
}

/// What is left, after a crash, of bytes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Survivors {
    /// Nothing: neither bytes nor names.
    Nothing,
    /// Everything, as when only the process dies.
    Everything,
    /// The first so many bytes in each file.
    Bytes(usize),
    /// All bytes but those of one 512-byte sector, counted from the first that was not synced.
    AllButSector(usize),
    /// Any: of what was not synced, those 512-byte sectors and those changes of names whose bits are set, counted
    /// from the first. A bit counts again for every 64th of them.
    Any {
        /// The sectors of each file. Of a file whose last ones are lost, the highest bit says whether its length
        /// survived, with zeros in their place.
        sectors: u64,
        /// The changes of names.
        names: u64,
    },
}

impl MemoryBackend {
    /// An empty folder.
    pub fn new() -> MemoryBackend {
        MemoryBackend::default()
    }

    /// Makes the operation with this number fail, counted from 0 as [`Self::operations`] does.
    pub fn fail_at(&self, operation: u64, failure: Failure) {
        self.disk().failure = Some((operation, failure));
    }

    /// Gives the disk room for so many bytes in all files together: an append that needs more writes what fits,
    /// and fails.
    pub fn fill_at(&self, bytes: Option<usize>) {
        self.disk().capacity = bytes;
    }

    /// How many bytes all files have together.
    pub fn bytes(&self) -> usize {
        self.disk().bytes()
    }

    /// How many changes of names a crash now could lose.
    pub fn pending_names(&self) -> usize {
        self.disk().name_changes.len()
    }

    /// How many 512-byte sectors of one file a crash now could lose, at the most.
    pub fn pending_sectors(&self) -> usize {
        let disk = self.disk();
        let pending = |file: &Contents| match file.bytes.len() > file.durable {
            true => file.bytes.len().div_ceil(SECTOR) - file.durable / SECTOR,
            false => 0,
        };
        disk.files.iter().map(pending).max().unwrap_or(0)
    }

    /// How many operations that change something there were.
    pub fn operations(&self) -> u64 {
        self.disk().operations
    }

    /// The folder as it is found after a crash now.
    pub fn crash(&self, survivors: Survivors) -> MemoryBackend {
        let disk = self.disk();
        let names = match survivors {
            Survivors::Nothing => disk.durable_names.clone(),
            Survivors::Any { names, .. } => disk.names_after(names),
            _ => disk.names.clone(),
        };
        let files = disk
            .files
            .iter()
            .map(|file| file.after_crash(survivors))
            .collect();
        let after = Disk {
            files,
            durable_names: names.clone(),
            names,
            ..Disk::default()
        };
        MemoryBackend {
            disk: Arc::new(Mutex::new(after)),
            has_lock: false,
        }
    }

    /// Changes a file's bytes behind the store's back.
    pub fn edit(&self, file: &str, edit: impl FnOnce(&mut Vec<u8>)) {
        let mut disk = self.disk();
        let index = disk.create(file);
        edit(&mut disk.files[index].bytes);
        disk.files[index].durable = disk.files[index].bytes.len();
        disk.durable_names = disk.names.clone();
        disk.name_changes.clear();
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MemoryBackend {
    fn drop(&mut self) {
        if self.has_lock {
            self.disk().is_locked = false;
        }
    }
}

impl Contents {
    fn after_crash(&self, survivors: Survivors) -> Contents {
        let mut bytes = self.bytes.clone();
        match survivors {
            Survivors::Nothing => bytes.truncate(self.durable),
            Survivors::Everything => {}
            Survivors::Bytes(count) => bytes.truncate(self.durable.saturating_add(count)),
            Survivors::AllButSector(sector) => {
                self.lose(&mut bytes, sector);
            }
            Survivors::Any { sectors, .. } => self.lose_any(&mut bytes, sectors),
        }
        Contents {
            durable: bytes.len(),
            bytes,
        }
    }
}

impl Contents {
    /// Loses what was not synced of one sector, counted from the first with such bytes.
    fn lose(&self, bytes: &mut [u8], sector: usize) {
        let start = (self.durable / SECTOR + sector) * SECTOR;
        let lost = start.max(self.durable)..(start + SECTOR).min(bytes.len());
        bytes
            .get_mut(lost)
            .into_iter()
            .for_each(|lost| lost.fill(0));
    }

    fn lose_any(&self, bytes: &mut Vec<u8>, sectors: u64) {
        let mut end = self.durable;
        for (sector, start) in (self.durable / SECTOR * SECTOR..bytes.len())
            .step_by(SECTOR)
            .enumerate()
        {
            match sectors >> (sector % 64) & 1 {
                0 => self.lose(bytes, sector),
                _ => end = (start + SECTOR).min(bytes.len()),
            }
        }
        if sectors >> 63 == 0 {
            bytes.truncate(end);
        }
    }
}

impl Disk {
    /// The names after a crash, of whose changes those survive whose bits are set.
    fn names_after(&self, survive: u64) -> BTreeMap<String, usize> {
        let mut names = self.durable_names.clone();
        for (at, change) in self.name_changes.iter().enumerate() {
            match change {
                _ if survive >> (at % 64) & 1 == 0 => {}
                NameChange::Put(name, file) => _ = names.insert(name.clone(), *file),
                NameChange::Rename(from, to, file) => {
                    names.retain(|name, at| name != from || at != file);
                    names.insert(to.clone(), *file);
                }
                NameChange::Remove(name, file) => names.retain(|at, of| at != name || of != file),
            }
        }
        names
    }

    fn bytes(&self) -> usize {
        let files = self.names.values().filter_map(|file| self.files.get(*file));
        files.map(|file| file.bytes.len()).sum()
    }

    fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.names.remove(from) {
            self.names.insert(to.to_owned(), file);
            let change = NameChange::Rename(from.to_owned(), to.to_owned(), file);
            self.name_changes.push(change);
        }
    }

    fn create(&mut self, file: &str) -> usize {
        let next = self.files.len();
        let index = *self.names.entry(file.to_owned()).or_insert(next);
        if index == next {
            self.files.push(Contents::default());
            self.name_changes
                .push(NameChange::Put(file.to_owned(), index));
        }
        index
    }

    fn contents(&self, file: &str) -> io::Result<&Contents> {
        let index = self.names.get(file).ok_or(io::ErrorKind::NotFound)?;
        self.files
            .get(*index)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Counts an operation; says whether it is to fail.
    fn failure(&mut self) -> Option<Failure> {
        let number = self.operations;
        self.operations += 1;
        match self.failure? {
            (at, failure) if at == number => Some(failure),
            (at, Failure::Dead(_)) if at < number => Some(Failure::Refuse),
            _ => None,
        }
    }

    /// Does an operation, or fails it as asked.
    fn perform(&mut self, operation: impl FnOnce(&mut Disk, Option<usize>)) -> io::Result<()> {
        let failed = Err(io::Error::other("a failure that was asked for"));
        match self.failure() {
            None => operation(self, None),
            Some(Failure::Lie) => {}
            Some(Failure::Refuse) => return failed,
            Some(Failure::DoneButFails) => {
                operation(self, None);
                return failed;
            }
            Some(Failure::Tear(bytes) | Failure::Dead(bytes)) => {
                operation(self, Some(bytes));
                return failed;
            }
        }
        Ok(())
    }
}

impl Backend for MemoryBackend {
    fn lock(&mut self) -> io::Result<bool> {
        if !self.has_lock {
            let mut disk = self.disk();
            if disk.is_locked {
                return Ok(false);
            }
            disk.is_locked = true;
            disk.create(super::layout::LOCK_FILE);
            drop(disk);
            self.has_lock = true;
        }
        Ok(true)
    }

    fn files(&self) -> io::Result<Vec<String>> {
        Ok(self.disk().names.keys().cloned().collect())
    }

    fn length(&self, file: &str) -> io::Result<u64> {
        Ok(self.disk().contents(file)?.bytes.len() as u64)
    }

    fn read(&self, file: &str, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let disk = self.disk();
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|at| disk.contents(file).ok()?.bytes.get(at..));
        let bytes = rest
            .and_then(|rest| rest.get(..out.len()))
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let mut is_full = false;
        self.disk().perform(|disk, torn| {
            let index = disk.create(file);
            let room = disk
                .capacity
                .map_or(usize::MAX, |all| all.saturating_sub(disk.bytes()));
            let count = torn.unwrap_or(bytes.len()).min(bytes.len());
            is_full = room < count;
            disk.files[index].bytes.extend(&bytes[..count.min(room)]);
        })?;
        match is_full {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }

    fn sync(&mut self, file: &str) -> io::Result<()> {
        self.disk().perform(|disk, torn| {
            let index = disk.create(file);
            let file = &mut disk.files[index];
            if torn.is_none() {
                file.durable = file.bytes.len();
            }
        })
    }

    fn truncate(&mut self, file: &str, length: u64) -> io::Result<()> {
        self.disk().perform(|disk, torn| {
            let index = disk.create(file);
            let file = &mut disk.files[index];
            if torn.is_none() {
                file.bytes.truncate(length as usize);
                file.durable = file.bytes.len();
            }
        })
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.disk().perform(|disk, torn| {
            if torn.is_none() {
                disk.rename(from, to);
            }
        })
    }

    fn remove(&mut self, file: &str) -> io::Result<()> {
        self.disk().perform(|disk, torn| {
            if torn.is_none() {
                let removed = disk.names.remove(file);
                let change = removed.map(|index| NameChange::Remove(file.to_owned(), index));
                disk.name_changes.extend(change);
            }
        })
    }

    fn sync_folder(&mut self) -> io::Result<()> {
        self.disk().perform(|disk, torn| {
            if torn.is_none() {
                disk.durable_names = disk.names.clone();
                disk.name_changes.clear();
            }
        })
    }
}
