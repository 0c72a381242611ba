//! How long from a policy's text to native code that was admitted?
//!
//! The steps apart and together: text to typed policy, typed policy to contract, contract to
//! admitted native code. Nothing is cached between iterations.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::time::Duration;

use assent::demo::POLICY;
use benches::engines::assent::checked;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use policy_lang::contract;
use runtime::Engine;
use testkit::workload::{SEED, flat};

const SIZES: [usize; 3] = [40, 1_000, 10_000];

fn compile(criterion: &mut Criterion) {
    let engine = Engine::new().expect("the sandbox opens");
    one(criterion, &engine, "riverside", POLICY);
    for size in SIZES {
        one(
            criterion,
            &engine,
            &format!("flat-{size}"),
            &flat(size, SEED).consent_text(),
        );
    }
}

fn one(criterion: &mut Criterion, engine: &Engine, name: &str, text: &str) {
    let typed = checked(text);
    let wasm = contract::compile(&typed, text)
        .expect("the policy fits")
        .wasm;
    let module = engine.admit(&wasm).expect("the contract is admitted");
    let (rules, measured) = (typed.rules.len() as u64, module.measurements());
    println!(
        "{name}: {rules} rules, {} bytes of text, {} of module ({} a rule), {} of tables ({} a \
         rule), {} of native code",
        text.len(),
        wasm.len(),
        wasm.len() as u64 / rules,
        measured.data_bytes,
        measured.data_bytes / rules,
        measured.native_bytes,
    );
    let mut group = criterion.benchmark_group("compile");
    let mut step = |what: &str, run: &mut dyn FnMut()| {
        group.bench_function(BenchmarkId::new(what, name), |bencher| {
            bencher.iter(&mut *run)
        });
    };
    step("check", &mut || drop(checked(text)));
    step("contract", &mut || drop(contract::compile(&typed, text)));
    step("admit", &mut || drop(engine.admit(&wasm)));
    step("all", &mut || {
        let contract = contract::compile(&checked(text), text).expect("the policy fits");
        drop(engine.admit(&contract.wasm));
    });
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(1_000))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = compile
}
criterion_main!(benches);
