//! Tests of text -> syntax -> text. The helpers here say what a text is read as, in the words that it underlines.

mod consents;
mod errors;
pub(super) mod generated;
mod names;
mod numbers;
mod random;
mod recovery;
mod rendered;
mod samples;
mod sentences;
mod statements;

use super::print::print;
use super::tree::{PolicySyntax, Statement};
use super::{Parsed, parse};
use crate::diagnostic::{Problem, Severity};

/// Reads a policy that must be without problems.
fn read(source: &str) -> PolicySyntax {
    let Parsed { tree, problems, .. } = parse(source);
    assert_eq!(problems, [], "problems in {source:?}");
    tree
}

/// Reads a policy of one statement that must be without problems.
fn read_one(source: &str) -> Statement {
    let mut tree = read(source);
    assert_eq!(tree.statements.len(), 1, "statements in {source:?}");
    tree.statements.remove(0)
}

/// Problems as `(code, underlined text)`.
fn found<'s>(source: &'s str, problems: &[Problem]) -> Vec<(&'static str, &'s str)> {
    problems
        .iter()
        .map(|problem| (problem.code, problem.span.text(source)))
        .collect()
}

/// Asserts that a policy has exactly one problem, and what it underlines.
fn check(source: &str, code: &str, underlined: &str) -> Problem {
    let mut problems = parse(source).problems;
    assert_eq!(
        found(source, &problems),
        [(code, underlined)],
        "in {source:?}: {problems:#?}"
    );
    let problem = problems.remove(0);
    check_wording(&problem);
    problem
}

/// Messages are for people: one line, no capital at the start, no full stop, severity as the code says.
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
    assert!(crate::diagnostic::explain(code).is_some(), "{code}");
}

/// A tree as text without its spans: two trees that differ only in where things stand give the same.
pub(super) fn without_spans(tree: &impl std::fmt::Debug) -> String {
    let text = format!("{tree:?}");
    let mut pieces = text.split("Span { start: ");
    let mut erased = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        erased += "_";
        erased += piece.split_once('}').unwrap().1;
    }
    erased
}

/// Asserts that printing and reading again gives the same tree and no new problem, and that printing is stable.
fn check_round_trip(tree: &PolicySyntax) {
    let printed = print(tree);
    let again = parse(&printed);
    let errors: Vec<_> = again
        .problems
        .iter()
        .filter(|problem| problem.code != "W0119")
        .collect();
    assert!(errors.is_empty(), "{printed}\n{errors:#?}");
    assert_eq!(without_spans(tree), without_spans(&again.tree), "{printed}");
    assert_eq!(printed, print(&again.tree));
}
