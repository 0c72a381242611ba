//! Remarks that depend on the day: rules that have ended. Compiling never does; whoever asks says which day it is. Part of
//! syntax -> typed policy.

use std::collections::BTreeMap;

use super::{codes, date};
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{self, Statement};
use crate::syntax::{Span, parse};
use crate::typed::{Policy, Rule};

/// The remarks on a policy that is read on a certain day, given as year, month and day of the policy's time zone: rules that
/// ended before it began. `source` is the text that `policy` was checked from.
///
/// Deterministic: it depends on these arguments alone. A day that does not exist gives no remarks.
#[must_use]
pub fn remarks_on(
    policy: &Policy,
    source: &str,
    (year, month, day): (i16, i8, i8),
) -> Vec<Problem> {
    let today = tree::Date {
        year,
        month,
        day,
        span: Span::new(0, 0),
    };
    let Some(today) = date::beginning(&policy.time_zone, today, None) else {
        return Vec::new();
    };
    let ended = |rule: &&Rule| rule.sentence.until.is_some_and(|until| until <= today);
    let ended: BTreeMap<Span, &Rule> = policy
        .rules
        .iter()
        .filter(ended)
        .map(|rule| (rule.span, rule))
        .collect();
    if ended.is_empty() {
        return Vec::new();
    }
    let statements = parse(source).tree.statements;
    let remark = |statement: &Statement| match statement {
        Statement::Rule(rule) => ended_rule(ended.get(&rule.span)?, rule, source),
        _ => None,
    };
    statements.iter().filter_map(remark).collect()
}

fn ended_rule(rule: &Rule, written: &tree::Rule, source: &str) -> Option<Problem> {
    let until = written.sentence.until.as_ref()?;
    let name = quote(&rule.name);
    let message = format!(
        "{name} ended {}, so it allows or forbids nothing any more",
        until.span.in_one_line(source)
    );
    let help = "give it a later day after `until`, or leave the rule out";
    Some(Problem::warning(codes::IN_THE_PAST, until.span, message).help(help))
}
