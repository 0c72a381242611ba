//! Which sequences are made, and which pieces of code are told apart.

use std::collections::BTreeSet;

use runtime::Engine;

use super::{CALLS_MAX, ContractTarget, INPUT_BYTES_MAX, Sequence};
use crate::fuzz::rounds::{Hint, Target};
use crate::fuzz::split_mix::SplitMix64;

/// Two entries, an invariant, words in its data, numbers in its code.
const CONTRACT: &str = r#"(module
    (import "assent" "input_length" (func $input_length (result i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 64) "deposit:nurse")
    (data (i32.const 128) "Riverside")
    (func (export "put")
      (if (i32.ne (call $input_length) (i32.const 40)) (then (return)))
      nop)
    (func (export "take") (local $length i32)
      (local.set $length (call $input_length))
      (if (i64.gt_u (i64.extend_i32_u (local.get $length)) (i64.const 1000)) (then (return))))
    (func (export "invariant_sum")))"#;

fn target() -> ContractTarget {
    let wasm = wat::parse_str(CONTRACT).expect("a module");
    let module = Engine::new()
        .expect("an engine")
        .admit(&wasm)
        .expect("admitted");
    ContractTarget::new(module, &wasm, &[]).expect("a target")
}

fn hints() -> BTreeSet<Hint> {
    [
        Hint::Role("nurse".into()),
        Hint::Role("clerk".into()),
        Hint::Key(b"deposit:\x01".to_vec()),
        Hint::Output(vec![9; 32]),
    ]
    .into()
}

/// A corpus that somebody has kept goes on as it would have. When this has to change, nothing else does.
#[test]
fn which_sequences_a_seed_makes_stays() {
    let (target, hints) = (target(), hints());
    let mut random = SplitMix64::new(11);
    let mut corpus: Vec<Sequence> = target.first();
    for _ in 0..600 {
        let next = target.next(&mut random, &corpus, &hints);
        corpus.push(next);
    }
    for sequence in &corpus {
        assert!(sequence.calls.len() <= CALLS_MAX);
        let longest = sequence.calls.iter().map(|call| call.input.len()).max();
        assert!(longest.unwrap_or(0) <= INPUT_BYTES_MAX);
    }
    let mut hash = blake3::Hasher::new();
    for sequence in &corpus {
        hash.update(&sequence.to_bytes());
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "7f29092e8590938c9c471ff4f53791e74f28752837f23261cf2fef993e3fc1e0"
    );
}
