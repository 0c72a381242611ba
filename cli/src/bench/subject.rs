//! A policy's decisions or a contract's calls, measured: how long they take, how many of them in a second, what they
//! cost, and how long it takes until the first of them.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use abi::Fuel;
use abi::limits::CALL_FUEL;
use runtime::{AdmittedModule, Context, DiskSettings, Engine, Fault, Policy};
use workbench::measure::{
    CallCase, Calls, DecisionCase, Decisions, Latency, Memory, Setup, Throughput, Timed, Work,
    clock, in_turns, setups, throughput, yardstick,
};

use super::baseline::threads as in_words;
use super::machine::Machine;
use crate::calls::Script;

/// What is measured.
pub enum Subject<'a> {
    /// Decisions by a policy.
    Policy {
        /// The policy.
        policy: &'a Policy,
        /// Its text, where that was given.
        source: Option<&'a str>,
        /// The requests, at least one.
        cases: &'a [DecisionCase],
    },
    /// Calls of a contract that is no policy.
    Contract {
        /// The contract.
        module: &'a AdmittedModule,
        /// The calls, at least one.
        cases: &'a [CallCase],
    },
}

/// What the work is called that never changes, which is timed with everything else: among single runs, and among what
/// comes before them.
pub const YARDSTICKS: [&str; 2] = ["yardstick", "yardstick, before"];

/// How it is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The most threads.
    pub threads: NonZeroUsize,
    /// How long, about.
    pub time: Duration,
    /// The module's bytes.
    pub wasm: &'a [u8],
    /// A folder of this run alone.
    pub scratch: &'a Path,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The machine.
    pub machine: Machine,
    /// What was taken off every sample, in nanoseconds.
    pub clock_ns: u64,
    /// What one thing is called: `decision` or `call`.
    pub one: &'static str,
    /// Decisions or calls, each way of making them.
    pub latencies: Vec<Latency>,
    /// What comes before the first one.
    pub setups: Vec<Latency>,
    /// How many in a second, by threads.
    pub throughputs: Vec<Throughput>,
    /// What each case costs, by its name, in fuel; of a policy, to decide.
    pub fuel: Vec<(String, u64)>,
    /// Pages of 64 KiB of memory.
    pub pages: u32,
}

impl Measured {
    /// The median and the most fuel.
    pub fn fuel_spread(&self) -> (u64, u64) {
        let mut fuel: Vec<u64> = self.fuel.iter().map(|(_, fuel)| *fuel).collect();
        fuel.sort_unstable();
        let median = fuel.get(fuel.len().saturating_sub(1) / 2).copied();
        (median.unwrap_or(0), fuel.last().copied().unwrap_or(0))
    }
}

/// Measures; `progress` is told what, and how much of it is done.
///
/// # Errors
/// Fault: the engine is broken, or a thread cannot be started.
pub fn measure(
    subject: &Subject<'_>,
    engine: &Engine,
    plan: Plan<'_>,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Measured, Fault> {
    let clock_ns = clock();
    let machine = Machine::here();
    // Half of the time for single runs, a quarter for what comes before them, a quarter for threads.
    let (half, quarter) = (plan.time / 2, plan.time / 4);
    let cache = DiskSettings {
        folder: plan.scratch.join("cache"),
        key: plan.scratch.join("cache.key"),
        bytes: DiskSettings::BYTES,
    };
    let mut before = setups(&Setup {
        source: subject.source(),
        wasm: plan.wasm,
        engine,
        cache: Some(&cache),
    });
    before.push(yardstick(YARDSTICKS[1]));
    let before = in_turns(before, quarter, clock_ns, &mut |done, all| {
        progress("before the first one", done, all)
    })?;
    let mut timed = subject.timed()?;
    timed.push(yardstick(YARDSTICKS[0]));
    let latencies = in_turns(timed, half, clock_ns, &mut |done, all| {
        progress("one by one", done, all)
    })?;
    let mut counts = vec![1, plan.threads.get()];
    counts.dedup();
    let each = quarter / counts.len() as u32;
    let mut throughputs = Vec::new();
    for threads in counts {
        let what = in_words(threads);
        let mut told = |done, all| progress(&what, done, all);
        throughputs.push(match *subject {
            Subject::Policy { policy, cases, .. } => throughput(
                threads,
                each,
                || Decisions::new(policy, cases, Memory::Warm, false),
                &mut told,
            )?,
            Subject::Contract { module, cases } => {
                throughput(threads, each, || Calls::new(module, cases), &mut told)?
            }
        });
    }
    Ok(Measured {
        machine,
        clock_ns,
        one: subject.one(),
        latencies,
        setups: before,
        throughputs,
        fuel: subject.fuel()?,
        pages: subject.module().measurements().pages,
    })
}

impl<'a> Subject<'a> {
    /// The module that is measured.
    pub fn module(&self) -> &AdmittedModule {
        match *self {
            Subject::Policy { policy, .. } => policy.module(),
            Subject::Contract { module, .. } => module,
        }
    }

    /// What one thing that is measured is called.
    pub fn one(&self) -> &'static str {
        match *self {
            Subject::Policy { .. } => "decision",
            Subject::Contract { .. } => "call",
        }
    }

    /// How many different ones there are.
    pub fn cases(&self) -> usize {
        match *self {
            Subject::Policy { cases, .. } => cases.len(),
            Subject::Contract { cases, .. } => cases.len(),
        }
    }

    fn source(&self) -> Option<&'a str> {
        match *self {
            Subject::Policy { source, .. } => source,
            Subject::Contract { .. } => None,
        }
    }

    fn timed(&self) -> Result<Vec<Timed<'a>>, Fault> {
        let count = self.cases();
        Ok(match *self {
            Subject::Policy { policy, cases, .. } => {
                let ways = [
                    ("decide, warm", Memory::Warm, false),
                    ("decide, fresh", Memory::Fresh, false),
                    ("explain, warm", Memory::Warm, true),
                    ("explain, fresh", Memory::Fresh, true),
                ];
                let timed = ways.map(|(name, memory, explains)| {
                    let make = move || Decisions::new(policy, cases, memory, explains);
                    Timed::remade(name, count, make)
                });
                timed.into_iter().collect::<Result<_, Fault>>()?
            }
            Subject::Contract { module, cases } => {
                let make = move || Calls::new(module, cases);
                vec![Timed::remade("call", count, make)?]
            }
        })
    }

    /// What each case costs.
    fn fuel(&self) -> Result<Vec<(String, u64)>, Fault> {
        let each = |work: &mut dyn Work, names: Vec<&str>| {
            let costs = names.into_iter().enumerate().map(|(turn, name)| {
                work.prepare(turn)?;
                Ok((name.to_owned(), work.run()?.total().0))
            });
            costs.collect::<Result<Vec<_>, Fault>>()
        };
        match *self {
            Subject::Policy { policy, cases, .. } => {
                let mut work = Decisions::new(policy, cases, Memory::Fresh, false)?;
                let names = cases.iter().map(|case| case.name.as_str());
                each(&mut work, names.collect())
            }
            Subject::Contract { module, cases } => {
                let names = cases.iter().map(|case| case.name.as_str());
                each(&mut Calls::new(module, cases)?, names.collect())
            }
        }
    }
}

/// The calls of a script, each with the state that it finds.
///
/// # Errors
/// Fault: the module is a policy, or the engine is broken.
pub fn calls_of(script: &Script, module: &AdmittedModule) -> Result<Vec<CallCase>, Fault> {
    let mut contract = module.contract(script.state.clone())?;
    let mut cases = Vec::new();
    for call in &script.calls {
        cases.push(CallCase {
            name: call.name.clone(),
            entry: call.entry.clone(),
            input: call.input.clone(),
            mode: call.mode,
            context: Arc::new(Context {
                chain: script.chain,
                height: call.height,
                time: call.time,
                caller: call.caller.clone(),
            }),
            state: Arc::new(contract.state_mut()?.clone()),
        });
        let outcome = contract.call(&call.invocation(script.chain), Fuel(CALL_FUEL))?;
        contract.state_mut()?.apply(&outcome.writes);
    }
    Ok(cases)
}
