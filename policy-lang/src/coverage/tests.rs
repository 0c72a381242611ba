//! What counts as tried, and examples for the rest.

use super::{Aspect, Coverage, Share, suggest, words};
use crate::check;
use crate::interpret::trace;
use crate::typed::Policy;

fn policy(source: &str) -> Policy {
    let checked = check(source, "test");
    checked
        .policy
        .unwrap_or_else(|| panic!("{:?}\n{source}", checked.problems))
}

fn covered(policy: &Policy) -> Coverage {
    let mut coverage = Coverage::new(policy);
    for example in &policy.examples {
        coverage.add(&trace(policy, &example.case).unwrap());
    }
    coverage
}

/// What no example tries, in words; what is not known among it in parentheses.
fn unseen(source: &str) -> Vec<String> {
    let policy = policy(source);
    let coverage = covered(&policy);
    let rules = policy.rules.iter().zip(&coverage.rules);
    let words = rules.flat_map(|(rule, coverage)| {
        coverage.unseen().map(|point| {
            let words = words(rule, point.aspect);
            if point.counts {
                words
            } else {
                format!("({words})")
            }
        })
    });
    words.collect()
}

const RULE: &str = "lab Acme\nlab Acme may read bloodwork for treatment from 2026-01-01 until 2026-12-31 if the patient has consented and (the patient is at least 18 or a reason is given)\n";

#[test]
fn without_examples_everything_is_missing() {
    assert_eq!(
        unseen(RULE),
        [
            "it decides",
            "somebody whom it is about asks",
            "somebody else asks",
            "its actions",
            "another action",
            "its data",
            "other data",
            "its purpose",
            "another purpose",
            "before 2026-01-01",
            "within its time",
            "after 2026-12-31",
            "the patient has consented: yes",
            "the patient has consented: no",
            "the patient is at least 18 or a reason is given: yes",
            "the patient is at least 18 or a reason is given: no",
            "the patient is at least 18: yes",
            "the patient is at least 18: no",
            "(the patient is at least 18: not known)",
            "no reason is given: yes",
            "no reason is given: no",
        ]
        .map(|words| words.replace("no reason is given", "a reason is given"))
    );
}

#[test]
fn what_cannot_happen_is_not_asked_for() {
    let source = "anyone may collect, read, use, disclose and correct the whole record for any purpose if today is a weekday\n";
    assert_eq!(
        unseen(source),
        [
            "it decides",
            "somebody whom it is about asks",
            "its actions",
            "its data",
            "today is a weekday: yes",
            "today is a weekday: no",
        ]
    );
}

#[test]
fn clauses_count_where_the_requester_is_meant() {
    let others = format!(
        "{RULE}example \"e\"\n  a nurse asks to collect imaging for payment on 2020-01-01\n  expect not covered\n"
    );
    let policy = policy(&others);
    let share = covered(&policy).share();
    assert_eq!(share, Share { seen: 1, all: 20 }, "that somebody else asks");
    assert_eq!(share.percent(), 5);
}

#[test]
fn an_example_tries_what_its_clauses_come_to() {
    let one = format!(
        "{RULE}example \"e\"\n  lab Acme asks to read bloodwork for treatment on 2027-01-01\n  expect not covered\n"
    );
    let policy = policy(&one);
    let rule = &covered(&policy).rules[0];
    assert_eq!((rule.decided, rule.near, rule.overridden), (0, 1, 0));
    let seen: Vec<String> = rule
        .points
        .iter()
        .filter(|point| point.times > 0)
        .map(|point| words(&policy.rules[0], point.aspect))
        .collect();
    assert_eq!(
        seen,
        [
            "somebody whom it is about asks",
            "its actions",
            "its data",
            "its purpose",
            "after 2026-12-31",
            "the patient has consented: no",
            "the patient is at least 18: not known",
            "a reason is given: no",
        ]
    );
}

#[test]
fn overriding_is_tried_where_a_rule_can_be_overridden() {
    let source = "\
rule closed
  no one may read everything
rule urgent overrides closed
  any physician may read everything if a reason is given
example \"e\"
  a physician asks to read vitals with reason \"urgent\"
  expect allowed by urgent
";
    let policy = policy(source);
    let coverage = covered(&policy);
    let closed = &coverage.rules[0];
    assert_eq!((closed.decided, closed.overridden), (0, 1));
    assert!(closed.unseen().any(|point| point.aspect == Aspect::Decides));
    assert!(
        closed
            .unseen()
            .all(|point| point.aspect != Aspect::Overridden)
    );
}

/// Adds what is suggested until nothing more is, and returns what is then still missing.
fn follow(source: &str) -> Vec<String> {
    let mut text = source.to_owned();
    for round in 0..200 {
        let policy = policy(&text);
        let before = covered(&policy);
        let suggestions = suggest(&policy, &text, &before);
        if suggestions.is_empty() {
            return unseen(&text);
        }
        for suggestion in &suggestions {
            assert!(!suggestion.example.contains('\n'), "{}", suggestion.example);
            text += &suggestion.example;
            text.push('\n');
        }
        let policy = self::policy(&text);
        assert!(
            covered(&policy).share().seen > before.share().seen,
            "{round}"
        );
        for example in &policy.examples {
            let explanation = trace(&policy, &example.case).unwrap().explanation;
            assert_eq!(
                explanation.verdict.outcome, example.expect.outcome,
                "{text}"
            );
            let mut rules = example.expect.rules.iter();
            assert!(
                rules.all(|rule| explanation.verdict.rules.contains(rule)),
                "{text}"
            );
        }
    }
    panic!("suggestions have no end");
}

#[test]
fn whoever_follows_the_suggestions_has_tried_everything() {
    let policies = [
        RULE,
        "lab X\nlab X may read bloodwork until 2027-03-31\n",
        "\
specially protected genetics
hospital Riverside
department \"Ward 3\" within Riverside
practitioner \"dr. lee\" of Riverside
fact vip: yes/no of patient
fact level: number of requester
fact ward: one of icu, er of record
fact ward: one of icu, er of request
fact discharge: date of patient
rule closed
  no one may read and collect genetics if patient.vip and the patient is under 16
rule urgent overrides closed
  practitioner \"dr. lee\" may read the whole record for emergency if a reason is given and requester.level is over 3
rule night
  any nurse of \"Ward 3\" may read vitals for treatment
    if the time is between 22:00 and 06:00 and today is a weekday and record.ward is request.ward
rule few
  any nurse may read vitals from 2026-02-01 at 10:00 if fewer than 3 read in the last 7 days
rule many
  any hospital may read vitals
    if fewer than 3 read in the last 2 days and not (patient.discharge is at most 2026-01-01 or the patient is deceased)
",
    ];
    for policy in policies {
        let missing = follow(policy);
        let missing: Vec<&String> = missing
            .iter()
            .filter(|words| !words.starts_with('('))
            .collect();
        assert!(missing.is_empty(), "{missing:?}\n{policy}");
    }
}

/// Whoever reads an example before adding it sees what it tries, and what the decision will be.
#[test]
fn suggestions_are_written_out() {
    let file = include_str!("../../tests-data/coverage/suggested.consent");
    let (mut text, examples) = match file.find("example ") {
        Some(at) => (file[..at].to_owned(), &file[at..]),
        None => panic!("no example"),
    };
    let mut written = String::new();
    loop {
        let policy = policy(&text);
        let suggestions = suggest(&policy, &text, &covered(&policy));
        if suggestions.is_empty() {
            break;
        }
        for suggestion in suggestions {
            text += &format!("{}\n", suggestion.example);
            written += &format!("{}\n", suggestion.example);
        }
    }
    assert_eq!(written, examples);
}
