//! What a call asks of the host, step by step, for whoever wants to look at a contract at work.
//!
//! ```text
//! a function of the host: begin (arguments, what they point at) -> the function -> end (answer, charge)
//! ```
//!
//! A step is written beside the call and read after it: nothing of the call reads it, and it takes no fuel, so that
//! a call that is watched comes to what it comes to unwatched. Where nobody watches, it is one look at an
//! `Option` in each function of the host.

use abi::Fuel;
use abi::host::HostFunction;
use wasmtime::Caller;

use super::{Running, Stopped};
use crate::host::Stop;

#[cfg(test)]
mod tests;

/// How much of a call is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Steps; those after them are counted.
    pub steps: usize,
    /// Bytes of each key, value or other range.
    pub bytes: usize,
}

impl Default for Watch {
    /// As much as anybody reads, with whole keys and the beginnings of long values: 10,000 steps, 4 KiB.
    fn default() -> Watch {
        Watch {
            steps: 10_000,
            bytes: 4 << 10,
        }
    }
}

/// The steps of one call, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Those that were kept.
    pub kept: Vec<Step>,
    /// How many came after them.
    pub left_out: u64,
    watch: Watch,
}

/// One function of the host that a contract called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its row.
    pub function: &'static HostFunction,
    /// The arguments, as many as the row has parameters; pointers and lengths are unsigned.
    pub arguments: Vec<u32>,
    /// What the contract gave, each with the name of its parameter, as the call found it. What is not inside the
    /// memory is not there.
    pub given: Vec<(&'static str, Excerpt)>,
    /// What the function wrote to the memory.
    pub filled: Option<Excerpt>,
    /// How it ended.
    pub end: StepEnd,
    /// What it was charged, in fuel.
    pub fuel: Fuel,
    /// What was left of the call's fuel when it had ended. What is missing to the step before, beside the charge,
    /// went to operators.
    pub fuel_left: Fuel,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEnd {
    /// It returned, with this when it gives something.
    Returned(Option<i64>),
    /// It ended the call.
    Stopped(Stopped),
    /// The host is broken: no outcome comes of the call.
    Fault,
}

/// The beginning of some bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The first of them.
    pub bytes: Vec<u8>,
    /// How many there are in all.
    pub length: u64,
}

impl Steps {
    pub(super) fn new(watch: Watch) -> Steps {
        Steps {
            kept: Vec::new(),
            left_out: 0,
            watch,
        }
    }
}

/// What a range of the memory is to a function of the host.
enum Range {
    /// It reads the bytes: the parameter, and how many.
    Given(usize, Length),
    /// It writes them.
    Filled(usize, Length),
}

/// How many bytes a range has.
enum Length {
    /// As many as this parameter says.
    Argument(usize),
    /// Always as many.
    Fixed(u32),
    /// As many as it answers, and at most this parameter.
    Answer(usize),
}

/// Which of the arguments of a function are ranges.
fn ranges(name: &str) -> &'static [Range] {
    use Length::{Answer, Argument, Fixed};
    use Range::{Filled, Given};
    match name {
        "input_read" => &[Filled(0, Argument(2))],
        "output" | "caller_has_role" | "abort" | "state_remove" => &[Given(0, Argument(1))],
        "event" | "state_write" => &[Given(0, Argument(1)), Given(2, Argument(3))],
        "state_read" => &[Given(0, Argument(1)), Filled(2, Answer(3))],
        "state_next" => &[
            Given(0, Argument(1)),
            Given(2, Argument(3)),
            Filled(4, Answer(5)),
        ],
        "chain_id" | "caller_key" => &[Filled(0, Fixed(32))],
        "caller_organisation" => &[Filled(0, Answer(1))],
        "blake3" => &[Given(0, Argument(1)), Filled(2, Fixed(32))],
        "ed25519_verify" => &[
            Given(0, Fixed(32)),
            Given(1, Argument(2)),
            Given(3, Fixed(64)),
        ],
        _ => &[],
    }
}

/// What functions of the host give back.
pub(super) trait Answer {
    /// The value, where there is one.
    fn value(&self) -> Option<i64>;
}

impl Answer for () {
    fn value(&self) -> Option<i64> {
        None
    }
}

impl Answer for i32 {
    fn value(&self) -> Option<i64> {
        Some(i64::from(*self))
    }
}

impl Answer for i64 {
    fn value(&self) -> Option<i64> {
        Some(*self)
    }
}

/// Begins a step, when somebody watches.
#[inline]
pub(super) fn begin<S>(
    caller: &mut Caller<'_, Running<S>>,
    row: &'static HostFunction,
    arguments: &[i32],
) -> Option<Box<Step>> {
    match caller.data().steps {
        None => None,
        Some(_) => begun(caller, row, arguments),
    }
}

/// Ends a step that was begun.
#[inline]
pub(super) fn end<S, T: Answer>(
    caller: &mut Caller<'_, Running<S>>,
    step: Option<Box<Step>>,
    result: &Result<T, Stop>,
) {
    if let Some(step) = step {
        let end = match result {
            Ok(answer) => StepEnd::Returned(answer.value()),
            Err(Stop::Trap(code)) => StepEnd::Stopped(Stopped::Trap(*code)),
            Err(Stop::Abort(name)) => StepEnd::Stopped(Stopped::Abort(name.clone())),
            Err(Stop::Fault(_)) => StepEnd::Fault,
        };
        ended(caller, *step, end);
    }
}

#[cold]
fn begun<S>(
    caller: &mut Caller<'_, Running<S>>,
    row: &'static HostFunction,
    arguments: &[i32],
) -> Option<Box<Step>> {
    let steps = caller.data_mut().steps.as_mut()?;
    let Watch { steps: most, bytes } = steps.watch;
    if steps.kept.len() >= most {
        steps.left_out += 1;
        return None;
    }
    let arguments: Vec<u32> = arguments.iter().map(|argument| *argument as u32).collect();
    let given = ranges(row.name).iter().filter_map(|range| match range {
        Range::Given(at, length) => {
            let (name, _) = row.parameters.get(*at)?;
            let length = length.of(&arguments, None)?;
            let start = *arguments.get(*at)?;
            Some((*name, excerpt(caller, start, length, bytes)?))
        }
        Range::Filled(..) => None,
    });
    let given = given.collect();
    Some(Box::new(Step {
        function: row,
        given,
        arguments,
        filled: None,
        end: StepEnd::Fault,
        fuel: left(caller),
        fuel_left: Fuel(0),
    }))
}

#[cold]
fn ended<S>(caller: &mut Caller<'_, Running<S>>, mut step: Step, end: StepEnd) {
    let most = caller.data().steps.as_ref().map(|steps| steps.watch.bytes);
    if let (StepEnd::Returned(answer), Some(most)) = (&end, most) {
        step.filled = ranges(step.function.name)
            .iter()
            .find_map(|range| match range {
                Range::Filled(at, length) => {
                    let length = length.of(&step.arguments, *answer)?;
                    excerpt(caller, *step.arguments.get(*at)?, length, most)
                }
                Range::Given(..) => None,
            });
    }
    step.end = end;
    step.fuel_left = left(caller);
    step.fuel = Fuel(step.fuel.0.saturating_sub(step.fuel_left.0));
    if let Some(steps) = &mut caller.data_mut().steps {
        steps.kept.push(step);
    }
}

impl Length {
    /// How many bytes it is, by the arguments and the answer; `None` when nothing was found.
    fn of(&self, arguments: &[u32], answer: Option<i64>) -> Option<u32> {
        match self {
            Length::Argument(at) => arguments.get(*at).copied(),
            Length::Fixed(length) => Some(*length),
            Length::Answer(at) => {
                let answer = u32::try_from(answer?).ok()?;
                Some(answer.min(*arguments.get(*at)?))
            }
        }
    }
}

/// The fuel that is left of a call: the engine has one unit more, see [`super::Live::run`].
fn left<S>(caller: &Caller<'_, Running<S>>) -> Fuel {
    Fuel(caller.get_fuel().unwrap_or(0).saturating_sub(1))
}

/// The beginning of a range of the memory; `None` when not all of it is inside.
fn excerpt<S>(
    caller: &Caller<'_, Running<S>>,
    start: u32,
    length: u32,
    most: usize,
) -> Option<Excerpt> {
    let memory = caller.data().memory?.data(caller);
    let range = memory.get(start as usize..)?.get(..length as usize)?;
    Some(Excerpt {
        bytes: range.get(..most).unwrap_or(range).to_vec(),
        length: u64::from(length),
    })
}
