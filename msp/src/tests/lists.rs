//! Lists of revoked certificates.

use abi::Instant;

use super::{as_root, root};
use crate::fixture::{self, *};
use crate::{CertificateError as Error, revoked};

fn of(list: &List) -> Result<Vec<Vec<u8>>, Error> {
    revoked(&list.sign(ROOT), &root(), NOW)
}

#[test]
fn a_list_says_which_certificates_are_revoked() {
    assert_eq!(of(&list()), Ok(vec![vec![0x4a, 0x11], vec![0xff]]));
    let none = List {
        entries: Vec::new(),
        ..list()
    };
    assert_eq!(of(&none), Ok(Vec::new()));
    let hold = extension(&[0x55, 0x1d, 21], false, &tlv(10, &[6]));
    let twice = vec![entry(&[5], &[hold]), entry(&[5], &[]), entry(&[3], &[])];
    assert_eq!(
        of(&List {
            entries: twice,
            ..list()
        }),
        Ok(vec![vec![3], vec![5]])
    );
}

#[test]
fn a_list_holds_from_its_first_instant_to_before_the_next_list() {
    let is =
        |seconds| revoked(&list().sign(ROOT), &root(), Instant(seconds)).map(|found| found.len());
    // 2026-02-01 and 2026-04-01.
    let (this, next) = (1_769_904_000, 1_775_001_600);
    assert_eq!(
        [is(this - 1), is(this), is(this + 1)],
        [Err(Error::NotYetValid), Ok(2), Ok(2)]
    );
    assert_eq!(
        [is(next - 1), is(next), is(next + 1)],
        [Ok(2), Err(Error::Expired), Err(Error::Expired)]
    );
    let always = List {
        this: "200101000000Z".into(),
        next: Some("490101000000Z".into()),
        ..list()
    };
    let until = root().until();
    assert_eq!(
        revoked(&always.sign(ROOT), &root(), until),
        Err(Error::Expired)
    );
    let last = Instant(until.0 - 1);
    assert!(revoked(&always.sign(ROOT), &root(), last).is_ok());
}

#[test]
fn a_list_is_the_root_s_own_and_whole() {
    let critical = |number| extension(&[0x55, 0x1d, number], true, &[0x30, 0]);
    let of_another = vec![entry(&[5], &[critical(29)])];
    let cases = [
        (
            List {
                version: integer(&[0]),
                ..list()
            },
            Error::Version,
        ),
        (
            List {
                version: Vec::new(),
                ..list()
            },
            Error::Encoding,
        ),
        (
            List {
                next: None,
                ..list()
            },
            Error::NoNextList,
        ),
        (
            List {
                issuer: name(&[organisation("Acme")]),
                ..list()
            },
            Error::Issuer,
        ),
        // issuingDistributionPoint, deltaCRLIndicator.
        (
            List {
                extensions: vec![critical(28)],
                ..list()
            },
            Error::UnknownCritical,
        ),
        (
            List {
                extensions: vec![critical(27)],
                ..list()
            },
            Error::UnknownCritical,
        ),
        (
            List {
                entries: of_another,
                ..list()
            },
            Error::UnknownCritical,
        ),
        (
            List {
                entries: vec![entry(&[0], &[])],
                ..list()
            },
            Error::Serial,
        ),
    ];
    for (number, (list, error)) in cases.into_iter().enumerate() {
        assert_eq!(of(&list), Err(error), "case {number}");
    }
    assert_eq!(
        revoked(&list().sign(OTHER), &root(), NOW),
        Err(Error::Signature)
    );
    // keyCertSign without cRLSign.
    let issues = fixture::root().instead(usage(&[3, 2, 2, 0x04]));
    let issues = as_root(&issues).expect("a root");
    assert_eq!(
        revoked(&list().sign(ROOT), &issues, NOW),
        Err(Error::KeyUsage)
    );
    assert_eq!(
        revoked(&fixture::root().sign(ROOT), &root(), NOW),
        Err(Error::Encoding)
    );
}

#[test]
fn a_long_list_is_read_and_a_longer_one_refused() {
    let many = |count: u16| {
        let entries = (1..=count).map(|number| entry(&[1, (number >> 8) as u8, number as u8], &[]));
        let list = List {
            entries: entries.collect(),
            ..list()
        };
        let signed = list.sign(ROOT);
        (
            signed.len(),
            revoked(&signed, &root(), NOW).map(|found| found.len()),
        )
    };
    let (bytes, found) = many(2_000);
    assert_eq!(found, Ok(2_000), "{bytes} bytes");
    let long = vec![0x30; 1 + abi::limits::REVOCATION_LIST_BYTES as usize];
    assert_eq!(revoked(&long, &root(), NOW), Err(Error::TooLong));
    assert_eq!(revoked(&long[1..], &root(), NOW), Err(Error::Encoding));
}
