//! What does the worst module cost that is admitted: how long is it compiled, how long does it run with all
//! the fuel that a call may have, how much memory does that take?
//!
//! Every hostile module that is admitted is compiled and called in a fresh instance, a few rounds; the slowest
//! of each count here, since it is the worst that is asked for. Prints the table of `docs/threat-model.md`.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::time::{Duration, Instant};

use abi::Fuel;
use abi::limits::{CALL_FUEL, DECIDE_FUEL};
use benches::report::{Table, machine, time};
use runtime::{AdmittedModule, Engine, Entry};
use testkit::hostile::{Attack, Facts, attacks, state};

/// Rows of the table.
const SHOWN: usize = 12;
const ROUNDS: usize = 3;

/// The worst of a module's rounds.
struct Cost {
    name: String,
    expect: String,
    compiling: Duration,
    calling: Duration,
    /// By how much the process grew at most, in KiB; `None` where the kernel does not say.
    grown: Option<u64>,
}

fn main() {
    let rounds = match std::env::args().any(|argument| argument == "--test") {
        true => 1,
        false => ROUNDS,
    };
    println!("{}\n", machine());
    let engine = Engine::new().expect("the sandbox opens");
    let admitted = attacks().into_iter();
    let admitted = admitted.filter(|attack| !attack.is_refused() && attack.expect != "fault");
    let mut costs: Vec<Cost> = admitted
        .map(|attack| cost(&engine, &attack, rounds))
        .collect();
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.calling));
    let mut table = Table::new(&["module", "ends with", "compiled in", "runs for", "memory"]);
    for cost in costs.iter().take(SHOWN) {
        row(&mut table, &cost.name, cost);
    }
    let slowest = costs.iter().map(|cost| cost.compiling).max();
    let most = costs.iter().filter_map(|cost| cost.grown).max();
    println!("{}", table.markdown());
    println!(
        "{} modules; the slowest is compiled in {}, the most memory is {}",
        costs.len(),
        slowest.map_or("-".into(), |took| time(took.as_nanos() as f64)),
        memory(most)
    );
}

fn row(table: &mut Table, name: &str, cost: &Cost) {
    let name = format!("`{name}`");
    table.put(&name, 1, format!("`{}`", cost.expect));
    table.put(&name, 2, time(cost.compiling.as_nanos() as f64));
    table.put(&name, 3, time(cost.calling.as_nanos() as f64));
    table.put(&name, 4, memory(cost.grown));
}

fn memory(kib: Option<u64>) -> String {
    kib.map_or("not known".into(), |kib| {
        format!("{:.1} MiB", kib as f64 / 1024.0)
    })
}

fn cost(engine: &Engine, attack: &Attack, rounds: usize) -> Cost {
    let mut cost = Cost {
        name: attack.name.clone(),
        expect: attack.expect.clone(),
        compiling: Duration::ZERO,
        calling: Duration::ZERO,
        grown: None,
    };
    for _ in 0..rounds {
        let before = Resident::begin();
        let start = Instant::now();
        let module = engine.admit(&attack.wasm).expect("it is admitted");
        cost.compiling = cost.compiling.max(start.elapsed());
        let start = Instant::now();
        call(&module, attack);
        cost.calling = cost.calling.max(start.elapsed());
        cost.grown = cost
            .grown
            .max(before.and_then(|before| before.most_since()));
    }
    cost
}

/// One call with the most fuel that a call may have, instance included.
fn call(module: &AdmittedModule, attack: &Attack) {
    match attack.invocation() {
        Some(invocation) => {
            let mut contract = module.contract(state()).expect("an instance");
            let outcome = contract.call(&invocation, Fuel(CALL_FUEL));
            drop(outcome.expect("no fault"));
        }
        None => {
            let mut instance = module.instance(Facts).expect("an instance");
            let call = instance.call(Entry::Decide, &attack.input, Fuel(DECIDE_FUEL));
            call.expect("no fault").outcome.map(drop).unwrap_or(());
        }
    }
}

/// The memory of this process, as the kernel counts it.
struct Resident(u64);

impl Resident {
    /// Begins to count anew; `None` where the kernel does not offer it.
    fn begin() -> Option<Resident> {
        std::fs::write("/proc/self/clear_refs", "5").ok()?;
        Some(Resident(status("VmRSS:")?))
    }

    /// By how much it grew at most since then, in KiB.
    fn most_since(&self) -> Option<u64> {
        Some(status("VmHWM:")?.saturating_sub(self.0))
    }
}

fn status(key: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
