//! What narrows data: in rules, in consents, in requests and in the reasons that examples expect.

use abi::terms::{Author, AuthorTerm, NarrowingTerm};

use super::*;
use crate::syntax::parse_consent;
use crate::typed::{Confidentiality, Date, Narrowing};

const DECLARED: &str = "specially protected hiv\nhospital H is \"urn:h\"\ndepartment W within H\nlab L\npractitioner lee of W\n";

fn rule(narrowing: &str) -> String {
    format!("{DECLARED}lab L or lee or W may read vitals {narrowing} if the patient has consented")
}

fn narrowed(narrowing: &str) -> Vec<Narrowing> {
    sentence(&rule(narrowing)).narrowing
}

/// H is 1, W is 2, L is 3; lee is 1.
#[test]
fn each_clause_has_its_meaning() {
    let written_by = |parties: &[u32], practitioners: &[u32]| Narrowing::WrittenBy {
        parties: parties.to_vec(),
        practitioners: practitioners.to_vec(),
    };
    for (text, meaning) in [
        (
            "dated from 2025-12-31 until 2026-01-01",
            Narrowing::Dated {
                from: Date::new(2025, 12, 31),
                until: Date::new(2026, 1, 1),
            },
        ),
        ("written by lab L", written_by(&[3], &[])),
        (
            "written by lee or L, \"urn:h\" and practitioner lee of W",
            written_by(&[3, 1], &[1]),
        ),
        ("held by H or W or \"urn:h\"", Narrowing::HeldBy(vec![1, 2])),
        ("of encounter E", Narrowing::OfEncounter("E".into())),
        ("of record \"R 7\"", Narrowing::OfRecord("R 7".into())),
        (
            "labelled very_restricted",
            Narrowing::Labelled(Confidentiality::VeryRestricted),
        ),
    ] {
        assert_eq!(narrowed(text), [meaning], "{text}");
    }
    let both = narrowed("held by H and labelled normal");
    assert_eq!(both[1], Narrowing::Labelled(Confidentiality::Normal));
    let words = sentence(&rule("held by the hospital H, labelled normal")).words;
    assert_eq!(
        words.narrowing,
        [
            "the data to be held by hospital H",
            "the data to be labelled normal"
        ]
    );
}

#[test]
fn what_narrows_by_nothing_known_is_an_error() {
    for (text, code, underlined) in [
        ("written by M", "E0211", "M"),
        ("written by lab M", "E0211", "M"),
        ("written by practitioner L", "E0212", "L"),
        ("written by practitioner lee of L", "E0218", "L"),
        ("written by hospital L", "E0217", "hospital"),
        ("held by lee", "E0211", "lee"),
        ("held by lab H", "E0217", "lab"),
        (
            "dated from 2026-01-02 until 2026-01-01",
            "E0221",
            "dated from 2026-01-02 until 2026-01-01",
        ),
        ("dated from 2026-01-02 until last", "E0220", "last"),
    ] {
        expect(&rule(text), &[(code, underlined)]);
    }
    let long = format!("\"{}\"", "x".repeat(129));
    for text in ["of encounter", "of record"] {
        expect(&rule(&format!("{text} {long}")), &[("E0206", &long)]);
    }
}

#[test]
fn a_party_that_only_narrows_is_used() {
    let source = format!(
        "{DECLARED}lab M\nany nurse may read vitals written by M, lee and held by L if the patient has consented"
    );
    expect(&source, &[]);
}

/// What is said of the data is claimed: it attests nothing.
#[test]
fn narrowing_does_not_make_a_rule_rest_on_what_is_attested() {
    let source = format!(
        "{DECLARED}anyone may read vitals held by H or L and written by lee\nno one may read hiv if the patient has refused"
    );
    let problems = expect(&source, &[("W0252", "anyone")]);
    assert!(
        problems[0].message.contains("allows anyone"),
        "{problems:?}"
    );
}

fn example(attributes: &str, reasons: &str) -> String {
    format!(
        "{}\nexample x lab L asks to read vitals {attributes} expect not covered {reasons}",
        rule("dated from 2026-01-01 until 2026-12-31, held by H")
    )
}

#[test]
fn an_example_says_what_is_said_of_its_data() {
    let attributes = "dated 2026-02-28 written by practitioner lee held by \"urn:h\" of encounter E of record R labelled restricted";
    let policy = policy(&example(attributes, ""));
    let claims = &policy.examples[0].case.request.claims.data;
    assert_eq!(claims.dated, Some(Date::new(2026, 2, 28)));
    assert_eq!(
        claims.author,
        Some(Author::Practitioner {
            id: "lee".into(),
            organisation: None
        })
    );
    assert_eq!(
        [&claims.custodian, &claims.encounter, &claims.record].map(|name| name.as_deref()),
        [Some("H"), Some("E"), Some("R")]
    );
    assert_eq!(claims.confidentiality, Some(Confidentiality::Restricted));
    expect(&example("written by M", ""), &[("E0211", "M")]);
    expect(&example("held by M", ""), &[("E0211", "M")]);
}

#[test]
fn reasons_name_what_the_rule_narrows_its_data_to() {
    let reasons = "because r1 needs the data to be held by \"urn:h\", r1 needs the patient has consented, the data's date is not known";
    let policy = policy(&example("", reasons));
    let failures: Vec<String> = policy.examples[0]
        .expect
        .reasons
        .iter()
        .map(|reason| format!("{:?}", reason.failure))
        .collect();
    assert_eq!(
        failures,
        [
            "ConditionFalse(1)",
            "ConditionFalse(2)",
            "ConditionUnknown(0)"
        ]
    );
    expect_help(
        &example("", "because r1 needs the data to be held by L"),
        "E0232",
        "held by L",
        "it needs `the data to be dated from 2026-01-01 until 2026-12-31` and `the data to be held by H`",
    );
    expect(
        &example("", "because the data's author is not known"),
        &[("E0249", "the data's author is not known")],
    );
    let several = format!(
        "{}\nrule other any nurse may read vitals held by L",
        example("", "because the data's custodian is not known")
    );
    let several = super::policy(&several);
    assert_eq!(several.examples[0].expect.any_of[0].len(), 2);
}

fn consent_terms(narrowing: &str) -> (Vec<NarrowingTerm>, Vec<&'static str>) {
    let text = format!("anyone may read vitals {narrowing}");
    let (sentence, _) = parse_consent(&text);
    let checked = check_consent(&sentence.unwrap(), &policy(&rule("")), &text);
    let codes = checked
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    let terms = checked.terms.map(|terms| terms.data.narrowing);
    (terms.unwrap_or_default(), codes)
}

#[test]
fn a_consent_narrows_in_names_and_may_name_whom_the_policy_does_not_know() {
    let party = |name: &str| AuthorTerm::Party(name.into());
    let person = |name: &str| AuthorTerm::Practitioner(name.into());
    let (terms, codes) = consent_terms(
        "dated from 2026-01-01 until 2026-01-01 of encounter E of record R labelled normal held by \"urn:h\"",
    );
    let day = Date::new(2026, 1, 1);
    assert_eq!(
        terms,
        [
            NarrowingTerm::Dated(day, day),
            NarrowingTerm::OfEncounter("E".into()),
            NarrowingTerm::OfRecord("R".into()),
            NarrowingTerm::Labelled(Confidentiality::Normal),
            NarrowingTerm::HeldBy(vec!["urn:h".into()]),
        ]
    );
    assert!(codes.is_empty());
    let (terms, codes) = consent_terms("written by lee or lab L or practitioner x or y, held by Z");
    assert_eq!(
        terms,
        [
            NarrowingTerm::WrittenBy(vec![person("lee"), party("L"), person("x"), party("y")]),
            NarrowingTerm::HeldBy(vec!["Z".into()]),
        ]
    );
    assert_eq!(codes, ["W0255"; 3]);
    for (text, code) in [
        ("held by lab H", "E0217"),
        ("written by practitioner lee of L", "E0218"),
        ("dated from 2026-01-02 until 2026-01-01", "E0221"),
        ("dated from first until 2026-01-01", "E0220"),
        (&"labelled normal ".repeat(17), "E0223"),
    ] {
        assert_eq!(consent_terms(text), (vec![], vec![code]), "{text}");
    }
}
