//! What does all of it come to, in one Markdown page?
//!
//! The same workloads as in the other benches, timed in turns so that ratios hold even when the
//! machine does not. Prints the tables of `docs/BENCHMARKS.md` but those of blocks, which `block` prints.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use assent::demo::POLICY;
use benches::engines::assent::{Bound, Explain, Interpreter, Loaded, Named, Warm, checked};
use benches::engines::map::{NamesMap, PackedMap};
use benches::engines::{Engine, assert_agrees};
use benches::report::{Table, Timed, compare, latencies, machine, percentile, ratio, time};
use policy_lang::contract;
use runtime::Engine as Sandbox;
use testkit::workload::{Flat, REQUESTS, SEED, flat};

/// How much is measured.
struct Plan {
    decide: &'static [usize],
    compile: &'static [usize],
    rounds: usize,
    calls: usize,
}

const FULL: Plan = Plan {
    decide: &[10, 100, 1_000, 10_000],
    compile: &[40, 1_000, 10_000],
    rounds: 61,
    calls: 200_000,
};
/// When the benches are only tried out.
const TRIED: Plan = Plan {
    decide: &[10, 100],
    compile: &[40],
    rounds: 1,
    calls: 1_000,
};

const WARM: &str = "contract, warm";

fn main() {
    let plan = match std::env::args().any(|argument| argument == "--test") {
        true => TRIED,
        false => FULL,
    };
    let sandbox = Sandbox::new().expect("the sandbox opens");
    println!("{}\n", machine());
    decisions(&sandbox, &plan);
    compiling(&sandbox, &plan);
}

fn decisions(sandbox: &Sandbox, plan: &Plan) {
    let names: Vec<String> = plan
        .decide
        .iter()
        .map(|size| format!("N = {size}"))
        .collect();
    let head: Vec<&str> = ["engine"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    let mut times = Table::new(&head);
    let mut ratios = Table::new(&head);
    let mut ours = Table::new(&head);
    for (size, column) in plan.decide.iter().zip(1..) {
        let flat = flat(*size, SEED);
        let loaded = Loaded::new(sandbox, &flat.consent_text());
        let measured = compare(contestants(&loaded, &flat), plan.rounds);
        let warm = measured
            .iter()
            .find(|one| one.name == WARM)
            .map_or(1.0, |one| one.median);
        for one in &measured {
            times.put(&one.name, column, time(one.median));
            ratios.put(&one.name, column, ratio(one.median, warm));
        }
        let mut bound = Bound::warm(&loaded, &flat);
        let calls = latencies(plan.calls, |index| bound.decide(index % REQUESTS));
        let mut warm = Warm::new(&loaded, &flat);
        let mut fuel: Vec<u64> = (0..REQUESTS).map(|index| warm.fuel(index).0).collect();
        fuel.sort_unstable();
        let mut put = |name: &str, cell| ours.put(name, column, cell);
        put(
            "fuel of a decision, median / most",
            format!("{} / {}", percentile(&fuel, 50), percentile(&fuel, 100)),
        );
        put(
            "one call with the clock, 50 %",
            time(percentile(&calls, 50) as f64),
        );
        put(
            "one call with the clock, 99 %",
            time(percentile(&calls, 99) as f64),
        );
        let mut explain = Explain::new(&loaded, &flat);
        put(
            "fuel of a reasoned no",
            explain.explain_next().1.0.to_string(),
        );
        let explained = compare(
            vec![Timed::new("", |_| explain.explain_next())],
            plan.rounds,
        );
        put(
            "a reasoned no",
            explained
                .first()
                .map_or(String::new(), |one| time(one.median)),
        );
    }
    println!("## A decision\n\n{}", times.markdown());
    println!("As multiples of \"{WARM}\":\n\n{}", ratios.markdown());
    println!("Ours in detail:\n\n{}", ours.markdown());
}

/// All engines on one workload, each asserted to agree.
fn contestants<'a>(loaded: &'a Loaded, flat: &'a Flat) -> Vec<Timed<'a>> {
    let keys = flat.keys();
    vec![
        timed(flat, WARM, Bound::warm(loaded, flat)),
        timed(
            flat,
            "contract, warm, input encoded",
            Warm::new(loaded, flat),
        ),
        timed(flat, "contract, fresh", Bound::fresh(loaded, flat)),
        timed(
            flat,
            "contract, warm, from names",
            Named::warm(loaded, flat),
        ),
        timed(
            flat,
            "contract, fresh, from names",
            Named::fresh(loaded, flat),
        ),
        timed(
            flat,
            "reference interpreter",
            Interpreter::new(loaded, flat),
        ),
        timed(flat, "HashMap of names", NamesMap::new(&keys)),
        timed(flat, "HashMap of numbers", PackedMap::new(&keys)),
    ]
}

fn timed<'a, E: Engine + 'a>(flat: &Flat, name: &str, mut engine: E) -> Timed<'a> {
    assert_agrees(name, &mut engine, flat);
    Timed::new(name, move |index| engine.decide(index % REQUESTS))
}

fn compiling(sandbox: &Sandbox, plan: &Plan) {
    let head = [
        "policy",
        "rules",
        "check",
        "compile",
        "admit",
        "all",
        "module bytes a rule",
        "table bytes a rule",
        "native code",
    ];
    let mut table = Table::new(&head);
    let mut texts = vec![("riverside".to_owned(), POLICY.to_owned())];
    let flats = plan.compile.iter();
    texts.extend(flats.map(|size| (format!("flat-{size}"), flat(*size, SEED).consent_text())));
    for (name, text) in &texts {
        let typed = checked(text);
        let wasm = contract::compile(&typed, text)
            .expect("the policy fits")
            .wasm;
        let sizes = sandbox
            .admit(&wasm)
            .expect("the contract is admitted")
            .measurements();
        let steps = vec![
            Timed::new("check", |_| checked(text)),
            Timed::new("compile", |_| contract::compile(&typed, text)),
            Timed::new("admit", |_| sandbox.admit(&wasm)),
            Timed::new("all", |_| {
                let contract = contract::compile(&checked(text), text).expect("the policy fits");
                sandbox.admit(&contract.wasm)
            }),
        ];
        let rules = typed.rules.len() as u64;
        table.put(name, 1, rules.to_string());
        for (one, column) in compare(steps, plan.rounds.min(11)).iter().zip(2..) {
            table.put(name, column, time(one.median));
        }
        table.put(name, 6, (wasm.len() as u64 / rules).to_string());
        table.put(name, 7, (sizes.data_bytes / rules).to_string());
        table.put(name, 8, format!("{} B", sizes.native_bytes));
    }
    println!("## Compiling\n\n{}", table.markdown());
}
