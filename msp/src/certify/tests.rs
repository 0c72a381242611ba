//! What people are told for each reason of the library that validates paths.

use webpki::Error;

use super::{refusal, unix_time};
use crate::CertificateError as Ours;
use crate::fixture::NOW;

#[test]
fn every_reason_of_the_library_has_one_of_ours() {
    let time = unix_time(NOW).expect("a time");
    let (not_before, not_after) = (time, time);
    for (theirs, ours) in [
        (
            Error::CertNotValidYet { time, not_before },
            Ours::NotYetValid,
        ),
        (Error::CertExpired { time, not_after }, Ours::Expired),
        (Error::InvalidCertValidity, Ours::Period),
        (Error::CaUsedAsEndEntity, Ours::Authority),
        (Error::EndEntityUsedAsCa, Ours::NotAuthority),
        (Error::PathLenConstraintViolated, Ours::PathLength),
        (Error::InvalidSignatureForPublicKey, Ours::Signature),
        (Error::EmptyEkuExtension, Ours::Purpose),
        (Error::SignatureAlgorithmMismatch, Ours::Algorithm),
        (Error::UnsupportedCertVersion, Ours::Version),
        (Error::UnsupportedCriticalExtension, Ours::UnknownCritical),
        (Error::ExtensionValueInvalid, Ours::Extension),
        (Error::MalformedExtensions, Ours::Extension),
        (Error::BadDer, Ours::Encoding),
        (Error::BadDerTime, Ours::Encoding),
        (Error::UnknownIssuer, Ours::Issuer),
        (Error::MaximumSignatureChecksExceeded, Ours::Issuer),
    ] {
        assert_eq!(refusal(theirs.clone()), ours, "{theirs:?}");
    }
}
