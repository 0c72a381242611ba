//! The grammar of the consent language as its page writes it, to be tried against the parser: sentences are made from it, and
//! texts are judged by it. Nothing of the parser is used here.

mod generate;
mod read;
mod recognise;
mod tokens;

use std::collections::BTreeMap;

pub use generate::{Generated, generate};
pub use read::read;
pub use recognise::accepts;
pub use tokens::{Kind, Token, is_reserved, text, tokens};

/// What may stand somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A word or sign as it is.
    Literal(String),
    /// A token of a kind: `TEXT`.
    Class(String),
    /// What another production says.
    Production(String),
    /// One after the other.
    Sequence(Vec<Expression>),
    /// One of them.
    Choice(Vec<Expression>),
    /// It or nothing.
    Option(Box<Expression>),
    /// It any number of times.
    Repetition(Box<Expression>),
    /// Any of them in any order, each once at the most.
    Set(Vec<Expression>),
}

/// Productions by name.
pub type Grammar = BTreeMap<String, Expression>;
