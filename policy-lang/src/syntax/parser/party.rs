//! References to parties and practitioners. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, name, word};
use super::input::{Read, Tokens};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Author, Employer, KindWord, PartyKind, PartyRef, PractitionerRef};

/// Reads a kind of party: `lab`.
pub(super) fn kind(input: Tokens<'_>) -> Read<'_, KindWord> {
    let token = input.next();
    match PartyKind::from_word(token.text) {
        Some(kind) if token.kind == TokenKind::Reserved => Ok((
            input.rest(),
            KindWord {
                kind,
                span: token.span,
            },
        )),
        _ => input.expected("a kind of party (hospital, lab, …)"),
    }
}

/// Whether a kind of party is next.
pub(super) fn is_kind(input: Tokens<'_>) -> bool {
    let token = input.next();
    token.kind == TokenKind::Reserved && PartyKind::from_word(token.text).is_some()
}

/// Reads a party with or without its kind: `Acme`, `lab Acme`, `the lab Acme`.
pub(super) fn party(input: Tokens<'_>) -> Read<'_, PartyRef> {
    let start = article(input);
    if is_kind(start) {
        return party_with_kind(start);
    }
    let (rest, name) = name("a party")(start)?;
    Ok((
        rest,
        PartyRef {
            kind: None,
            span: name.span,
            name,
        },
    ))
}

/// Reads a party with its kind: `lab Acme`.
pub(super) fn party_with_kind(input: Tokens<'_>) -> Read<'_, PartyRef> {
    let (rest, kind) = kind(input)?;
    let (rest, name) = cut(name("the name of the party")).parse(rest)?;
    Ok((
        rest,
        PartyRef {
            kind: Some(kind),
            name,
            span: rest.span_since(input),
        },
    ))
}

/// Reads `practitioner dr_lee [of Northside]`.
pub(super) fn practitioner(input: Tokens<'_>) -> Read<'_, PractitionerRef> {
    let (rest, _) = word("practitioner", "`practitioner`")(input)?;
    let (rest, name) = cut(name("the name of the practitioner")).parse(rest)?;
    let (rest, of) = of_party(rest)?;
    Ok((
        rest,
        PractitionerRef {
            name,
            of,
            span: rest.span_since(input),
        },
    ))
}

/// Reads `of Northside`, if it is next. `of encounter` and `of record` narrow data instead.
pub(super) fn of_party(input: Tokens<'_>) -> Read<'_, Option<PartyRef>> {
    if is_of(input) {
        cut(party).map(Some).parse(input.rest())
    } else {
        Ok((input, None))
    }
}

/// Reads `of Riverside` or `of any hospital`, if it is next.
pub(super) fn of_employer(input: Tokens<'_>) -> Read<'_, Option<Employer>> {
    if !is_of(input) {
        return Ok((input, None));
    }
    if input.word_at(1, "any") {
        return cut(kind)
            .map(|kind| Some(Employer::AnyKind(kind)))
            .parse(input.rest().rest());
    }
    cut(party)
        .map(|party| Some(Employer::Party(party)))
        .parse(input.rest())
}

fn is_of(input: Tokens<'_>) -> bool {
    input.is_word("of") && !input.word_at(1, "encounter") && !input.word_at(1, "record")
}

/// Reads who wrote something: `lab Acme`, `practitioner dr_lee`.
pub(super) fn author(input: Tokens<'_>) -> Read<'_, Author> {
    let start = article(input);
    if start.is_word("practitioner") {
        practitioner.map(Author::Practitioner).parse(start)
    } else {
        party.map(Author::Party).parse(input)
    }
}
