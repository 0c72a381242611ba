//! Membership by X.509: what an organisation's certificates say of a member, checked.
//!
//! An organisation has a root certificate, which it signed itself. With the root's key, or through
//! intermediates, it signs a certificate for each member: who that is, in which roles, from when
//! until when, and which key signs for the member. This room reads those certificates and believes
//! nothing in them before the chain up to the root is verified. It issues none, and it knows no
//! clock and no files: the time is whatever the caller says, on a ledger the block's.
//!
//! ```text
//! DER of a root --Root::from_der--> Root
//! DER of a member, of its issuers … + Root + time --certify--> Certified
//! DER of a list of revoked certificates + Root + time --revoked--> serial numbers
//! ```
//!
//! Any bytes are safe to hand in: each entry bounds its input before it reads it, and comes to a
//! value or to a [`CertificateError`], which blames whoever sent the bytes.
//!
//! The path from a member to the root is validated by `rustls-webpki` under RFC 5280: signatures,
//! periods, who may issue, lengths of paths. Signatures verify by the ledger's own rule. What is
//! left, which fields a certificate may have and what they mean, is the profile of
//! `docs/certificates.md`, and is checked here on what `x509-cert` reads. A certificate has one
//! text: what is not its own DER encoding to the byte is refused.
//!
//! | module | holds |
//! | --- | --- |
//! | [`root`] | the root certificate of an organisation |
//! | [`mod@certify`] | a member's certificates, checked up to the root |
//! | [`revocation`] | lists of revoked certificates |
//! | [`unverified`] | what a certificate says of itself, for people to look at |
//! | `profile` | which extensions a certificate must have and may have |
//! | `name` | organisation and member in the subject |
//! | [`role`] | roles as URIs |
//! | `certificate` | the bytes of one certificate, read strictly |
//! | `signature` | Ed25519 for certificates, by the ledger's rule |
//! | [`error`] | why a certificate is refused, each with a number |

mod certificate;
pub mod certify;
pub mod error;
mod name;
mod profile;
pub mod revocation;
pub mod role;
pub mod root;
mod signature;
pub mod unverified;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use certify::{Certified, certify};
pub use error::CertificateError;
pub use profile::{MEMBER_PURPOSE, MEMBER_PURPOSE_DER};
pub use revocation::revoked;
pub use root::Root;
pub use unverified::{Holder, Unverified};
