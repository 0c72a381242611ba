//! The host of the second engine: how a function is called, what it pays, and what it sees of the memory.
//!
//! Written from docs/host.md. Only the rows of the table, names, types and prices, are the runtime's own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use abi::OutcomeCode;
use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, NAMESPACE, ValueType};
use runtime::{Context, Event, Invocation, MemoryState, Mode, Writes};
use wasmi::{Caller, Engine, Error, FuncType, Linker, Memory, Val, ValType};

use super::Stop;

mod functions;

/// How often each function of the host ended in each way.
pub type Trace = BTreeMap<(&'static str, Ended), u64>;

/// How a function of the host ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// It returned.
    Returned,
    /// It returned 0 or -1: nothing, or no.
    Nothing,
    /// It stopped the call.
    Stopped(OutcomeCode),
}

/// Something that a contract asked about, with what it named: a fuzzer learns from it what would make a difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Whether the caller has this role.
    Role(Vec<u8>),
    /// Whether this key has a value, and which.
    Key(Vec<u8>),
}

/// What is noted of that in one call.
const ASKED_MAX: usize = 64;

/// What a call sees, and what came of it so far.
pub(super) struct World {
    /// The contract's memory, once it is there.
    pub(super) memory: Option<Memory>,
    input: Vec<u8>,
    is_query: bool,
    context: Arc<Context>,
    /// The state as the call found it.
    state: BTreeMap<Vec<u8>, Vec<u8>>,
    /// What the call wants written.
    pub(super) written: Writes,
    /// Bytes of keys and values written so far, also of those that were written again.
    written_bytes: u64,
    /// What the call put out last.
    pub(super) output: Vec<u8>,
    /// What the call told.
    pub(super) events: Vec<Event>,
    /// What the functions of the host cost so far.
    pub(super) host_fuel: u64,
    /// Which functions were called, with what.
    pub(super) trace: Trace,
    /// What was asked about.
    pub(super) asked: BTreeSet<Asked>,
}

impl World {
    /// Notes what the contract asks about.
    fn ask(&mut self, asked: Asked) {
        if self.asked.len() < ASKED_MAX {
            self.asked.insert(asked);
        }
    }

    /// The world as a call finds it.
    pub(super) fn new(invocation: &Invocation<'_>, state: &MemoryState) -> World {
        let owned = |(key, value): (&[u8], &[u8])| (key.to_vec(), value.to_vec());
        World {
            memory: None,
            input: invocation.input.to_vec(),
            is_query: invocation.mode == Mode::Query,
            context: Arc::clone(&invocation.context),
            state: state.iter().map(owned).collect(),
            written: Writes::new(),
            written_bytes: 0,
            output: Vec::new(),
            events: Vec::new(),
            host_fuel: 0,
            trace: Trace::new(),
            asked: BTreeSet::new(),
        }
    }
}

/// One call of a function of the host.
struct Call<'a> {
    row: &'static HostFunction,
    memory: &'a mut [u8],
    world: &'a mut World,
    /// Fuel that is left.
    left: u64,
}

impl Call<'_> {
    fn pay(&mut self, price: u64) -> Result<(), Stop> {
        let left = self.left.checked_sub(price);
        self.left = left.ok_or(Stop::trap(OutcomeCode::TRAP_FUEL))?;
        self.world.host_fuel += price;
        Ok(())
    }

    fn pay_bytes(&mut self, bytes: usize) -> Result<(), Stop> {
        self.pay(self.row.fuel_byte * bytes as u64)
    }

    /// The place of `length` bytes at `start`, when all of it is inside the memory.
    fn range(&self, start: u32, length: u32) -> Result<Range<usize>, Stop> {
        let (start, end) = (u64::from(start), u64::from(start) + u64::from(length));
        if end > self.memory.len() as u64 {
            return Err(Stop::trap(OutcomeCode::TRAP_HOST));
        }
        Ok(start as usize..end as usize)
    }

    /// A copy of what is in a range that was checked.
    fn bytes(&self, range: Range<usize>) -> Vec<u8> {
        self.memory[range].to_vec()
    }

    /// Puts `bytes` at the beginning of a range that was checked.
    fn put(&mut self, range: Range<usize>, bytes: &[u8]) {
        self.memory[range.start..range.start + bytes.len()].copy_from_slice(bytes);
    }
}

/// Stops with `code` unless `holds`.
fn demand(holds: bool, code: OutcomeCode) -> Result<(), Stop> {
    match holds {
        true => Ok(()),
        false => Err(Stop::trap(code)),
    }
}

/// Links every row for contracts.
pub(super) fn linker(engine: &Engine) -> Linker<World> {
    let mut linker = Linker::new(engine);
    let rows = HOST_FUNCTIONS.iter();
    for row in rows.filter(|row| row.kind == ModuleKind::Contract) {
        let function = functions::named(row.name);
        let linked = linker.func_new(
            NAMESPACE,
            row.name,
            type_of(row),
            move |caller, arguments, results| {
                let answer = call(caller, row, function, arguments)?;
                if let Some((result, ty)) = results.first_mut().zip(row.result) {
                    *result = match ty {
                        ValueType::I32 => Val::I32(answer as i32),
                        ValueType::I64 => Val::I64(answer),
                    };
                }
                Ok(())
            },
        );
        linked.expect("one function of this name");
    }
    linker
}

fn call(
    mut caller: Caller<'_, World>,
    row: &'static HostFunction,
    function: functions::Function,
    arguments: &[Val],
) -> Result<i64, Error> {
    let arguments = arguments.iter().map(|argument| argument.i32());
    let arguments: Option<Vec<u32>> = arguments.map(|one| Some(one? as u32)).collect();
    let left = caller.get_fuel()?;
    let memory = caller.data().memory.expect("linked before it runs");
    let (memory, world) = memory.data_and_store_mut(&mut caller);
    let mut call = Call {
        row,
        memory,
        world,
        left,
    };
    let paid = call.pay(row.fuel_base);
    let arguments = arguments.expect("parameters are i32");
    let answer = paid.and_then(|()| function(&mut call, &arguments));
    let ended = match &answer {
        Err(Stop(stopped)) => Ended::Stopped(stopped.code()),
        Ok(..=0) if row.result.is_some() => Ended::Nothing,
        Ok(_) => Ended::Returned,
    };
    *call.world.trace.entry((row.name, ended)).or_default() += 1;
    let left = call.left;
    caller.set_fuel(left)?;
    answer.map_err(Error::host)
}

fn type_of(row: &HostFunction) -> FuncType {
    let native = |ty: ValueType| match ty {
        ValueType::I32 => ValType::I32,
        ValueType::I64 => ValType::I64,
    };
    let parameters = row.parameters.iter().map(|(_, ty)| native(*ty));
    FuncType::new(parameters, row.result.map(native))
}
