//! How long does it take to open a ledger of a million keys, and to prove one of them?
//!
//! A thousand blocks of a thousand new keys each with values of 64 to 128 bytes, in a folder of the file system: opened
//! from all blocks, and with a snapshot of the last one. Then proofs: made, verified, and how long they are.

#![allow(
    clippy::expect_used,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use abi::{Height, Instant, PublicKey};
use criterion::{Criterion, criterion_group, criterion_main};
use ledger::store::FileBackend;
use ledger::{
    Draft, GenesisConfig, Lane, Ledger, Overlay, ProofFile, Signer, StateKey, StateRead, proof,
};
use parity_scale_codec::Encode;

/// Blocks, and keys that each of them writes; when the benches are only tried out, and else.
const TRIED: (u64, u64) = (20, 100);
const WHOLE: (u64, u64) = (1_049, 1_000);

fn key(number: u64) -> StateKey {
    StateKey::new(Lane::Shared, &[b"consent of ", &number.to_le_bytes()])
}

fn value(number: u64) -> Vec<u8> {
    vec![number as u8; 64 + (number % 65) as usize]
}

fn ledger(folder: &Path, (blocks, keys): (u64, u64)) -> Ledger {
    let signer = Signer::from_seed([7; 32]);
    let config = GenesisConfig::new("open", PublicKey([1; 32]), signer.public_key(), Instant(0));
    let backend = Box::new(FileBackend::create(folder).expect("a folder"));
    let mut ledger = Ledger::create(backend, config).expect("a ledger");
    for height in 1..=blocks {
        let mut overlay = Overlay::new(ledger.state());
        for number in (height - 1) * keys..height * keys {
            overlay.set(key(number), value(number));
        }
        let draft = Draft {
            time: Instant(height as i64),
            transactions: Vec::new(),
            receipts: Vec::new(),
            writes: overlay.into_writes(),
        };
        let sealed = ledger.seal(draft, &signer).expect("a block");
        ledger.commit(sealed).expect("the disk");
        if height.is_multiple_of(100) {
            eprint!("\r{height} of {blocks} blocks");
        }
    }
    eprint!("\r\x1b[K");
    ledger
}

fn open(folder: &Path) -> Ledger {
    let backend = Box::new(FileBackend::open(folder));
    Ledger::open(backend).expect("a ledger").ledger
}

fn opening(criterion: &mut Criterion) {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let size = if is_trial { TRIED } else { WHOLE };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path();
    let mut whole = ledger(path, size);
    let height = whole.tip().height;
    println!("{} keys in {} blocks", whole.state().count(), height.0);

    proofs(criterion, &whole, size.0 * size.1);
    let mut group = criterion.benchmark_group("open");
    group.bench_function("snapshot, kept", |bencher| {
        bencher.iter(|| whole.keep_snapshot(height).expect("the disk"));
    });
    let file = path.join(format!("snapshot-{:012}", height.0));
    drop(whole);
    let bytes = std::fs::metadata(&file).expect("a snapshot").len();
    println!("the snapshot has {bytes} bytes");
    group.bench_function("from the snapshot", |bencher| {
        bencher.iter(|| black_box(open(path)));
    });
    let ledger = open(path);
    group.bench_function("the state before the last block", |bencher| {
        let before = Height(height.0 - 1);
        bencher.iter(|| black_box(ledger.state_at(before).expect("a state")));
    });
    drop(ledger);
    std::fs::remove_file(file).expect("a file");
    group.bench_function("from all blocks", |bencher| {
        bencher.iter(|| black_box(open(path)));
    });
}

fn proofs(criterion: &mut Criterion, ledger: &Ledger, keys: u64) {
    let state = ledger.state();
    let root = state.root();
    let (header, certificate) = ledger.head(ledger.tip().height).expect("the tip");
    let numbers = || {
        (0..keys)
            .step_by(7)
            .map(|number| number * 31 % keys)
            .cycle()
    };
    let longest = numbers()
        .take(10_000)
        .map(|number| state.prove(&key(number)).1.encoded_size())
        .max();
    let file = ProofFile::of_state(header, certificate, state, key(5));
    println!(
        "the longest of 10,000 proofs has {} bytes, a proof file {}",
        longest.unwrap_or(0),
        file.to_bytes().len()
    );
    let mut group = criterion.benchmark_group("proof");
    let mut next = numbers();
    group.bench_function("made", |bencher| {
        bencher.iter(|| black_box(state.prove(&key(next.next().unwrap_or(0))).1));
    });
    let mut next = numbers().map(|number| {
        let key = key(number);
        let (value, proof) = state.prove(&key);
        (value.map(<[u8]>::to_vec), proof, key)
    });
    let made: Vec<_> = next.by_ref().take(1_000).collect();
    let mut next = made.iter().cycle();
    group.bench_function("verified", |bencher| {
        bencher.iter(|| {
            let (value, proof, key) = next.next().expect("a proof");
            proof::verify(proof, &root, key.as_bytes(), value.as_deref()).expect("it holds");
        });
    });
    assert!(state.get(&key(keys)).is_none());
    group.finish();
}

fn quick() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .nresamples(2_000)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(3_000))
}

criterion_group! {
    name = benches;
    config = quick();
    targets = opening
}
criterion_main!(benches);
