//! Conditions of rules. Part of syntax -> typed policy.

use super::{Checker, codes};
use crate::diagnostic::Problem;
use crate::syntax::print::print_condition;
use crate::syntax::tree::{self, ClockTime, ConditionClause, ConditionKind, ConditionWord};
use crate::typed::{Condition, Fact, FactOwner, Operand};

impl Condition {
    /// Whether it cannot hold by what the requester merely claims; of the opposite when `denied`. `facts` are the policy's.
    pub(super) fn rests_on_attested(&self, denied: bool, facts: &[Fact]) -> bool {
        let rests = |part: &Condition| part.rests_on_attested(denied, facts);
        let is_attested = |id: u32| {
            let fact = facts.get(id as usize);
            fact.is_some_and(|fact| matches!(fact.owner, FactOwner::Patient | FactOwner::Requester))
        };
        match self {
            Condition::And(parts) if denied => parts.iter().all(rests),
            Condition::Or(parts) if denied => parts.iter().any(rests),
            Condition::And(parts) => parts.iter().any(rests),
            Condition::Or(parts) => parts.iter().all(rests),
            Condition::Not(part) => part.rests_on_attested(!denied, facts),
            Condition::Compare { fact, with, .. } => {
                let other = match with {
                    Operand::Value(_) => true,
                    Operand::Fact(other) => is_attested(*other),
                };
                is_attested(*fact) && other
            }
            Condition::Consented
            | Condition::Refused
            | Condition::Signed(_)
            | Condition::Treats
            | Condition::AgeUnder(_)
            | Condition::AgeAtLeast(_)
            | Condition::Deceased
            | Condition::FewerThan { .. } => true,
            // The clock is the ledger's, and says nothing about anyone.
            Condition::ReasonGiven | Condition::TimeBetween { .. } | Condition::Weekday => false,
        }
    }

    /// Whether `asks` is true of a condition in it that is none of `and`, `or` and `not`.
    pub(super) fn has(&self, asks: &dyn Fn(&Condition) -> bool) -> bool {
        match self {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().any(|part| part.has(asks)),
            Condition::Not(part) => part.has(asks),
            single => asks(single),
        }
    }
}

/// The parts of `if …` or `unless …` that must all hold. `unless C` is the one part `not C`.
pub(super) fn clause_parts(clause: &ConditionClause) -> Vec<tree::Condition> {
    match clause.word {
        ConditionWord::If => parts(&clause.condition),
        ConditionWord::Unless => vec![tree::Condition {
            kind: ConditionKind::Not(Box::new(clause.condition.clone())),
            span: clause.span,
        }],
    }
}

/// The conditions that an `and` joins, those of an `and` inside it among them; any other condition is one part.
pub(super) fn parts(condition: &tree::Condition) -> Vec<tree::Condition> {
    match &condition.kind {
        ConditionKind::And(inner) => inner.iter().flat_map(parts).collect(),
        _ => vec![condition.clone()],
    }
}

/// The conditions that an `or` joins, those of an `or` inside it among them.
fn alternatives(condition: &tree::Condition) -> Vec<tree::Condition> {
    match &condition.kind {
        ConditionKind::Or(inner) => inner.iter().flat_map(alternatives).collect(),
        _ => vec![condition.clone()],
    }
}

/// The conditions in a condition that are none of `and`, `or` and `not`.
pub(super) fn singles(condition: &tree::Condition) -> Vec<&tree::Condition> {
    match &condition.kind {
        ConditionKind::And(parts) | ConditionKind::Or(parts) => {
            parts.iter().flat_map(singles).collect()
        }
        ConditionKind::Not(denied) => singles(denied),
        _ => vec![condition],
    }
}

/// The condition in words.
pub(super) fn words(condition: &tree::Condition) -> String {
    print_condition(condition)
}

/// The conditions in a condition that are none of `and`, `or` and `not`, in words.
pub(super) fn leaf_words(condition: &tree::Condition) -> Vec<String> {
    singles(condition).into_iter().map(words).collect()
}

impl Checker<'_> {
    /// The meaning of a condition; `None` after an error.
    pub(super) fn condition(&mut self, condition: &tree::Condition) -> Option<Condition> {
        Some(match &condition.kind {
            ConditionKind::And(_) => Condition::And(self.conditions(&parts(condition))?),
            ConditionKind::Or(_) => Condition::Or(self.conditions(&alternatives(condition))?),
            ConditionKind::Not(inner) => Condition::Not(Box::new(self.condition(inner)?)),
            ConditionKind::Consented => Condition::Consented,
            ConditionKind::Refused => Condition::Refused,
            ConditionKind::RequesterTreats => Condition::Treats,
            ConditionKind::ReasonGiven => Condition::ReasonGiven,
            ConditionKind::AgeUnder(years) => Condition::AgeUnder(self.years(years)?),
            ConditionKind::AgeAtLeast(years) => Condition::AgeAtLeast(self.years(years)?),
            ConditionKind::Deceased => Condition::Deceased,
            ConditionKind::TimeBetween { from, to } => return self.time_between(*from, *to),
            ConditionKind::Weekday => Condition::Weekday,
            ConditionKind::FewerThan {
                limit,
                action,
                last,
            } => return self.fewer_than(limit, action, last),
            ConditionKind::Fact(fact) => return self.fact_alone(fact),
            ConditionKind::Compare {
                fact,
                comparison,
                comparison_span,
                value,
            } => return self.compared(fact, *comparison, *comparison_span, value),
            ConditionKind::Signed(form) => Condition::Signed(self.form_id(form)?),
        })
    }

    fn time_between(&mut self, from: ClockTime, to: ClockTime) -> Option<Condition> {
        let minute = |time: ClockTime| {
            u32::from(time.hour.unsigned_abs()) * 60 + u32::from(time.minute.unsigned_abs())
        };
        let (first, last) = (minute(from), minute(to));
        if first == last {
            let message = "between a time and itself is nothing, or all of the day";
            self.report(
                Problem::error(codes::EMPTY_TIME, from.span.to(to.span), message)
                    .help("write two different times; for all of the day leave the condition out"),
            );
            return None;
        }
        Some(Condition::TimeBetween {
            from: first,
            to: last,
        })
    }

    /// The meanings of conditions; all are checked in any case.
    pub(super) fn conditions(&mut self, conditions: &[tree::Condition]) -> Option<Vec<Condition>> {
        conditions
            .iter()
            .map(|condition| self.condition(condition))
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    }
}
