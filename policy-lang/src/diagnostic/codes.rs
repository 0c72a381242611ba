//! The kinds of problem: code, title, explanation. One page of the language reference is made from each row.

mod syntax;

use super::Code;

pub use syntax::codes as syntax_codes;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeEntry {
    /// Its stable name: `E` for an error, `W` for a warning, and a number that is never used again.
    pub code: Code,
    /// What it is called.
    pub title: &'static str,
    /// What it means and what to do about it.
    pub explanation: &'static str,
}

/// Every kind of problem, by the step that finds it, in the order of the numbers.
pub const CODES: &[&[CodeEntry]] = &[syntax::ENTRIES, crate::typed::from_syntax::CODES];

/// The entry of a code, if there is one.
#[must_use]
pub fn explain(code: &str) -> Option<&'static CodeEntry> {
    CODES
        .iter()
        .flat_map(|entries| entries.iter())
        .find(|entry| entry.code.eq_ignore_ascii_case(code))
}
