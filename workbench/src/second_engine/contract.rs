//! A contract that is no policy on the second engine: a fresh instance for each call.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use abi::host::export;
use abi::limits::{CALL_BASE_FUEL, CONTRACT_INPUT_BYTES, INPUT_BYTE_FUEL, PAGE_FUEL};
use abi::{Fuel, OutcomeCode};
use runtime::{Event, Invocation, MemoryState, Outcome, Stopped, Writes};
use wasmi::{Linker, Module, Store};

use super::host::{Asked, Trace, World, linker};
use super::{METERED, stopped};

static LINKER: LazyLock<Linker<World>> = LazyLock::new(|| linker(&METERED));

/// A contract that is no policy.
pub struct SecondContract {
    module: Module,
    /// Pages of its memory.
    pages: u64,
}

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The output, or why there is none.
    pub result: Result<Vec<u8>, Stopped>,
    /// What it tells; nothing when it did not succeed.
    pub events: Vec<Event>,
    /// What it wants written; nothing when it did not succeed.
    pub writes: Writes,
    /// What the host's functions cost, in fuel; 0 after a trap, which costs the whole limit.
    pub host_fuel: u64,
}

/// A call that was looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// What it came to.
    pub answer: Answer,
    /// The bytes of the memory that were asked for, as they stood at the end; none when the call did not begin.
    pub bytes: Vec<u8>,
    /// What the contract asked about.
    pub asked: BTreeSet<Asked>,
}

impl Answer {
    /// The part of the runtime's outcome that the second engine can tell.
    pub fn of(outcome: &Outcome) -> Answer {
        Answer {
            result: outcome.result.clone(),
            events: outcome.events.clone(),
            writes: outcome.writes.clone(),
            host_fuel: outcome.fuel.host,
        }
    }

    fn stopped(why: Stopped, host_fuel: u64) -> Answer {
        let is_abort = matches!(why, Stopped::Abort(_));
        Answer {
            result: Err(why),
            events: Vec::new(),
            writes: Writes::new(),
            host_fuel: if is_abort { host_fuel } else { 0 },
        }
    }
}

impl SecondContract {
    /// Translates `wasm`, a contract that is no policy.
    ///
    /// # Panics
    /// When the second engine does not take it: that is the finding.
    pub fn new(wasm: &[u8]) -> SecondContract {
        let module = Module::new(&METERED, wasm).expect("both engines take the module");
        let memory = module.get_export(export::MEMORY);
        let memory = memory.as_ref().and_then(|memory| memory.memory());
        let pages = memory.expect("a memory").minimum();
        SecondContract { module, pages }
    }

    /// Calls an entry in a fresh instance. The limit is fuel for the call, its input and the functions of
    /// the host by our prices, and for operators by the prices of the second engine: so a call that does
    /// not end is stopped, but not at the very operator where the runtime stops it.
    ///
    /// # Panics
    /// When the module does not link, or stops in a way that no admitted module can: that is the finding.
    pub fn call(&self, invocation: &Invocation<'_>, state: &MemoryState, limit: Fuel) -> Answer {
        self.traced(invocation, state, limit).0
    }

    /// The same, and which functions of the host were called on the way, with what.
    ///
    /// # Panics
    /// As [`SecondContract::call`].
    pub fn traced(
        &self,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        limit: Fuel,
    ) -> (Answer, Trace) {
        let (watched, trace) = self.run(invocation, state, limit, 0..0);
        (watched.answer, trace)
    }

    /// The same, and what stands in these bytes of the memory at the end, and what was asked about.
    ///
    /// # Panics
    /// As [`SecondContract::call`].
    pub fn watched(
        &self,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        limit: Fuel,
        bytes: Range<usize>,
    ) -> Watched {
        self.run(invocation, state, limit, bytes).0
    }

    fn run(
        &self,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        limit: Fuel,
        bytes: Range<usize>,
    ) -> (Watched, Trace) {
        let trap = |code| {
            let answer = Answer::stopped(Stopped::Trap(code), 0);
            let (bytes, asked) = (Vec::new(), BTreeSet::new());
            let watched = Watched {
                answer,
                bytes,
                asked,
            };
            (watched, Trace::new())
        };
        let entry = self.module.get_export(invocation.entry);
        if entry.is_none_or(|entry| entry.func().is_none()) {
            return trap(OutcomeCode::TRAP_ENTRY);
        }
        let input = invocation.input.len() as u64;
        if input > CONTRACT_INPUT_BYTES {
            return trap(OutcomeCode::TRAP_INPUT);
        }
        let before = CALL_BASE_FUEL + PAGE_FUEL * self.pages + INPUT_BYTE_FUEL * input;
        let Some(left) = limit.0.checked_sub(before) else {
            return trap(OutcomeCode::TRAP_FUEL);
        };
        let mut store = Store::new(&METERED, World::new(invocation, state));
        store.set_fuel(left).expect("this engine counts fuel");
        let instance = LINKER
            .instantiate_and_start(&mut store, &self.module)
            .expect("every import is there");
        let memory = instance.get_memory(&store, export::MEMORY);
        store.data_mut().memory = memory;
        let entry = instance.get_typed_func::<(), ()>(&store, invocation.entry);
        let returned = entry
            .expect("an entry takes and gives nothing")
            .call(&mut store, ());
        let bytes = memory.and_then(|memory| memory.data(&store).get(bytes).map(<[u8]>::to_vec));
        let world = store.into_data();
        let answer = match returned {
            Err(error) => Answer::stopped(stopped(&error), world.host_fuel),
            Ok(()) => Answer {
                result: Ok(world.output),
                events: world.events,
                writes: world.written,
                host_fuel: world.host_fuel,
            },
        };
        let watched = Watched {
            answer,
            bytes: bytes.unwrap_or_default(),
            asked: world.asked,
        };
        (watched, world.trace)
    }
}
