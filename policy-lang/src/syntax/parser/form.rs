//! Consent forms: parameters, the text that a patient reads, and what a signature means. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, full_stop, new_name, separator, sign, text};
use super::document::starts_sentence;
use super::input::{Read, Tokens};
use super::party::{is_kind, kind};
use super::sentence::sentence;
use crate::diagnostic::{Problem, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{FormDeclaration, FormText, Name, Parameter, ParameterType, Sentence};
use crate::syntax::words::is_ascii_word;

/// Reads `form "CF-12" (laboratory: a lab, last_day: a date) "…" SENTENCE …`.
pub(super) fn form(input: Tokens<'_>) -> Read<'_, FormDeclaration> {
    let (rest, name) = new_name("the name of the form")(input.rest())?;
    let (rest, parameters) = parameters(rest)?;
    let (rest, text) = paragraphs(rest)?;
    let (rest, sentences) = sentences(rest, input.next())?;
    Ok((
        rest,
        FormDeclaration {
            name,
            parameters,
            text,
            sentences,
            span: rest.span_since(input),
        },
    ))
}

fn parameters(input: Tokens<'_>) -> Read<'_, Vec<Parameter>> {
    if !input.is_sign("(") {
        return Ok((input, Vec::new()));
    }
    let mut rest = input.rest();
    let mut parameters = Vec::new();
    while !rest.is_sign(")") {
        let (after, parameter) = cut(parameter).parse(rest)?;
        parameters.push(parameter);
        match separator(after) {
            Some(next) => rest = next,
            None => {
                return cut(sign(")", "`,` or `)`"))
                    .map(|_| std::mem::take(&mut parameters))
                    .parse(after);
            }
        }
    }
    Ok((rest.rest(), parameters))
}

fn parameter(input: Tokens<'_>) -> Read<'_, Parameter> {
    let (colon, name) = new_name("the name of a parameter")(input)?;
    let (rest, _) = cut(sign(":", "`:`")).parse(colon)?;
    let start = article(rest);
    let (rest, parameter_type) = cut(parameter_type).parse(start)?;
    let type_span = rest.span_since(start);
    Ok((
        rest,
        Parameter {
            name,
            parameter_type,
            type_span,
            span: rest.span_since(input),
        },
    ))
}

fn parameter_type(input: Tokens<'_>) -> Read<'_, ParameterType> {
    let after = input.rest();
    match input.keyword() {
        "party" => Ok((after, ParameterType::AnyParty)),
        "practitioner" => Ok((after, ParameterType::Practitioner)),
        "date" => Ok((after, ParameterType::Date)),
        "category" => Ok((after, ParameterType::Category)),
        "purpose" => Ok((after, ParameterType::Purpose)),
        _ if is_kind(input) => kind
            .map(|kind| ParameterType::Party(kind.kind))
            .parse(input),
        _ => input.expected(PARAMETER_TYPE),
    }
}

const PARAMETER_TYPE: &str = "what is filled in (a kind of party such as a lab, a party, a practitioner, a date, a category, a purpose)";

/// Reads the quoted texts that come next. A text that begins a sentence is no paragraph.
fn paragraphs(input: Tokens<'_>) -> Read<'_, Vec<FormText>> {
    let mut rest = input;
    let mut paragraphs = Vec::new();
    while rest.next().kind == TokenKind::Quoted && !starts_sentence(rest) {
        let token = rest.next();
        let (after, text) = text("a text")(rest)?;
        paragraphs.push(FormText {
            text,
            placeholders: placeholders(token),
        });
        rest = after;
    }
    Ok((rest, paragraphs))
}

/// Finds the names in braces. Braces round anything else are part of the text.
fn placeholders(token: Token<'_>) -> Vec<Name> {
    let base = token.span.start + 1;
    let mut names = Vec::new();
    let mut offset = 0;
    for piece in token.text.split_inclusive('}') {
        if let Some(name) = last_in_braces(piece) {
            let start = base + to_u32(offset + piece.len() - 1 - name.len());
            let span = Span::new(start, start + to_u32(name.len()));
            names.push(Name {
                text: name.to_owned(),
                span,
                quoted: false,
            });
        }
        offset += piece.len();
    }
    names
}

fn last_in_braces(piece: &str) -> Option<&str> {
    let (_, name) = piece.strip_suffix('}')?.rsplit_once('{')?;
    is_ascii_word(name).then_some(name)
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn sentences<'t>(input: Tokens<'t>, form: Token<'t>) -> Read<'t, Vec<Sentence>> {
    let (mut rest, first) = cut(sentence).parse(input)?;
    let mut sentences = vec![first];
    loop {
        // The full stop after the last sentence is the form's.
        let start = full_stop(rest);
        if !starts_sentence(start) {
            return Ok((rest, sentences));
        }
        warn_outside(start, form);
        let (after, next) = cut(sentence).parse(start)?;
        sentences.push(next);
        rest = after;
    }
}

/// A sentence that is not set further in than its form looks like a rule, and is none.
fn warn_outside(input: Tokens<'_>, form: Token<'_>) {
    let token = input.next();
    if !token.starts_line || token.column > form.column {
        return;
    }
    let message = "this sentence belongs to the form above it";
    input.report(
        Problem::warning(codes::FORM_SENTENCE, token.span, message)
            .also(form.span, "the form")
            .help(
                "begin it with `rule NAME` if it is a rule; else set it further in than the form",
            ),
    );
}
