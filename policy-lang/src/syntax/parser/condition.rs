//! Conditions: and, or, not, parentheses, known conditions, facts. Part of the step from tokens to syntax.

mod known;

use super::basic::sign;
use super::fact;
use super::input::{Read, Tokens};
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::print::print_condition;
use crate::syntax::tree::{Condition, ConditionKind};
use crate::syntax::words::CLAUSES;

use nom::Parser;
use nom::combinator::cut;

/// How deep conditions may be nested: parentheses and `not`.
const NESTING_MAX: u32 = 64;

/// Reads a condition.
pub(super) fn condition(input: Tokens<'_>) -> Read<'_, Condition> {
    let (rest, Part { condition, .. }) = either(input, 0)?;
    // Parentheses that were left out count as well: the printed form has them, and it must be readable again.
    check_depth(input, depth(&condition).saturating_sub(1))?;
    Ok((rest, condition))
}

/// How deep `and`, `or` and `not` are nested in one another.
fn depth(condition: &Condition) -> u32 {
    match &condition.kind {
        ConditionKind::And(parts) | ConditionKind::Or(parts) => {
            1 + parts.iter().map(depth).max().unwrap_or(0)
        }
        ConditionKind::Not(denied) => 1 + depth(denied),
        _ => 0,
    }
}

/// A condition with what matters for the warning about missing parentheses: how it was written.
struct Part {
    condition: Condition,
    style: Style,
}

#[derive(PartialEq, Eq)]
enum Style {
    /// In parentheses, also after `not`; or a single condition.
    Closed,
    /// Begins with `not`, which binds only what follows it at once.
    Not,
    /// Joined with `and`.
    Joined,
}

/// Reads conditions joined with `or`.
fn either(input: Tokens<'_>, depth: u32) -> Read<'_, Part> {
    let (rest, parts) = chain(input, "or", |input| both(input, depth))?;
    if parts.len() > 1 {
        parts
            .iter()
            .filter(|part| part.style == Style::Joined)
            .for_each(|part| warn_joined(input, part));
    }
    Ok((rest, combine(input, rest, parts, ConditionKind::Or)))
}

/// Reads conditions joined with `and`.
fn both(input: Tokens<'_>, depth: u32) -> Read<'_, Part> {
    let (rest, parts) = chain(input, "and", |input| negation(input, depth))?;
    Ok((rest, combine(input, rest, parts, ConditionKind::And)))
}

fn chain<'t>(
    input: Tokens<'t>,
    joiner: &str,
    part: impl Fn(Tokens<'t>) -> Read<'t, Part>,
) -> Read<'t, Vec<Part>> {
    let (mut rest, first) = part(input)?;
    let mut parts = vec![first];
    while rest.is_word(joiner) && !rest.rest().is_any(CLAUSES) {
        if parts.last().is_some_and(|part| part.style == Style::Not) {
            warn_not(rest, parts.last());
        }
        let (after, next) = cut(&part).parse(rest.rest())?;
        parts.push(next);
        rest = after;
    }
    Ok((rest, parts))
}

fn combine<'t>(
    input: Tokens<'t>,
    rest: Tokens<'t>,
    mut parts: Vec<Part>,
    kind: fn(Vec<Condition>) -> ConditionKind,
) -> Part {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    let conditions = parts.into_iter().map(|part| part.condition).collect();
    let condition = Condition {
        kind: kind(conditions),
        span: rest.span_since(input),
    };
    Part {
        condition,
        style: Style::Joined,
    }
}

/// Reads `not` and what it denies, or a single condition.
fn negation(input: Tokens<'_>, depth: u32) -> Read<'_, Part> {
    if !input.is_word("not") {
        return single(input, depth);
    }
    check_depth(input, depth)?;
    let (rest, denied) = cut(|input| negation(input, depth + 1)).parse(input.rest())?;
    let condition = not(denied.condition, rest.span_since(input));
    let style = if input.rest().is_sign("(") {
        Style::Closed
    } else {
        Style::Not
    };
    Ok((rest, Part { condition, style }))
}

fn not(condition: Condition, span: Span) -> Condition {
    Condition {
        kind: ConditionKind::Not(Box::new(condition)),
        span,
    }
}

fn single(input: Tokens<'_>, depth: u32) -> Read<'_, Part> {
    if input.is_sign("(") {
        return parenthesised(input, depth);
    }
    let (rest, condition) = if fact::is_fact(input) {
        fact::comparison(input)
    } else {
        known::known(input)
    }?;
    Ok((
        rest,
        Part {
            condition,
            style: Style::Closed,
        },
    ))
}

fn parenthesised(input: Tokens<'_>, depth: u32) -> Read<'_, Part> {
    check_depth(input, depth)?;
    let (rest, inner) = cut(|input| either(input, depth + 1)).parse(input.rest())?;
    let (rest, _) = cut(sign(")", "`)`")).parse(rest)?;
    let condition = Condition {
        kind: inner.condition.kind,
        span: rest.span_since(input),
    };
    Ok((
        rest,
        Part {
            condition,
            style: Style::Closed,
        },
    ))
}

/// Bounds the depth of the tree, so that no reader of it runs out of stack.
fn check_depth(input: Tokens<'_>, depth: u32) -> Read<'_, ()> {
    if depth < NESTING_MAX {
        return Ok((input, ()));
    }
    let message = format!("this condition is nested more than {NESTING_MAX} deep");
    input.refuse(
        Problem::error(codes::TOO_DEEP, input.next().span, message)
            .help("say it in several rules, or declare a fact for a part of it"),
    )
}

fn warn_joined(input: Tokens<'_>, part: &Part) {
    let text = quote(&print_condition(&part.condition));
    let message = "`and` and `or` are mixed without parentheses";
    input.report(
        Problem::warning(codes::MIXED_AND_OR, part.condition.span, message).help(format!(
            "{text} is taken together, for `and` goes before `or`: put it in parentheses"
        )),
    );
}

fn warn_not(joiner: Tokens<'_>, denied: Option<&Part>) {
    let Some(part) = denied else { return };
    let message = format!(
        "`not` reaches no further than to this `{}`",
        joiner.next().text
    );
    joiner.report(
        Problem::warning(codes::SHORT_NOT, part.condition.span, message)
            .also(joiner.next().span, "what follows is not denied")
            .help("put what `not` denies in parentheses"),
    );
}
