//! What is given in an example: what the ledger holds, and claims. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, full_stop, list_until, name, new_name, number, text, word};
use super::consent::quoted_sentence;
use super::date::{date, on_moment, years};
use super::fact::{fact_ref, is_fact, value};
use super::input::{Read, Tokens};
use super::party::{party, practitioner};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Actor, AgeRelation, Argument, ArgumentValue, Given, GivenKind, Moment, PartyRef, Value, YesNo,
};

const GIVEN: &str =
    "what is given (`the patient has consented \"…\"`, `the requester treats the patient`, …)";

/// Reads the `given` lines that come next.
pub(super) fn givens(input: Tokens<'_>) -> Read<'_, Vec<Given>> {
    let mut rest = input;
    let mut givens = Vec::new();
    while rest.is_word("given") {
        let (after, line) = cut(list_until(given, |_| false)).parse(rest.rest())?;
        givens.extend(line);
        rest = full_stop(after);
    }
    Ok((rest, givens))
}

fn given(input: Tokens<'_>) -> Read<'_, Given> {
    let (rest, kind) = given_kind(input)?;
    Ok((
        rest,
        Given {
            kind,
            span: rest.span_since(input),
        },
    ))
}

fn given_kind(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let start = article(input);
    match start.keyword() {
        _ if start.next().kind == TokenKind::Number => accesses(start),
        _ if start.is_name() => treats(input),
        _ if is_fact(input) => known_fact(input),
        _ if input.is_word("not") && is_fact(input.rest()) => denied_fact(input),
        "patient" => patient(start.rest()),
        _ => treats(input),
    }
}

fn known_fact(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, fact) = fact_ref(input)?;
    if !rest.is_word("is") && !rest.is_sign("=") {
        let value = yes_no(true, input, rest);
        return Ok((rest, GivenKind::Fact { fact, value }));
    }
    let (rest, value) = cut(value).parse(rest.rest())?;
    Ok((rest, GivenKind::Fact { fact, value }))
}

fn denied_fact(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, fact) = fact_ref(input.rest())?;
    let value = yes_no(false, input, rest);
    Ok((rest, GivenKind::Fact { fact, value }))
}

fn yes_no(yes: bool, start: Tokens<'_>, rest: Tokens<'_>) -> Value {
    Value::YesNo(YesNo {
        yes,
        span: rest.span_since(start),
    })
}

/// Reads what follows `the patient`.
fn patient(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let after = input.rest();
    match input.keyword() {
        "has" => has(after),
        "is" => is(after),
        "was" => born(after),
        _ => input.must_be("`has`, `is` or `was born on`"),
    }
}

fn has(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let after = input.rest();
    match input.keyword() {
        "consented" => consented(after),
        "signed" => signed(after),
        "withdrawn" => withdrawn(after),
        _ => input.must_be("`consented`, `signed` or `withdrawn`"),
    }
}

fn consented(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, text) = cut(text("the sentence in quotes")).parse(input)?;
    let sentence = quoted_sentence(input.next(), input.problems()).map(Box::new);
    let (rest, on) = on_moment(rest)?;
    Ok((rest, GivenKind::Consented { text, sentence, on }))
}

/// Reads a form, what it is signed with and when, the last two in any order.
fn signed(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, form) = cut(name("the name of a form")).parse(input)?;
    let (rest, on) = on_moment(rest)?;
    let (rest, with) = arguments(rest)?;
    let (rest, on) = or_on_moment(on, rest)?;
    Ok((rest, GivenKind::Signed { form, with, on }))
}

fn or_on_moment(on: Option<Moment>, input: Tokens<'_>) -> Read<'_, Option<Moment>> {
    if on.is_some() {
        Ok((input, on))
    } else {
        on_moment(input)
    }
}

fn arguments(input: Tokens<'_>) -> Read<'_, Vec<Argument>> {
    if input.is_word("with") {
        cut(list_until(argument, |after| !is_argument(after))).parse(input.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

/// A name with what is filled in for it; not what is given next (`and Riverside treats the patient`).
fn is_argument(input: Tokens<'_>) -> bool {
    input.is_name() && !input.word_at(1, "treats")
}

fn argument(input: Tokens<'_>) -> Read<'_, Argument> {
    let (rest, name) = new_name("the name of a parameter")(input)?;
    let (rest, value) = cut(argument_value).parse(rest)?;
    Ok((
        rest,
        Argument {
            name,
            value,
            span: rest.span_since(input),
        },
    ))
}

fn argument_value(input: Tokens<'_>) -> Read<'_, ArgumentValue> {
    let start = article(input);
    match start.next().kind {
        TokenKind::Date { .. } => date.map(ArgumentValue::Date).parse(start),
        _ if start.is_word("practitioner") => {
            practitioner.map(ArgumentValue::Practitioner).parse(start)
        }
        _ if start.is_word("everything") => Ok((start.rest(), everything(start))),
        _ => match party(input) {
            Err(nom::Err::Error(_)) => {
                start.expected("what is filled in (a date, a party, a name)")
            }
            read => read.map(|(rest, party)| (rest, ArgumentValue::Named(party))),
        },
    }
}

fn everything(input: Tokens<'_>) -> ArgumentValue {
    let token = input.next();
    let name = crate::syntax::tree::Name {
        text: token.text.to_owned(),
        span: token.span,
        quoted: false,
    };
    ArgumentValue::Named(PartyRef {
        kind: None,
        span: token.span,
        name,
    })
}

fn withdrawn(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, what) = cut(name("the name of a form, or the sentence in quotes")).parse(input)?;
    let (rest, on) = on_moment(rest)?;
    Ok((rest, GivenKind::Withdrawn { what, on }))
}

/// Reads what follows `the patient is`.
fn is(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let after = input.rest();
    match input.keyword() {
        "deceased" => Ok((after, GivenKind::Deceased(true))),
        "not" => {
            let (rest, _) = cut(word("deceased", "`deceased`")).parse(after)?;
            Ok((rest, GivenKind::Deceased(false)))
        }
        "under" => age(after, AgeRelation::Under),
        "at" => {
            let (rest, _) = cut(word("least", "`least`")).parse(after)?;
            age(rest, AgeRelation::AtLeast)
        }
        _ if input.next().kind == TokenKind::Number => age(input, AgeRelation::Exactly),
        _ => input.must_be("an age, `under`, `at least`, `deceased` or `not deceased`"),
    }
}

fn age(input: Tokens<'_>, relation: AgeRelation) -> Read<'_, GivenKind> {
    let (rest, years) = cut(years).parse(input)?;
    Ok((rest, GivenKind::Age { relation, years }))
}

fn born(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, _) = cut(word("born", "`born on`")).parse(input)?;
    let (rest, _) = cut(word("on", "`on`")).parse(rest)?;
    cut(date).map(GivenKind::Born).parse(rest)
}

/// Reads `3 reads by BlueLake on 2026-05-01`.
fn accesses(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, count) = number("a number")(input)?;
    let (rest, action) = new_name("an action")(rest)?;
    let (rest, _) = cut(word("by", "`by`")).parse(rest)?;
    let (rest, by) = cut(actor).parse(rest)?;
    let (rest, on) = on_moment(rest)?;
    Ok((
        rest,
        GivenKind::Accesses {
            count,
            action,
            by,
            on,
        },
    ))
}

fn treats(input: Tokens<'_>) -> Read<'_, GivenKind> {
    let (rest, actor) = actor(input)?;
    let (rest, _) = cut(word("treats", "`treats the patient`")).parse(rest)?;
    let (rest, _) = cut(word("patient", "`the patient`")).parse(article(rest))?;
    Ok((rest, GivenKind::Treats(actor)))
}

fn actor(input: Tokens<'_>) -> Read<'_, Actor> {
    let start = article(input);
    if start.is_word("requester") {
        return Ok((start.rest(), Actor::Requester(start.next().span)));
    }
    if start.is_word("practitioner") {
        return practitioner.map(Actor::Practitioner).parse(start);
    }
    match party(input) {
        Err(nom::Err::Error(_)) => start.expected(GIVEN),
        read => read.map(|(rest, party)| (rest, Actor::Party(party))),
    }
}
