//! Conditions of rules. Part of syntax -> typed policy.

use super::Checker;
use crate::syntax::print::print_condition;
use crate::syntax::tree::{self, ConditionClause, ConditionKind, ConditionWord};
use crate::typed::Condition;

impl Condition {
    /// Whether it cannot hold by what the requester merely claims; of the opposite when `denied`.
    pub(super) fn rests_on_attested(&self, denied: bool) -> bool {
        match self {
            Condition::And(parts) if denied => {
                parts.iter().all(|part| part.rests_on_attested(true))
            }
            Condition::Or(parts) if denied => parts.iter().any(|part| part.rests_on_attested(true)),
            Condition::And(parts) => parts.iter().any(|part| part.rests_on_attested(false)),
            Condition::Or(parts) => parts.iter().all(|part| part.rests_on_attested(false)),
            Condition::Not(part) => part.rests_on_attested(!denied),
            Condition::Consented | Condition::Refused | Condition::Treats => true,
            Condition::ReasonGiven => false,
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

/// The condition in words.
pub(super) fn words(condition: &tree::Condition) -> String {
    print_condition(condition)
}

impl Checker<'_> {
    /// The meaning of a condition; `None` for one that this version of the language does not have, which is reported
    /// elsewhere.
    pub(super) fn condition(&mut self, condition: &tree::Condition) -> Option<Condition> {
        Some(match &condition.kind {
            ConditionKind::And(_) => Condition::And(self.conditions(&parts(condition))?),
            ConditionKind::Or(_) => Condition::Or(self.conditions(&alternatives(condition))?),
            ConditionKind::Not(inner) => Condition::Not(Box::new(self.condition(inner)?)),
            ConditionKind::Consented => Condition::Consented,
            ConditionKind::Refused => Condition::Refused,
            ConditionKind::RequesterTreats => Condition::Treats,
            ConditionKind::ReasonGiven => Condition::ReasonGiven,
            ConditionKind::Signed(_)
            | ConditionKind::AgeUnder(_)
            | ConditionKind::AgeAtLeast(_)
            | ConditionKind::Deceased
            | ConditionKind::TimeBetween { .. }
            | ConditionKind::Weekday
            | ConditionKind::FewerThan { .. }
            | ConditionKind::Fact(_)
            | ConditionKind::Compare { .. } => return None,
        })
    }

    fn conditions(&mut self, conditions: &[tree::Condition]) -> Option<Vec<Condition>> {
        conditions
            .iter()
            .map(|condition| self.condition(condition))
            .collect()
    }
}
