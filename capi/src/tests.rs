//! Misuse, and what is freed. The programs in C are run by the tests that cross rooms.

#![allow(
    clippy::unwrap_used,
    clippy::undocumented_unsafe_blocks,
    reason = "a test panics: that is its finding; every pointer here is one of this file's"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use super::*;

fn taken(error: *mut c_char) -> String {
    if error.is_null() {
        return String::new();
    }
    let text = unsafe { CStr::from_ptr(error) };
    let text = text.to_str().unwrap().to_owned();
    unsafe { assent_text_free(error) };
    text
}

fn engine() -> *mut Engine {
    let mut engine = null_mut();
    assert_eq!(
        unsafe { assent_engine_open(&mut engine, null_mut()) },
        Status::Ok
    );
    engine
}

const CONTRACT: &str = r#"(module
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1 1)
    (func (export "look") (drop (call $read (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 8))))
    (func (export "fail") unreachable))"#;

fn contract(engine: *mut Engine) -> *mut Contract {
    let wasm = wat::parse_str(CONTRACT).unwrap();
    let mut contract = null_mut();
    let status = unsafe {
        assent_contract_load(engine, wasm.as_ptr(), wasm.len(), &mut contract, null_mut())
    };
    assert_eq!(status, Status::Ok);
    contract
}

fn call(entry: *const c_char) -> Call {
    Call {
        entry,
        input: Bytes::NONE,
        is_query: false,
        chain: [0; 32],
        height: 1,
        time: 0,
        caller_key: [0; 32],
        caller_organisation: null(),
        caller_roles: null(),
        caller_role_count: 0,
        fuel: 1_000_000,
    }
}

unsafe extern "C" fn empty(_: *mut c_void, _: Bytes, _: *mut Bytes) -> c_int {
    0
}

unsafe extern "C" fn broken(_: *mut c_void, _: Bytes, _: *mut Bytes) -> c_int {
    -1
}

/// Says that it found something and sets nothing sound.
unsafe extern "C" fn lying(_: *mut c_void, _: Bytes, value: *mut Bytes) -> c_int {
    let length = 7;
    unsafe {
        value.write(Bytes {
            data: null(),
            length,
        });
    }
    1
}

type Read = unsafe extern "C" fn(*mut c_void, Bytes, *mut Bytes) -> c_int;

fn state(read: Option<Read>) -> CallbackState {
    CallbackState {
        context: null_mut(),
        read,
        next_key: None,
    }
}

#[test]
fn null_where_something_is_needed_is_misuse() {
    let engine = engine();
    let mut error = null_mut();
    let mut policy = null_mut();
    let mut answer = null_mut();
    unsafe {
        let misused = Status::Misused;
        assert_eq!(assent_engine_open(null_mut(), &mut error), misused);
        assert!(taken(error).contains("no place for the result"));
        let loaded = assent_policy_load(null(), null(), 0, &mut policy, &mut error);
        assert_eq!(
            (loaded, taken(error)),
            (misused, "the engine is null".into())
        );
        let loaded = assent_policy_load(engine, null(), 1, &mut policy, &mut error);
        assert_eq!(loaded, misused);
        assert!(taken(error).contains("the module is null and not empty"));
        let loaded = assent_policy_load(
            engine,
            std::ptr::dangling(),
            usize::MAX,
            &mut policy,
            &mut error,
        );
        assert_eq!(loaded, misused);
        assert!(taken(error).contains("longer than memory can be"));
        let decided = assent_policy_decide(null(), null(), 0, null(), 0, &mut answer, &mut error);
        assert_eq!(
            (decided, taken(error)),
            (misused, "the policy is null".into())
        );
        assert_eq!(assent_engine_open(null_mut(), null_mut()), misused);
        assert!(policy.is_null() && answer.is_null());
        assert!(!assent_answer_allows(null()));
        assert!(assent_answer_json(null()).is_null());
        assert_ne!(assent_outcome_code(null()), 0);
        assert_eq!(assent_outcome_events(null()), 0);
        assent_answer_free(null_mut());
        assent_outcome_free(null_mut());
        assent_policy_free(null_mut());
        assent_contract_free(null_mut());
        assent_text_free(null_mut());
        assent_engine_close(null_mut());
        assent_engine_close(engine);
    }
}

#[test]
fn a_module_that_is_not_admitted_is_refused_with_advice() {
    let engine = engine();
    let mut error = null_mut();
    let mut contract = null_mut();
    let wasm = wat::parse_str("(module (memory 1 1) (start 0) (func))").unwrap();
    let status = unsafe {
        assent_contract_load(engine, wasm.as_ptr(), wasm.len(), &mut contract, &mut error)
    };
    assert_eq!(status, Status::Refused);
    assert!(contract.is_null());
    let message = taken(error);
    assert!(
        message.contains("start function (") && message.ends_with(')'),
        "{message}"
    );
    unsafe { assent_engine_close(engine) };
}

#[test]
fn calls_are_outcomes_faults_or_misuse() {
    let engine = engine();
    let contract = contract(engine);
    // What was loaded stays loaded.
    unsafe { assent_engine_close(engine) };
    let mut error = null_mut();
    for (entry, state, status, said) in [
        (c"look".as_ptr(), state(Some(empty)), Status::Ok, ""),
        (
            c"look".as_ptr(),
            state(Some(broken)),
            Status::Fault,
            "the host's data failed",
        ),
        (
            c"look".as_ptr(),
            state(Some(lying)),
            Status::Fault,
            "the host's data failed",
        ),
        (
            c"look".as_ptr(),
            state(None),
            Status::Fault,
            "the host's data failed",
        ),
        (
            null(),
            state(Some(empty)),
            Status::Misused,
            "the entry is null",
        ),
        (
            c"\xff".as_ptr(),
            state(Some(empty)),
            Status::Misused,
            "the entry is not UTF-8",
        ),
    ] {
        let mut outcome = null_mut();
        let made = unsafe {
            assent_contract_call(contract, &call(entry), &state, &mut outcome, &mut error)
        };
        assert_eq!((made, taken(error).as_str()), (status, said));
        assert_eq!(outcome.is_null(), status != Status::Ok);
        unsafe { assent_outcome_free(outcome) };
    }
    let mut roles = call(c"look".as_ptr());
    roles.caller_role_count = 1;
    let mut outcome = null_mut();
    let empty = state(Some(empty));
    let made = unsafe { assent_contract_call(contract, &roles, &empty, &mut outcome, &mut error) };
    assert_eq!(made, Status::Misused);
    assert!(taken(error).contains("the roles are null"));
    unsafe { assent_contract_free(contract) };
}

#[test]
fn a_trap_is_an_outcome_with_its_code_and_the_whole_limit() {
    let engine = engine();
    let contract = contract(engine);
    for (entry, code) in [(c"look", 0), (c"fail", 100), (c"nowhere", 109)] {
        let mut outcome = null_mut();
        let call = call(entry.as_ptr());
        let state = state(Some(empty));
        let made =
            unsafe { assent_contract_call(contract, &call, &state, &mut outcome, null_mut()) };
        assert_eq!(made, Status::Ok);
        unsafe {
            assert_eq!(assent_outcome_code(outcome), code);
            assert_eq!(assent_outcome_fuel(outcome) == 1_000_000, code != 0);
            assert!(assent_outcome_abort(outcome).is_null());
            assert_eq!(assent_outcome_output(outcome).length, 0);
            assert!(!assent_outcome_event(outcome, 0, null_mut(), null_mut()));
            assert!(!assent_outcome_write(
                outcome,
                0,
                null_mut(),
                null_mut(),
                null_mut()
            ));
            assent_outcome_free(outcome);
        }
    }
    unsafe {
        assent_contract_free(contract);
        assent_engine_close(engine);
    }
}
