//! The facts file: what the ledger would attest.

use std::collections::BTreeMap;

use abi::Instant;
use abi::terms::{AccessRecord, ConsentRecord, ConsentTerms};
use jiff::civil::Date;
use policy_lang::diagnostic::{Problem, quote};
use policy_lang::syntax::parse_consent;
use policy_lang::typed::from_syntax::check_consent;
use policy_lang::typed::{self, Policy};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected};

use super::case_facts::{Properties, day};
use super::instant;
use super::signed::SignedJson;
use crate::failure::Failure;
use crate::json::{Object, OneOrMany, parse};

/// What the ledger would attest. What a list does not hold is not so.
#[derive(Debug, Default, Deserialize)]
pub struct Facts {
    #[serde(default)]
    patients: BTreeMap<String, Object<PatientFacts>>,
    #[serde(default)]
    requesters: BTreeMap<String, Object<RequesterFacts>>,
    #[serde(default)]
    accesses: Vec<Object<AccessJson>>,
}

/// What the ledger would attest about one patient.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PatientFacts {
    /// Identifiers of the guardians.
    #[serde(default)]
    pub guardians: Vec<String>,
    /// Identifiers of those who treat the patient.
    #[serde(default)]
    pub treated_by: Vec<String>,
    /// The patient's consents.
    #[serde(default)]
    consents: Vec<ConsentJson>,
    /// The forms that the patient has signed.
    #[serde(default)]
    signed: Vec<Object<SignedJson>>,
    birth_date: Option<Day>,
    /// Whether the patient is attested to be deceased.
    pub deceased: Option<bool>,
    /// Values of declared facts.
    #[serde(default)]
    pub facts: Properties,
}

/// What the ledger would attest about one requester.
#[derive(Debug, Default, Deserialize)]
struct RequesterFacts {
    #[serde(default)]
    facts: Properties,
}

/// An allowed access of the past.
#[derive(Debug, Deserialize)]
struct AccessJson {
    patient: String,
    by: String,
    /// The organisation that was acted for, when somebody asked for one.
    organization: Option<String>,
    action: OneOrMany,
    at: At,
}

/// A day that is written out in full.
#[derive(Debug, Clone, Copy)]
struct Day(typed::Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = &"a day such as \"2010-05-01\"";
        let wrong = || D::Error::invalid_value(Unexpected::Str(&text), expected);
        day(&text).map(Day).ok_or_else(wrong)
    }
}

/// An instant with an offset.
#[derive(Debug, Clone, Copy)]
struct At(Instant);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<At, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = &"an instant with an offset such as \"2026-05-01T09:00:00Z\"";
        let wrong = || D::Error::invalid_value(Unexpected::Str(&text), expected);
        instant(&text).map(At).ok_or_else(wrong)
    }
}

impl PatientFacts {
    /// The birth date, when it is known.
    pub fn birth_date(&self) -> Option<typed::Date> {
        self.birth_date.map(|Day(day)| day)
    }
}

/// A consent: its sentence alone, or with its dates.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a sentence, or an object with `sentence`, `on` and `withdrawn`"
)]
enum ConsentJson {
    Sentence(String),
    Dated(Object<DatedJson>),
}

#[derive(Debug, Deserialize)]
struct DatedJson {
    sentence: String,
    on: Option<String>,
    withdrawn: Option<String>,
}

impl Facts {
    /// Reads a facts file.
    ///
    /// # Errors
    /// It is not one; the message says which field.
    pub fn read(bytes: &[u8]) -> Result<Facts, Failure> {
        parse::<Object<Facts>>(bytes, "the facts file").map(|Object(facts)| facts)
    }

    /// The consents of `patient` and the forms that were signed, with the words and the time zone of `policy`. Names that the
    /// policy does not know are told to `warn`: a grant with one of them counts for nothing.
    ///
    /// # Errors
    /// A sentence does not parse, a form is not filled in as it asks, or a date is none; the message says
    /// which.
    pub fn consents(
        &self,
        patient: &str,
        policy: &Policy,
        warn: &mut dyn FnMut(String),
    ) -> Result<Vec<ConsentRecord>, Failure> {
        let Some(facts) = self.patient(patient) else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        for (consent, number) in facts.consents.iter().zip(0u32..) {
            let field = quote(&format!("patients.{patient}.consents[{number}]"));
            records.push(record(consent, number, policy, &field, warn)?);
        }
        for ((Object(signed), at), number) in
            facts.signed.iter().zip(0u32..).zip(records.len() as u32..)
        {
            let field = format!("patients.{patient}.signed[{at}]");
            records.push(signed.record(number, policy, &field, warn)?);
        }
        Ok(records)
    }

    /// The past accesses to the record of `patient`.
    pub(super) fn accesses_to(&self, patient: &str) -> Vec<AccessRecord> {
        let accesses = self.accesses.iter().map(|Object(access)| access);
        let accesses = accesses.filter(|access| access.patient == patient);
        accesses.map(AccessJson::record).collect()
    }

    /// The facts of a requester.
    pub(super) fn requester(&self, id: &str) -> Option<&Properties> {
        self.requesters
            .get(id)
            .map(|Object(requester)| &requester.facts)
    }

    pub(super) fn patient(&self, id: &str) -> Option<&PatientFacts> {
        self.patients.get(id).map(|Object(facts)| facts)
    }
}

impl AccessJson {
    fn record(&self) -> AccessRecord {
        AccessRecord {
            at: self.at.0,
            by: self.by.clone(),
            organisation: self.organization.clone(),
            actions: self.action.0.clone(),
        }
    }
}

fn record(
    json: &ConsentJson,
    number: u32,
    policy: &Policy,
    field: &str,
    warn: &mut dyn FnMut(String),
) -> Result<ConsentRecord, Failure> {
    let (sentence, on, withdrawn) = match json {
        ConsentJson::Sentence(sentence) => (sentence, None, None),
        ConsentJson::Dated(Object(dated)) => (
            &dated.sentence,
            dated.on.as_deref(),
            dated.withdrawn.as_deref(),
        ),
    };
    let (terms, problems) = terms(sentence, policy);
    let Some(terms) = terms else {
        let first = problems.iter().find(|problem| problem.is_error());
        let message = first.map_or("it says nothing", |problem| problem.message.as_str());
        let failure = Failure::usage(format!("{field} is no consent: {message}"));
        return Err(match first.and_then(|problem| problem.help.as_ref()) {
            Some(help) => failure.help(help.clone()),
            None => failure,
        });
    };
    let warnings = problems.iter().filter(|problem| !problem.is_error());
    warnings.for_each(|problem| warn(format!("{field}: {}", problem.message)));
    let when = |text: Option<&str>, name: &str| match text {
        None => Ok(None),
        Some(text) => moment(text, policy).map(Some).ok_or_else(|| {
            Failure::usage(format!(
                "{field}: `{name}` is {}, which is neither a day nor an instant",
                quote(text)
            ))
        }),
    };
    let recorded_at = when(on, "on")?.unwrap_or(Instant::MIN);
    Ok(ConsentRecord {
        withdrawn_at: when(withdrawn, "withdrawn")?,
        ..ConsentRecord::of_sentence(number, terms, recorded_at)
    })
}

/// What a sentence says, unless it has errors, and its problems.
fn terms(sentence: &str, policy: &Policy) -> (Option<ConsentTerms>, Vec<Problem>) {
    let (syntax, problems) = parse_consent(sentence);
    match syntax {
        Some(syntax) if !problems.iter().any(Problem::is_error) => {
            let checked = check_consent(&syntax, policy, sentence);
            (checked.terms, checked.problems)
        }
        _ => (None, problems),
    }
}

/// An instant; a day is its first instant in the policy's time zone.
pub(super) fn moment(text: &str, policy: &Policy) -> Option<Instant> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == "2026-01-01".len()
    {
        let start = policy.time_zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        return Some(Instant(start.as_second()));
    }
    instant(text)
}

#[cfg(test)]
mod tests;
