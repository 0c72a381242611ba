//! Names that are missing or have several words, and misspelt words of the language. Part of the step from tokens to syntax.

use super::{Place, short};
use crate::diagnostic::{Problem, nearest, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::parser::input::{Tokens, problem_at};
use crate::syntax::parser::otherwise_said::{self as said, instead};
use crate::syntax::parser::party::is_kind;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::words::is_reserved;

/// `rule any nurse may …`, `example` and nothing more on the line.
pub(super) fn missing_name(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("the name of the")
        || !place.token.starts_line && place.token.kind != TokenKind::Sign
    {
        return None;
    }
    let word = place.start.next();
    if place.at.index() != place.start.index() + 1 {
        return None;
    }
    Some(nameless(word, place.gap()))
}

/// A rule, an example or a declaration without its name.
pub(in crate::syntax::parser) fn nameless(word: Token<'_>, gap: Span) -> Problem {
    let message = format!("the name after {} is missing", quote(word.text));
    let help = match word.text {
        "rule" => {
            "name the rule: `rule ward_staff`; a sentence without a name needs no `rule`".to_owned()
        }
        "example" => {
            "say in quotes what it shows: `example \"a nurse of another ward\"`".to_owned()
        }
        word => format!("write it after the word: `{word} NAME`"),
    };
    Problem::error(codes::NAME_MISSING, gap, message)
        .also(word.span, "this wants a name")
        .help(help)
}

/// A word that is nearly one that belongs here, or one in capitals.
pub(super) fn misspelt_word(place: &Place<'_, '_>) -> Option<Problem> {
    if place.token.kind != TokenKind::Word {
        return None;
    }
    let quoted = place
        .expected
        .iter()
        .flat_map(|what| what.split('`').skip(1).step_by(2))
        .flat_map(|words| words.split(' '));
    let is_table_word = said::number(place.token.text).is_some();
    if is_table_word {
        return None;
    }
    let lower = place.token.text.to_ascii_lowercase();
    let near = nearest(place.token.text, quoted.filter(|word| word.len() > 1));
    let near = near.or_else(|| is_reserved(&lower).then_some(lower.as_str()))?;
    Some(misspelt(place.token, near))
}

pub(super) fn misspelt(token: Token<'_>, near: &str) -> Problem {
    let word = quote(token.text);
    if token.text.eq_ignore_ascii_case(near) {
        let message = format!("{word} is written with a capital letter");
        return problem_at(token, codes::MISSPELT, message).help(format!(
            "the words of the language are written small: {}",
            quote(near)
        ));
    }
    problem_at(
        token,
        codes::MISSPELT,
        format!("{word} is not a word of the language"),
    )
    .help(format!("did you mean {}?", quote(near)))
}

/// `rule ward staff any nurse may …`: a name of two words before something else.
pub(super) fn name_of_words(place: &Place<'_, '_>) -> Option<Problem> {
    let (word, first, second) = (place.start.next(), place.start.peek(1), place.start.peek(2));
    let is_article = matches!(first.text, "a" | "an") && first.kind == TokenKind::Reserved;
    let names = (first.kind == TokenKind::Word || is_article) && second.kind == TokenKind::Word;
    let declares = matches!(word.text, "rule" | "example" | "form" | "fact");
    let near = place.at.index() - place.start.index() <= 4;
    if !(names && declares && near) || second.starts_line || place.start.word_at(3, "may") {
        return None;
    }
    if let ("rule", Some(near)) = (word.text, nearest(second.text, ["overrides"])) {
        return Some(misspelt(second, near));
    }
    Some(several_words(place.start.rest()))
}

/// A name that begins at `input` and goes on over several words.
pub(in crate::syntax::parser) fn several_words(input: Tokens<'_>) -> Problem {
    let mut words = Vec::new();
    let mut span = input.next().span;
    let mut rest = input;
    while matches!(rest.next().kind, TokenKind::Word | TokenKind::Reserved)
        && (words.is_empty() || !rest.next().starts_line)
        && !matches!(rest.next().text, "within" | "is" | "overrides" | "may")
        && words.len() < WORDS_MAX
    {
        words.push(rest.next().text);
        span = span.to(rest.next().span);
        rest = rest.rest();
    }
    Problem::error(
        codes::NAME_OF_WORDS,
        span,
        "a name of several words needs quotes",
    )
    .help(format!(
        "put it in quotes, here and wherever it is used: \"{}\"",
        short(&words.join(" "))
    ))
}

/// The most words of a line that a message puts in quotes.
pub(super) const WORDS_MAX: usize = 12;

/// `practitioner Dr. Lee`: a full stop inside a name.
pub(super) fn name_with_a_stop(input: Tokens<'_>) -> Option<Problem> {
    let start = input.index().checked_sub(3)?;
    let declaring = input.seek(start);
    let (name, stop, word) = (declaring.peek(1), declaring.peek(2), input.next());
    let is_stop =
        stop.text == "." && stop.kind == TokenKind::Sign && name.span.end == stop.span.start;
    let declares = is_kind(declaring) || declaring.is_word("practitioner");
    if !(is_stop && declares) || word.starts_line || word.kind != TokenKind::Word {
        return None;
    }
    let message = "a name with a full stop needs quotes";
    Some(
        Problem::error(codes::NAME_OF_WORDS, name.span.to(word.span), message).help(format!(
            "put it in quotes, here and wherever it is used: \"{}. {}\"",
            short(name.text),
            short(word.text)
        )),
    )
}

/// `hospital Riverside General`
pub(super) fn words_of_a_name(input: Tokens<'_>) -> Option<Problem> {
    if let Some(problem) = name_with_a_stop(input) {
        return Some(problem);
    }
    let token = input.next();
    let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Reserved) && !token.starts_line;
    let (Some(name), Some(word)) = (input.before(), input.index().checked_sub(2)) else {
        return None;
    };
    let declaring = input.seek(word);
    let declares = is_kind(declaring)
        || declaring.is_any(&["practitioner", "role", "action", "category", "purpose"]);
    let is_habit = instead(said::CLAUSES, token.text).is_some();
    if !is_word || !declares || name.kind != TokenKind::Word || is_habit {
        return None;
    }
    Some(several_words(declaring.rest()))
}
