//! What the readers read: a slice of tokens as nom's input, and how they fail. Part of the step from tokens to syntax.

use std::cell::RefCell;
use std::iter::{Copied, Enumerate};
use std::slice::Iter;

use nom::Needed;
use nom::error::{ErrorKind, ParseError};

use super::mistake::unexpected;
use crate::diagnostic::{Code, PROBLEMS_MAX, Problem};
use crate::syntax::Span;
use crate::syntax::token::{Token, TokenKind};

/// The tokens that are still to be read.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'t> {
    all: &'t [Token<'t>],
    at: usize,
    to: usize,
    problems: &'t Problems,
}

/// What a reader gives: the tokens after it, and what it read.
pub(super) type Read<'t, T> = nom::IResult<Tokens<'t>, T, Failed>;

/// Problems that do not stop a reader.
#[derive(Default)]
pub(in crate::syntax) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    /// Keeps one problem more than is ever shown, so that it is known that there are more.
    pub fn report(&self, problem: Problem) {
        let mut problems = self.0.borrow_mut();
        if problems.len() <= PROBLEMS_MAX {
            problems.push(problem);
        }
    }

    /// Whether more are not kept, so that nobody need look for advice.
    pub fn are_full(&self) -> bool {
        self.0.borrow().len() > PROBLEMS_MAX
    }

    pub fn into_vec(self) -> Vec<Problem> {
        self.0.into_inner()
    }
}

/// Where and why a reader failed.
#[derive(Debug)]
pub(super) struct Failed {
    /// The index of the token.
    pub at: usize,
    pub why: Why,
}

#[derive(Debug)]
pub(super) enum Why {
    /// Something else was expected: any of these.
    Expected(Vec<&'static str>),
    /// Something that is worth its own words.
    Problem(Box<Problem>),
}

impl<'t> Tokens<'t> {
    /// All of `all`, whose last token is the end.
    pub fn new(all: &'t [Token<'t>], problems: &'t Problems) -> Self {
        Self {
            all,
            at: 0,
            to: all.len(),
            problems,
        }
    }

    /// The index of the next token.
    pub fn index(self) -> usize {
        self.at
    }

    /// The tokens from `index` on.
    pub fn seek(self, index: usize) -> Self {
        Self {
            at: index.min(self.to),
            ..self
        }
    }

    /// The token `offset` tokens from here; the end, when there is none.
    pub fn peek(self, offset: usize) -> Token<'t> {
        let index = (self.at + offset).min(self.to.saturating_sub(1));
        self.all.get(index).copied().unwrap_or(NOTHING)
    }

    /// The next token.
    pub fn next(self) -> Token<'t> {
        self.peek(0)
    }

    /// The token before the next one, if there is one.
    pub fn before(self) -> Option<Token<'t>> {
        self.all.get(self.at.checked_sub(1)?).copied()
    }

    /// The tokens after the next one. The end is never left.
    pub fn rest(self) -> Self {
        Self {
            at: (self.at + 1).min(self.to.saturating_sub(1)),
            ..self
        }
    }

    /// The text of the next token if it is a word that does not stand in quotes.
    pub fn keyword(self) -> &'t str {
        let token = self.next();
        if matches!(token.kind, TokenKind::Word | TokenKind::Reserved) {
            token.text
        } else {
            ""
        }
    }

    /// Whether nothing is left.
    pub fn is_end(self) -> bool {
        self.next().kind == TokenKind::End
    }

    /// Whether the token `offset` tokens from here is this word, not in quotes.
    pub fn word_at(self, offset: usize, word: &str) -> bool {
        let token = self.peek(offset);
        matches!(token.kind, TokenKind::Word | TokenKind::Reserved) && token.text == word
    }

    /// Whether the next token is this word, not in quotes.
    pub fn is_word(self, word: &str) -> bool {
        self.word_at(0, word)
    }

    /// Whether the next token is one of these words, not in quotes.
    pub fn is_any(self, words: &[&str]) -> bool {
        let token = self.next();
        matches!(token.kind, TokenKind::Word | TokenKind::Reserved) && words.contains(&token.text)
    }

    /// Whether the next token is this sign.
    pub fn is_sign(self, sign: &str) -> bool {
        let token = self.next();
        token.kind == TokenKind::Sign && token.text == sign
    }

    /// Whether the next token can be a name.
    pub fn is_name(self) -> bool {
        matches!(self.next().kind, TokenKind::Word | TokenKind::Quoted)
    }

    /// What has been read since `start`; just before the next token when nothing has.
    pub fn span_since(self, start: Self) -> Span {
        let first = start.next().span;
        match self.at.checked_sub(1).and_then(|last| self.all.get(last)) {
            Some(last) if self.at > start.at => first.to(last.span),
            _ => Span::new(first.start, first.start),
        }
    }

    /// Where problems go that do not stop the reading.
    pub fn problems(self) -> &'t Problems {
        self.problems
    }

    /// Reports a problem and goes on.
    pub fn report(self, problem: Problem) {
        self.problems.report(problem);
    }

    /// Fails softly here: another reader may know better.
    pub fn expected<T>(self, what: &'static str) -> Read<'t, T> {
        Err(nom::Err::Error(self.failed(what)))
    }

    /// Fails for good here.
    pub fn must_be<T>(self, what: &'static str) -> Read<'t, T> {
        Err(nom::Err::Failure(self.failed(what)))
    }

    /// Fails for good with a problem of its own.
    pub fn refuse<T>(self, problem: Problem) -> Read<'t, T> {
        Err(nom::Err::Failure(Failed {
            at: self.at,
            why: Why::Problem(Box::new(problem)),
        }))
    }

    fn failed(self, what: &'static str) -> Failed {
        Failed {
            at: self.at,
            why: Why::Expected(vec![what]),
        }
    }
}

const NOTHING: Token<'static> = Token {
    kind: TokenKind::End,
    text: "",
    span: Span::new(0, 0),
    starts_line: true,
    column: 0,
};

impl<'t> nom::Input for Tokens<'t> {
    type Item = Token<'t>;
    type Iter = Copied<Iter<'t, Token<'t>>>;
    type IterIndices = Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.to - self.at
    }

    fn take(&self, index: usize) -> Self {
        Self {
            to: (self.at + index).min(self.to),
            ..*self
        }
    }

    fn take_from(&self, index: usize) -> Self {
        self.seek(self.at + index)
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.iter_elements().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.all
            .get(self.at..self.to)
            .unwrap_or(&[])
            .iter()
            .copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if self.input_len() >= count {
            Ok(count)
        } else {
            Err(Needed::new(count - self.input_len()))
        }
    }
}

impl<'t> ParseError<Tokens<'t>> for Failed {
    fn from_error_kind(input: Tokens<'t>, _: ErrorKind) -> Self {
        Self {
            at: input.at,
            why: Why::Expected(Vec::new()),
        }
    }

    fn append(_: Tokens<'t>, _: ErrorKind, other: Self) -> Self {
        other
    }

    /// Of two alternatives that failed, the one that got further knows better; of two that got as far, both are right.
    fn or(mut self, other: Self) -> Self {
        if self.at != other.at {
            return if self.at > other.at { self } else { other };
        }
        match (&mut self.why, other.why) {
            (Why::Expected(mine), Why::Expected(theirs)) => {
                mine.extend(theirs);
                self
            }
            (Why::Problem(_), _) => self,
            (_, why) => Self { at: self.at, why },
        }
    }
}

impl Failed {
    /// The problem that this failure is, in the statement that begins at `start`; none when the lexer has reported the token
    /// already, or nobody would be shown it.
    pub fn into_problem(self, start: Tokens<'_>) -> Option<Problem> {
        let at = start.seek(self.at);
        match self.why {
            _ if at.next().kind == TokenKind::Bad || start.problems.are_full() => None,
            Why::Problem(problem) => Some(*problem),
            Why::Expected(expected) => Some(unexpected(&expected, start, at)),
        }
    }
}

/// A problem at one token.
pub(super) fn problem_at(token: Token<'_>, code: Code, message: impl Into<String>) -> Problem {
    Problem::error(code, token.span, message)
}
