//! The policies that a chain has used.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use abi::limits::{DEPLOY_BYTE_FUEL, DEPLOY_CODE_BYTE_FUEL};
use abi::{Fuel, Hash};
use runtime::{AdmitError, AdmittedModule, ModuleCache, Policy, PolicyError};

/// The contracts that a chain has used, found in a cache or compiled once each. Cloning it shares them,
/// and threads may.
#[derive(Clone)]
pub struct Contracts {
    cache: ModuleCache,
    loaded: Arc<Mutex<BTreeMap<Hash, Policy>>>,
}

impl Contracts {
    /// No contracts yet; they come from an engine, or from a cache, which changes no result.
    pub fn new(engine: impl Into<ModuleCache>) -> Contracts {
        Contracts {
            cache: engine.into(),
            loaded: Arc::default(),
        }
    }

    /// Loads `wasm`, or finds it loaded. Threads that miss the same one at once both load it: nobody
    /// waits, and what they get is the same.
    ///
    /// # Errors
    /// As [`Policy::load`].
    pub fn load(&self, wasm: &[u8]) -> Result<Policy, PolicyError> {
        let hash = abi::Domain::Module.hash(wasm);
        if let Some(policy) = self.get(&hash) {
            return Ok(policy);
        }
        let (policy, _) = Policy::load_cached(&self.cache, wasm)?;
        self.loaded().insert(hash, policy.clone());
        Ok(policy)
    }

    /// Admits a module of any kind, or finds it admitted.
    ///
    /// # Errors
    /// As [`ModuleCache::admit`].
    pub fn admit(&self, wasm: &[u8]) -> Result<AdmittedModule, AdmitError> {
        self.cache.admit(wasm).map(|(module, _)| module)
    }

    /// What it costs to deploy `wasm`, which `admitted` came of: every node reads its bytes, and compiles
    /// its code when it is admitted, also when this one knew it.
    pub(crate) fn deploy_fuel(wasm: &[u8], admitted: Option<&AdmittedModule>) -> Fuel {
        let code = admitted.map_or(0, |module| module.measurements().code_bytes);
        Fuel(DEPLOY_BYTE_FUEL * wasm.len() as u64 + DEPLOY_CODE_BYTE_FUEL * code)
    }

    /// The policy with this hash, if it is loaded.
    pub fn get(&self, hash: &Hash) -> Option<Policy> {
        self.loaded().get(hash).cloned()
    }

    /// The map is whole whenever it is not locked, so that a thread that panicked leaves nothing half
    /// done in it.
    fn loaded(&self) -> MutexGuard<'_, BTreeMap<Hash, Policy>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
