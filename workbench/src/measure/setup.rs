//! What comes before the first decision, to be timed: reading, compiling, admitting, loading what was kept.

use policy_lang::contract::compile;
use runtime::{AdmitError, DiskSettings, Engine, Fault, FuelUse, MemoryBounds, ModuleCache};

use super::{Timed, Work};

/// What there is to begin with.
pub struct Setup<'a> {
    /// The policy's text, where there is one.
    pub source: Option<&'a str>,
    /// The module.
    pub wasm: &'a [u8],
    /// The engine that admits it.
    pub engine: &'a Engine,
    /// A folder for compiled modules, to measure how long one takes to load from there; it is used for nothing else.
    pub cache: Option<&'a DiskSettings>,
}

/// The steps before the first decision or call.
pub fn setups<'a>(setup: &Setup<'a>) -> Vec<Timed<'a>> {
    let Setup {
        source,
        wasm,
        engine,
        cache,
    } = *setup;
    let mut steps = Vec::new();
    if let Some(source) = source {
        let check = move || {
            let _ = policy_lang::check(source, "policy");
            Ok(())
        };
        steps.push(Timed::new("check the text", 1, Step(check)));
        if let Some(policy) = policy_lang::check(source, "policy").policy {
            let compile = move || {
                let _ = compile(&policy, source);
                Ok(())
            };
            steps.push(Timed::new("compile to a module", 1, Step(compile)));
        }
    }
    let admit = move || match engine.admit(wasm) {
        Err(AdmitError::Fault(fault)) => Err(fault),
        _ => Ok(()),
    };
    steps.push(Timed::new("admit the module", 1, Step(admit)));
    let kept = cache.filter(|settings| {
        let cache = ModuleCache::open(engine.clone(), MemoryBounds::default(), settings);
        cache.is_ok_and(|cache| cache.admit(wasm).is_ok() && cache.uses().not_kept.is_empty())
    });
    // Where nothing can be kept, nothing is loaded.
    if let Some(settings) = kept {
        // A new cache each time: what it keeps in memory would be found there, and not on the disk.
        let load = move || {
            let memory = MemoryBounds::default();
            if let Ok(cache) = ModuleCache::open(engine.clone(), memory, settings) {
                return match cache.admit(wasm) {
                    Err(AdmitError::Fault(fault)) => Err(fault),
                    _ => Ok(()),
                };
            }
            Ok(())
        };
        steps.push(Timed::new("load from the cache", 1, Step(load)));
    }
    steps
}

/// Something without cases and fuel.
struct Step<F>(F);

impl<F: FnMut() -> Result<(), Fault>> Work for Step<F> {
    fn run(&mut self) -> Result<FuelUse, Fault> {
        (self.0)()?;
        Ok(FuelUse::default())
    }
}

#[cfg(test)]
mod tests;
