//! What the conditions of a policy ask for: birth date, death, declared facts, earlier accesses.
//!
//! Facts of the patient and of the requester stand in the facts file and are attested; those of the
//! record and of the request stand in the request itself, among the resource's properties and in
//! its context, and are claims. What is missing, or `null`, is not known.

use std::collections::BTreeMap;
use std::fmt;

use abi::terms::AccessRecord;
use policy_lang::diagnostic::{alternatives, quote};
use policy_lang::typed::{Date, Fact, FactKind, FactOwner, Policy, Scalar};
use serde::Deserialize;
use serde_json::Value;

use super::{Facts, Question};
use crate::failure::Failure;
use crate::json::Object;

/// Properties by their names.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Properties(pub BTreeMap<String, Value>);

/// The names alone: what stands there may be about people.
impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What a request says of the record and of itself, where facts are looked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Claimed {
    resource: Object<ClaimedResource>,
    #[serde(default)]
    context: Properties,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct ClaimedResource {
    #[serde(default)]
    properties: Properties,
}

/// What the ledger attests, and the requester claims, for the conditions of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The patient's birth date; `None` when it is not known.
    pub birth_date: Option<Date>,
    /// Whether the patient is attested to be deceased; never `None`.
    pub deceased: Option<bool>,
    /// The value of each declared fact, by its id; `None` where it is not known.
    pub facts: Vec<Option<Scalar>>,
    /// The patient's past allowed accesses; never `None`.
    pub accesses: Option<Vec<AccessRecord>>,
}

impl Question {
    /// What the conditions of `policy` ask for, of this request's patient and requester.
    ///
    /// # Errors
    /// A declared fact has a value of another kind; the message names the property.
    pub fn case_facts(&self, facts: &Facts, policy: &Policy) -> Result<CaseFacts, Failure> {
        let patient = facts.patient(&self.patient);
        let values = policy.facts.iter().map(|fact| self.fact(facts, fact));
        Ok(CaseFacts {
            birth_date: patient.and_then(|patient| patient.birth_date()),
            deceased: Some(patient.is_some_and(|patient| patient.deceased == Some(true))),
            facts: values.collect::<Result<_, _>>()?,
            accesses: Some(facts.accesses_to(&self.patient)),
        })
    }

    fn fact(&self, facts: &Facts, fact: &Fact) -> Result<Option<Scalar>, Failure> {
        let Claimed {
            resource: Object(resource),
            context,
        } = &self.claimed;
        let (properties, place) = match fact.owner {
            FactOwner::Patient => (
                facts.patient(&self.patient).map(|patient| &patient.facts),
                format!("patients.{}.facts", self.patient),
            ),
            FactOwner::Requester => (
                facts.requester(&self.subject),
                format!("requesters.{}.facts", self.subject),
            ),
            FactOwner::Record => (
                Some(&resource.properties),
                String::from("resource.properties"),
            ),
            FactOwner::Request => (Some(context), String::from("context")),
        };
        let value = properties.and_then(|properties| properties.0.get(&fact.name));
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(value) => scalar(&fact.kind, value).map(Some).ok_or_else(|| {
                let field = quote(&format!("{place}.{}", fact.name));
                let message = format!("{field} is {}, which is not {}", shown(value), kind(fact));
                Failure::usage(message)
            }),
        }
    }
}

/// The value of a fact of this kind; `None` when it is of another.
fn scalar(kind: &FactKind, value: &Value) -> Option<Scalar> {
    match (kind, value) {
        (FactKind::YesNo, Value::Bool(yes)) => Some(Scalar::YesNo(*yes)),
        (FactKind::Number, Value::Number(number)) => number.as_i64().map(Scalar::Number),
        (FactKind::Date, Value::String(text)) => day(text).map(Scalar::Date),
        (FactKind::Text, Value::String(text)) => Some(Scalar::Text(text.clone())),
        (FactKind::OneOf(words), Value::String(text)) => {
            words.contains(text).then(|| Scalar::Text(text.clone()))
        }
        _ => None,
    }
}

/// A day that is written out in full: `2010-05-01`.
pub(super) fn day(text: &str) -> Option<Date> {
    let parsed: jiff::civil::Date = text.parse().ok()?;
    // Other ways of writing a day, or a day with a time, are none.
    let day = (text == parsed.to_string()).then_some(parsed)?;
    let part = |number: i8| u32::from(number.unsigned_abs());
    let year = i64::from(day.year());
    (year >= 0).then(|| Date::new(year, part(day.month()), part(day.day())))
}

/// What a fact has to be, for people who write JSON.
fn kind(fact: &Fact) -> String {
    match &fact.kind {
        FactKind::YesNo => String::from("true or false"),
        FactKind::Number => String::from("a whole number"),
        FactKind::Date => String::from("a day such as \"2010-05-01\""),
        FactKind::Text => String::from("a text"),
        FactKind::OneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
            format!("{}, in quotes", alternatives(&words))
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => String::from("a list"),
        Value::Object(_) => String::from("an object"),
        value => quote(&value.to_string()),
    }
}

#[cfg(test)]
mod tests;
