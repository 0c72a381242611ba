//! A policy on the second engine, kept warm.
//!
//! The host behind it is written a second time. It gets the same facts as the runtime's and answers the
//! one import as docs/contract.md says. What runs costs nothing, since policies end, unless the engine is
//! asked to count: what does not end is stopped by its own fuel then.

use std::sync::LazyLock;

use abi::host::{HOST_FUNCTIONS, NAMESPACE, export};
use abi::limits::{
    CALL_BASE_FUEL, FACT_BYTES, INPUT_BYTE_FUEL, OUTPUT_BYTE_FUEL, OUTPUT_BYTES, PAGE_FUEL,
};
use abi::{Fuel, OutcomeCode};
use runtime::{Entry, FactAnswer, FactSource};
use wasmi::{Caller, Engine, Error, Linker, Memory, Module, Store, TypedFunc};

use super::{METERED, Stop, config, stopped};

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
    /// What each call may use, of an engine that counts.
    limit: Option<Fuel>,
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
        SecondEngine::on(&ENGINE, wasm, facts, None)
    }

    /// The same, where no call uses more than `limit`: the host by our prices, operators by the second
    /// engine's.
    ///
    /// # Panics
    /// As [`SecondEngine::new`].
    pub fn metered(wasm: &[u8], facts: H, limit: Fuel) -> SecondEngine<H> {
        SecondEngine::on(&METERED, wasm, facts, Some(limit))
    }

    fn on(engine: &Engine, wasm: &[u8], facts: H, limit: Option<Fuel>) -> SecondEngine<H> {
        let module = Module::new(engine, wasm).expect("both engines take the module");
        let host = Host {
            facts,
            memory: None,
            buffer: Vec::new(),
        };
        let mut store = Store::new(engine, host);
        let mut linker = Linker::new(engine);
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
            limit,
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
        if let Some(limit) = self.limit {
            let pages = self.memory.size(&self.store);
            let entering = CALL_BASE_FUEL + PAGE_FUEL * pages;
            let before = entering + INPUT_BYTE_FUEL * input.len() as u64;
            let left = limit.0.checked_sub(before).ok_or(OutcomeCode::TRAP_FUEL)?;
            let set = self.store.set_fuel(left);
            set.expect("this engine counts fuel");
        }
        let length = function.call(&mut self.store, input.len() as i32);
        let length = length.map_err(|error| stopped(&error).code())? as u32 as usize;
        let output = self.memory.data(&self.store).get(self.output..);
        let output = output.and_then(|rest| rest.get(..length));
        let output = output.filter(|output| output.len() as u64 <= OUTPUT_BYTES);
        let output = output.ok_or(OutcomeCode::TRAP_OUTPUT)?;
        let price = OUTPUT_BYTE_FUEL * output.len() as u64;
        match self.store.get_fuel() {
            Ok(left) if left < price => Err(OutcomeCode::TRAP_FUEL),
            _ => Ok(output),
        }
    }
}

/// `fact(id, pointer, capacity) -> length`, or -1 for what is not known.
fn fact<H: FactSource>(
    mut caller: Caller<'_, Host<H>>,
    id: i32,
    pointer: i32,
    capacity: i32,
) -> Result<i32, Error> {
    let row = HOST_FUNCTIONS.iter().find(|row| row.name == "fact");
    let row = row.expect("the table has it");
    charge(&mut caller, row.fuel_base)?;
    let memory = caller.data().memory.expect("linked before it runs");
    let (start, capacity) = (pointer as u32 as usize, capacity as u32 as usize);
    let misused = || Error::host(Stop::trap(OutcomeCode::TRAP_HOST));
    let room = memory.data(&caller).get(start..);
    room.and_then(|rest| rest.get(..capacity))
        .ok_or_else(misused)?;
    let host = caller.data_mut();
    host.buffer.clear();
    let answer = host.facts.fact(id as u32, &mut host.buffer);
    if answer.expect("the facts of a case are whole") == FactAnswer::Unknown {
        return Ok(-1);
    }
    let length = host.buffer.len();
    assert!(length as u64 <= FACT_BYTES, "a fact is too long");
    charge(&mut caller, row.fuel_byte * length as u64)?;
    let (bytes, host) = memory.data_and_store_mut(&mut caller);
    let room = bytes[start..start + capacity].get_mut(..length);
    room.ok_or_else(misused)?.copy_from_slice(&host.buffer);
    Ok(length as i32)
}

/// Takes `price` from the fuel that is left, where fuel is counted.
fn charge<H>(caller: &mut Caller<'_, Host<H>>, price: u64) -> Result<(), Error> {
    let Ok(left) = caller.get_fuel() else {
        return Ok(());
    };
    let left = left.checked_sub(price);
    let left = left.ok_or(Error::host(Stop::trap(OutcomeCode::TRAP_FUEL)))?;
    caller.set_fuel(left)
}

#[cfg(test)]
mod tests;
