//! The embedded store: one folder, to which blocks are only ever appended.
//!
//! ```text
//! assent.lock            empty; locked by whoever has the folder open
//! chain                  what chain this is
//! blocks-00000000.log    frames, one a block, one behind the other
//! blocks-00000001.log    begun when the one before is full
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
mod file;
pub(crate) mod layout;
mod memory;
mod scan;
/// Whether a file of a store's folder holds blocks.
pub fn is_segment(file: &str) -> bool {
    layout::segment_number(file).is_some()
}

#[cfg(test)]
mod tests;

pub use backend::Backend;
pub use file::FileBackend;
pub use memory::{Failure, MemoryBackend, Survivors};

use layout::{CHAIN_BYTES, CHAIN_FILE, CHAIN_FILE_NEW, LOCK_FILE};

/// A segment this long takes no further frame.
const SEGMENT_BYTES: u64 = 256 << 20;

/// The blocks of one chain, in a folder.
pub struct Store {
    backend: Box<dyn Backend>,
    config: GenesisConfig,
    places: Vec<Place>,
    segment: u32,
    length: u64,
    segment_bytes: u64,
    is_poisoned: bool,
}

/// Where a block's frame lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    segment: u32,
    /// Of the payload.
    length: u32,
    offset: u64,
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
        mut backend: Box<dyn Backend>,
        visit: impl FnMut(&GenesisConfig, Height, &[u8]) -> Result<(), Fault>,
    ) -> Result<(Store, u64), Fault> {
        lock(&mut *backend)?;
        let config = read_chain_file(&*backend)?;
        let mut visit = visit;
        let found = scan::scan(&*backend, |height, payload| visit(&config, height, payload))?;
        let mut store = Store::new(backend, config);
        store.places = found.places;
        store.segment = found.segment;
        store.length = found.length;
        store.settle(found.torn)?;
        Ok((store, found.torn))
    }

    /// Checks that the folder holds just what the store writes, to the last byte, and hands every
    /// block's bytes to `visit`. Returns the configuration and the number of bytes.
    ///
    /// # Errors
    /// Fault: the first thing that is not as it was written.
    pub fn check_bytes(
        backend: &mut dyn Backend,
        mut visit: impl FnMut(&GenesisConfig, Height, &[u8]) -> Result<(), Fault>,
    ) -> Result<(GenesisConfig, u64), Fault> {
        lock(backend)?;
        if !list(backend)?.iter().any(|name| name == CHAIN_FILE) {
            return Err(Fault::NoChain);
        }
        let config = read_chain_file(backend)?;
        let found = scan::scan(backend, |height, payload| visit(&config, height, payload))?;
        if found.torn > 0 {
            let file = layout::segment_file(found.segment);
            return Err(Fault::Damaged {
                file,
                offset: found.length,
                what: Damage::Trailing,
            });
        }
        Ok((config, check_files(backend)?))
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

    /// How many blocks there are.
    pub fn count(&self) -> u64 {
        self.places.len() as u64
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
        if self.length >= self.segment_bytes {
            self.segment += 1;
            self.length = 0;
        }
        let frame = layout::frame(Height(self.count()), payload);
        if let Err(fault) = self.write(&frame) {
            self.is_poisoned = true;
            // The block was not acknowledged, so it should not be there; if this fails too,
            // opening decides by what it finds.
            let _ = self
                .backend
                .truncate(&layout::segment_file(self.segment), self.length);
            return Err(fault);
        }
        let length = payload.len() as u32;
        self.places.push(Place {
            segment: self.segment,
            length,
            offset: self.length,
        });
        self.length += frame.len() as u64;
        Ok(())
    }

    /// The bytes of a block, verified again.
    ///
    /// # Errors
    /// Fault: there is no such block, or it cannot be read as it was written.
    pub fn read(&self, height: Height) -> Result<Vec<u8>, Fault> {
        let place = usize::try_from(height.0)
            .ok()
            .and_then(|index| self.places.get(index));
        let place = place.ok_or(Fault::NoBlock(height))?;
        let file = layout::segment_file(place.segment);
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

    fn new(backend: Box<dyn Backend>, config: GenesisConfig) -> Store {
        Store {
            backend,
            config,
            places: Vec::new(),
            segment: 0,
            length: 0,
            segment_bytes: SEGMENT_BYTES,
            is_poisoned: false,
        }
    }

    fn write(&mut self, frame: &[u8]) -> Result<(), Fault> {
        let file = layout::segment_file(self.segment);
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

    /// Cuts off `torn` bytes, and makes sure that what was read is on the disk.
    fn settle(&mut self, torn: u64) -> Result<(), Fault> {
        if self.backend.is_read_only() {
            return Ok(());
        }
        let file = layout::segment_file(self.segment);
        if torn > 0 {
            self.backend
                .truncate(&file, self.length)
                .map_err(io_fault("truncate", &file))?;
        }
        if self.count() > 0 {
            self.backend.sync(&file).map_err(io_fault("sync", &file))?;
        }
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

fn write_chain_file(backend: &mut dyn Backend, config: &GenesisConfig) -> Result<(), Fault> {
    let io = |action| io_fault(action, CHAIN_FILE_NEW);
    backend.truncate(CHAIN_FILE_NEW, 0).map_err(io("create"))?;
    backend
        .append(CHAIN_FILE_NEW, &layout::chain_file(config))
        .map_err(io("write"))?;
    backend.sync(CHAIN_FILE_NEW).map_err(io("sync"))?;
    backend
        .rename(CHAIN_FILE_NEW, CHAIN_FILE)
        .map_err(io("rename"))?;
    backend
        .sync_folder()
        .map_err(io_fault("sync", "the folder"))
}

fn read_chain_file(backend: &dyn Backend) -> Result<GenesisConfig, Fault> {
    if !list(backend)?.iter().any(|name| name == CHAIN_FILE) {
        return Err(Fault::NoChain);
    }
    let length = backend
        .length(CHAIN_FILE)
        .map_err(io_fault("measure", CHAIN_FILE))?;
    if length > CHAIN_BYTES {
        let file = CHAIN_FILE.to_owned();
        return Err(Fault::Damaged {
            file,
            offset: CHAIN_BYTES,
            what: Damage::Trailing,
        });
    }
    let mut bytes = vec![0; length as usize];
    backend
        .read(CHAIN_FILE, 0, &mut bytes)
        .map_err(io_fault("read", CHAIN_FILE))?;
    layout::read_chain_file(&bytes)
}

/// Checks that no other files are there and that the lock is empty; returns the bytes of all.
fn check_files(backend: &dyn Backend) -> Result<u64, Fault> {
    let mut bytes = 0;
    for file in list(backend)? {
        let length = backend.length(&file).map_err(io_fault("measure", &file))?;
        let is_known = file == CHAIN_FILE || layout::segment_number(&file).is_some();
        if file == LOCK_FILE && length > 0 {
            return Err(Fault::Damaged {
                file,
                offset: 0,
                what: Damage::Trailing,
            });
        }
        if !is_known && file != LOCK_FILE {
            return Err(Fault::Damaged {
                file,
                offset: 0,
                what: Damage::Foreign,
            });
        }
        bytes += length;
    }
    Ok(bytes)
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
