//! What a certificate says of itself, for people to look at.

use abi::terms::Name;
use abi::{Hash, Instant, PublicKey};

use crate::certificate::Certificate;
use crate::error::CertificateError;
use crate::{name, profile};

/// What a certificate says, and nobody has verified: anybody can write such a one.
///
/// For showing it, and for nothing that depends on it being true: that is what [`certify`](crate::certify()) and
/// [`Root`](crate::Root) are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// Whose it says to be.
    pub holder: Holder,
    /// The organisation.
    pub organisation: Name,
    /// The key that it is about.
    pub key: PublicKey,
    /// The first instant of its period.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// The serial number, most significant byte first, without leading zeros.
    pub serial: Vec<u8>,
    /// The hash of its bytes, in the domain of certificates.
    pub fingerprint: Hash,
}

/// Whose a certificate says to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An organisation's root.
    Root,
    /// An issuer between a root and members.
    Intermediate,
    /// A member.
    Member {
        /// The member's id.
        id: Name,
        /// The roles.
        roles: Vec<Name>,
    },
}

impl Unverified {
    /// Reads what a certificate says. It keeps to the profile, or is refused; signatures, issuers and periods are not
    /// looked at.
    ///
    /// # Errors
    /// Reject: see [`CertificateError`].
    pub fn from_der(der: &[u8]) -> Result<Unverified, CertificateError> {
        let certificate = Certificate::from_der(der)?;
        let holder = match profile::authority(&certificate) {
            Ok(_) if certificate.is_own_issuer() => Holder::Root,
            Ok(_) => Holder::Intermediate,
            Err(CertificateError::NotAuthority) => Holder::Member {
                roles: profile::member(&certificate)?,
                id: name::member(certificate.subject())?,
            },
            Err(error) => return Err(error),
        };
        Ok(Unverified {
            holder,
            organisation: name::organisation(certificate.subject())?,
            key: certificate.key,
            from: certificate.from,
            until: certificate.until,
            serial: certificate.serial,
            fingerprint: certificate.fingerprint,
        })
    }
}
