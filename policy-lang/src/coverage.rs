//! What the examples of a policy try of its rules, clause by clause, and what they never try.
//!
//! ```text
//! policy --new--> points, none seen --add each trace--> points with counts --suggest--> examples
//! ```
//!
//! A *point* is a value that a clause can come to: the period is before, within, after. Every point
//! has to be seen in an example. The clauses of a rule count in the examples whose requester the
//! rule is about; in the others nothing depends on them.

mod points;
mod suggest;
mod words;

pub use suggest::{Suggestion, suggest};
pub use words::{text, words};

use crate::interpret::{Clause, RuleTrace, Trace, Value};
use crate::typed::Policy;

/// What the examples of a policy try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The rules, by number.
    pub rules: Vec<RuleCoverage>,
}

/// What the examples try of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCoverage {
    /// In how many examples it is among the rules that decided.
    pub decided: u32,
    /// In how many it is among the rules that came near.
    pub near: u32,
    /// In how many it applied and was overridden.
    pub overridden: u32,
    /// What can be tried of it, clause by clause.
    pub points: Vec<Point>,
}

/// Something that an example can try of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// What is tried.
    pub aspect: Aspect,
    /// In how many examples it is seen.
    pub times: u32,
    /// Whether it counts. What is not known does not: it is reported beside.
    pub counts: bool,
}

/// What can be tried of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// It decides.
    Decides,
    /// It applies and is overridden; of rules that another overrides.
    Overridden,
    /// A clause of it comes to a value.
    Clause(Clause, Value),
}

impl Aspect {
    /// Whether an example tries it, by the trace of its rule.
    pub fn is_seen(self, rule: &RuleTrace) -> bool {
        match self {
            Aspect::Decides => rule.decided,
            Aspect::Overridden => rule.is_overridden(),
            Aspect::Clause(clause, value) => {
                (clause == Clause::Subject || rule.is_about()) && rule.value(clause) == Some(value)
            }
        }
    }
}

/// How many of how many points are seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Points that are seen.
    pub seen: u32,
    /// All points that count.
    pub all: u32,
}

impl Share {
    /// Whole percent, rounded down; 100 where there is nothing to see.
    pub fn percent(self) -> u32 {
        (self.seen * 100).checked_div(self.all).unwrap_or(100)
    }

    fn and(self, other: Share) -> Share {
        Share {
            seen: self.seen + other.seen,
            all: self.all + other.all,
        }
    }
}

impl Coverage {
    /// Everything that could be tried of `policy`, and nothing tried yet.
    pub fn new(policy: &Policy) -> Coverage {
        let rules = policy.rules.iter().zip(0u32..);
        let rules = rules.map(|(rule, number)| RuleCoverage {
            decided: 0,
            near: 0,
            overridden: 0,
            points: points::points(policy, rule, number),
        });
        Coverage {
            rules: rules.collect(),
        }
    }

    /// Counts what one example tries: the trace of its case by the same policy.
    pub fn add(&mut self, trace: &Trace) {
        for (rule, traced) in self.rules.iter_mut().zip(&trace.rules) {
            rule.decided += u32::from(traced.decided);
            rule.near += u32::from(traced.near);
            rule.overridden += u32::from(traced.is_overridden());
            for point in &mut rule.points {
                let is_seen = point.aspect.is_seen(traced);
                point.times += u32::from(is_seen);
            }
        }
    }

    /// How much of the policy is seen.
    pub fn share(&self) -> Share {
        let shares = self.rules.iter().map(RuleCoverage::share);
        shares.fold(Share::default(), Share::and)
    }
}

impl RuleCoverage {
    /// How much of the rule is seen.
    pub fn share(&self) -> Share {
        let counted = || self.points.iter().filter(|point| point.counts);
        Share {
            seen: counted().filter(|point| point.times > 0).count() as u32,
            all: counted().count() as u32,
        }
    }

    /// What no example tries.
    pub fn unseen(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.times == 0)
    }
}

#[cfg(test)]
mod tests;
