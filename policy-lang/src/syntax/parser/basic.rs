//! The smallest readers: words, signs, names, texts, numbers, and lists of anything. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::document::starts_sentence;
use super::input::{Read, Tokens, problem_at};
use super::mistake::{nameless, several_words};
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::names::{self, NameFault};
use crate::syntax::token::{Token, TokenKind, unquote};
use crate::syntax::tree::{Name, Number, PartyKind, Text};
use crate::syntax::words::{LETTER_NAMES, LIST_ENDS};

/// Reads one word of the language. `shown` is the word in back-quotes, for messages.
pub(super) fn word<'t>(
    word: &'static str,
    shown: &'static str,
) -> impl Fn(Tokens<'t>) -> Read<'t, Token<'t>> {
    move |input| {
        if input.is_word(word) {
            Ok((input.rest(), input.next()))
        } else {
            input.expected(shown)
        }
    }
}

/// Skips `a`, `an` or `the`.
pub(super) fn article(input: Tokens<'_>) -> Tokens<'_> {
    if input.is_any(&["a", "an", "the"]) {
        input.rest()
    } else {
        input
    }
}

/// Skips a word if it is next.
pub(super) fn skip<'t>(input: Tokens<'t>, word: &str) -> Tokens<'t> {
    if input.is_word(word) {
        input.rest()
    } else {
        input
    }
}

/// Skips the full stop that may end a sentence or a declaration.
pub(super) fn full_stop(input: Tokens<'_>) -> Tokens<'_> {
    if input.is_sign(".") {
        input.rest()
    } else {
        input
    }
}

/// Reads one sign. `shown` is the sign in back-quotes, for messages.
pub(super) fn sign<'t>(
    sign: &'static str,
    shown: &'static str,
) -> impl Fn(Tokens<'t>) -> Read<'t, Token<'t>> {
    move |input| {
        if input.is_sign(sign) {
            Ok((input.rest(), input.next()))
        } else {
            input.expected(shown)
        }
    }
}

/// Reads a name. `what` says what kind of name, for messages.
pub(super) fn name<'t>(what: &'static str) -> impl Fn(Tokens<'t>) -> Read<'t, Name> {
    move |input| {
        let token = input.next();
        match token.kind {
            TokenKind::Word => Ok((input.rest(), plain_name(token))),
            TokenKind::Reserved if is_letter_name(token) => Ok((input.rest(), plain_name(token))),
            TokenKind::Quoted => Ok((input.rest(), quoted_name(input))),
            _ => input.expected(what),
        }
    }
}

/// Reads a name that is being declared: a word of the language in its place is a mistake of its own.
pub(super) fn new_name<'t>(what: &'static str) -> impl Fn(Tokens<'t>) -> Read<'t, Name> {
    move |input| {
        let token = input.next();
        if token.kind != TokenKind::Reserved || token.starts_line || is_letter_name(token) {
            return cut(name(what)).parse(input);
        }
        if let Some(problem) = without_name(input) {
            return input.refuse(problem);
        }
        let message = format!(
            "{} is a word of the language and no name",
            quote(token.text)
        );
        let problem = problem_at(token, codes::RESERVED_NAME, message)
            .help(format!("put it in quotes: \"{}\"", token.text));
        input.report(problem);
        Ok((input.rest(), plain_name(token)))
    }
}

/// `rule any nurse may …`: a sentence begins where the rule's name belongs.
fn without_name(input: Tokens<'_>) -> Option<Problem> {
    let word = input.before()?;
    if word.text == "rule" && starts_sentence(input) {
        return Some(nameless(word, input.next().span));
    }
    let next = input.peek(1);
    let goes_on = matches!(next.kind, TokenKind::Word | TokenKind::Reserved) && !next.starts_line;
    let ends = ["within", "is", "of", "overrides", "may"].contains(&next.text);
    let is_name = goes_on && !ends && !starts_sentence(input.rest());
    (is_name && is_declaring(word)).then(|| several_words(input))
}

fn is_declaring(word: Token<'_>) -> bool {
    let words = ["rule", "example", "form", "practitioner"];
    words.contains(&word.text) || PartyKind::from_word(word.text).is_some()
}

/// Whether a word is an article that can be a name where no article can stand: people call rules `a` and `b`.
fn is_letter_name(token: Token<'_>) -> bool {
    LETTER_NAMES.contains(&token.text)
}

fn plain_name(token: Token<'_>) -> Name {
    Name {
        text: token.text.to_owned(),
        span: token.span,
        quoted: false,
    }
}

fn quoted_name(input: Tokens<'_>) -> Name {
    let token = input.next();
    let text = unquote(token.text).0.into_owned();
    if let Some(fault) = names::fault(&text) {
        input.report(name_problem(token, fault));
    }
    Name {
        text,
        span: token.span,
        quoted: true,
    }
}

fn name_problem(token: Token<'_>, fault: NameFault) -> Problem {
    let problem = |code, message: String| problem_at(token, code, message);
    match fault {
        NameFault::Empty => problem(codes::EMPTY, "a name cannot be empty".to_owned())
            .help("write the name between the quotes"),
        NameFault::Invisible(character) => problem(
            codes::INVISIBLE,
            format!("this name holds the invisible character U+{:04X}", u32::from(character)),
        )
        .help("take it out: two names that look the same must be the same"),
        NameFault::Space => problem(
            codes::INVISIBLE,
            "this name holds a space that cannot be seen: at its start, at its end, or after another".to_owned(),
        )
        .help("take it out: two names that look the same must be the same"),
        NameFault::NotComposed => problem(
            codes::NOT_COMPOSED,
            "this name is not in Unicode's composed form (NFC)".to_owned(),
        )
        .help("type each letter and its accents as one character"),
        NameFault::Mixed(one, other) => problem(
            codes::MIXED_SCRIPTS,
            format!("this name mixes letters of two scripts: {one} and {other}"),
        )
        .help("write it in one script: letters that look the same are different letters"),
    }
}

/// Reads a text in quotes.
pub(super) fn text<'t>(what: &'static str) -> impl Fn(Tokens<'t>) -> Read<'t, Text> {
    move |input| {
        let token = input.next();
        if token.kind != TokenKind::Quoted {
            return input.expected(what);
        }
        Ok((
            input.rest(),
            Text {
                text: unquote(token.text).0.into_owned(),
                span: token.span,
            },
        ))
    }
}

/// Reads a whole number.
pub(super) fn number<'t>(what: &'static str) -> impl Fn(Tokens<'t>) -> Read<'t, Number> {
    move |input| {
        let token = input.next();
        if token.kind != TokenKind::Number {
            return input.expected(what);
        }
        let value = token.text.parse().unwrap_or_else(|_| {
            let message = format!(
                "{} is not a whole number that the language can count to",
                quote(token.text)
            );
            let help = match token.text.contains('.') {
                true => "numbers are whole: count in a smaller unit, or round it",
                false => "write digits only, at most eighteen of them",
            };
            let problem = problem_at(token, codes::NOT_A_NUMBER, message).help(help);
            input.report(problem);
            0
        });
        Ok((
            input.rest(),
            Number {
                value,
                span: token.span,
            },
        ))
    }
}

/// Reads what stands between the items of a list: a comma, `and`, `or`, or a comma and one of them.
pub(super) fn separator(input: Tokens<'_>) -> Option<Tokens<'_>> {
    let after_comma = if input.is_sign(",") {
        input.rest()
    } else {
        input
    };
    let after = if after_comma.is_any(&["and", "or"]) {
        after_comma.rest()
    } else {
        after_comma
    };
    (after.index() > input.index()).then_some(after)
}

/// Reads one or more items with separators between them. A separator before a word of [`LIST_ENDS`] belongs to what follows
/// the list.
pub(super) fn list<'t, T>(
    item: impl Fn(Tokens<'t>) -> Read<'t, T>,
) -> impl Fn(Tokens<'t>) -> Read<'t, Vec<T>> {
    list_until(item, |after| after.is_any(LIST_ENDS))
}

/// Reads one or more items with separators between them, until `ends` holds after a separator.
pub(super) fn list_until<'t, T>(
    item: impl Fn(Tokens<'t>) -> Read<'t, T>,
    ends: impl Fn(Tokens<'t>) -> bool,
) -> impl Fn(Tokens<'t>) -> Read<'t, Vec<T>> {
    move |input| {
        let (mut rest, first) = item(input)?;
        let mut items = vec![first];
        while let Some(after) = separator(rest).filter(|&after| !ends(after)) {
            let (after, next) = cut(&item).parse(after)?;
            items.push(next);
            rest = after;
        }
        Ok((rest, items))
    }
}
