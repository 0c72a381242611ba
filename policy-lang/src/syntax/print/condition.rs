//! Prints conditions as people say them: `the patient has not consented` rather than `not the patient has consented`.

use super::word::{clock_time, last_duration, name, value};
use crate::syntax::tree::{Condition, ConditionKind, FactRef};

/// Prints a condition. Where `and`, `or` and `not` meet, parentheses say what belongs together.
#[must_use]
pub fn print_condition(condition: &Condition) -> String {
    match &condition.kind {
        ConditionKind::And(parts) => chain(parts, " and "),
        ConditionKind::Or(parts) => chain(parts, " or "),
        ConditionKind::Not(denied) => not(denied),
        single => claim(single, ""),
    }
}

fn chain(parts: &[Condition], joiner: &str) -> String {
    let last = parts.len().saturating_sub(1);
    let part = |(index, part): (usize, &Condition)| {
        let open = is_chain(part) || (index < last && begins_with_not(part));
        if open {
            parenthesised(part)
        } else {
            print_condition(part)
        }
    };
    parts
        .iter()
        .enumerate()
        .map(part)
        .collect::<Vec<_>>()
        .join(joiner)
}

fn parenthesised(condition: &Condition) -> String {
    format!("({})", print_condition(condition))
}

fn is_chain(condition: &Condition) -> bool {
    matches!(condition.kind, ConditionKind::And(_) | ConditionKind::Or(_))
}

fn begins_with_not(condition: &Condition) -> bool {
    matches!(&condition.kind,
        ConditionKind::Not(denied) if !has_negative(&denied.kind) && !is_chain(denied))
}

fn not(denied: &Condition) -> String {
    if has_negative(&denied.kind) {
        claim(&denied.kind, "not ")
    } else if is_chain(denied) {
        format!("not {}", parenthesised(denied))
    } else {
        format!("not {}", print_condition(denied))
    }
}

/// Whether a condition has words of its own for its denial.
fn has_negative(kind: &ConditionKind) -> bool {
    use ConditionKind::{
        AgeAtLeast, AgeUnder, Consented, Deceased, ReasonGiven, Refused, RequesterTreats, Signed,
        TimeBetween, Weekday,
    };
    matches!(
        kind,
        Consented
            | Refused
            | Signed(_)
            | RequesterTreats
            | AgeUnder(_)
            | AgeAtLeast(_)
            | Deceased
            | ReasonGiven
            | TimeBetween { .. }
            | Weekday
    )
}

/// Prints a single condition; `not` is `"not "` or empty.
fn claim(kind: &ConditionKind, not: &str) -> String {
    match kind {
        ConditionKind::Consented => format!("the patient has {not}consented"),
        ConditionKind::Refused => format!("the patient has {not}refused"),
        ConditionKind::Signed(form) => format!("the patient has {not}signed {}", name(form)),
        ConditionKind::RequesterTreats if not.is_empty() => {
            "the requester treats the patient".to_owned()
        }
        ConditionKind::RequesterTreats => "the requester does not treat the patient".to_owned(),
        ConditionKind::AgeUnder(years) => format!("the patient is {not}under {}", years.value),
        ConditionKind::AgeAtLeast(years) => format!("the patient is {not}at least {}", years.value),
        ConditionKind::Deceased => format!("the patient is {not}deceased"),
        ConditionKind::ReasonGiven if not.is_empty() => "a reason is given".to_owned(),
        ConditionKind::ReasonGiven => "no reason is given".to_owned(),
        ConditionKind::TimeBetween { from, to } => {
            format!(
                "the time is {not}between {} and {}",
                clock_time(from),
                clock_time(to)
            )
        }
        ConditionKind::Weekday => format!("today is {not}a weekday"),
        ConditionKind::FewerThan {
            limit,
            action,
            last,
        } => {
            let (action, last) = (name(action), last_duration(last));
            format!("fewer than {} {action} in the last {last}", limit.value)
        }
        ConditionKind::Fact(fact) => self::fact(fact),
        ConditionKind::Compare {
            fact,
            comparison,
            value,
            ..
        } => {
            format!(
                "{} {} {}",
                self::fact(fact),
                comparison.words(),
                self::value(value)
            )
        }
        ConditionKind::And(_) | ConditionKind::Or(_) | ConditionKind::Not(_) => String::new(),
    }
}

pub(super) fn fact(fact: &FactRef) -> String {
    format!("{}.{}", fact.owner.owner.word(), name(&fact.name))
}
