//! Words of a policy as people read them again. Part of syntax -> typed policy.

use crate::diagnostic::quote;
use crate::syntax::words::is_plain_name;

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
