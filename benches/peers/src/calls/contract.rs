//! Ours: contracts that are no policies, called in a fresh instance, and one that keeps its instance.

use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};
use runtime::{
    CallerIdentity, Context, Contract, Engine, Invocation, MemoryState, Mode, Outcome, StateReader,
};

use super::case::Case;

/// The counter, which wasmi runs as well.
pub const COUNTER: &str = include_str!("../../contracts/counter.wat");
const FIVE: &str = include_str!("../../contracts/five.wat");
const CONSTANT: &str = include_str!("../../contracts/constant.wat");

/// Modules that take turns.
const MODULES: u8 = 255;

/// A contract with its state and what its calls know of the world.
struct Called {
    contract: Contract<MemoryState>,
    entry: &'static str,
    context: Arc<Context>,
}

impl Called {
    fn new(engine: &Engine, text: &str, entry: &'static str) -> Called {
        let wasm = wat::parse_str(text).expect("the contract is right");
        let module = engine.admit(&wasm).expect("it is admitted");
        let context = Context {
            chain: Hash([9; 32]),
            height: Height(1),
            time: Instant(1_000),
            caller: CallerIdentity::default(),
        };
        Called {
            contract: module
                .contract(MemoryState::default())
                .expect("it is no policy"),
            entry,
            context: Arc::new(context),
        }
    }

    /// One call, and what it wrote applied to the state.
    fn call(&mut self) -> Outcome {
        let invocation = Invocation {
            entry: self.entry,
            input: &[],
            mode: Mode::Transaction,
            context: Arc::clone(&self.context),
        };
        let called = self.contract.call(&invocation, Fuel(CALL_FUEL));
        let outcome = called.expect("the engine is sound");
        let state = self.contract.state_mut().expect("the state is there");
        state.apply(&outcome.writes);
        outcome
    }

    fn value(&mut self, key: &[u8]) -> u64 {
        let mut bytes = Vec::new();
        let state = self.contract.state_mut().expect("the state is there");
        state.read(key, &mut bytes).expect("memory is readable");
        bytes.try_into().map_or(0, u64::from_le_bytes)
    }
}

/// The counter, whose state is applied.
pub fn counter(engine: &Engine) -> Case {
    let mut counter = Called::new(engine, COUNTER, "increment");
    for expected in 1..=3 {
        assert_eq!(counter.call().result, Ok(Vec::new()));
        assert_eq!(counter.value(b"n"), expected);
    }
    Case::new("ours, fresh instance", move |_| counter.call())
}

/// Five reads, two writes and an event.
pub fn five(engine: &Engine) -> Case {
    let mut five = Called::new(engine, FIVE, "sum");
    for expected in [1u64, 3, 7] {
        let outcome = five.call();
        assert_eq!((outcome.writes.len(), outcome.events.len()), (2, 1));
        assert_eq!(outcome.events[0].data, expected.to_le_bytes());
        assert_eq!([five.value(b"a"), five.value(b"b")], [expected; 2]);
    }
    Case::new("ours, fresh instance", move |_| five.call())
}

/// A contract that admission proves pure: its instance is kept.
pub fn kept(engine: &Engine) -> Case {
    let mut constant = Called::new(engine, CONSTANT, "get");
    assert!(constant.contract.module().is_pure());
    for _ in 0..3 {
        assert_eq!(constant.call().result, Ok(b"constant".to_vec()));
    }
    Case::new("ours, a pure contract in a kept instance", move |_| {
        constant.call()
    })
}

/// Different modules with the counter's code, one after the other.
pub fn rotating(engine: &Engine) -> Case {
    let other = |number: u8| {
        let data = format!("(data (i32.const 64) \"\\{number:02x}\"))");
        let text = COUNTER
            .trim_end()
            .strip_suffix(')')
            .expect("a module ends so");
        Called::new(engine, &format!("{text}{data}"), "increment")
    };
    let mut modules: Vec<Called> = (0..=MODULES).map(other).collect();
    for module in &mut modules {
        module.call();
        assert_eq!(module.value(b"n"), 1);
    }
    let hashes = modules.iter().map(|called| called.contract.module().hash());
    let distinct: std::collections::BTreeSet<Hash> = hashes.collect();
    assert_eq!(distinct.len(), modules.len());
    Case::new(
        "ours, 256 modules with the counter, in turns",
        move |index| {
            let count = modules.len();
            modules[index % count].call()
        },
    )
}
