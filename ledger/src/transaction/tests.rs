//! Encodings of transactions, and bytes that are none.

use abi::calendar::Date;
use abi::terms::{Author, DataClaims, DataTerms, NarrowingTerm, SubjectTerm};
use abi::{Domain, Instant, PatientId, PublicKey};
use parity_scale_codec::{Compact, Encode};
use proptest::prelude::*;

use super::{ACTION_OFFSET, Action, Body, Transaction};
use crate::error::DecodeError;
use crate::fixture::{
    PATIENT, START, config, consent, member, organisation, patient, public, request, signer, terms,
    treatment,
};
use crate::signature::verify_one;
use crate::state::Lane;

mod limits;

/// One of each action, by index.
fn actions() -> Vec<Action> {
    vec![
        organisation("ward", Some("clinic")),
        member("anna", "ward"),
        patient("pat", PATIENT),
        treatment("anna"),
        consent(),
        Action::WithdrawConsent {
            patient: PATIENT,
            number: 3,
        },
        Action::DeployPolicy {
            module: b"\0asm".to_vec(),
        },
        request(),
    ]
}

fn body(action: Action) -> Body {
    Body {
        chain: config().chain_id(),
        sender: public("anna"),
        nonce: 5,
        expires: START,
        action,
    }
}

fn transaction(action: Action) -> Transaction {
    body(action).sign(&signer("anna"))
}

#[test]
fn the_layout_is_the_one_of_the_picture() {
    for (index, action) in actions().into_iter().enumerate() {
        let one = transaction(action.clone());
        let expected = [
            &config().chain_id().0[..],
            &public("anna").0,
            &5u64.to_le_bytes(),
            &START.0.to_le_bytes(),
            &action.encode(),
        ]
        .concat();
        assert_eq!(one.id(), Domain::Transaction.hash(&expected));
        assert_eq!(one.encode(), [&expected[..], &one.signature.0].concat());
        assert_eq!(usize::from(one.encode()[ACTION_OFFSET]), index);
        assert_eq!(Transaction::from_bytes(&one.encode()), Ok(one));
    }
}

#[test]
fn a_transaction_cut_short_or_followed_by_more_is_refused() {
    for action in actions() {
        let mut bytes = transaction(action).encode();
        for length in 0..bytes.len() {
            assert_eq!(
                Transaction::from_bytes(&bytes[..length]),
                Err(DecodeError::Layout)
            );
        }
        bytes.push(0);
        let refused = Err(DecodeError::Trailing { bytes: 1 });
        assert_eq!(Transaction::from_bytes(&bytes), refused);
    }
}

#[test]
fn every_field_is_signed() {
    let good = transaction(consent());
    assert!(verify_one(&good));
    let mut changed = [const { None }; 6].map(|_: Option<()>| good.clone());
    changed[0].body.chain.0[0] ^= 1;
    changed[1].body.sender = public("luis");
    changed[2].body.nonce += 1;
    changed[3].body.expires.0 += 1;
    changed[4].body.action = treatment("anna");
    changed[5].signature.0[0] ^= 1;
    for (place, one) in changed.iter().enumerate() {
        assert!(!verify_one(one), "{place}");
    }
}

#[test]
fn a_second_signature_is_the_same_transaction() {
    let one = transaction(consent());
    let other = body(consent()).sign(&signer("luis"));
    assert_ne!(one.signature, other.signature);
    assert_eq!(one.id(), other.id());
}

#[test]
fn lanes_are_the_patients_or_shared() {
    let lanes: Vec<Lane> = actions().iter().map(Action::lane).collect();
    let patient = Lane::Patient(PATIENT);
    let shared = Lane::Shared;
    assert_eq!(
        lanes,
        [
            shared, shared, shared, patient, patient, patient, shared, patient
        ]
    );
}

fn renamed(name: &str) -> Action {
    let kind = "hospital".to_owned();
    Action::EnrolOrganisation {
        key: public("x"),
        name: name.into(),
        kind,
        within: None,
    }
}

fn limited(change: impl FnOnce(&mut abi::terms::ConsentTerms)) -> Action {
    let mut terms = terms();
    change(&mut terms);
    Action::Consent {
        patient: PATIENT,
        terms,
    }
}

fn narrowed(narrowing: Vec<NarrowingTerm>) -> Action {
    limited(|terms| terms.data.narrowing = narrowing)
}

fn said(change: impl FnOnce(&mut DataClaims)) -> Action {
    let Action::RequestAccess { mut request } = request() else {
        panic!("a request")
    };
    change(&mut request.claims.data);
    Action::RequestAccess { request }
}

/// A day of a November, which has thirty.
fn day(day: u32) -> Date {
    Date::new(2026, 11, day)
}

#[test]
fn what_is_outside_the_limits_is_refused() {
    let long = "n".repeat(129);
    let cases = [
        (renamed(&long[1..]), true),
        (renamed(&long), false),
        (renamed(""), false),
        (renamed(" ward"), false),
        (renamed("ward 9"), true),
        (renamed("wаrd"), false), // a Cyrillic letter
        (renamed("a\u{202e}b"), false),
        (renamed("a\nb"), false),
        (
            limited(|terms| terms.actions = vec!["read".into(); 256]),
            true,
        ),
        (
            limited(|terms| terms.actions = vec!["read".into(); 257]),
            false,
        ),
        (limited(|terms| terms.actions.clear()), false),
        (
            limited(|terms| terms.subjects = vec![SubjectTerm::Anyone; 257]),
            false,
        ),
        (
            limited(|terms| {
                terms.data = DataTerms {
                    categories: vec![],
                    ..terms.data.clone()
                }
            }),
            false,
        ),
        (
            limited(|terms| (terms.from, terms.until) = (Some(START), Some(START))),
            false,
        ),
        (limited(|terms| terms.until = Some(Instant::MIN)), false),
        (
            narrowed(vec![NarrowingTerm::OfRecord("r".into()); 16]),
            true,
        ),
        (
            narrowed(vec![NarrowingTerm::OfRecord("r".into()); 17]),
            false,
        ),
        (narrowed(vec![NarrowingTerm::HeldBy(vec![])]), false),
        (
            narrowed(vec![NarrowingTerm::HeldBy(vec!["h".into(); 17])]),
            false,
        ),
        (narrowed(vec![NarrowingTerm::WrittenBy(vec![])]), false),
        (
            narrowed(vec![NarrowingTerm::OfEncounter(long.clone())]),
            false,
        ),
        (narrowed(vec![NarrowingTerm::Dated(day(1), day(1))]), true),
        (narrowed(vec![NarrowingTerm::Dated(day(2), day(1))]), false),
        (narrowed(vec![NarrowingTerm::Dated(day(1), day(31))]), false),
        (said(|data| data.dated = Some(day(30))), true),
        (said(|data| data.dated = Some(day(31))), false),
        (said(|data| data.dated = Some(Date(u32::MAX))), false),
        (said(|data| data.custodian = Some(String::new())), false),
        (said(|data| data.record = Some(long.clone())), false),
        (
            said(|data| data.author = Some(Author::Named(long.clone()))),
            false,
        ),
        (said(|data| data.author = Some(Author::Private)), true),
        (
            Action::DeployPolicy {
                module: vec![0; 16 << 20],
            },
            true,
        ),
        (
            Action::DeployPolicy {
                module: vec![0; (16 << 20) + 1],
            },
            false,
        ),
    ];
    for (number, (action, is_good)) in cases.into_iter().enumerate() {
        let decoded = Transaction::from_bytes(&transaction(action).encode());
        assert_eq!(decoded.is_ok(), is_good, "case {number}");
        assert!(
            is_good || decoded == Err(DecodeError::Limit),
            "case {number}"
        );
    }
}

#[test]
fn only_a_deployment_may_be_long() {
    let terms = abi::terms::ConsentTerms {
        subjects: vec![SubjectTerm::Anyone; 300_000],
        ..terms()
    };
    let bytes = transaction(Action::Consent {
        patient: PATIENT,
        terms,
    })
    .encode();
    let refused = Transaction::from_bytes(&bytes);
    assert!(
        matches!(refused, Err(DecodeError::TooLong { max: 262_144, .. })),
        "{refused:?}"
    );
    let mut deployment = bytes;
    deployment.resize((20 << 20) + 1, 0);
    deployment[ACTION_OFFSET] = 6;
    let refused = Transaction::from_bytes(&deployment);
    assert!(
        matches!(
            refused,
            Err(DecodeError::TooLong {
                max: 20_971_520,
                ..
            })
        ),
        "{refused:?}"
    );
}

#[test]
fn a_list_that_claims_to_be_endless_is_refused_at_once() {
    // The list of subjects and that of roles, each of more items than any memory holds.
    let mut bytes = transaction(consent()).encode()[..ACTION_OFFSET].to_vec();
    bytes.extend((4u8, PatientId([0; 16]), true, Compact(u32::MAX)).encode());
    bytes.resize(200_000, 0);
    assert_eq!(Transaction::from_bytes(&bytes), Err(DecodeError::Layout));
    bytes.truncate(ACTION_OFFSET);
    bytes.extend((1u8, PublicKey([0; 32]), "id", Compact(1u32 << 29)).encode());
    bytes.resize(200_000, 0);
    assert_eq!(Transaction::from_bytes(&bytes), Err(DecodeError::Layout));
}

proptest! {
    #[test]
    fn any_bytes_have_one_meaning_or_none(
        action in 0usize..8,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = transaction(actions().swap_remove(action)).encode();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(decoded) = Transaction::from_bytes(&bytes) {
            prop_assert_eq!(decoded.encode(), bytes);
        }
    }
}
