//! Modules on another engine than the runtime's: wasmi, which interprets where wasmtime makes native
//! code. Whatever the two disagree about is a mistake of one of them, or of ours.
//!
//! ```text
//! policy    --SecondEngine::call-->    output | trap
//! contract  --SecondContract::call-->  Answer { output | trap | abort, events, writes, fuel of the host }
//! ```
//!
//! The hosts behind both are written a second time, from docs/contract.md and docs/host.md. Prices of
//! the host's functions are charged by the same table, so that these can be compared; what operators
//! cost is a price list of the runtime's engine, and is compared between its own code generators.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "what one engine admits and the other cannot run is a mistake of ours"
)]

use std::sync::LazyLock;

use abi::OutcomeCode;
use runtime::Stopped;
use wasmi::{CompilationMode, Config, Engine, Error, TrapCode};

mod contract;
mod host;
mod policy;

pub use contract::{Answer, SecondContract, Watched};
pub use host::{Asked, Ended, Trace};
pub use policy::SecondEngine;

/// Counts fuel, by its own prices.
static METERED: LazyLock<Engine> = LazyLock::new(|| {
    let mut config = config();
    // Lazily, translating a function would cost fuel as well.
    config
        .consume_fuel(true)
        .compilation_mode(CompilationMode::Eager);
    Engine::new(&config)
});

/// As little as the runtime's engine has: integers, one memory, nothing that came later.
fn config() -> Config {
    let mut config = Config::default();
    config
        .wasm_multi_value(false)
        .wasm_multi_memory(false)
        .wasm_bulk_memory(false)
        .wasm_reference_types(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .wasm_saturating_float_to_int(false)
        .floats(false)
        .allow_start_fn(false);
    config
}

/// An end that the host makes.
#[derive(Debug)]
struct Stop(Stopped);

impl Stop {
    /// The error that ends a call with a trap.
    fn trap(code: OutcomeCode) -> Stop {
        Stop(Stopped::Trap(code))
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(text, "{:?}", self.0)
    }
}

impl wasmi::errors::HostError for Stop {}

/// Why a call did not return.
fn stopped(error: &Error) -> Stopped {
    if let Some(Stop(stopped)) = error.downcast_ref() {
        return stopped.clone();
    }
    Stopped::Trap(match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => OutcomeCode::TRAP_UNREACHABLE,
        Some(TrapCode::MemoryOutOfBounds) => OutcomeCode::TRAP_MEMORY,
        Some(TrapCode::IntegerDivisionByZero | TrapCode::IntegerOverflow) => {
            OutcomeCode::TRAP_ARITHMETIC
        }
        Some(TrapCode::OutOfFuel) => OutcomeCode::TRAP_FUEL,
        _ => panic!("the second engine stopped in an unexpected way: {error}"),
    })
}

#[cfg(test)]
mod tests;
