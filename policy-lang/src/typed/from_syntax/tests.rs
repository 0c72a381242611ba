//! Tests of syntax -> typed policy. A problem is checked by its code and by the words that it underlines.

mod conditions;
mod consents;
mod dates;
mod declarations;
mod examples;
mod facts;
mod forms;
mod held;
mod narrowing;
mod random;
mod remarks;
mod riverside;
mod rules;
mod sentences;
mod zones;

use super::*;
use crate::diagnostic::Severity;
use crate::syntax::parse;
use crate::typed::{Condition, Instant, Sentence};

/// Checks a policy that parses without errors.
fn run(source: &str) -> Checked {
    let parsed = parse(source);
    let errors: Vec<_> = parsed
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    assert!(errors.is_empty(), "{source:?} does not parse: {errors:#?}");
    let checked = check(&parsed.tree, source, "file");
    checked.problems.iter().for_each(check_wording);
    let has_errors = checked.problems.iter().any(Problem::is_error);
    assert_eq!(
        checked.policy.is_some(),
        !has_errors,
        "{source:?}: {:#?}",
        checked.problems
    );
    checked
}

/// The policy that a text means; it may have remarks.
fn policy(source: &str) -> Policy {
    let checked = run(source);
    checked
        .policy
        .unwrap_or_else(|| panic!("errors in {source:?}: {:#?}", checked.problems))
}

/// Problems as (code, underlined words).
fn found<'s>(source: &'s str, problems: &[Problem]) -> Vec<(&'static str, &'s str)> {
    problems
        .iter()
        .map(|problem| (problem.code, problem.span.text(source)))
        .collect()
}

/// Asserts that a policy has exactly these problems.
fn expect(source: &str, expected: &[(&str, &str)]) -> Vec<Problem> {
    let problems = run(source).problems;
    assert_eq!(
        found(source, &problems),
        expected,
        "in {source:?}: {problems:#?}"
    );
    problems
}

/// Asserts that a policy has exactly one problem, and all that is told of it: code, underlined words, message, other places
/// with what they have to do with it, advice.
fn expect_told(
    source: &str,
    (code, underlined): (&str, &str),
    message: &str,
    also: &[(&str, &str)],
    help: &str,
) {
    let problems = expect(source, &[(code, underlined)]);
    let problem = &problems[0];
    assert_eq!(problem.message, message, "in {source:?}");
    let places = problem.also.iter();
    let places: Vec<(&str, &str)> = places
        .map(|(span, label)| (span.text(source), label.as_str()))
        .collect();
    assert_eq!(places, also, "in {source:?}");
    assert_eq!(problem.help.as_deref(), Some(help), "in {source:?}");
}

/// Asserts that a policy has exactly one problem, with this advice.
fn expect_help(source: &str, code: &str, underlined: &str, help: &str) {
    let problems = expect(source, &[(code, underlined)]);
    assert_eq!(problems[0].help.as_deref(), Some(help), "in {source:?}");
}

/// A sentence's condition, as the parts that must hold, with the texts of the parts.
fn conditions(text: &str) -> (Vec<Condition>, Vec<String>) {
    conditions_with("", text)
}

/// The same, after declarations.
fn conditions_with(declarations: &str, text: &str) -> (Vec<Condition>, Vec<String>) {
    let source = format!("{declarations}\nany nurse may read vitals {text}");
    let rule = policy(&source).rules.remove(0);
    (rule.conditions, rule.condition_texts)
}

/// The core of a policy's only rule.
fn sentence(source: &str) -> Sentence {
    let mut policy = policy(source);
    assert_eq!(policy.rules.len(), 1, "rules in {source:?}");
    policy.rules.remove(0).sentence
}

/// Messages are for people: one line, no capital at the start, no full stop, severity as the code says, an explanation.
fn check_wording(problem: &Problem) {
    let Problem {
        message,
        help,
        code,
        severity,
        ..
    } = problem;
    assert!(
        !message.contains('\n') && !message.ends_with('.'),
        "{message:?}"
    );
    assert!(!message.starts_with(char::is_uppercase), "{message:?}");
    assert!(
        help.iter()
            .all(|help| !help.contains('\n') && !help.ends_with('.')),
        "{help:?}"
    );
    assert_eq!(
        code.starts_with('W'),
        *severity == Severity::Warning,
        "{code}"
    );
    let known =
        CODES.iter().any(|entry| entry.code == *code) || crate::diagnostic::explain(code).is_some();
    assert!(known, "{code}");
}

fn at(text: &str) -> Instant {
    let timestamp: jiff::Timestamp = text
        .parse()
        .unwrap_or_else(|_| panic!("{text:?} is no instant"));
    Instant(timestamp.as_second())
}

#[test]
fn codes_are_distinct_and_told_apart_by_severity() {
    let mut codes: Vec<&str> = CODES.iter().map(|entry| entry.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), CODES.len());
    assert!(
        CODES
            .iter()
            .all(|entry| !entry.title.ends_with('.') && entry.explanation.ends_with('.'))
    );
}
