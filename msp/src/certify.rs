//! A member's certificates, checked up to the root.

use core::time::Duration;

use abi::limits::CHAIN_CERTIFICATES;
use abi::terms::Name;
use abi::{Hash, Instant, PublicKey};
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::certificate::Certificate;
use crate::error::CertificateError;
use crate::profile::MEMBER_PURPOSE_DER;
use crate::root::Root;
use crate::signature::ED25519;
use crate::{name, profile};

#[cfg(test)]
mod tests;

/// What a chain of certificates says of a member, checked. [`certify()`] alone makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Certified {
    /// The key that signs for the member.
    pub key: PublicKey,
    /// The member's id.
    pub id: Name,
    /// The organisation: the root's.
    pub organisation: Name,
    /// The roles, each once, in the order of the certificate.
    pub roles: Vec<Name>,
    /// The first instant at which every certificate up to the root is valid.
    pub from: Instant,
    /// The first instant after the last such one.
    pub until: Instant,
    /// The serial number of the member's certificate, most significant byte first, without leading zeros.
    pub serial: Vec<u8>,
    /// The serial numbers of the issuers between, the member's own issuer first. Who revokes an issuer revokes
    /// whoever has it here.
    pub issuers: Vec<Vec<u8>>,
    /// The hash of the member's certificate, in the domain of certificates.
    pub fingerprint: Hash,
}

/// Checks that `chain` leads from a member to `root`, and says what it says of the member.
///
/// `chain` has the member's certificate first and then the issuers, each one that of the certificate before it, up
/// to the one that the root signed; the root is not among them. There are at most
/// [`CHAIN_CERTIFICATES`], of at most [`CERTIFICATE_BYTES`](abi::limits::CERTIFICATE_BYTES) each. All of them, and the root, have to be valid at
/// `now`: from `notBefore` to `notAfter`, both included.
///
/// The same arguments give the same answer everywhere. Whether a certificate is revoked is not asked here.
///
/// # Errors
/// Reject: see [`CertificateError`].
///
/// # Source
/// RFC 5280, section 6, by `rustls-webpki`; the profile is that of `docs/certificates.md`.
pub fn certify(
    chain: &[Vec<u8>],
    root: &Root,
    now: Instant,
) -> Result<Certified, CertificateError> {
    let length = chain.len() as u64;
    if length == 0 || length > CHAIN_CERTIFICATES {
        return Err(CertificateError::ChainLength);
    }
    let read = chain.iter().map(|der| Certificate::from_der(der));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let (member, issuers) = read.split_first().ok_or(CertificateError::ChainLength)?;
    for issuer in issuers {
        profile::authority(issuer)?;
    }
    let roles = profile::member(member)?;
    let id = name::member(member.subject())?;
    for one in &read {
        if name::organisation(one.subject())? != root.organisation() {
            return Err(CertificateError::OtherOrganisation);
        }
    }
    check_path(chain, root, now)?;
    let starts = read.iter().map(|one| one.from);
    let ends = read.iter().map(|one| one.until);
    Ok(Certified {
        key: member.key,
        id,
        organisation: root.organisation().to_owned(),
        roles,
        from: starts.fold(root.from(), Instant::max),
        until: ends.fold(root.until(), Instant::min),
        serial: member.serial.clone(),
        issuers: issuers.iter().map(|one| one.serial.clone()).collect(),
        fingerprint: member.fingerprint,
    })
}

/// Validates the path from the first certificate to the root, through all of the others in their order.
fn check_path(chain: &[Vec<u8>], root: &Root, now: Instant) -> Result<(), CertificateError> {
    root.check_period(now)?;
    let between = chain.len().saturating_sub(1);
    let allowed = root.authority().path_length;
    if allowed.is_some_and(|most| between > usize::from(most)) {
        return Err(CertificateError::PathLength);
    }
    let chain: Vec<CertificateDer> = chain
        .iter()
        .map(|der| CertificateDer::from(&**der))
        .collect();
    let (member, issuers) = chain.split_first().ok_or(CertificateError::ChainLength)?;
    let member = EndEntityCert::try_from(member).map_err(refusal)?;
    let root = CertificateDer::from(root.der());
    let anchors: [TrustAnchor; 1] = [anchor_from_trusted_cert(&root).map_err(refusal)?];
    // The profile asks for the purpose in a member's certificate. An issuer that names purposes has to name it.
    let usage = KeyUsage::required_if_present(MEMBER_PURPOSE_DER);
    let time = unix_time(now).ok_or(CertificateError::NotYetValid)?;
    let path = member
        .verify_for_usage(ED25519, &anchors, issuers, time, usage, None, None)
        .map_err(refusal)?;
    let used = path.intermediate_certificates().map(|issuer| issuer.der());
    match used.eq(issuers.iter().cloned()) {
        true => Ok(()),
        false => Err(CertificateError::Issuer),
    }
}

fn unix_time(now: Instant) -> Option<UnixTime> {
    let seconds = u64::try_from(now.0).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

/// Our reason for one of `webpki`'s.
fn refusal(error: webpki::Error) -> CertificateError {
    use webpki::Error;
    match error {
        Error::CertNotValidYet { .. } => CertificateError::NotYetValid,
        Error::CertExpired { .. } => CertificateError::Expired,
        Error::InvalidCertValidity => CertificateError::Period,
        Error::CaUsedAsEndEntity => CertificateError::Authority,
        Error::EndEntityUsedAsCa => CertificateError::NotAuthority,
        Error::PathLenConstraintViolated => CertificateError::PathLength,
        Error::InvalidSignatureForPublicKey => CertificateError::Signature,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => {
            CertificateError::Purpose
        }
        Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
        | Error::SignatureAlgorithmMismatch => CertificateError::Algorithm,
        Error::UnsupportedCertVersion => CertificateError::Version,
        Error::UnsupportedCriticalExtension => CertificateError::UnknownCritical,
        Error::ExtensionValueInvalid | Error::MalformedExtensions => CertificateError::Extension,
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => CertificateError::Encoding,
        // No issuer of that name, or a path too costly to search, which so few certificates do not have.
        _ => CertificateError::Issuer,
    }
}
