//! Running a contract that is no policy: one entry called by its name, with state to read and changes
//! to give back.
//!
//! ```text
//! Invocation --call--> Outcome { output | trap | abort, fuel, events, writes }
//! ```
//!
//! A call changes nothing outside the contract's memory. What it wants written is handed back on
//! success, and whoever embeds the runtime applies it or does not; after a trap or an abort there is
//! nothing to hand back. A contract cannot call another one: there is no import for it, so that no
//! call comes back to a contract that is still running.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use abi::limits::{CONTRACT_INPUT_BYTES, INPUT_BYTE_FUEL};
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use wasmtime::{InstancePre, ModuleExport, Store, TypedFunc};

use crate::error::Fault;
use crate::fuel::FuelUse;
use crate::host::Stop;
use crate::instance::{self, instantiate};
use crate::module::{AdmittedModule, Kind};
use crate::state::StateReader;

mod functions;
mod running;
mod watched;

#[cfg(test)]
mod tests;

pub(crate) use functions::linker;
pub(crate) use running::Running;
pub use watched::{Excerpt, Step, StepEnd, Steps, Watch};

/// What a call wants written: a value, or `None` for a key to remove.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Whether a call may change the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It may.
    Transaction,
    /// It may not: to write is a trap.
    Query,
}

/// Who calls: as enrolled, never as claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The public key that signed the call.
    pub key: [u8; 32],
    /// The organisation that the caller is enrolled with.
    pub organisation: Option<String>,
    /// The roles that the caller is enrolled with.
    pub roles: BTreeSet<String>,
}

/// What a call knows of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The chain's id.
    pub chain: Hash,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub time: Instant,
    /// Who calls.
    pub caller: CallerIdentity,
}

/// One call of a contract.
#[derive(Clone, Debug)]
pub struct Invocation<'a> {
    /// The name of the export that is called.
    pub entry: &'a str,
    /// Its input; more than [`CONTRACT_INPUT_BYTES`] bytes are a trap.
    pub input: &'a [u8],
    /// Whether it may change the state.
    pub mode: Mode,
    /// What it knows of the world.
    pub context: Arc<Context>,
}

/// Something that a contract tells; there are at most [`abi::limits::EVENTS`] in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of event it is: a name, see [`abi::host::is_name`].
    pub topic: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Why a call did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The contract failed.
    Trap(OutcomeCode),
    /// The contract ended the call, with this name for why: see [`abi::host::is_name`].
    Abort(String),
}

impl Stopped {
    /// The stable number, as receipts have it.
    pub fn code(&self) -> OutcomeCode {
        match self {
            Stopped::Trap(code) => *code,
            Stopped::Abort(_) => OutcomeCode::ABORTED,
        }
    }
}

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The output, or why there is none.
    pub result: Result<Vec<u8>, Stopped>,
    /// What it costs: after a trap the whole limit, otherwise what it used.
    pub fuel: FuelUse,
    /// What it tells, in its order; nothing when it did not succeed.
    pub events: Vec<Event>,
    /// What it wants written; nothing when it did not succeed.
    pub writes: Writes,
}

impl Outcome {
    pub(crate) fn trap(code: OutcomeCode, limit: Fuel) -> Outcome {
        Outcome {
            result: Err(Stopped::Trap(code)),
            fuel: FuelUse::forfeited(limit),
            events: Vec::new(),
            writes: Writes::new(),
        }
    }
}

/// A contract that is no policy, with the state that it reads.
///
/// Every call runs in a memory that is as the module begins: made anew, or put back where admission proves where a call
/// can have written. Which of the two it is cannot be seen.
pub struct Contract<S: StateReader + 'static> {
    module: AdmittedModule,
    linked: InstancePre<Running<S>>,
    /// `None` while a call has it, and after a fault.
    state: Option<S>,
    /// Kept between calls where the memory could be put back.
    warm: Option<Live<S>>,
}

struct Live<S: 'static> {
    store: Store<Running<S>>,
    instance: wasmtime::Instance,
}

impl<S: StateReader + 'static> Contract<S> {
    pub(crate) fn new(module: AdmittedModule, state: S) -> Result<Contract<S>, Fault> {
        let linked = module.linked_contract::<S>()?;
        Ok(Contract {
            module,
            linked,
            state: Some(state),
            warm: None,
        })
    }

    /// The module that it runs.
    pub fn module(&self) -> &AdmittedModule {
        &self.module
    }

    /// The state that it reads, to apply what a call wrote.
    ///
    /// # Errors
    /// Fault: an earlier call ended in a fault.
    pub fn state_mut(&mut self) -> Result<&mut S, Fault> {
        self.state.as_mut().ok_or(Fault::Gone)
    }

    /// Calls an entry, with `fuel_limit` at most.
    ///
    /// # Errors
    /// Fault: the state or the engine is broken, or was before, or there is no room for an instance. The
    /// state is gone then. A trap and an abort are outcomes.
    pub fn call(
        &mut self,
        invocation: &Invocation<'_>,
        fuel_limit: Fuel,
    ) -> Result<Outcome, Fault> {
        self.run(invocation, fuel_limit, &mut None)
    }

    /// The same call with the same outcome, and what it asked of the host, step by step; also of a call that
    /// did not succeed.
    ///
    /// # Errors
    /// As [`Contract::call`].
    pub fn call_watched(
        &mut self,
        invocation: &Invocation<'_>,
        fuel_limit: Fuel,
        watch: Watch,
    ) -> Result<(Outcome, Steps), Fault> {
        let mut steps = Some(Box::new(Steps::new(watch)));
        let outcome = self.run(invocation, fuel_limit, &mut steps)?;
        Ok((outcome, steps.map_or_else(Steps::default, |steps| *steps)))
    }

    /// One call; `steps` are taken along and brought back.
    fn run(
        &mut self,
        invocation: &Invocation<'_>,
        fuel_limit: Fuel,
        steps: &mut Option<Box<Steps>>,
    ) -> Result<Outcome, Fault> {
        let trap = |code| Ok(Outcome::trap(code, fuel_limit));
        let Some((entry, reach)) = self.module.entry(invocation.entry) else {
            return trap(OutcomeCode::TRAP_ENTRY);
        };
        let input = invocation.input.len() as u64;
        if input > CONTRACT_INPUT_BYTES {
            return trap(OutcomeCode::TRAP_INPUT);
        }
        let mut fuel = FuelUse {
            entering: self.module.entering_fuel(),
            input: INPUT_BYTE_FUEL * input,
            ..FuelUse::default()
        };
        let Some(budget) = fuel_limit.0.checked_sub(fuel.total().0) else {
            return trap(OutcomeCode::TRAP_FUEL);
        };
        let state = self.state.take().ok_or(Fault::Gone)?;
        let running = Running::new(state, invocation, steps.take());
        let mut live = match self.warm.take() {
            Some(mut live) => {
                live.store.data_mut().renew(running);
                live
            }
            None => Live::new(&self.module, &self.linked, running)?,
        };
        live.store.data_mut().left.called(reach);
        let outcome = match live.run(entry, budget)? {
            Err(Stopped::Trap(code)) => Outcome::trap(code, fuel_limit),
            result => {
                let running = live.store.data_mut();
                fuel.host = running.host_fuel;
                fuel.code = running.used.saturating_sub(running.host_fuel);
                running.outcome(result, fuel)
            }
        };
        self.state = live.store.data_mut().state.take();
        *steps = live.store.data_mut().steps.take();
        if outcome.result.is_ok() && live.wipe(&self.module)? {
            self.warm = Some(live);
        }
        Ok(outcome)
    }
}

impl<S: StateReader + 'static> Live<S> {
    fn new(
        module: &AdmittedModule,
        linked: &InstancePre<Running<S>>,
        running: Running<S>,
    ) -> Result<Live<S>, Fault> {
        let (mut store, instance) = instantiate(module.engine(), linked, running)?;
        let memory = instance
            .get_module_export(&mut store, module.memory())
            .and_then(wasmtime::Extern::into_memory);
        store.data_mut().memory = Some(memory.ok_or(Fault::Instantiate)?);
        Ok(Live { store, instance })
    }

    /// Puts the memory back by writing, where that can be done.
    fn wipe(&mut self, module: &AdmittedModule) -> Result<bool, Fault> {
        let memory = self.store.data().memory.ok_or(Fault::Engine)?;
        let (memory, running) = memory.data_and_store_mut(&mut self.store);
        Ok(running.left.wipe(memory, module.data()))
    }

    /// Runs one entry with `budget`; what it used is left in the store's data.
    fn run(&mut self, entry: &ModuleExport, budget: u64) -> Result<Result<(), Stopped>, Fault> {
        let entry = self
            .instance
            .get_module_export(&mut self.store, entry)
            .and_then(wasmtime::Extern::into_func)
            .ok_or(Fault::Instantiate)?;
        let entry: TypedFunc<(), ()> = entry.typed(&self.store).map_err(|_| Fault::Instantiate)?;
        // The engine stops when nothing is left: with one more, a call may use its whole budget.
        let fuel = budget.saturating_add(1);
        self.store.set_fuel(fuel).map_err(|_| Fault::Engine)?;
        let returned = entry.call(&mut self.store, ());
        let running = self.store.data_mut();
        let result = match (returned, running.stop.take()) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(Stop::Fault(fault))) => return Err(fault),
            (Err(_), Some(Stop::Trap(code))) => Err(Stopped::Trap(code)),
            (Err(_), Some(Stop::Abort(name))) => Err(Stopped::Abort(name)),
            (Err(error), None) => Err(Stopped::Trap(instance::trap_code(&error)?)),
        };
        let left = self.store.get_fuel().map_err(|_| Fault::Engine)?;
        if left == 0 {
            return Ok(Err(Stopped::Trap(OutcomeCode::TRAP_FUEL)));
        }
        self.store.data_mut().used = fuel.saturating_sub(left);
        Ok(result)
    }
}

impl AdmittedModule {
    /// Makes a contract of a module that is no policy, to be called with `state`.
    ///
    /// # Errors
    /// Fault: the module is a policy, or the engine is broken.
    pub fn contract<S: StateReader + 'static>(&self, state: S) -> Result<Contract<S>, Fault> {
        Contract::new(self.clone(), state)
    }

    /// The names of the entries that can be called, in order; none for a policy.
    pub fn entries(&self) -> &[String] {
        match self.kind() {
            Kind::Policy(_) => &[],
            Kind::Contract(entries) => entries,
        }
    }
}
