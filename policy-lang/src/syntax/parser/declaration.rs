//! Declarations of parties, practitioners and terms. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{list, name, new_name, text};
use super::document::starts_sentence;
use super::input::{Read, Tokens};
use super::party::{kind, of_party, party};
use crate::syntax::tree::{
    Code, Name, PartyDeclaration, PractitionerDeclaration, TermDeclaration, Text,
};

/// Reads `department Cardiology within Riverside is "urn:…"`.
pub(super) fn party_declaration(input: Tokens<'_>) -> Read<'_, PartyDeclaration> {
    let (rest, kind) = kind(input)?;
    let (rest, name) = new_name("the name of the party")(rest)?;
    let (mut rest, mut within, mut identifier) = (rest, None, None);
    loop {
        if rest.is_word("within") && within.is_none() {
            not_next_statement(rest.rest(), "a party")?;
            (rest, within) = cut(party).map(Some).parse(rest.rest())?;
        } else if rest.is_word("is") && identifier.is_none() {
            (rest, identifier) = is_text(rest)?;
        } else {
            break;
        }
    }
    Ok((
        rest,
        PartyDeclaration {
            kind,
            name,
            within,
            identifier,
            span: rest.span_since(input),
        },
    ))
}

/// Fails for good when what stands here begins a line and a sentence: it is the next statement.
fn not_next_statement<'t>(input: Tokens<'t>, what: &'static str) -> Read<'t, ()> {
    let is_party = input.is_any(&["the", "a", "an"]) || !starts_sentence(input);
    if input.next().starts_line && !is_party {
        return input.must_be(what);
    }
    Ok((input, ()))
}

/// Reads `practitioner dr_lee of Northside is "urn:…"`.
pub(super) fn practitioner_declaration(input: Tokens<'_>) -> Read<'_, PractitionerDeclaration> {
    let (rest, name) = new_name("the name of the practitioner")(input.rest())?;
    let (rest, of) = of_party(rest)?;
    let (rest, identifier) = is_text(rest)?;
    Ok((
        rest,
        PractitionerDeclaration {
            name,
            of,
            identifier,
            span: rest.span_since(input),
        },
    ))
}

fn is_text(input: Tokens<'_>) -> Read<'_, Option<Text>> {
    if input.is_word("is") {
        cut(text("an identifier in quotes"))
            .map(Some)
            .parse(input.rest())
    } else {
        Ok((input, None))
    }
}

/// Reads a role or an action: `role er_physician within physician`.
pub(super) fn term<'t>(what: &'static str) -> impl Fn(Tokens<'t>) -> Read<'t, TermDeclaration> {
    move |input| {
        let (rest, name) = new_name(what)(input.rest())?;
        let (rest, within) = within_term(rest)?;
        let span = rest.span_since(input);
        Ok((
            rest,
            TermDeclaration {
                name,
                within,
                codes: Vec::new(),
                span,
            },
        ))
    }
}

/// Reads a category or a purpose: `category lipid_panel within bloodwork: loinc "57698-3"`.
pub(super) fn coded_term<'t>(
    what: &'static str,
) -> impl Fn(Tokens<'t>) -> Read<'t, TermDeclaration> {
    move |input| {
        let (rest, term) = term(what)(input)?;
        if !rest.is_sign(":") {
            return Ok((rest, term));
        }
        let (rest, codes) = cut(list(code)).parse(rest.rest())?;
        Ok((
            rest,
            TermDeclaration {
                codes,
                span: rest.span_since(input),
                ..term
            },
        ))
    }
}

fn within_term(input: Tokens<'_>) -> Read<'_, Option<Name>> {
    if !input.is_word("within") {
        return Ok((input, None));
    }
    let after = input.rest();
    if after.is_word("everything") {
        let token = after.next();
        let name = Name {
            text: token.text.to_owned(),
            span: token.span,
            quoted: false,
        };
        return Ok((after.rest(), Some(name)));
    }
    cut(name("the name that it lies within"))
        .map(Some)
        .parse(after)
}

/// Reads a code: `loinc "57698-3"`.
pub(super) fn code(input: Tokens<'_>) -> Read<'_, Code> {
    let (rest, system) = name("a code system (loinc, icd10, …)")(input)?;
    let (rest, code) = cut(text("a code in quotes")).parse(rest)?;
    Ok((
        rest,
        Code {
            system,
            code,
            span: rest.span_since(input),
        },
    ))
}
