//! The engine: one configuration, the same on every machine, and the door to it.

use abi::host::{HOST_FUNCTIONS, NAMESPACE};
use abi::limits::{CALL_PRICES, LIMITS, MEMORY_PAGES, PROTOCOL_VERSION, WASM_STACK_BYTES};
use abi::{Domain, Hash};
use std::fmt::Write;
use std::hash::Hasher;

use wasmtime::{
    Config, Enabled, Inlining, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    RegallocAlgorithm, Strategy, WasmBacktraceDetails,
};

use crate::admit::{self, FEATURES, PAGE_BYTES, Report};
use crate::error::{AdmitError, Fault};
use crate::module::AdmittedModule;
use crate::operators;

mod build;

#[cfg(test)]
mod tests;

/// How many instances may live at once, over all modules: the most that the machine has address
/// space for. It takes no memory until it is used, and no result depends on it.
const ROOMS: [u32; 3] = [1024, 128, 16];

/// Address space for each instance's memory: every address that a contract can form falls into it,
/// so that the processor checks bounds.
const RESERVED_BYTES: u64 = 4 << 30;

/// Address space behind it, for what an operator adds to an address.
const GUARD_BYTES: u64 = 32 << 20;

/// How much of an instance's memory is put back by writing instead of by the kernel, when it is
/// dropped, where the kernel can say which pages were written: pages beyond fault when they are used
/// again. A decision writes a few.
const RESIDENT_BYTES: usize = 256 << 10;

/// The same where it cannot say: then so much is always written.
const RESIDENT_BYTES_BLINDLY: usize = 16 << 10;

/// What the code generator does with an admitted module. Results and fuel are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Optimisation {
    /// Code runs as fast as it can.
    #[default]
    Speed,
    /// Code is translated as it stands: to check the other.
    Off,
}

/// Admits and compiles modules. Cloning it is cheap; threads may share it.
///
/// A thread that runs contracts needs twice [`WASM_STACK_BYTES`] of stack, which is what Rust's
/// threads have unless told otherwise.
#[derive(Clone)]
pub struct Engine {
    native: wasmtime::Engine,
    instances_max: u32,
}

impl Engine {
    /// Opens the sandbox.
    ///
    /// # Errors
    /// Fault: this machine has no address space for it or its processor is not supported.
    pub fn new() -> Result<Engine, Fault> {
        Engine::with(Optimisation::Speed)
    }

    /// Opens the sandbox with a choice of code generation.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub fn with(optimisation: Optimisation) -> Result<Engine, Fault> {
        let mut cause = String::new();
        for instances_max in ROOMS {
            match wasmtime::Engine::new(&config(optimisation, instances_max)) {
                Ok(native) => {
                    return Ok(Engine {
                        native,
                        instances_max,
                    });
                }
                Err(error) => cause = format!("{error:#}"),
            }
        }
        Err(Fault::Open(cause))
    }

    /// How many instances may live at once, over all modules.
    pub fn instances_max(&self) -> u32 {
        self.instances_max
    }

    /// Admits and compiles a module.
    ///
    /// # Errors
    /// Reject: the module breaks a rule of admission. Fault: an admitted module does not compile.
    pub fn admit(&self, bytes: &[u8]) -> Result<AdmittedModule, AdmitError> {
        let (report, native) = self.compile(bytes)?;
        let hash = Domain::Module.hash(bytes);
        Ok(AdmittedModule::new(hash, native, report, bytes)?)
    }

    /// Admits and compiles a module, for those who keep what came of it.
    pub(crate) fn compile(&self, bytes: &[u8]) -> Result<(Report, wasmtime::Module), AdmitError> {
        let report = admit::check(bytes)?;
        let native = wasmtime::Module::new(&self.native, bytes).map_err(|_| Fault::Compile)?;
        Ok((report, native))
    }

    pub(crate) fn native(&self) -> &wasmtime::Engine {
        &self.native
    }

    /// Identifies the native code that this engine makes: engine and code generator by their exact
    /// versions, configuration, processor, rules, prices, and the source of admission. Code that
    /// another fingerprint made must not run here.
    pub fn fingerprint(&self) -> Hash {
        let mut bytes = Collected([rules_hash().0, build::hash().0].concat());
        std::hash::Hash::hash(&self.native.precompile_compatibility_hash(), &mut bytes);
        // No module begins with these bytes, so that this is the hash of no module.
        Domain::Module.hash(&[b"assent engine".as_slice(), &bytes.0].concat())
    }
}

/// Identifies everything that can change a result: the limits, the prices and the host's
/// functions. It is the same on every machine; two nodes with different ones would disagree.
pub fn rules_hash() -> Hash {
    let mut text = format!("assent rules {PROTOCOL_VERSION} {NAMESPACE}\n");
    for limit in LIMITS {
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(text, "{} {}", limit.name, limit.max);
    }
    for row in HOST_FUNCTIONS {
        let types: Vec<_> = row.parameters.iter().map(|(_, ty)| ty).collect();
        let _ = writeln!(
            text,
            "{} {:?} {types:?} {:?} {} {}",
            row.name, row.kind, row.result, row.fuel_base, row.fuel_byte
        );
    }
    for (name, price) in CALL_PRICES {
        let _ = writeln!(text, "{name} {price}");
    }
    for (name, price) in operators::PRICES {
        let _ = writeln!(text, "{name} {price}");
    }
    Domain::Module.hash(text.as_bytes())
}

/// Collects what is hashed, where a hasher would shrink it to 64 bits.
struct Collected(Vec<u8>);

impl Hasher for Collected {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

/// Everything that has a switch is set, so that a new version of the engine changes nothing
/// silently.
fn config(optimisation: Optimisation, instances_max: u32) -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(match optimisation {
            Optimisation::Speed => OptLevel::Speed,
            Optimisation::Off => OptLevel::None,
        })
        .cranelift_regalloc_algorithm(RegallocAlgorithm::Backtracking)
        .compiler_inlining(Inlining::No)
        .wasm_features(!FEATURES, false)
        .wasm_features(FEATURES, true)
        .consume_fuel(true)
        .operator_cost(operators::costs())
        .epoch_interruption(false)
        .max_wasm_stack(WASM_STACK_BYTES)
        .wasm_backtrace_max_frames(None)
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .generate_address_map(false)
        .debug_info(false)
        .debug_symbols(false)
        .native_unwind_info(false)
        .wasm_branch_hinting(false)
        .shared_memory(false)
        .signals_based_traps(true)
        .memory_init_cow(true)
        .memory_may_move(false)
        .memory_reservation(RESERVED_BYTES)
        .memory_reservation_for_growth(0)
        .memory_guard_size(GUARD_BYTES)
        .guard_before_linear_memory(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool(instances_max)));
    config
}

fn pool(instances_max: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let resident = match PoolingAllocationConfig::is_pagemap_scan_available() {
        true => RESIDENT_BYTES,
        false => RESIDENT_BYTES_BLINDLY,
    };
    pool.total_core_instances(instances_max)
        .total_memories(instances_max)
        .max_memories_per_module(1)
        .max_memory_size((MEMORY_PAGES * PAGE_BYTES) as usize)
        .total_tables(0)
        .max_tables_per_module(0)
        .table_elements(0)
        .max_unused_warm_slots(instances_max)
        .pagemap_scan(Enabled::Auto)
        .linear_memory_keep_resident(resident);
    pool
}
