//! Transactions: an action, bound to a chain, a sender, a nonce and an expiry, and signed.
//!
//! ```text
//! body = chain (32) | sender (32) | nonce (8) | expires (8) | action
//! id   = H(transaction, body)
//! transaction = body | Ed25519 signature of the 32 bytes of the id (64)
//! ```
//!
//! The id leaves the signature out, so that a second signature of one body is the same transaction.
//! What is signed is the id: a hash in its own domain, so that it cannot be taken for a header or
//! anything else that keys of this ledger sign.

use abi::form::FormValue;
use abi::limits::{LIST_ITEMS, MODULE_BYTES, PLAIN_TRANSACTION_BYTES, TRANSACTION_BYTES};
use abi::terms::{AccessRequest, ConsentTerms, Name, is_name};
use abi::{Domain, Hash, Instant, PatientId, PublicKey, Signature};
use parity_scale_codec::{Decode, Encode};

use crate::decode::decode_exact;
use crate::error::DecodeError;
use crate::signature::Signer;
use crate::state::Lane;

#[cfg(test)]
mod tests;

/// Where an action's index lies in a transaction: after chain, sender, nonce and expiry.
const ACTION_OFFSET: usize = 80;
const DEPLOY_POLICY: u8 = 6;

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
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Body {
    /// The chain's id.
    pub chain: Hash,
    /// Who sends it.
    pub sender: PublicKey,
    /// How many transactions of the sender came before.
    pub nonce: u64,
    /// The last block time at which it may be applied.
    pub expires: Instant,
    /// What is to be done.
    pub action: Action,
}

/// A signed body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Transaction {
    /// What is signed.
    pub body: Body,
    /// The sender's signature of [`Transaction::id`].
    pub signature: Signature,
}

impl Body {
    /// The id of the transaction with this body.
    pub fn id(&self) -> Hash {
        Domain::Transaction.hash_of(self)
    }

    /// Signs it. The signer should be the sender; nothing else verifies.
    pub fn sign(self, signer: &Signer) -> Transaction {
        let signature = signer.sign(&self.id());
        Transaction {
            body: self,
            signature,
        }
    }
}

impl Transaction {
    /// Decodes exactly one transaction, within every limit. Its signature is not looked at.
    ///
    /// # Errors
    /// Reject: too long, not a transaction, or a list or name outside its limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Transaction, DecodeError> {
        let max = match bytes.get(ACTION_OFFSET) {
            Some(&DEPLOY_POLICY) => TRANSACTION_BYTES,
            _ => PLAIN_TRANSACTION_BYTES,
        };
        let transaction: Transaction = decode_exact(bytes, max)?;
        match transaction.body.action.is_within_limits() {
            true => Ok(transaction),
            false => Err(DecodeError::Limit),
        }
    }

    /// Its id: the hash of its body.
    pub fn id(&self) -> Hash {
        self.body.id()
    }

    /// The lane that its action writes to.
    ///
    /// An action of the shared lane may write and read anything, so it stands alone. An action of a
    /// patient's lane writes only there, and reads of the shared lane only what actions of the
    /// shared lane write.
    pub fn lane(&self) -> Lane {
        self.body.action.lane()
    }
}

impl Action {
    /// The lane that this action writes to; see [`Transaction::lane`].
    pub fn lane(&self) -> Lane {
        match self {
            Action::EnrolOrganisation { .. }
            | Action::EnrolMember { .. }
            | Action::RegisterPatient { .. }
            | Action::DeployPolicy { .. } => Lane::Shared,
            Action::AttestTreatment { patient, .. }
            | Action::Consent { patient, .. }
            | Action::WithdrawConsent { patient, .. }
            | Action::SignForm { patient, .. } => Lane::Patient(*patient),
            Action::RequestAccess { request } => Lane::Patient(request.patient),
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
            Action::RegisterPatient { .. } | Action::WithdrawConsent { .. } => true,
            Action::DeployPolicy { module } => module.len() as u64 <= MODULE_BYTES,
            Action::RequestAccess { request } => request.is_within_limits(),
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

/// Whether `name` may be enrolled: printable ASCII, so that no two names look alike, and no space
/// at either end.
fn is_enrolled_name(name: &str) -> bool {
    is_name(name) && name.trim() == name && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn is_period(from: Instant, until: Option<Instant>) -> bool {
    until.is_none_or(|until| from < until)
}
