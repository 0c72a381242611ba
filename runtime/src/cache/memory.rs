//! Admitted modules of this process, bounded; the least recently used goes first.

use std::collections::BTreeMap;

use abi::Hash;

use super::MemoryBounds;
use crate::module::AdmittedModule;

/// Modules by their hashes, and in the order of their last uses.
pub(super) struct Memory {
    bounds: MemoryBounds,
    modules: BTreeMap<Hash, Held>,
    /// Which module was used when; the numbers only rise.
    order: BTreeMap<u64, Hash>,
    uses: u64,
    bytes: u64,
}

struct Held {
    module: AdmittedModule,
    bytes: u64,
    used: u64,
}

impl Memory {
    pub(super) fn new(bounds: MemoryBounds) -> Memory {
        Memory {
            bounds,
            modules: BTreeMap::new(),
            order: BTreeMap::new(),
            uses: 0,
            bytes: 0,
        }
    }

    /// Finds a module and marks it as used.
    pub(super) fn get(&mut self, hash: &Hash) -> Option<AdmittedModule> {
        let held = self.modules.get_mut(hash)?;
        self.uses += 1;
        self.order.remove(&held.used);
        self.order.insert(self.uses, *hash);
        held.used = self.uses;
        Some(held.module.clone())
    }

    /// Keeps a module, and lets others go until all fit; one that alone is too large is not kept.
    pub(super) fn put(&mut self, module: &AdmittedModule) {
        let hash = module.hash();
        let bytes = module.held_bytes();
        self.remove(&hash);
        if self.bounds.modules == 0 || bytes > self.bounds.bytes {
            return;
        }
        while self.modules.len() as u64 >= u64::from(self.bounds.modules)
            || self.bytes + bytes > self.bounds.bytes
        {
            let Some((_, oldest)) = self.order.first_key_value() else {
                return;
            };
            let oldest = *oldest;
            self.remove(&oldest);
        }
        self.uses += 1;
        self.bytes += bytes;
        self.order.insert(self.uses, hash);
        let held = Held {
            module: module.clone(),
            bytes,
            used: self.uses,
        };
        self.modules.insert(hash, held);
    }

    fn remove(&mut self, hash: &Hash) {
        if let Some(held) = self.modules.remove(hash) {
            self.order.remove(&held.used);
            self.bytes -= held.bytes;
        }
    }
}
