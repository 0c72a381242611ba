//! Which extensions a certificate must have and may have: the profile of `docs/certificates.md`.

use abi::limits::MEMBER_ROLES;
use abi::terms::Name;
use x509_cert::der::asn1::{Any, ObjectIdentifier};
use x509_cert::der::{Tag, Tagged};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::certificate::{Certificate, strict};
use crate::error::CertificateError;
use crate::role::role_of_uri;

/// The purpose (`extendedKeyUsage`) of a member's certificate, so that one that an organisation issued for
/// something else, a server or a signature of mail, never makes a member. An identifier below `2.25` is made from
/// a random UUID and needs no registration (ITU-T X.667).
pub const MEMBER_PURPOSE: &str = "2.25.142828274979178664131042197288779671072";

/// [`MEMBER_PURPOSE`] as DER has it, without tag and length.
pub const MEMBER_PURPOSE_DER: &[u8] = &[
    0x69, 0x81, 0xd6, 0xf3, 0xdc, 0xe9, 0x95, 0x8e, 0x8a, 0xa2, 0xa3, 0x8c, 0xa7, 0x96, 0xee, 0xba,
    0xca, 0xf9, 0xcc, 0x20,
];

const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");

/// What the extensions of an issuer's certificate say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    /// How many issuers may follow below it; any number, when it does not say.
    pub(crate) path_length: Option<u8>,
    /// Whether it may sign lists of revoked certificates.
    pub(crate) may_revoke: bool,
}

/// Checks that a certificate may issue others.
pub(crate) fn authority(certificate: &Certificate) -> Result<Authority, CertificateError> {
    let said = Said::by(certificate.extensions())?;
    let constraints = said.constraints()?;
    let usage = said.usage()?;
    if !constraints.ca || !usage.is_some_and(|usage| usage.key_cert_sign()) {
        return Err(CertificateError::NotAuthority);
    }
    if said.has_purpose()? == Some(false) {
        return Err(CertificateError::Purpose);
    }
    Ok(Authority {
        path_length: constraints.path_len_constraint,
        may_revoke: usage.is_some_and(|usage| usage.crl_sign()),
    })
}

/// Checks that a certificate is a member's, and gives the roles, as they stand there.
pub(crate) fn member(certificate: &Certificate) -> Result<Vec<Name>, CertificateError> {
    let said = Said::by(certificate.extensions())?;
    if said.constraints()?.ca {
        return Err(CertificateError::Authority);
    }
    let is_members =
        |usage: KeyUsage| usage.digital_signature() && !usage.key_cert_sign() && !usage.crl_sign();
    if !said.usage()?.is_some_and(is_members) {
        return Err(CertificateError::KeyUsage);
    }
    if said.has_purpose()? != Some(true) {
        return Err(CertificateError::Purpose);
    }
    said.roles()
}

/// Checks that every extension stands once and that those that are `known` alone are critical.
pub(crate) fn check_critical(
    extensions: &[Extension],
    known: &[ObjectIdentifier],
) -> Result<(), CertificateError> {
    for (index, one) in extensions.iter().enumerate() {
        let before = extensions.iter().take(index);
        if before.into_iter().any(|other| other.extn_id == one.extn_id) {
            return Err(CertificateError::DuplicateExtension);
        }
        if one.critical && !known.contains(&one.extn_id) {
            return Err(CertificateError::UnknownCritical);
        }
    }
    Ok(())
}

/// The extensions that have a meaning here, as bytes.
struct Said<'a>(&'a [Extension]);

impl Said<'_> {
    fn by(extensions: &[Extension]) -> Result<Said<'_>, CertificateError> {
        let known = [
            BASIC_CONSTRAINTS,
            KEY_USAGE,
            EXTENDED_KEY_USAGE,
            SUBJECT_ALT_NAME,
        ];
        check_critical(extensions, &known)?;
        let said = Said(extensions);
        // A limit on names that is passed over would be a limit that does not hold, critical or not.
        match said.contents(NAME_CONSTRAINTS) {
            Some(_) => Err(CertificateError::UnknownCritical),
            None => Ok(said),
        }
    }

    fn contents(&self, id: ObjectIdentifier) -> Option<&[u8]> {
        let found = self.0.iter().find(|one| one.extn_id == id);
        found.map(|one| one.extn_value.as_bytes())
    }

    fn constraints(&self) -> Result<BasicConstraints, CertificateError> {
        let none = BasicConstraints {
            ca: false,
            path_len_constraint: None,
        };
        let contents = self.contents(BASIC_CONSTRAINTS);
        contents.map_or(Ok(none), read)
    }

    fn usage(&self) -> Result<Option<KeyUsage>, CertificateError> {
        self.contents(KEY_USAGE).map(read).transpose()
    }

    /// Whether the purpose of members is among the purposes; `None` when there are none.
    fn has_purpose(&self) -> Result<Option<bool>, CertificateError> {
        let Some(contents) = self.contents(EXTENDED_KEY_USAGE) else {
            return Ok(None);
        };
        // Not as identifiers: the reader's have no numbers as long as a UUID's.
        let purposes: Vec<Any> = read(contents)?;
        if purposes.is_empty()
            || purposes
                .iter()
                .any(|one| one.tag() != Tag::ObjectIdentifier)
        {
            return Err(CertificateError::Extension);
        }
        let is_there = purposes.iter().any(|one| one.value() == MEMBER_PURPOSE_DER);
        Ok(Some(is_there))
    }

    fn roles(&self) -> Result<Vec<Name>, CertificateError> {
        let Some(contents) = self.contents(SUBJECT_ALT_NAME) else {
            return Ok(Vec::new());
        };
        let names: GeneralNames = read(contents)?;
        if names.len() as u64 > MEMBER_ROLES {
            return Err(CertificateError::TooManyRoles);
        }
        let mut roles = Vec::with_capacity(names.len());
        for name in &names {
            let GeneralName::UniformResourceIdentifier(uri) = name else {
                return Err(CertificateError::Role);
            };
            let role = role_of_uri(uri.as_str()).ok_or(CertificateError::Role)?;
            if roles.contains(&role) {
                return Err(CertificateError::Role);
            }
            roles.push(role);
        }
        Ok(roles)
    }
}

/// Reads the contents of an extension, which is within the bounds of what it stands in.
fn read<T>(contents: &[u8]) -> Result<T, CertificateError>
where
    T: for<'a> x509_cert::der::Decode<'a> + x509_cert::der::Encode,
{
    strict(contents, u64::MAX).map_err(|_| CertificateError::Extension)
}
