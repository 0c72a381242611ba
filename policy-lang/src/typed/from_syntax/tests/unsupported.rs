//! What parses and is not part of version 1: every construct is reported where it stands, and nothing else goes wrong for it.

use super::*;

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
            "if the patient has signed \"F\"",
            "E0291",
            "the patient has signed \"F\"",
        ),
        ("then review by any nurse", "E0297", "any nurse"),
        ("then delete vitals", "E0297", "delete vitals"),
    ] {
        expect(&rule(text), &[(code, underlined)]);
    }
    expect("practitioner p is \"urn:p\"", &[("E0298", "\"urn:p\"")]);
    let example = "any nurse may read vitals\nexample \"x\" a lab asks to read vitals expect not covered because r1 does not name the requester";
    expect(example, &[("E0299", "r1 does not name the requester")]);
}
