//! Tokens to syntax tree, the second half of text -> syntax: nom over a slice of tokens.
//!
//! Every reader is a function from [`Tokens`] to a value and the tokens after it. A reader that sees at its first token that it
//! is not meant fails softly (`nom::Err::Error`), and another is tried; once a word has settled what is meant, readers fail for
//! good (`nom::Err::Failure`), the problem is reported at that very token, and [`document`] goes on at the next statement.

mod basic;
mod broken;
mod condition;
mod consent;
mod data;
mod date;
mod declaration;
mod document;
mod duty;
mod example;
mod expect;
mod fact;
mod form;
mod given;
mod header;
mod input;
mod law;
mod mistake;
mod otherwise_said;
mod party;
mod rule;
mod sentence;
mod subject;

pub(super) use consent::read_consent;
pub(super) use document::read_document;
pub(super) use input::Problems;
pub(super) use law::read_laws;
