//! How long until an admitted module is there: from memory, from the disk, compiled?
//!
//! The file is in the kernel's memory, as it is when a process starts again. Each load from the disk
//! reads it, checks its seal, and has the engine copy its code; compiling into a cache seals and writes
//! as well.

#![allow(
    clippy::expect_used,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::time::{Duration, Instant};

use benches::engines::assent::checked;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use policy_lang::contract;
use runtime::{Cached, DiskSettings, Engine, MemoryBounds, ModuleCache};
use tempfile::TempDir;
use testkit::workload::{SEED, flat};

const SIZES: [usize; 2] = [40, 10_000];

/// The fastest of so many is told as well: what it takes when no other work comes between.
const ROUNDS: usize = 500;

/// Keeps nothing in memory, so that the disk is asked each time.
const NOTHING: MemoryBounds = MemoryBounds {
    modules: 0,
    bytes: 0,
};

fn cache(criterion: &mut Criterion) {
    let engine = Engine::new().expect("the sandbox opens");
    for size in SIZES {
        let text = flat(size, SEED).consent_text();
        let wasm = contract::compile(&checked(&text), &text).expect("the policy fits");
        one(criterion, &engine, size, &wasm.wasm);
    }
}

fn one(criterion: &mut Criterion, engine: &Engine, size: usize, wasm: &[u8]) {
    let folder = TempDir::new().expect("a folder");
    let settings = DiskSettings {
        folder: folder.path().join("cache"),
        key: folder.path().join("key"),
        bytes: DiskSettings::BYTES,
    };
    let open = |memory| ModuleCache::open(engine.clone(), memory, &settings).expect("a cache");
    let (disk, both) = (open(NOTHING), open(MemoryBounds::default()));
    let from = |cache: &ModuleCache| cache.admit(wasm).expect("it is admitted").1;
    from(&both);
    assert_eq!((from(&both), from(&disk)), (Cached::Memory, Cached::Disk));
    let entries = std::fs::read_dir(&settings.folder).expect("the folder");
    let entry = entries.flatten().next().expect("an entry").path();
    let bytes = std::fs::metadata(&entry).expect("a file").len();
    println!(
        "flat-{size}: {} bytes of module, {bytes} bytes of entry",
        wasm.len()
    );

    let mut group = criterion.benchmark_group("cache");
    let mut step = |what: &str, run: &mut dyn FnMut()| {
        let fastest = (0..ROUNDS).map(|_| timed(run)).min().unwrap_or_default();
        println!("{what}, flat-{size}: {fastest:?}, the fastest of {ROUNDS}");
        let id = BenchmarkId::new(what, format!("flat-{size}"));
        group.bench_function(id, |bencher| bencher.iter(&mut *run));
    };
    step("memory", &mut || drop(both.admit(wasm)));
    step("disk", &mut || drop(disk.admit(wasm)));
    step("compile", &mut || drop(engine.admit(wasm)));
    step("compile and keep", &mut || {
        std::fs::remove_file(&entry).expect("an entry");
        drop(disk.admit(wasm));
    });
}

fn timed(run: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(1_000))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = cache
}
criterion_main!(benches);
