//! A decision clause by clause: what each clause of each rule came to. The values are those of the
//! functions that decide; nothing is evaluated in another way.

use abi::decision::Explanation;

use super::request::Request;
use super::{Asked, Period, Truth, UnknownTerm};
use crate::typed::{Case, Condition, Policy, Rule};

/// A clause of a rule, or something in its condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clause {
    /// Whom it is about.
    Subject,
    /// What may be done.
    Action,
    /// With what data.
    Data,
    /// For what; only of rules that name purposes.
    Purpose,
    /// When; only of rules with a beginning or an end.
    Period,
    /// What narrows the data, by its position.
    Narrowing(u32),
    /// A part of the condition that joins several with `and` or `or`, by its position.
    Part(u32),
    /// In a part of the condition, by its position, the single condition at a position: see
    /// [`Condition::leaves`].
    Leaf(u32, u32),
}

/// What a clause came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// It holds.
    Yes,
    /// It does not hold. Of a period this is one of the next two.
    No,
    /// The request comes before the period.
    Before,
    /// The request comes after the period.
    After,
    /// Whether it holds is not known; of conditions and of what narrows data.
    Unknown,
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Value {
        match truth {
            Truth::No => Value::No,
            Truth::Unknown => Value::Unknown,
            Truth::Yes => Value::Yes,
        }
    }
}

impl From<bool> for Value {
    fn from(holds: bool) -> Value {
        Truth::from(holds).into()
    }
}

impl From<Period> for Value {
    fn from(period: Period) -> Value {
        match period {
            Period::Before => Value::Before,
            Period::Within => Value::Yes,
            Period::After => Value::After,
        }
    }
}

/// A decision with what every clause of every rule came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The decision.
    pub explanation: Explanation,
    /// The rules, by number.
    pub rules: Vec<RuleTrace>,
}

/// What one rule came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTrace {
    /// Each clause of it, all of them whatever the others came to.
    pub clauses: Vec<(Clause, Value)>,
    /// Whether it applies.
    pub applies: bool,
    /// Whether it is among the rules that decided.
    pub decided: bool,
    /// Whether it is among the rules that came near.
    pub near: bool,
    may: bool,
}

impl RuleTrace {
    /// What a clause came to; `None` when the rule has no such clause.
    pub fn value(&self, clause: Clause) -> Option<Value> {
        let found = self.clauses.iter().find(|(of, _)| *of == clause);
        found.map(|(_, value)| *value)
    }

    /// Whether it applies and another rule overrides it.
    pub fn is_overridden(&self) -> bool {
        !self.may && self.applies && !self.decided
    }

    /// Whether the requester is one of those whom the rule is about.
    pub fn is_about(&self) -> bool {
        self.value(Clause::Subject) == Some(Value::Yes)
    }
}

/// Decides `case` by `policy` as [`super::decide`] does, and says what every clause came to. It
/// looks at every clause of every rule, so it is slower.
///
/// # Errors
/// Reject: the request names an action, a category or a purpose that the policy does not know.
pub fn trace(policy: &Policy, case: &Case) -> Result<Trace, UnknownTerm> {
    let request = Request::resolve(policy, case)?;
    let asked = Asked {
        policy,
        case,
        request: &request,
    };
    let explanation = asked.explanation();
    let rules = policy.rules.iter().zip(0u32..).map(|(rule, number)| {
        let mut reasons = explanation.reasons.iter();
        RuleTrace {
            clauses: asked.clauses(rule),
            applies: asked.applies(rule),
            decided: explanation.verdict.rules.contains(&number),
            near: reasons.any(|reason| reason.rule == number),
            may: rule.sentence.may,
        }
    });
    Ok(Trace {
        rules: rules.collect(),
        explanation,
    })
}

impl Asked<'_> {
    /// What every clause of a rule comes to. A clause that the language gains is one line here.
    fn clauses(&self, rule: &Rule) -> Vec<(Clause, Value)> {
        let sentence = &rule.sentence;
        let mut clauses = vec![
            (Clause::Subject, self.is_about(sentence).into()),
            (Clause::Action, self.has_actions(sentence).into()),
            (Clause::Data, self.has_data(sentence).into()),
        ];
        if sentence.purposes.is_some() {
            clauses.push((Clause::Purpose, self.has_purpose(sentence).into()));
        }
        if sentence.from.is_some() || sentence.until.is_some() {
            clauses.push((Clause::Period, self.period(sentence).into()));
        }
        let narrowings = self.narrowings(sentence).zip(0u32..);
        clauses.extend(narrowings.map(|(value, at)| (Clause::Narrowing(at), value.into())));
        for (condition, part) in rule.conditions.iter().zip(0u32..) {
            if condition.is_joined() {
                clauses.push((Clause::Part(part), self.truth(condition).into()));
            }
            let leaves = condition.leaves().into_iter().zip(0u32..);
            clauses
                .extend(leaves.map(|(leaf, at)| (Clause::Leaf(part, at), self.truth(leaf).into())));
        }
        clauses
    }
}

impl Condition {
    /// Whether it joins conditions; what a single condition and its opposite come to is one thing.
    pub fn is_joined(&self) -> bool {
        match self {
            Condition::And(_) | Condition::Or(_) => true,
            Condition::Not(part) => part.is_joined(),
            _ => false,
        }
    }
}
