//! What of a call is not as its script expects.

use abi::OutcomeCode;
use runtime::CallerIdentity;

use super::*;

fn writes(pairs: &[(&str, Option<&str>)]) -> Writes {
    let pairs = pairs.iter().map(|(key, value)| {
        let value = value.map(|value| value.as_bytes().to_vec());
        (key.as_bytes().to_vec(), value)
    });
    pairs.collect()
}

fn event(topic: &str, data: &str) -> Event {
    Event {
        topic: topic.into(),
        data: data.into(),
    }
}

fn outcome() -> Outcome {
    Outcome {
        result: Ok(b"yes".to_vec()),
        fuel: FuelUse {
            code: 7,
            ..FuelUse::default()
        },
        events: vec![event("kept", ""), event("told", "a")],
        writes: writes(&[("a", Some("1")), ("b", None), ("c", Some("3"))]),
    }
}

const NOTHING: Expected = Expected {
    result: None,
    events: None,
    writes: None,
    fuel: None,
};

#[test]
fn what_is_not_expected_is_not_compared_and_what_is_as_expected_is_not_told() {
    let outcome = outcome();
    assert_eq!(differences(&NOTHING, &outcome), Vec::<String>::new());
    let all = Expected {
        result: Some(outcome.result.clone()),
        events: Some(outcome.events.clone()),
        writes: Some(outcome.writes.clone()),
        fuel: Some(7),
    };
    assert_eq!(differences(&all, &outcome), Vec::<String>::new());
}

#[test]
fn every_difference_says_what_it_is_and_what_it_should_be() {
    let expected = Expected {
        result: Some(Err(Stopped::Abort("no".into()))),
        events: Some(Vec::new()),
        writes: Some(writes(&[("a", Some("2")), ("b", Some("2")), ("d", None)])),
        fuel: Some(8),
    };
    let told = [
        "it is output \"yes\", not abort `no`",
        "the events are kept, told with \"a\", not none",
        "\"a\" is written as \"1\", not written as \"2\"",
        "\"b\" is removed, not written as \"2\"",
        "\"d\" is left alone, not removed",
        "\"c\" is written as \"3\"",
        "it costs 7 fuel, not 8",
    ];
    assert_eq!(differences(&expected, &outcome()), told);
}

#[test]
fn a_call_that_says_nothing_must_succeed() {
    let call = Call {
        name: "n".into(),
        entry: "go".into(),
        input: Vec::new(),
        caller: CallerIdentity::default(),
        mode: runtime::Mode::Transaction,
        height: abi::Height(1),
        time: abi::Instant(0),
        expected: NOTHING,
    };
    let trap = OutcomeCode::TRAP_UNREACHABLE;
    let trapped = Outcome {
        result: Err(Stopped::Trap(trap)),
        ..outcome()
    };
    let called = call.compared(&trapped);
    let result = format!("trap TRAP_UNREACHABLE: {}", trap.meaning());
    assert_eq!(
        (called.expected.as_str(), &called.result),
        ("success", &result)
    );
    assert_eq!(called.differences, [format!("it is {result}, not success")]);
    let silent = Outcome {
        result: Ok(Vec::new()),
        ..outcome()
    };
    let called = call.compared(&silent);
    assert_eq!(called.result, "success without output");
    assert_eq!(called.differences, Vec::<String>::new());
}
