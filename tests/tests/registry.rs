//! The registry of commitments, written by hand: what it keeps, what it refuses, what it tells, what it costs.
//! Every call is made on the second engine as well.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use runtime::{
    AdmittedModule, CallerIdentity, Context, Contract, Engine, Event, Invocation, MemoryState,
    Mode, Optimisation, Outcome, Stopped,
};
use workbench::second_engine::{Answer, SecondContract};

const TIME: i64 = 1_777_896_000;
/// Two registrars and somebody who is none, by their keys.
const ANNE: [u8; 32] = [1; 32];
const BEN: [u8; 32] = [2; 32];
const VISITOR: [u8; 32] = [3; 32];

fn admitted(optimisation: Optimisation) -> AdmittedModule {
    let wasm = wat::parse_str(contracts::REGISTRY).expect("the text is a module");
    let engine = Engine::with(optimisation).expect("the sandbox opens");
    engine.admit(&wasm).expect("it is admitted")
}

/// The contract with a state that takes in what every call writes, and calls of it.
struct Registry(Contract<MemoryState>, SecondContract);

impl Registry {
    fn new(optimisation: Optimisation) -> Registry {
        let contract = admitted(optimisation).contract(MemoryState::default());
        let wasm = wat::parse_str(contracts::REGISTRY).expect("the text is a module");
        Registry(contract.expect("no fault"), SecondContract::new(&wasm))
    }

    fn call(&mut self, key: [u8; 32], mode: Mode, entry: &str, input: &[u8]) -> Outcome {
        let role = if key == VISITOR { "nurse" } else { "registrar" };
        let caller = CallerIdentity {
            key,
            organisation: None,
            roles: BTreeSet::from([role.to_owned()]),
        };
        let context = Arc::new(Context {
            chain: Hash::ZERO,
            height: Height(7),
            time: Instant(TIME),
            caller,
        });
        let invocation = Invocation {
            entry,
            input,
            mode,
            context,
        };
        let outcome = self.0.call(&invocation, Fuel(CALL_FUEL));
        let outcome = outcome.expect("no fault");
        let state = self.0.state_mut().expect("no fault");
        let second = self.1.call(&invocation, state, Fuel(CALL_FUEL));
        assert_eq!(second, Answer::of(&outcome), "{entry}");
        state.apply(&outcome.writes);
        outcome
    }

    fn transact(&mut self, key: [u8; 32], entry: &str, input: &[u8]) -> Outcome {
        self.call(key, Mode::Transaction, entry, input)
    }

    fn query(&mut self, entry: &str, input: &[u8]) -> Outcome {
        self.call(VISITOR, Mode::Query, entry, input)
    }

    fn state(&mut self) -> MemoryState {
        self.0.state_mut().expect("no fault").clone()
    }

    /// Fails unless the call is aborted with `name`, tells nothing and leaves the state as it is.
    fn refuses(&mut self, key: [u8; 32], entry: &str, input: &[u8], name: &str) {
        let before = self.state();
        let outcome = self.transact(key, entry, input);
        assert_eq!(outcome.result, Err(Stopped::Abort(name.into())), "{entry}");
        assert!(outcome.events.is_empty() && outcome.writes.is_empty());
        assert!(outcome.fuel.total() < Fuel(CALL_FUEL / 1_000));
        assert_eq!(self.state(), before);
    }
}

fn event(topic: &str, data: &[u8]) -> [Event; 1] {
    [Event {
        topic: topic.into(),
        data: data.into(),
    }]
}

fn key(commitment: [u8; 32]) -> Vec<u8> {
    [b"r/".as_slice(), &commitment].concat()
}

fn value(owner: [u8; 32]) -> Vec<u8> {
    [TIME.to_le_bytes().as_slice(), &owner].concat()
}

fn asked(count: u32, last: &[u8]) -> Vec<u8> {
    [count.to_le_bytes().as_slice(), last].concat()
}

#[test]
fn a_registrar_registers_and_anybody_looks_up() {
    let mut registry = Registry::new(Optimisation::Speed);
    let outcome = registry.transact(ANNE, "register", &[9; 32]);
    assert_eq!(outcome.result, Ok(Vec::new()));
    assert_eq!(outcome.events, event("registered", &[9; 32]));
    let expected = MemoryState::from_iter([(key([9; 32]), value(ANNE))]);
    assert_eq!(registry.state(), expected);

    let outcome = registry.query("look_up", &[9; 32]);
    assert_eq!(outcome.result, Ok(value(ANNE)));
    assert!(outcome.events.is_empty() && outcome.writes.is_empty());
}

#[test]
fn what_cannot_be_done_is_aborted_with_its_name_and_changes_nothing() {
    let mut registry = Registry::new(Optimisation::Speed);
    registry.refuses(VISITOR, "register", &[9; 32], "not_registrar");
    registry.refuses(ANNE, "look_up", &[9; 32], "unknown");
    registry.refuses(ANNE, "withdraw", &[9; 32], "unknown");
    assert!(registry.transact(ANNE, "register", &[9; 32]).result.is_ok());
    registry.refuses(ANNE, "register", &[9; 32], "already_registered");
    registry.refuses(BEN, "register", &[9; 32], "already_registered");
    registry.refuses(BEN, "withdraw", &[9; 32], "not_owner");
}

#[test]
fn an_input_of_another_length_is_refused() {
    let mut registry = Registry::new(Optimisation::Speed);
    for entry in ["register", "look_up", "withdraw"] {
        for length in [0, 31, 33] {
            registry.refuses(ANNE, entry, &vec![9; length], "bad_input");
        }
    }
    for length in [0, 3, 5, 37, 39] {
        registry.refuses(ANNE, "list", &vec![0; length], "bad_input");
    }
    for count in [101, u32::MAX] {
        registry.refuses(ANNE, "list", &asked(count, &[]), "bad_input");
    }
}

/// A key that differs from the owner's in one bit, wherever it is, is somebody else's.
#[test]
fn only_the_very_key_that_registered_withdraws() {
    let mut registry = Registry::new(Optimisation::Speed);
    assert!(registry.transact(ANNE, "register", &[9; 32]).result.is_ok());
    for byte in 0..32 {
        let mut other = ANNE;
        other[byte] ^= 0x80;
        registry.refuses(other, "withdraw", &[9; 32], "not_owner");
    }
    let outcome = registry.transact(ANNE, "withdraw", &[9; 32]);
    assert_eq!(outcome.result, Ok(Vec::new()));
    assert_eq!(outcome.events, event("withdrawn", &[9; 32]));
    assert_eq!(registry.state(), MemoryState::default());
    // It can be registered again, by another.
    assert!(registry.transact(BEN, "register", &[9; 32]).result.is_ok());
}

#[test]
fn a_query_does_not_register_and_does_not_withdraw() {
    let mut registry = Registry::new(Optimisation::Speed);
    assert!(registry.transact(ANNE, "register", &[9; 32]).result.is_ok());
    let before = registry.state();
    for (entry, commitment) in [("register", [8; 32]), ("withdraw", [9; 32])] {
        let outcome = registry.call(ANNE, Mode::Query, entry, &commitment);
        let code = OutcomeCode::TRAP_QUERY;
        assert_eq!(outcome.result, Err(Stopped::Trap(code)), "{entry}");
        assert_eq!(outcome.fuel.total(), Fuel(CALL_FUEL));
        assert!(outcome.events.is_empty() && outcome.writes.is_empty());
    }
    assert_eq!(registry.state(), before);
}

#[test]
fn the_list_is_read_in_the_order_of_bytes_and_in_parts() {
    // Keys of other kinds stand around the commitments and are not given out.
    let others = [b"q".as_slice(), b"r", b"r0", b"s/"].map(|key| (key.to_vec(), vec![0]));
    let commitments = (0..=120_u8).rev().map(|first| {
        let mut commitment = [0xff; 32];
        commitment[0] = first.wrapping_mul(2);
        (key(commitment), value(ANNE))
    });
    let state: MemoryState = others.into_iter().chain(commitments).collect();
    let mut expected: Vec<Vec<u8>> = state.iter().map(|(key, _)| key.to_vec()).collect();
    expected.retain(|key| key.len() == 34);
    let mut registry = Registry::new(Optimisation::Speed);
    *registry.0.state_mut().expect("no fault") = state;

    for count in [0, 1, 7, 50, 100] {
        let output = registry.query("list", &asked(count, &[])).result;
        let count = usize::try_from(count).expect("it is small");
        assert_eq!(output, Ok(expected[..count].concat()));
    }
    let first = registry.query("list", &asked(100, &[])).result;
    let first = first.expect("it is given out");
    let last = &first[first.len() - 34..];
    let rest = registry.query("list", &asked(100, last)).result;
    assert_eq!(rest, Ok(expected[100..].concat()));
    // Behind the last there is nothing.
    let end = registry.query("list", &asked(1, &expected[120]));
    assert_eq!(end.result, Ok(Vec::new()));
}

#[test]
fn every_call_costs_the_same_however_the_code_is_translated() {
    let calls: [([u8; 32], &str, Vec<u8>); 9] = [
        (ANNE, "register", vec![9; 32]),
        (BEN, "register", vec![7; 32]),
        (ANNE, "register", vec![9; 32]),
        (VISITOR, "register", vec![8; 32]),
        (VISITOR, "look_up", vec![9; 32]),
        (VISITOR, "list", asked(100, &[])),
        (VISITOR, "list", asked(1, &key([7; 32]))),
        (BEN, "withdraw", vec![9; 32]),
        (ANNE, "withdraw", vec![9; 32]),
    ];
    let outcomes = [Optimisation::Speed, Optimisation::Off].map(|optimisation| {
        let mut registry = Registry::new(optimisation);
        let outcomes = calls
            .iter()
            .map(|(key, entry, input)| registry.transact(*key, entry, input));
        (outcomes.collect::<Vec<_>>(), registry.state())
    });
    assert_eq!(outcomes[0], outcomes[1]);
    let used = |outcome: &Outcome| outcome.fuel.code > 0 && outcome.fuel.forfeited == 0;
    assert!(outcomes[0].0.iter().all(used));
}

#[test]
fn it_has_these_entries() {
    let module = admitted(Optimisation::Speed);
    assert_eq!(
        module.entries(),
        ["list", "look_up", "register", "withdraw"]
    );
}
