//! What is found, what is not, and that it never matters.

mod damage;
mod folder;
mod kept;
mod keys;
mod sharing;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use abi::limits::DECIDE_FUEL;
use abi::{Domain, Fuel};
use tempfile::TempDir;

use super::disk::entry_name;
use super::*;
use crate::{Entry, NoFacts, Optimisation};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().unwrap());

/// Keeps nothing in memory, so that the disk is asked each time.
const NOTHING: MemoryBounds = MemoryBounds {
    modules: 0,
    bytes: 0,
};

/// A policy that answers every request with the byte `number`.
fn policy(number: u8) -> Vec<u8> {
    let text = format!(
        r#"(module
            (memory (export "memory") 1 1)
            (global (export "input") i32 (i32.const 0))
            (global (export "input_capacity") i32 (i32.const 64))
            (global (export "output") i32 (i32.const 64))
            (func $run (export "decide") (export "explain") (param $length i32) (result i32)
                (i32.store8 (i32.const 64) (i32.const {number}))
                (i32.const 1))
            (@custom "assent.policy" "interface {number}"))"#
    );
    wat::parse_str(text).unwrap()
}

/// What a policy answers, and what that costs.
fn answer(module: &AdmittedModule) -> (u8, Fuel) {
    let mut instance = module.instance(NoFacts).unwrap();
    let call = instance
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap();
    (call.outcome.unwrap()[0], call.fuel.total())
}

/// A folder for a cache and its key.
struct Place {
    temporary: TempDir,
    settings: DiskSettings,
}

impl Place {
    fn new() -> Place {
        let temporary = TempDir::new().unwrap();
        let settings = DiskSettings {
            folder: temporary.path().join("cache"),
            key: temporary.path().join("cache.key"),
            bytes: DiskSettings::BYTES,
        };
        Place {
            temporary,
            settings,
        }
    }

    /// A cache as a new process would open it.
    fn open(&self) -> ModuleCache {
        ModuleCache::open(ENGINE.clone(), NOTHING, &self.settings).unwrap()
    }

    fn bounded(&self, bytes: u64) -> ModuleCache {
        let settings = DiskSettings {
            bytes,
            ..self.settings.clone()
        };
        ModuleCache::open(ENGINE.clone(), NOTHING, &settings).unwrap()
    }

    fn entry(&self, module: &[u8]) -> PathBuf {
        let hash = Domain::Module.hash(module);
        self.settings.folder.join(entry_name(&hash))
    }

    fn bytes(&self, module: &[u8]) -> Vec<u8> {
        fs::read(self.entry(module)).unwrap()
    }

    /// Says when an entry was last used: clocks are too coarse to tell two uses apart.
    fn use_at(&self, module: &[u8], seconds: u64) {
        let file = fs::File::open(self.entry(module)).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_modified(time).unwrap();
    }

    /// The names in the folder, in order.
    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.settings.folder).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn compiled(why: Miss) -> Cached {
    let kept = Kept::Yes;
    Cached::Compiled { why, kept }
}

/// Admits policy `number`, which answers rightly wherever it came from, and tells where that was.
fn admit(cache: &ModuleCache, number: u8) -> Cached {
    let module = policy(number);
    let (found, cached) = cache.admit(&module).unwrap();
    let plain = ENGINE.admit(&module).unwrap();
    assert_eq!(found.hash(), plain.hash());
    assert_eq!(found.measurements(), plain.measurements());
    assert_eq!(found.interface(), plain.interface());
    assert_eq!(
        found.interface(),
        Some(format!("interface {number}").as_bytes())
    );
    assert_eq!(found.is_pure(), plain.is_pure());
    assert_eq!(answer(&found), answer(&plain));
    assert_eq!(answer(&found).0, number);
    cached
}
