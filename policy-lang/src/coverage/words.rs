//! What can be tried of a rule, in words.

use super::Aspect;
use crate::interpret::{Clause, Value};
use crate::typed::Rule;

/// What is tried, as a phrase: `another purpose`, `after 2026-12-31`, `the patient has consented: no`.
pub fn words(rule: &Rule, aspect: Aspect) -> String {
    let words = &rule.sentence.words;
    let (clause, value) = match aspect {
        Aspect::Decides => return "it decides".into(),
        Aspect::Overridden => return "it is overridden".into(),
        Aspect::Clause(clause, value) => (clause, value),
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    let (yes, no) = match clause {
        Clause::Subject => ("somebody whom it is about asks", "somebody else asks"),
        Clause::Action => ("its actions", "another action"),
        Clause::Data => ("its data", "other data"),
        Clause::Purpose => ("its purpose", "another purpose"),
        Clause::Period => ("within its time", "outside of its time"),
        Clause::Narrowing(_) | Clause::Part(_) | Clause::Leaf(..) => {
            let text = text(rule, clause).unwrap_or("its condition");
            return match value {
                Value::Yes => format!("{text}: yes"),
                Value::Unknown => format!("{text}: not known"),
                _ => format!("{text}: no"),
            };
        }
    };
    match value {
        Value::Before => format!("before {}", or_none(&words.from)),
        Value::After => format!("after {}", or_none(&words.until)),
        Value::Yes => yes.into(),
        Value::No | Value::Unknown => no.into(),
    }
}

/// A clause in the author's words; `None` of a subject, which has none of its own.
pub fn text(rule: &Rule, clause: Clause) -> Option<&str> {
    let words = &rule.sentence.words;
    match clause {
        Clause::Subject | Clause::Period => None,
        Clause::Action => Some(&words.actions),
        Clause::Data => Some(&words.data),
        Clause::Purpose => words.purposes.as_deref(),
        Clause::Narrowing(at) => words.narrowing.get(at as usize).map(String::as_str),
        Clause::Part(part) => rule.condition_texts.get(part as usize).map(String::as_str),
        Clause::Leaf(part, leaf) => {
            let leaves = rule.leaf_texts.get(part as usize)?;
            leaves.get(leaf as usize).map(String::as_str)
        }
    }
}
