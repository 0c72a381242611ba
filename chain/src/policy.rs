//! The policies that a chain has used.

use std::collections::BTreeMap;

use abi::limits::{DEPLOY_BYTE_FUEL, DEPLOY_CODE_BYTE_FUEL};
use abi::{Fuel, Hash};
use runtime::{Engine, Policy, PolicyError};

/// The contracts that a chain has used, compiled once each.
pub struct Contracts {
    engine: Engine,
    loaded: BTreeMap<Hash, Policy>,
}

impl Contracts {
    /// No contracts yet.
    pub fn new(engine: Engine) -> Contracts {
        Contracts {
            engine,
            loaded: BTreeMap::new(),
        }
    }

    /// Loads `wasm`, or finds it loaded.
    ///
    /// # Errors
    /// As [`Policy::load`].
    pub fn load(&mut self, wasm: &[u8]) -> Result<Policy, PolicyError> {
        let hash = abi::Domain::Module.hash(wasm);
        if let Some(policy) = self.loaded.get(&hash) {
            return Ok(policy.clone());
        }
        let policy = Policy::load(&self.engine, wasm)?;
        self.loaded.insert(hash, policy.clone());
        Ok(policy)
    }

    /// What it costs to deploy `wasm`, which `admitted` came of: every node reads its bytes, and compiles
    /// its code when it is admitted, also when this one knew it.
    pub(crate) fn deploy_fuel(wasm: &[u8], admitted: Option<&Policy>) -> Fuel {
        let code = admitted.map_or(0, |policy| policy.module().measurements().code_bytes);
        Fuel(DEPLOY_BYTE_FUEL * wasm.len() as u64 + DEPLOY_CODE_BYTE_FUEL * code)
    }

    /// The policy with this hash, if it is loaded.
    pub fn get(&self, hash: &Hash) -> Option<&Policy> {
        self.loaded.get(hash)
    }
}
