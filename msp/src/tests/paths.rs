//! From a member to the root: signatures, periods, issuers between.

use abi::Instant;
use abi::limits::CHAIN_CERTIFICATES;

use super::{as_root, at, of, root};
use crate::fixture::{self, *};
use crate::{CertificateError as Error, Certified, certify};

/// A member whom the office issued, with the office's certificate as it is given.
fn through(office: &Draft) -> Result<Certified, Error> {
    certify(&[below().sign(OFFICE), office.sign(ROOT)], &root(), NOW)
}

/// A member whom the office issued.
fn below() -> Draft {
    Draft {
        issuer: office().subject,
        ..member()
    }
}

/// Offices below one another, the first of which the root issues, and a member below the last.
fn chain(offices: u8, change: impl Fn(u8, Draft) -> Draft) -> Vec<Vec<u8>> {
    let called = |number: u8| {
        name(&[
            organisation("Riverside"),
            common_name(&format!("office {number}")),
        ])
    };
    let (mut issuer, mut signer) = (fixture::root().subject, ROOT);
    let mut chain = Vec::new();
    for number in 0..offices {
        let (subject, seed) = (called(number), 10 + number);
        let key = key_info(&public(seed));
        let draft = Draft {
            issuer,
            subject: subject.clone(),
            key,
            ..office()
        };
        chain.insert(0, change(number, draft).sign(signer));
        (issuer, signer) = (subject, seed);
    }
    chain.insert(0, Draft { issuer, ..member() }.sign(signer));
    chain
}

#[test]
fn a_member_s_period_begins_and_ends_with_its_first_and_last_second() {
    let is = |seconds: i64| at(&member(), Instant(seconds)).map(|said| said.id);
    let (first, last) = (MEMBER_FIRST.0, MEMBER_LAST.0);
    let yes = || Ok("dr-lee".to_owned());
    assert_eq!(
        [is(first - 1), is(first), is(first + 1)],
        [Err(Error::NotYetValid), yes(), yes()]
    );
    assert_eq!(
        [is(last - 1), is(last), is(last + 1)],
        [yes(), yes(), Err(Error::Expired)]
    );
    for seconds in [i64::MIN, -1, 0] {
        assert_eq!(is(seconds), Err(Error::NotYetValid));
    }
    assert_eq!(is(i64::MAX), Err(Error::Expired));
}

#[test]
fn a_root_s_period_begins_and_ends_with_its_first_and_last_second() {
    let always = Draft {
        period: ("200101000000Z".into(), "490101000000Z".into()),
        ..member()
    };
    let is = |seconds: i64| at(&always, Instant(seconds)).map(|said| said.until.0);
    let (from, until) = (root().from().0, root().until().0);
    assert_eq!(is(from - 1), Err(Error::NotYetValid));
    assert_eq!([is(from), is(until - 1)], [Ok(until), Ok(until)]);
    assert_eq!(
        [is(until), is(until + 1)],
        [Err(Error::Expired), Err(Error::Expired)]
    );
}

#[test]
fn the_period_is_what_all_certificates_have_in_common() {
    let short = Draft {
        period: ("260201000000Z".into(), "260630235959Z".into()),
        ..office()
    };
    let said = through(&short).expect("a member");
    assert_eq!((said.from.0, said.until.0), (1_769_904_000, 1_782_864_000));
    let long = through(&office()).expect("a member");
    assert_eq!((long.from, long.until.0), (MEMBER_FIRST, MEMBER_LAST.0 + 1));
    let late = Draft {
        period: ("260302000000Z".into(), "260630235959Z".into()),
        ..office()
    };
    assert_eq!(through(&late), Err(Error::NotYetValid));
    let over = Draft {
        period: ("250302000000Z".into(), "260228235959Z".into()),
        ..office()
    };
    assert_eq!(through(&over), Err(Error::Expired));
    // Years from 2050 on are written with four digits, and 9999 stands for no end (RFC 5280, 4.1.2.5).
    let endless = Draft {
        period: ("260101000000Z".into(), "99991231235959Z".into()),
        ..member()
    };
    assert_eq!(of(&endless).map(|said| said.until), Ok(root().until()));
}

#[test]
fn another_root_vouches_for_nobody_here() {
    let other = Draft {
        key: key_info(&public(OTHER)),
        ..fixture::root()
    };
    let other = crate::Root::from_der(&other.sign(OTHER)).expect("a root of the same name");
    assert_eq!(
        certify(&[member().sign(ROOT)], &other, NOW),
        Err(Error::Signature)
    );
    assert_eq!(
        certify(&[member().sign(OTHER)], &root(), NOW),
        Err(Error::Signature)
    );
    let acme = name(&[organisation("Acme")]);
    let elsewhere = Draft {
        issuer: acme,
        ..member()
    };
    assert_eq!(of(&elsewhere), Err(Error::Issuer));
}

#[test]
fn issuers_between_are_authorities_of_the_same_organisation() {
    let said = through(&office()).expect("a member");
    assert_eq!((said.id.as_str(), said.issuers), ("dr-lee", vec![vec![2]]));
    let acme = name(&[organisation("Acme"), common_name("office")]);
    let cases = [
        (office().without(19), Error::NotAuthority),
        (
            office().instead(constraints(false, None)),
            Error::NotAuthority,
        ),
        (office().without(15), Error::NotAuthority),
        (office().instead(usage(MEMBER_USAGE)), Error::NotAuthority),
        (
            office().with(purposes(&[&[0x2b, 6, 1, 5, 5, 7, 3, 2]])),
            Error::Purpose,
        ),
        (
            office().with(extension(&[0x2a, 3, 4], true, &[5, 0])),
            Error::UnknownCritical,
        ),
        (
            Draft {
                subject: acme,
                ..office()
            },
            Error::OtherOrganisation,
        ),
        (
            Draft {
                key: key_info(&public(OTHER)),
                ..office()
            },
            Error::Signature,
        ),
    ];
    for (number, (office, error)) in cases.into_iter().enumerate() {
        assert_eq!(through(&office), Err(error), "case {number}");
    }
    // A member may not issue for another.
    let by_member = Draft {
        issuer: member().subject,
        ..below()
    };
    let chain = [by_member.sign(MEMBER), member().sign(ROOT)];
    assert_eq!(certify(&chain, &root(), NOW), Err(Error::NotAuthority));
    // A name without a key: signed by another than the office.
    let chain = [below().sign(OTHER), office().sign(ROOT)];
    assert_eq!(certify(&chain, &root(), NOW), Err(Error::Signature));
}

#[test]
fn a_chain_is_in_order_whole_and_has_nothing_else() {
    let (leaf, office) = (below().sign(OFFICE), office().sign(ROOT));
    let root_der = root().der().to_vec();
    let direct = member().sign(ROOT);
    let cases: Vec<(Vec<&Vec<u8>>, Error)> = vec![
        (vec![], Error::ChainLength),
        (vec![&leaf], Error::Issuer),
        (vec![&office], Error::Authority),
        (vec![&office, &leaf], Error::NotAuthority),
        (vec![&leaf, &office, &office], Error::Issuer),
        (vec![&direct, &office], Error::Issuer),
        (vec![&direct, &root_der], Error::Issuer),
        (vec![&leaf, &office, &root_der], Error::Issuer),
        (vec![&root_der], Error::Authority),
    ];
    for (number, (chain, error)) in cases.into_iter().enumerate() {
        let chain: Vec<Vec<u8>> = chain.into_iter().cloned().collect();
        assert_eq!(certify(&chain, &root(), NOW), Err(error), "case {number}");
    }
    let mut turned = chain(2, |_, draft| draft);
    turned.swap(1, 2);
    assert_eq!(certify(&turned, &root(), NOW), Err(Error::Issuer));
}

#[test]
fn chains_are_limited_at_one_less_itself_and_one_more() {
    for offices in 0..=5_u8 {
        let said = certify(&chain(offices, |_, draft| draft), &root(), NOW);
        match u64::from(offices) < CHAIN_CERTIFICATES {
            true => assert_eq!(
                said.map(|said| said.issuers.len()),
                Ok(usize::from(offices))
            ),
            false => assert_eq!(said, Err(Error::ChainLength)),
        }
    }
}

#[test]
fn an_issuer_limits_how_many_follow() {
    for length in 0..3_u8 {
        let limited = as_root(&fixture::root().instead(constraints(true, Some(length))));
        let limited = limited.expect("a root");
        for offices in 0..4_u8 {
            let said = certify(&chain(offices, |_, draft| draft), &limited, NOW);
            assert_eq!(
                said.is_ok(),
                offices <= length,
                "root of {length}, {offices}: {said:?}"
            );
            assert!(said.is_ok() || said == Err(Error::PathLength));
            // The same limit in the first office below a root that has none.
            let first = |number, draft: Draft| match number {
                0 => draft.instead(constraints(true, Some(length))),
                _ => draft,
            };
            let said = certify(&chain(offices, first), &root(), NOW);
            assert_eq!(
                said.is_ok(),
                offices <= length + 1,
                "office of {length}, {offices}: {said:?}"
            );
            assert!(said.is_ok() || said == Err(Error::PathLength));
        }
    }
}
