//! One mistake does not hide another, and what follows a mistake is read.

use super::{check, found};
use crate::diagnostic::PROBLEMS_MAX;
use crate::syntax::parse;
use crate::syntax::tree::Statement;

#[test]
fn mistakes_in_two_statements_are_both_reported_and_the_next_is_read() {
    let source = "rule one\n  lab X reads bloodwork\n\nrule two\n  lab X may read\n\nrule three\n  lab X may read bloodwork\n";
    let parsed = parse(source);
    assert_eq!(
        found(source, &parsed.problems),
        [("E0132", "reads"), ("E0133", "")]
    );
    let [Statement::Rule(rule)] = parsed.tree.statements.as_slice() else {
        panic!()
    };
    assert_eq!(rule.label.as_ref().unwrap().text, "three");
}

#[test]
fn a_line_that_is_set_in_is_part_of_the_statement_with_the_mistake() {
    let source = "rule one for\n  lab X may read bloodwork\n  lab Y may read bloodwork\nlab Z\nlab Z may read a\n";
    let parsed = parse(source);
    assert_eq!(found(source, &parsed.problems), [("E0101", "for")]);
    assert_eq!(parsed.tree.statements.len(), 2);
}

#[test]
fn an_example_with_a_mistake_ends_at_the_next_example() {
    let source = "example \"a\"\n  lab X asks to bloodwork on 2027-03-31\n  expect allowed by r1\n\nexample \"b\"\n  lab X asks to read a\n  expect refused\n";
    let parsed = parse(source);
    assert_eq!(found(source, &parsed.problems), [("E0101", "on")]);
    assert_eq!(parsed.tree.statements.len(), 1);
}

#[test]
fn a_mistake_of_the_lexer_is_reported_once() {
    check(
        "rule x\n  lab X may read $ until 2026-01-01\nlab Y",
        "E0103",
        "$",
    );
    check("$\nlab Y", "E0103", "$");
    check("lab X may read a $", "E0103", "$");
}

#[test]
fn problems_are_sorted_and_bounded() {
    let source = "rule x lab X\n".repeat(1000);
    let problems = parse(&source).problems;
    assert_eq!(problems.len(), PROBLEMS_MAX);
    assert!(problems.is_sorted_by_key(|problem| problem.span.start));
    assert_eq!(problems.last().unwrap().code, "E0199");
    let source = "lab X may read a $\nrul\n".repeat(1000);
    let problems = parse(&source).problems;
    assert_eq!(problems.len(), PROBLEMS_MAX);
    assert!(problems.is_sorted_by_key(|problem| problem.span.start));
}

#[test]
fn a_policy_that_is_too_long_is_refused() {
    let problems = parse(&" ".repeat((16 << 20) + 1)).problems;
    assert_eq!(problems[0].code, "E0110");
    assert!(parse(&" ".repeat(16 << 20)).problems.is_empty());
    let problems = parse(&"a ".repeat(4_000_001)).problems;
    assert!(problems.iter().any(|problem| problem.code == "E0110"));
}
