//! Decisions to AuthZEN answers and to sentences.

use abi::Hash;
use abi::decision::{Explanation, Outcome};
use abi::interface::{Duty, Interface};
use policy_lang::reasons;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cache::CacheReport;

/// An AuthZEN answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    decision: bool,
    context: Context,
}

#[derive(Debug, Serialize)]
struct Context {
    outcome: &'static str,
    rules: Vec<String>,
    /// Rules that forbid what is allowed and are overridden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overridden: Vec<String>,
    duties: Vec<Value>,
    reasons: Vec<ReasonLine>,
    policy: String,
    /// Where the contract came from, when a cache was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<CacheReport>,
}

impl Answer {
    /// With what a cache did for it.
    pub fn cached(mut self, report: Option<CacheReport>) -> Answer {
        self.context.cache = report;
        self
    }
}

/// A failing clause of a near rule.
#[derive(Debug, Serialize)]
struct ReasonLine {
    rule: String,
    clause: &'static str,
    line: u32,
    text: String,
}

/// The answer about one explained decision of the contract with hash `policy`.
pub fn answer(interface: &Interface, explanation: &Explanation, policy: &Hash) -> Answer {
    let reasons = reasons::reasons(interface, explanation)
        .into_iter()
        .map(|reason| ReasonLine {
            rule: reason.rule,
            clause: reason.clause,
            line: reason.line,
            text: reason.text,
        });
    Answer {
        decision: explanation.verdict.outcome == Outcome::Allowed,
        context: Context {
            outcome: explanation.verdict.outcome.word(),
            rules: reasons::rule_names(interface, &explanation.verdict.rules),
            overridden: reasons::rule_names(interface, &explanation.verdict.overridden),
            duties: reasons::duties(interface, explanation)
                .iter()
                .map(duty)
                .collect(),
            reasons: reasons.collect(),
            policy: policy.to_string(),
            cache: None,
        },
    }
}

/// A duty as JSON: `{"duty": "notify", "whom": "patient", "within_hours": 72}`.
pub fn duty(duty: &Duty) -> Value {
    let with_deadline = |mut value: Value, hours: &Option<u32>| {
        if let (Some(hours), Some(object)) = (hours, value.as_object_mut()) {
            object.insert("within_hours".into(), json!(hours));
        }
        value
    };
    match duty {
        Duty::Notify { whom, within_hours } => {
            with_deadline(json!({"duty": "notify", "whom": whom}), within_hours)
        }
        Duty::Mask { categories } => json!({"duty": "mask", "categories": categories}),
        Duty::Record { text } => json!({"duty": "record", "text": text}),
        Duty::Review { by, within_hours } => {
            let review = match by {
                Some(by) => json!({"duty": "review", "by": by}),
                None => json!({"duty": "review"}),
            };
            with_deadline(review, within_hours)
        }
        Duty::Delete {
            categories,
            within_hours,
        } => {
            let delete = match categories.is_empty() {
                true => json!({"duty": "delete"}),
                false => json!({"duty": "delete", "categories": categories}),
            };
            with_deadline(delete, within_hours)
        }
    }
}
