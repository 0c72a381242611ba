//! The bytes of one certificate, read strictly.
//!
//! Nothing here says whether a certificate is to be believed: this only takes its fields out.

use abi::limits::{CERTIFICATE_BYTES, SERIAL_BYTES};
use abi::{Domain, Hash, Instant, PublicKey};
use x509_cert::certificate::{CertificateInner, Version};
use x509_cert::der::asn1::{BitString, ObjectIdentifier};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::Extensions;
use x509_cert::name::Name as Subject;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use crate::error::CertificateError;
use crate::signature::{is_weak, verifies};

/// `id-Ed25519` (RFC 8410).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A certificate whose bytes are those that it would be encoded to.
pub(crate) struct Certificate {
    inner: CertificateInner,
    /// The bytes that are signed.
    signed: Vec<u8>,
    /// The key that it is about: Ed25519, and not of low order.
    pub(crate) key: PublicKey,
    /// The first instant of its period.
    pub(crate) from: Instant,
    /// The first instant after it: one second after `notAfter`, which still belongs to it.
    pub(crate) until: Instant,
    /// Its serial number, without leading zeros.
    pub(crate) serial: Vec<u8>,
    /// The hash of all of its bytes.
    pub(crate) fingerprint: Hash,
}

impl Certificate {
    /// Reads a certificate of version 3 about an Ed25519 key, signed with Ed25519 by whomever.
    pub(crate) fn from_der(der: &[u8]) -> Result<Certificate, CertificateError> {
        let inner: CertificateInner = strict(der, CERTIFICATE_BYTES)?;
        let signed = inner.tbs_certificate();
        let has_ids = signed.issuer_unique_id().is_some() || signed.subject_unique_id().is_some();
        if signed.version() != Version::V3 || has_ids {
            return Err(CertificateError::Version);
        }
        if !is_ed25519(signed.signature()) || !is_ed25519(inner.signature_algorithm()) {
            return Err(CertificateError::Algorithm);
        }
        let key = key(signed.subject_public_key_info())?;
        let (from, until) = period(signed.validity())?;
        Ok(Certificate {
            signed: encoding(signed)?,
            key,
            from,
            until,
            serial: serial(signed.serial_number())?,
            fingerprint: Domain::Certificate.hash(der),
            inner,
        })
    }

    /// Whom it is about.
    pub(crate) fn subject(&self) -> &Subject {
        self.inner.tbs_certificate().subject()
    }

    /// Whether whom it is about issued it, by name.
    pub(crate) fn is_own_issuer(&self) -> bool {
        self.subject() == self.inner.tbs_certificate().issuer()
    }

    /// Its extensions.
    pub(crate) fn extensions(&self) -> &[x509_cert::ext::Extension] {
        let extensions: Option<&Extensions> = self.inner.tbs_certificate().extensions();
        extensions.map_or(&[], Vec::as_slice)
    }

    /// Whether the key that it is about signed it.
    pub(crate) fn is_signed_by_its_own_key(&self) -> bool {
        is_signature(&self.key, &self.signed, self.inner.signature())
    }
}

/// Reads `bytes`, of which there are at most `max`, as the one DER encoding of a `T`.
pub(crate) fn strict<T: for<'a> Decode<'a> + Encode>(
    bytes: &[u8],
    max: u64,
) -> Result<T, CertificateError> {
    if bytes.len() as u64 > max {
        return Err(CertificateError::TooLong);
    }
    let value = T::from_der(bytes).map_err(|_| CertificateError::Encoding)?;
    // The reader takes some encodings that are not the only one, such as a default that is written out.
    match encoding(&value)? == bytes {
        true => Ok(value),
        false => Err(CertificateError::Encoding),
    }
}

pub(crate) fn encoding(value: &impl Encode) -> Result<Vec<u8>, CertificateError> {
    value.to_der().map_err(|_| CertificateError::Encoding)
}

/// Whether this names Ed25519, which has no parameters.
pub(crate) fn is_ed25519(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == ED25519 && algorithm.parameters.is_none()
}

/// Whether `bits` are `key`'s signature of `message`.
pub(crate) fn is_signature(key: &PublicKey, message: &[u8], bits: &BitString) -> bool {
    bits.as_bytes()
        .is_some_and(|signature| verifies(key, message, signature))
}

fn key(info: &SubjectPublicKeyInfoOwned) -> Result<PublicKey, CertificateError> {
    if !is_ed25519(&info.algorithm) {
        return Err(CertificateError::Algorithm);
    }
    let bytes = info.subject_public_key.as_bytes();
    let key = bytes.and_then(|bytes| bytes.try_into().ok());
    let key = PublicKey(key.ok_or(CertificateError::Algorithm)?);
    match is_weak(&key) {
        true => Err(CertificateError::WeakKey),
        false => Ok(key),
    }
}

fn period(validity: &Validity) -> Result<(Instant, Instant), CertificateError> {
    let (from, last) = (instant(&validity.not_before), instant(&validity.not_after));
    match from <= last {
        // Years have four digits, so that this is far from any overflow.
        true => Ok((from, Instant(last.0.saturating_add(1)))),
        false => Err(CertificateError::Period),
    }
}

pub(crate) fn instant(time: &Time) -> Instant {
    let seconds = time.to_unix_duration().as_secs();
    Instant(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// The bytes of a positive serial number, most significant first, as tools print them.
pub(crate) fn serial(number: &SerialNumber) -> Result<Vec<u8>, CertificateError> {
    let bytes = number.as_bytes();
    let is_negative = bytes.first().is_none_or(|byte| *byte >= 0x80);
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = bytes.get(zeros..).unwrap_or_default();
    match is_negative || digits.is_empty() || bytes.len() as u64 > SERIAL_BYTES {
        true => Err(CertificateError::Serial),
        false => Ok(digits.to_vec()),
    }
}
