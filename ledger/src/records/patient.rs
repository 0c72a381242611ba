//! What is kept of a patient besides consents and accesses.

use abi::terms::{Name, Scalar};
use abi::{Hash, Instant, PatientId, PublicKey};
use parity_scale_codec::{Decode, Encode};

/// A patient's registration.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PatientRecord {
    /// The key that signs for the patient.
    pub key: PublicKey,
    /// The organisation that registered the patient.
    pub registered_by: Name,
}

/// That somebody may act for a patient.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Delegation {
    /// Who.
    pub who: Delegate,
    /// As what.
    pub kind: DelegateKind,
    /// The first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Option<Instant>,
}

/// Who acts for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Delegate {
    /// Somebody who is nothing else here, by the first key.
    #[codec(index = 0)]
    Person(PublicKey),
    /// Another patient.
    #[codec(index = 1)]
    Patient(PatientId),
}

/// As what somebody acts for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum DelegateKind {
    /// By law: consents, refuses, signs and withdraws for the patient, and asks as a guardian.
    #[codec(index = 0)]
    Guardian,
    /// By the patient's word: consents, refuses, signs and withdraws for the patient, and asks as a
    /// relative.
    #[codec(index = 1)]
    Proxy,
}

/// What organisations attest about a patient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct PatientFacts {
    /// Whether the patient is deceased, when anybody said so.
    pub deceased: Option<bool>,
    /// Brackets of age; of those that hold the last one counts.
    pub ages: Vec<AgeBracket>,
    /// Values of declared facts, one of each name.
    pub declared: Vec<DeclaredFact>,
    /// Salted commitments, one of each name.
    pub commitments: Vec<(Name, Hash)>,
}

/// A bracket that the patient's age lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AgeBracket {
    /// Completed years at least.
    pub from_years: u16,
    /// Fewer completed years than these.
    pub below_years: Option<u16>,
    /// The first instant at which it is so.
    pub from: Instant,
    /// The first instant after it.
    pub until: Option<Instant>,
}

/// The value of a fact that a policy declares.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DeclaredFact {
    /// The fact's name.
    pub name: Name,
    /// Its value.
    pub value: Scalar,
    /// The first instant after it.
    pub until: Option<Instant>,
}

/// An access in an emergency that waits for a review.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Emergency {
    /// The id of the transaction that asked.
    pub access: Hash,
    /// The time of its block.
    pub at: Instant,
    /// Who asked: a member's identifier or an organisation's name.
    pub by: Name,
    /// A salted commitment to the reason.
    pub justification: Hash,
}

/// Who anchored a commitment to a record, and when.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AnchorRecord {
    /// The organisation, or the one that the member acts for.
    pub organisation: Name,
    /// The member, when it was one.
    pub member: Option<Name>,
    /// The time of the block.
    pub at: Instant,
}
