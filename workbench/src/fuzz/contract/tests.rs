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
    (data (i32.const 160) "ab")
    (func (export "put")
      (if (i32.ne (call $input_length) (i32.const 40)) (then (return)))
      nop)
    (func (export "take") (local $length i32)
      (local.set $length (call $input_length))
      (if (i64.gt_u (i64.extend_i32_u (local.get $length)) (i64.const 1000)) (then (return))))
    (func (export "invariant_sum")))"#;

fn target() -> ContractTarget {
    target_of(CONTRACT)
}

/// A contract, of its text, ready to be fuzzed.
pub(super) fn target_of(text: &str) -> ContractTarget {
    let wasm = wat::parse_str(text).expect("a module");
    let engine = Engine::new().expect("an engine");
    let module = engine.admit(&wasm).expect("admitted");
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
        // A word of two letters names nobody.
        let organisations = sequence.calls.iter().map(|call| &call.caller.organisation);
        assert!(organisations.flatten().all(|name| name.len() > 2));
    }
    let mut hash = blake3::Hasher::new();
    for sequence in &corpus {
        hash.update(&sequence.to_bytes());
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "005a9a9d5415a5a0fd7e99d78a7c5d8a9d1bda6e5c054a8c92d3e01ad043ee3f"
    );
}

#[test]
fn entries_are_called_and_invariants_are_asked() {
    let target = target();
    assert_eq!(target.entries(), ["put", "take"]);
    assert_eq!(target.invariants(), ["invariant_sum"]);
    let first = target.first();
    let entries: Vec<Vec<&str>> = first
        .iter()
        .map(|sequence| {
            sequence
                .calls
                .iter()
                .map(|call| call.entry.as_str())
                .collect()
        })
        .collect();
    assert_eq!(entries, [vec![], vec!["put"], vec!["take"]]);
}

#[test]
fn only_pieces_of_code_are_counted_for_people() {
    let target = target();
    assert!(target.counts(0));
    assert!(target.counts((1 << 40) - 1));
    assert!(!target.counts(1 << 40));
    assert!(!target.counts(1 << 41 | 5));
}

/// Of three pieces of the first function two were reached, one of them twice, and of the last one its only one.
#[test]
fn pieces_are_counted_by_their_functions() {
    let target = target();
    let reached = target.reached(&[(0, 1), (2, 2), (6, 1), (1 << 40, 9)].into());
    let counts: Vec<(&str, u32, u32)> = reached
        .iter()
        .map(|function| (function.name.as_str(), function.reached, function.pieces))
        .collect();
    assert_eq!(
        counts,
        [("put", 2, 3), ("take", 0, 3), ("invariant_sum", 1, 1)]
    );
}

/// Two pages of the module's own, with marks behind them, as many as there are pieces; what is exported and what it does stay.
#[test]
fn marks_lie_behind_the_memory_of_the_module() {
    let wasm = wat::parse_str(
        r#"(module
            (memory (export "memory") 2 2)
            (func (export "go") (local i32)
              (if (local.get 0) (then nop) (else nop))
              (loop nop)
              (block (br_if 0 (local.get 0)) nop)))"#,
    );
    let marked = super::blocks::mark(&wasm.expect("a module")).expect("it can be read");
    let first = 2 * 65_536;
    // The function, if, else, and behind it; the loop and behind it; behind br_if and behind the block.
    assert_eq!(marked.marks, first..first + 8);
    assert_eq!(marked.functions, ["go"; 8]);
    let text = wasmprinter::print_bytes(&marked.wasm).expect("it can be printed");
    assert!(text.contains("(memory (;0;) 3 3)"), "{text}");
    for mark in marked.marks {
        assert_eq!(
            text.matches(&format!("i32.store8 offset={mark}\n")).count(),
            1
        );
    }
}

/// What is exported is called so, the others as the module names them, or by number; what two are called is told apart.
#[test]
fn functions_are_called_by_their_names() {
    let wasm = wat::parse_str(
        r#"(module
            (import "assent" "input_length" (func $twice (result i32)))
            (import "assent" "block_time" (func (result i64)))
            (memory (export "memory") 1 1)
            (func $named)
            (func)
            (func $inside (export "outside"))
            (func $"twice#2" (@name "named")))"#,
    );
    let names = super::module::names(&wasm.expect("a module")).expect("it can be read");
    assert_eq!(
        names,
        ["named", "function 3", "outside", "named (function 5)"]
    );
}

/// Texts by place and length, whole data that is short, pieces that can be read; numbers by how they are used.
#[test]
fn words_are_what_the_code_could_mean() {
    let long = "x".repeat(65);
    let text = format!(
        r#"(module
            (memory (export "memory") 1 1)
            (data (i32.const 100) "alphabetagamma\00de\00f\00{long}")
            (data (i32.const 300) "\01\02")
            (func $pair (param i32 i32))
            (func (export "go")
              (call $pair (i32.const 105) (i32.const 4))
              (call $pair (i32.const 99) (i32.const 2))
              (call $pair (i32.const 100) (i32.const 0))
              (drop (i32.const 1024))
              (drop (i32.const 1025))
              (drop (i64.const -1))))"#
    );
    let wasm = wat::parse_str(text).expect("a module");
    let words = super::module::Words::of(&wasm).expect("it can be read");
    let texts = [&b"\x01\x02"[..], b"alphabetagamma", b"beta", b"de"];
    assert_eq!(words.words, texts.map(<[u8]>::to_vec));
    assert_eq!(words.lengths, [0, 1, 2, 4, 8, 32, 99, 100, 105, 1_024]);
    let numbers: [&[u8]; 10] = [
        &[0, 0, 0, 0],
        &[0, 4, 0, 0],
        &[1, 4, 0, 0],
        &[2, 0, 0, 0],
        &[4, 0, 0, 0],
        &[99, 0, 0, 0],
        &[100, 0, 0, 0],
        &[105, 0, 0, 0],
        &[255; 8],
        &[],
    ];
    assert_eq!(
        words.numbers,
        numbers[..9]
            .iter()
            .map(|bytes| bytes.to_vec())
            .collect::<Vec<_>>()
    );
}

/// What is kept of a corpus is read again, unless it is longer than any that is made.
#[test]
fn a_sequence_is_read_within_its_limits() {
    let call = |input: usize, roles: usize| super::Call {
        input: vec![7; input],
        caller: super::Caller {
            roles: vec!["nurse".into(); roles],
            ..super::Caller::default()
        },
        ..super::Call::plain("put")
    };
    let read = |calls: Vec<super::Call>| {
        let sequence = Sequence { calls };
        let read = Sequence::from_bytes(&sequence.to_bytes());
        assert!(read.is_none() || read.as_ref() == Some(&sequence));
        read.is_some()
    };
    assert!(read(vec![]));
    assert!(read(vec![call(1, 1); CALLS_MAX]));
    assert!(!read(vec![call(1, 1); CALLS_MAX + 1]));
    assert!(read(vec![call(INPUT_BYTES_MAX, 16)]));
    assert!(!read(vec![call(1, 1), call(INPUT_BYTES_MAX + 1, 1)]));
    assert!(!read(vec![call(1, 17), call(1, 1)]));
    let mut longer = Sequence { calls: vec![] }.to_bytes();
    longer.push(0);
    assert_eq!(Sequence::from_bytes(&longer), None);
    assert_eq!(Sequence::from_bytes(&[]), None);
}
