//! What the host offers to a policy: its rows of [`abi::host::HOST_FUNCTIONS`], linked.
//!
//! A policy can do nothing else: there is no clock, no randomness, no input or output.

use abi::OutcomeCode;
use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, NAMESPACE};
use abi::limits::FACT_BYTES;
use wasmtime::{Caller, Linker, Memory};

use crate::error::Fault;
use crate::wipe::Left;

/// Whether a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactAnswer {
    /// Its bytes were appended.
    Known,
    /// Nothing is known; what was appended does not count.
    Unknown,
}

/// Where the facts about one request come from.
pub trait FactSource {
    /// Appends the bytes of fact `id` to `out`, which is empty, or says that it is not known.
    ///
    /// The answer must depend on the ledger's state and the request alone.
    ///
    /// # Errors
    /// Fault: the source is broken. The call gives the fault back; nothing else comes of it.
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault>;
}

/// Knows nothing: for contracts that ask for no fact.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFacts;

impl FactSource for NoFacts {
    fn fact(&mut self, _id: u32, _out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        Ok(FactAnswer::Unknown)
    }
}

/// Why the host stopped a contract.
pub(crate) enum Stop {
    Trap(OutcomeCode),
    /// The contract ended the call itself, with this name.
    Abort(String),
    Fault(Fault),
}

/// What a store holds beside the contract.
pub(crate) struct State<H> {
    pub(crate) source: H,
    pub(crate) memory: Option<Memory>,
    pub(crate) stop: Option<Stop>,
    /// Fuel of the host's functions in this call.
    pub(crate) host_fuel: u64,
    /// What calls may have left in the memory since it was made.
    pub(crate) left: Left,
    buffer: Vec<u8>,
}

impl<H> State<H> {
    pub(crate) fn new(source: H) -> State<H> {
        State {
            source,
            memory: None,
            stop: None,
            host_fuel: 0,
            left: Left::default(),
            buffer: Vec::new(),
        }
    }
}

/// Links every row for policies.
pub(crate) fn linker<H: FactSource + 'static>(
    engine: &wasmtime::Engine,
) -> Result<Linker<State<H>>, Fault> {
    let mut linker = Linker::new(engine);
    for row in HOST_FUNCTIONS {
        if row.kind == ModuleKind::Policy {
            link(&mut linker, row)?;
        }
    }
    Ok(linker)
}

fn link<H: FactSource + 'static>(
    linker: &mut Linker<State<H>>,
    row: &'static HostFunction,
) -> Result<(), Fault> {
    let linked = match row.name {
        "fact" => linker.func_wrap(
            NAMESPACE,
            row.name,
            move |mut caller: Caller<'_, State<H>>, id: i32, pointer: i32, capacity: i32| {
                fact(&mut caller, row, id, pointer, capacity).map_err(|stop| {
                    caller.data_mut().stop = Some(stop);
                    wasmtime::Error::from(wasmtime::Trap::UnreachableCodeReached)
                })
            },
        ),
        _ => return Err(Fault::Engine),
    };
    linked.map(drop).map_err(|_| Fault::Engine)
}

/// `fact(id, pointer, capacity) -> length`. What it answers is charged before it is copied.
fn fact<H: FactSource>(
    caller: &mut Caller<'_, State<H>>,
    row: &HostFunction,
    id: i32,
    pointer: i32,
    capacity: i32,
) -> Result<i32, Stop> {
    charge(caller, row.fuel_base)?;
    caller.data_mut().host_fuel += row.fuel_base;
    let memory = caller.data().memory.ok_or(Stop::Fault(Fault::Engine))?;
    let (start, capacity) = (pointer as u32 as usize, capacity as u32 as usize);
    let end = start
        .checked_add(capacity)
        .filter(|end| *end <= memory.data_size(&*caller));
    let end = end.ok_or(Stop::Trap(OutcomeCode::TRAP_HOST))?;

    let State { source, buffer, .. } = caller.data_mut();
    buffer.clear();
    let answer = source.fact(id as u32, buffer).map_err(Stop::Fault)?;
    let length = buffer.len();
    if answer == FactAnswer::Unknown {
        return Ok(-1);
    }
    if length as u64 > FACT_BYTES {
        return Err(Stop::Fault(Fault::FactTooLong(length)));
    }
    let for_bytes = row.fuel_byte * length as u64;
    charge(caller, for_bytes)?;
    caller.data_mut().host_fuel += for_bytes;
    let (bytes, state) = memory.data_and_store_mut(&mut *caller);
    state.left.written(&(start..start + length));
    let room = bytes
        .get_mut(start..end)
        .and_then(|room| room.get_mut(..length));
    room.ok_or(Stop::Trap(OutcomeCode::TRAP_HOST))?
        .copy_from_slice(&state.buffer);
    i32::try_from(length).map_err(|_| Stop::Fault(Fault::FactTooLong(length)))
}

/// Takes `cost` from the fuel that is left; at least one unit must stay, as it must in a contract.
pub(crate) fn charge<T>(caller: &mut Caller<'_, T>, cost: u64) -> Result<(), Stop> {
    let left = caller.get_fuel().map_err(|_| Stop::Fault(Fault::Engine))?;
    let rest = left.checked_sub(cost).filter(|rest| *rest > 0);
    let rest = rest.ok_or(Stop::Trap(OutcomeCode::TRAP_FUEL))?;
    caller
        .set_fuel(rest)
        .map_err(|_| Stop::Fault(Fault::Engine))
}
