//! Admitted modules, kept: in memory, and as native code on the disk for the processes to come.
//!
//! ```text
//! bytes --hash--> in memory? --------------------------------------------> AdmittedModule
//!                   | no
//!                 on the disk, sealed, of this build? --load-------------> AdmittedModule
//!                   | no, and why
//!                 --admit, compile--> AdmittedModule, and --seal--> the disk
//! ```
//!
//! Nothing that can be seen of a module depends on where it came from: what it does, what that costs,
//! its hash and its measurements are the same. Only how long it takes differs, and [`Cached`].
//!
//! - Entries are found by the module's hash, sealed with a secret key, and carry the fingerprint of the
//!   engine ([`Engine::fingerprint`]). One that is stale, foreign, cut off or altered is never run: the
//!   module is admitted and compiled as if there were none, the entry replaced, and [`Miss`] says why.
//! - An entry carries what admission found, and is loaded without admitting again: see
//!   `cache/entry.rs` for why that trusts nobody more.
//! - A refused module leaves nothing behind. It is judged each time that somebody asks.
//! - A disk that is full, read-only or gone makes it slower, never fail: [`Kept`] says so.
//! - Any number of threads and processes may use one folder. Nobody waits for another: two that miss
//!   the same module both compile it, and the later one's entry, which is as good, stays.

mod disk;
mod entry;
mod found;
mod key;
mod memory;
mod native;
mod report;

#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use abi::limits::MODULE_BYTES;
use abi::{Domain, Hash};
use thiserror::Error;

use crate::engine::Engine;
use crate::error::AdmitError;
use crate::module::AdmittedModule;

pub use found::{CacheUses, Cached, Kept, Miss};

use disk::Disk;
use entry::Sealer;
use memory::Memory;

/// How much is kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryBounds {
    /// Modules; 0 keeps none.
    pub modules: u32,
    /// Bytes that they take together: native code, data, interfaces.
    pub bytes: u64,
}

impl Default for MemoryBounds {
    fn default() -> MemoryBounds {
        MemoryBounds {
            modules: 256,
            bytes: 256 << 20,
        }
    }
}

/// Where and how much is kept on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskSettings {
    /// The folder of the entries, made when it is not there. Other files in it are left alone.
    pub folder: PathBuf,
    /// The file of the secret key, outside of that folder; made when it is not there.
    pub key: PathBuf,
    /// Bytes of all entries together at the most.
    pub bytes: u64,
}

impl DiskSettings {
    /// What the entries in `folder` are bounded by when nobody says otherwise, in bytes.
    pub const BYTES: u64 = 256 << 20;
}

/// Why the folder of a cache is not used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CacheError {
    /// Others could read the key, and with it make entries.
    #[error("the cache's key {} may be used by others: its permissions are {mode:03o}", path.display())]
    KeyIsOpen {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Whoever owns the key could make entries.
    #[error("the cache's key {} belongs to another user", path.display())]
    KeyIsAnothers {
        /// The file.
        path: PathBuf,
    },
    /// The file holds no key.
    #[error("the cache's key {} is no key: it is not a file of 32 bytes", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// Whoever copies the folder would copy the key.
    #[error("the cache's key {} is inside the cache's folder", path.display())]
    KeyInside {
        /// The file.
        path: PathBuf,
    },
    /// The system tells nobody who else may read a file.
    #[error("this system has no file permissions that keep a key secret")]
    Platform,
    /// The disk, or the system's source of random numbers, fails.
    #[error("cannot use {}: {cause}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What failed.
        cause: io::Error,
    },
}

impl CacheError {
    /// Whether somebody has to set something right before the folder can be trusted. Otherwise the disk
    /// fails, and going on without it is only slower.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, CacheError::Disk { .. })
    }
}

/// An engine that keeps what it admitted. Cloning it is cheap; clones and threads share it.
#[derive(Clone)]
pub struct ModuleCache {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    memory: Mutex<Memory>,
    disk: Option<(Disk, Sealer)>,
    uses: Mutex<CacheUses>,
}

impl ModuleCache {
    /// A cache in memory alone, for `engine`.
    pub fn in_memory(engine: Engine, memory: MemoryBounds) -> ModuleCache {
        ModuleCache::new(engine, memory, None)
    }

    /// A cache in memory and on the disk, for `engine`.
    ///
    /// # Errors
    /// The key is not secret, or the folder or the key cannot be used: [`CacheError::is_refusal`] tells
    /// which. No module is to blame and no result would be wrong: [`ModuleCache::in_memory`] goes on.
    pub fn open(
        engine: Engine,
        memory: MemoryBounds,
        settings: &DiskSettings,
    ) -> Result<ModuleCache, CacheError> {
        let (disk, owner) = Disk::open(&settings.folder, settings.bytes)?;
        let secret = key::read_or_make(&settings.key, &settings.folder, owner)?;
        let sealer = Sealer::new(engine.clone(), &secret);
        Ok(ModuleCache::new(engine, memory, Some((disk, sealer))))
    }

    fn new(engine: Engine, memory: MemoryBounds, disk: Option<(Disk, Sealer)>) -> ModuleCache {
        let shared = Shared {
            engine,
            memory: Mutex::new(Memory::new(memory)),
            disk,
            uses: Mutex::default(),
        };
        ModuleCache {
            shared: Arc::new(shared),
        }
    }

    /// The engine that it is for.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    /// How often modules came from where, so far.
    pub fn uses(&self) -> CacheUses {
        lock(&self.shared.uses).clone()
    }

    /// Admits and compiles a module, or finds it, and tells which.
    ///
    /// # Errors
    /// As [`Engine::admit`]. The disk is never the reason.
    pub fn admit(&self, bytes: &[u8]) -> Result<(AdmittedModule, Cached), AdmitError> {
        if bytes.len() as u64 > MODULE_BYTES {
            // It is refused, before its bytes cost anybody a hash.
            let why = Miss::Absent;
            let kept = Kept::TooLarge;
            return Ok((self.engine().admit(bytes)?, Cached::Compiled { why, kept }));
        }
        let hash = Domain::Module.hash(bytes);
        let found = lock(&self.shared.memory).get(&hash);
        let (module, cached) = match found {
            Some(module) => (module, Cached::Memory),
            None => match self.load(hash, bytes) {
                Ok(module) => (module, Cached::Disk),
                Err(why) => {
                    let (module, kept) = self.compile(hash, bytes)?;
                    (module, Cached::Compiled { why, kept })
                }
            },
        };
        if cached != Cached::Memory {
            lock(&self.shared.memory).put(&module);
        }
        lock(&self.shared.uses).count(cached);
        Ok((module, cached))
    }

    fn load(&self, hash: Hash, bytes: &[u8]) -> Result<AdmittedModule, Miss> {
        let (disk, sealer) = self.shared.disk.as_ref().ok_or(Miss::NoDisk)?;
        let entry = disk.read(&hash)?;
        let (report, native) = sealer.load(hash, &entry)?;
        AdmittedModule::new(hash, native, report, bytes).map_err(|_| Miss::Unreadable)
    }

    fn compile(&self, hash: Hash, bytes: &[u8]) -> Result<(AdmittedModule, Kept), AdmitError> {
        let (report, native) = self.engine().compile(bytes)?;
        let kept = match &self.shared.disk {
            None => Kept::NoDisk,
            Some((disk, sealer)) => {
                let code = native.serialize().ok();
                let entry = code.and_then(|code| sealer.seal(hash, &report, &code));
                entry.map_or(Kept::TooLarge, |entry| disk.write(&hash, &entry))
            }
        };
        let module = AdmittedModule::new(hash, native, report, bytes)?;
        Ok((module, kept))
    }
}

/// Keeps nothing: for those who keep modules themselves.
impl From<Engine> for ModuleCache {
    fn from(engine: Engine) -> ModuleCache {
        let nothing = MemoryBounds {
            modules: 0,
            bytes: 0,
        };
        ModuleCache::in_memory(engine, nothing)
    }
}

/// What a thread that panicked left is whole: nothing in here is half done when it could.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
