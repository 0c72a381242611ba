//! The root certificate of an organisation.

use std::fmt;

use abi::terms::Name;
use abi::{Hash, Instant, PublicKey};

use crate::certificate::{Certificate, encoding};
use crate::error::CertificateError;
use crate::name;
use crate::profile::{self, Authority};

/// A root certificate of an organisation that may be put on the ledger: signed by its own Ed25519 key, of an
/// authority, with exactly one organisation that has a name as the ledger takes them.
///
/// Whether its period has begun, and is not over, is asked when it vouches for something, since only then is there
/// a time.
#[derive(Clone, PartialEq, Eq)]
pub struct Root {
    der: Vec<u8>,
    organisation: Name,
    key: PublicKey,
    from: Instant,
    until: Instant,
    serial: Vec<u8>,
    fingerprint: Hash,
    subject: Vec<u8>,
    authority: Authority,
}

impl Root {
    /// Reads a root certificate and checks all that can be checked without a time.
    ///
    /// # Errors
    /// Reject: see [`CertificateError`].
    pub fn from_der(der: &[u8]) -> Result<Root, CertificateError> {
        let certificate = Certificate::from_der(der)?;
        let organisation = name::organisation(certificate.subject())?;
        let authority = profile::authority(&certificate)?;
        if !certificate.is_own_issuer() {
            return Err(CertificateError::NotSelfSigned);
        }
        if !certificate.is_signed_by_its_own_key() {
            return Err(CertificateError::Signature);
        }
        let subject = encoding(certificate.subject())?;
        Ok(Root {
            der: der.to_vec(),
            organisation,
            key: certificate.key,
            from: certificate.from,
            until: certificate.until,
            serial: certificate.serial,
            fingerprint: certificate.fingerprint,
            subject,
            authority,
        })
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The organisation whose members it vouches for.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// The key that it signs with.
    pub fn key(&self) -> PublicKey {
        self.key
    }

    /// The first instant at which it vouches for anything.
    pub fn from(&self) -> Instant {
        self.from
    }

    /// The first instant after the last one.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Its serial number, most significant byte first, without leading zeros.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The hash of its bytes, in the domain of certificates.
    pub fn fingerprint(&self) -> Hash {
        self.fingerprint
    }

    /// Its subject in DER, which whatever it issues names as issuer.
    pub(crate) fn subject_der(&self) -> &[u8] {
        &self.subject
    }

    /// What it may do as an issuer.
    pub(crate) fn authority(&self) -> Authority {
        self.authority
    }

    /// Checks that `now` is within its period.
    pub(crate) fn check_period(&self, now: Instant) -> Result<(), CertificateError> {
        match (self.from <= now, now < self.until) {
            (false, _) => Err(CertificateError::NotYetValid),
            (_, false) => Err(CertificateError::Expired),
            (true, true) => Ok(()),
        }
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Root")
            .field("organisation", &self.organisation)
            .field("key", &self.key)
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}
