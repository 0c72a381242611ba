//! The conditions that the language knows by its own words. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::not;
use crate::syntax::parser::basic::{article, name, new_name, number, skip, word};
use crate::syntax::parser::date::{clock_time, last_duration, years};
use crate::syntax::parser::input::{Read, Tokens};
use crate::syntax::tree::{Condition, ConditionKind};

/// A condition and whether it is denied by a `not` inside it (`has not consented`).
type Claim = (ConditionKind, bool);

const CONDITION: &str = "a condition";

/// Reads a condition that the language knows.
pub(super) fn known(input: Tokens<'_>) -> Read<'_, Condition> {
    let (rest, (kind, denied)) = claim(input)?;
    let span = rest.span_since(input);
    let condition = Condition { kind, span };
    Ok((
        rest,
        if denied {
            not(condition, span)
        } else {
            condition
        },
    ))
}

fn claim(input: Tokens<'_>) -> Read<'_, Claim> {
    let start = article(input);
    match start.keyword() {
        "patient" => patient(start.rest()),
        "requester" => treats(start.rest()),
        "time" => time(start.rest()),
        "today" => weekday(start.rest()),
        "reason" => reason(start.rest()),
        "no" if start.word_at(1, "reason") => no_reason(start.rest().rest()),
        "fewer" => fewer(start.rest()),
        _ => start.expected(CONDITION),
    }
}

/// Skips `not`, and says whether it was there.
fn denial(input: Tokens<'_>) -> (Tokens<'_>, bool) {
    let denied = input.is_word("not");
    (if denied { input.rest() } else { input }, denied)
}

fn patient(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, denied) = denial(input.rest());
    let (rest, kind) = match input.keyword() {
        "has" => has(rest)?,
        "is" => is(rest)?,
        _ => return input.must_be("`has` or `is`"),
    };
    Ok((rest, (kind, denied)))
}

fn has(input: Tokens<'_>) -> Read<'_, ConditionKind> {
    let after = input.rest();
    match input.keyword() {
        "consented" => Ok((after, ConditionKind::Consented)),
        "refused" => Ok((after, ConditionKind::Refused)),
        "signed" => cut(name("the name of a form"))
            .map(ConditionKind::Signed)
            .parse(after),
        _ => input.must_be("`consented`, `refused` or `signed`"),
    }
}

fn is(input: Tokens<'_>) -> Read<'_, ConditionKind> {
    let after = input.rest();
    match input.keyword() {
        "deceased" => Ok((after, ConditionKind::Deceased)),
        "under" => cut(years).map(ConditionKind::AgeUnder).parse(after),
        "at" => {
            let (rest, _) = cut(word("least", "`least`")).parse(after)?;
            cut(years).map(ConditionKind::AgeAtLeast).parse(rest)
        }
        _ => input.must_be("`under`, `at least` or `deceased`"),
    }
}

fn treats(input: Tokens<'_>) -> Read<'_, Claim> {
    let denied = input.is_word("does");
    let rest = if denied {
        let (rest, _) = cut(word("not", "`not`")).parse(input.rest())?;
        cut(word("treat", "`treat`")).parse(rest)?.0
    } else {
        cut(word("treats", "`treats the patient`")).parse(input)?.0
    };
    let (rest, _) = cut(word("patient", "`the patient`")).parse(article(rest))?;
    Ok((rest, (ConditionKind::RequesterTreats, denied)))
}

fn time(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, _) = cut(word("is", "`is`")).parse(input)?;
    let (rest, denied) = denial(rest);
    let (rest, _) = cut(word("between", "`between` or `not between`")).parse(rest)?;
    let (rest, from) = cut(clock_time).parse(rest)?;
    let (rest, _) = cut(word("and", "`and`")).parse(rest)?;
    let (rest, to) = cut(clock_time).parse(rest)?;
    Ok((rest, (ConditionKind::TimeBetween { from, to }, denied)))
}

fn weekday(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, _) = cut(word("is", "`is`")).parse(input)?;
    let (rest, denied) = denial(rest);
    let (rest, _) = cut(word("weekday", "`a weekday`")).parse(article(rest))?;
    Ok((rest, (ConditionKind::Weekday, denied)))
}

fn reason(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, _) = cut(word("is", "`is given`")).parse(input)?;
    let (rest, denied) = denial(rest);
    let (rest, _) = cut(word("given", "`given`")).parse(rest)?;
    Ok((rest, (ConditionKind::ReasonGiven, denied)))
}

fn no_reason(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, _) = cut(word("is", "`is given`")).parse(input)?;
    let (rest, _) = cut(word("given", "`given`")).parse(rest)?;
    Ok((rest, (ConditionKind::ReasonGiven, true)))
}

/// Reads `than 3 reads in the last 7 days`.
fn fewer(input: Tokens<'_>) -> Read<'_, Claim> {
    let (rest, _) = cut(word("than", "`than`")).parse(input)?;
    let (rest, limit) = cut(number("a number")).parse(rest)?;
    let (rest, action) = cut(new_name("an action")).parse(rest)?;
    let (rest, _) = cut(word("in", "`in the last`")).parse(rest)?;
    let (rest, _) = cut(word("last", "`last`")).parse(skip(rest, "the"))?;
    let (rest, last) = cut(last_duration).parse(rest)?;
    Ok((
        rest,
        (
            ConditionKind::FewerThan {
                limit,
                action,
                last,
            },
            false,
        ),
    ))
}
