//! Any bytes at all, and bytes that are nearly right.

use abi::limits::CERTIFICATE_BYTES;
use proptest::prelude::*;

use super::root;
use crate::fixture::{self, *};
use crate::{CertificateError as Error, Root, certify, revoked};

/// Any change of any byte of a certificate or a list is told: all but the signature is signed, and there is one
/// text of each.
#[test]
fn no_byte_can_be_another() {
    let (leaf, office) = (member().sign(ROOT), office().sign(ROOT));
    let below = Draft {
        issuer: fixture::office().subject,
        ..member()
    }
    .sign(OFFICE);
    for (number, changed) in changes(&leaf) {
        assert!(
            certify(&[changed], &root(), NOW).is_err(),
            "byte {number} of a member"
        );
    }
    for (number, changed) in changes(&office) {
        let chain = [below.clone(), changed];
        assert!(
            certify(&chain, &root(), NOW).is_err(),
            "byte {number} of an issuer"
        );
    }
    for (number, changed) in changes(root().der()) {
        assert!(Root::from_der(&changed).is_err(), "byte {number} of a root");
    }
    for (number, changed) in changes(&list().sign(ROOT)) {
        assert!(
            revoked(&changed, &root(), NOW).is_err(),
            "byte {number} of a list"
        );
    }
}

/// Every byte with one bit of it, with all, and with two more values, in its place.
fn changes(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let all = (0..bytes.len()).flat_map(|place| (1..=255_u8).map(move |mask| (place, mask)));
    let wanted = all.filter(|(place, mask)| {
        mask.is_power_of_two() || *mask == 0xff || usize::from(*mask) == place % 251
    });
    wanted.map(|(place, mask)| {
        let mut changed = bytes.to_vec();
        changed[place] ^= mask;
        (place, changed)
    })
}

#[test]
fn no_byte_can_be_missing_or_follow() {
    let leaf = member().sign(ROOT);
    for length in 0..leaf.len() {
        let cut = leaf[..length].to_vec();
        assert_eq!(
            certify(&[cut], &root(), NOW),
            Err(Error::Encoding),
            "{length}"
        );
    }
    for more in [vec![0], vec![0x30, 0], leaf.clone()] {
        let long = [leaf.clone(), more.clone()].concat();
        assert_eq!(certify(&[long], &root(), NOW), Err(Error::Encoding));
        let long = [root().der(), &more].concat();
        assert_eq!(Root::from_der(&long), Err(Error::Encoding));
        let long = [list().sign(ROOT), more].concat();
        assert_eq!(revoked(&long, &root(), NOW), Err(Error::Encoding));
    }
}

#[test]
fn certificates_are_limited_in_bytes_at_one_less_itself_and_one_more() {
    let filled = |fill: usize| {
        let filler = extension(&[0x2a, 3, 4], false, &tlv(4, &vec![7; fill]));
        member().with(filler).sign(ROOT)
    };
    let around = filled(10_000).len() - 10_000;
    let of = |bytes: u64| {
        let der = filled(bytes as usize - around);
        assert_eq!(der.len() as u64, bytes);
        certify(&[der], &root(), NOW).map(|said| said.id)
    };
    assert!(of(CERTIFICATE_BYTES - 1).is_ok() && of(CERTIFICATE_BYTES).is_ok());
    assert_eq!(of(CERTIFICATE_BYTES + 1), Err(Error::TooLong));
}

/// What is read leniently by others has another text here, and is refused although its signature is right.
#[test]
fn there_is_one_text_of_a_certificate() {
    // A year before 2050 in four digits; a default that is written out; a length that is too long.
    let four = Draft {
        period: ("20260101000000Z".into(), "20261231235959Z".into()),
        ..member()
    };
    let spelled_out = sequence(&[tlv(6, &[0x2a, 3, 4]), tlv(1, &[0]), tlv(4, &[5, 0])]);
    let not_all_ones = sequence(&[
        tlv(6, &[0x55, 0x1d, 15]),
        tlv(1, &[1]),
        tlv(4, MEMBER_USAGE),
    ]);
    for draft in [
        four,
        member().with(spelled_out),
        member().instead(not_all_ones),
    ] {
        assert_eq!(
            certify(&[draft.sign(ROOT)], &root(), NOW),
            Err(Error::Encoding)
        );
    }
    let mut long = member().sign(ROOT);
    assert_eq!(long[..2], [0x30, 0x82]);
    long.splice(1..2, [0x83, 0]);
    assert_eq!(certify(&[long], &root(), NOW), Err(Error::Encoding));
}

proptest! {
    #[test]
    fn any_bytes_are_safe(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Root::from_der(&bytes).is_err());
        prop_assert!(revoked(&bytes, &root(), NOW).is_err());
        prop_assert!(certify(&[bytes.clone(), bytes], &root(), NOW).is_err());
    }

    /// Bytes behind a right beginning come further.
    #[test]
    fn nearly_right_bytes_are_safe(
        cut in 0..400_usize, more in prop::collection::vec(any::<u8>(), 0..64), flips: Vec<(u16, u8)>,
    ) {
        for right in [member().sign(ROOT), fixture::root().sign(ROOT), list().sign(ROOT)] {
            let mut bytes = right.clone();
            let at = cut.min(bytes.len());
            bytes.splice(at..at, more.iter().copied());
            for (place, mask) in flips.iter().take(4) {
                let place = usize::from(*place) % bytes.len();
                bytes[place] ^= mask;
            }
            let is_same = bytes == right;
            prop_assert!(is_same || Root::from_der(&bytes).is_err());
            prop_assert!(is_same || revoked(&bytes, &root(), NOW).is_err());
            prop_assert!(is_same || certify(&[bytes], &root(), NOW).is_err());
        }
    }

    /// What is signed may be anything: it is the issuer's key that signs it, and the reader that must stand it.
    #[test]
    fn signed_nonsense_is_safe(place in 0..300_usize, mask in 1..=255_u8, count in 0..3_usize) {
        let der = member().sign(ROOT);
        // The outer header has four bytes, and what is signed follows.
        let length = 4 + usize::from(der[6]) * 256 + usize::from(der[7]);
        let mut signed = der[4..4 + length].to_vec();
        let place = place % signed.len();
        signed[place] ^= mask;
        signed.drain(place..(place + count).min(signed.len()));
        let sealed = seal(&signed, &ed25519(), ROOT);
        if let Ok(said) = certify(&[sealed], &root(), NOW) {
            prop_assert_eq!(said.organisation, "Riverside");
        }
    }
}
