//! `--cache DIR`: compiled contracts kept for later runs, and what is told of them.

use std::collections::BTreeMap;
use std::ffi::OsString;

use runtime::{CacheUses, DiskSettings, Engine, Kept, MemoryBounds, ModuleCache};
use serde::Serialize;

use crate::arguments::CacheArguments;
use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// The cache of one run.
pub struct RunCache {
    cache: ModuleCache,
    is_asked_for: bool,
}

/// What `--json` prints of it: how often a contract came from where.
#[derive(Debug, Serialize)]
pub struct CacheReport {
    memory: u64,
    disk: u64,
    compiled: BTreeMap<&'static str, u64>,
    not_kept: u64,
}

impl RunCache {
    /// Opens what the arguments ask for; without `--cache` nothing is kept. A disk that fails is told of
    /// and done without.
    ///
    /// # Errors
    /// The key is not secret, or the sandbox does not open.
    pub fn open(arguments: &CacheArguments) -> Result<RunCache, Failure> {
        let engine = Engine::new()?;
        let Some(folder) = &arguments.folder else {
            return Ok(RunCache {
                cache: engine.into(),
                is_asked_for: false,
            });
        };
        let mut beside = OsString::from(folder.components().as_path());
        beside.push(".key");
        let settings = DiskSettings {
            folder: folder.clone(),
            key: arguments.key.clone().unwrap_or_else(|| beside.into()),
            bytes: arguments.bytes,
        };
        let memory = MemoryBounds::default();
        let cache = match ModuleCache::open(engine.clone(), memory, &settings) {
            Ok(cache) => cache,
            Err(error) if error.is_refusal() => {
                let help = "only its owner may read a key (mode 600), and it lies outside the folder; \
                            after a leak, remove the key and the folder: both are made anew";
                return Err(Failure::usage(error.to_string()).help(help));
            }
            Err(error) => {
                eprintln!("warning: {error}; contracts are compiled, and not kept");
                ModuleCache::in_memory(engine, memory)
            }
        };
        Ok(RunCache {
            cache,
            is_asked_for: true,
        })
    }

    /// The cache itself.
    pub fn modules(&self) -> &ModuleCache {
        &self.cache
    }

    /// Warns of what somebody may want to look into, and gives the report when there is a cache.
    pub fn report(&self) -> Option<CacheReport> {
        let uses = self.cache.uses();
        for warning in warnings(&uses) {
            eprintln!("warning: {warning}");
        }
        self.is_asked_for.then(|| CacheReport {
            memory: uses.memory,
            disk: uses.disk,
            compiled: uses
                .compiled
                .iter()
                .map(|(why, count)| (why.name(), *count))
                .collect(),
            not_kept: uses.not_kept.values().sum(),
        })
    }
}

/// What is out of the ordinary, in words.
fn warnings(uses: &CacheUses) -> Vec<String> {
    let suspicious = uses.compiled.iter().filter(|(why, _)| why.is_suspicious());
    let entries = suspicious.map(|(why, count)| {
        let word = why.name();
        format!("the cache: {count} × {word}; not used, the contract was compiled instead")
    });
    let unkept = uses.not_kept.iter().map(|(why, count)| {
        let why = match why {
            Kept::NotWritten(kind) => kind.to_string(),
            _ => String::from("larger than the cache may be"),
        };
        format!("the cache: {count} × not kept: {why}")
    });
    entries.chain(unkept).collect()
}
