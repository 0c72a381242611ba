//! What an example expects, in words, and what of it does not hold.

use abi::decision::{Explanation, Failure as Clause, Reason};
use abi::interface::{Duty, Interface};
use policy_lang::diagnostic::alternatives;
use policy_lang::reasons;
use policy_lang::typed::Expect;

/// An expectation as a sentence: `allowed by lab_bloods; then notify the patient`.
pub fn words(interface: &Interface, expect: &Expect) -> String {
    let mut text = expect.outcome.word().replace('_', " ");
    if !expect.rules.is_empty() {
        let names = reasons::rule_names(interface, &expect.rules);
        text += &format!(" by {}", reasons::list(&names));
    }
    if !expect.duties.is_empty() {
        let duties: Vec<String> = expect.duties.iter().map(reasons::duty).collect();
        text += &format!("; then {}", reasons::list(&duties));
    }
    let one = |expected: &Reason| texts(interface, std::slice::from_ref(expected));
    let mut because: Vec<String> = expect.reasons.iter().flat_map(one).collect();
    let any_of = expect.any_of.iter();
    because.extend(any_of.map(|any_of| alternatives(&texts(interface, any_of))));
    if !because.is_empty() {
        text += &format!(", because {}", reasons::list(&because));
    }
    text
}

/// What of an expectation does not hold, each as a sentence. Where the outcome is another, the rest
/// is, too, and is not listed.
pub fn differences(interface: &Interface, expect: &Expect, actual: &Explanation) -> Vec<String> {
    if expect.outcome != actual.verdict.outcome {
        let words = |outcome: &str| outcome.replace('_', " ");
        return vec![format!(
            "it is {}, not {}",
            words(actual.verdict.outcome.word()),
            words(expect.outcome.word())
        )];
    }
    let mut differences = Vec::new();
    let is_missing = |rule: &&u32| !actual.verdict.rules.contains(rule);
    for rule in expect.rules.iter().filter(is_missing) {
        let name = reasons::rule_names(interface, &[*rule]);
        differences.push(format!("{} did not decide it", reasons::list(&name)));
    }
    differences.extend(duties(interface, expect, actual));
    let is_given = |expected: &Reason| {
        let mut given = actual.reasons.iter();
        given.any(|actual| is_same(interface, expected, actual))
    };
    let missing = expect.reasons.iter().filter(|reason| !is_given(reason));
    let missing = missing.map(std::slice::from_ref).map(<[Reason]>::to_vec);
    let any_of = expect.any_of.iter();
    let missing_any = any_of.filter(|any_of| !any_of.iter().any(is_given));
    for reasons in missing.chain(missing_any.cloned()) {
        let texts = texts(interface, &reasons);
        differences.push(format!("it is not because {}", alternatives(&texts)));
    }
    differences
}

fn texts(interface: &Interface, expected: &[Reason]) -> Vec<String> {
    let reasons = expected
        .iter()
        .filter_map(|expected| reasons::reason(interface, expected));
    reasons.map(|reason| reason.text).collect()
}

fn duties(interface: &Interface, expect: &Expect, actual: &Explanation) -> Vec<String> {
    let actual = reasons::duties(interface, actual);
    let is_met = |expected: &&Duty| actual.iter().any(|actual| is_met(expected, actual));
    let missing = expect.duties.iter().filter(|expected| !is_met(expected));
    missing
        .map(|duty| format!("there is no duty to {}", reasons::duty(duty)))
        .collect()
}

/// Whether a decision's duty is the one expected; a deadline that is not written is not compared.
fn is_met(expected: &Duty, actual: &Duty) -> bool {
    match (expected, actual) {
        (
            Duty::Notify {
                whom,
                within_hours: None,
            },
            Duty::Notify { whom: other, .. },
        ) => whom == other,
        (
            Duty::Review {
                by,
                within_hours: None,
            },
            Duty::Review { by: other, .. },
        ) => by == other,
        (
            Duty::Delete {
                categories,
                within_hours: None,
            },
            Duty::Delete {
                categories: others, ..
            },
        ) => categories == others,
        _ => expected == actual,
    }
}

/// Whether a reason is the one expected; `needs …` is met whether the condition is no or unknown,
/// `… is not known` when it is unknown alone.
fn is_same(interface: &Interface, expected: &Reason, actual: &Reason) -> bool {
    let is_needed = match (expected.failure, actual.failure) {
        (Clause::ConditionFalse(part), Clause::ConditionUnknown(other)) => part == other,
        _ => false,
    };
    // `leaves genetics out` is so for genetics and for what contains it: the words say which.
    let words = |reason: &Reason| reasons::reason(interface, reason).map(|reason| reason.text);
    expected.rule == actual.rule
        && (expected.failure == actual.failure || is_needed || words(expected) == words(actual))
}

#[cfg(test)]
mod tests;
