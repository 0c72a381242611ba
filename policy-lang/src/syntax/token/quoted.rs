//! Texts in quotes, on the way from text to tokens; and where the words of a quoted sentence stand in the source around it.

use std::borrow::Cow;

use super::{Lexer, Problem, TokenKind, codes, to_u32};
use crate::syntax::words::STATEMENTS;

/// Where a source stands: by itself, or between the quotes of another source.
#[derive(Debug, Clone, Default)]
pub(in crate::syntax) struct Origin {
    base: u32,
    /// Offsets, without escapes, of the characters that have a backslash before them in the outer source.
    escaped: Vec<u32>,
}

impl Origin {
    /// A source that stands `base` bytes into the outer one, `escaped` being what [`unquote`] found.
    pub fn inside(base: u32, escaped: Vec<u32>) -> Self {
        Self { base, escaped }
    }

    /// The place in the outer source.
    pub fn place(&self, offset: u32) -> u32 {
        let backslashes = self.escaped.partition_point(|&escaped| escaped < offset);
        self.base
            .saturating_add(offset)
            .saturating_add(to_u32(backslashes))
    }
}

/// Undoes `\"` and `\\`; gives the text and the offsets in it of the characters that were escaped.
pub(in crate::syntax) fn unquote(raw: &str) -> (Cow<'_, str>, Vec<u32>) {
    if !raw.contains('\\') {
        return (Cow::Borrowed(raw), Vec::new());
    }
    let mut text = String::with_capacity(raw.len());
    let mut escaped = Vec::new();
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.next_if(|&next| character == '\\' && is_escapable(next)) {
            Some(next) => {
                escaped.push(to_u32(text.len()));
                text.push(next);
            }
            None => text.push(character),
        }
    }
    (Cow::Owned(text), escaped)
}

fn is_escapable(character: char) -> bool {
    character == '"' || character == '\\'
}

impl Lexer<'_, '_> {
    /// Takes a text in quotes. It may go on over several lines; a closing quote that was forgotten must not swallow the
    /// statements that follow, so the text ends with its line when the next quote does not look like its end.
    pub(super) fn quoted(&mut self) {
        let inner = self.at + 1;
        let end = match self.closing_quote(inner) {
            Some(end) => end,
            None => return self.unclosed(inner),
        };
        let text = self.source.get(inner..end).unwrap_or("");
        let span = self.span(self.at, end + 1);
        self.check_direction(text, span);
        self.push(TokenKind::Quoted, text, end + 1);
        self.note_line_breaks(inner, end);
    }

    fn unclosed(&mut self, inner: usize) {
        let line = self
            .source
            .get(inner..)
            .and_then(|rest| rest.split('\n').next())
            .unwrap_or("");
        let text = line.trim_end();
        let span = self.span(self.at, inner + text.len());
        let problem = Problem::error(
            codes::UNCLOSED_QUOTE,
            span,
            "this text has no closing quote",
        )
        .help("put a \" where the text ends");
        self.report(problem);
        self.push(TokenKind::Quoted, text, inner + text.len());
    }

    /// Finds the quote that closes the text which begins at `inner`.
    fn closing_quote(&self, inner: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let mut at = inner;
        let mut several_lines = false;
        loop {
            match bytes.get(at)? {
                b'\\' if matches!(bytes.get(at + 1), Some(b'"' | b'\\')) => at += 1,
                b'"' => return (!several_lines || self.looks_closing(at)).then_some(at),
                b'\n' if self.ends_text(at + 1) => return None,
                b'\n' => several_lines = true,
                _ => {}
            }
            at += 1;
        }
    }

    /// A quote that closes follows a character and precedes none.
    fn looks_closing(&self, at: usize) -> bool {
        let before = self
            .source
            .get(..at)
            .and_then(|text| text.chars().next_back());
        let after = self
            .source
            .get(at + 1..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(char::is_whitespace) && !after.is_some_and(char::is_alphanumeric)
    }

    /// A blank line and a line that begins a statement are no part of a quoted text.
    fn ends_text(&self, line: usize) -> bool {
        let line = self
            .source
            .get(line..)
            .and_then(|rest| rest.split('\n').next())
            .unwrap_or("");
        let first = line.split_whitespace().next();
        first.is_none_or(|first| STATEMENTS.contains(&first))
    }

    fn note_line_breaks(&mut self, from: usize, to: usize) {
        let inside = self.source.get(from..to).unwrap_or("");
        if let Some(at) = inside.rfind('\n') {
            self.line_start = from + at + 1;
        }
    }

    /// Takes a text between the quotes that a word processor makes of `"`.
    pub(super) fn curly(&mut self) {
        let single = matches!(self.peek(), Some('\'' | '‘'));
        let open = self.peek().map_or(0, char::len_utf8);
        let inner = self.rest().get(open..).unwrap_or("");
        let end = inner.char_indices().find(|&(_, character)| match single {
            true => matches!(character, '\'' | '’' | '\n'),
            false => ends_curly(character),
        });
        let (text, close) = match end {
            Some((at, '\n')) => (inner.get(..at).unwrap_or("").trim_end(), 0),
            Some((at, close)) => (inner.get(..at).unwrap_or(""), close.len_utf8()),
            None => (inner.trim_end(), 0),
        };
        let end = self.at + open + text.len() + close;
        let message = "a text stands in straight quotes: \"…\"";
        let problem = Problem::error(codes::STRANGE_CHARACTER, self.span(self.at, end), message)
            .help("write straight quotes; a word processor may have changed them");
        self.report(problem);
        self.push(TokenKind::Quoted, text, end);
    }
}

fn ends_curly(character: char) -> bool {
    matches!(character, '“' | '”' | '»' | '"' | '\n')
}
