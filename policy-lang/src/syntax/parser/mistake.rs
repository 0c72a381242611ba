//! What went wrong where a reader failed: from "something else was expected here" to the mistake that people make there. Part
//! of the step from tokens to syntax.

mod choice;
mod example;
mod name;
mod sentence;
mod start;
mod value;

pub(super) use name::{nameless, several_words};
pub(super) use sentence::not_any;
pub(super) use start::no_statement;
pub(super) use value::is_day_in_words;

use super::input::{Tokens, problem_at};
use crate::diagnostic::{Problem, alternatives, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::words::{CLAUSES, STATEMENTS};

/// The mistake of a statement that begins at `start` and cannot go on at `at`, where one of `expected` belongs.
pub(super) fn unexpected(expected: &[&'static str], start: Tokens<'_>, at: Tokens<'_>) -> Problem {
    let place = Place {
        expected,
        start,
        at,
        token: at.next(),
    };
    let finders: [fn(&Place<'_, '_>) -> Option<Problem>; 15] = [
        name::missing_name,
        name::misspelt_word,
        name::name_of_words,
        sentence::wrong_permission,
        choice::wrong_colon,
        example::wrong_given,
        value::wrong_quotes,
        value::wrong_number,
        value::wrong_day,
        sentence::list_without_end,
        sentence::missing_data,
        sentence::open_parenthesis,
        example::incomplete_example,
        choice::wrong_choice,
        choice::habit,
    ];
    let found = finders.iter().find_map(|find| find(&place));
    found.unwrap_or_else(|| place.plain())
}

/// Where a reader failed.
struct Place<'e, 't> {
    expected: &'e [&'static str],
    start: Tokens<'t>,
    at: Tokens<'t>,
    token: Token<'t>,
}

impl Place<'_, '_> {
    fn expects(&self, what: &str) -> bool {
        self.expected
            .iter()
            .any(|expected| expected.starts_with(what))
    }

    fn mentions(&self, what: &str) -> bool {
        self.expected.iter().any(|expected| expected.contains(what))
    }

    /// Whether the statement has ended where something is missing.
    fn has_ended(&self) -> bool {
        if self.at.index() == self.start.index() {
            return false;
        }
        self.token.kind == TokenKind::End
            || (self.token.starts_line && STATEMENTS.contains(&self.token.text))
            || (self.token.starts_line && self.token.column <= self.start.next().column)
    }

    /// Just behind the last word that was read: where something is missing.
    fn gap(&self) -> Span {
        match self.at.before() {
            Some(last) if self.token.starts_line => Span::new(last.span.end, last.span.end),
            _ => self.token.span,
        }
    }

    /// A word, perhaps one of the language, that does not stand in quotes.
    fn word(&self) -> Option<&str> {
        let is_word = matches!(self.token.kind, TokenKind::Word | TokenKind::Reserved);
        is_word.then_some(self.token.text)
    }

    /// What would be right here, by an example.
    fn example(&self) -> String {
        let known = EXAMPLES.iter().find(|(what, _)| self.expects(what));
        match (known, self.expected) {
            (Some((_, example)), _) => (*example).to_owned(),
            (None, [only]) if only.starts_with('`') => format!("write {only} here"),
            _ => format!("write {} here", alternatives(self.expected)),
        }
    }

    fn plain(&self) -> Problem {
        let expected = alternatives(self.expected);
        if self.has_ended() {
            let message = format!("{expected} is missing here");
            return Problem::error(codes::UNEXPECTED, self.gap(), message).help(self.example());
        }
        let message = format!("expected {expected}, found {}", found(self.token));
        let mut problem = problem_at(self.token, codes::UNEXPECTED, message);
        let wants_name = self.expected.iter().any(|what| !what.starts_with('`'));
        let is_clause = self.at.is_any(CLAUSES) || self.at.is_word("within");
        problem.help = Some(self.example());
        let starts = self.token.starts_line || is_clause || self.at.is_any(NEVER_MEANT_AS_NAMES);
        if self.token.kind == TokenKind::Reserved && !starts && wants_name {
            problem.help = Some(format!(
                "{} is a word of the language; a name that looks like it stands in quotes: \"{}\"",
                quote(self.token.text),
                short(self.token.text),
            ));
        }
        problem
    }
}

/// Words of the language that nobody would give as a name.
const NEVER_MEANT_AS_NAMES: &[&str] = &[
    "a",
    "an",
    "and",
    "any",
    "anyone",
    "asks",
    "at",
    "because",
    "by",
    "is",
    "may",
    "no",
    "not",
    "of",
    "on",
    "or",
    "otherwise",
    "the",
    "to",
    "with",
];

/// What may be expected, and how it reads where it stands.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "who may",
        "a sentence begins with who, as in `any nurse may read vitals` or `lab Acme may read bloodwork`",
    ),
    (
        "who (",
        "say who, as in `notify the patient` or `notify any privacy_officer`",
    ),
    (
        "a category of data",
        "name the data, as in `bloodwork` or `everything`",
    ),
    (
        "a role or a kind",
        "write which, as in `any nurse` or `any lab`; whoever it may be is `anyone`",
    ),
    (
        "`'s age is not known`",
        "write `the patient's age is not known`",
    ),
    (
        "a purpose",
        "name a purpose, as in `for treatment`; a period is `from 2026-01-01 until 2026-12-31`",
    ),
    ("a party", "name a party, such as `Acme` or `lab Acme`"),
    (
        "the name that it lies within",
        "name what it is a part of, as in `role ward_nurse within nurse`",
    ),
    (
        "a kind of party",
        "the kinds are `hospital`, `department`, `clinic`, `practice`, `lab`, `pharmacy`, `insurer` and so on",
    ),
    (
        "`in the last`",
        "write it as in `fewer than 3 reads in the last 7 days`",
    ),
    (
        "`last`",
        "write it as in `fewer than 3 reads in the last 7 days`",
    ),
    (
        "`than`",
        "write it as in `fewer than 3 reads in the last 7 days`",
    ),
    (
        "`is given`",
        "write `a reason is given` or `no reason is given`",
    ),
    (
        "`given`",
        "write `a reason is given` or `no reason is given`",
    ),
    (
        "`a weekday`",
        "single days are not told apart: `today is a weekday`, or `today is not a weekday` for Saturday and Sunday",
    ),
    (
        "`and`",
        "write it as in `the time is between 07:00 and 19:00`",
    ),
    (
        "`between`",
        "write it as in `the time is between 07:00 and 19:00`",
    ),
    (
        "`treats the patient`",
        "write `the requester treats the patient`",
    ),
    ("`the patient`", "write `the patient` here"),
    (
        "a value",
        "write a value, as in `patient.score is at least 3` or `patient.ward is \"icu\"`",
    ),
    (
        "`of`",
        "say whose fact it is: `of patient`, `of requester`, `of record` or `of request`",
    ),
    (
        "an action",
        "name what is done, such as `read`, and then the data",
    ),
    (
        "a code in quotes",
        "a code stands in quotes after its system, as in `loinc \"718-7\"`",
    ),
    ("`purpose`", "write `for any purpose`, or name a purpose"),
    (
        "`until`",
        "write the first and the last day: `from 2026-01-01 until 2026-12-31`",
    ),
    (
        "a rule, or what is not known",
        "a reason begins with the name of a rule, or says that something is not known",
    ),
    (
        "the name of a rule",
        "name a rule; sentences without a name are called r1, r2, … in their order",
    ),
    (
        "what is filled in (a kind",
        "say what is filled in, as in `laboratory: a lab` or `last_day: a date`",
    ),
];

/// A word of the author's, cut short, to be part of an advice.
fn short(text: &str) -> String {
    quote(text).trim_matches('`').to_owned()
}

/// A token as a message names it.
pub(super) fn found(token: Token<'_>) -> String {
    match token.kind {
        TokenKind::End => "the end".to_owned(),
        TokenKind::Quoted => format!("the text {}", quote(token.text)),
        _ => quote(token.text),
    }
}

fn otherwise(token: Token<'_>, instead: &str) -> Problem {
    let message = format!("the language does not say {} here", quote(token.text));
    problem_at(token, codes::OTHERWISE_SAID, message).help(instead)
}
