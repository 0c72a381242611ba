//! Names of organisations and members that deceive.

use super::{as_root, of};
use crate::CertificateError as Error;
use crate::fixture::{self, *};

/// UTF8String, PrintableString, TeletexString, BMPString, IA5String.
const KINDS: [(u8, bool); 5] = [
    (0x0c, true),
    (0x13, true),
    (0x14, false),
    (0x1e, false),
    (0x16, false),
];

fn called(parts: &[Vec<u8>]) -> Draft {
    Draft {
        subject: name(parts),
        ..member()
    }
}

/// Riverside's root with another subject.
fn root_called(parts: &[Vec<u8>]) -> Draft {
    let subject = name(parts);
    Draft {
        issuer: subject.clone(),
        subject,
        ..fixture::root()
    }
}

#[test]
fn names_that_the_ledger_does_not_take_are_refused() {
    let long = "a".repeat(129);
    for text in [
        "",
        " ",
        "dr-lee ",
        " dr-lee",
        "dr\u{0}lee",
        "dr-lee\u{0}",
        "dr-l\u{435}e",
        "dr\nlee",
        "dr\u{200b}lee",
        "dr\u{7f}",
        &long,
    ] {
        let draft = called(&[organisation("Riverside"), common_name(text)]);
        assert_eq!(of(&draft), Err(Error::Subject), "{text:?}");
        let draft = called(&[organisation(text), common_name("dr-lee")]);
        assert_eq!(of(&draft), Err(Error::Organisation), "{text:?}");
        assert_eq!(
            as_root(&root_called(&[organisation(text)])),
            Err(Error::Organisation),
            "{text:?}"
        );
    }
    let longest = "a".repeat(128);
    let draft = called(&[organisation("Riverside"), common_name(&longest)]);
    assert_eq!(of(&draft).map(|said| said.id), Ok(longest));
}

#[test]
fn a_member_is_of_the_root_s_organisation_to_the_letter() {
    for text in [
        "riverside",
        "Riverside2",
        "Riversid",
        "River side",
        "Riverside.",
    ] {
        let draft = called(&[organisation(text), common_name("dr-lee")]);
        assert_eq!(of(&draft), Err(Error::OtherOrganisation), "{text}");
    }
}

#[test]
fn two_kinds_of_string_are_read_and_no_other() {
    for (tag, is_read) in KINDS {
        let draft = called(&[attribute(10, tag, b"Riverside"), common_name("dr-lee")]);
        assert_eq!(of(&draft).is_ok(), is_read, "O of kind {tag:#x}");
        let draft = called(&[organisation("Riverside"), attribute(3, tag, b"dr-lee")]);
        assert_eq!(of(&draft).is_ok(), is_read, "CN of kind {tag:#x}");
    }
}

#[test]
fn a_member_s_subject_is_an_organisation_and_an_id() {
    let (o, cn) = (organisation("Riverside"), common_name("dr-lee"));
    let mail = sequence(&[
        tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 1]),
        tlv(0x16, b"lee@example.org"),
    ]);
    let one_set = sequence(&[tlv(0x31, &[cn.clone(), o.clone()].concat())]);
    let cases = [
        (called(std::slice::from_ref(&cn)), Error::Subject),
        (called(std::slice::from_ref(&o)), Error::Subject),
        (called(&[]), Error::Subject),
        (called(&[o.clone(), cn.clone(), cn.clone()]), Error::Subject),
        (called(&[o.clone(), o.clone(), cn.clone()]), Error::Subject),
        (called(&[o.clone(), o.clone()]), Error::Subject),
        (called(&[cn.clone(), cn.clone()]), Error::Subject),
        (
            called(&[o.clone(), cn.clone(), attribute(11, 0x0c, b"Ward 3")]),
            Error::Subject,
        ),
        (called(&[o.clone(), cn.clone(), mail]), Error::Subject),
        (
            Draft {
                subject: one_set,
                ..member()
            },
            Error::Subject,
        ),
    ];
    for (number, (draft, error)) in cases.into_iter().enumerate() {
        assert_eq!(of(&draft), Err(error), "case {number}");
    }
    assert_eq!(
        of(&called(&[cn, o])).map(|said| said.id),
        Ok("dr-lee".into()),
        "in any order"
    );
}

#[test]
fn a_root_has_one_organisation_and_whatever_else() {
    let country = attribute(6, 0x13, b"DE");
    let named = root_called(&[country, organisation("Riverside"), common_name("Root 1")]);
    assert_eq!(
        as_root(&named).map(|root| root.organisation().to_owned()),
        Ok("Riverside".into())
    );
    for parts in [
        vec![common_name("Riverside")],
        vec![organisation("Riverside"), organisation("Riverside")],
        vec![organisation("Riverside"), organisation("Acme")],
    ] {
        assert_eq!(as_root(&root_called(&parts)), Err(Error::Organisation));
    }
}
