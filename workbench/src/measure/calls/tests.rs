//! A call that is timed is the call that it would be otherwise, of its case and with the state of its case.

use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};
use runtime::{
    AdmittedModule, CallerIdentity, Context, Engine, FuelUse, Invocation, MemoryState, Mode,
};

use super::{CallCase, Calls};
use crate::measure::Work;

/// Reads a key, or goes to the key after one, or neither.
const READER: &str = r#"(module
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "assent" "state_next" (func $next (param i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "key")
    (func (export "look")
        (drop (call $read (i32.const 0) (i32.const 3) (i32.const 64) (i32.const 128))))
    (func (export "walk")
        (drop (call $next (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 3)
            (i32.const 64) (i32.const 128))))
    (func (export "rest") nop))"#;

fn module() -> AdmittedModule {
    let wasm = wat::parse_str(READER).expect("a module");
    let engine = Engine::new().expect("an engine");
    engine.admit(&wasm).expect("it is admitted")
}

fn case(entry: &str, input: &[u8], state: &[(&str, usize)]) -> CallCase {
    let context = Context {
        chain: Hash([0; 32]),
        height: Height(1),
        time: Instant(0),
        caller: CallerIdentity::default(),
    };
    let state = state.iter();
    let state = state.map(|(key, length)| (key.as_bytes().to_vec(), vec![7; *length]));
    CallCase {
        name: entry.into(),
        entry: entry.into(),
        input: input.into(),
        mode: Mode::Query,
        context: Arc::new(context),
        state: Arc::new(state.collect::<MemoryState>()),
    }
}

/// What the call costs of a contract that is called once.
fn alone(module: &AdmittedModule, case: &CallCase) -> FuelUse {
    let contract = module.contract(MemoryState::clone(&case.state));
    let invocation = Invocation {
        entry: &case.entry,
        input: &case.input,
        mode: case.mode,
        context: Arc::clone(&case.context),
    };
    let mut contract = contract.expect("no fault");
    let outcome = contract.call(&invocation, Fuel(CALL_FUEL));
    outcome.expect("no fault").fuel
}

/// The host takes 2,000 for a value and 3,000 for a key, and one for each byte of what is asked and found.
#[test]
fn calls_come_in_turns_each_with_its_own_state() {
    let module = module();
    let cases = [
        case("look", b"", &[]),
        case("look", b"12345", &[("key", 100)]),
        case("walk", b"1", &[("key", 100), ("keys", 1)]),
        case("walk", b"12", &[("key", 100)]),
        case("rest", b"", &[("key", 100)]),
    ];
    let expected: Vec<FuelUse> = cases.iter().map(|case| alone(&module, case)).collect();
    let by_hand: Vec<(u64, u64)> = expected
        .iter()
        .map(|fuel| (fuel.input, fuel.host))
        .collect();
    let prices = [(0, 2_003), (5, 2_103), (1, 3_008), (2, 3_004), (0, 0)];
    assert_eq!(by_hand, prices);
    let mut calls = Calls::new(&module, &cases).expect("no fault");
    for turn in 0..12 {
        calls.prepare(turn).expect("no fault");
        let fuel = calls.run().expect("no fault");
        assert_eq!(fuel, expected[turn % 5], "{turn}");
    }
}

#[test]
fn no_cases_are_no_calls() {
    let mut calls = Calls::new(&module(), &[]).expect("no fault");
    calls.prepare(3).expect("no fault");
    assert_eq!(calls.run().expect("no fault"), FuelUse::default());
}
