//! Certificates of members, as they should be and as they should not.

mod bytes;
mod lists;
mod names;
mod paths;
mod profiles;
mod shown;

use abi::Instant;

use crate::fixture::{self, Draft, NOW, ROOT};
use crate::{CertificateError, Certified, Root, certify};

/// Riverside's root.
fn root() -> Root {
    Root::from_der(&fixture::root().sign(ROOT)).expect("a root")
}

/// What the root says of a member that it issued itself.
fn of(member: &Draft) -> Result<Certified, CertificateError> {
    certify(&[member.sign(ROOT)], &root(), NOW)
}

/// The same at another time.
fn at(member: &Draft, now: Instant) -> Result<Certified, CertificateError> {
    certify(&[member.sign(ROOT)], &root(), now)
}

/// Whether a draft is a root.
fn as_root(draft: &Draft) -> Result<Root, CertificateError> {
    Root::from_der(&draft.sign(ROOT))
}
