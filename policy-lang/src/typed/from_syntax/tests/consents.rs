//! Consents by themselves: names stay names.

use abi::terms::{ConsentTerms, SubjectTerm};

use super::*;
use crate::syntax::parse_consent;

const POLICY: &str = "time zone \"America/Chicago\"\nhospital Riverside is \"urn:r\"\nlab Acme\npractitioner lee of Riverside";

fn checked(text: &str) -> CheckedConsent {
    let (sentence, problems) = parse_consent(text);
    assert!(
        problems.iter().all(|problem| !problem.is_error()),
        "{text:?}: {problems:#?}"
    );
    let sentence = sentence.unwrap_or_else(|| panic!("{text:?} does not parse"));
    let checked = check_consent(&sentence, &policy(POLICY), text);
    checked.problems.iter().for_each(check_wording);
    let alone = consent(&sentence, &policy(POLICY), text);
    assert_eq!(alone.ok(), checked.terms);
    checked
}

fn terms(text: &str) -> ConsentTerms {
    let checked = checked(text);
    checked
        .terms
        .unwrap_or_else(|| panic!("{text:?}: {:#?}", checked.problems))
}

fn problems(text: &str, expected: &[(&str, &str)], usable: bool) {
    let checked = checked(text);
    assert_eq!(
        found(text, &checked.problems),
        expected,
        "in {text:?}: {:#?}",
        checked.problems
    );
    assert_eq!(checked.terms.is_some(), usable, "{text:?}");
}

#[test]
fn a_consent_is_kept_in_names() {
    let terms = terms(
        "lab Acme may read and collect bloodwork except genetics, imaging for treatment from 2026-01-01 until 2026-12-31",
    );
    assert!(terms.grants);
    assert_eq!(terms.subjects, [SubjectTerm::Party("Acme".to_owned())]);
    assert_eq!(terms.actions, ["read", "collect"]);
    assert_eq!(
        (terms.data.categories, terms.data.whole_record),
        (vec!["bloodwork".to_owned()], false)
    );
    assert_eq!(terms.data.except, ["genetics", "imaging"]);
    assert_eq!(terms.purposes, ["treatment"]);
    assert_eq!(terms.from, Some(at("2026-01-01T06:00:00Z")));
    assert_eq!(terms.until, Some(at("2027-01-01T06:00:00Z")));
}

#[test]
fn subjects_are_kept_in_names() {
    let name = |name: &str| name.to_owned();
    for (text, expected) in [
        ("anyone", SubjectTerm::Anyone),
        ("the patient", SubjectTerm::Patient),
        ("a guardian of the patient", SubjectTerm::Guardian),
        ("Acme", SubjectTerm::Party(name("Acme"))),
        ("lee", SubjectTerm::Practitioner(name("lee"))),
        (
            "practitioner lee of Riverside",
            SubjectTerm::Practitioner(name("lee")),
        ),
        ("any nurse", SubjectTerm::Role(name("nurse"))),
        (
            "any nurse of \"urn:r\"",
            SubjectTerm::RoleOfParty(name("nurse"), name("urn:r")),
        ),
        (
            "any nurse of any clinic",
            SubjectTerm::RoleOfKind(name("nurse"), name("clinic")),
        ),
        ("any lab", SubjectTerm::Kind(name("lab"))),
    ] {
        assert_eq!(
            terms(&format!("{text} may read vitals")).subjects,
            [expected],
            "{text}"
        );
    }
}

#[test]
fn a_refusal_is_a_consent_too() {
    let no_one = terms("no one may read the whole record");
    assert_eq!(
        (no_one.grants, no_one.subjects),
        (false, vec![SubjectTerm::Anyone])
    );
    assert!(no_one.data.whole_record && no_one.data.categories.is_empty());
    let everything = terms("lab Acme may not read everything for any purpose");
    assert_eq!(
        (everything.grants, everything.data.categories),
        (false, vec!["everything".to_owned()])
    );
    assert!(everything.purposes.is_empty());
}

#[test]
fn unknown_names_are_kept_with_a_warning() {
    let text = "lab Zeta may raed blodwork for tratment";
    problems(
        text,
        &[
            ("W0255", "Zeta"),
            ("W0255", "raed"),
            ("W0255", "blodwork"),
            ("W0255", "tratment"),
        ],
        true,
    );
    assert_eq!(terms(text).data.categories, ["blodwork"]);
    problems("Zeta may read vitals", &[("W0255", "Zeta")], true);
    problems("practitioner q may read vitals", &[("W0255", "q")], true);
}

#[test]
fn a_consent_has_no_condition_and_no_duty() {
    problems(
        "lab Acme may read vitals if a reason is given",
        &[("E0235", "if a reason is given")],
        false,
    );
    problems(
        "lab Acme may read vitals then notify the patient",
        &[("E0236", "notify the patient")],
        false,
    );
    let age = "lab Acme may read vitals unless the patient is under 16";
    problems(age, &[("E0235", "unless the patient is under 16")], false);
}

#[test]
fn a_consent_must_be_clear() {
    problems(
        "insurer Acme may read vitals",
        &[("E0217", "insurer")],
        false,
    );
    problems(
        "practitioner lee of Acme may read vitals",
        &[("E0218", "Acme")],
        false,
    );
    problems(
        "lab Acme may read vitals from 2026-01-02 until 2026-01-01",
        &[("E0221", "2026-01-01")],
        false,
    );
    problems(
        "lab Acme may read vitals until whenever",
        &[("E0220", "whenever")],
        false,
    );
    problems(
        "lab Acme may read bloodwork except laboratory",
        &[("E0222", "bloodwork except laboratory")],
        false,
    );
    let many = vec!["read"; 257].join(", ");
    let text = format!("lab Acme may {many} vitals");
    problems(&text, &[("E0223", &text)], false);
}
