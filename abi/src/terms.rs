//! Requests and consents in names: what people sign and the ledger keeps.
//!
//! Names do not depend on a policy's version; [`crate::bind`] turns them into one contract's ids.
//! What the ledger attests (who the requester is, what patients consented to) and what the
//! requester merely claims (purpose, reason) are different types: [`Requester`] and [`Claims`].

use parity_scale_codec::{Decode, Encode};

use crate::calendar::Date;
use crate::form::SignedForm;
use crate::ids::{Instant, PatientId};
use crate::limits::{LIST_ITEMS, NAME_BYTES, NARROWINGS};

mod data;

pub use data::{Author, AuthorTerm, Confidentiality, DataClaims, NarrowingTerm};

/// A word of a policy or of the vocabulary, or an identifier of a party.
pub type Name = String;

/// A category of data, by its name or by a code of a code system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum CategoryTerm {
    /// A category's name, `bloodwork`.
    #[codec(index = 0)]
    Name(Name),
    /// A code: the system's URI and the code in it.
    #[codec(index = 1)]
    Code {
        /// `http://loinc.org`
        system: String,
        /// `718-7`
        code: String,
    },
}

/// What a requester asks and claims. It is signed as it is encoded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AccessRequest {
    /// Whose record.
    pub patient: PatientId,
    /// What is to be done: at least one action.
    pub actions: Vec<Name>,
    /// What is asked for: at least one category or code; their union is meant.
    pub categories: Vec<CategoryTerm>,
    /// What the requester says of its own accord; nobody attests it.
    pub claims: Claims,
}

/// What the requester merely claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Claims {
    /// The purpose, by its name or its HL7 code.
    pub purpose: Option<Name>,
    /// Whether a reason is given. The reason itself may name people: it stays with the
    /// custodian, the ledger keeps that there is one.
    pub reason_given: bool,
    /// What is said of the data itself.
    pub data: DataClaims,
}

/// Who asks, as the ledger attests it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Requester {
    /// An organisation in its own name.
    #[codec(index = 0)]
    Organisation {
        /// The organisation.
        party: Party,
    },
    /// A person with roles, acting for an organisation or for none.
    #[codec(index = 1)]
    Practitioner {
        /// The person's identifier.
        id: Name,
        /// The roles from enrolment.
        roles: Vec<Name>,
        /// The organisation that the person acts for.
        organisation: Option<Party>,
    },
    /// A patient; of the record asked for, when the two are one.
    #[codec(index = 2)]
    Patient {
        /// Whether this is the patient whose record is asked for.
        is_subject: bool,
    },
    /// Somebody else's guardian or relative.
    #[codec(index = 3)]
    RelatedPerson {
        /// Whether the ledger holds this person to be a guardian of the patient.
        is_guardian: bool,
    },
    /// A device, acting for an organisation or for none.
    #[codec(index = 4)]
    Device {
        /// The device's name.
        id: Name,
        /// The organisation that runs it.
        organisation: Option<Party>,
    },
}

impl Requester {
    /// Becomes what `other` is. From one practitioner to another it takes the memory that is there.
    pub fn copy_from(&mut self, other: &Requester) {
        match (self, other) {
            (
                Requester::Practitioner {
                    id,
                    roles,
                    organisation: Some(party),
                },
                Requester::Practitioner {
                    id: other_id,
                    roles: other_roles,
                    organisation: Some(other_party),
                },
            ) => {
                id.clone_from(other_id);
                roles.clone_from(other_roles);
                party.name.clone_from(&other_party.name);
                party.kind.clone_from(&other_party.kind);
            }
            (this, other) => *this = other.clone(),
        }
    }

    /// The names that past accesses would be recorded under: who asks, and the party acted for.
    pub fn actors(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Requester::Organisation { party } => (Some(&party.name), Some(&party.name)),
            Requester::Practitioner {
                id, organisation, ..
            }
            | Requester::Device { id, organisation } => (
                Some(id),
                organisation.as_ref().map(|party| party.name.as_str()),
            ),
            Requester::Patient { .. } | Requester::RelatedPerson { .. } => (None, None),
        }
    }
}

/// An organisation as enrolment attests it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Party {
    /// Its name or its identifier (`urn:oid:…`).
    pub name: Name,
    /// Its kind (`lab`), for a party that the policy does not declare.
    pub kind: Option<Name>,
}

/// A consent or a refusal: a sentence of the language without conditions and duties.
///
/// Names are resolved when a request is decided, by the policy that decides it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ConsentTerms {
    /// `may` when true, `may not` when false.
    pub grants: bool,
    /// Whom it is about: at least one.
    pub subjects: Vec<SubjectTerm>,
    /// The actions: at least one.
    pub actions: Vec<Name>,
    /// The data.
    pub data: DataTerms,
    /// The purposes; none: any purpose.
    pub purposes: Vec<Name>,
    /// The first instant at which it holds.
    pub from: Option<Instant>,
    /// The first instant at which it holds no more.
    pub until: Option<Instant>,
}

/// Data in names: categories, less those excepted, and what narrows them all.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DataTerms {
    /// `the whole record`, which takes in what is specially protected.
    pub whole_record: bool,
    /// The categories named (`everything` among them); none when `whole_record` stands alone.
    pub categories: Vec<Name>,
    /// The categories excepted.
    pub except: Vec<Name>,
    /// What narrows the whole list; all of them hold together.
    pub narrowing: Vec<NarrowingTerm>,
}

/// Whom a sentence is about, in names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum SubjectTerm {
    /// Anyone at all.
    #[codec(index = 0)]
    Anyone,
    /// The patient.
    #[codec(index = 1)]
    Patient,
    /// A guardian of the patient.
    #[codec(index = 2)]
    Guardian,
    /// An organisation, those within it and those who act for them.
    #[codec(index = 3)]
    Party(Name),
    /// Anyone with a role.
    #[codec(index = 4)]
    Role(Name),
    /// Anyone with a role who acts for an organisation or one within it.
    #[codec(index = 5)]
    RoleOfParty(Name, Name),
    /// Anyone with a role who acts for an organisation of a kind.
    #[codec(index = 6)]
    RoleOfKind(Name, Name),
    /// Any organisation of a kind, and those who act for it.
    #[codec(index = 7)]
    Kind(Name),
    /// One person.
    #[codec(index = 8)]
    Practitioner(Name),
}

/// A consent on the ledger: what a patient agreed to, or refused, in one act.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ConsentRecord {
    /// Its number among the patient's consents, counted from 0.
    pub number: u32,
    /// The form that was signed; `None` for a sentence of the patient's own.
    pub form: Option<SignedForm>,
    /// What it says: one sentence, or those of the form with its blanks filled in.
    pub sentences: Vec<ConsentTerms>,
    /// The instant from which it holds.
    pub recorded_at: Instant,
    /// The instant from which it holds no more.
    pub withdrawn_at: Option<Instant>,
}

/// A value of a declared fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Scalar {
    /// Of a `yes/no` fact.
    #[codec(index = 0)]
    YesNo(bool),
    /// Of a `number` fact.
    #[codec(index = 1)]
    Number(i64),
    /// Of a `date` fact.
    #[codec(index = 2)]
    Date(Date),
    /// Of a `text` or `one of` fact.
    #[codec(index = 3)]
    Text(String),
}

/// An allowed access of the past, as counters see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AccessRecord {
    /// The block's time.
    pub at: Instant,
    /// The identifier of the person who asked, or the name of the organisation.
    pub by: Name,
    /// The organisation that was acted for.
    pub organisation: Option<Name>,
    /// The actions.
    pub actions: Vec<Name>,
}

/// A treatment relation on the ledger: `from` counts, `until` does not.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TreatmentRecord {
    /// Who treats the patient: the identifier of a person or the name of an organisation.
    pub who: Name,
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Option<Instant>,
}

impl ConsentRecord {
    /// A sentence that holds from `recorded_at` on.
    pub fn of_sentence(number: u32, terms: ConsentTerms, recorded_at: Instant) -> ConsentRecord {
        ConsentRecord {
            number,
            form: None,
            sentences: vec![terms],
            recorded_at,
            withdrawn_at: None,
        }
    }

    /// Whether it holds at `now`, whatever its sentences say of their own periods.
    pub fn is_live(&self, now: Instant) -> bool {
        self.recorded_at <= now && self.withdrawn_at.is_none_or(|end| now < end)
    }
}

impl AccessRequest {
    /// Whether every list and name is within the limits, and none that must hold something is empty.
    pub fn is_within_limits(&self) -> bool {
        is_list(self.actions.iter().map(String::as_str))
            && is_bounded(self.categories.len())
            && self.categories.iter().all(CategoryTerm::is_within_limits)
            && self.claims.purpose.iter().all(|name| is_name(name))
            && self.claims.data.is_within_limits()
    }
}

impl CategoryTerm {
    fn is_within_limits(&self) -> bool {
        match self {
            CategoryTerm::Name(name) => is_name(name),
            CategoryTerm::Code { system, code } => is_name(system) && is_name(code),
        }
    }
}

impl ConsentTerms {
    /// Whether every list and name is within the limits, and none that must hold something is empty.
    pub fn is_within_limits(&self) -> bool {
        is_bounded(self.subjects.len())
            && self.subjects.iter().all(SubjectTerm::is_within_limits)
            && is_list(self.actions.iter().map(String::as_str))
            && (self.data.whole_record || !self.data.categories.is_empty())
            && [&self.data.categories, &self.data.except, &self.purposes]
                .into_iter()
                .all(|list| list.is_empty() || is_list(list.iter().map(String::as_str)))
            && self.data.narrowing.len() as u64 <= NARROWINGS
            && self
                .data
                .narrowing
                .iter()
                .all(NarrowingTerm::is_within_limits)
    }
}

impl SubjectTerm {
    fn is_within_limits(&self) -> bool {
        match self {
            SubjectTerm::Anyone | SubjectTerm::Patient | SubjectTerm::Guardian => true,
            SubjectTerm::Party(name)
            | SubjectTerm::Role(name)
            | SubjectTerm::Kind(name)
            | SubjectTerm::Practitioner(name) => is_name(name),
            SubjectTerm::RoleOfParty(role, of) | SubjectTerm::RoleOfKind(role, of) => {
                is_name(role) && is_name(of)
            }
        }
    }
}

/// Whether `name` is not empty and within the limit of a name.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() as u64 <= NAME_BYTES
}

/// Whether `name` may be enrolled: a name of printable ASCII, so that no two look alike, with no space at either end.
pub fn is_enrolled_name(name: &str) -> bool {
    is_name(name) && name.trim() == name && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn is_bounded(items: usize) -> bool {
    items > 0 && items as u64 <= LIST_ITEMS
}

fn is_list<'a>(mut names: impl ExactSizeIterator<Item = &'a str>) -> bool {
    is_bounded(names.len()) && names.all(is_name)
}

#[cfg(test)]
mod tests;
