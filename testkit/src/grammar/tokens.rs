//! Words and signs of a text, as the page describes them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A word, sign, text or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// As it is written; of a text, with its quotes.
    pub text: String,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the page describes them")]
pub enum Kind {
    Word,
    Reserved,
    Text,
    Number,
    Version,
    Date,
    Time,
    Point,
    Sign,
    Possessive,
    /// What is none of these.
    Other,
}

/// The words that are names in quotes alone, as the page lists them.
static RESERVED: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let page = include_str!("../../../docs/grammar.md");
    let list = page
        .split("```words")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    list.expect("the page lists them")
        .split_whitespace()
        .collect()
});

/// Whether the page lists a word among those of the language.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(word)
}

/// Cuts a text into its tokens.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source;
    let mut is_apart = true;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() || first == '\u{FEFF}' {
            rest = &rest[first.len_utf8()..];
            is_apart = true;
            continue;
        }
        if first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            is_apart = true;
            continue;
        }
        let (kind, length) = token(rest);
        let text = rest[..length].to_owned();
        rest = &rest[length..];
        let is_apart_after = rest
            .chars()
            .next()
            .is_none_or(|next| next.is_whitespace() || next == '#');
        let kind = match kind {
            Kind::Sign if text == "." && !is_apart && !is_apart_after => Kind::Point,
            kind => kind,
        };
        tokens.push(Token { kind, text });
        is_apart = false;
    }
    tokens
}

fn token(rest: &str) -> (Kind, usize) {
    let span = |is_part: fn(char) -> bool| rest.find(|next| !is_part(next)).unwrap_or(rest.len());
    let first = rest.chars().next().unwrap_or(' ');
    let second = rest.chars().nth(1).unwrap_or(' ');
    match first {
        '"' => (Kind::Text, quoted(rest)),
        '\'' | '’' if second == 's' => (Kind::Possessive, first.len_utf8() + 1),
        _ if first.is_ascii_digit() || (first == '-' && second.is_ascii_digit()) => numeric(rest),
        _ if first.is_alphanumeric() => {
            let length = span(|next| next.is_alphanumeric() || next == '_');
            let kind = if is_reserved(&rest[..length]) {
                Kind::Reserved
            } else {
                Kind::Word
            };
            (kind, length)
        }
        _ if ["<=", ">=", "!="].iter().any(|sign| rest.starts_with(sign)) => (Kind::Sign, 2),
        _ if "():,./<>=".contains(first) => (Kind::Sign, 1),
        _ => (Kind::Other, first.len_utf8()),
    }
}

fn quoted(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '"' if !is_escaped => return at + 1,
            _ => is_escaped = character == '\\' && !is_escaped,
        }
    }
    rest.len()
}

fn numeric(rest: &str) -> (Kind, usize) {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = 1;
    while digit(length)
        || (bytes.get(length).is_some_and(|sign| b".:-".contains(sign)) && digit(length + 1))
    {
        length += 1;
    }
    let text = &rest[..length];
    let kind = match text.trim_start_matches('-') {
        digits if digits.contains(':') => Kind::Time,
        digits if digits.contains('-') => Kind::Date,
        digits if digits.contains('.') => Kind::Version,
        _ => Kind::Number,
    };
    (kind, length)
}

/// Tokens as a text, with `space` between them; nothing beside a point.
pub fn text(tokens: &[Token], mut space: impl FnMut() -> &'static str) -> String {
    let mut text = String::new();
    let mut was_point = true;
    for token in tokens {
        let is_point = token.kind == Kind::Point;
        if !was_point && !is_point {
            text += space();
        }
        text += &token.text;
        was_point = is_point;
    }
    text
}
