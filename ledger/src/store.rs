//! The embedded store: one folder, to which blocks are only ever appended.
//!
//! ```text
//! assent.lock             empty; locked by whoever has the folder open
//! chain                   what chain this is
//! blocks-00000000.log     frames, one a block, one behind the other
//! blocks-00000001.log     begun when the one before is full
//! snapshot-000000000700   the state after a block, when one was kept
//! base                    after which block the folder begins, when that is not the genesis block
//! ```
//!
//! A block counts once its frame is written and synced. After a crash the last frame may be
//! unfinished; opening cuts it off and says so. Everything else that is not as it was written is
//! damage, and refused. `docs/format.md` pictures the bytes.

use std::io;

use abi::Height;

use crate::error::{Damage, Fault};
use crate::genesis::GenesisConfig;

mod backend;
mod base;
mod check;
mod file;
pub(crate) mod layout;
mod memory;
mod prune;
mod scan;
mod segment;
mod small;
mod stream;
#[cfg(test)]
mod tests;

pub use backend::Backend;
pub use base::Base;
pub use check::Checked;
pub use file::FileBackend;
pub use memory::{Failure, MemoryBackend, Survivors};
pub use stream::FileReader;

use layout::{CHAIN_FILE_NEW, LOCK_FILE};
use segment::{Place, Segment};
use small::{read_chain_file, write_chain_file};

/// A segment this long takes no further frame.
const SEGMENT_BYTES: u64 = 256 << 20;

/// Whether a file of a store's folder holds blocks.
pub fn is_segment(file: &str) -> bool {
    layout::segment_number(file).is_some()
}

/// The blocks of one chain, in a folder.
pub struct Store {
    backend: Box<dyn Backend>,
    config: GenesisConfig,
    base: Option<Base>,
    segments: Vec<Segment>,
    /// Numbers of files that lie before the base.
    leftovers: Vec<u32>,
    /// The height of the next block.
    end: Height,
    /// Where the last whole frame of the last segment ends.
    length: u64,
    segment_bytes: u64,
    is_poisoned: bool,
}

impl Store {
    /// Begins a chain in an empty folder. No block is in it yet.
    ///
    /// # Errors
    /// Fault: the folder is not empty, is locked, or cannot be written.
    pub fn create(mut backend: Box<dyn Backend>, config: GenesisConfig) -> Result<Store, Fault> {
        lock(&mut *backend)?;
        let files = list(&*backend)?;
        // An interrupted creation leaves the unfinished file behind.
        let ours = |name: &String| name == LOCK_FILE || name == CHAIN_FILE_NEW;
        if let Some(other) = files.into_iter().find(|name| !ours(name)) {
            return Err(Fault::NotEmpty(format!("`{other}`")));
        }
        write_chain_file(&mut *backend, &config)?;
        Ok(Store::new(backend, config))
    }

    /// Opens a folder, hands every block's bytes to `visit`, and cuts off an unfinished frame at
    /// the end, or passes over it in a folder that is only looked at. Returns how many bytes it has.
    ///
    /// # Errors
    /// Fault: no chain, another version, locked, damaged, unreadable; or `visit` says so.
    pub fn open(
        backend: Box<dyn Backend>,
        mut visit: impl FnMut(&GenesisConfig, Height, &[u8]) -> Result<(), Fault>,
    ) -> Result<(Store, u64), Fault> {
        let mut store = Store::look(backend)?;
        let config = store.config.clone();
        let visit = |height, payload: &[u8]| visit(&config, height, payload);
        let torn = store.scan(store.start(), visit)?;
        store.settle(torn)?;
        Ok((store, torn))
    }

    /// Takes a folder and finds out what is in it, without reading a block.
    ///
    /// # Errors
    /// Fault: no chain, another version, locked, unreadable, or a file is missing.
    pub(crate) fn look(mut backend: Box<dyn Backend>) -> Result<Store, Fault> {
        lock(&mut *backend)?;
        let config = read_chain_file(&*backend)?;
        let files = list(&*backend)?;
        let base = base::read(&*backend, &files, &config)?;
        let (segments, leftovers) = segment::segments(&*backend, &files, base.as_ref())?;
        let mut store = Store::new(backend, config);
        (store.base, store.segments, store.leftovers) = (base, segments, leftovers);
        store.end = store.start();
        Ok(store)
    }

    /// Hands the bytes of every block from `from` on to `visit`, and finds the end of the log. Returns how many
    /// bytes of an unfinished frame lie there; nothing is changed yet. Blocks before are not read.
    ///
    /// # Errors
    /// Fault: damaged or unreadable, or `visit` says so.
    pub(crate) fn scan(
        &mut self,
        from: Height,
        visit: impl FnMut(Height, &[u8]) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        let start = self.start();
        let found = scan::scan(&*self.backend, &mut self.segments, start, from, visit)?;
        (self.end, self.length) = (found.end, found.length);
        Ok(found.torn)
    }

    /// Sets the length from which a segment takes no further frame.
    #[cfg(test)]
    pub(crate) fn set_segment_bytes(&mut self, bytes: u64) {
        self.segment_bytes = bytes;
    }

    /// What the chain began with.
    pub fn config(&self) -> &GenesisConfig {
        &self.config
    }

    /// The block after which the folder begins; `None` when it holds the chain from its genesis block on.
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// The height of the first block that belongs into the log.
    pub fn start(&self) -> Height {
        self.base.as_ref().map_or(Height(0), Base::next)
    }

    /// The height of the next block.
    pub fn end(&self) -> Height {
        self.end
    }

    /// How many blocks there are.
    pub fn count(&self) -> u64 {
        self.end.0.saturating_sub(self.start().0)
    }

    /// Appends the next block's bytes; durable once it returns.
    ///
    /// # Errors
    /// Fault: the folder cannot be written. The store takes no more blocks then: what is on the
    /// disk is not known until it is opened again.
    pub fn append(&mut self, payload: &[u8]) -> Result<(), Fault> {
        if self.is_poisoned {
            return Err(Fault::Poisoned);
        }
        let last = self.segments.last().map(|last| last.number);
        let number = match last {
            None => Some(0),
            Some(last) => (self.length >= self.segment_bytes).then_some(last.saturating_add(1)),
        };
        if let Some(number) = number {
            self.segments.push(Segment::begin(number, self.end));
            self.length = 0;
        }
        let frame = layout::frame(self.end, payload);
        if let Err(fault) = self.write(&frame) {
            self.is_poisoned = true;
            // The block was not acknowledged, so it should not be there; if this fails too,
            // opening decides by what it finds.
            let _ = self.backend.truncate(&self.last_file(), self.length);
            return Err(fault);
        }
        let place = Place {
            length: payload.len() as u32,
            offset: self.length,
        };
        let places = self.segments.last_mut().map(|last| &mut last.places);
        // The places of the last file are found when it is opened.
        if let Some(places) = places.and_then(std::sync::OnceLock::get_mut) {
            places.push(place);
        }
        self.length += frame.len() as u64;
        self.end.0 += 1;
        Ok(())
    }

    /// The bytes of a block, verified again.
    ///
    /// # Errors
    /// Fault: there is no such block, or it cannot be read as it was written.
    pub fn read(&self, height: Height) -> Result<Vec<u8>, Fault> {
        if height < self.start() {
            return Err(Fault::Pruned(height, self.start()));
        }
        let (file, place) = self.place(height)?.ok_or(Fault::NoBlock(height))?;
        let mut frame = vec![0; place.length as usize + layout::FRAME_EXTRA];
        self.backend
            .read(&file, place.offset, &mut frame)
            .map_err(io_fault("read", &file))?;
        let head = layout::Head {
            length: place.length,
            height,
        };
        match layout::payload(&frame) {
            Some(payload) if layout::Head::read(&frame) == Some(head) => Ok(payload.to_vec()),
            _ => Err(Fault::Damaged {
                file,
                offset: place.offset,
                what: Damage::Checksum,
            }),
        }
    }

    /// Where a block lies.
    fn place(&self, height: Height) -> Result<Option<(String, Place)>, Fault> {
        let has_begun = |one: &Segment| one.first.is_some_and(|first| first <= height);
        let at = self.segments.iter().rposition(has_begun);
        let Some(segment) = at.and_then(|at| self.segments.get(at)) else {
            return Ok(None);
        };
        let places = match segment.places.get() {
            Some(places) => places,
            None => {
                let places = scan::skim(&*self.backend, segment)?;
                segment.places.get_or_init(|| places)
            }
        };
        let first = segment.first.unwrap_or_default();
        let index = usize::try_from(height.0.saturating_sub(first.0)).ok();
        let place = index.and_then(|index| places.get(index));
        Ok(place.map(|place| (segment.file(), *place)))
    }

    fn new(backend: Box<dyn Backend>, config: GenesisConfig) -> Store {
        Store {
            backend,
            config,
            base: None,
            segments: Vec::new(),
            leftovers: Vec::new(),
            end: Height(0),
            length: 0,
            segment_bytes: SEGMENT_BYTES,
            is_poisoned: false,
        }
    }

    fn last_file(&self) -> String {
        let number = self.segments.last().map_or(0, |last| last.number);
        layout::segment_file(number)
    }

    fn write(&mut self, frame: &[u8]) -> Result<(), Fault> {
        let file = self.last_file();
        self.backend
            .append(&file, frame)
            .map_err(io_fault("append to", &file))?;
        self.backend.sync(&file).map_err(io_fault("sync", &file))?;
        if self.length == 0 {
            self.backend
                .sync_folder()
                .map_err(io_fault("sync", "the folder"))?;
        }
        Ok(())
    }

    /// Cuts off `torn` bytes, finishes what was interrupted, and makes sure that what was read is on the disk.
    pub(crate) fn settle(&mut self, torn: u64) -> Result<(), Fault> {
        if self.backend.is_read_only() {
            return Ok(());
        }
        let file = self.last_file();
        if torn > 0 {
            self.backend
                .truncate(&file, self.length)
                .map_err(io_fault("truncate", &file))?;
        }
        if self.length > 0 {
            self.backend.sync(&file).map_err(io_fault("sync", &file))?;
        }
        self.finish_pruning()?;
        self.backend
            .sync_folder()
            .map_err(io_fault("sync", "the folder"))
    }
}

fn lock(backend: &mut dyn Backend) -> Result<(), Fault> {
    match backend.lock().map_err(io_fault("lock", LOCK_FILE))? {
        true => Ok(()),
        false => Err(Fault::Locked),
    }
}

fn list(backend: &dyn Backend) -> Result<Vec<String>, Fault> {
    backend.files().map_err(io_fault("list", "the folder"))
}

/// Turns the system's answer into a fault.
fn io_fault(action: &'static str, file: &str) -> impl FnOnce(io::Error) -> Fault + use<> {
    let file = file.to_owned();
    move |source| Fault::Io {
        action,
        file,
        source,
    }
}
