//! What a sender may want done.

use abi::form::FormValue;
use abi::limits::{
    CERTIFICATE_BYTES, CHAIN_CERTIFICATES, CONTRACT_INPUT_BYTES, ENTRY_NAME_BYTES, LIST_ITEMS,
    MODULE_BYTES, REVOCATION_LIST_BYTES,
};
use abi::terms::{AccessRequest, ConsentTerms, Name, Scalar, is_enrolled_name, is_name};
use abi::{Hash, Instant, PatientId, PublicKey, Signature};
use parity_scale_codec::{Decode, Encode};

use super::change::Change;
use crate::records::DelegateKind;
use crate::state::Lane;

/// What a sender wants done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Action {
    /// Enrols an organisation. Sent by the administrator.
    #[codec(index = 0)]
    EnrolOrganisation {
        /// The key that will sign for it.
        key: PublicKey,
        /// Its name, unique on the chain.
        name: Name,
        /// Its kind (`lab`).
        kind: Name,
        /// The organisation that it is part of.
        within: Option<Name>,
    },
    /// Enrols a person with roles. Sent by the organisation or one that it is within.
    #[codec(index = 1)]
    EnrolMember {
        /// The key that will sign for the person.
        key: PublicKey,
        /// The person's identifier, unique on the chain.
        id: Name,
        /// The roles.
        roles: Vec<Name>,
        /// The organisation that the person acts for.
        organisation: Name,
        /// The first instant of the membership.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// Registers a patient. Sent by an organisation.
    #[codec(index = 2)]
    RegisterPatient {
        /// The key that will sign for the patient.
        key: PublicKey,
        /// The pseudonym.
        patient: PatientId,
    },
    /// Attests that a member treats a patient. Sent by the member's organisation or one that it
    /// is within.
    #[codec(index = 3)]
    AttestTreatment {
        /// Who is treated.
        patient: PatientId,
        /// The member who treats.
        who: Name,
        /// The first instant.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// Records a consent or a refusal. Sent by the patient.
    #[codec(index = 4)]
    Consent {
        /// Whose.
        patient: PatientId,
        /// What it says.
        terms: ConsentTerms,
    },
    /// Withdraws a consent. Sent by the patient.
    #[codec(index = 5)]
    WithdrawConsent {
        /// Whose.
        patient: PatientId,
        /// The consent's number.
        number: u32,
    },
    /// Makes a policy the active one. Sent by the administrator.
    #[codec(index = 6)]
    DeployPolicy {
        /// The contract: a WebAssembly module.
        module: Vec<u8>,
    },
    /// Asks for access. Sent by a member, an organisation or a patient.
    #[codec(index = 7)]
    RequestAccess {
        /// What is asked.
        request: AccessRequest,
    },
    /// Signs a form of the active policy. Sent by the patient.
    #[codec(index = 8)]
    SignForm {
        /// Who signs.
        patient: PatientId,
        /// The form's name.
        form: Name,
        /// [`abi::form::FormEntry::hash`] of what the patient has read: of another text, or another
        /// version of the policy, it is no signature.
        text: Hash,
        /// The form's parameters with the values.
        with: Vec<(Name, FormValue)>,
    },
    /// Stores a module, so that it can be proposed. Sent by the administrator or an organisation.
    #[codec(index = 9)]
    StoreModule {
        /// A policy or another contract.
        module: Vec<u8>,
    },
    /// Proposes a change of what is governed; counts as the proposer's approval. Sent by one whose
    /// approval counts for it.
    #[codec(index = 10)]
    Propose {
        /// What is to change.
        change: Change,
        /// The last block time at which it may be approved.
        closes: Instant,
    },
    /// Approves a proposal; with the last approval that it needs, it is done. Sent by one whose approval
    /// counts for it.
    #[codec(index = 11)]
    Approve {
        /// The id of the transaction that proposed it.
        proposal: Hash,
    },
    /// Enrols a person by certificates of the organisation's root. Sent by the organisation or one that
    /// it is within.
    #[codec(index = 12)]
    EnrolByCertificate {
        /// The organisation.
        organisation: Name,
        /// The certificates in DER: the person's first, the one that the root signed last.
        certificates: Vec<Vec<u8>>,
    },
    /// Puts another key in the place of the sender's, which is of no use from then on.
    #[codec(index = 13)]
    RotateKey {
        /// The new key.
        key: PublicKey,
        /// Its signature of [`crate::rules::rotation_message`].
        proof: Signature,
    },
    /// Ends a membership. Sent by the member's organisation or one that it is within.
    #[codec(index = 14)]
    RevokeMember {
        /// The member.
        id: Name,
    },
    /// Revokes certificates by a list that the organisation's root signed: members whose certificates are on
    /// it have their memberships ended, and no certificate on it enrols anybody. Sent by the organisation or
    /// one that it is within.
    #[codec(index = 22)]
    RevokeCertificates {
        /// The organisation.
        organisation: Name,
        /// The list, in DER.
        list: Vec<u8>,
    },
    /// Lets somebody else act for a patient. Sent by the patient or the organisation that registered the
    /// patient; a guardian by the latter alone.
    #[codec(index = 15)]
    Delegate {
        /// For whom.
        patient: PatientId,
        /// The key of who is to act; an account is opened for it where there is none.
        key: PublicKey,
        /// As what.
        kind: DelegateKind,
        /// The first instant.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// Ends a delegation. Sent by the patient, the delegate, or the organisation that registered the
    /// patient; a guardian's not by the patient.
    #[codec(index = 16)]
    EndDelegation {
        /// Of whom.
        patient: PatientId,
        /// The delegate.
        key: PublicKey,
    },
    /// Attests something about a patient. Sent by the organisation that registered the patient or one
    /// that it is within.
    #[codec(index = 17)]
    AttestFact {
        /// About whom.
        patient: PatientId,
        /// What.
        fact: FactClaim,
    },
    /// Asks for access in an emergency; when it is allowed, the access waits for a review. Sent by a member
    /// or an organisation.
    #[codec(index = 18)]
    BreakGlass {
        /// What is asked. It says that a reason is given.
        request: AccessRequest,
        /// A salted commitment to the reason, which stays with the custodian.
        justification: Hash,
    },
    /// Notes that an access in an emergency was reviewed. Sent by the organisation that registered the
    /// patient or one that it is within.
    #[codec(index = 19)]
    ReviewEmergency {
        /// Whose record was opened.
        patient: PatientId,
        /// The id of the transaction that asked.
        access: Hash,
    },
    /// Anchors a salted commitment to a record of a patient, which lies elsewhere. Sent by an organisation
    /// or a member.
    #[codec(index = 20)]
    Anchor {
        /// Whose.
        patient: PatientId,
        /// The commitment.
        commitment: Hash,
    },
    /// Calls a contract that is no policy. Sent by anybody who is enrolled.
    #[codec(index = 21)]
    CallContract {
        /// The name under which it is active.
        contract: Name,
        /// The name of the export.
        entry: Name,
        /// The patient in whose lane it runs; the shared lane when there is none.
        patient: Option<PatientId>,
        /// Its input.
        input: Vec<u8>,
    },
}

/// Something about a patient that an organisation attests.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum FactClaim {
    /// Whether the patient is deceased; the last word counts.
    #[codec(index = 0)]
    Deceased(bool),
    /// That the patient's age lies within a bracket in all of a period.
    #[codec(index = 1)]
    AgeBracket {
        /// Completed years at least.
        from_years: u16,
        /// Fewer completed years than these.
        below_years: Option<u16>,
        /// The first instant at which it is so.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// The value of a fact that the active policy declares; free text is refused.
    #[codec(index = 2)]
    Declared {
        /// The fact's name.
        name: Name,
        /// Its value; none takes the last one back.
        value: Option<Scalar>,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// A salted commitment to something that is not on the ledger, such as the birth date.
    #[codec(index = 3)]
    Commitment {
        /// What it is of (`birth_date`).
        name: Name,
        /// The commitment.
        commitment: Hash,
    },
}

impl Action {
    /// The lane that this action writes to; see [`crate::Transaction::lane`].
    pub fn lane(&self) -> Lane {
        match self {
            Action::EnrolOrganisation { .. }
            | Action::EnrolMember { .. }
            | Action::RegisterPatient { .. }
            | Action::DeployPolicy { .. }
            | Action::StoreModule { .. }
            | Action::Propose { .. }
            | Action::Approve { .. }
            | Action::EnrolByCertificate { .. }
            | Action::RotateKey { .. }
            | Action::RevokeMember { .. }
            | Action::RevokeCertificates { .. }
            // Opens the delegate's account.
            | Action::Delegate { .. } => Lane::Shared,
            Action::AttestTreatment { patient, .. }
            | Action::Consent { patient, .. }
            | Action::WithdrawConsent { patient, .. }
            | Action::SignForm { patient, .. }
            | Action::EndDelegation { patient, .. }
            | Action::AttestFact { patient, .. }
            | Action::ReviewEmergency { patient, .. }
            | Action::Anchor { patient, .. } => Lane::Patient(*patient),
            Action::RequestAccess { request } | Action::BreakGlass { request, .. } => {
                Lane::Patient(request.patient)
            }
            Action::CallContract { patient, .. } => patient.map_or(Lane::Shared, Lane::Patient),
        }
    }

    /// Whether every name, list and period is one that the ledger takes.
    pub fn is_within_limits(&self) -> bool {
        match self {
            Action::EnrolOrganisation {
                name, kind, within, ..
            } => {
                is_enrolled_name(name)
                    && is_enrolled_name(kind)
                    && within.iter().all(|name| is_enrolled_name(name))
            }
            Action::EnrolMember {
                id,
                roles,
                organisation,
                from,
                until,
                ..
            } => {
                is_enrolled_name(id)
                    && roles.len() as u64 <= LIST_ITEMS
                    && roles.iter().all(|role| is_enrolled_name(role))
                    && is_enrolled_name(organisation)
                    && is_period(*from, *until)
            }
            Action::AttestTreatment {
                who, from, until, ..
            } => is_enrolled_name(who) && is_period(*from, *until),
            Action::Consent { terms, .. } => {
                terms.is_within_limits()
                    && is_period(terms.from.unwrap_or(Instant::MIN), terms.until)
            }
            Action::RegisterPatient { .. }
            | Action::WithdrawConsent { .. }
            | Action::Approve { .. }
            | Action::RotateKey { .. }
            | Action::EndDelegation { .. }
            | Action::ReviewEmergency { .. }
            | Action::Anchor { .. } => true,
            Action::DeployPolicy { module } | Action::StoreModule { module } => {
                module.len() as u64 <= MODULE_BYTES
            }
            Action::RequestAccess { request } => request.is_within_limits(),
            Action::BreakGlass { request, .. } => {
                request.is_within_limits() && request.claims.reason_given
            }
            Action::Propose { change, .. } => change.is_within_limits(),
            Action::EnrolByCertificate {
                organisation,
                certificates,
            } => is_enrolled_name(organisation) && are_certificates(certificates),
            Action::RevokeMember { id } => is_enrolled_name(id),
            Action::RevokeCertificates { organisation, list } => {
                is_enrolled_name(organisation)
                    && (1..=REVOCATION_LIST_BYTES).contains(&(list.len() as u64))
            }
            Action::Delegate { from, until, .. } => is_period(*from, *until),
            Action::AttestFact { fact, .. } => fact.is_within_limits(),
            Action::CallContract {
                contract,
                entry,
                input,
                ..
            } => {
                is_enrolled_name(contract)
                    && is_name(entry)
                    && entry.len() as u64 <= ENTRY_NAME_BYTES
                    && input.len() as u64 <= CONTRACT_INPUT_BYTES
            }
            Action::SignForm { form, with, .. } => {
                is_name(form)
                    && with.len() as u64 <= LIST_ITEMS
                    && with
                        .iter()
                        .all(|(name, value)| is_name(name) && value.is_within_limits())
            }
        }
    }
}

impl FactClaim {
    /// Whether every name, number and period is one that the ledger takes.
    fn is_within_limits(&self) -> bool {
        match self {
            FactClaim::Deceased(_) => true,
            FactClaim::AgeBracket {
                from_years,
                below_years,
                from,
                until,
            } => below_years.is_none_or(|below| *from_years < below) && is_period(*from, *until),
            FactClaim::Declared { name, value, .. } => {
                is_name(name) && value.as_ref().is_none_or(is_value)
            }
            FactClaim::Commitment { name, .. } => is_enrolled_name(name),
        }
    }
}

/// Whether a value of a fact is one that the ledger takes: a text is a word, no page.
fn is_value(value: &Scalar) -> bool {
    match value {
        Scalar::YesNo(_) | Scalar::Number(_) => true,
        Scalar::Date(date) => date.is_day(),
        Scalar::Text(text) => is_name(text),
    }
}

/// Whether these may be a chain of certificates, by their number and size.
fn are_certificates(certificates: &[Vec<u8>]) -> bool {
    (1..=CHAIN_CERTIFICATES).contains(&(certificates.len() as u64))
        && certificates.iter().all(|one| is_certificate(one))
}

/// Whether this may be a certificate, by its size.
pub(super) fn is_certificate(der: &[u8]) -> bool {
    (1..=CERTIFICATE_BYTES).contains(&(der.len() as u64))
}

fn is_period(from: Instant, until: Option<Instant>) -> bool {
    until.is_none_or(|until| from < until)
}
