//! What every reader of the vocabulary relies on.

mod codes;
mod hl7;
mod search;

use std::collections::BTreeSet;

use super::table;
use super::*;
use crate::syntax::tree::PartyKind;

#[test]
fn tables_read_to_the_last_field() {
    assert_eq!(read::vocabulary().as_ref(), Ok(vocabulary()));
}

#[test]
fn a_row_with_a_missing_or_blank_field_is_an_error() {
    let columns = ["name", "title"];
    for bad in [
        "name\ttitle\nlab",
        "name\ttitle\nlab\t",
        "name\ttitle\nlab\tL\tx",
        "name\ttitle\nlab\t L",
        "name\ttitle\nlab\tL ",
        "lab\tL",
        "",
    ] {
        assert!(table::read(bad, columns, Ok).is_err(), "{bad:?}");
    }
}

#[test]
fn kinds_are_those_of_the_syntax() {
    let kinds: Vec<&str> = vocabulary().kinds.iter().map(|kind| kind.name).collect();
    assert_eq!(kinds, PartyKind::ALL.map(PartyKind::word));
}

/// The terms of a tree.
struct Tree {
    /// Name and what it lies within.
    terms: Vec<(&'static str, Option<&'static str>)>,
    /// Names and aliases.
    names: Vec<&'static str>,
}

fn trees() -> Vec<Tree> {
    let words = vocabulary();
    let tree = |terms: &Vec<Term>| Tree {
        terms: terms.iter().map(|term| (term.name, term.within)).collect(),
        names: terms
            .iter()
            .flat_map(|term| [term.name].into_iter().chain(term.aliases.clone()))
            .collect(),
    };
    let categories = Tree {
        terms: words
            .categories
            .iter()
            .map(|term| (term.name, term.within))
            .collect(),
        names: words.categories.iter().map(|term| term.name).collect(),
    };
    vec![
        tree(&words.roles),
        tree(&words.actions),
        tree(&words.purposes),
        categories,
    ]
}

#[test]
fn a_term_stands_after_the_term_that_it_lies_within() {
    for tree in trees() {
        let mut seen = BTreeSet::new();
        for (name, within) in tree.terms {
            assert!(
                within.is_none_or(|outer| seen.contains(outer)),
                "{name} within {within:?}"
            );
            seen.insert(name);
        }
    }
}

#[test]
fn no_name_or_alias_of_a_tree_stands_for_two_terms() {
    for tree in trees() {
        let distinct: BTreeSet<&str> = tree.names.iter().copied().collect();
        assert_eq!(distinct.len(), tree.names.len());
    }
}

#[test]
fn every_name_can_be_written_without_quotes() {
    let names = trees()
        .into_iter()
        .flat_map(|tree| tree.terms)
        .map(|(name, _)| name);
    let reserved: Vec<&str> = names
        .filter(|name| !crate::syntax::words::is_plain_name(name))
        .collect();
    assert_eq!(reserved, [EVERYTHING]);
}

#[test]
fn everything_is_the_only_root_of_the_categories() {
    let roots = vocabulary()
        .categories
        .iter()
        .filter(|category| category.within.is_none());
    assert_eq!(
        roots.map(|root| root.name).collect::<Vec<_>>(),
        [EVERYTHING]
    );
    assert_eq!(
        vocabulary().categories.first().map(|first| first.name),
        Some(EVERYTHING)
    );
}

#[test]
fn a_code_means_one_known_category() {
    let words = vocabulary();
    let mut seen = BTreeSet::new();
    for code in &words.codes {
        assert!(
            words
                .categories
                .iter()
                .any(|category| category.name == code.category),
            "{code:?}"
        );
        assert!(seen.insert((code.system, code.code)), "{code:?}");
    }
}

#[test]
fn the_words_that_policies_begin_with_are_there() {
    let words = vocabulary();
    let lies = |tree: &[Term], name: &str, outer: Option<&str>| {
        tree.iter()
            .any(|term| term.name == name && term.within == outer)
    };
    assert!(lies(&words.purposes, "emergency", Some("treatment")));
    assert!(lies(&words.purposes, "clinical_trial", Some("research")));
    for purpose in [
        "treatment",
        "payment",
        "operations",
        "research",
        "public_health",
        "patient_request",
    ] {
        assert!(lies(&words.purposes, purpose, None), "{purpose}");
    }
    for role in [
        "physician",
        "nurse",
        "pharmacist",
        "lab_technician",
        "therapist",
        "administrator",
    ] {
        assert!(lies(&words.roles, role, None), "{role}");
    }
    for action in ["collect", "read", "use", "disclose", "correct"] {
        assert!(lies(&words.actions, action, None), "{action}");
    }
    let within = |name: &str| words.categories.iter().find(|row| row.name == name)?.within;
    assert_eq!(within("genetics"), Some("laboratory"));
    assert_eq!(within("psychotherapy_notes"), Some("clinical_notes"));
}

/// The hash of every version that was given to anybody, this one last.
const HASHES: [(&str, &str); 1] = [(
    "2026.1",
    "115808b38a3bc9935816e02b391466be56667253227012fa5a59c5c5e00e81f7",
)];

#[test]
fn a_table_does_not_change_without_a_new_version() {
    let (version, expected) = HASHES[HASHES.len() - 1];
    assert_eq!(
        (VERSION, hash().to_string().as_str()),
        (version, expected),
        "a table has changed: until 2026.1 is released, write its new hash here; after that, raise VERSION and add a line"
    );
}

#[test]
fn a_policy_records_the_version_and_the_hash() {
    let policy = crate::check("lab X\nlab X may read bloodwork", "test")
        .policy
        .unwrap();
    let interface = crate::contract::compile(&policy, "").unwrap().interface;
    assert_eq!(
        (interface.vocabulary.as_str(), interface.vocabulary_hash),
        (VERSION, hash())
    );
}
