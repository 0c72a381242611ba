//! How long does a decision take, and how does it grow with the number of rules?
//!
//! Workload *flat-N* of the test kit; one iteration is one of its 256 requests, in turn. Engines
//! get requests in their own types, built beforehand; what is timed is from there to the answer
//! with the rules that decided. Every engine is first asserted to answer all 256 as expected.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::hint::black_box;
use std::time::Duration;

use benches::engines::assent::{Bound, Explain, Interpreter, Loaded, Named, Warm};
use benches::engines::map::{NamesMap, PackedMap};
use benches::engines::{Engine, assert_agrees};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use testkit::workload::{Flat, REQUESTS, SEED, flat};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

fn decide(criterion: &mut Criterion) {
    let sandbox = runtime::Engine::new().expect("the sandbox opens");
    for size in SIZES {
        let flat = &flat(size, SEED);
        let loaded = Loaded::new(&sandbox, &flat.consent_text());
        print_fuel(&mut Warm::new(&loaded, flat), size);
        ours(criterion, &loaded, flat);
        maps(criterion, flat);
        explain(criterion, &loaded, flat);
    }
}

fn ours(criterion: &mut Criterion, loaded: &Loaded, flat: &Flat) {
    let mut bench = Bench { criterion, flat };
    bench.run("contract, warm, input encoded", Warm::new(loaded, flat));
    bench.run("contract, warm", Bound::warm(loaded, flat));
    bench.run("contract, fresh", Bound::fresh(loaded, flat));
    bench.run("contract, warm, from names", Named::warm(loaded, flat));
    bench.run("contract, fresh, from names", Named::fresh(loaded, flat));
    bench.run("reference interpreter", Interpreter::new(loaded, flat));
}

fn maps(criterion: &mut Criterion, flat: &Flat) {
    let mut bench = Bench { criterion, flat };
    let keys = flat.keys();
    bench.run("HashMap of names", NamesMap::new(&keys));
    bench.run("HashMap of numbers", PackedMap::new(&keys));
}

/// Engines on one workload.
struct Bench<'a> {
    criterion: &'a mut Criterion,
    flat: &'a Flat,
}

impl Bench<'_> {
    /// Asserts that the engine agrees, then times it.
    fn run<E: Engine>(&mut self, name: &str, mut engine: E) {
        assert_agrees(name, &mut engine, self.flat);
        let mut next = 0;
        let id = BenchmarkId::new(name, self.flat.rules.len());
        let mut group = self.criterion.benchmark_group("decide");
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                next = (next + 1) % REQUESTS;
                engine.decide(black_box(next))
            });
        });
    }
}

/// The reasons of a "no", beside those of the interpreter with every decision.
fn explain(criterion: &mut Criterion, loaded: &Loaded, flat: &Flat) {
    let mut explain = Explain::new(loaded, flat);
    let (_, fuel) = explain.explain_next();
    println!(
        "flat-{}: a reasoned no costs {} fuel",
        flat.rules.len(),
        fuel.0
    );
    let id = BenchmarkId::new("contract", flat.rules.len());
    criterion
        .benchmark_group("explain")
        .bench_function(id, |bencher| {
            bencher.iter(|| explain.explain_next());
        });
}

fn print_fuel(warm: &mut Warm, size: usize) {
    let mut fuel: Vec<u64> = (0..REQUESTS).map(|index| warm.fuel(index).0).collect();
    fuel.sort_unstable();
    let median = fuel[REQUESTS / 2];
    println!(
        "flat-{size}: a decision costs {median} fuel, at most {}",
        fuel[REQUESTS - 1]
    );
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(250))
        .measurement_time(Duration::from_millis(1_000))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = decide
}
criterion_main!(benches);
