//! The subject of a sentence: who may, or may not. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, list_until, name, word};
use super::input::{Read, Tokens};
use super::party::{is_kind, kind, of_employer, party_with_kind, practitioner};
use crate::diagnostic::{Problem, syntax_codes as codes};
use crate::syntax::tree::{Subject, Who};

const SOMEBODY: &str = "who may (`anyone`, `the patient`, `any nurse`, `lab Acme`, …)";

/// Reads the subjects of a sentence: `any physician of Riverside or any nurse of Riverside`.
pub(super) fn subjects(input: Tokens<'_>) -> Read<'_, Vec<Subject>> {
    list_until(subject, |_| false)(input)
}

fn subject(input: Tokens<'_>) -> Read<'_, Subject> {
    let (rest, who) = who(input)?;
    Ok((
        rest,
        Subject {
            who,
            span: rest.span_since(input),
        },
    ))
}

fn who(input: Tokens<'_>) -> Read<'_, Who> {
    let start = article(input);
    match start.keyword() {
        _ if start.is_name() => named(input),
        "anyone" => Ok((start.rest(), Who::Anyone)),
        "no" => no_one(start),
        "patient" => Ok((start.rest(), Who::Patient)),
        "guardian" => guardian(start).map(|(rest, ())| (rest, Who::Guardian)),
        "any" => any(start),
        "practitioner" => practitioner.map(Who::Practitioner).parse(start),
        _ if is_kind(start) => of_kind(input),
        _ => start.expected(SOMEBODY),
    }
}

fn no_one(input: Tokens<'_>) -> Read<'_, Who> {
    let (rest, _) = cut(word("one", "`one`")).parse(input.rest())?;
    Ok((rest, Who::NoOne))
}

/// Reads `guardian of the patient`.
pub(super) fn guardian(input: Tokens<'_>) -> Read<'_, ()> {
    let (rest, _) = word("guardian", "`guardian`")(input)?;
    let (rest, _) = cut(word("of", "`of the patient`")).parse(rest)?;
    let (rest, _) = cut(word("patient", "`patient`")).parse(article(rest))?;
    Ok((rest, ()))
}

/// Reads `any lab`, `any physician of Riverside`.
fn any(input: Tokens<'_>) -> Read<'_, Who> {
    let after = input.rest();
    if is_kind(after) {
        return kind.map(Who::AnyKind).parse(after);
    }
    let (rest, role) = cut(name("a role or a kind of party")).parse(after)?;
    let (rest, of) = of_employer(rest)?;
    Ok((rest, Who::AnyRole { role, of }))
}

/// A name alone. `a nurse` would leave open which nurse.
fn named(input: Tokens<'_>) -> Read<'_, Who> {
    if input.is_any(&["a", "an"]) {
        return input.refuse(not_any(input));
    }
    name(SOMEBODY).map(Who::Named).parse(article(input))
}

fn of_kind(input: Tokens<'_>) -> Read<'_, Who> {
    let start = article(input);
    if input.is_any(&["a", "an"]) && !start.seek(start.index() + 1).is_name() {
        return input.refuse(not_any(input));
    }
    party_with_kind.map(Who::Party).parse(start)
}

fn not_any(input: Tokens<'_>) -> Problem {
    let article = input.next();
    let what = input.peek(1);
    let message = format!("`{} {}` does not say which", article.text, what.text);
    Problem::error(codes::NOT_ANY, article.span.to(what.span), message)
        .help(format!("write `any {}`", what.text))
}
