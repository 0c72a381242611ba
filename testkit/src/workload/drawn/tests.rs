//! What a workload expects is what its policy says, and every rendering has all of its rules.

use std::collections::BTreeMap;

use abi::decision::Outcome;

use super::super::SEED;
use super::*;

const ALL: [(Kind, usize); 7] = [
    (Kind::Flat, 10),
    (Kind::Flat, 300),
    (Kind::Hospital, 1),
    (Kind::Hospital, 7),
    (Kind::Adversarial, 2),
    (Kind::Adversarial, 10),
    (Kind::Adversarial, 300),
];

#[test]
fn what_is_expected_is_what_the_reference_interpreter_says() {
    for (kind, size) in ALL {
        let drawn = kind.draw(size, SEED);
        let scenario = drawn.scenario();
        let typed = policy_lang::check(&scenario.text, "test").policy.unwrap();
        let says = |case| {
            let explanation = policy_lang::interpret::decide(&typed, case).unwrap();
            explanation.verdict.outcome == Outcome::Allowed
        };
        let said: Vec<bool> = scenario.cases.iter().map(says).collect();
        assert_eq!(said, drawn.allowed(), "{}", scenario.name);
        assert!(said.contains(&true) && said.contains(&false));
        assert_eq!(typed.rules.len(), drawn.rules());
    }
}

/// Actions of a rule of a department, all in all.
fn granted_actions() -> usize {
    hospital::roles::grants()
        .map(|grant| grant.actions.len())
        .sum()
}

/// How many facts, lines or keys stand for the rules: a hospital's have one for each action.
fn flattened(drawn: &Drawn, refusals: usize) -> usize {
    match drawn {
        Drawn::Hospital(hospital) => {
            let of_department = granted_actions() + refusals;
            hospital.departments as usize * of_department + hospital::roles::EMERGENCY_TYPES
        }
        _ => drawn.rules(),
    }
}

#[test]
fn renderings_have_every_rule_and_every_request() {
    for (kind, size) in ALL {
        let drawn = kind.draw(size, SEED);
        let (rules, requests) = (drawn.rules(), drawn.allowed().len());
        let cedar = drawn.cedar();
        assert_eq!(
            (cedar.policies.len(), cedar.requests.len()),
            (rules, requests)
        );
        assert_eq!(cedar.text().lines().count(), rules);
        let rego = drawn.rego();
        // Two rules of a hospital are not of any department: one puts grants and refusals together.
        let together = usize::from(kind == Kind::Hospital);
        assert_eq!(rego.rules.matches(" if {").count(), rules + together);
        assert_eq!(rego.inputs.len(), requests);
        let biscuit = drawn.biscuit();
        assert_eq!(biscuit.facts.lines().count(), flattened(&drawn, 1));
        assert_eq!(biscuit.requests.len(), requests);
        let casbin = drawn.casbin();
        assert_eq!(casbin.policy.len(), flattened(&drawn, 1));
        assert_eq!(casbin.requests.len(), requests);
        let keys = drawn.keys();
        assert_eq!(keys.entries.len(), flattened(&drawn, 0));
        assert_eq!(keys.requests.len(), requests);
    }
}

#[test]
fn keys_answer_as_expected() {
    for (kind, size) in ALL {
        let drawn = kind.draw(size, SEED);
        let keys = drawn.keys();
        let entries: BTreeMap<_, _> = keys.entries.iter().cloned().collect();
        assert_eq!(entries.len(), keys.entries.len(), "no key twice");
        let is_allowed = |request: &keys::Request| {
            let mut found = request.keys.iter().flatten();
            let is_there = found.any(|key| entries.get(key).is_some_and(|end| request.now < *end));
            is_there && request.sensitivity <= request.clearance
        };
        let answers: Vec<bool> = keys.requests.iter().map(is_allowed).collect();
        assert_eq!(answers, drawn.allowed(), "{kind:?} {size}");
    }
}

/// Casbin compares them as texts.
#[test]
fn every_time_has_ten_digits() {
    for (kind, size) in [(Kind::Flat, 300), (Kind::Adversarial, 300)] {
        let casbin = kind.draw(size, SEED).casbin();
        let of_rules = casbin.policy.iter().filter_map(|line| line.last());
        let of_requests = casbin
            .requests
            .iter()
            .filter_map(|request| match request.last() {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            });
        let times: Vec<&String> = of_rules.chain(of_requests).collect();
        assert_eq!(times.len(), casbin.policy.len() + casbin.requests.len());
        assert!(times.iter().all(|time| time.len() == 10));
    }
}

/// A slice has the policies of whom or what it is named after, and those of every slice.
#[test]
fn slices_hold_every_policy() {
    for (kind, size) in ALL {
        let cedar = kind.draw(size, SEED).cedar();
        let slices = cedar.policies.iter().filter_map(|policy| policy.slice);
        assert!(
            slices
                .chain(cedar.requests.iter().map(|request| request.slice))
                .all(|slice| slice < cedar.slices)
        );
        let everywhere = cedar
            .policies
            .iter()
            .filter(|policy| policy.slice.is_none());
        let expected = if kind == Kind::Hospital { 5 } else { 0 };
        assert_eq!(everywhere.count(), expected);
    }
}
