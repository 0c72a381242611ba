//! What a trace says of every clause is enough to decide by: the decision is made again from the
//! clauses alone, with an evaluator of its own, and must be the one that was made.

use abi::decision::{Explanation, Outcome, Verdict};
use policy_lang::coverage::{Coverage, suggest};
use policy_lang::interpret::{Clause, RuleTrace, Trace, Value, trace};
use policy_lang::typed::{Case, Condition, Policy, Rule};

use crate::entropy::Entropy;
use crate::policies;

/// Asserts that the trace of a case tells the decision `expected`, and that its clauses lead there.
///
/// # Panics
/// When they do not: that is the finding.
pub fn trace_tells_the_decision(policy: &Policy, case: &Case, expected: &Explanation) {
    let trace = trace(policy, case).expect("known terms");
    assert_eq!(&trace.explanation, expected, "{case:#?}");
    assert_eq!(verdict(policy, &trace), expected.verdict, "{case:#?}");
    for (rule, number) in trace.rules.iter().zip(0u32..) {
        assert_eq!(rule.decided, expected.verdict.rules.contains(&number));
        let mut reasons = expected.reasons.iter();
        assert_eq!(rule.near, reasons.any(|reason| reason.rule == number));
    }
}

/// Generates a policy from `bytes` and asserts that every suggested example of it is one that holds
/// and tries what it says. Returns how many there were.
///
/// # Panics
/// When one does not: that is the finding.
pub fn suggestions_hold(bytes: &[u8]) -> usize {
    let source = policies::policy(&mut Entropy::new(bytes));
    let Some(policy) = policy_lang::check(&source, "generated").policy else {
        return 0;
    };
    let suggestions = suggest(&policy, &source, &Coverage::new(&policy));
    for suggestion in &suggestions {
        let longer = format!("{source}\n{}\n", suggestion.example);
        let checked = policy_lang::check(&longer, "generated");
        let policy = checked
            .policy
            .unwrap_or_else(|| panic!("{:?}\n{longer}", checked.problems));
        let example = policy.examples.last().expect("the suggested one");
        let traced = trace(&policy, &example.case).expect("known terms");
        let verdict = &traced.explanation.verdict;
        assert_eq!(verdict.outcome, example.expect.outcome, "{longer}");
        let mut expected = example.expect.rules.iter();
        assert!(
            expected.all(|rule| verdict.rules.contains(rule)),
            "{longer}"
        );
        let mut coverage = Coverage::new(&policy);
        coverage.add(&traced);
        let mut points = coverage.rules[suggestion.rule as usize].points.iter();
        let tried = points.find(|point| point.aspect == suggestion.aspect);
        assert_eq!(tried.expect("the point").times, 1, "{longer}");
    }
    suggestions.len()
}

/// The verdict that follows from the clauses.
fn verdict(policy: &Policy, trace: &Trace) -> Verdict {
    let rules = || policy.rules.iter().zip(&trace.rules).zip(0u32..);
    let applying = |may: bool| -> Vec<u32> {
        rules()
            .filter(|((rule, traced), _)| {
                let applies = applies(rule, traced);
                assert_eq!(applies, traced.applies, "{}", rule.name);
                rule.sentence.may == may && applies
            })
            .map(|(_, number)| number)
            .collect()
    };
    let allowing = applying(true);
    let forbidding = applying(false);
    let mut refusing = forbidding.clone();
    for by in &allowing {
        let overridden = &policy.rules[*by as usize].overrides;
        refusing.retain(|rule| !overridden.contains(rule));
    }
    let (outcome, rules, overridden) = match (refusing.is_empty(), allowing.is_empty()) {
        (false, _) => (Outcome::Refused, refusing, Vec::new()),
        (true, false) => (Outcome::Allowed, allowing, forbidding),
        (true, true) => (Outcome::NotCovered, Vec::new(), Vec::new()),
    };
    Verdict {
        outcome,
        rules,
        overridden,
    }
}

fn applies(rule: &Rule, traced: &RuleTrace) -> bool {
    let is_condition = |clause: Clause| {
        matches!(
            clause,
            Clause::Narrowing(_) | Clause::Part(_) | Clause::Leaf(..)
        )
    };
    let sentence = traced
        .clauses
        .iter()
        .filter(|(clause, _)| !is_condition(*clause))
        .all(|(_, value)| *value == Value::Yes);
    let mut worst = Value::Yes;
    for (clause, value) in &traced.clauses {
        if matches!(clause, Clause::Narrowing(_)) {
            worst = and(worst, *value);
        }
    }
    for (condition, part) in rule.conditions.iter().zip(0u32..) {
        let value = |leaf| {
            traced
                .value(Clause::Leaf(part, leaf))
                .expect("every leaf is traced")
        };
        let mut leaves = (0..).map(value);
        let whole = value_of(condition, &mut leaves);
        if let Some(told) = traced.value(Clause::Part(part)) {
            assert_eq!(told, whole, "{} part {part}", rule.name);
        }
        worst = and(worst, whole);
    }
    sentence
        && match rule.sentence.may {
            true => worst == Value::Yes,
            false => worst != Value::No,
        }
}

/// A condition's value from those of its leaves, in the order of the text.
fn value_of(condition: &Condition, leaves: &mut dyn Iterator<Item = Value>) -> Value {
    let not = |value| match value {
        Value::Yes => Value::No,
        Value::No => Value::Yes,
        other => other,
    };
    match condition {
        Condition::And(parts) => parts.iter().fold(Value::Yes, |so_far, part| {
            and(so_far, value_of(part, leaves))
        }),
        Condition::Or(parts) => not(parts.iter().fold(Value::Yes, |so_far, part| {
            and(so_far, not(value_of(part, leaves)))
        })),
        Condition::Not(part) => not(value_of(part, leaves)),
        _ => leaves.next().expect("a value for each leaf"),
    }
}

fn and(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::No, _) | (_, Value::No) => Value::No,
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        _ => Value::Yes,
    }
}
