//! AuthZEN requests and facts files, in JSON, to the terms of `abi`.
//!
//! The request has the shape of the AuthZEN Authorization API 1.0; the facts stand in for the
//! ledger. Both are read strictly: a key that stands twice, a value of the wrong type or a time
//! without an offset is an error that names the field. Properties that nobody knows are ignored
//! and attest nothing.

mod facts;
mod json;

#[cfg(test)]
mod tests;

use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester};
use abi::{Instant, PatientId};
use jiff::Timestamp;
use serde::Deserialize;

pub use facts::Facts;
use facts::PatientFacts;
use json::{OneOrMany, parse};

use crate::failure::Failure;

/// A request with what the ledger would attest about it.
#[derive(Debug, Clone)]
pub struct Question {
    /// Who asks.
    pub requester: Requester,
    /// What is asked and claimed. The patient's id is not a pseudonym here and stays zero.
    pub request: AccessRequest,
    /// The instant of the decision.
    pub now: Instant,
    /// The identifier that treatment relations would name.
    subject: String,
    /// The patient's identifier.
    patient: String,
}

#[derive(Debug, Deserialize)]
struct RequestJson {
    subject: SubjectJson,
    action: ActionJson,
    resource: ResourceJson,
    #[serde(default)]
    context: ContextJson,
}

#[derive(Debug, Deserialize)]
struct SubjectJson {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    #[serde(default)]
    properties: SubjectProperties,
}

#[derive(Debug, Default, Deserialize)]
struct SubjectProperties {
    #[serde(default)]
    role: OneOrMany,
    organization: Option<String>,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ActionJson {
    name: OneOrMany,
}

#[derive(Debug, Deserialize)]
struct ResourceJson {
    id: String,
    #[serde(default)]
    properties: ResourceProperties,
}

#[derive(Debug, Default, Deserialize)]
struct ResourceProperties {
    #[serde(default)]
    category: OneOrMany,
    #[serde(default)]
    code: Vec<CodeJson>,
}

#[derive(Debug, Deserialize)]
struct CodeJson {
    system: String,
    code: String,
}

#[derive(Debug, Default, Deserialize)]
struct ContextJson {
    purpose: Option<String>,
    time: Option<String>,
    reason: Option<String>,
}

impl Question {
    /// Reads a request.
    ///
    /// # Errors
    /// It is not one; the message says which field.
    pub fn read(bytes: &[u8], facts: &Facts) -> Result<Question, Failure> {
        let json: RequestJson = parse(bytes, "the request")?;
        let patient = json.resource.id.clone();
        let known = facts.patient(&patient);
        let question = Question {
            requester: requester(&json, known)?,
            request: access_request(&json)?,
            now: time(json.context.time.as_deref())?,
            subject: json.subject.id,
            patient,
        };
        if !question.request.is_within_limits() {
            return Err(Failure::usage("the request names nothing, or too much, or a name is too long")
                .help("`action.name` and `resource.properties.category` (or `code`) each need 1 to 256 names"));
        }
        Ok(question)
    }

    /// Whether the facts list the requester among those who treat the patient.
    pub fn treats(&self, facts: &Facts) -> bool {
        let listed = |patient: &PatientFacts| patient.treated_by.contains(&self.subject);
        facts.patient(&self.patient).is_some_and(listed)
    }

    /// The patient's identifier.
    pub fn patient(&self) -> &str {
        &self.patient
    }
}

fn requester(json: &RequestJson, patient: Option<&PatientFacts>) -> Result<Requester, Failure> {
    let SubjectJson { kind, id, properties } = &json.subject;
    let organisation = properties
        .organization
        .as_ref()
        .map(|name| Party { name: name.clone(), kind: properties.kind.clone() });
    Ok(match kind.as_str() {
        "organization" => {
            Requester::Organisation { party: Party { name: id.clone(), kind: properties.kind.clone() } }
        }
        "practitioner" | "user" => {
            let roles = properties.role.0.clone();
            Requester::Practitioner { id: id.clone(), roles, organisation }
        }
        "patient" => Requester::Patient { is_subject: *id == json.resource.id },
        "related_person" => Requester::RelatedPerson {
            is_guardian: patient.is_some_and(|patient| patient.guardians.contains(id)),
        },
        "device" => Requester::Device { id: id.clone(), organisation },
        other => {
            return Err(Failure::usage(format!("`subject.type` is `{}`", cut(other))).help(
                "it is one of organization, practitioner, user, patient, related_person, device",
            ));
        }
    })
}

fn access_request(json: &RequestJson) -> Result<AccessRequest, Failure> {
    let properties = &json.resource.properties;
    let names = properties.category.0.iter().cloned().map(CategoryTerm::Name);
    let codes = properties.code.iter().map(|code| CategoryTerm::Code {
        system: code.system.clone(),
        code: code.code.clone(),
    });
    let reason = json.context.reason.as_deref().unwrap_or("");
    Ok(AccessRequest {
        patient: PatientId([0; 16]),
        actions: json.action.name.0.clone(),
        categories: names.chain(codes).collect(),
        claims: Claims {
            purpose: json.context.purpose.clone(),
            reason_given: !reason.trim().is_empty(),
        },
    })
}

fn time(text: Option<&str>) -> Result<Instant, Failure> {
    let Some(text) = text else {
        return Err(Failure::usage("`context.time` is missing")
            .help("a decision needs its instant, with an offset: \"2026-05-04T12:00:00Z\""));
    };
    instant(text).ok_or_else(|| {
        Failure::usage(format!("`context.time` is `{}`, which is no instant", cut(text)))
            .help("write it with an offset, without a leap second: \"2026-05-04T12:00:00Z\"")
    })
}

/// An instant with an offset, cut to whole seconds.
fn instant(text: &str) -> Option<Instant> {
    // A leap second would be read as the second before it.
    let has_leap_second = text.contains(":60");
    let timestamp: Timestamp = text.parse().ok().filter(|_| !has_leap_second)?;
    // Towards the past, also before 1970.
    let floor = if timestamp.subsec_nanosecond() < 0 { 1 } else { 0 };
    Some(Instant(timestamp.as_second() - floor))
}

/// At most 60 characters of what the user wrote.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}
