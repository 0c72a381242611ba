//! A policy's text laid out in the one style of the language: text -> syntax -> text, beside the printer.
//!
//! The printer writes a tree and chooses the words anew; a formatter must not. So every word, sign, text and comment is kept as it
//! was written and in its place, and only the white space between them is decided: the tree says where a statement, a clause
//! or a list goes on, `plan` turns that into lines, `align` keeps columns that were made by hand, and `page` writes it all
//! down, breaking lines that are too long.
//!
//! The style: statements at the margin; what belongs to a rule, a form or an example two further in; the clauses of a sentence
//! two further again. A sentence stands on one line, or has a line for `if`, for each duty, and for every other clause but those
//! that its author left beside the data. One blank line is kept where there is one or more, and there is always one around
//! a rule with a name, a law, a form and an example.

mod align;
mod gap;
mod page;
mod plan;

#[cfg(test)]
mod tests;

use super::token::lex;
use super::{Parsed, parse, parse_laws};
use crate::diagnostic::Problem;
use page::Page;

/// Lines are broken so that they are no longer than this, in characters, where the language has a place to break them.
pub const LINE_CHARS: usize = 120;

/// Lays out a policy. What is laid out comes out as it is; nothing but white space outside quotes is changed.
///
/// # Errors
/// Reject: the text has errors of syntax, so that nobody can say where its statements begin. All its problems are given. What a
/// policy means does not matter: one with an unknown name is laid out like any other.
pub fn format(source: &str) -> Result<String, Vec<Problem>> {
    lay_out(source, parse(source))
}

/// Lays out a file of laws, as a policy of the rules that would say the same.
///
/// # Errors
/// As [`format()`].
pub fn format_laws(source: &str) -> Result<String, Vec<Problem>> {
    lay_out(source, parse_laws(source))
}

fn lay_out(source: &str, parsed: Parsed) -> Result<String, Vec<Problem>> {
    if parsed.problems.iter().any(Problem::is_error) {
        return Err(parsed.problems);
    }
    let page = Page::new(source, lex(source, &super::Origin::default()));
    let plan = plan::plan(&page, &parsed.tree);
    let pads = align::pads(&page, &plan, &parsed.tree);
    Ok(page.write(&plan, &pads))
}
