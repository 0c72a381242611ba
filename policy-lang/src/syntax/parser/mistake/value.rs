//! Texts, numbers, days and clock times that are written otherwise. Part of the step from tokens to syntax.

use super::name::WORDS_MAX;
use super::{Place, short};
use crate::diagnostic::{Problem, alternatives, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::parser::input::{Tokens, problem_at};
use crate::syntax::parser::otherwise_said::{self as said};
use crate::syntax::token::{TokenKind, date_in_words, time_of_number};
use crate::syntax::words::CLAUSES;

/// A text that stands without quotes: all that is left of its line.
pub(super) fn wrong_quotes(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.mentions("in quotes") || place.token.kind == TokenKind::Quoted {
        return None;
    }
    let is_told = place.mentions("version");
    if place.has_ended() || place.token.starts_line || place.at.is_any(CLAUSES) {
        let message = format!("{} is missing here", alternatives(place.expected));
        let help = match place.expects("the sentence in quotes") {
            true => {
                "write what was consented to: `given the patient has consented \"lab Acme may read bloodwork\"`"
            }
            false => "write it between straight quotes",
        };
        return Some(Problem::error(codes::NOT_QUOTED, place.gap(), message).help(help));
    }
    let mut span = place.token.span;
    let mut text = short(place.token.text);
    let mut rest = place.at.rest();
    let mut words = 1;
    while !rest.is_end()
        && !rest.next().starts_line
        && !rest.is_any(CLAUSES)
        && words < WORDS_MAX
        && !is_told
    {
        let gap = if span.end == rest.next().span.start {
            ""
        } else {
            " "
        };
        if rest.next().kind == TokenKind::Quoted {
            break;
        }
        text = format!("{text}{gap}{}", short(rest.next().text));
        span = span.to(rest.next().span);
        rest = rest.rest();
        words += 1;
    }
    let what = alternatives(place.expected);
    let message = format!("expected {what}, found {}", quote(&text));
    Some(
        Problem::error(codes::NOT_QUOTED, span, message)
            .help(format!("put it in quotes: \"{}\"", short(&text))),
    )
}

pub(super) fn wrong_number(place: &Place<'_, '_>) -> Option<Problem> {
    let is_time = place.mentions("a clock time");
    if is_time {
        let message = format!("{} is not a clock time", quote(place.token.text));
        let number = (place.token.kind == TokenKind::Number).then_some(place.token.text)?;
        let help = time_of_number(number).map_or_else(
            || "a clock time is written with two digits each: 07:00, 17:30".to_owned(),
            |time| format!("write {time}"),
        );
        return Some(problem_at(place.token, codes::NOT_A_TIME, message).help(help));
    }
    if !place.mentions("number") && !place.mentions("length of time") {
        return None;
    }
    let number = said::number(place.word()?)?;
    let message = format!("the number {} is written out", quote(place.token.text));
    Some(
        problem_at(place.token, codes::NOT_A_NUMBER, message)
            .help(format!("write it in digits: {number}")),
    )
}

/// `31 December 2026`, `December 31, 2026`, `2026`, `"2026-12-31"`.
pub(super) fn wrong_day(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("a date") {
        return None;
    }
    let (span, help) = match place.token.kind {
        TokenKind::Quoted => (
            place.token.span,
            "a date stands without quotes: 2026-12-31".to_owned(),
        ),
        TokenKind::Number | TokenKind::Word => day_in_words(place.at),
        _ => return None,
    };
    let message = "a date is not written so";
    Some(Problem::error(codes::NOT_A_DATE, span, message).help(help))
}

/// A day in words that begins at `input`, and the date that it is.
pub(in crate::syntax::parser) fn day_in_words(input: Tokens<'_>) -> (Span, String) {
    let mut rest = input;
    let mut span = input.next().span;
    let mut parts: Vec<&str> = Vec::new();
    while parts.len() < 3 {
        let token = rest.next();
        let is_part = token.kind == TokenKind::Number || said::month(token.text).is_some();
        if rest.is_sign(",") && !parts.is_empty() {
            rest = rest.rest();
            continue;
        }
        if !is_part {
            break;
        }
        span = span.to(token.span);
        parts.push(token.text);
        rest = rest.rest();
    }
    let month = parts.iter().find_map(|part| said::month(part));
    let numbers: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| said::month(part).is_none())
        .collect();
    let help = date_in_words(&numbers, month).map_or_else(
        || "a date is written year-month-day: 2026-12-31".to_owned(),
        |date| format!("write {date}"),
    );
    (span, help)
}

/// Whether a day in words is next.
pub(in crate::syntax::parser) fn is_day_in_words(input: Tokens<'_>) -> bool {
    let token = input.next();
    token.kind == TokenKind::Word
        && said::month(token.text).is_some()
        && input.peek(1).kind == TokenKind::Number
}
