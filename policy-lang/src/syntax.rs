//! Text to syntax tree: the first step of text -> syntax -> typed policy -> program -> contract.
//!
//! [`parse`] and [`parse_consent`] never fail and never panic: they give what they could read, and every problem they met.
//! [`print`](print::print) is the way back; [`format`](format::format) lays a text out anew and keeps its words and comments.

pub mod format;
mod names;
mod parser;
pub mod print;
pub mod span;
mod token;
pub mod tree;
mod unicode_tables;
pub mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::diagnostic::{Problem, settle, syntax_codes};
use parser::{Problems, read_consent, read_document, read_laws};
use token::{Lexed, Origin, Token, lex};
use tree::{PolicySyntax, Sentence};

pub(crate) use names::is_invisible;
pub use span::Span;
pub use token::Comment;

/// The longest source that is read, in bytes: 16 MiB.
pub const SOURCE_BYTES_MAX: usize = 16 << 20;

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The policy, without the statements that could not be read.
    pub tree: PolicySyntax,
    /// What is wrong with the text, in its order; when there is an error, statements may be missing from the tree.
    pub problems: Vec<Problem>,
    /// The comments, in their order.
    pub comments: Vec<Comment>,
}

/// Reads a policy. Takes time in proportion to the length of `source`, whatever is in it.
#[must_use]
pub fn parse(source: &str) -> Parsed {
    parse_with(source, read_document)
}

/// Reads a file of laws: as the rules that would say the same, see [`crate::laws`].
#[must_use]
pub fn parse_laws(source: &str) -> Parsed {
    parse_with(source, read_laws)
}

/// Reads a text whose tokens `read` knows how to read.
fn parse_with(source: &str, read: fn(&[Token<'_>], &Problems) -> PolicySyntax) -> Parsed {
    if let Some(problem) = too_long(source) {
        return Parsed {
            problems: vec![problem],
            ..Parsed::default()
        };
    }
    let Lexed {
        tokens,
        comments,
        problems: mut all,
    } = lex(source, &Origin::default());
    let problems = Problems::default();
    let tree = read(&tokens, &problems);
    let lexical: BTreeSet<Span> = all.iter().map(|problem| problem.span).collect();
    // About a word that is none the readers have nothing to add.
    let read = problems.into_vec().into_iter();
    all.extend(read.filter(|problem| !lexical.contains(&problem.span)));
    Parsed {
        tree,
        problems: settle(all),
        comments,
    }
}

/// Reads one sentence by itself, as a patient consents to it: `lab Acme may read bloodwork until 2026-12-31`.
///
/// The sentence is there when it could be read; it may still have problems that are errors.
#[must_use]
pub fn parse_consent(source: &str) -> (Option<Sentence>, Vec<Problem>) {
    if let Some(problem) = too_long(source) {
        return (None, vec![problem]);
    }
    let problems = Problems::default();
    let sentence = read_consent(source, &Origin::default(), &problems);
    (sentence, settle(problems.into_vec()))
}

fn too_long(source: &str) -> Option<Problem> {
    let message = "the policy is too long: more than 16 MiB";
    (source.len() > SOURCE_BYTES_MAX)
        .then(|| Problem::error(syntax_codes::TOO_LONG, Span::new(0, 0), message))
}
