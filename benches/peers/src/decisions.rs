//! Decisions, ours and others', on the workloads of the test kit.
//!
//! Every request of a workload is decided by every engine as expected before anything is timed; what an
//! engine cannot do, or not within some seconds, is said in place of its figure.

mod biscuit;
mod casbin;
mod cedar;
mod contenders;
mod rego;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use benches::report::{Timed, compare};
use runtime::Engine as Sandbox;
use testkit::workload::SEED;
use testkit::workload::drawn::{Drawn, Kind};

use self::contenders::{CONTENDERS, Contender, Workload};
use crate::figures::{Decision, Engine, put_ratios};

/// The answers to all requests of a workload may take so long.
const ANSWERS_MAX: Duration = Duration::from_secs(20);

/// What is measured: kinds of workload with their sizes.
pub type Plan = &'static [(Kind, &'static [usize])];

/// Everything.
pub const FULL: Plan = &[
    (Kind::Flat, &[10, 100, 1_000, 10_000, 100_000]),
    (Kind::Hospital, &[5, 50, 300, 3_000]),
    (Kind::Adversarial, &[10, 100, 1_000, 10_000, 100_000]),
];

/// Enough to see that every engine works.
pub const TRIED: Plan = &[
    (Kind::Flat, &[10, 100]),
    (Kind::Hospital, &[5]),
    (Kind::Adversarial, &[10, 100]),
];

/// The engines, in the order of the tables.
pub fn engines() -> Vec<Engine> {
    CONTENDERS
        .iter()
        .map(|contender| contender.engine)
        .collect()
}

/// Decides the workloads of a plan whose names hold `only`, by every engine.
pub fn times(plan: Plan, only: &str, rounds: usize) -> Vec<Decision> {
    let sandbox = Sandbox::new().expect("the sandbox opens");
    let mut decisions = Vec::new();
    for (kind, sizes) in plan {
        for size in *sizes {
            let drawn = kind.draw(*size, SEED);
            if format!("{}-{}", kind.name(), drawn.rules()).contains(only) {
                decisions.extend(on(&sandbox, *kind, &drawn, rounds));
            }
        }
    }
    decisions
}

/// Every engine on one workload.
fn on(sandbox: &Sandbox, kind: Kind, drawn: &Drawn, rounds: usize) -> Vec<Decision> {
    let scenario = drawn.scenario();
    let workload = Workload::new(sandbox, drawn, &scenario);
    let allowed = drawn.allowed();
    let mut decisions = Vec::new();
    let mut timed = Vec::new();
    for of in &CONTENDERS {
        let name = of.engine.name;
        eprintln!("{}: loading and asserting {name}", scenario.name);
        let mut decision = Decision {
            workload: kind.name(),
            n: drawn.rules(),
            engine: name,
            time: None,
            times_warm: None,
            times_node: None,
            load_ns: None,
            reason: None,
        };
        let agreed = of.load(&workload).and_then(|(mut contender, took)| {
            decision.load_ns = Some(took.as_nanos() as u64);
            agree(&scenario.name, name, contender.as_mut(), &allowed)?;
            Ok(contender)
        });
        match agreed {
            Ok(mut contender) => {
                timed.push(Timed::with(name, move |calls| contender.time(calls)));
            }
            Err(reason) => {
                eprintln!("{}: {name}: {reason}", scenario.name);
                decision.reason = Some(reason);
            }
        }
        decisions.push(decision);
    }
    eprintln!("{}: timing", scenario.name);
    for measured in compare(timed, rounds) {
        let of = |decision: &&mut Decision| decision.engine == measured.name;
        if let Some(decision) = decisions.iter_mut().find(of) {
            decision.time = Some((&measured).into());
        }
    }
    put_ratios(&mut decisions);
    decisions
}

/// Asserts that every request is answered as expected.
///
/// # Errors
/// It would take too long.
fn agree(
    workload: &str,
    name: &str,
    contender: &mut dyn Contender,
    allowed: &[bool],
) -> Result<(), String> {
    let start = Instant::now();
    for (index, expected) in allowed.iter().enumerate() {
        let answer = contender.allows(index);
        assert_eq!(answer, *expected, "{name}, {workload}, request {index}");
        let (took, answered) = (start.elapsed(), index as u32 + 1);
        let all = took * allowed.len() as u32 / answered;
        if answered >= 3 && all > ANSWERS_MAX {
            let seconds = all.as_secs();
            return Err(format!(
                "not timed: {} answers take {seconds} s",
                allowed.len()
            ));
        }
    }
    Ok(())
}
