//! Words: names and the words of the language, on the way from text to tokens.

use super::{Lexer, Problem, TokenKind, codes, quote};
use crate::syntax::words::{is_ascii_word, is_reserved};

impl Lexer<'_, '_> {
    /// Takes a word. A hyphen or an apostrophe inside it is taken along and reported: `er-physician` is one word to whoever writes it.
    pub(super) fn word(&mut self) {
        let rest = self.rest();
        let length = word_length(rest);
        let text = rest.get(..length).unwrap_or("");
        if is_reserved(text) {
            self.take(TokenKind::Reserved, length);
            return;
        }
        if !is_ascii_word(text) {
            self.report_not_a_name(text);
        }
        self.take(TokenKind::Word, length);
    }

    fn report_not_a_name(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        let span = self.span(self.at, self.at + text.len());
        let message = format!("{} is not a name as it stands", quote(text));
        let help = format!(
            "a name begins with a letter from a to z and goes on with letters, digits and _; any other stands in quotes: \"{}\"",
            quote(text).trim_matches('`'),
        );
        self.report(Problem::error(codes::NOT_A_NAME, span, message).help(help));
    }

    pub(super) fn report_digits_first(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        let span = self.span(self.at, self.at + text.len());
        let message = format!("{} is neither a number nor a name", quote(text));
        let help = format!(
            "a name or a code that begins with a digit stands in quotes: \"{}\"",
            quote(text).trim_matches('`'),
        );
        self.report(Problem::error(codes::NOT_A_NAME, span, message).help(help));
    }
}

/// Whether `'s` is next, and no letter after it.
fn is_possessive(rest: &str) -> bool {
    let mut rest = rest.chars().skip(1);
    rest.next() == Some('s') && !rest.next().is_some_and(char::is_alphanumeric)
}

fn word_length(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = matches!(character, '-' | '\'' | '’')
            && characters.peek().is_some_and(|next| next.is_alphanumeric());
        let ends = character != '-' && is_possessive(rest.get(length..).unwrap_or(""));
        if joins && ends {
            break;
        }
        if !(character.is_alphanumeric() || character == '_' || joins) {
            break;
        }
        length += character.len_utf8();
    }
    length
}
