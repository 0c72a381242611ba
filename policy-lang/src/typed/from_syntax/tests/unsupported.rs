//! What parses and is not part of version 1: every construct is reported where it stands, and nothing else goes wrong for it.

use super::*;

#[test]
fn the_larger_samples_are_refused_for_what_is_missing_alone() {
    for source in [
        include_str!("../../../../tests-data/language/riverside.consent"),
        include_str!("../../../../tests-data/language/forms.consent"),
    ] {
        let problems = run(source).problems;
        assert!(
            problems
                .iter()
                .all(|problem| ("E0290"..="E0299").contains(&problem.code)),
            "{problems:#?}"
        );
    }
}

#[test]
fn riverside_says_these_things_too_early() {
    let source = include_str!("../../../../tests-data/language/riverside.consent");
    expect(
        source,
        &[
            ("E0290", "fact     vip: yes/no of patient, otherwise no"),
            ("E0292", "the patient is under 16"),
            ("E0295", "fewer than 3 reads in the last 7 days"),
            ("E0290", "patient.vip"),
            ("E0294", "the time is not between 07:00 and 19:00"),
            ("E0295", "3 reads by BlueLake on 2026-05-01"),
            ("E0295", "fewer than 3 reads in the last 7 days"),
            ("E0292", "the patient's age is not known"),
        ],
    );
}

#[test]
fn forms_are_refused_where_they_stand() {
    let source = include_str!("../../../../tests-data/language/forms.consent");
    let problems = run(source).problems;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, vec!["E0291"; 2 + 6]);
}

#[test]
fn each_construct_is_refused_by_itself() {
    let rule = |text: &str| format!("hospital H\nany nurse may read vitals {text}");
    for (text, code, underlined) in [
        (
            "if the patient is at least 16",
            "E0292",
            "the patient is at least 16",
        ),
        (
            "if the patient is deceased",
            "E0293",
            "the patient is deceased",
        ),
        ("if today is a weekday", "E0294", "today is a weekday"),
        (
            "if the patient has signed \"F\"",
            "E0291",
            "the patient has signed \"F\"",
        ),
        ("held by H", "E0296", "held by H"),
        ("of record \"R\"", "E0296", "of record \"R\""),
        ("then review by any nurse", "E0297", "any nurse"),
        ("then delete vitals", "E0297", "delete vitals"),
    ] {
        expect(&rule(text), &[(code, underlined)]);
    }
    expect("practitioner p is \"urn:p\"", &[("E0298", "\"urn:p\"")]);
    let example = "any nurse may read vitals\nexample \"x\" a lab asks to read vitals labelled normal expect not covered because r1 does not name the requester";
    expect(
        example,
        &[
            ("E0296", "labelled normal"),
            ("E0299", "r1 does not name the requester"),
        ],
    );
}
