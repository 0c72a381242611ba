//! Dropping what lies before a block, and beginning a folder with a snapshot.
//!
//! The file `base` is durable before anything is removed, so that after a crash whatever is left before it is
//! known to be on its way out: the next opening removes it. What a file of the log has of both is copied beside
//! it, synced, and put into its place.

use std::io::Write;
use std::sync::OnceLock;

use super::backend::Backend;
use super::base::{self, Base};
use super::layout::{
    BASE_FILE, CHAIN_FILE, CHAIN_FILE_NEW, LOCK_FILE, SEGMENT_FILE_NEW, UNFINISHED, segment_file,
    snapshot_file, snapshot_height,
};
use super::scan::skim;
use super::segment::{Place, Segment};
use super::small::write_chain_file;
use super::stream::{name_snapshot, snapshots, write_snapshot_file};
use super::{Store, io_fault, list, lock};
use crate::error::Fault;
use crate::genesis::GenesisConfig;

/// Bytes copied at a time.
const COPY_BYTES: u64 = 1 << 20;

impl Store {
    /// Begins a folder with a snapshot, which `write` writes and checks: it has no block before the one behind
    /// the base. Durable once it returns; the file `chain`, without which a folder holds nothing, comes last.
    ///
    /// # Errors
    /// The folder is not empty, is locked or cannot be written, or `write` says so.
    pub(crate) fn restore<E: From<Fault>>(
        mut backend: Box<dyn Backend>,
        config: GenesisConfig,
        base: Base,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<Store, E> {
        let to = &mut *backend;
        lock(to)?;
        make_room(to)?;
        write_snapshot_file(to, write)?;
        base::write(to, &config, &base)?;
        name_snapshot(to, base.height)?;
        write_chain_file(to, &config)?;
        let mut store = Store::new(backend, config);
        store.base = Some(base);
        store.end = base.next();
        Ok(store)
    }

    /// Makes `base`, of which the folder has the snapshot, its beginning, and removes what lies before.
    ///
    /// # Errors
    /// Fault: the folder cannot be written; opened again, it is as before or finished.
    pub(crate) fn begin_after(&mut self, base: Base) -> Result<(), Fault> {
        if self.is_poisoned {
            return Err(Fault::Poisoned);
        }
        // Whatever fails from here on, only opening knows what the folder holds.
        self.is_poisoned = true;
        base::write(&mut *self.backend, &self.config, &base)?;
        self.base = Some(base);
        let start = base.next();
        let has_begun = |one: &Segment| one.first.is_some_and(|first| first <= start);
        let at = self.segments.iter().rposition(has_begun).unwrap_or(0);
        let before = self.segments.drain(..at).map(|one| one.number);
        self.leftovers.extend(before);
        self.finish_pruning()?;
        let synced = self.backend.sync_folder();
        synced.map_err(io_fault("sync", "the folder"))?;
        self.is_poisoned = false;
        Ok(())
    }

    /// Removes what lies before the base, and what a crash left unfinished.
    pub(super) fn finish_pruning(&mut self) -> Result<(), Fault> {
        let mut old: Vec<String> = list(&*self.backend)?;
        old.retain(|name| UNFINISHED.contains(&name.as_str()));
        old.extend(self.leftovers.drain(..).map(segment_file));
        if let Some(base) = &self.base {
            let heights = snapshots(&*self.backend)?.into_iter();
            old.extend(heights.filter(|one| *one < base.height).map(snapshot_file));
        }
        for file in old {
            self.backend
                .remove(&file)
                .map_err(io_fault("remove", &file))?;
        }
        self.cut_front()
    }

    /// Cuts the blocks before the base off the front of the first file of the log.
    fn cut_front(&mut self) -> Result<(), Fault> {
        let (start, is_only) = (self.start(), self.segments.len() == 1);
        let Some(segment) = self.segments.first_mut() else {
            return Ok(());
        };
        let first = segment.first.unwrap_or(start);
        if first >= start {
            return Ok(());
        }
        let places = match segment.places.get() {
            Some(places) => places.clone(),
            None => skim(&*self.backend, segment)?,
        };
        let dropped = usize::try_from(start.0 - first.0).unwrap_or(usize::MAX);
        let kept = places.get(dropped..).unwrap_or_default();
        let file = segment.file();
        let end = self
            .backend
            .length(&file)
            .map_err(io_fault("measure", &file))?;
        let cut = kept.first().map_or(end, |place| place.offset);
        copy_tail(&mut *self.backend, &file, cut..end)?;
        let shifted = kept.iter().map(|place| Place {
            offset: place.offset - cut,
            length: place.length,
        });
        segment.places = OnceLock::from(shifted.collect::<Vec<_>>());
        segment.first = Some(start);
        if is_only {
            self.length -= cut;
        }
        Ok(())
    }
}

/// Puts a file's bytes in `range` in the place of all of them.
fn copy_tail(
    backend: &mut dyn Backend,
    file: &str,
    range: std::ops::Range<u64>,
) -> Result<(), Fault> {
    let io = |action| io_fault(action, SEGMENT_FILE_NEW);
    let new = SEGMENT_FILE_NEW;
    backend.truncate(new, 0).map_err(io("create"))?;
    let mut at = range.start;
    while at < range.end {
        let mut bytes = vec![0; COPY_BYTES.min(range.end - at) as usize];
        backend
            .read(file, at, &mut bytes)
            .map_err(io_fault("read", file))?;
        backend.append(new, &bytes).map_err(io("write"))?;
        at += bytes.len() as u64;
    }
    backend.sync(new).map_err(io("sync"))?;
    backend.rename(new, file).map_err(io("rename"))
}

/// Removes what an interrupted restoring left behind.
///
/// # Errors
/// Fault: there is anything else.
fn make_room(backend: &mut dyn Backend) -> Result<(), Fault> {
    let files = list(backend)?;
    let has = |name: &str| files.iter().any(|file| file == name);
    // The base is written first, the chain last.
    let is_begun = has(BASE_FILE) && !has(CHAIN_FILE);
    let is_ours = |name: &str| {
        let is_part = is_begun && (name == BASE_FILE || snapshot_height(name).is_some());
        is_part || name == CHAIN_FILE_NEW || UNFINISHED.contains(&name)
    };
    let mut others = files.iter().map(String::as_str);
    if let Some(other) = others.find(|name| *name != LOCK_FILE && !is_ours(name)) {
        return Err(Fault::NotEmpty(format!("`{other}`")));
    }
    for file in files.iter().filter(|file| is_ours(file)) {
        backend.remove(file).map_err(io_fault("remove", file))?;
    }
    Ok(())
}
