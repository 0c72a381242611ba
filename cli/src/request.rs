//! AuthZEN requests and facts files, in JSON, to the terms of `abi`.
//!
//! The request has the shape of the AuthZEN Authorization API 1.0; the facts stand in for the
//! ledger. Both are read strictly: a key that stands twice, a value of the wrong type or a time
//! without an offset is an error that names the field. Properties that nobody knows are ignored
//! and attest nothing.

mod case_facts;
mod data;
mod facts;
mod signed;

#[cfg(test)]
mod tests;

use abi::limits::{LIST_ITEMS, NAME_BYTES};
use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester, is_name};
use abi::{Instant, PatientId};
use jiff::Timestamp;
use policy_lang::diagnostic::quote;
use serde::Deserialize;

pub use case_facts::CaseFacts;
use case_facts::Claimed;
use data::SomebodyJson;
pub use facts::Facts;
use facts::PatientFacts;

use crate::failure::Failure;
use crate::json::{Object, OneOrMany, TextOr, parse};

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
    /// What the request says of the record and of itself.
    claimed: Claimed,
}

#[derive(Debug, Deserialize)]
struct RequestJson {
    subject: Object<SubjectJson>,
    action: Object<ActionJson>,
    resource: Object<ResourceJson>,
    #[serde(default)]
    context: Object<ContextJson>,
}

#[derive(Debug, Deserialize)]
struct SubjectJson {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    #[serde(default)]
    properties: Object<SubjectProperties>,
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
    properties: Object<ResourceProperties>,
}

#[derive(Debug, Default, Deserialize)]
struct ResourceProperties {
    #[serde(default)]
    category: OneOrMany,
    #[serde(default)]
    code: Vec<Object<CodeJson>>,
    dated: Option<String>,
    author: Option<TextOr<SomebodyJson>>,
    custodian: Option<TextOr<SomebodyJson>>,
    encounter: Option<String>,
    record: Option<String>,
    confidentiality: Option<String>,
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
        let Object(json) = parse::<Object<RequestJson>>(bytes, "the request")?;
        let patient = json.resource.0.id.clone();
        let known = facts.patient(&patient);
        let question = Question {
            requester: requester(&json, known)?,
            request: access_request(&json)?,
            now: time(json.context.0.time.as_deref())?,
            subject: json.subject.0.id,
            patient,
            // The same text again: whatever it holds besides what every request has.
            claimed: parse::<Object<Claimed>>(bytes, "the request")?.0,
        };
        check_limits(&question.request)?;
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
    let SubjectJson {
        kind,
        id,
        properties: Object(properties),
    } = &json.subject.0;
    let organisation = properties.organization.as_ref().map(|name| Party {
        name: name.clone(),
        kind: properties.kind.clone(),
    });
    Ok(match kind.as_str() {
        "organization" => Requester::Organisation {
            party: Party {
                name: id.clone(),
                kind: properties.kind.clone(),
            },
        },
        "practitioner" | "user" => {
            let roles = properties.role.0.clone();
            Requester::Practitioner {
                id: id.clone(),
                roles,
                organisation,
            }
        }
        "patient" => Requester::Patient {
            is_subject: *id == json.resource.0.id,
        },
        "related_person" => Requester::RelatedPerson {
            is_guardian: patient.is_some_and(|patient| patient.guardians.contains(id)),
        },
        "device" => Requester::Device {
            id: id.clone(),
            organisation,
        },
        other => {
            return Err(Failure::usage(format!("`subject.type` is {}", quote(other))).help(
                "it is one of organization, practitioner, user, patient, related_person, device",
            ));
        }
    })
}

fn access_request(json: &RequestJson) -> Result<AccessRequest, Failure> {
    let Object(properties) = &json.resource.0.properties;
    let Object(context) = &json.context;
    let names = properties
        .category
        .0
        .iter()
        .cloned()
        .map(CategoryTerm::Name);
    let codes = properties
        .code
        .iter()
        .map(|Object(code)| CategoryTerm::Code {
            system: code.system.clone(),
            code: code.code.clone(),
        });
    let reason = context.reason.as_deref().unwrap_or("");
    Ok(AccessRequest {
        patient: PatientId([0; 16]),
        actions: json.action.0.name.0.clone(),
        categories: names.chain(codes).collect(),
        claims: Claims {
            purpose: context.purpose.clone(),
            reason_given: !reason.trim().is_empty(),
            data: properties.data_claims()?,
        },
    })
}

/// The limits that hold on the ledger hold here, too.
fn check_limits(request: &AccessRequest) -> Result<(), Failure> {
    if request.is_within_limits() {
        return Ok(());
    }
    let is_list = |count: usize| count > 0 && count as u64 <= LIST_ITEMS;
    let field =
        if !is_list(request.actions.len()) || !request.actions.iter().all(|name| is_name(name)) {
            "action.name"
        } else if !request.claims.purpose.iter().all(|name| is_name(name)) {
            "context.purpose"
        } else {
            "resource.properties.category` or `code"
        };
    Err(Failure::usage(format!(
        "`{field}` names nothing, or too much, or a name in it is too long"
    ))
    .help(format!(
        "1 to {LIST_ITEMS} names are needed, each of 1 to {NAME_BYTES} bytes"
    )))
}

fn time(text: Option<&str>) -> Result<Instant, Failure> {
    let Some(text) = text else {
        return Err(Failure::usage("`context.time` is missing")
            .help("a decision needs its instant, with an offset: \"2026-05-04T12:00:00Z\""));
    };
    instant(text).ok_or_else(|| {
        Failure::usage(format!(
            "`context.time` is {}, which is no instant",
            quote(text)
        ))
        .help("write it with an offset, without a leap second: \"2026-05-04T12:00:00Z\"")
    })
}

/// An instant with an offset, cut to whole seconds.
fn instant(text: &str) -> Option<Instant> {
    let timestamp: Timestamp = text.parse().ok().filter(|_| !has_leap_second(text))?;
    // Towards the past, also before 1970.
    let floor = if timestamp.subsec_nanosecond() < 0 {
        1
    } else {
        0
    };
    Some(Instant(timestamp.as_second() - floor))
}

/// Whether the clock time of `text` stands at 60 seconds: it would be read as the second before.
fn has_leap_second(text: &str) -> bool {
    let clock = text.split(['T', 't', ' ']).nth(1).unwrap_or_default();
    let signs = clock.chars().filter(|sign| *sign != ':');
    let digits: String = signs.take_while(char::is_ascii_digit).collect();
    digits.get(4..) == Some("60")
}
