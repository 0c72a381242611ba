//! Accounts: who may send transactions with a key.

use abi::terms::Name;
use abi::{Hash, Instant, PatientId, PublicKey};
use parity_scale_codec::{Decode, Encode};

/// Who may send transactions with a key, and what it has sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Account {
    /// Who.
    pub kind: AccountKind,
    /// The nonce of the next transaction; 0 before the first.
    pub nonce: u64,
    /// Fuel charged so far.
    pub charge: u64,
    /// When and how the key's use ended. The account stays, so that what was signed before can be told
    /// to whom it belongs.
    pub ended: Option<Ended>,
}

/// The end of a key's use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Ended {
    /// The time of the block that ended it.
    pub at: Instant,
    /// The key that took its place; none after a revocation.
    pub successor: Option<PublicKey>,
}

/// Who an account is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum AccountKind {
    /// An administrator: one who governs by a key, and is no organisation.
    #[codec(index = 0)]
    Admin,
    /// An organisation.
    #[codec(index = 1)]
    Organisation {
        /// Its name.
        name: Name,
        /// Its kind (`lab`).
        kind: Name,
        /// The organisation that it is part of.
        within: Option<Name>,
    },
    /// A person with roles.
    #[codec(index = 2)]
    Member {
        /// The person's identifier.
        id: Name,
        /// Roles, as the organisation attests them.
        roles: Vec<Name>,
        /// The organisation that attests them.
        organisation: Name,
        /// The first instant of the membership.
        from: Instant,
        /// The first instant after it.
        until: Option<Instant>,
    },
    /// A patient.
    #[codec(index = 3)]
    Patient(PatientId),
    /// Somebody who acts for patients and is nothing else here; known by the first key.
    #[codec(index = 4)]
    Delegate(PublicKey),
}

impl Account {
    /// The account of a key that has sent nothing yet.
    pub fn new(kind: AccountKind) -> Account {
        Account {
            kind,
            nonce: 0,
            charge: 0,
            ended: None,
        }
    }
}

/// The certificate that a member was enrolled by.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CertificateRecord {
    /// Its hash.
    pub fingerprint: Hash,
    /// Its serial number, as the organisation gave it.
    pub serial: Vec<u8>,
    /// The time of the block that took it in.
    pub at: Instant,
}

/// What became of a certificate, by its serial number.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Serial {
    /// It enrolled this member.
    #[codec(index = 0)]
    Member(Name),
    /// It is revoked.
    #[codec(index = 1)]
    Revoked,
}
