//! Pieces of the source as people read them again: one line, no comments. Part of syntax -> typed policy.

use crate::diagnostic::quote;
use crate::syntax::Span;
use crate::syntax::words::is_plain_name;

#[cfg(test)]
mod tests;

/// The words that `span` covers, with single spaces and without comments.
pub(super) fn plain(span: Span, source: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut escaped = false;
    let mut comment = false;
    for character in span.text(source).chars() {
        comment = if quoted {
            false
        } else {
            (comment || character == '#') && character != '\n'
        };
        if comment {
            continue;
        }
        if !quoted && character.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        quoted ^= character == '"' && !escaped;
        escaped = quoted && character == '\\' && !escaped;
        out.push(character);
    }
    out.trim().to_owned()
}

/// A word with its article: `a lab`, `an insurer`.
pub(super) fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

/// A name as it is written in a policy: in quotes where it needs them.
pub(super) fn written(name: &str) -> String {
    if is_plain_name(name) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

/// Words of a policy with a name after them, in back-quotes: advice what to write.
pub(super) fn advice(words: &str, name: &str) -> String {
    quote(&format!("{words} {}", written(name)))
}
