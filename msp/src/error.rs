//! Why a certificate is refused, each reason with a number that stays.

use thiserror::Error;

#[cfg(test)]
mod tests;

/// Declares the reasons with their numbers and sentences together, and the table of them.
macro_rules! reasons {
    ($($(#[doc = $about:literal])* $name:ident = $code:literal, $text:literal;)*) => {
        /// Why certificates or a list of revoked ones are not acceptable.
        ///
        /// Each is a reject: it blames whoever sent the bytes. Its sentence says what is wrong and what
        /// to do about it, and holds nothing from the bytes themselves: no name, no serial number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Error)]
        pub enum CertificateError {
            $($(#[doc = $about])* #[error($text)] $name,)*
        }

        impl CertificateError {
            /// Every reason, by its number.
            pub const ALL: &'static [CertificateError] = &[$(CertificateError::$name),*];

            /// The number of this reason: it is never another's, and never changes.
            pub fn code(self) -> u16 {
                match self {
                    $(CertificateError::$name => $code,)*
                }
            }
        }
    };
}

reasons! {
    /// There are more bytes than a certificate or a list may have.
    TooLong = 1, "there are more bytes than a certificate, or a list of revoked ones, may have; issue one with fewer roles, or a list with fewer entries";
    /// The bytes are no X.509 in DER, or not the only DER of what they say.
    Encoding = 2, "the bytes are not an X.509 certificate or list in strict DER, or others follow them; hand in the DER itself, or issue it anew with a tool that writes DER";
    /// Another version than 3, or 2 of a list; or identifiers that belong to no extension.
    Version = 3, "the certificate is not of X.509 version 3, or the list not of version 2; issue it anew as such";
    /// A key or a signature that is not Ed25519.
    Algorithm = 4, "a key or a signature is not Ed25519; issue the certificate with Ed25519 keys";
    /// A key of low order, for which anybody can make signatures, or one that is no point of the curve.
    WeakKey = 5, "a key is one that anybody can sign for, or none at all; make a new key";
    /// A signature does not verify.
    Signature = 6, "a signature is not that of the issuer's key; the certificate or the list was changed, or belongs to another issuer";
    /// The certificates do not lead to the root, one by one.
    Issuer = 7, "the certificates do not lead to the organisation's root one by one, the member's own first; hand in all of those between, in order, and no other";
    /// No certificate, or too many.
    ChainLength = 8, "there is no certificate, or there are more than a chain may have; hand in the member's own first and its issuers up to the root, without the root";
    /// The time is before the beginning of a certificate's period.
    NotYetValid = 9, "the period of a certificate, or of the list, has not begun; wait for it, or issue one that begins earlier";
    /// The time is after the end of a certificate's period.
    Expired = 10, "the period of a certificate, or of the list, is over; issue a new one";
    /// A period that ends before it begins.
    Period = 11, "the period of a certificate ends before it begins; issue it anew";
    /// An issuer that may not issue.
    NotAuthority = 12, "an issuer's certificate does not say that it may issue (basicConstraints CA:TRUE, keyUsage keyCertSign); issue it anew as an authority's";
    /// A member's certificate that may issue.
    Authority = 13, "the member's certificate says that it may issue others; issue it anew with basicConstraints CA:FALSE, or without";
    /// More issuers between than an issuer allows.
    PathLength = 14, "there are more certificates below an issuer than it allows (basicConstraints pathlen); issue the member's certificate from one nearer to the root";
    /// A `keyUsage` that is missing or not what is needed.
    KeyUsage = 15, "keyUsage is missing or not what is needed: digitalSignature of a member, and neither keyCertSign nor cRLSign; cRLSign of a root that revokes; issue the certificate anew";
    /// An `extendedKeyUsage` without the purpose of members.
    Purpose = 16, "extendedKeyUsage does not have the purpose of a member's certificate; issue it anew with that, as docs/certificates.md has it";
    /// A critical extension that is not known here.
    UnknownCritical = 17, "an extension is critical and not known here; issue the certificate or the list without it";
    /// An extension that stands twice.
    DuplicateExtension = 18, "an extension stands twice; issue the certificate or the list anew";
    /// The contents of an extension are not those of its kind.
    Extension = 19, "the contents of an extension are not of its kind; issue the certificate or the list anew";
    /// Not exactly one organisation with a name that the ledger takes.
    Organisation = 20, "the subject does not have exactly one organisation (O) with a name of printable ASCII; issue the certificate anew";
    /// Another organisation than the root's.
    OtherOrganisation = 21, "a certificate is of another organisation (O) than the root; enrol the member with the organisation's own root";
    /// The subject is not one organisation and one member.
    Subject = 22, "the subject is not exactly an organisation (O) and a member's id (CN) of printable ASCII; issue the certificate anew, with nothing else in the subject";
    /// An entry of `subjectAltName` that is no role.
    Role = 23, "subjectAltName has an entry that is no role (URI:urn:assent:role:NAME), or the same role twice; issue the certificate anew with roles alone";
    /// Too many roles.
    TooManyRoles = 24, "there are more roles than a certificate may have; issue it anew with fewer";
    /// A serial number that is not positive or too long.
    Serial = 25, "a serial number is not positive, or longer than 20 bytes; issue the certificate anew";
    /// A root that another signed.
    NotSelfSigned = 26, "the root's subject and issuer differ; hand in the root itself, which signed itself";
    /// A list that says when no next one comes.
    NoNextList = 27, "the list does not say when the next one comes (nextUpdate); issue it anew";
}
