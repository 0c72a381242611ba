//! Calls of contracts: what they see, what they change, what they cost.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::limits::*;
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};

use super::{CallerIdentity, Context, Contract, Event, Invocation, Mode, Outcome, Stopped};
use crate::{Engine, MemoryState, StateReader};

fn context() -> Arc<Context> {
    let caller = CallerIdentity {
        key: [7; 32],
        organisation: Some("Riverside".into()),
        roles: BTreeSet::from(["nurse".to_owned()]),
    };
    Arc::new(Context {
        chain: Hash([9; 32]),
        height: Height(12),
        time: Instant(1_000),
        caller,
    })
}

fn call<S: StateReader>(contract: &mut Contract<S>, mode: Mode, entry: &str) -> Outcome {
    let invocation = Invocation {
        entry,
        input: b"abc",
        mode,
        context: context(),
    };
    contract
        .call(&invocation, Fuel(CALL_FUEL))
        .expect("no fault")
}

/// Imports, with one page of memory that begins with `counterdone`.
fn contract(imports: &str, code: &str) -> Contract<MemoryState> {
    let text = format!(
        r#"(module {imports} (memory (export "memory") 1 1) (data (i32.const 0) "counterdone") {code})"#
    );
    let module = wat::parse_str(text).unwrap();
    let module = Engine::new().unwrap().admit(&module).unwrap();
    module.contract(MemoryState::default()).unwrap()
}

const READ: &str =
    r#"(import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))"#;
const WRITE: &str = r#"(import "assent" "state_write" (func $write (param i32 i32 i32 i32)))"#;
const OUTPUT: &str = r#"(import "assent" "output" (func $output (param i32 i32)))"#;
const ABORT: &str = r#"(import "assent" "abort" (func $abort (param i32 i32)))"#;

fn counter() -> Contract<MemoryState> {
    contract(
        &format!("{READ}{WRITE}{OUTPUT}{ABORT}"),
        r#"(func $add (export "add")
               (drop (call $read (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 4)))
               (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (i32.const 1)))
               (call $write (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 4))
               (call $output (i32.const 64) (i32.const 4)))
           (func (export "fail") (call $add) (call $abort (i32.const 7) (i32.const 4)))
           (func (export "trap") (call $add) (unreachable))"#,
    )
}

#[test]
fn what_a_call_wrote_is_seen_by_the_next_once_it_is_applied() {
    let mut contract = counter();
    for count in 1..4_u32 {
        let outcome = call(&mut contract, Mode::Transaction, "add");
        assert_eq!(outcome.result, Ok(count.to_le_bytes().to_vec()));
        contract.state_mut().unwrap().apply(&outcome.writes);
    }
    // Not applied: the next call does not see it.
    for _ in 0..2 {
        let outcome = call(&mut contract, Mode::Transaction, "add");
        assert_eq!(outcome.result, Ok(4_u32.to_le_bytes().to_vec()));
    }
}

#[test]
fn a_call_that_does_not_succeed_gives_nothing_back_but_its_charge() {
    let mut contract = counter();
    let added = call(&mut contract, Mode::Transaction, "add");
    let aborted = call(&mut contract, Mode::Transaction, "fail");
    assert_eq!(aborted.result, Err(Stopped::Abort("done".into())));
    assert!(aborted.writes.is_empty() && aborted.events.is_empty());
    // An abort costs what was used: more than adding alone, and far from the limit.
    assert!(aborted.fuel.total() > added.fuel.total());
    assert!(aborted.fuel.total().0 < added.fuel.total().0 + 200);

    let trapped = call(&mut contract, Mode::Transaction, "trap");
    let code = OutcomeCode::TRAP_UNREACHABLE;
    assert_eq!(trapped.result, Err(Stopped::Trap(code)));
    assert_eq!(trapped.fuel.total(), Fuel(CALL_FUEL));
    assert!(trapped.writes.is_empty());
}

#[test]
fn a_query_reads_and_does_not_write() {
    let mut contract = counter();
    let outcome = call(&mut contract, Mode::Query, "add");
    let code = OutcomeCode::TRAP_QUERY;
    assert_eq!(outcome.result, Err(Stopped::Trap(code)));
}

#[test]
fn an_entry_that_is_not_there_is_a_trap() {
    let outcome = call(&mut counter(), Mode::Query, "memory");
    let code = OutcomeCode::TRAP_ENTRY;
    assert_eq!(outcome.result, Err(Stopped::Trap(code)));
}

#[test]
fn fuel_is_told_by_what_it_was_for() {
    let outcome = call(&mut counter(), Mode::Transaction, "add");
    let fuel = outcome.fuel;
    assert_eq!(fuel.entering, CALL_BASE_FUEL + PAGE_FUEL);
    assert_eq!(fuel.input, 3);
    // Reading an absent key of 7 bytes, writing 7 + 4 bytes, 4 bytes of output.
    assert_eq!(fuel.host, (2_000 + 7) + (4_000 + 4 * 11) + (200 + 4));
    assert!(fuel.code > 0 && fuel.forfeited == 0);
    // The exact charge is enough, and one less is not.
    for (less, is_enough) in [(0, true), (1, false)] {
        let mut contract = counter();
        let invocation = Invocation {
            entry: "add",
            input: b"abc",
            mode: Mode::Transaction,
            context: context(),
        };
        let limit = Fuel(fuel.total().0 - less);
        let outcome = contract.call(&invocation, limit).unwrap();
        assert_eq!(outcome.result.is_ok(), is_enough);
    }
}

#[test]
fn a_call_sees_its_input_its_caller_and_its_block() {
    let mut contract = contract(
        r#"(import "assent" "input_length" (func $input_length (result i32)))
           (import "assent" "input_read" (func $input_read (param i32 i32 i32)))
           (import "assent" "block_time" (func $time (result i64)))
           (import "assent" "block_height" (func $height (result i64)))
           (import "assent" "chain_id" (func $chain (param i32)))
           (import "assent" "caller_key" (func $key (param i32)))
           (import "assent" "caller_organisation" (func $organisation (param i32 i32) (result i32)))
           (import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))
           (import "assent" "event" (func $event (param i32 i32 i32 i32)))
           (import "assent" "output" (func $output (param i32 i32)))"#,
        r#"(data (i32.const 16) "nurseadmin")
           (func (export "look")
               (i32.store8 (i32.const 64) (call $input_length))
               (call $input_read (i32.const 65) (i32.const 1) (i32.const 2))
               (i64.store (i32.const 67) (call $time))
               (i64.store (i32.const 75) (call $height))
               (i32.store8 (i32.const 83) (call $role (i32.const 16) (i32.const 5)))
               (i32.store8 (i32.const 84) (call $role (i32.const 21) (i32.const 5)))
               (i32.store8 (i32.const 85) (call $organisation (i32.const 86) (i32.const 9)))
               (call $key (i32.const 95)) (call $chain (i32.const 127))
               (call $output (i32.const 64) (i32.const 95))
               (call $event (i32.const 7) (i32.const 4) (i32.const 64) (i32.const 1)))"#,
    );
    let outcome = call(&mut contract, Mode::Query, "look");
    let expected = [
        b"\x03bc".as_slice(),
        &1_000_i64.to_le_bytes(),
        &12_i64.to_le_bytes(),
        b"\x01\x00\x09Riverside",
        &[7; 32],
        &[9; 32],
    ];
    assert_eq!(outcome.result, Ok(expected.concat()));
    let event = Event {
        topic: "done".into(),
        data: vec![3],
    };
    assert_eq!(outcome.events, [event]);
}

#[test]
fn a_role_is_had_by_its_whole_name_alone() {
    let mut contract = contract(
        r#"(import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))
           (import "assent" "output" (func $output (param i32 i32)))"#,
        r#"(data (i32.const 16) "nurses")
           (func (export "look")
               (i32.store8 (i32.const 64) (call $role (i32.const 16) (i32.const 5)))
               (i32.store8 (i32.const 65) (call $role (i32.const 16) (i32.const 4)))
               (i32.store8 (i32.const 66) (call $role (i32.const 16) (i32.const 6)))
               (i32.store8 (i32.const 67) (call $role (i32.const 17) (i32.const 4)))
               (i32.store8 (i32.const 68) (call $role (i32.const 16) (i32.const 0)))
               (call $output (i32.const 64) (i32.const 5)))"#,
    );
    let outcome = call(&mut contract, Mode::Query, "look");
    assert_eq!(outcome.result, Ok(vec![1, 0, 0, 0, 0]));
}

/// A module that admission proves pure keeps its memory: call after call, with outputs, writes, events,
/// aborts, traps and another caller between, a contract that was called answers as one that never was.
#[test]
fn a_kept_memory_cannot_be_told_from_a_fresh_one() {
    let pure = || {
        contract(
            &format!(
                r#"(import "assent" "input_length" (func $length (result i32)))
                   (import "assent" "event" (func $event (param i32 i32 i32 i32)))
                   (import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))
                   {WRITE}{OUTPUT}{ABORT}"#
            ),
            r#"(func (export "tell")
                   (if (i32.eq (call $length) (i32.const 2)) (then (call $abort (i32.const 7) (i32.const 4))))
                   (if (i32.eq (call $length) (i32.const 3)) (then unreachable))
                   (call $write (i32.const 0) (i32.const 7) (i32.const 0) (call $length))
                   (call $event (i32.const 7) (i32.const 4) (i32.const 0) (call $length))
                   (if (call $role (i32.const 0) (i32.const 7))
                       (then (call $output (i32.const 0) (call $length)))))"#,
        )
    };
    let mut kept = pure();
    assert!(kept.module().is_pure());
    for round in 0..60 {
        let roles = match round % 3 {
            0 => BTreeSet::from(["counter".to_owned()]),
            _ => BTreeSet::new(),
        };
        let caller = CallerIdentity {
            roles,
            ..CallerIdentity::default()
        };
        let context = Context {
            caller,
            ..(*context()).clone()
        };
        let invocation = Invocation {
            entry: "tell",
            input: &b"abcdefgh"[..round * 5 % 9],
            mode: [Mode::Transaction, Mode::Query][usize::from(round % 7 == 6)],
            context: Arc::new(context),
        };
        let [kept, fresh] = [&mut kept, &mut pure()]
            .map(|contract| contract.call(&invocation, Fuel(CALL_FUEL)).unwrap());
        assert_eq!(kept, fresh, "{round}");
    }
    // What writes to its memory or to a global, itself or by the host, is not kept.
    assert!(!counter().module().is_pure());
    let counts = contract(
        "(global $g (mut i32) (i32.const 0))",
        r#"(func (export "count") (global.set $g (i32.add (global.get $g) (i32.const 1))))"#,
    );
    assert!(!counts.module().is_pure());
}

/// What one call of `code` comes to, with so many bytes of input and four pages of memory that are
/// filled with the letter `a`.
fn ends(imports: &str, code: &str, input: u64) -> Result<(), OutcomeCode> {
    let letters = "a".repeat(4 << 16);
    let text = format!(
        r#"(module {imports} (memory (export "memory") 4 4) (data (i32.const 0) "{letters}")
           (func (export "run") (local $i i32) {code}))"#
    );
    let module = wat::parse_str(text).unwrap();
    let module = Engine::new().unwrap().admit(&module).unwrap();
    let mut contract = module.contract(MemoryState::default()).unwrap();
    let invocation = Invocation {
        entry: "run",
        input: &vec![0; input as usize],
        mode: Mode::Transaction,
        context: context(),
    };
    let outcome = contract.call(&invocation, Fuel(CALL_FUEL)).unwrap();
    match outcome.result {
        Ok(_) => Ok(()),
        // The abort that ends a call by its name is what was to be reached.
        Err(Stopped::Abort(_)) => Ok(()),
        Err(Stopped::Trap(code)) => Err(code),
    }
}

#[test]
fn a_value_as_long_as_any_may_be_is_read_again() {
    let code = format!(
        "(call $write (i32.const 0) (i32.const 1) (i32.const 0) (i32.const {CONTRACT_VALUE_BYTES}))
         (if (i32.ne (call $read (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0))
                     (i32.const {CONTRACT_VALUE_BYTES}))
           (then unreachable))"
    );
    assert_eq!(ends(&format!("{READ}{WRITE}"), &code, 0), Ok(()));
}

#[test]
fn every_limit_of_a_call_holds_at_one_less_itself_and_one_more() {
    const EVENT: &str = r#"(import "assent" "event" (func $event (param i32 i32 i32 i32)))"#;
    const REMOVE: &str =
        r#"(import "assent" "state_remove" (func $remove (param i32 i32) (result i32)))"#;
    const NEXT: &str = r#"(import "assent" "state_next" (func $next (param i32 i32 i32 i32 i32 i32) (result i32)))"#;
    const ROLE: &str =
        r#"(import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))"#;
    let check = |limit: u64, imports: &str, code: &dyn Fn(u64) -> String| {
        for n in [limit - 1, limit, limit + 1] {
            let expected = match n > limit {
                true => Err(OutcomeCode::TRAP_LIMIT),
                false => Ok(()),
            };
            assert_eq!(ends(imports, &code(n), 0), expected, "{n}: {}", code(n));
        }
    };
    // The first word is an argument of many bytes, what follows them are others.
    let call = |name: &str, arguments: &str| {
        let arguments: String = arguments
            .split(' ')
            .map(|argument| format!("(i32.const {argument})"))
            .collect();
        format!("(call ${name} {arguments})")
    };
    check(CONTRACT_OUTPUT_BYTES, OUTPUT, &|n| {
        call("output", &format!("0 {n}"))
    });
    check(CONTRACT_VALUE_BYTES, WRITE, &|n| {
        call("write", &format!("0 1 0 {n}"))
    });
    check(CONTRACT_KEY_BYTES, WRITE, &|n| {
        call("write", &format!("0 {n} 0 0"))
    });
    let drop = |call: String| format!("(drop {call})");
    check(CONTRACT_KEY_BYTES, READ, &|n| {
        drop(call("read", &format!("0 {n} 0 0")))
    });
    check(CONTRACT_KEY_BYTES, REMOVE, &|n| {
        drop(call("remove", &format!("0 {n}")))
    });
    check(CONTRACT_KEY_BYTES, NEXT, &|n| {
        drop(call("next", &format!("0 {n} 0 0 0 0")))
    });
    check(CONTRACT_KEY_BYTES, NEXT, &|n| {
        drop(call("next", &format!("0 0 0 {n} 0 0")))
    });
    check(NAME_BYTES, ROLE, &|n| drop(call("role", &format!("0 {n}"))));
    check(ABORT_NAME_BYTES, ABORT, &|n| {
        call("abort", &format!("0 {n}"))
    });
    check(EVENT_TOPIC_BYTES, EVENT, &|n| {
        call("event", &format!("0 {n} 0 0"))
    });
    check(EVENT_BYTES, EVENT, &|n| {
        call("event", &format!("0 1 0 {}", n - 1))
    });
    check(EVENTS, EVENT, &|n| {
        call("event", "0 1 0 0").repeat(n as usize)
    });
    // Keys that differ in their first four bytes.
    check(CALL_WRITES, WRITE, &|n| {
        format!(
            "(loop $again (i32.store (i32.const 0) (local.get $i)) {}
             (local.set $i (i32.add (local.get $i) (i32.const 1)))
             (br_if $again (i32.lt_u (local.get $i) (i32.const {n}))))",
            call("write", "0 4 0 0")
        )
    });
    // Four values that fill it but for four keys of one byte, and the rest.
    check(CALL_WRITE_BYTES, WRITE, &|n| {
        let quarter = CALL_WRITE_BYTES / 4;
        let three = call("write", &format!("0 1 0 {}", quarter - 1)).repeat(3);
        three + &call("write", &format!("0 1 0 {}", n - 3 * quarter - 1))
    });
    // An empty key is none.
    assert_eq!(
        ends(WRITE, &call("write", "0 0 0 0"), 0),
        Err(OutcomeCode::TRAP_LIMIT)
    );
    let input = |n| ends("", "", n);
    assert_eq!(input(CONTRACT_INPUT_BYTES - 1), Ok(()));
    assert_eq!(input(CONTRACT_INPUT_BYTES), Ok(()));
    assert_eq!(
        input(CONTRACT_INPUT_BYTES + 1),
        Err(OutcomeCode::TRAP_INPUT)
    );
}
