//! What became of rules, and their clauses, in words.

use policy_lang::interpret::trace;

use super::*;

const POLICY: &str = r#"policy "Ward"
hospital Riverside
lab Acme

rule bloods
  lab Acme may read bloodwork for treatment from 2026-01-01 until 2026-12-31

rule closed
  lab Acme may not read bloodwork

rule exception overrides closed
  lab Acme may read bloodwork for treatment from 2026-07-01

rule later
  lab Acme may read bloodwork until 2026-05-01

rule other
  lab Acme may read bloodwork if the patient has consented

example "early"
  lab Acme asks to read bloodwork for treatment on 2026-06-01
  expect refused

example "late"
  lab Acme asks to read bloodwork for treatment on 2026-08-01
  expect allowed

example "else"
  lab Acme asks to read imaging on 2026-06-01
  expect not covered
"#;

#[test]
fn every_rule_says_what_became_of_it() {
    let checked = policy_lang::check(POLICY, "ward");
    let policy = checked
        .policy
        .unwrap_or_else(|| panic!("{:?}", checked.problems));
    let became_in = |example: &str| {
        let example = policy.examples.iter().find(|one| one.name == example);
        let traced = trace(&policy, &example.expect("an example").case).expect("a trace");
        let rules = policy.rules.iter().zip(&traced.rules);
        let rules = rules.map(|(rule, trace)| format!("{}: {}", rule.name, became(rule, trace)));
        rules.collect::<Vec<String>>()
    };
    let early = [
        "bloods: applies, and does not decide",
        "closed: applies and forbids",
        "exception: does not apply, and came near",
        "later: does not apply",
        "other: does not apply",
    ];
    assert_eq!(became_in("early"), early);
    let late = [
        "bloods: applies and allows",
        "closed: applies, and another rule overrides it",
        "exception: applies and allows",
        "later: does not apply",
        "other: does not apply",
    ];
    assert_eq!(became_in("late"), late);
    let near = became_in("else");
    assert_eq!(near[0], "bloods: does not apply, and came near");

    let words = |name: &str, clause: Clause| {
        let rule = policy.rules.iter().find(|rule| rule.name == name);
        clause_words(rule.expect("a rule"), clause)
    };
    for (name, clause, expected) in [
        ("bloods", Clause::Subject, "it is about whoever asks"),
        ("bloods", Clause::Action, "to read"),
        ("bloods", Clause::Data, "bloodwork"),
        ("bloods", Clause::Purpose, "for treatment"),
        ("bloods", Clause::Period, "from 2026-01-01 until 2026-12-31"),
        ("exception", Clause::Period, "from 2026-07-01"),
        ("later", Clause::Period, "until 2026-05-01"),
        ("other", Clause::Part(0), "the patient has consented"),
    ] {
        assert_eq!(words(name, clause), expected, "{name} {clause:?}");
    }
}

#[test]
fn a_condition_stands_under_the_one_that_joins_it_with_others() {
    let joined = POLICY.replace(
        "if the patient has consented",
        "if the patient has consented or the patient is under 18",
    );
    for (text, expected) in [(POLICY, 0), (&joined, 2)] {
        let checked = policy_lang::check(text, "ward");
        let policy = checked
            .policy
            .unwrap_or_else(|| panic!("{:?}", checked.problems));
        let traced = trace(&policy, &policy.examples[0].case).expect("a trace");
        let other = policy.rules.iter().position(|rule| rule.name == "other");
        let other = &traced.rules[other.expect("a rule")];
        let clauses = other.clauses.iter().map(|(clause, _)| *clause);
        let under: Vec<Clause> = clauses
            .filter(|clause| is_in_part(other, *clause))
            .collect();
        assert_eq!(under.len(), expected, "{under:?}");
        let is_leaf = |clause: &Clause| matches!(clause, Clause::Leaf(..));
        assert!(under.iter().all(is_leaf), "{under:?}");
    }
}
