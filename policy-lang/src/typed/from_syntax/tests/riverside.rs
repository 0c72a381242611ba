//! The sample of a whole hospital: it has no problems, and its examples hold by the reference interpreter.

use abi::decision::{Failure, Reason};

use super::*;
use crate::interpret;
use crate::typed::{Comparison, Counter, FactOwner, Operand, Scalar};

const SOURCE: &str = include_str!("../../../../tests-data/language/riverside.consent");

#[test]
fn it_has_no_problems() {
    expect(SOURCE, &[]);
}

#[test]
fn its_conditions_are_typed() {
    let policy = policy(SOURCE);
    let conditions = |name: &str| {
        let rule = policy.rules.iter().find(|rule| rule.name == name).unwrap();
        rule.conditions.clone()
    };
    let read = policy
        .actions
        .iter()
        .position(|action| action.name == "read");
    assert_eq!(
        policy.counters,
        [Counter {
            action: read.unwrap() as u32,
            seconds: 604_800
        }]
    );
    assert_eq!(policy.facts.len(), 1);
    assert_eq!(policy.facts[0].owner, FactOwner::Patient);
    assert_eq!(policy.facts[0].otherwise, Some(Scalar::YesNo(false)));
    assert_eq!(conditions("guardians"), [Condition::AgeUnder(16)]);
    let fewer = Condition::FewerThan {
        counter: 0,
        limit: 3,
    };
    assert_eq!(conditions("billing_minimum"), [fewer]);
    let vip = Condition::Compare {
        fact: 0,
        comparison: Comparison::Is,
        with: Operand::Value(Scalar::YesNo(true)),
    };
    let day = Condition::TimeBetween {
        from: 420,
        to: 1_140,
    };
    assert_eq!(
        conditions("vip_hours"),
        [vip, Condition::Not(Box::new(day))]
    );
}

#[test]
fn its_examples_hold() {
    let policy = policy(SOURCE);
    assert_eq!(policy.examples.len(), 11);
    for example in &policy.examples {
        let decided = interpret::decide(&policy, &example.case).unwrap();
        let expect = &example.expect;
        assert_eq!(decided.verdict.outcome, expect.outcome, "{}", example.name);
        for rule in &expect.rules {
            assert!(decided.verdict.rules.contains(rule), "{}", example.name);
        }
        for wanted in &expect.reasons {
            let is_met = decided.reasons.iter().any(|reason| is_met(wanted, reason));
            assert!(is_met, "{}: {:?}", example.name, decided.reasons);
        }
    }
}

/// A condition that is needed may be false or not known.
fn is_met(wanted: &Reason, given: &Reason) -> bool {
    let needed = match (wanted.failure, given.failure) {
        (Failure::ConditionFalse(part), Failure::ConditionUnknown(other)) => part == other,
        _ => false,
    };
    wanted == given || (needed && wanted.rule == given.rule)
}

#[test]
fn what_its_examples_hold_is_typed() {
    let policy = policy(SOURCE);
    let case = |name: &str| {
        let example = policy.examples.iter().find(|example| example.name == name);
        example.unwrap().case.clone()
    };
    let accesses = case("the fourth read in a week").accesses.unwrap();
    assert_eq!(accesses.len(), 3);
    for access in accesses {
        assert_eq!(
            (access.by.as_str(), access.at),
            ("BlueLake", at("2026-05-01T17:00:00Z"))
        );
        assert_eq!(access.actions, ["read"]);
    }
    let guardian = case("an unknown age closes the guardian's door");
    assert_eq!(
        (guardian.birth_date, guardian.deceased),
        (None, Some(false))
    );
    assert_eq!(guardian.facts, [None]);
}
