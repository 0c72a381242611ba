//! The fuel of blocks is what the engine takes, and bytes that are no module are told from those that are.

use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};
use runtime::{CallerIdentity, Context, Engine, Invocation, MemoryState, Mode};

use super::{InspectError, inspect, list, text};

/// A module whose entry `run` is `code`, with a function `$callee` beside it.
fn module(code: &str) -> Vec<u8> {
    let text = format!(
        r#"(module (memory (export "memory") 1 1)
            (func $callee nop nop)
            (func $run (export "run") (local $i i32) {code}))"#
    );
    wat::parse_str(text).expect("a module")
}

/// What a call of `run` costs for code.
fn charged(wasm: &[u8]) -> u64 {
    let module = Engine::new().expect("an engine").admit(wasm);
    let mut contract = module
        .expect("it is admitted")
        .contract(MemoryState::default())
        .expect("no fault");
    let context = Context {
        chain: Hash([0; 32]),
        height: Height(1),
        time: Instant(0),
        caller: CallerIdentity::default(),
    };
    let invocation = Invocation {
        entry: "run",
        input: b"",
        mode: Mode::Transaction,
        context: Arc::new(context),
    };
    let outcome = contract.call(&invocation, Fuel(CALL_FUEL));
    outcome.expect("no fault").fuel.code
}

/// What a call costs for code is the fuel of its blocks, each as often as it runs: 0 times, too, for what a branch
/// passes over. The engine is asked, and the number of runs is what the text means.
#[test]
fn what_code_costs_is_how_often_each_block_runs_times_its_fuel() {
    let cases: &[(&str, &[u64])] = &[
        ("nop nop", &[1]),
        ("i32.const 0 if nop nop end nop", &[1, 0, 1]),
        ("i32.const 1 if nop nop end nop", &[1, 1, 1]),
        ("i32.const 1 if nop else nop nop end", &[1, 1, 0, 1]),
        ("i32.const 0 if nop else nop nop end", &[1, 0, 1, 1]),
        ("i32.const 0 if return else nop end nop", &[1, 0, 0, 1, 1]),
        ("i32.const 1 if return else nop end nop", &[1, 1, 0, 0, 0]),
        ("i32.const 0 if nop else return end nop", &[1, 0, 1, 0, 0]),
        ("i32.const 1 if nop else return end nop", &[1, 1, 0, 0, 1]),
        ("i32.const 0 if return end nop", &[1, 0, 0, 1]),
        ("i32.const 1 if return end nop", &[1, 1, 0, 0]),
        ("block br 0 nop end nop", &[1, 0, 1]),
        ("block i32.const 1 br_if 0 nop end", &[1, 0, 1]),
        ("block i32.const 0 br_if 0 nop end", &[1, 1, 1]),
        (
            "loop local.get $i i32.const 1 i32.add local.tee $i i32.const 5 i32.lt_u br_if 0 end",
            &[1, 5, 1, 1],
        ),
        (
            "block block i32.const 0 br_table 0 1 end nop end",
            &[1, 0, 1, 1],
        ),
        (
            "block block i32.const 1 br_table 0 1 end nop end",
            &[1, 0, 0, 1],
        ),
        ("block return end nop", &[1, 0, 0]),
        ("return i32.const 0 if nop end", &[1, 0, 0, 0]),
        ("i32.const 8 i32.load i32.const 3 i32.div_u drop", &[1]),
    ];
    for (code, runs) in cases {
        let wasm = module(code);
        let listing = list(&wasm, "run").expect("it is listed");
        let fuel: Vec<u64> = listing.blocks.iter().map(|block| block.fuel).collect();
        assert_eq!(fuel.len(), runs.len(), "{code}: {listing:#?}");
        let sum: u64 = fuel.iter().zip(*runs).map(|(fuel, runs)| fuel * runs).sum();
        assert_eq!(sum, charged(&wasm), "{code}: {fuel:?}");
        for block in &listing.blocks {
            assert_eq!(block.is_reachable, block.fuel > 0, "{code}");
        }
    }
}

#[test]
fn a_called_function_is_paid_beside_the_call() {
    let wasm = module("call $callee call $callee");
    let fuel = |name: &str| {
        let listing = list(&wasm, name).expect("it is listed");
        listing.blocks.iter().map(|block| block.fuel).sum::<u64>()
    };
    assert_eq!(charged(&wasm), fuel("run") + 2 * fuel("$callee"));
    // Without its name, it has its number.
    assert_eq!(fuel("0"), fuel("callee"));
    let unknown = list(&wasm, "2").expect_err("there are two functions");
    assert!(unknown.to_string().contains("0 to 1"), "{unknown}");
}

#[test]
fn a_listing_has_the_words_of_the_text_format() {
    let listing = list(&module("local.get $i if call $callee end"), "run").expect("it is listed");
    let lines = listing.blocks.iter().flat_map(|block| &block.lines);
    let lines: Vec<(u32, &str)> = lines.map(|line| (line.depth, line.text.as_str())).collect();
    let [get, branch, call, end, last] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    assert_eq!((*get, *call), ((0, "local.get $i"), (1, "call $callee")));
    assert!(branch.1.starts_with("if") && branch.0 == 0, "{branch:?}");
    assert_eq!((*end, *last), ((0, "end"), (0, "end")));
}

#[test]
fn what_does_not_begin_as_a_module_is_none_and_what_breaks_off_is_shown_so_far() {
    let engine = Engine::new().expect("an engine");
    for bytes in [&b""[..], b"\0asm", b"\0asm\x02\0\0\0", b"(module)"] {
        let error = inspect(&engine, bytes).map(drop);
        assert!(matches!(error, Err(InspectError::NoModule(_))), "{bytes:?}");
    }
    let whole = module("nop");
    let broken = &whole[..whole.len() - 30];
    let inspection = inspect(&engine, broken).expect("it begins as a module");
    assert!(inspection.unread.is_some() && inspection.admission.is_err());
    assert_eq!(inspection.sections[0].name, "types");
    let inspection = inspect(&engine, &whole).expect("a module");
    assert!(inspection.unread.is_none() && inspection.admission.is_ok());
    let names = inspection
        .functions
        .iter()
        .map(|function| function.name.as_deref());
    assert_eq!(names.collect::<Vec<_>>(), [Some("callee"), Some("run")]);
}

/// A function of a few bytes can declare fifty thousand locals: a hundred kilobytes of text each.
#[test]
fn no_more_text_is_printed_than_fits() {
    let mut body = vec![1, 0xd0, 0x86, 0x03, 0x7f, 0x0b];
    body.insert(0, body.len() as u8);
    let count = 4_000_u32;
    let mut wasm = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
    let leb = |mut value: u32| {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    };
    for (id, item) in [(3, vec![0]), (10, body)] {
        let mut section = leb(count);
        (0..count).for_each(|_| section.extend(&item));
        wasm.push(id);
        wasm.extend(leb(section.len() as u32));
        wasm.extend(section);
    }
    let error = text(&wasm).expect_err("it is too long");
    assert!(error.contains("longer than"), "{error}");
    let engine = Engine::new().expect("an engine");
    let inspection = inspect(&engine, &wasm).expect("a module");
    assert_eq!(inspection.functions.len(), count as usize);
    assert_eq!(list(&wasm, "3999").expect("it is listed").blocks.len(), 1);
}
