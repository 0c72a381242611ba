//! What an example expects: outcome, rules, duties, reasons. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, list, list_until, name, word};
use super::condition::condition;
use super::data::{data_item, narrowing};
use super::date::written_moment;
use super::duty::duties;
use super::fact::{fact_ref, is_fact};
use super::input::{Read, Tokens};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{DataPart, Duty, Expect, ExpectedOutcome, Name, Reason, ReasonKind};
use crate::syntax::words::LIST_ENDS;

const OUTCOME: &str = "`allowed`, `refused` or `not covered`";

/// Reads `expect allowed by R then … | refused by R | not covered because …`.
pub(super) fn expect(input: Tokens<'_>) -> Read<'_, Expect> {
    let (rest, _) = word("expect", "`expect`")(input)?;
    let (rest, outcome) = outcome(rest)?;
    let (rest, rules) = rules(rest, outcome)?;
    let (rest, duties) = expected_duties(rest)?;
    let (rest, reasons) = reasons(rest)?;
    Ok((
        rest,
        Expect {
            outcome,
            rules,
            duties,
            reasons,
            span: rest.span_since(input),
        },
    ))
}

fn outcome(input: Tokens<'_>) -> Read<'_, ExpectedOutcome> {
    let after = input.rest();
    match input.keyword() {
        "allowed" => Ok((after, ExpectedOutcome::Allowed)),
        "refused" => Ok((after, ExpectedOutcome::Refused)),
        "not" => {
            let (rest, _) = cut(word("covered", "`covered`")).parse(after)?;
            Ok((rest, ExpectedOutcome::NotCovered))
        }
        _ => input.must_be(OUTCOME),
    }
}

/// No rule decides that a request is not covered.
fn rules(input: Tokens<'_>, outcome: ExpectedOutcome) -> Read<'_, Vec<Name>> {
    if input.is_word("by") && outcome != ExpectedOutcome::NotCovered {
        cut(list(name("the name of a rule"))).parse(input.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

fn expected_duties(input: Tokens<'_>) -> Read<'_, Vec<Duty>> {
    let start = if input.is_sign(",") {
        input.rest()
    } else {
        input
    };
    if start.is_word("then") {
        cut(duties).parse(start.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

fn reasons(input: Tokens<'_>) -> Read<'_, Vec<Reason>> {
    let start = if input.is_sign(",") {
        input.rest()
    } else {
        input
    };
    if start.is_word("because") {
        cut(list_until(reason, |_| false)).parse(start.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

fn reason(input: Tokens<'_>) -> Read<'_, Reason> {
    let (rest, kind) = reason_kind(input)?;
    Ok((
        rest,
        Reason {
            kind,
            span: rest.span_since(input),
        },
    ))
}

fn reason_kind(input: Tokens<'_>) -> Read<'_, ReasonKind> {
    if is_fact(input) {
        return fact_not_known(input);
    }
    let start = article(input);
    if start.is_word("patient") {
        return age_not_known(start.rest());
    }
    if is_data_part(start) {
        return data_not_known(start.rest().rest());
    }
    let (rest, rule) = name("a rule, or what is not known")(input)?;
    rule_reason(rest, rule)
}

fn fact_not_known(input: Tokens<'_>) -> Read<'_, ReasonKind> {
    let (rest, fact) = fact_ref(input)?;
    let (rest, ()) = not_known(rest)?;
    Ok((rest, ReasonKind::FactNotKnown(fact)))
}

fn age_not_known(input: Tokens<'_>) -> Read<'_, ReasonKind> {
    if input.next().kind != TokenKind::Possessive {
        return input.must_be("`'s age is not known`");
    }
    let (rest, _) = cut(word("age", "`age`")).parse(input.rest())?;
    let (rest, ()) = not_known(rest)?;
    Ok((rest, ReasonKind::AgeNotKnown))
}

/// Whether `data's` is next.
fn is_data_part(input: Tokens<'_>) -> bool {
    input.is_word("data") && input.peek(1).kind == TokenKind::Possessive
}

fn data_not_known(input: Tokens<'_>) -> Read<'_, ReasonKind> {
    let part = DataPart::ALL
        .into_iter()
        .find(|part| input.is_word(part.word()));
    let Some(part) = part else {
        return input.must_be("`date`, `author`, `custodian`, `encounter`, `record` or `label`");
    };
    let (rest, ()) = not_known(input.rest())?;
    Ok((rest, ReasonKind::DataNotKnown(part)))
}

fn not_known(input: Tokens<'_>) -> Read<'_, ()> {
    let (rest, _) = cut(word("is", "`is not known`")).parse(input)?;
    let (rest, _) = cut(word("not", "`not known`")).parse(rest)?;
    let (rest, _) = cut(word("known", "`known`")).parse(rest)?;
    Ok((rest, ()))
}

/// Reads what follows the name of a rule.
fn rule_reason(input: Tokens<'_>, rule: Name) -> Read<'_, ReasonKind> {
    let after = input.rest();
    match input.keyword() {
        "ended" => cut(written_moment).map(|when| ReasonKind::Ended { rule: rule.clone(), when }).parse(after),
        "starts" => cut(written_moment).map(|when| ReasonKind::Starts { rule: rule.clone(), when }).parse(after),
        "needs" if is_needed_data(article(after)) => needs_data(article(after), rule),
        "needs" => cut(condition).map(|condition| ReasonKind::Needs { rule: rule.clone(), condition }).parse(after),
        "leaves" => leaves_out(after, rule),
        "does" => does_not(after, rule),
        "is" => is_for(after, rule),
        _ => input.must_be(
            "`ended`, `starts`, `needs`, `leaves … out`, `does not cover`, `does not allow` or `is for`",
        ),
    }
}

/// Whether `data to be` is next.
fn is_needed_data(input: Tokens<'_>) -> bool {
    input.is_word("data") && input.word_at(1, "to")
}

fn needs_data(input: Tokens<'_>, rule: Name) -> Read<'_, ReasonKind> {
    let (rest, _) = cut(word("be", "`be`")).parse(input.rest().rest())?;
    let (rest, narrowing) = cut(narrowing(ends_list)).parse(rest)?;
    Ok((rest, ReasonKind::NeedsData { rule, narrowing }))
}

fn leaves_out(input: Tokens<'_>, rule: Name) -> Read<'_, ReasonKind> {
    let (rest, items) = cut(list(data_item)).parse(input)?;
    let (rest, _) = cut(word("out", "`out`")).parse(rest)?;
    Ok((rest, ReasonKind::LeavesOut { rule, items }))
}

fn does_not(input: Tokens<'_>, rule: Name) -> Read<'_, ReasonKind> {
    let (rest, _) = cut(word("not", "`not`")).parse(input)?;
    let after = rest.rest();
    match rest.keyword() {
        "cover" => {
            let (rest, items) = cut(list_until(data_item, ends_list)).parse(after)?;
            Ok((rest, ReasonKind::DoesNotCover { rule, items }))
        }
        "allow" => {
            let (rest, actions) = cut(list_until(name("an action"), ends_list)).parse(after)?;
            Ok((rest, ReasonKind::DoesNotAllow { rule, actions }))
        }
        _ => rest.must_be("`cover` or `allow`"),
    }
}

fn is_for(input: Tokens<'_>, rule: Name) -> Read<'_, ReasonKind> {
    let (rest, _) = cut(word("for", "`for`")).parse(input)?;
    let (rest, purposes) = cut(list_until(name("a purpose"), ends_list)).parse(rest)?;
    Ok((rest, ReasonKind::IsFor { rule, purposes }))
}

/// Whether what follows a separator is no item of a reason's list but the next reason.
fn ends_list(after: Tokens<'_>) -> bool {
    let verbs = ["ended", "starts", "needs", "leaves", "does", "is"];
    let next_rule = after.is_name() && after.rest().is_any(&verbs);
    let patient = article(after);
    let age = patient.is_word("patient") && patient.peek(1).kind == TokenKind::Possessive;
    after.is_any(LIST_ENDS) || next_rule || age || is_data_part(patient) || is_fact(after)
}
