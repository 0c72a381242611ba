//! HL7's codes: each exists, and the tree of purposes is HL7's, held against a list taken from its code systems.

use std::collections::BTreeMap;

use super::*;

/// The codes of a set, each with what it lies within.
fn codes(set: &str) -> BTreeMap<&'static str, Option<&'static str>> {
    let text = include_str!("../../../tests-data/hl7-codes.tsv");
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    let rows = rows.map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row[0] == set)
        .map(|row| (row[1], (row[2] != "-").then_some(row[2])))
        .collect()
}

#[test]
fn purposes_are_the_whole_tree_of_hl7() {
    let code = |name: &str| {
        vocabulary()
            .purposes
            .iter()
            .find(|purpose| purpose.name == name)
            .unwrap()
            .aliases[0]
    };
    let ours: BTreeMap<&str, Option<&str>> = vocabulary()
        .purposes
        .iter()
        .map(|purpose| (purpose.aliases[0], purpose.within.map(code)))
        .collect();
    assert_eq!(ours, codes("purpose"));
}

#[test]
fn every_sensitivity_is_a_code_of_hl7_and_what_lies_within_agrees_with_hl7() {
    let known = codes("sensitivity");
    for category in &vocabulary().categories {
        for code in &category.sensitivity {
            assert!(known.contains_key(code), "{}: {code}", category.name);
        }
    }
    for (inner, outer) in [("ETHUD", "SUD"), ("OPIOIDUD", "SUD")] {
        assert_eq!(known[inner], Some(outer));
    }
}

#[test]
fn specially_protected_information_has_a_sensitivity_of_its_own() {
    for name in [
        "mental_health",
        "substance_use",
        "alcohol_use",
        "opioid_use",
        "hiv",
        "genetics",
        "sexual_health",
        "psychotherapy_notes",
        "violence",
        "sickle_cell",
    ] {
        let category = vocabulary()
            .categories
            .iter()
            .find(|category| category.name == name)
            .unwrap();
        assert!(!category.sensitivity.is_empty(), "{name}");
    }
}

#[test]
fn actions_are_hl7s_consent_actions() {
    let ours: Vec<&str> = vocabulary()
        .actions
        .iter()
        .map(|action| action.aliases.first().copied().unwrap_or(action.name))
        .collect();
    let known = codes("action");
    assert!(ours.len() == known.len() && ours.iter().all(|code| known.contains_key(code)));
}

#[test]
fn labels_are_hl7s_confidentiality_in_its_order_and_the_words_of_the_language() {
    let ours: Vec<&str> = vocabulary().labels.iter().map(|label| label.code).collect();
    assert_eq!(ours, ["U", "L", "M", "N", "R", "V"]);
    assert!(
        codes("confidentiality")
            .keys()
            .all(|code| ours.contains(code))
    );
    let words: Vec<&str> = vocabulary()
        .labels
        .iter()
        .filter_map(|label| label.name)
        .collect();
    assert_eq!(words, ["normal", "restricted", "very_restricted"]);
    for word in words {
        let source = format!("lab X\nlab X may read everything labelled {word}");
        let problems = crate::syntax::parse(&source).problems;
        assert!(
            problems.iter().all(|problem| !problem.is_error()),
            "{word}: {problems:?}"
        );
    }
}
