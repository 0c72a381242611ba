//! Where does the time of a block of 1,000 signed access requests go?
//!
//! A hospital with 100,000 patients decides requests of its staff, a laboratory, an insurer and an
//! institute by the policy of `contracts/riverside`. Each step apart, then the whole block from
//! signed transactions to durable; beside it what the disk alone takes for the same bytes.

use std::path::Path;
use std::time::Duration;

use benches::steps::Steps;
use criterion::{Criterion, criterion_group, criterion_main};

const TRANSACTIONS: usize = 1_000;
const PATIENTS: u64 = 100_000;
/// When the benches are only tried out.
const PATIENTS_TRIED: u64 = 2_000;

fn block(criterion: &mut Criterion) {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let patients = if is_trial { PATIENTS_TRIED } else { PATIENTS };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut steps = Steps::new(patients, TRANSACTIONS, folder);
    println!(
        "{} requests, {} bytes stored",
        steps.count(),
        steps.block_bytes
    );

    let mut group = criterion.benchmark_group("block");
    group.bench_function("verify", |bencher| bencher.iter(|| steps.verify()));
    group.bench_function("verify on one core", |bencher| {
        bencher.iter(|| steps.verify_on_one_core());
    });
    group.bench_function("execute", |bencher| bencher.iter(|| steps.execute()));
    group.bench_function("root", |bencher| bencher.iter(|| steps.root()));
    group.bench_function("seal", |bencher| {
        bencher.iter_custom(|times| steps.seal(times))
    });
    group.bench_function("commit", |bencher| {
        bencher.iter_custom(|times| steps.commit(times))
    });
    group.bench_function("append and sync alone", |bencher| {
        bencher.iter_custom(|times| steps.append_raw(times));
    });
    let mut blocks = steps.into_blocks();
    group.bench_function("whole", |bencher| {
        bencher.iter_custom(|times| blocks.append(times).into_iter().sum());
    });
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(2_000))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = block
}
criterion_main!(benches);
