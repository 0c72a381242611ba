//! A sequence, call after call, with every promise checked after each.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use runtime::{
    CallerIdentity, Context, Contract, Fault, Invocation, MemoryState, Mode, Outcome, Stopped,
};

use super::sequence::{Call, Sequence};
use super::{BEGINNING, ContractBench, ContractTarget};
use crate::fuzz::rounds::{Failure, Hint};
use crate::second_engine::{Answer, Asked};

/// How many times more fuel the second engine gets: an operator costs the runtime at most ten times what it costs there, and the
/// copy with marks has at most four times the operators.
const MORE_FUEL: u64 = 64;

/// Points of how entries ended, one after another, begin there; below are the marks.
pub(super) const ENDS: u64 = 1 << 40;

/// Hints of one sequence at the most.
const HINTS_MAX: usize = 64;

/// A promise that is broken, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which, and how.
    pub failure: Failure,
    /// After how many calls of the sequence.
    pub after: usize,
    /// The invariant that does not hold, where it is one.
    pub invariant: Option<String>,
}

/// What came of a sequence.
#[derive(Debug, Default)]
pub(super) struct Tried {
    pub(super) points: BTreeSet<u64>,
    pub(super) hints: BTreeSet<Hint>,
    pub(super) broken: Vec<Broken>,
}

/// What is there before the first call of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The chain's id.
    pub chain: Hash,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub time: Instant,
    /// The contract's state.
    pub state: MemoryState,
}

impl Default for Start {
    /// Nothing in the state, the first block, 2026-01-01T00:00:00Z.
    fn default() -> Start {
        Start {
            chain: Hash::default(),
            height: Height(1),
            time: BEGINNING,
            state: MemoryState::default(),
        }
    }
}

/// A sequence under way.
struct Running<'t> {
    target: &'t ContractTarget,
    kept: &'t mut Contract<MemoryState>,
    chain: Hash,
    state: MemoryState,
    height: Height,
    time: Instant,
    /// How the call before ended, as a point.
    before: u64,
    tried: Tried,
    /// Calls so far.
    calls: usize,
}

/// Makes every call of `sequence`, from `start` on.
pub(super) fn run(
    target: &ContractTarget,
    bench: &mut ContractBench,
    sequence: &Sequence,
    start: &Start,
) -> Result<Tried, Fault> {
    *bench.kept.state_mut()? = start.state.clone();
    let mut running = Running {
        target,
        kept: &mut bench.kept,
        chain: start.chain,
        state: start.state.clone(),
        height: start.height,
        time: start.time,
        before: 0,
        tried: Tried::default(),
        calls: 0,
    };
    running.invariants()?;
    for call in &sequence.calls {
        running.call(call)?;
    }
    Ok(running.tried)
}

impl Running<'_> {
    fn broken(&mut self, key: String, message: String) {
        let known = self.tried.broken.iter();
        if known.into_iter().any(|broken| broken.failure.key == key) {
            return;
        }
        self.tried.broken.push(Broken {
            failure: Failure { key, message },
            after: self.calls,
            invariant: None,
        });
    }

    fn context(&self, caller: CallerIdentity) -> Arc<Context> {
        Arc::new(Context {
            chain: self.chain,
            height: self.height,
            time: self.time,
            caller,
        })
    }

    fn call(&mut self, call: &Call) -> Result<(), Fault> {
        self.height = Height(self.height.0.saturating_add(call.blocks.into()));
        self.time = Instant(self.time.0.saturating_add(call.seconds.into()));
        self.calls += 1;
        let invocation = Invocation {
            entry: &call.entry,
            input: &call.input,
            mode: if call.is_query {
                Mode::Query
            } else {
                Mode::Transaction
            },
            context: self.context(call.caller.identity()),
        };
        let outcome = self.kept.call(&invocation, Fuel(CALL_FUEL))?;
        self.check_rollback(call, &outcome)?;
        self.check_fresh(&invocation, &outcome)?;
        self.check_second(&invocation, &outcome);
        self.count(call, &outcome);
        if let Err(Stopped::Trap(code)) = &outcome.result
            && !(call.is_query && *code == OutcomeCode::TRAP_QUERY)
        {
            let name = code.name().unwrap_or_default();
            let key = format!("trap {} {name}", call.entry);
            let what = code.meaning();
            self.broken(key, format!("`{}` trapped: {name}, {what}", call.entry));
        }
        if let Some(part) = call.fuel_part {
            return self.check_fuel(&invocation, &outcome, part);
        }
        if !outcome.writes.is_empty() {
            self.kept.state_mut()?.apply(&outcome.writes);
            self.state.apply(&outcome.writes);
            self.invariants()?;
        }
        Ok(())
    }

    /// What does not succeed, and what may not write, leaves everything as it was.
    fn check_rollback(&mut self, call: &Call, outcome: &Outcome) -> Result<(), Fault> {
        let writes = !outcome.writes.is_empty();
        let tells = !outcome.events.is_empty();
        let is_left = outcome.result.is_ok() || !(writes || tells);
        let is_query = call.is_query && writes;
        if !is_left || is_query || *self.kept.state_mut()? != self.state {
            let key = format!("rollback {}", call.entry);
            let message = format!(
                "`{}` changed something, although it may not or failed",
                call.entry
            );
            self.broken(key, message);
            *self.kept.state_mut()? = self.state.clone();
        }
        Ok(())
    }

    /// A contract of which admission proved that nothing stays behind is called in a memory that is kept.
    fn check_fresh(&mut self, invocation: &Invocation<'_>, outcome: &Outcome) -> Result<(), Fault> {
        if !self.target.module.is_pure() {
            return Ok(());
        }
        let mut fresh = self.target.module.contract(self.state.clone())?;
        let fresh = fresh.call(invocation, Fuel(CALL_FUEL))?;
        if fresh != *outcome {
            let entry = invocation.entry;
            let message = format!("`{entry}` comes to something else in a memory that was kept");
            self.broken(format!("kept {entry}"), message);
        }
        Ok(())
    }

    /// The second engine on the copy with marks, which gives the points; on the module itself, where they differ.
    fn check_second(&mut self, invocation: &Invocation<'_>, outcome: &Outcome) {
        if outcome.result == Err(Stopped::Trap(OutcomeCode::TRAP_FUEL)) {
            // It does not end, or hardly: that is told as a trap already.
            return;
        }
        let target = self.target;
        let limit = Fuel(CALL_FUEL.saturating_mul(MORE_FUEL));
        let marks = target.marks.clone();
        let watched = target.marked.watched(invocation, &self.state, limit, marks);
        let reached = watched.bytes.iter().zip(0u64..);
        let reached = reached.filter(|(mark, _)| **mark != 0);
        self.tried.points.extend(reached.map(|(_, point)| point));
        self.learn(watched.asked, outcome);
        let expected = Answer::of(outcome);
        if watched.answer == expected {
            return;
        }
        let answer = target.second.call(invocation, &self.state, limit);
        if answer != expected {
            let entry = invocation.entry;
            let how = difference(&expected, &answer);
            let message = format!("the two engines disagree about `{entry}`: {how}");
            self.broken(format!("engines {entry}"), message);
        }
    }

    fn learn(&mut self, asked: BTreeSet<Asked>, outcome: &Outcome) {
        let hints = asked.into_iter().filter_map(|asked| match asked {
            Asked::Role(role) => String::from_utf8(role).ok().map(Hint::Role),
            Asked::Key(key) => Some(Hint::Key(key)),
        });
        let output = outcome.result.as_ref().ok();
        let output = output.filter(|output| (1..=64).contains(&output.len()));
        let hints = hints.chain(output.cloned().map(Hint::Output));
        for hint in hints {
            if self.tried.hints.len() < HINTS_MAX {
                self.tried.hints.insert(hint);
            }
        }
    }

    /// With less fuel than it needs, a call traps and comes to nothing; with all of it, it comes to the same.
    fn check_fuel(
        &mut self,
        invocation: &Invocation<'_>,
        outcome: &Outcome,
        part: u8,
    ) -> Result<(), Fault> {
        if matches!(outcome.result, Err(Stopped::Trap(_))) {
            return Ok(());
        }
        let whole = outcome.fuel.total();
        let less = Fuel(whole.0.saturating_mul(part.into()) / 256);
        let short = self.kept.call(invocation, less)?;
        let exact = self.kept.call(invocation, whole)?;
        let is_trap = short.result == Err(Stopped::Trap(OutcomeCode::TRAP_FUEL));
        let is_nothing = short.writes.is_empty() && short.events.is_empty();
        let is_charged = short.fuel.total() == less;
        if !is_trap || !is_nothing || !is_charged || exact != *outcome {
            let entry = invocation.entry;
            let message = format!(
                "`{entry}` needs {} fuel, and with {} it is {}",
                whole.0,
                less.0,
                ended(&short.result)
            );
            self.broken(format!("fuel {entry}"), message);
        }
        Ok(())
    }

    fn count(&mut self, call: &Call, outcome: &Outcome) {
        let entries = self.target.entries.iter();
        let entry = entries.into_iter().position(|entry| *entry == call.entry);
        let end = match &outcome.result {
            Ok(_) if outcome.writes.is_empty() => 0,
            Ok(_) => 1,
            Err(stopped) => 2 + u64::from(stopped.code().0),
        };
        let now = (entry.unwrap_or(0xffff) as u64) << 16 | end & 0xffff;
        self.tried.points.insert(ENDS | now);
        self.tried
            .points
            .insert(ENDS << 1 | self.before << 32 ^ now);
        // What failed left nothing that could make a difference.
        if outcome.result.is_ok() {
            self.before = now & 0xff_ffff;
        }
    }

    /// Asks every invariant whether the state is sound.
    fn invariants(&mut self) -> Result<(), Fault> {
        for name in &self.target.invariants {
            let invocation = Invocation {
                entry: name,
                input: &[],
                mode: Mode::Query,
                context: self.context(CallerIdentity::default()),
            };
            let outcome = self.kept.call(&invocation, Fuel(CALL_FUEL))?;
            self.check_second(&invocation, &outcome);
            if outcome.result.is_ok() {
                continue;
            }
            let message = format!("`{name}` does not hold: {}", ended(&outcome.result));
            self.broken(format!("invariant {name}"), message);
            if let Some(last) = self.tried.broken.last_mut()
                && last.after == self.calls
                && last.failure.key.ends_with(name.as_str())
            {
                last.invariant = Some(name.clone());
            }
        }
        Ok(())
    }
}

/// What two engines disagree about, in words.
fn difference(first: &Answer, second: &Answer) -> String {
    let (end, other) = (ended(&first.result), ended(&second.result));
    if end != other {
        return format!("{end} by the first, {other} by the second");
    }
    let what = if first.result != second.result {
        "another output"
    } else if first.events != second.events {
        "other events"
    } else if first.writes != second.writes {
        "other writes"
    } else {
        "another price of the host's functions"
    };
    format!("{end} by both, with {what}")
}

/// How a call ended, in words.
fn ended(result: &Result<Vec<u8>, Stopped>) -> String {
    match result {
        Ok(_) => "a success".into(),
        Err(Stopped::Abort(name)) => format!("aborted with `{name}`"),
        Err(Stopped::Trap(code)) => format!("a trap, {}", code.name().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
