//! A contract that is no policy, over a state of the embedder's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};
use runtime::{
    AdmittedModule, CallerIdentity, Context, Fault, Found, Invocation, Mode, Outcome, StateReader,
};

/// Values in a map; yours may be a database.
#[derive(Default)]
pub struct Shelf(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl StateReader for Shelf {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault> {
        let Some(value) = self.0.get(key) else {
            return Ok(Found::No);
        };
        out.extend_from_slice(value);
        Ok(Found::Yes)
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault> {
        let mut keys = self.0.keys();
        let next = keys.find(|key| key.starts_with(prefix) && after.is_none_or(|a| a < key));
        let Some(key) = next else {
            return Ok(Found::No);
        };
        out.extend_from_slice(key);
        Ok(Found::Yes)
    }
}

/// Calls `entry`, and keeps what it wrote: nothing, when it did not succeed.
pub fn call_and_keep(
    module: &AdmittedModule,
    shelf: Shelf,
    entry: &str,
) -> Result<(Outcome, Shelf), Fault> {
    let context = Context {
        chain: Hash([0; 32]),
        height: Height(1),
        time: Instant(1_780_000_000),
        caller: CallerIdentity::default(),
    };
    let invocation = Invocation {
        entry,
        input: b"",
        mode: Mode::Transaction,
        context: Arc::new(context),
    };
    let mut contract = module.contract(shelf)?;
    let outcome = contract.call(&invocation, Fuel(CALL_FUEL))?;
    let shelf = contract.state_mut()?;
    for (key, value) in &outcome.writes {
        match value {
            Some(value) => shelf.0.insert(key.clone(), value.clone()),
            None => shelf.0.remove(key),
        };
    }
    Ok((outcome, std::mem::take(shelf)))
}
