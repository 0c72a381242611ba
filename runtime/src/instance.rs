//! Running a contract: input in, fuel set, one call, output and fuel out.

use abi::limits::{INPUT_BYTE_FUEL, OUTPUT_BYTE_FUEL, OUTPUT_BYTES};
use abi::{Fuel, OutcomeCode};
use std::ops::Range;

use wasmtime::{InstancePre, Memory, PoolConcurrencyLimitError, Store, Trap, TypedFunc};

use crate::error::Fault;
use crate::fuel::FuelUse;
use crate::host::{FactSource, State, Stop};
use crate::module::{AdmittedModule, Layout};

#[cfg(test)]
mod tests;

/// Which of a contract's two functions is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// [`abi::host::export::DECIDE`].
    Decide,
    /// [`abi::host::export::EXPLAIN`].
    Explain,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// The output, in the contract's own memory, or the code of the trap.
    pub outcome: Result<&'a [u8], OutcomeCode>,
    /// What the call costs, by what it was for; after a trap, the whole limit.
    pub fuel: FuelUse,
}

/// A contract in its memory, ready to be called.
///
/// An instance is kept warm between calls: its memory holds what the calls before left in it.
/// [`Instance::fresh`] puts it back to how the module begins.
pub struct Instance<H: FactSource + 'static> {
    module: AdmittedModule,
    linked: InstancePre<State<H>>,
    /// `None` after a fault.
    live: Option<Live<H>>,
}

/// A store with its instance and handles to what is called.
struct Live<H: 'static> {
    store: Store<State<H>>,
    memory: Memory,
    decide: TypedFunc<i32, i32>,
    explain: TypedFunc<i32, i32>,
    /// How many bytes of the input region may differ from the module's own.
    input_used: usize,
}

/// What running came to, before the output is lent.
struct Run {
    outcome: Result<Range<usize>, OutcomeCode>,
    fuel: FuelUse,
}

impl<H: FactSource + 'static> Instance<H> {
    pub(crate) fn new(module: AdmittedModule, host: H) -> Result<Instance<H>, Fault> {
        let linked = module.linked::<H>()?;
        let live = Live::new(&module, &linked, State::new(host))?;
        Ok(Instance {
            module,
            linked,
            live: Some(live),
        })
    }

    /// The module that it runs.
    pub fn module(&self) -> &AdmittedModule {
        &self.module
    }

    /// The source of facts, to prepare it for the next call or to look at it after one.
    ///
    /// # Errors
    /// Fault: an earlier call ended in a fault.
    pub fn host_mut(&mut self) -> Result<&mut H, Fault> {
        let live = self.live.as_mut().ok_or(Fault::Gone)?;
        Ok(&mut live.store.data_mut().source)
    }

    /// The whole memory, to compare instances with each other.
    ///
    /// # Errors
    /// Fault: an earlier call ended in a fault.
    pub fn memory(&self) -> Result<&[u8], Fault> {
        let live = self.live.as_ref().ok_or(Fault::Gone)?;
        Ok(live.memory.data(&live.store))
    }

    /// Puts the instance back to how the module begins, and gives it to be called.
    ///
    /// # Errors
    /// Fault: there is no room for an instance, or the engine is broken.
    pub fn fresh(&mut self) -> Result<&mut Instance<H>, Fault> {
        let live = self.live.as_mut().ok_or(Fault::Gone)?;
        if !live.wipe(&self.module)? {
            self.renew()?;
        }
        Ok(self)
    }

    /// Makes the memory anew.
    fn renew(&mut self) -> Result<(), Fault> {
        let Live { store, .. } = self.live.take().ok_or(Fault::Gone)?;
        // The old memory goes back to the pool before the new one is taken from it.
        let State { source, .. } = store.into_data();
        self.live = Some(Live::new(&self.module, &self.linked, State::new(source))?);
        Ok(())
    }

    /// Calls `entry` with `input`, with `fuel_limit` at most.
    ///
    /// # Errors
    /// Fault: the host or the engine is broken, or was before. A trap is not an error.
    pub fn call(
        &mut self,
        entry: Entry,
        input: &[u8],
        fuel_limit: Fuel,
    ) -> Result<Call<'_>, Fault> {
        self.call_with(entry, fuel_limit, |room| {
            if let Some(room) = room.get_mut(..input.len()) {
                room.copy_from_slice(input);
            }
            input.len()
        })
    }

    /// Calls `entry` with the input that `write` puts into the contract's own memory.
    ///
    /// `write` gets the whole input region and returns how many bytes of it, from its first one,
    /// are the input. More than there is room for is a trap. Behind the input the region is as
    /// the module begins, provided that `write` leaves that alone.
    ///
    /// # Errors
    /// Fault: the host or the engine is broken, or was before. A trap is not an error.
    pub fn call_with(
        &mut self,
        entry: Entry,
        fuel_limit: Fuel,
        write: impl FnOnce(&mut [u8]) -> usize,
    ) -> Result<Call<'_>, Fault> {
        let live = self.live.as_mut().ok_or(Fault::Gone)?;
        let run = match live.run(&self.module, entry, fuel_limit.0, write) {
            Ok(run) => run,
            Err(fault) => {
                self.live = None;
                return Err(fault);
            }
        };
        if run.outcome.is_err() {
            self.renew()?;
        }
        let live = self.live.as_ref().ok_or(Fault::Gone)?;
        let outcome = match run.outcome {
            Ok(range) => Ok(live
                .memory
                .data(&live.store)
                .get(range)
                .ok_or(Fault::Engine)?),
            Err(code) => Err(code),
        };
        Ok(Call {
            outcome,
            fuel: run.fuel,
        })
    }
}

impl<H: FactSource + 'static> Live<H> {
    fn new(
        module: &AdmittedModule,
        linked: &InstancePre<State<H>>,
        state: State<H>,
    ) -> Result<Live<H>, Fault> {
        let exports = module.exports()?;
        let (mut store, instance) = instantiate(module.engine(), linked, state)?;
        let mut export = |export| {
            instance
                .get_module_export(&mut store, export)
                .ok_or(Fault::Instantiate)
        };
        let memory = export(module.memory())?
            .into_memory()
            .ok_or(Fault::Instantiate)?;
        let decide = export(&exports.decide)?
            .into_func()
            .ok_or(Fault::Instantiate)?;
        let explain = export(&exports.explain)?
            .into_func()
            .ok_or(Fault::Instantiate)?;
        let decide = decide.typed(&store).map_err(|_| Fault::Instantiate)?;
        let explain = explain.typed(&store).map_err(|_| Fault::Instantiate)?;
        store.data_mut().memory = Some(memory);
        Ok(Live {
            store,
            memory,
            decide,
            explain,
            input_used: 0,
        })
    }

    /// One call. Fuel is set before and read after it, on normal return only: what the engine
    /// counted up to a trap depends on the code generator.
    fn run(
        &mut self,
        module: &AdmittedModule,
        entry: Entry,
        limit: u64,
        write: impl FnOnce(&mut [u8]) -> usize,
    ) -> Result<Run, Fault> {
        let layout = module.layout()?;
        let trap = |code| {
            Ok(Run {
                outcome: Err(code),
                fuel: FuelUse::forfeited(Fuel(limit)),
            })
        };
        let Some(input) = self.write_input(layout, write)? else {
            return trap(OutcomeCode::TRAP_INPUT);
        };
        let entering = module.entering_fuel();
        let for_input = INPUT_BYTE_FUEL * u64::from(input.unsigned_abs());
        let Some(budget) = limit.checked_sub(entering + for_input) else {
            return trap(OutcomeCode::TRAP_FUEL);
        };
        let state = self.store.data_mut();
        state.host_fuel = 0;
        state.left.called(module.entry_reach(entry));
        // The engine stops when nothing is left: with one more, a call may use its whole limit.
        let fuel = budget.saturating_add(1);
        self.store.set_fuel(fuel).map_err(|_| Fault::Engine)?;
        let function = match entry {
            Entry::Decide => &self.decide,
            Entry::Explain => &self.explain,
        };
        let length = match function.call(&mut self.store, input) {
            Ok(length) => u64::from(length as u32),
            Err(error) => return self.stopped(&error).and_then(trap),
        };
        let left = self.store.get_fuel().map_err(|_| Fault::Engine)?;
        if left == 0 {
            return trap(OutcomeCode::TRAP_FUEL);
        }
        if length > OUTPUT_BYTES || length > layout.room_out {
            return trap(OutcomeCode::TRAP_OUTPUT);
        }
        let (used, host) = (fuel - left, self.store.data().host_fuel);
        let output = OUTPUT_BYTE_FUEL * length;
        if used + output > budget {
            return trap(OutcomeCode::TRAP_FUEL);
        }
        Ok(Run {
            outcome: Ok(layout.output..layout.output + length as usize),
            fuel: FuelUse {
                entering,
                input: for_input,
                code: used.saturating_sub(host),
                host,
                output,
                forfeited: 0,
            },
        })
    }

    /// Lets `write` fill the input region and clears what an earlier, longer input left behind it;
    /// gives the input's length, or `None` when there is no room for it.
    fn write_input(
        &mut self,
        layout: &Layout,
        write: impl FnOnce(&mut [u8]) -> usize,
    ) -> Result<Option<i32>, Fault> {
        let memory = self.memory.data_mut(&mut self.store);
        let room = memory.get_mut(layout.input.clone()).ok_or(Fault::Engine)?;
        let length = write(room);
        let Ok(argument) = i32::try_from(length) else {
            return Ok(None);
        };
        let Some(behind) = room.get_mut(length..) else {
            return Ok(None);
        };
        let stale = self.input_used.saturating_sub(length);
        behind.iter_mut().take(stale).for_each(|byte| *byte = 0);
        self.input_used = length;
        Ok(Some(argument))
    }

    /// Puts the memory back by writing, where that can be done.
    fn wipe(&mut self, module: &AdmittedModule) -> Result<bool, Fault> {
        let input = module.layout()?.input.start;
        let (memory, state) = self.memory.data_and_store_mut(&mut self.store);
        state.left.written(&(input..input + self.input_used));
        let is_wiped = state.left.wipe(memory, module.data());
        if is_wiped {
            self.input_used = 0;
        }
        Ok(is_wiped)
    }

    /// The outcome of a call that did not return, or the fault behind it.
    fn stopped(&mut self, error: &wasmtime::Error) -> Result<OutcomeCode, Fault> {
        match self.store.data_mut().stop.take() {
            Some(Stop::Trap(code)) => Ok(code),
            Some(Stop::Fault(fault)) => Err(fault),
            // No function for policies does that.
            Some(Stop::Abort(_)) => Err(Fault::Engine),
            None => trap_code(error),
        }
    }
}

/// Makes an instance in a store of its own.
pub(crate) fn instantiate<T: 'static>(
    engine: &wasmtime::Engine,
    linked: &InstancePre<T>,
    data: T,
) -> Result<(Store<T>, wasmtime::Instance), Fault> {
    let mut store = Store::try_new(engine, data).map_err(|_| Fault::Instantiate)?;
    // What instantiating costs depends on how the memory is made ready: nobody is charged.
    store.set_fuel(u64::MAX).map_err(|_| Fault::Engine)?;
    let instance = linked.instantiate(&mut store).map_err(|error| match error
        .is::<PoolConcurrencyLimitError>(
    ) {
        true => Fault::NoRoom,
        false => Fault::Instantiate,
    })?;
    Ok((store, instance))
}

/// The code of the trap that the engine stopped a contract with.
pub(crate) fn trap_code(error: &wasmtime::Error) -> Result<OutcomeCode, Fault> {
    match error.downcast_ref::<Trap>() {
        Some(Trap::UnreachableCodeReached) => Ok(OutcomeCode::TRAP_UNREACHABLE),
        Some(Trap::MemoryOutOfBounds) => Ok(OutcomeCode::TRAP_MEMORY),
        Some(Trap::IntegerDivisionByZero | Trap::IntegerOverflow) => {
            Ok(OutcomeCode::TRAP_ARITHMETIC)
        }
        Some(Trap::OutOfFuel) => Ok(OutcomeCode::TRAP_FUEL),
        // Admission bounds every call chain, so that no contract gets here.
        Some(Trap::StackOverflow) => Err(Fault::Stack),
        _ => Err(Fault::Engine),
    }
}
