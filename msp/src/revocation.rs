//! Lists of revoked certificates.

use std::collections::BTreeSet;

use abi::Instant;
use abi::limits::REVOCATION_LIST_BYTES;
use x509_cert::Version;
use x509_cert::crl::{CertificateList, TbsCertList};

use crate::certificate::{encoding, instant, is_ed25519, is_signature, serial, strict};
use crate::error::CertificateError;
use crate::profile::check_critical;
use crate::root::Root;

/// The serial numbers of the certificates that a list revokes, each once, in ascending order of their bytes.
///
/// The list is one that the root itself signed, complete, of at most [`REVOCATION_LIST_BYTES`]; it holds from
/// `thisUpdate` to the instant before `nextUpdate`, and `now` is within that, and within the root's own period. An
/// entry counts whatever its reason and its date say: a certificate that is on hold is not to be used either.
///
/// # Errors
/// Reject: see [`CertificateError`].
///
/// # Source
/// RFC 5280, section 5. Parts of lists (`deltaCRLIndicator`, `issuingDistributionPoint`) and lists about other
/// issuers (`certificateIssuer`) are critical extensions there, and refused here with all that are.
pub fn revoked(crl: &[u8], root: &Root, now: Instant) -> Result<Vec<Vec<u8>>, CertificateError> {
    let list: CertificateList = strict(crl, REVOCATION_LIST_BYTES)?;
    let signed = &list.tbs_cert_list;
    if signed.version != Version::V2 {
        return Err(CertificateError::Version);
    }
    if !is_ed25519(&signed.signature) || !is_ed25519(&list.signature_algorithm) {
        return Err(CertificateError::Algorithm);
    }
    if !root.authority().may_revoke {
        return Err(CertificateError::KeyUsage);
    }
    if encoding(&signed.issuer)? != root.subject_der() {
        return Err(CertificateError::Issuer);
    }
    if !is_signature(&root.key(), &encoding(signed)?, &list.signature) {
        return Err(CertificateError::Signature);
    }
    root.check_period(now)?;
    check_period(signed, now)?;
    check_critical(signed.crl_extensions.as_deref().unwrap_or_default(), &[])?;
    let mut serials = BTreeSet::new();
    for entry in signed.revoked_certificates.iter().flatten() {
        check_critical(
            entry.crl_entry_extensions.as_deref().unwrap_or_default(),
            &[],
        )?;
        serials.insert(serial(&entry.serial_number)?);
    }
    Ok(serials.into_iter().collect())
}

fn check_period(list: &TbsCertList, now: Instant) -> Result<(), CertificateError> {
    let next = list.next_update.ok_or(CertificateError::NoNextList)?;
    match (instant(&list.this_update) <= now, now < instant(&next)) {
        (false, _) => Err(CertificateError::NotYetValid),
        (_, false) => Err(CertificateError::Expired),
        (true, true) => Ok(()),
    }
}
