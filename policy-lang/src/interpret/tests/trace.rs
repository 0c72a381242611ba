//! What a trace says of each rule.

use super::*;
use crate::interpret::{Clause, Value, trace};

/// Of each rule of a policy, whether it is overridden.
fn overridden(source: &str) -> Vec<bool> {
    let trace = trace(&policy(source), &case()).unwrap();
    let rules = trace.rules.iter();
    rules.map(|rule| rule.is_overridden()).collect()
}

#[test]
fn a_rule_is_overridden_when_it_applies_and_another_decides() {
    let shut = "rule shut no one may read bloodwork\n";
    let idle = "rule idle no one may read imaging\nrule late any nurse may read bloodwork\n";
    let over = MAY.replace("rule open", "rule open overrides shut");
    // idle, late, open, shut
    assert_eq!(
        overridden(&format!("{over}\n{shut}{idle}")),
        [false, false, false, true]
    );
    // What decides is not overridden, and what it goes before forbids nothing.
    assert_eq!(overridden(&format!("{MAY}\n{shut}{idle}")), [false; 4]);
}

#[test]
fn a_part_that_joins_conditions_has_a_value_under_a_not_as_well() {
    let both = "the requester treats the patient and a reason is given";
    let either = "the requester treats the patient or a reason is given";
    for (condition, expected) in [
        (format!("unless {both}"), Some(Value::Yes)),
        (format!("if not ({both})"), Some(Value::Yes)),
        (format!("if {either}"), Some(Value::No)),
        // A single condition and its opposite are one thing.
        ("if not (a reason is given)".into(), None),
        ("unless a reason is given".into(), None),
    ] {
        let trace = trace(&policy(&format!("{MAY} {condition}")), &case()).unwrap();
        assert_eq!(
            trace.rules[0].value(Clause::Part(0)),
            expected,
            "{condition}"
        );
        assert!(trace.rules[0].value(Clause::Leaf(0, 0)).is_some());
    }
}
