//! Checking that a folder holds just what the store writes, to the last byte.

use abi::Height;

use super::backend::Backend;
use super::base::{self, Base};
use super::layout::{
    BASE_FILE, CHAIN_FILE, LOCK_FILE, UNFINISHED, segment_number, snapshot_file, snapshot_height,
};
use super::scan::scan;
use super::segment::segments;
use super::small::read_chain_file;
use super::stream::{FileReader, snapshots};
use super::{Store, io_fault, list, lock};
use crate::error::{Damage, Fault};
use crate::genesis::GenesisConfig;

/// What a folder's files say before a block is read.
pub struct Checked<'a> {
    backend: &'a dyn Backend,
    /// What the chain began with.
    pub config: GenesisConfig,
    /// The block after which the folder begins.
    pub base: Option<Base>,
    /// The heights of its snapshots, the last one first.
    pub snapshots: Vec<Height>,
}

impl Checked<'_> {
    /// A snapshot of the folder, to be read.
    pub(crate) fn snapshot(&self, height: Height) -> Result<FileReader<'_>, Fault> {
        FileReader::new(self.backend, snapshot_file(height))
    }
}

impl Store {
    /// Checks that the folder holds just what the store writes, to the last byte, and hands every block's bytes
    /// to `visit`; `begin` is handed what comes before. `end` is called behind the last block that `visit` was handed,
    /// also when something is wrong after it, for what `visit` has put off. Contents of snapshots are for these three to
    /// check. Returns the number of bytes.
    ///
    /// # Errors
    /// Fault: the first thing that is not as it was written.
    pub(crate) fn check_folder<T>(
        backend: &mut dyn Backend,
        begin: impl FnOnce(&Checked) -> Result<T, Fault>,
        mut visit: impl FnMut(&Checked, &mut T, Height, &[u8]) -> Result<(), Fault>,
        end: impl FnOnce(&Checked, &mut T) -> Result<(), Fault>,
    ) -> Result<(T, u64), Fault> {
        lock(backend)?;
        let backend = &*backend;
        let config = read_chain_file(backend)?;
        let files = list(backend)?;
        let base = base::read(backend, &files, &config)?;
        let (mut segments, leftovers) = segments(backend, &files, base.as_ref())?;
        let start = base.as_ref().map_or(Height(0), Base::next);
        let mut unfinished = leftovers.into_iter().map(super::layout::segment_file);
        let overlap = segments
            .first()
            .filter(|one| one.first.is_some_and(|first| first < start));
        let overlap = overlap.map(|one| one.file());
        if let Some(file) = unfinished.next().or(overlap) {
            return Err(damaged(file, 0, Damage::Unfinished));
        }
        let snapshots = snapshots(backend)?;
        let checked = Checked {
            backend,
            config,
            base,
            snapshots,
        };
        let mut state = begin(&checked)?;
        let found = scan(backend, &mut segments, start, start, |height, payload| {
            visit(&checked, &mut state, height, payload)
        });
        // What is wrong with a block comes before what is wrong behind it.
        end(&checked, &mut state)?;
        let found = found?;
        if found.torn > 0 {
            let file = segments.last().map(|last| last.file()).unwrap_or_default();
            return Err(damaged(file, found.length, Damage::Trailing));
        }
        for height in &checked.snapshots {
            let is_old = base.is_some_and(|base| *height < base.height);
            if is_old || *height >= found.end {
                let what = if is_old {
                    Damage::Unfinished
                } else {
                    Damage::Ahead
                };
                return Err(damaged(snapshot_file(*height), 0, what));
            }
        }
        Ok((state, check_files(backend)?))
    }

    /// As `check_folder`, of blocks alone: snapshots are not looked into. Returns the configuration and the
    /// number of bytes.
    ///
    /// # Errors
    /// Fault: the first thing that is not as it was written.
    pub fn check_bytes(
        backend: &mut dyn Backend,
        mut visit: impl FnMut(&GenesisConfig, Height, &[u8]) -> Result<(), Fault>,
    ) -> Result<(GenesisConfig, u64), Fault> {
        let begin = |checked: &Checked| Ok(checked.config.clone());
        let visit = |_: &Checked, config: &mut GenesisConfig, height, bytes: &[u8]| {
            visit(config, height, bytes)
        };
        Store::check_folder(backend, begin, visit, |_, _| Ok(()))
    }
}

/// Checks that no other files are there and that the lock is empty; returns the bytes of all.
fn check_files(backend: &dyn Backend) -> Result<u64, Fault> {
    let mut bytes = 0;
    for file in list(backend)? {
        let length = backend.length(&file).map_err(io_fault("measure", &file))?;
        let name = file.as_str();
        let is_known = [CHAIN_FILE, LOCK_FILE, BASE_FILE].contains(&name)
            || segment_number(name).is_some()
            || snapshot_height(name).is_some();
        if name == LOCK_FILE && length > 0 {
            return Err(damaged(file, 0, Damage::Trailing));
        }
        if UNFINISHED.contains(&name) {
            return Err(damaged(file, 0, Damage::Unfinished));
        }
        if !is_known {
            return Err(damaged(file, 0, Damage::Foreign));
        }
        bytes += length;
    }
    Ok(bytes)
}

fn damaged(file: String, offset: u64, what: Damage) -> Fault {
    Fault::Damaged { file, offset, what }
}
