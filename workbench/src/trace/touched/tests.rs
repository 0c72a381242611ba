//! Keys are touched by the steps that returned, each in its own way.

use std::collections::BTreeMap;

use abi::Fuel;
use abi::OutcomeCode;
use abi::host::HOST_FUNCTIONS;
use runtime::{Excerpt, Step, StepEnd, Stopped};

use super::{Touched, touched};

fn excerpt(bytes: &str) -> Excerpt {
    Excerpt {
        bytes: bytes.into(),
        length: bytes.len() as u64,
    }
}

fn step(name: &str, given: &[&str], filled: Option<&str>, answer: Option<i64>) -> Step {
    let row = HOST_FUNCTIONS.iter().find(|row| row.name == name);
    let given = given.iter().map(|bytes| ("some", excerpt(bytes)));
    Step {
        function: row.expect("the host has it"),
        arguments: vec![],
        given: given.collect(),
        filled: filled.map(excerpt),
        end: StepEnd::Returned(answer),
        fuel: Fuel(0),
        fuel_left: Fuel(0),
    }
}

fn keys(keys: &[(&str, Option<&str>)]) -> BTreeMap<Vec<u8>, Option<Excerpt>> {
    let keys = keys.iter();
    keys.map(|(key, value)| (key.as_bytes().to_vec(), value.map(excerpt)))
        .collect()
}

/// The first value that was read is what the call found; the last that was written is what it leaves.
#[test]
fn keys_are_read_found_and_written() {
    let steps = [
        step("state_read", &["read"], Some("first"), Some(5)),
        step("state_read", &["read"], Some("second"), Some(6)),
        step("state_read", &["nothing there"], None, Some(-1)),
        step("state_next", &["f"], Some("found"), Some(5)),
        step("state_next", &["f", "found"], None, Some(-1)),
        step("state_write", &["written", "once"], None, None),
        step("state_write", &["written", "twice"], None, None),
        step("state_write", &["and removed", "once"], None, None),
        step("state_remove", &["and removed"], None, Some(1)),
        step("state_remove", &["was there"], None, Some(1)),
        step("state_remove", &["was not there"], None, Some(0)),
        step("blake3", &["hashed"], Some("hash"), None),
        step("output", &["put out"], None, None),
    ];
    let expected = Touched {
        read: keys(&[("read", Some("first")), ("nothing there", None)]),
        found: [b"found".to_vec()].into(),
        written: keys(&[
            ("written", Some("twice")),
            ("and removed", None),
            ("was there", None),
        ]),
    };
    assert_eq!(touched(&steps), expected);
}

#[test]
fn what_did_not_return_and_what_gave_no_key_touches_nothing() {
    let mut stopped = step("state_write", &["key", "value"], None, None);
    stopped.end = StepEnd::Stopped(Stopped::Trap(OutcomeCode::TRAP_QUERY));
    let mut broken = step("state_read", &["key"], Some("value"), None);
    broken.end = StepEnd::Fault;
    let steps = [
        stopped,
        broken,
        step("state_read", &[], Some("value"), Some(5)),
        step("state_write", &[], None, None),
        step("state_remove", &[], None, Some(1)),
    ];
    assert_eq!(touched(&steps), Touched::default());
}
