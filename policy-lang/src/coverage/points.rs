//! The points of a rule: every value that each of its clauses can come to.

use super::{Aspect, Point};
use crate::interpret::{Clause, Value, Witness};
use crate::typed::{Condition, Operand, Policy, Rule, Subject};

/// What can be tried of a rule, in the order in which it is read.
pub(super) fn points(policy: &Policy, rule: &Rule, number: u32) -> Vec<Point> {
    let mut aspects = vec![Aspect::Decides];
    let mut others = policy.rules.iter();
    if others.any(|other| other.overrides.contains(&number)) {
        aspects.push(Aspect::Overridden);
    }
    aspects.extend(clauses(policy, rule));
    let point = |aspect| Point {
        aspect,
        times: 0,
        counts: !matches!(aspect, Aspect::Clause(_, Value::Unknown)),
    };
    aspects.into_iter().map(point).collect()
}

fn clauses(policy: &Policy, rule: &Rule) -> Vec<Aspect> {
    let sentence = &rule.sentence;
    let witness = Witness::of(policy, rule);
    let mut aspects = Vec::new();
    let mut add = |clause, values: &[(Value, bool)]| {
        let possible = values.iter().filter(|(_, is_possible)| *is_possible);
        aspects.extend(possible.map(|(value, _)| Aspect::Clause(clause, *value)));
    };
    let mut yes_no = |clause, other: bool| add(clause, &[(Value::Yes, true), (Value::No, other)]);
    let is_anyone = sentence.subjects.contains(&Subject::Anyone);
    yes_no(Clause::Subject, !is_anyone);
    yes_no(Clause::Action, witness.other_action.is_some());
    yes_no(Clause::Data, witness.other_category.is_some());
    if sentence.purposes.is_some() {
        yes_no(Clause::Purpose, witness.other_purpose.is_some());
    }
    let (from, until) = (sentence.from.is_some(), sentence.until.is_some());
    if from || until {
        let values = [
            (Value::Before, from),
            (Value::Yes, true),
            (Value::After, until),
        ];
        add(Clause::Period, &values);
    }
    for at in (0u32..).take(sentence.narrowing.len()) {
        let values = [
            (Value::Yes, true),
            (Value::No, true),
            (Value::Unknown, true),
        ];
        add(Clause::Narrowing(at), &values);
    }
    for (condition, part) in rule.conditions.iter().zip(0u32..) {
        if condition.is_joined() {
            add(Clause::Part(part), &[(Value::Yes, true), (Value::No, true)]);
        }
        for (leaf, at) in condition.leaves().into_iter().zip(0u32..) {
            let unknown = can_be_unknown(leaf, policy, rule);
            let known = !is_never_known(leaf, rule);
            let values = [
                (Value::Yes, known),
                (Value::No, known),
                (Value::Unknown, unknown),
            ];
            add(Clause::Leaf(part, at), &values);
        }
    }
    aspects
}

/// Whether an example can leave open whether a single condition holds. What lists on the ledger do
/// not hold is not so; only values can be missing.
fn can_be_unknown(leaf: &Condition, policy: &Policy, rule: &Rule) -> bool {
    let is_open = |fact: u32| {
        let fact = policy.facts.get(fact as usize);
        fact.is_some_and(|fact| fact.otherwise.is_none())
    };
    match leaf {
        Condition::AgeUnder(_) | Condition::AgeAtLeast(_) => true,
        Condition::Compare { fact, with, .. } => {
            is_open(*fact) || matches!(with, Operand::Fact(other) if is_open(*other))
        }
        Condition::FewerThan { .. } => {
            let mut subjects = rule.sentence.subjects.iter();
            subjects.any(|subject| is_uncounted(subject) || *subject == Subject::Anyone)
        }
        Condition::Consented
        | Condition::Refused
        | Condition::Signed(_)
        | Condition::Treats
        | Condition::ReasonGiven
        | Condition::Deceased
        | Condition::TimeBetween { .. }
        | Condition::Weekday
        | Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_) => false,
    }
}

/// Whether no example can say whether a single condition holds.
fn is_never_known(leaf: &Condition, rule: &Rule) -> bool {
    matches!(leaf, Condition::FewerThan { .. }) && rule.sentence.subjects.iter().all(is_uncounted)
}

/// Nobody counts the accesses of patients and guardians.
fn is_uncounted(subject: &Subject) -> bool {
    matches!(subject, Subject::Patient | Subject::Guardian)
}
