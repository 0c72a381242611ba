//! What is left of a sequence.

use super::{fewer, plain, shrink};
use crate::fuzz::contract::tests::target_of;
use crate::fuzz::contract::{Call, Caller, Sequence};
use crate::fuzz::rounds::Target;

/// Traps when a nurse of Hill gives it "abc" somewhere behind the second byte, after it was opened, and at least ten blocks
/// and seconds after the first.
const CONTRACT: &str = r#"(module
    (import "assent" "input_read" (func $input (param i32 i32 i32)))
    (import "assent" "input_length" (func $length (result i32)))
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
    (import "assent" "caller_has_role" (func $has_role (param i32 i32) (result i32)))
    (import "assent" "caller_key" (func $key (param i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "onurse")
    (func (export "open") (call $write (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1)))
    (func (export "idle"))
    (func (export "trap")
      (if (i32.lt_u (call $length) (i32.const 3)) (then (return)))
      (call $input (i32.const 64) (i32.const 0) (i32.const 3))
      (if (i32.ne (i32.load8_u (i32.const 66)) (i32.const 99)) (then (return)))
      (if (i32.eqz (call $has_role (i32.const 1) (i32.const 5))) (then (return)))
      (call $key (i32.const 128))
      (if (i32.eqz (i32.load8_u (i32.const 128))) (then (return)))
      (if (i32.eq (call $read (i32.const 0) (i32.const 1) (i32.const 32) (i32.const 1)) (i32.const -1))
        (then (return)))
      unreachable))"#;

fn call(entry: &str) -> Call {
    Call {
        caller: Caller {
            key: [9; 32],
            organisation: Some("Hill".into()),
            roles: vec!["clerk".into(), "nurse".into(), "doctor".into()],
        },
        input: b"0123456789abcdef".to_vec(),
        blocks: 12,
        seconds: 40,
        ..Call::plain(entry)
    }
}

fn sequence(calls: &[Call]) -> Sequence {
    Sequence {
        calls: calls.into(),
    }
}

/// Only the opening is left of what came before, and nothing of what comes behind; of the caller the one role and any key, of
/// the input as many bytes as it takes.
#[test]
fn what_is_left_is_what_the_failure_needs() {
    let target = target_of(CONTRACT);
    let mut bench = target.bench().expect("room");
    let trap = Call {
        input: b"xxcyyyyyyyyyyyyyyyyyyyyy".to_vec(),
        ..call("trap")
    };
    let query = Call {
        is_query: true,
        ..call("idle")
    };
    let short = Call {
        fuel_part: Some(3),
        ..call("idle")
    };
    let idle = call("idle");
    let calls = [
        idle.clone(),
        query,
        call("open"),
        short,
        idle.clone(),
        trap,
        idle.clone(),
        idle,
    ];
    let smaller = shrink(
        &target,
        &mut bench,
        sequence(&calls),
        "trap trap TRAP_UNREACHABLE",
    );
    let trap = Call {
        caller: Caller {
            key: [1; 32],
            organisation: None,
            roles: vec!["nurse".into()],
        },
        input: vec![0, 0, b'c'],
        ..Call::plain("trap")
    };
    let expected = sequence(&[Call::plain("open"), trap]);
    assert_eq!(smaller.expect("no fault"), expected);

    // A failure that is not there leaves everything as it is.
    let same = shrink(
        &target,
        &mut bench,
        sequence(&calls),
        "trap open TRAP_MEMORY",
    );
    assert_eq!(same.expect("no fault"), sequence(&calls));
}

#[test]
fn halves_are_left_out_before_quarters_and_those_before_single_calls() {
    let calls: Vec<Call> = ["a", "b", "c", "d", "e"].map(Call::plain).into();
    let whole = sequence(&calls);
    let left = fewer(&whole).map(|smaller| {
        let entries = smaller.calls.into_iter().map(|call| call.entry);
        entries.collect::<String>()
    });
    let expected = ["cde", "abe", "abcd", "bcde", "acde", "abde", "abce", "abcd"];
    assert_eq!(left.collect::<Vec<_>>(), expected);
    assert_eq!(fewer(&sequence(&calls[..1])).count(), 0);
    assert_eq!(fewer(&sequence(&[])).count(), 0);
}

#[test]
fn every_way_to_a_plainer_call_changes_something() {
    assert_eq!(plain(&Call::plain("a")), []);
    let call = Call {
        fuel_part: Some(0),
        is_query: true,
        ..call("a")
    };
    let plainer = plain(&call);
    assert!(!plainer.contains(&call));
    let lengths: Vec<usize> = plainer.iter().map(|call| call.input.len()).collect();
    // Whoever asks, three roles, the key, fuel, query, blocks, seconds; the input by parts, then by zeros.
    let mut expected = vec![16; 6 + 5];
    expected.push(0);
    expected.extend([8; 2]);
    expected.extend([12; 4]);
    expected.extend([8; 2]);
    expected.extend([12; 4]);
    expected.extend([15; 16]);
    expected.extend([16; 1 + 16]);
    assert_eq!(lengths, expected);
}
