//! What laws say, and texts that are none.

use abi::decision::Outcome;

use super::{CheckedLaws, check};
use crate::interpret::decide;
use crate::typed::Policy;

const POLICY: &str = r#"
specially protected genetics
lab Acme
insurer BlueLake
rule a
  lab Acme may read bloodwork if the patient is under 18
rule b
  any insurer may read laboratory for payment
rule c
  any insurer may not read vitals
example "minor" given the patient is 12 lab Acme asks to read bloodwork expect allowed
example "unknown" lab Acme asks to read bloodwork expect not covered
example "bills" insurer BlueLake asks to read bloodwork for payment expect allowed
example "both" insurer BlueLake asks to read bloodwork and imaging for payment expect not covered
"#;

fn policy() -> Policy {
    crate::check(POLICY, "p").policy.unwrap()
}

/// The laws of `source` that each example breaks, by the example.
fn broken(source: &str) -> Vec<Vec<String>> {
    let policy = policy();
    let CheckedLaws { laws, problems } = check(source, &policy);
    let laws = laws.unwrap_or_else(|| panic!("{problems:?}"));
    let examples = policy.examples.iter().map(|example| {
        let outcome = decide(&policy, &example.case).unwrap().verdict.outcome;
        let broken = laws.iter().filter(|law| {
            let is_broken = law.is_broken(&policy, &example.case, outcome);
            is_broken.unwrap()
        });
        broken.map(|law| law.name().to_owned()).collect()
    });
    examples.collect()
}

#[test]
fn a_law_is_broken_by_what_it_is_about_alone() {
    let none: Vec<String> = Vec::new();
    let of = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let laws = "law x any insurer may never read bloodwork\n\
                law y\n  anyone may always read bloodwork # why not\n  if the patient is under 18\n\
                law z BlueLake may never read imaging";
    assert_eq!(
        broken(laws),
        [none.clone(), none.clone(), of(&["x"]), none.clone()]
    );
    // What is not known keeps no `may never` from holding, as it keeps no `may not` from it.
    let laws = "law x lab Acme may never read bloodwork unless the patient is at least 12";
    assert_eq!(
        broken(laws),
        [none.clone(), none.clone(), none.clone(), none]
    );
    let laws = "law x lab Acme may always read bloodwork";
    assert_eq!(broken(laws)[1], of(&["x"]));
}

#[test]
fn a_law_says_what_a_rule_would() {
    let policy = policy();
    let laws = check(
        "law x\n  any insurer may never\n   read bloodwork for payment",
        &policy,
    );
    let [law] = &laws.laws.unwrap()[..] else {
        panic!("one law")
    };
    assert!(law.is_never() && law.rule.conditions.is_empty());
    assert_eq!(
        law.words,
        "any insurer may never read bloodwork for payment"
    );
    // A sign that begins a remark elsewhere is part of a name in quotes.
    let other = "lab \"Acme #2\"\nrule a lab \"Acme #2\" may read bloodwork";
    let other = crate::check(other, "p").policy.unwrap();
    let named = check(
        "law x\n  lab \"Acme #2\" # whoever\n  may never read bloodwork",
        &other,
    );
    let words = named.laws.map(|laws| laws[0].words.clone());
    assert_eq!(
        words.as_deref(),
        Some("lab \"Acme #2\" may never read bloodwork")
    );
    let case = &policy.examples[2].case;
    assert!(law.is_broken(&policy, case, Outcome::Allowed).unwrap());
    assert!(!law.is_broken(&policy, case, Outcome::Refused).unwrap());
}

#[test]
fn what_is_no_law_is_refused_with_advice() {
    let policy = policy();
    for (source, message) in [
        (
            "law x lab Acme may read bloodwork",
            "a law says `may never` or `may always`",
        ),
        (
            "law x lab Acme may not read bloodwork",
            "a law says `may never` or `may always`",
        ),
        (
            "law x lab Acme may never reed bloodwork",
            "no action is called `reed`",
        ),
        (
            "law x lab Acme may never read bloodwrk",
            "no category is called `bloodwrk`",
        ),
        ("lab Acme may never read bloodwork", "this law has no name"),
        (
            "rule x lab Acme may never read bloodwork",
            "a file of laws holds laws alone, no `rule`",
        ),
        ("lab Other", "a file of laws holds laws alone"),
        ("version 3", "a file of laws holds laws alone"),
        (
            "law x no one may never read bloodwork",
            "`no one` is not said in a law",
        ),
        (
            "law x no one may always read bloodwork",
            "`no one` is not said in a law",
        ),
        (
            "law x overrides c lab Acme may always read bloodwork",
            "a law overrides nothing",
        ),
        (
            "law x lab Acme may always read bloodwork then notify the patient",
            "a law carries no duties",
        ),
        (
            "law x lab Acme may always read bloodwork if fewer than 3 reads in the last 2 days",
            "the policy counts nothing in such a time",
        ),
        (
            "law x lab Acme may never read bloodwork\nlaw x lab Acme may never read vitals",
            "another rule is called `x`",
        ),
        ("law", "expected"),
        ("law x may never", "expected"),
    ] {
        let checked = check(source, &policy);
        assert!(checked.laws.is_none(), "{source}");
        let problems = &checked.problems;
        let found = problems
            .iter()
            .any(|problem| problem.message.contains(message));
        assert!(found || message == "expected", "{source}: {problems:?}");
    }
    assert_eq!(
        check("# nothing\n", &policy).laws.map(|laws| laws.len()),
        Some(0)
    );
}

/// Whoever wrote a line into the wrong file finds it there.
#[test]
fn what_belongs_into_the_policy_is_underlined_in_a_file_of_laws() {
    let policy = policy();
    let law = "law x any insurer may never read bloodwork";
    for (statement, underlined) in [
        ("lab Other", "lab Other"),
        ("practitioner lee", "practitioner lee"),
        ("role clerk within nurse", "role clerk within nurse"),
        ("action view within read", "action view within read"),
        ("category x within imaging", "category x within imaging"),
        (
            "purpose board within payment",
            "purpose board within payment",
        ),
        ("fact vip: yes/no of patient", "fact vip: yes/no of patient"),
        (
            "form F anyone may always read vitals",
            "form F anyone may always read vitals",
        ),
        (
            "example \"e\" a nurse asks to read vitals expect not covered",
            "example \"e\" a nurse asks to read vitals expect not covered",
        ),
        ("policy \"Ours\"", "\"Ours\""),
    ] {
        // A header stands first.
        let source = match statement.starts_with("policy") {
            true => format!("{statement}\n{law}"),
            false => format!("{law}\n{statement}"),
        };
        let checked = check(&source, &policy);
        assert!(checked.laws.is_none(), "{statement}");
        // Some words are told of while reading as well.
        let told = checked.problems.iter();
        let told = told.filter(|problem| problem.message == "a file of laws holds laws alone");
        let told: Vec<_> = told
            .map(|problem| (problem.code, problem.span.text(&source)))
            .collect();
        assert_eq!(told, [("E0102", underlined)], "{:?}", checked.problems);
    }
}
