//! How do decisions, compiling and size grow on workloads of different kinds?
//!
//! The workloads *flat-N*, *hospital-N* and *adversarial-N* of the test kit, up to 100,000 rules. The
//! contract, kept warm, decides every request as the reference interpreter does before anything is
//! timed. Prints a table of `docs/BENCHMARKS.md`.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::hint::black_box;
use std::time::Instant;

use benches::report::{Table, latencies, machine, percentile, time};
use benches::scenario::{Loaded, Mode};
use runtime::Engine as Sandbox;
use testkit::workload::adversarial::adversarial;
use testkit::workload::hospital::hospital;
use testkit::workload::{SEED, Scenario, flat};

/// Rounds over all requests of which the fastest counts, and single calls that are timed.
const ROUNDS: usize = 300;
const CALLS: usize = 100_000;

fn main() {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let (sizes, departments): (&[usize], &[usize]) = match is_trial {
        true => (&[10, 100], &[1]),
        false => (&[10, 100, 1_000, 10_000, 100_000], &[5, 50, 300, 3_000]),
    };
    let (rounds, calls) = if is_trial { (1, 100) } else { (ROUNDS, CALLS) };
    let sandbox = Sandbox::new().expect("the sandbox opens");
    println!("{}\n", machine());
    let mut decisions = Table::new(&[
        "workload",
        "rules",
        "warm",
        "50 %",
        "99 %",
        "fuel, median / most",
        "fresh",
        "from names",
        "a no with reasons",
    ]);
    let mut compiling = Table::new(&[
        "workload",
        "rules",
        "check",
        "compile",
        "admit",
        "all",
        "module, bytes a rule",
        "tables, bytes a rule",
    ]);
    for size in sizes {
        let scenario = Scenario::from(&flat(*size, SEED));
        one(
            &sandbox,
            &scenario,
            &mut decisions,
            &mut compiling,
            rounds,
            calls,
        );
    }
    for count in departments {
        let scenario = hospital(*count, SEED);
        one(
            &sandbox,
            &scenario,
            &mut decisions,
            &mut compiling,
            rounds,
            calls,
        );
    }
    for size in sizes {
        let scenario = adversarial(*size, SEED);
        one(
            &sandbox,
            &scenario,
            &mut decisions,
            &mut compiling,
            rounds,
            calls,
        );
    }
    println!("{}\n{}", decisions.markdown(), compiling.markdown());
}

fn one(
    sandbox: &Sandbox,
    scenario: &Scenario,
    decisions: &mut Table,
    compiling: &mut Table,
    rounds: usize,
    calls: usize,
) {
    eprintln!("{}", scenario.name);
    let loaded = Loaded::new(sandbox, scenario);
    let steps = loaded.steps;
    let rules = scenario.rules;
    let mut put = |column, cell| compiling.put(&scenario.name, column, cell);
    put(1, rules.to_string());
    for (column, step) in (2..).zip([steps.check, steps.compile, steps.admit]) {
        put(column, time(step.as_nanos() as f64));
    }
    put(
        5,
        time((steps.check + steps.compile + steps.admit).as_nanos() as f64),
    );
    let measured = loaded.policy.module().measurements();
    put(6, (measured.bytes / rules as u64).to_string());
    put(7, (measured.data_bytes / rules as u64).to_string());

    let count = scenario.cases.len();
    let mut put = |column, cell| decisions.put(&scenario.name, column, cell);
    put(1, rules.to_string());
    let mut warm = loaded.decider(Mode::Warm);
    put(2, time(fastest(rounds, count, |index| warm.decide(index))));
    let clock = percentile(&latencies(calls, |index| index), 50);
    let single = latencies(calls, |index| warm.decide(index % count));
    put(
        3,
        time(percentile(&single, 50).saturating_sub(clock) as f64),
    );
    put(
        4,
        time(percentile(&single, 99).saturating_sub(clock) as f64),
    );
    let mut fuel: Vec<u64> = (0..count).map(|index| warm.decide(index).fuel.0).collect();
    fuel.sort_unstable();
    put(
        5,
        format!("{} / {}", percentile(&fuel, 50), percentile(&fuel, 100)),
    );
    let mut fresh = loaded.decider(Mode::Fresh);
    put(6, time(fastest(rounds, count, |index| fresh.decide(index))));
    let mut named = loaded.decider(Mode::Names);
    put(7, time(fastest(rounds, count, |index| named.decide(index))));
    let mut explained = loaded.decider(Mode::Explain);
    put(
        8,
        time(fastest(rounds / 10 + 1, count, |index| {
            explained.explain(index)
        })),
    );
}

/// Nanoseconds of one step, of the fastest round over all of them: what the machine's other work
/// disturbs least.
fn fastest<T>(rounds: usize, count: usize, mut step: impl FnMut(usize) -> T) -> f64 {
    let round = |_| {
        let start = Instant::now();
        for index in 0..count {
            black_box(step(index));
        }
        start.elapsed().as_nanos() as f64 / count as f64
    };
    (0..rounds).map(round).fold(f64::INFINITY, f64::min)
}
