//! What a certificate must have and may have: each field as it should not be.

use abi::limits::MEMBER_ROLES;
use abi::{Domain, PublicKey};

use super::{as_root, of, root};
use crate::CertificateError as Error;
use crate::certificate::strict;
use crate::fixture::{self, *};
use crate::profile::{MEMBER_PURPOSE, MEMBER_PURPOSE_DER};

/// `extendedKeyUsage` of TLS clients.
const CLIENT: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
/// `anyExtendedKeyUsage`.
const ANY: &[u8] = &[0x55, 0x1d, 37, 0];

#[test]
fn a_member_s_certificate_says_who_that_is() {
    let der = member().sign(ROOT);
    let said = of(&member()).expect("a member");
    assert_eq!(said.key, PublicKey(public(MEMBER)));
    assert_eq!(
        (said.id.as_str(), said.organisation.as_str()),
        ("dr-lee", "Riverside")
    );
    assert_eq!(said.roles, ["doctor", "head of ward"]);
    assert_eq!((said.from, said.until.0), (MEMBER_FIRST, MEMBER_LAST.0 + 1));
    assert_eq!((said.serial, said.issuers), (vec![0x4a, 0x11], Vec::new()));
    assert_eq!(said.fingerprint, Domain::Certificate.hash(&der));
}

#[test]
fn a_root_says_whose_it_is() {
    let der = fixture::root().sign(ROOT);
    let root = root();
    assert_eq!((root.der(), root.organisation()), (&der[..], "Riverside"));
    assert_eq!(
        (root.key(), root.serial()),
        (PublicKey(public(ROOT)), &[1][..])
    );
    assert_eq!(
        (root.from().0, root.until().0),
        (1_735_689_600, 2_051_222_400)
    );
    assert_eq!(root.fingerprint(), Domain::Certificate.hash(&der));
    let numbered = Draft {
        serial: integer(&[0x4a, 7]),
        ..fixture::root()
    };
    let numbered = as_root(&numbered).expect("a root");
    assert_eq!(numbered.serial(), [0x4a, 7]);
}

#[test]
fn what_a_member_s_certificate_may_have_besides() {
    let key_id = extension(&[0x55, 0x1d, 14], false, &tlv(4, &[7; 20]));
    let unknown = extension(&[0x2a, 3, 4], false, &[5, 0]);
    let signs_more = [3, 2, 6, 0xc0];
    for draft in [
        member().with(constraints(false, None)),
        member().with(key_id).with(unknown),
        member().instead(usage(&signs_more)),
        member().instead(purposes(&[CLIENT, MEMBER_PURPOSE_DER])),
    ] {
        assert!(of(&draft).is_ok_and(|said| said.roles.len() == 2));
    }
    assert_eq!(
        of(&member().without(17)).map(|said| said.roles),
        Ok(Vec::new())
    );
}

#[test]
fn a_member_s_certificate_is_for_members_and_for_nothing_else() {
    let twice = [
        "urn:assent:role:a".to_owned(),
        "urn:assent:role:a".to_owned(),
    ];
    let mail = alternative_names(&[tlv(0x81, b"lee@example.org")]);
    let domain = alternative_names(&[tlv(0x82, b"urn:assent:role:a")]);
    let cases = [
        (member().with(constraints(true, None)), Error::Authority),
        (member().with(constraints(true, Some(0))), Error::Authority),
        (member().without(15), Error::KeyUsage),
        (member().instead(usage(AUTHORITY_USAGE)), Error::KeyUsage),
        // With digitalSignature, and keyCertSign or cRLSign.
        (member().instead(usage(&[3, 2, 2, 0x84])), Error::KeyUsage),
        (member().instead(usage(&[3, 2, 1, 0x82])), Error::KeyUsage),
        (member().without(37), Error::Purpose),
        (member().instead(purposes(&[CLIENT])), Error::Purpose),
        (member().instead(purposes(&[ANY])), Error::Purpose),
        (member().instead(purposes(&[])), Error::Extension),
        (member().instead(uris(&twice)), Error::Role),
        (
            member().instead(uris(&["https://example.org/".into()])),
            Error::Role,
        ),
        (
            member().instead(uris(&["urn:assent:role:%61".into()])),
            Error::Role,
        ),
        (member().instead(mail), Error::Role),
        (member().instead(domain), Error::Role),
    ];
    for (number, (draft, error)) in cases.into_iter().enumerate() {
        assert_eq!(of(&draft), Err(error), "case {number}");
    }
}

#[test]
fn roles_are_limited_at_one_less_itself_and_one_more() {
    let many = |count: u64| {
        let names: Vec<String> = (0..count).map(|number| format!("{number:%>128}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        of(&member().instead(roles(&names))).map(|said| said.roles.len() as u64)
    };
    // The longest that there are, so that the limit of bytes has room for them.
    assert_eq!(many(MEMBER_ROLES - 1), Ok(MEMBER_ROLES - 1));
    assert_eq!(many(MEMBER_ROLES), Ok(MEMBER_ROLES));
    assert_eq!(many(MEMBER_ROLES + 1), Err(Error::TooManyRoles));
}

#[test]
fn an_extension_that_is_not_known_may_not_be_critical_and_none_stands_twice() {
    let unknown = |critical| extension(&[0x2a, 3, 4], critical, &[5, 0]);
    // nameConstraints: a limit that is passed over is none.
    let limits = |critical| extension(&[0x55, 0x1d, 30], critical, &[0x30, 0]);
    let cases = [
        (vec![unknown(true)], Error::UnknownCritical),
        (vec![limits(true)], Error::UnknownCritical),
        (vec![limits(false)], Error::UnknownCritical),
        (
            vec![unknown(false), unknown(false)],
            Error::DuplicateExtension,
        ),
        (vec![usage(MEMBER_USAGE)], Error::DuplicateExtension),
        (vec![roles(&["admin"])], Error::DuplicateExtension),
    ];
    for (more, error) in cases {
        let mut draft = member();
        draft.extensions.extend(more.clone());
        assert_eq!(of(&draft), Err(error));
        let mut draft = fixture::root();
        draft.extensions.extend(more);
        if error == Error::UnknownCritical {
            assert_eq!(as_root(&draft), Err(error));
        }
    }
    let twice = fixture::root().with(usage(AUTHORITY_USAGE));
    assert_eq!(as_root(&twice), Err(Error::DuplicateExtension));
}

#[test]
fn the_contents_of_an_extension_are_of_its_kind() {
    let cases = [
        usage(&[4, 1, 0x80]),
        // With a zero bit behind the last one, which the named bits of DER never have.
        usage(&[3, 2, 6, 0x80]),
        extension(&[0x55, 0x1d, 37], false, &sequence(&[integer(&[1])])),
        extension(&[0x55, 0x1d, 17], false, &[0x30, 1]),
    ];
    for one in cases {
        assert_eq!(of(&member().instead(one)), Err(Error::Extension));
    }
    let odd = extension(&[0x55, 0x1d, 19], true, &sequence(&[tlv(1, &[0])]));
    assert_eq!(
        of(&member().with(odd)),
        Err(Error::Extension),
        "a default written out"
    );
}

#[test]
fn a_root_is_an_authority_that_signed_itself() {
    let usage_of_others = usage(&[3, 2, 1, 0x02]);
    let cases = [
        (fixture::root().without(19), Error::NotAuthority),
        (
            fixture::root().instead(constraints(false, None)),
            Error::NotAuthority,
        ),
        (fixture::root().without(15), Error::NotAuthority),
        (
            fixture::root().instead(usage_of_others),
            Error::NotAuthority,
        ),
        (fixture::root().with(purposes(&[CLIENT])), Error::Purpose),
        (office(), Error::NotSelfSigned),
    ];
    for (number, (draft, error)) in cases.into_iter().enumerate() {
        assert_eq!(as_root(&draft), Err(error), "case {number}");
    }
    assert!(as_root(&fixture::root().with(purposes(&[MEMBER_PURPOSE_DER]))).is_ok());
    let signed = fixture::root().sign(OTHER);
    assert_eq!(crate::Root::from_der(&signed), Err(Error::Signature));
    assert_eq!(as_root(&member()), Err(Error::NotAuthority));
}

#[test]
fn versions_identifiers_serials_and_periods() {
    let turned = (MEMBER_PERIOD.1.to_owned(), MEMBER_PERIOD.0.to_owned());
    let ids = tlv(0x81, &[0, 1]);
    let draft = |change: fn(&mut Draft)| {
        let mut draft = member();
        change(&mut draft);
        draft
    };
    let cases = [
        (
            draft(|one| one.version = tlv(0xa0, &integer(&[1]))),
            Error::Version,
        ),
        (Draft { ids, ..member() }, Error::Version),
        (draft(|one| one.version = Vec::new()), Error::Version),
        (
            draft(|one| one.version = tlv(0xa0, &integer(&[3]))),
            Error::Encoding,
        ),
        (draft(|one| one.serial = integer(&[0])), Error::Serial),
        (draft(|one| one.serial = integer(&[0x80])), Error::Serial),
        (
            draft(|one| one.serial = integer(&[0x7f; 21])),
            Error::Serial,
        ),
        (
            draft(|one| one.serial = integer(&[0x7f; 22])),
            Error::Encoding,
        ),
        (draft(|one| one.serial = integer(&[0, 1])), Error::Encoding),
        (
            Draft {
                period: turned,
                ..member()
            },
            Error::Period,
        ),
    ];
    for (number, (draft, error)) in cases.into_iter().enumerate() {
        assert_eq!(of(&draft), Err(error), "case {number}");
    }
    let longest = draft(|one| one.serial = integer(&[0x7f; 20]));
    assert_eq!(of(&longest).map(|said| said.serial), Ok(vec![0x7f; 20]));
    let signed = draft(|one| one.serial = integer(&[0, 0xff]));
    assert_eq!(of(&signed).map(|said| said.serial), Ok(vec![0xff]));
}

#[test]
fn keys_and_signatures_are_ed25519_and_no_key_is_of_low_order() {
    let rsa = sequence(&[
        tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1]),
        tlv(5, &[]),
    ]);
    let with_parameters = sequence(&[tlv(6, &[0x2b, 0x65, 0x70]), tlv(5, &[])]);
    let point = tlv(3, &[&[0][..], &public(MEMBER)].concat());
    let mut low = [0; 32];
    low[0] = 1;
    let key = |key: Vec<u8>| Draft { key, ..member() };
    let cases = [
        (key(sequence(&[rsa, point.clone()])), Error::Algorithm),
        (
            key(sequence(&[with_parameters.clone(), point])),
            Error::Algorithm,
        ),
        (key(key_info(&public(MEMBER)[..31])), Error::Algorithm),
        (key(key_info(&low)), Error::WeakKey),
        (key(key_info(&[0; 32])), Error::WeakKey),
        (
            Draft {
                algorithm: with_parameters,
                ..member()
            },
            Error::Algorithm,
        ),
    ];
    for (number, (draft, error)) in cases.into_iter().enumerate() {
        assert_eq!(of(&draft), Err(error), "case {number}");
    }
    let weak = Draft {
        key: key_info(&low),
        ..fixture::root()
    };
    assert_eq!(as_root(&weak), Err(Error::WeakKey));
    // The algorithm beside the signature is not the one that is signed.
    let der = member().sign(ROOT);
    let signed: Vec<u8> = {
        let inner: x509_cert::Certificate = strict(&der, u64::MAX).expect("a certificate");
        x509_cert::der::Encode::to_der(inner.tbs_certificate()).expect("it encodes")
    };
    let x25519 = sequence(&[tlv(6, &[0x2b, 0x65, 0x6e])]);
    let sealed = seal(&signed, &x25519, ROOT);
    assert_eq!(
        crate::certify(&[sealed], &root(), NOW),
        Err(Error::Algorithm)
    );
}

/// The two ways in which the purpose is written down are of one number.
#[test]
fn the_purpose_is_a_uuid_below_2_25() {
    let (first, rest) = MEMBER_PURPOSE_DER.split_first().expect("bytes");
    let number = rest
        .iter()
        .fold(0_u128, |sum, byte| sum << 7 | u128::from(byte & 0x7f));
    assert_eq!(
        MEMBER_PURPOSE,
        format!("{}.{}.{number}", first / 40, first - 80)
    );
    let (last, more) = rest.split_last().expect("bytes");
    assert!(more.iter().all(|byte| byte & 0x80 != 0) && last & 0x80 == 0);
}
