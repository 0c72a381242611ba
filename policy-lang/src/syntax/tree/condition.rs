//! Conditions in the syntax tree. Part of what text -> syntax gives.

use super::declaration::{FactRef, Value};
use super::word::{ClockTime, Duration, Name, Number};
use crate::syntax::Span;

/// `if …` or `unless …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionClause {
    /// Which of the two words.
    pub word: ConditionWord,
    /// The word.
    pub word_span: Span,
    /// What follows it.
    pub condition: Condition,
    /// All of it.
    pub span: Span,
}

/// `if` or `unless`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionWord {
    /// `if`
    If,
    /// `unless`
    Unless,
}

/// A condition. Nested at most 64 deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Which.
    pub kind: ConditionKind,
    /// The words, with the parentheses around them if there are any.
    pub span: Span,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// `a and b and c`; at least two
    And(Vec<Condition>),
    /// `a or b or c`; at least two
    Or(Vec<Condition>),
    /// `not a`, and the negative form of a known condition (`the time is not between …`)
    Not(Box<Condition>),
    /// `the patient has consented`
    Consented,
    /// `the patient has refused`
    Refused,
    /// `the patient has signed "CF-12"`
    Signed(Name),
    /// `the requester treats the patient`
    RequesterTreats,
    /// `the patient is under 16`
    AgeUnder(Number),
    /// `the patient is at least 16`
    AgeAtLeast(Number),
    /// `the patient is deceased`
    Deceased,
    /// `a reason is given`
    ReasonGiven,
    /// `the time is between 07:00 and 19:00`
    TimeBetween {
        /// The first minute.
        from: ClockTime,
        /// The minute after the last.
        to: ClockTime,
    },
    /// `today is a weekday`
    Weekday,
    /// `fewer than 3 reads in the last 7 days`
    FewerThan {
        /// How many are too many.
        limit: Number,
        /// The action as it was written, in the plural or not: `reads`.
        action: Name,
        /// How far back.
        last: Duration,
    },
    /// `patient.vip`: a yes/no fact that is yes
    Fact(FactRef),
    /// `patient.score is at least 3`
    Compare {
        /// The fact.
        fact: FactRef,
        /// How it is compared.
        comparison: Comparison,
        /// The word or sign.
        comparison_span: Span,
        /// With what.
        value: Value,
    },
}

/// How a fact is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `is`, `=`
    Is,
    /// `is not`, `!=`
    IsNot,
    /// `is under`, `<`
    Under,
    /// `is at most`, `<=`
    AtMost,
    /// `is over`, `>`
    Over,
    /// `is at least`, `>=`
    AtLeast,
}
