//! The lines about the policy itself, which come first. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{list, name, text, word};
use super::input::{Read, Tokens, problem_at};
use crate::diagnostic::syntax_codes as codes;
use crate::syntax::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Header, Name, NameList, Text};

/// Whether a header line is next.
pub(super) fn is_header(input: Tokens<'_>) -> bool {
    input.is_any(&["policy", "version", "source"])
        || (input.is_word("time") && input.word_at(1, "zone"))
        || (input.is_word("specially") && input.word_at(1, "protected"))
}

/// Reads a header line into `header`. The first of two like ones stays.
pub(super) fn header_line<'t>(input: Tokens<'t>, header: &mut Header) -> Read<'t, ()> {
    let after = input.rest();
    let (rest, first) = match input.keyword() {
        "policy" => text_line(after, "the title in quotes", &mut header.title)?,
        "version" => version_line(after, &mut header.version)?,
        "source" => text_line(after, "a text in quotes", &mut header.source)?,
        "time" => time_zone_line(after, &mut header.time_zone)?,
        _ => protected_line(input, &mut header.specially_protected)?,
    };
    if let Some(first) = first {
        let token = input.next();
        let message = format!("the policy has two lines that begin with `{}`", token.text);
        let problem = problem_at(token, codes::TWICE, message).also(first, "the first says this");
        input.report(problem.help("keep one of them"));
    }
    Ok((rest, ()))
}

fn text_line<'t>(
    input: Tokens<'t>,
    what: &'static str,
    slot: &mut Option<Text>,
) -> Read<'t, Option<Span>> {
    cut(text(what))
        .map(|text| fill(slot, text, place))
        .parse(input)
}

fn version_line<'t>(input: Tokens<'t>, slot: &mut Option<Text>) -> Read<'t, Option<Span>> {
    let token = input.next();
    if token.kind == TokenKind::Number {
        let version = Text {
            text: token.text.to_owned(),
            span: token.span,
        };
        return Ok((input.rest(), fill(slot, version, place)));
    }
    text_line(input, "a version (a number, or a text in quotes)", slot)
}

fn time_zone_line<'t>(input: Tokens<'t>, slot: &mut Option<Text>) -> Read<'t, Option<Span>> {
    let (rest, _) = cut(word("zone", "`zone`")).parse(input)?;
    text_line(rest, "a time zone in quotes (\"America/Chicago\")", slot)
}

fn protected_line<'t>(input: Tokens<'t>, slot: &mut Option<NameList>) -> Read<'t, Option<Span>> {
    let (rest, _) = cut(word("protected", "`protected`")).parse(input.rest())?;
    let (rest, names) = cut(list(protected_name)).parse(rest)?;
    let span = rest.span_since(input);
    let first = fill(slot, NameList { names, span }, |list| list.span);
    Ok((rest, first))
}

/// `everything` cannot be protected, which is said where categories are known.
fn protected_name(input: Tokens<'_>) -> Read<'_, Name> {
    if !input.is_word("everything") {
        return name("a category of data")(input);
    }
    let token = input.next();
    let name = Name {
        text: token.text.to_owned(),
        span: token.span,
        quoted: false,
    };
    Ok((input.rest(), name))
}

/// Fills an empty slot; says what is in one that is full.
fn fill<T>(slot: &mut Option<T>, value: T, span: fn(&T) -> Span) -> Option<Span> {
    let first = slot.as_ref().map(span);
    slot.get_or_insert(value);
    first
}

fn place(text: &Text) -> Span {
    text.span
}
