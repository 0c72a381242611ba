//! What follows from a mistake is not a second problem.

use crate::check;

/// The codes of a text's problems.
fn codes(source: &str) -> Vec<&'static str> {
    let problems = check(source, "x").problems;
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_name_that_a_broken_declaration_declares_is_not_unknown() {
    for (declaration, uses) in [
        ("lab Acme within", "lab Acme may read vitals"),
        ("lab Acme is urn", "any nurse of Acme may read vitals"),
        (
            "hosptial Riverside",
            "Riverside or any nurse of hospital Riverside may read vitals",
        ),
        ("Lab Acme", "lab Acme may read vitals"),
        (
            "practitioner dr_lee is urn",
            "practitioner dr_lee may read vitals",
        ),
        ("role clerk within", "any clerk may read vitals"),
        (
            "action view within",
            "any nurse may view vitals if fewer than 3 views in the last day",
        ),
        ("category x within", "any nurse may read x"),
        ("category x: loinc 57698-3", "any nurse may read x"),
        (
            "purpose board within",
            "any nurse may read vitals for board",
        ),
        (
            "fact vip: boolean of patient",
            "any nurse may read vitals if patient.vip and not requester.vip",
        ),
        (
            "category \"West side\" within",
            "any nurse may read \"West side\"",
        ),
        (
            "lab Acme within",
            "example \"e\" given the patient has consented \"lab Acme may read vitals\" lab Acme asks to read vitals expect not covered",
        ),
    ] {
        assert_eq!(
            codes(&format!("{declaration}\n{uses}\n")).len(),
            1,
            "{declaration}: {uses}"
        );
    }
    assert_eq!(
        codes("lab Acme within\nlab Bcme may read vitals"),
        ["E0101", "E0211"]
    );
    assert_eq!(
        codes("role clerk within\nany nurse may read clerk"),
        ["E0101", "E0215"]
    );
}

#[test]
fn examples_about_a_rule_that_could_not_be_read_are_silent() {
    let example =
        |expected: &str| format!("example \"e\" a nurse asks to read vitals {expected}\n");
    for expected in [
        "expect allowed by a",
        "expect refused by a",
        "expect not covered because a ended 2026-01-01",
        "expect not covered because a needs the patient has consented",
        "expect not covered because a is for treatment",
        "expect not covered because a leaves hiv out",
        "expect not covered because the patient's age is not known",
    ] {
        for rule in [
            "rule a any nurse shall read vitals",
            "rule a any nurse may read vitals untill 2026-01-01",
            "rule a any nurse may read",
        ] {
            assert_eq!(
                codes(&format!("{rule}\n{}", example(expected))).len(),
                1,
                "{rule}: {expected}"
            );
        }
    }
    let overrides = "rule a no one shall read hiv\nrule b overrides a the patient may read hiv\n";
    assert_eq!(codes(overrides).len(), 1);
    // Which rule r2 is depends on the sentence that could not be read.
    let unnamed = format!(
        "any nurse shall read vitals\nany nurse may read vitals\n{}",
        example("expect allowed by r2")
    );
    assert_eq!(codes(&unnamed).len(), 1);
    let other = format!(
        "rule a any nurse shall read vitals\n{}",
        example("expect allowed by b")
    );
    assert_eq!(codes(&other), ["E0131", "E0227"]);
}

#[test]
fn a_rule_that_nobody_declares_is_unknown_though_a_party_of_its_name_is_declared_twice() {
    let source = "lab a\nlab a\nexample \"e\" lab a asks to read vitals expect allowed by a\n";
    assert_eq!(codes(source), ["E0202", "E0227"]);
}

#[test]
fn what_stands_on_a_mistake_of_reading_is_not_judged() {
    assert_eq!(
        codes("any nurse may read vitals from 2026-06-01 until 03/04/2026"),
        ["E0107"]
    );
    assert_eq!(
        codes("any nurse may read vitals if the time is between 7am and 8am"),
        ["E0108", "E0108"]
    );
    assert_eq!(codes("any nurse of 4West may read vitals"), ["E0105"]);
}

#[test]
fn a_text_with_a_mistake_is_not_remarked_on() {
    assert_eq!(codes("lab Acme\nany nurse may read vitals;"), ["E0103"]);
    assert_eq!(codes("lab Acme\nany nurse shall read vitals"), ["E0131"]);
}
