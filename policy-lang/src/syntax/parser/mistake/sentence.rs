//! Sentences: `may`, actions, data, lists, parentheses. Part of the step from tokens to syntax.

use super::{Place, otherwise, short};
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::parser::input::problem_at;
use crate::syntax::parser::otherwise_said::{self as said, instead};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::words::{CLAUSES, NARROWINGS};

pub(super) fn wrong_permission(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("`may` or `may not`") {
        return None;
    }
    let Some(word) = place.word() else {
        return Some(missing_may(place));
    };
    if let ("of", Some(role)) = (
        word,
        place
            .at
            .before()
            .filter(|role| role.kind == TokenKind::Word),
    ) {
        let span = place.start.next().span.to(role.span);
        return Some(not_any(span, role));
    }
    let is_denied = place.at.word_at(1, "not") || place.at.word_at(2, "not");
    match instead(said::PERMISSIONS, word) {
        Some("write `may`") if is_denied => Some(otherwise(place.token, "write `may not`")),
        Some(instead) => Some(otherwise(place.token, instead)),
        None => Some(missing_may(place)),
    }
}

/// `the nurse of Riverside`, `insurer may`: one of many, and nobody knows which.
pub(in crate::syntax::parser) fn not_any(span: Span, word: Token<'_>) -> Problem {
    let message = format!("{} does not say which", quote(word.text));
    Problem::error(codes::NOT_ANY, span, message)
        .help(format!("write {}", quote(&format!("any {}", word.text))))
}

pub(super) fn missing_may(place: &Place<'_, '_>) -> Problem {
    let message = "this sentence does not say `may` or `may not`";
    let problem = Problem::error(codes::MISSING_MAY, place.gap(), message);
    let is_party = place.at.is_name() && place.at.word_at(1, "may");
    problem.help(match place.token.kind {
        _ if is_party => format!(
            "write `of` before the party that somebody acts for: `of {}`",
            short(place.token.text)
        ),
        TokenKind::Word if !place.token.starts_line => {
            format!("write `may` before {}", quote(place.token.text))
        }
        _ => "a sentence says who, then `may` or `may not`, what is done, and with which data"
            .to_owned(),
    })
}

/// `vitals and` at the end of a sentence.
pub(super) fn list_without_end(place: &Place<'_, '_>) -> Option<Problem> {
    let last = place.at.before()?;
    let joins = matches!(last.text, "and" | "or" | ",") && last.kind != TokenKind::Quoted;
    if !joins || !(place.token.starts_line || place.token.kind == TokenKind::End) {
        return None;
    }
    let message = format!(
        "after {} the list goes on, and nothing follows",
        quote(last.text)
    );
    let help = format!(
        "leave the {} out, or write what is missing",
        quote(last.text)
    );
    Some(problem_at(last, codes::LIST_END, message).help(help))
}

pub(super) fn missing_data(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("a category of data") {
        return None;
    }
    let is_clause =
        place.at.is_any(CLAUSES) || place.at.is_any(NARROWINGS) || place.at.is_word("except");
    if !(is_clause || place.has_ended()) {
        return None;
    }
    if let Some(problem) = missing_action(place) {
        return Some(problem);
    }
    let after_except = place.at.before().is_some_and(|last| last.text == "except");
    let (message, help) = if after_except {
        (
            "what is excepted is missing",
            "name the categories after `except`",
        )
    } else {
        (
            "this sentence does not say with which data",
            "name the data after the action, as in `may read bloodwork`",
        )
    };
    Some(Problem::error(codes::MISSING_DATA, place.gap(), message).help(help))
}

/// `may vitals`: data where an action belongs.
pub(super) fn missing_action(place: &Place<'_, '_>) -> Option<Problem> {
    let data = place.at.before()?;
    let may = place.start.seek(place.at.index().checked_sub(2)?);
    let categories = &crate::vocabulary::vocabulary().categories;
    let is_data = categories.iter().any(|category| category.name == data.text);
    (is_data && may.is_any(&["may", "not"])).then(|| {
        let message = format!("what may be done with {} is missing", quote(data.text));
        problem_at(data, codes::MISSING_DATA, message).help(format!(
            "name the action before the data, as in `may read {}`",
            data.text
        ))
    })
}

pub(super) fn open_parenthesis(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("`)`") {
        return None;
    }
    let mut closed = 0u32;
    let mut open = None;
    for index in (place.start.index()..place.at.index()).rev() {
        let token = place.start.seek(index).next();
        match (token.kind, token.text) {
            (TokenKind::Sign, ")") => closed += 1,
            (TokenKind::Sign, "(") if closed == 0 => {
                open = Some(token);
                break;
            }
            (TokenKind::Sign, "(") => closed -= 1,
            _ => {}
        }
    }
    let message = "this parenthesis is not closed";
    let problem = problem_at(open?, codes::PARENTHESIS, message);
    Some(
        problem
            .also(place.gap(), "`)` is missing here")
            .help("write `)` where what belongs together ends"),
    )
}
