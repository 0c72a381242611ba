//! Organisation and member in the subject of a certificate.

use abi::terms::{Name, is_enrolled_name};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Tag, Tagged};
use x509_cert::name::Name as Subject;

use crate::error::CertificateError;

/// `organizationName`, O.
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// `commonName`, CN.
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// The one organisation of a subject, which may have other attributes.
///
/// # Errors
/// There is none, there are several, or its name is not one that the ledger takes.
pub(crate) fn organisation(subject: &Subject) -> Result<Name, CertificateError> {
    let mut found = subject.iter().filter(|one| one.oid == ORGANISATION);
    match (found.next(), found.next()) {
        (Some(one), None) => text(one).ok_or(CertificateError::Organisation),
        _ => Err(CertificateError::Organisation),
    }
}

/// The member's id of a subject that holds nothing but an organisation and that. What else could
/// stand there would go on the ledger with the certificate, and says more of a person than it needs.
///
/// # Errors
/// There is something else, the id is missing, or it is not a name that the ledger takes.
pub(crate) fn member(subject: &Subject) -> Result<Name, CertificateError> {
    let is_known = |one: &AttributeTypeAndValue| [ORGANISATION, COMMON_NAME].contains(&one.oid);
    if subject.len() != 2 || !subject.iter().all(is_known) {
        return Err(CertificateError::Subject);
    }
    let mut found = subject.iter().filter(|one| one.oid == COMMON_NAME);
    match (found.next(), found.next()) {
        (Some(one), None) => text(one).ok_or(CertificateError::Subject),
        _ => Err(CertificateError::Subject),
    }
}

/// The text of an attribute, when it is one that the ledger takes as a name. Other kinds of string
/// are not read: the same bytes mean different texts in them to different tools.
fn text(attribute: &AttributeTypeAndValue) -> Option<Name> {
    let is_text = [Tag::Utf8String, Tag::PrintableString].contains(&attribute.value.tag());
    let name = std::str::from_utf8(attribute.value.value()).ok()?;
    (is_text && is_enrolled_name(name)).then(|| name.to_owned())
}
