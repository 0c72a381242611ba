//! What a request says of its data beyond the categories: date, author, custodian, encounter, record, confidentiality.

use abi::terms::{Author, Confidentiality, DataClaims, is_name};
use policy_lang::diagnostic::{nearest, quote};
use policy_lang::typed::Date;
use serde::Deserialize;

use super::ResourceProperties;
use super::case_facts::day;
use crate::failure::Failure;
use crate::json::{Object, TextOr};

/// Somebody as a subject of a request is written.
#[derive(Debug, Deserialize)]
pub(super) struct SomebodyJson {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    organization: Option<String>,
}

impl ResourceProperties {
    /// What they say of the data. What is missing, or `null`, is not stated.
    pub(super) fn data_claims(&self) -> Result<DataClaims, Failure> {
        let claims = DataClaims {
            dated: self.dated.as_deref().map(dated).transpose()?,
            author: self.author.as_ref().map(author).transpose()?,
            custodian: self.custodian.as_ref().map(custodian).transpose()?,
            encounter: self.encounter.clone(),
            record: self.record.clone(),
            confidentiality: self.confidentiality.as_deref().map(label).transpose()?,
        };
        check_names(&claims)?;
        Ok(claims)
    }
}

fn field(name: &str) -> String {
    quote(&format!("resource.properties.{name}"))
}

fn dated(text: &str) -> Result<Date, Failure> {
    day(text).ok_or_else(|| {
        Failure::usage(format!(
            "{} is {}, which is no day",
            field("dated"),
            quote(text)
        ))
        .help("write the day that the data is of in full: \"2026-05-01\"")
    })
}

fn label(text: &str) -> Result<Confidentiality, Failure> {
    Confidentiality::find(text).ok_or_else(|| {
        let message = format!(
            "{} is {}, which is no label",
            field("confidentiality"),
            quote(text)
        );
        let words = Confidentiality::ALL.map(Confidentiality::word);
        let all = Confidentiality::ALL.map(|label| format!("{} ({})", label.word(), label.code()));
        Failure::usage(message).help(match nearest(text, words) {
            Some(word) => format!("did you mean {}?", quote(word)),
            None => format!("it is one of {}", all.join(", ")),
        })
    })
}

fn author(json: &TextOr<SomebodyJson>) -> Result<Author, Failure> {
    let somebody = match json {
        TextOr::Text(name) => return Ok(Author::Named(name.clone())),
        TextOr::Other(Object(somebody)) => somebody,
    };
    let (id, organization) = (somebody.id.clone(), somebody.organization.clone());
    Ok(match somebody.kind.as_str() {
        "organization" => Author::Party(id),
        "practitioner" | "user" => Author::Practitioner {
            id,
            organisation: organization,
        },
        // A device writes for whom it works; it may be a party itself.
        "device" => Author::Party(organization.unwrap_or(id)),
        "patient" | "related_person" => Author::Private,
        other => {
            let known = [
                "organization",
                "practitioner",
                "user",
                "device",
                "patient",
                "related_person",
            ];
            return Err(no_type("author", other, &known));
        }
    })
}

fn custodian(json: &TextOr<SomebodyJson>) -> Result<String, Failure> {
    match json {
        TextOr::Text(name) => Ok(name.clone()),
        TextOr::Other(Object(somebody)) if somebody.kind == "organization" => {
            Ok(somebody.id.clone())
        }
        TextOr::Other(Object(somebody)) => {
            Err(no_type("custodian", &somebody.kind, &["organization"]))
        }
    }
}

fn no_type(name: &str, kind: &str, known: &[&str]) -> Failure {
    let place = field(&format!("{name}.type"));
    let failure = Failure::usage(format!("{place} is {}", quote(kind)));
    failure.help(match nearest(kind, known.iter().copied()) {
        Some(near) => format!("did you mean {}?", quote(near)),
        None if known.len() == 1 => format!("it is {}", known.concat()),
        None => format!("it is one of {}", known.join(", ")),
    })
}

/// The limits that hold on the ledger hold here, too.
fn check_names(claims: &DataClaims) -> Result<(), Failure> {
    let is_bounded = |name: &Option<String>| name.iter().all(|name| is_name(name));
    let fields = [
        ("author", claims.author.iter().all(Author::is_within_limits)),
        ("custodian", is_bounded(&claims.custodian)),
        ("encounter", is_bounded(&claims.encounter)),
        ("record", is_bounded(&claims.record)),
    ];
    match fields.into_iter().find(|(_, holds)| !holds) {
        None => Ok(()),
        Some((name, _)) => Err(
            Failure::usage(format!("{} is empty, or too long", field(name))).help(format!(
                "a name has 1 to {} bytes; leave out what is not known",
                abi::limits::NAME_BYTES
            )),
        ),
    }
}
