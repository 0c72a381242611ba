//! What the worst modules cost that are admitted: how long they are compiled, how long they run, how much
//! memory that takes. Nothing is asserted of the times; `ASSENT_LONG=1` measures with all the fuel that a
//! call may have and prints the table of `docs/threat-model.md`.

use std::time::{Duration, Instant};

use abi::Fuel;
use abi::limits::CALL_FUEL;
use runtime::{AdmittedModule, Engine, Entry};
use testkit::hostile::{Attack, Facts, attacks, state};

/// Rows of the table.
const SHOWN: usize = 10;
/// The slowest of so many rounds counts, since the worst is asked for.
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

#[test]
fn what_the_worst_modules_cost_can_be_measured() {
    let (fuel, rounds) = match std::env::var_os("ASSENT_LONG").is_some() {
        true => (Fuel(CALL_FUEL), ROUNDS),
        false => (Fuel(20_000), 1),
    };
    let engine = Engine::new().expect("the sandbox opens");
    let admitted = attacks().into_iter();
    let admitted = admitted.filter(|attack| !attack.is_refused() && attack.expect != "fault");
    let mut costs: Vec<Cost> = admitted
        .map(|attack| cost(&engine, &attack, fuel, rounds))
        .collect();
    assert!(costs.len() > 150, "{}", costs.len());
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.calling));
    println!("| module | ends with | compiled in | runs for | memory |");
    println!("| --- | --- | ---: | ---: | ---: |");
    costs.iter().take(SHOWN).for_each(print);
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.compiling));
    costs.iter().take(2).for_each(print);
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.grown));
    costs.iter().take(2).for_each(print);
    println!("{} modules", costs.len());
}

fn print(cost: &Cost) {
    println!(
        "| `{}` | `{}` | {} µs | {} µs | {} |",
        cost.name,
        cost.expect,
        cost.compiling.as_micros(),
        cost.calling.as_micros(),
        cost.grown
            .map_or("not known".into(), |kib| format!("{kib} KiB"))
    );
}

fn cost(engine: &Engine, attack: &Attack, fuel: Fuel, rounds: usize) -> Cost {
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
        let start = cpu_time();
        call(&module, attack, fuel);
        cost.calling = cost.calling.max(cpu_time().saturating_sub(start));
        cost.grown = cost
            .grown
            .max(before.and_then(|before| before.most_since()));
    }
    cost
}

/// One call, instance included.
fn call(module: &AdmittedModule, attack: &Attack, fuel: Fuel) {
    match attack.invocation() {
        Some(invocation) => {
            let mut contract = module.contract(state()).expect("an instance");
            contract.call(&invocation, fuel).expect("no fault");
        }
        None => {
            let mut instance = module.instance(Facts).expect("an instance");
            let call = instance.call(Entry::Decide, &attack.input, fuel);
            assert!(call.expect("no fault").fuel.total() <= fuel);
        }
    }
}

/// What this thread had of a processor, as Linux counts it: what else the machine does is not in it.
fn cpu_time() -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = counted.split(' ').next().unwrap_or_default();
    Duration::from_nanos(nanoseconds.parse().unwrap_or_default())
}

/// The memory of this process, as the kernel counts it: of one test alone only when it runs alone.
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
