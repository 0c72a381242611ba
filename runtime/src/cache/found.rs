//! Where modules were found, why others were not, and how often.

use std::collections::BTreeMap;
use std::io;

/// Where an admitted module came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cached {
    /// This process had it.
    Memory,
    /// An entry of the folder was loaded.
    Disk,
    /// It was admitted and compiled.
    Compiled {
        /// Why.
        why: Miss,
        /// Whether it will be found the next time.
        kept: Kept,
    },
}

/// Why a module was not found on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// The cache has no folder.
    NoDisk,
    /// There is no entry.
    Absent,
    /// What is there is no entry of this module: of another format, sealed with another key, or
    /// another module's.
    Foreign,
    /// Another engine, build, configuration or processor made it.
    Stale,
    /// Its end is missing.
    Truncated,
    /// Its bytes are not those that were sealed.
    Altered,
    /// The file cannot be read, or what was sealed cannot be loaded.
    Unreadable,
}

impl Miss {
    /// A word for it, for logs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Miss::NoDisk => "no_disk",
            Miss::Absent => "absent",
            Miss::Foreign => "foreign",
            Miss::Stale => "stale",
            Miss::Truncated => "truncated",
            Miss::Altered => "altered",
            Miss::Unreadable => "unreadable",
        }
    }

    /// Whether there was something that somebody may want to look into. That there is nothing yet, or
    /// what another version left, is ordinary.
    pub fn is_suspicious(self) -> bool {
        !matches!(self, Miss::NoDisk | Miss::Absent | Miss::Stale)
    }
}

/// Whether a compiled module was kept on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It was.
    Yes,
    /// The cache has no folder.
    NoDisk,
    /// Its entry alone is larger than all entries may be.
    TooLarge,
    /// The disk does not take it.
    NotWritten(io::ErrorKind),
}

/// How often modules came from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheUses {
    /// From memory.
    pub memory: u64,
    /// From the disk.
    pub disk: u64,
    /// Compiled, by why.
    pub compiled: BTreeMap<Miss, u64>,
    /// Compiled and not kept on the disk although there is one, by why not.
    pub not_kept: BTreeMap<Kept, u64>,
}

impl CacheUses {
    pub(super) fn count(&mut self, cached: Cached) {
        match cached {
            Cached::Memory => self.memory += 1,
            Cached::Disk => self.disk += 1,
            Cached::Compiled { why, kept } => {
                *self.compiled.entry(why).or_default() += 1;
                if !matches!(kept, Kept::Yes | Kept::NoDisk) {
                    *self.not_kept.entry(kept).or_default() += 1;
                }
            }
        }
    }
}
