//! Decisions in words, from what a compiled contract carries: no source text is needed.
//!
//! ```text
//! lab_bloods ended 2026-12-31
//! care_team needs the requester treats the patient
//! care_team leaves substance_use out
//! ```

use abi::decision::{Explanation, Failure, Outcome, Reason};
use abi::interface::{Duty, Interface, RuleEntry};
use parity_scale_codec::Compact;

/// A reason with its words, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordedReason {
    /// The rule's name.
    pub rule: String,
    /// The line of the policy on which the rule begins.
    pub line: u32,
    /// Which of its clauses failed: `action`, `data`, `purpose`, `period` or `condition`.
    pub clause: &'static str,
    /// The clause, as a sentence that begins with the rule's name.
    pub text: String,
}

/// Words a reason; `None` when it is about a rule that the interface does not have.
pub fn reason(interface: &Interface, reason: &Reason) -> Option<WordedReason> {
    let rule = interface.rules.get(reason.rule as usize)?;
    let name = &rule.name;
    let text = |index: Compact<u32>| interface.texts.get(index.0 as usize).map(String::as_str);
    let optional = |index: Option<Compact<u32>>| index.and_then(text).unwrap_or("");
    let part = |index: u32| {
        rule.conditions
            .get(index as usize)
            .copied()
            .and_then(text)
            .unwrap_or("")
    };
    let (clause, text) = match reason.failure {
        Failure::Action(id) => (
            "action",
            format!("{name} does not allow to {}", action(interface, id)),
        ),
        Failure::Data(id) => ("data", data(interface, rule, id)),
        Failure::Purpose => (
            "purpose",
            format!("{name} is for {}", optional(rule.purposes)),
        ),
        Failure::NotStarted => ("period", format!("{name} starts {}", optional(rule.from))),
        Failure::Ended => ("period", format!("{name} ended {}", optional(rule.until))),
        Failure::ConditionFalse(index) => ("condition", format!("{name} needs {}", part(index))),
        Failure::ConditionUnknown(index) => (
            "condition",
            format!("{name} needs {}, which is not known", part(index)),
        ),
    };
    Some(WordedReason {
        rule: name.clone(),
        line: rule.line.0,
        clause,
        text,
    })
}

/// The reasons of an explanation, each in words.
pub fn reasons(interface: &Interface, explanation: &Explanation) -> Vec<WordedReason> {
    explanation
        .reasons
        .iter()
        .filter_map(|failed| reason(interface, failed))
        .collect()
}

/// The names of the rules that decided.
pub fn rule_names(interface: &Interface, rules: &[u32]) -> Vec<String> {
    let name = |rule: &u32| {
        interface
            .rules
            .get(*rule as usize)
            .map(|rule| rule.name.clone())
    };
    rules.iter().filter_map(name).collect()
}

/// The duties of an allowed request: those of every rule that allows it, sorted, each once.
pub fn duties(interface: &Interface, explanation: &Explanation) -> Vec<Duty> {
    if explanation.verdict.outcome != Outcome::Allowed {
        return Vec::new();
    }
    let rules = explanation
        .verdict
        .rules
        .iter()
        .filter_map(|rule| interface.rules.get(*rule as usize));
    let mut duties: Vec<Duty> = rules.flat_map(|rule| rule.duties.iter().cloned()).collect();
    duties.sort();
    duties.dedup();
    duties
}

/// A duty as the language says it: `notify the patient within 72 hours`.
pub fn duty(duty: &Duty) -> String {
    let within = |hours: &Option<u32>| match hours {
        Some(1) => " within 1 hour".into(),
        Some(hours) => format!(" within {hours} hours"),
        None => String::new(),
    };
    match duty {
        Duty::Notify { whom, within_hours } => {
            format!("notify {}{}", recipient(whom), within(within_hours))
        }
        Duty::Mask { categories } => format!("mask {}", list(categories)),
        Duty::Record { text } => format!("record \"{text}\""),
        Duty::Review { by, within_hours } => {
            let by = by.as_ref().map(|by| format!(" by {}", recipient(by)));
            format!("review{}{}", by.unwrap_or_default(), within(within_hours))
        }
        Duty::Delete {
            categories,
            within_hours,
        } => {
            let what = (!categories.is_empty()).then(|| format!(" {}", list(categories)));
            format!("delete{}{}", what.unwrap_or_default(), within(within_hours))
        }
    }
}

/// Who is notified or reviews, in words.
fn recipient(whom: &str) -> &str {
    match whom {
        "patient" => "the patient",
        "guardian" => "a guardian of the patient",
        "requester" => "the requester",
        name => name,
    }
}

/// A decision in one sentence: `allowed by lab_bloods; then notify the patient within 72 hours`.
pub fn decision(interface: &Interface, explanation: &Explanation) -> String {
    let rules = list(&rule_names(interface, &explanation.verdict.rules));
    let duties: Vec<String> = duties(interface, explanation).iter().map(duty).collect();
    let reasons = reasons(interface, explanation);
    let because: Vec<String> = reasons.into_iter().map(|reason| reason.text).collect();
    let mut text = match explanation.verdict.outcome {
        Outcome::Allowed => format!("allowed by {rules}"),
        Outcome::Refused => format!("refused by {rules}"),
        Outcome::NotCovered => String::from("not covered by any rule"),
    };
    if !explanation.verdict.overridden.is_empty() {
        let overridden = rule_names(interface, &explanation.verdict.overridden);
        text += &format!(", overriding {}", list(&overridden));
    }
    if !duties.is_empty() {
        text += &format!("; then {}", list(&duties));
    }
    if !because.is_empty() {
        text += &format!(", because {}", list(&because));
    }
    text
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn action(interface: &Interface, id: u32) -> &str {
    interface
        .actions
        .get(id as usize)
        .map_or("", |action| &action.name)
}

/// A category that a rule names and yet does not cover is left out: excepted or specially protected.
fn data(interface: &Interface, rule: &RuleEntry, id: u32) -> String {
    let name = &rule.name;
    let Some(category) = interface.categories.get(id as usize) else {
        return format!("{name} does not cover a code that nobody knows");
    };
    if rule.named.contains(id) {
        format!(
            "{name} leaves {} out",
            left_out(interface, category.protected, id)
        )
    } else {
        format!("{name} does not cover {}", category.name)
    }
}

/// What is left out of a category that was asked for: itself, or the protected parts of it.
fn left_out(interface: &Interface, is_protected: bool, id: u32) -> String {
    let Some(category) = interface.categories.get(id as usize) else {
        return String::new();
    };
    let parts = interface.categories.iter().zip(0u32..);
    let around = id..=category.end.0;
    let within = parts.filter(|(part, id)| part.protected && around.contains(id));
    let names: Vec<String> = within.map(|(part, _)| part.name.clone()).collect();
    if is_protected || names.is_empty() {
        category.name.clone()
    } else {
        list(&names)
    }
}

#[cfg(test)]
mod tests;
