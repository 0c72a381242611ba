//! The facts file: what the ledger would attest.

use std::collections::BTreeMap;

use abi::Instant;
use abi::terms::ConsentRecord;
use jiff::civil::Date;
use policy_lang::diagnostic::quote;
use policy_lang::typed::Policy;
use serde::Deserialize;

use super::instant;
use super::json::{Object, parse};
use crate::failure::Failure;

/// What the ledger would attest. What a list does not hold is not so.
#[derive(Debug, Default, Deserialize)]
pub struct Facts {
    #[serde(default)]
    patients: BTreeMap<String, Object<PatientFacts>>,
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

    /// The consents of `patient`, with the words and the time zone of `policy`.
    ///
    /// # Errors
    /// A sentence does not parse, or a date is none; the message says which.
    pub fn consents(&self, patient: &str, policy: &Policy) -> Result<Vec<ConsentRecord>, Failure> {
        let Some(facts) = self.patient(patient) else {
            return Ok(Vec::new());
        };
        let numbered = facts.consents.iter().zip(0u32..);
        numbered
            .map(|(consent, number)| record(consent, number, patient, policy))
            .collect()
    }

    pub(super) fn patient(&self, id: &str) -> Option<&PatientFacts> {
        self.patients.get(id).map(|Object(facts)| facts)
    }
}

fn record(
    json: &ConsentJson,
    number: u32,
    patient: &str,
    policy: &Policy,
) -> Result<ConsentRecord, Failure> {
    let (sentence, on, withdrawn) = match json {
        ConsentJson::Sentence(sentence) => (sentence, None, None),
        ConsentJson::Dated(Object(DatedJson {
            sentence,
            on,
            withdrawn,
        })) => (sentence, on.as_deref(), withdrawn.as_deref()),
    };
    let field = quote(&format!("patients.{patient}.consents[{number}]"));
    let terms = policy_lang::consent(sentence, policy).map_err(|problems| {
        let first = problems.iter().find(|problem| problem.is_error());
        let message = first.map_or("it says nothing", |problem| problem.message.as_str());
        let failure = Failure::usage(format!("{field} is no consent: {message}"));
        match first.and_then(|problem| problem.help.as_ref()) {
            Some(help) => failure.help(help.clone()),
            None => failure,
        }
    })?;
    let when = |text: Option<&str>, name: &str| match text {
        None => Ok(None),
        Some(text) => moment(text, policy).map(Some).ok_or_else(|| {
            Failure::usage(format!(
                "{field}: `{name}` is {}, which is neither a day nor an instant",
                quote(text)
            ))
        }),
    };
    Ok(ConsentRecord {
        number,
        terms,
        recorded_at: when(on, "on")?.unwrap_or(Instant::MIN),
        withdrawn_at: when(withdrawn, "withdrawn")?,
    })
}

/// An instant; a day is its first instant in the policy's time zone.
fn moment(text: &str, policy: &Policy) -> Option<Instant> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == "2026-01-01".len()
    {
        let start = policy.time_zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        return Some(Instant(start.as_second()));
    }
    instant(text)
}
