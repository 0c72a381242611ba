//! Admits, compiles and runs WebAssembly contracts under limits.
//!
//! A contract comes from anyone. [`Engine::admit`] refuses what is not on a short list of what is
//! allowed, before anything is compiled. An [`AdmittedModule`] runs with fuel, in a memory of its own:
//! a policy in an [`Instance`], where it reaches nothing but what its [`FactSource`] answers; any other
//! as a [`Contract`], where it reads a [`StateReader`] and gives back what it wants written.
//!
//! ```text
//! bytes --admit--> AdmittedModule --instance--> Instance --call--> Call { output or code, fuel }
//!   \ Refusal: the module is to blame  \          \ Fault: we are to blame
//!                                       --contract--> Contract --call--> Outcome { …, events, writes }
//! ```
//!
//! The same call gives the same output, code and fuel on every machine:
//!
//! - Fuel is what the operators cost ([`rules_hash`] identifies the prices), the functions of
//!   the host, and the base, pages, input and output of the call. A trap costs the whole limit.
//! - No floats, no threads, no growth, no recursion: nothing depends on the processor, on free
//!   memory or on the size of a native frame.
//! - The engine is wasmtime, and nothing of it can be seen from outside.
//!
//! ```
//! use abi::limits::DECIDE_FUEL;
//! use abi::{Fuel, OutcomeCode};
//! use runtime::{Engine, Entry, NoFacts};
//!
//! // Adds 1 to its one byte of input; an empty input makes it trap.
//! let module = wat::parse_str(
//!     r#"(module
//!         (memory (export "memory") 1 1)
//!         (global (export "input") i32 (i32.const 0))
//!         (global (export "input_capacity") i32 (i32.const 64))
//!         (global (export "output") i32 (i32.const 64))
//!         (func $run (export "decide") (export "explain") (param $length i32) (result i32)
//!             (if (i32.eqz (local.get $length)) (then unreachable))
//!             (i32.store8 (i32.const 64) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1)))
//!             (i32.const 1)))"#,
//! )?;
//! let mut instance = Engine::new()?.admit(&module)?.instance(NoFacts)?;
//! let call = instance.call(Entry::Decide, &[41], Fuel(DECIDE_FUEL))?;
//! assert_eq!(call.outcome, Ok([42].as_slice()));
//!
//! let call = instance.call(Entry::Decide, &[], Fuel(DECIDE_FUEL))?;
//! assert_eq!(call.outcome, Err(OutcomeCode::TRAP_UNREACHABLE));
//! assert_eq!(call.fuel.total(), Fuel(DECIDE_FUEL));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod admit;
mod cache;
mod contract;
mod engine;
mod error;
mod fuel;
mod host;
mod instance;
mod module;
mod operators;
pub mod policy;
mod state;
mod wipe;

#[cfg(test)]
mod hostile_tests;

pub use admit::{RULES, Rule, examine};
pub use cache::{
    CacheError, CacheUses, Cached, DiskSettings, Kept, MemoryBounds, Miss, ModuleCache,
};
pub use contract::{
    CallerIdentity, Context, Contract, Event, Excerpt, Invocation, Mode, Outcome, Step, StepEnd,
    Steps, Stopped, Watch, Writes,
};
pub use engine::{Engine, Optimisation, rules_hash};
pub use error::{AdmitError, Fault, Refusal};
pub use fuel::FuelUse;
pub use host::{FactAnswer, FactSource, NoFacts};
pub use instance::{Call, Entry, Instance};
pub use module::{AdmittedModule, Measurements};
pub use operators::{FUNCTION_FUEL, operator_price};
pub use policy::{Attestations, Given, Policy, PolicyError};
pub use state::{Found, MemoryState, StateReader};
