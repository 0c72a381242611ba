//! The workload is what it says it is.

use std::collections::BTreeSet;

use super::*;

/// The answer, by looking through all rules.
fn answer(flat: &Flat, request: &Request) -> Expected {
    let mut about = flat
        .rules
        .iter()
        .zip(0..)
        .filter(|(rule, _)| rule.access == request.access);
    match about.next() {
        Some((rule, number)) if request.now < rule.until => Expected::Allowed(number),
        Some((_, number)) => Expected::Expired(number),
        None => Expected::Unmatched,
    }
}

#[test]
fn answers_are_as_expected_and_in_their_shares() {
    for rules in [1, 10, 99, 100, 1_000, 10_000] {
        let flat = flat(rules, SEED);
        let distinct: BTreeSet<Access> = flat.rules.iter().map(|rule| rule.access).collect();
        assert_eq!(distinct.len(), rules);
        let shares = |of: fn(&Expected) -> bool| {
            flat.requests
                .iter()
                .filter(|request| of(&request.expected))
                .count()
        };
        assert!(
            flat.requests
                .iter()
                .all(|request| answer(&flat, request) == request.expected)
        );
        assert_eq!(
            shares(|expected| matches!(expected, Expected::Allowed(_))),
            128
        );
        assert_eq!(
            shares(|expected| matches!(expected, Expected::Expired(_))),
            64
        );
    }
}

#[test]
fn a_seed_means_one_workload() {
    assert_eq!(flat(1_000, SEED), flat(1_000, SEED));
    assert_ne!(flat(1_000, SEED), flat(1_000, SEED + 1));
}

#[test]
fn requests_meet_both_sides_of_an_end() {
    let flat = flat(1_000, SEED);
    let distances: BTreeSet<i64> = flat
        .requests
        .iter()
        .filter_map(|request| match request.expected {
            Expected::Allowed(rule) | Expected::Expired(rule) => {
                Some(request.now.0 - flat.rules[rule as usize].until.0)
            }
            Expected::Unmatched => None,
        })
        .collect();
    assert!(distances.contains(&-1) && distances.contains(&0));
}

#[test]
fn the_policy_has_one_sentence_for_each_rule() {
    let flat = flat(200, SEED);
    assert_eq!(flat.consent_text().matches(" until ").count(), 200);
}

#[test]
fn no_two_adversarial_rules_share_a_party_or_a_category() {
    let scenario = adversarial::adversarial(200, SEED);
    let typed = policy_lang::check(&scenario.text, "test").policy.unwrap();
    assert_eq!(typed.rules.len(), 200);
    let sentences = typed.rules.iter().map(|rule| &rule.sentence);
    let categories: BTreeSet<_> = sentences.clone().map(|one| &one.categories).collect();
    let subjects: BTreeSet<_> = sentences.map(|one| &one.subjects).collect();
    // All those about anyone have one subject in common.
    assert_eq!((categories.len(), subjects.len()), (200, 181));
    let allowed = scenario.cases.iter().filter(|case| {
        let decided = policy_lang::interpret::decide(&typed, case).unwrap();
        decided.verdict.outcome == abi::decision::Outcome::Allowed
    });
    assert_eq!(allowed.count(), 128 + shared_by_anyone(&scenario));
}

/// Of the quarter that asks for somebody else's data, those that everybody may have.
fn shared_by_anyone(scenario: &Scenario) -> usize {
    let asks_for_shared = |case: &&policy_lang::typed::Case| match &case.request.categories[..] {
        [abi::terms::CategoryTerm::Name(name)] => name.ends_with('0'),
        _ => false,
    };
    scenario
        .cases
        .iter()
        .skip(3)
        .step_by(4)
        .filter(asks_for_shared)
        .count()
}

#[test]
fn a_hospital_has_33_rules_a_department_and_every_outcome() {
    let scenario = hospital::hospital(5, SEED);
    let typed = policy_lang::check(&scenario.text, "test").policy.unwrap();
    assert_eq!((typed.rules.len(), scenario.rules), (170, 170));
    let outcomes: BTreeSet<abi::decision::Outcome> = scenario
        .cases
        .iter()
        .map(|case| {
            policy_lang::interpret::decide(&typed, case)
                .unwrap()
                .verdict
                .outcome
        })
        .collect();
    assert_eq!(outcomes.len(), 3);
}
