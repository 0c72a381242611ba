//! What is told of a contract, call after call.

use abi::{Hash, Height, Instant, OutcomeCode};
use runtime::{Event, FuelUse, MemoryState, Outcome, Stopped, Writes};

use super::{Broken, ENDS, Running, Start, Tried, run};
use crate::fuzz::contract::tests::target_of;
use crate::fuzz::contract::{BEGINNING, Call, Caller, Sequence};
use crate::fuzz::rounds::{Failure, Hint, Target};

/// A count that may not come to 3, kept under the key `n`; who is no clerk may not reset it.
const CONTRACT: &str = r#"(module
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
    (import "assent" "caller_has_role" (func $has_role (param i32 i32) (result i32)))
    (import "assent" "output" (func $output (param i32 i32)))
    (import "assent" "event" (func $event (param i32 i32 i32 i32)))
    (import "assent" "input_length" (func $input_length (result i32)))
    (import "assent" "block_time" (func $time (result i64)))
    (import "assent" "block_height" (func $height (result i64)))
    (import "assent" "abort" (func $abort (param i32 i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "nclerkforbidden")
    (func $load (result i32)
      (i32.store (i32.const 64) (i32.const 0))
      (drop (call $read (i32.const 0) (i32.const 1) (i32.const 64) (i32.const 4)))
      (i32.load (i32.const 64)))
    (func $store (param i32)
      (i32.store (i32.const 64) (local.get 0))
      (call $write (i32.const 0) (i32.const 1) (i32.const 64) (i32.const 4)))
    (func (export "add")
      (call $store (i32.add (call $load) (i32.const 1))))
    (func (export "reset")
      (if (i32.eqz (call $has_role (i32.const 1) (i32.const 5)))
        (then (call $abort (i32.const 6) (i32.const 9))))
      (call $store (i32.const 0))
      (call $event (i32.const 1) (i32.const 5) (i32.const 64) (i32.const 4)))
    (func (export "show")
      (i64.store (i32.const 72) (call $time))
      (i64.store (i32.const 80) (call $height))
      (drop (call $load))
      (call $output (i32.const 64) (i32.const 24)))
    (func (export "break")
      (if (i32.eq (call $input_length) (i32.const 2)) (then unreachable)))
    (func (export "invariant_below_three")
      (if (i32.ge_u (call $load) (i32.const 3)) (then (call $abort (i32.const 6) (i32.const 9)))))
    (func (export "invariant_below_four")
      (if (i32.ge_u (call $load) (i32.const 4)) (then unreachable))))"#;

/// Nothing of a call can stay in its memory.
const PURE: &str = r#"(module
    (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "n")
    (func (export "add") (call $write (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1))))"#;

/// It counts its calls where no rollback reaches.
const STAYS: &str = r#"(module
    (import "assent" "output" (func $output (param i32 i32)))
    (memory (export "memory") 1 1)
    (global $calls (mut i32) (i32.const 0))
    (func (export "count")
      (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
      (i32.store (i32.const 0) (global.get $calls))
      (call $output (i32.const 0) (i32.const 4))))"#;

fn call(entry: &str) -> Call {
    Call::plain(entry)
}

fn query(entry: &str) -> Call {
    Call {
        is_query: true,
        ..Call::plain(entry)
    }
}

fn tried_from(text: &str, calls: &[Call], start: &Start) -> Tried {
    let target = target_of(text);
    let mut bench = target.bench().expect("room");
    let sequence = Sequence {
        calls: calls.into(),
    };
    run(&target, &mut bench, &sequence, start).expect("no fault")
}

fn tried(calls: &[Call]) -> Tried {
    tried_from(CONTRACT, calls, &Start::default())
}

fn broken(key: &str, message: &str, after: usize, invariant: Option<&str>) -> Broken {
    Broken {
        failure: Failure {
            key: key.into(),
            message: message.into(),
        },
        after,
        invariant: invariant.map(str::to_owned),
    }
}

#[test]
fn an_invariant_is_told_of_once_with_the_call_that_broke_it() {
    let add = call("add");
    assert_eq!(tried(&[add.clone(), add.clone()]).broken, []);
    let calls = [add.clone(), add.clone(), add.clone(), add.clone(), add];
    let three = broken(
        "invariant invariant_below_three",
        "`invariant_below_three` does not hold: aborted with `forbidden`",
        3,
        Some("invariant_below_three"),
    );
    let four = broken(
        "invariant invariant_below_four",
        "`invariant_below_four` does not hold: a trap, TRAP_UNREACHABLE",
        4,
        Some("invariant_below_four"),
    );
    assert_eq!(tried(&calls).broken, [three, four]);
}

/// Also before the first call, of the state that it starts from.
#[test]
fn an_invariant_is_asked_before_the_first_call() {
    let mut state = MemoryState::default();
    let five = vec![5, 0, 0, 0];
    state.apply(&[(b"n".to_vec(), Some(five))].into_iter().collect());
    let start = Start {
        state,
        ..Start::default()
    };
    let after: Vec<usize> = tried_from(CONTRACT, &[], &start)
        .broken
        .iter()
        .map(|broken| broken.after)
        .collect();
    assert_eq!(after, [0, 0]);
}

#[test]
fn a_trap_is_told_of_unless_a_query_writes() {
    let trapping = Call {
        input: vec![0, 0],
        ..call("break")
    };
    let trap = broken(
        "trap break TRAP_UNREACHABLE",
        "`break` trapped: TRAP_UNREACHABLE, The contract executed `unreachable`.",
        2,
        None,
    );
    assert_eq!(tried(&[call("break"), trapping.clone()]).broken, [trap]);
    assert_eq!(tried(&[query("add")]).broken, []);
    let of_a_query = Call {
        is_query: true,
        ..trapping
    };
    assert_eq!(tried(&[of_a_query]).broken.len(), 1);
    // An abort is an answer.
    assert_eq!(tried(&[call("reset")]).broken, []);
}

/// A memory that may keep something is made anew for each call: 1 each time, on both engines.
#[test]
fn what_may_stay_behind_does_not() {
    let calls = [call("count"), call("count")];
    let tried = tried_from(STAYS, &calls, &Start::default());
    assert_eq!(tried.broken, []);
    let one = Hint::Output(vec![1, 0, 0, 0]);
    assert_eq!(tried.hints, [one].into());
}

/// What was asked for and put out is offered later; so are time and height of the calls.
#[test]
fn what_a_contract_asks_for_is_learned() {
    let reset = Call {
        caller: Caller {
            roles: vec!["clerk".into()],
            ..Caller::default()
        },
        ..call("reset")
    };
    let shown = |height: u64, time: i64| {
        let mut output = vec![0; 8];
        output.extend(time.to_le_bytes());
        output.extend(height.to_le_bytes());
        Hint::Output(output)
    };
    let show = Call {
        blocks: 3,
        seconds: 60,
        ..call("show")
    };
    let hints = tried(&[reset, show.clone(), show]).hints;
    let expected = [
        Hint::Role("clerk".into()),
        Hint::Key(b"n".to_vec()),
        shown(4, BEGINNING.0 + 60),
        shown(7, BEGINNING.0 + 120),
    ];
    assert_eq!(hints, expected.into());
}

/// How calls ended, one after another, tells sequences apart.
#[test]
fn how_calls_end_is_a_point_each() {
    let ends = |calls: &[Call]| {
        let points = tried(calls).points.into_iter();
        points.filter(|point| *point >= ENDS).collect::<Vec<u64>>()
    };
    // add is the first entry, and writes: 1. show is the fourth, and does not: 0. reset, the third, aborts.
    let (add, show) = (1, 3 << 16);
    let abort = (2 << 16) | (2 + u64::from(OutcomeCode::ABORTED.0));
    let after = |before: u64, now: u64| ENDS << 1 | before << 32 ^ now;
    let sorted = |mut points: Vec<u64>| {
        points.sort();
        points
    };
    assert_eq!(
        ends(&[call("add")]),
        sorted(vec![ENDS | add, after(0, add)])
    );
    let all = [
        ENDS | add,
        ENDS | show,
        ENDS | abort,
        after(0, add),
        after(add, show),
        after(show, abort),
        // What failed leaves nothing behind that would make a difference.
        after(show, add),
    ];
    let calls = [call("add"), call("show"), call("reset"), call("add")];
    assert_eq!(ends(&calls), sorted(all.into()));
}

/// Each straight piece that runs is a point: `add` and what it calls, and both invariants, without their branches.
#[test]
fn pieces_of_code_are_points() {
    let target = target_of(CONTRACT);
    let mut bench = target.bench().expect("room");
    let mut reached = |calls: &[Call]| {
        let sequence = Sequence {
            calls: calls.into(),
        };
        let ran = target.run(&mut bench, &sequence).expect("no fault");
        let points = ran.points.into_iter().map(|point| (point, 1)).collect();
        let functions = target.reached(&points).into_iter();
        let counts = functions.map(|function| (function.name, function.reached, function.pieces));
        counts.collect::<Vec<_>>()
    };
    let counts = |add, store, reset, show, leave: [u32; 4]| {
        [
            ("load", 1, 1),
            ("store", store, 1),
            ("add", add, 1),
            ("reset", reset, 3),
            ("show", show, 1),
            ("break", leave[0], 3),
            ("invariant_below_three", leave[1], 3),
            ("invariant_below_four", leave[2], 3),
        ]
        .map(|(name, reached, pieces)| (name.to_owned(), reached, pieces))
    };
    assert_eq!(reached(&[]), counts(0, 0, 0, 0, [0, 2, 2, 0]));
    assert_eq!(reached(&[call("add")]), counts(1, 1, 0, 0, [0, 2, 2, 0]));
    assert_eq!(reached(&[call("reset")]), counts(0, 0, 2, 0, [0, 2, 2, 0]));
    assert_eq!(
        reached(&[call("break"), call("show")]),
        counts(0, 0, 0, 1, [2, 2, 2, 0])
    );
}

/// A sequence that begins elsewhere: its chain, height, time and state.
#[test]
fn a_sequence_starts_from_where_it_is_told() {
    let start = Start {
        chain: Hash([7; 32]),
        height: Height(40),
        time: Instant(1_000),
        state: MemoryState::default(),
    };
    let hints = tried_from(CONTRACT, &[call("show")], &start).hints;
    let mut output = vec![0; 8];
    output.extend(1_000_i64.to_le_bytes());
    output.extend(40_u64.to_le_bytes());
    assert!(hints.contains(&Hint::Output(output)));
}

/// Outcomes that no honest runtime gives.
mod forged {
    use super::*;

    fn checked(add: impl FnOnce(&mut Running<'_>)) -> Vec<(String, String)> {
        checked_of(CONTRACT, add)
    }

    fn checked_of(text: &str, add: impl FnOnce(&mut Running<'_>)) -> Vec<(String, String)> {
        let target = target_of(text);
        let mut bench = target.bench().expect("room");
        let start = Start::default();
        let mut running = Running {
            target: &target,
            kept: &mut bench.kept,
            chain: start.chain,
            state: start.state,
            height: start.height,
            time: start.time,
            before: 0,
            tried: Tried::default(),
            calls: 1,
        };
        add(&mut running);
        let broken = running.tried.broken.into_iter();
        broken
            .map(|broken| (broken.failure.key, broken.failure.message))
            .collect()
    }

    fn outcome(result: Result<Vec<u8>, Stopped>) -> Outcome {
        Outcome {
            result,
            events: Vec::new(),
            writes: Writes::new(),
            fuel: FuelUse::default(),
        }
    }

    fn writes() -> Writes {
        [(b"n".to_vec(), Some(vec![1]))].into_iter().collect()
    }

    #[test]
    fn what_fails_or_asks_may_leave_nothing() {
        let told = |call: Call, outcome: Outcome| {
            checked(|running| running.check_rollback(&call, &outcome).expect("no fault"))
        };
        let rollback = vec![(
            "rollback add".to_owned(),
            "`add` changed something, although it may not or failed".to_owned(),
        )];
        let trap = || Err(Stopped::Trap(OutcomeCode::TRAP_MEMORY));
        let event = Event {
            topic: "added".into(),
            data: Vec::new(),
        };
        assert_eq!(told(call("add"), outcome(trap())), []);
        let mut wrote = outcome(Ok(Vec::new()));
        wrote.writes = writes();
        assert_eq!(told(call("add"), wrote.clone()), []);
        assert_eq!(told(query("add"), wrote.clone()), rollback);
        wrote.result = trap();
        assert_eq!(told(call("add"), wrote), rollback);
        let mut told_of = outcome(trap());
        told_of.events = vec![event.clone()];
        assert_eq!(told(call("add"), told_of), rollback);
        let mut told_of = outcome(Ok(Vec::new()));
        told_of.events = vec![event];
        assert_eq!(told(query("add"), told_of), []);
    }

    #[test]
    fn a_state_that_a_call_changed_by_itself_is_told_of_and_put_back() {
        let told = checked(|running| {
            running.kept.state_mut().expect("room").apply(&writes());
            let fine = outcome(Ok(Vec::new()));
            running
                .check_rollback(&call("add"), &fine)
                .expect("no fault");
            let kept = running.kept.state_mut().expect("room");
            assert_eq!(*kept, running.state);
        });
        assert_eq!(told.len(), 1);
    }

    /// The call itself, and what it is said to have come to.
    fn differing(change: fn(&mut Outcome), part: Option<u8>) -> Vec<(String, String)> {
        checked_of(PURE, |running| {
            let invocation = runtime::Invocation {
                entry: "add",
                input: &[],
                mode: runtime::Mode::Transaction,
                context: running.context(Caller::default().identity()),
            };
            let fuel = abi::Fuel(abi::limits::CALL_FUEL);
            let mut outcome = running.kept.call(&invocation, fuel).expect("no fault");
            change(&mut outcome);
            match part {
                Some(part) => {
                    let checked = running.check_fuel(&invocation, &outcome, part);
                    checked.expect("no fault");
                }
                None => {
                    running
                        .check_fresh(&invocation, &outcome)
                        .expect("no fault");
                    running.check_second(&invocation, &outcome);
                }
            }
        })
    }

    #[test]
    fn what_differs_from_a_fresh_memory_or_the_second_engine_is_told_of() {
        let kept = (
            "kept add".to_owned(),
            "`add` comes to something else in a memory that was kept".to_owned(),
        );
        assert_eq!(differing(|_| (), None), []);
        let told = differing(|outcome| outcome.fuel.code += 1, None);
        assert_eq!(told, std::slice::from_ref(&kept));
        let both = |how: &str| {
            let message = format!("the two engines disagree about `add`: {how}");
            [kept.clone(), ("engines add".to_owned(), message)]
        };
        let told = differing(|outcome| outcome.result = Ok(vec![1]), None);
        assert_eq!(told, both("a success by both, with another output"));
        let tells = |outcome: &mut Outcome| {
            outcome.events.push(Event {
                topic: "added".into(),
                data: Vec::new(),
            });
        };
        let told = differing(tells, None);
        assert_eq!(told, both("a success by both, with other events"));
        let told = differing(|outcome| outcome.writes.clear(), None);
        assert_eq!(told, both("a success by both, with other writes"));
        let told = differing(|outcome| outcome.fuel.host += 1, None);
        assert_eq!(
            told,
            both("a success by both, with another price of the host's functions")
        );
        let told = differing(
            |outcome| outcome.result = Err(Stopped::Abort("no".into())),
            None,
        );
        assert_eq!(
            told,
            both("aborted with `no` by the first, a success by the second")
        );
    }

    #[test]
    fn fuel_that_is_not_what_it_takes_is_told_of() {
        assert_eq!(differing(|_| (), Some(255)), []);
        assert_eq!(differing(|_| (), Some(0)), []);
        let told = differing(|outcome| outcome.fuel.code += 1_000_000, Some(255));
        let message = |how: &str| [("fuel add".to_owned(), format!("`add` needs {how}"))];
        let how = "1005044 fuel, and with 1001118 it is a success";
        assert_eq!(told, message(how));
        let told = differing(|outcome| outcome.fuel.code -= 1, Some(255));
        let how = "5043 fuel, and with 5023 it is a trap, TRAP_FUEL";
        assert_eq!(told, message(how));
    }
}
