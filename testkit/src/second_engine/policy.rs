//! A policy on the second engine, kept warm.
//!
//! The host behind it is written a second time. It gets the same facts as the runtime's and answers the
//! one import as docs/contract.md says. What runs costs nothing here: policies end.

use std::sync::LazyLock;

use abi::OutcomeCode;
use abi::host::{NAMESPACE, export};
use abi::limits::{FACT_BYTES, OUTPUT_BYTES};
use runtime::{Entry, FactAnswer, FactSource};
use wasmi::{Caller, Engine, Error, Linker, Memory, Module, Store, TypedFunc};

use super::{Stop, config, stopped};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&config()));

/// A contract in its memory, kept warm, with the facts that it may ask for.
pub struct SecondEngine<H: 'static> {
    store: Store<Host<H>>,
    memory: Memory,
    decide: TypedFunc<i32, i32>,
    explain: TypedFunc<i32, i32>,
    input: usize,
    input_capacity: usize,
    output: usize,
    /// How many bytes of the input region an earlier call has written.
    input_used: usize,
}

/// What the store holds beside the contract.
struct Host<H> {
    facts: H,
    memory: Option<Memory>,
    buffer: Vec<u8>,
}

impl<H: FactSource + 'static> SecondEngine<H> {
    /// Puts `wasm`, a contract, into a memory of its own.
    ///
    /// # Panics
    /// When it is no contract.
    pub fn new(wasm: &[u8], facts: H) -> SecondEngine<H> {
        let module = Module::new(&ENGINE, wasm).expect("both engines take the module");
        let host = Host {
            facts,
            memory: None,
            buffer: Vec::new(),
        };
        let mut store = Store::new(&ENGINE, host);
        let mut linker = Linker::new(&ENGINE);
        linker
            .func_wrap(NAMESPACE, "fact", fact::<H>)
            .expect("one function of this name");
        let instance = linker
            .instantiate_and_start(&mut store, &module)
            .expect("the one import is there");
        let memory = instance
            .get_memory(&store, export::MEMORY)
            .expect("a memory");
        store.data_mut().memory = Some(memory);
        let place = |name: &str| {
            let global = instance.get_global(&store, name).expect("a place");
            global.get(&store).i32().expect("an address") as u32 as usize
        };
        let function = |name: &str| instance.get_typed_func(&store, name).expect("a function");
        SecondEngine {
            decide: function(export::DECIDE),
            explain: function(export::EXPLAIN),
            input: place(export::INPUT),
            input_capacity: place(export::INPUT_CAPACITY),
            output: place(export::OUTPUT),
            memory,
            store,
            input_used: 0,
        }
    }

    /// The facts that the next call may ask for.
    pub fn facts_mut(&mut self) -> &mut H {
        &mut self.store.data_mut().facts
    }

    /// Calls `entry` with `input`: the bytes of the output, or the code of the trap.
    pub fn call(&mut self, entry: Entry, input: &[u8]) -> Result<&[u8], OutcomeCode> {
        if input.len() > self.input_capacity {
            return Err(OutcomeCode::TRAP_INPUT);
        }
        let memory = self.memory.data_mut(&mut self.store);
        let used = self.input_used.max(input.len());
        let region = memory.get_mut(self.input..self.input + used);
        let region = region.ok_or(OutcomeCode::TRAP_INPUT)?;
        region.fill(0);
        region[..input.len()].copy_from_slice(input);
        self.input_used = input.len();
        let function = match entry {
            Entry::Decide => &self.decide,
            Entry::Explain => &self.explain,
        };
        let length = function.call(&mut self.store, input.len() as i32);
        let length = length.map_err(|error| stopped(&error).code())? as u32 as usize;
        let output = self.memory.data(&self.store).get(self.output..);
        let output = output.and_then(|rest| rest.get(..length));
        output
            .filter(|output| output.len() as u64 <= OUTPUT_BYTES)
            .ok_or(OutcomeCode::TRAP_OUTPUT)
    }
}

/// `fact(id, pointer, capacity) -> length`, or -1 for what is not known.
fn fact<H: FactSource>(
    mut caller: Caller<'_, Host<H>>,
    id: i32,
    pointer: i32,
    capacity: i32,
) -> Result<i32, Error> {
    let memory = caller.data().memory.expect("linked before it runs");
    let (start, capacity) = (pointer as u32 as usize, capacity as u32 as usize);
    let (bytes, host) = memory.data_and_store_mut(&mut caller);
    let room = bytes
        .get_mut(start..)
        .and_then(|rest| rest.get_mut(..capacity));
    let room = room.ok_or(Error::host(Stop::trap(OutcomeCode::TRAP_HOST)))?;
    host.buffer.clear();
    let answer = host.facts.fact(id as u32, &mut host.buffer);
    if answer.expect("the facts of a case are whole") == FactAnswer::Unknown {
        return Ok(-1);
    }
    let length = host.buffer.len();
    assert!(length as u64 <= FACT_BYTES, "a fact is too long");
    let room = room.get_mut(..length);
    let room = room.ok_or(Error::host(Stop::trap(OutcomeCode::TRAP_HOST)))?;
    room.copy_from_slice(&host.buffer);
    Ok(length as i32)
}
