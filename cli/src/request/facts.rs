//! The facts file: what the ledger would attest.

use std::collections::BTreeMap;

use abi::Instant;
use abi::terms::{ConsentRecord, ConsentTerms};
use jiff::civil::Date;
use policy_lang::diagnostic::{Problem, quote};
use policy_lang::syntax::parse_consent;
use policy_lang::typed::Policy;
use policy_lang::typed::from_syntax::check_consent;
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

    /// The consents of `patient`, with the words and the time zone of `policy`. Names that the
    /// policy does not know are told to `warn`: a grant with one of them counts for nothing.
    ///
    /// # Errors
    /// A sentence does not parse, or a date is none; the message says which.
    pub fn consents(
        &self,
        patient: &str,
        policy: &Policy,
        warn: &mut dyn FnMut(String),
    ) -> Result<Vec<ConsentRecord>, Failure> {
        let Some(facts) = self.patient(patient) else {
            return Ok(Vec::new());
        };
        let numbered = facts.consents.iter().zip(0u32..);
        numbered
            .map(|(consent, number)| {
                let field = quote(&format!("patients.{patient}.consents[{number}]"));
                record(consent, number, policy, &field, warn)
            })
            .collect()
    }

    pub(super) fn patient(&self, id: &str) -> Option<&PatientFacts> {
        self.patients.get(id).map(|Object(facts)| facts)
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
    Ok(ConsentRecord {
        number,
        terms,
        recorded_at: when(on, "on")?.unwrap_or(Instant::MIN),
        withdrawn_at: when(withdrawn, "withdrawn")?,
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
fn moment(text: &str, policy: &Policy) -> Option<Instant> {
    if let Ok(day) = text.parse::<Date>()
        && text.len() == "2026-01-01".len()
    {
        let start = policy.time_zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        return Some(Instant(start.as_second()));
    }
    instant(text)
}
