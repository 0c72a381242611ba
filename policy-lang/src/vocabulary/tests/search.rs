//! Looking words up.

use super::super::search::*;

fn found(words: &str) -> Vec<(Nearness, EntryKind, &'static str)> {
    let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let found = find(&words, &entries()).into_iter();
    found
        .map(|(nearness, entry)| (nearness, entry.kind, entry.name))
        .collect()
}

#[test]
fn a_name_a_code_and_an_hl7_code_are_found_exactly_in_any_case() {
    for (words, kind, name) in [
        ("bloodwork", EntryKind::Category, "bloodwork"),
        ("clinical notes", EntryKind::Category, "clinical_notes"),
        ("treat", EntryKind::Purpose, "treatment"),
        ("SUD", EntryKind::Category, "substance_use"),
        ("f10.20", EntryKind::Code, "F10.20"),
        ("loinc 718-7", EntryKind::Code, "718-7"),
        ("hospital", EntryKind::PartyKind, "hospital"),
        ("doctor", EntryKind::Role, "physician"),
        ("very restricted", EntryKind::Label, "very_restricted"),
    ] {
        assert_eq!(found(words)[0], (Nearness::Exact, kind, name), "{words}");
    }
}

#[test]
fn what_is_exact_comes_first_then_what_begins_so_then_what_holds_it() {
    let lipids = found("lipid");
    assert_eq!(lipids[0].0, Nearness::Beginning);
    assert!(lipids.contains(&(Nearness::Beginning, EntryKind::Code, "24331-1")));
    assert!(lipids.contains(&(Nearness::Inside, EntryKind::Code, "E78.5")));
    for words in ["lipid", "f10", "treatment", "loinc"] {
        assert!(
            found(words).is_sorted_by_key(|(nearness, kind, _)| (*nearness, *kind)),
            "{words}"
        );
    }
    assert!(
        found("F10")
            .iter()
            .all(|(_, _, name)| name.starts_with("F10"))
    );
    assert!(
        found("lipid direct")
            .iter()
            .all(|(.., name)| *name == "57698-3")
    );
}

#[test]
fn nothing_answers_to_no_words_or_to_nonsense_and_the_nearest_word_is_named() {
    assert!(find(&[], &entries()).is_empty() && find(&["  ".into()], &entries()).is_empty());
    let words = ["bloodwrok".to_string()];
    assert!(find(&words, &entries()).is_empty());
    assert_eq!(nearest_word(&words, &entries()), Some("bloodwork"));
    assert_eq!(
        nearest_word(&["qqqqqqqqqqqqqqq".to_string()], &entries()),
        None
    );
}

#[test]
fn what_an_entry_lies_within_is_told_from_the_outside() {
    assert_eq!(
        around(&entries(), EntryKind::Category, "bloodwork"),
        ["everything", "laboratory"]
    );
    assert_eq!(
        around(&entries(), EntryKind::Purpose, "break_the_glass"),
        ["treatment", "emergency"]
    );
    assert!(around(&entries(), EntryKind::Role, "nurse").is_empty());
}

#[test]
fn an_entry_says_all_that_the_tables_say() {
    let entry = |kind: EntryKind, name: &str| {
        let mut all = entries().into_iter();
        all.find(|entry| (entry.kind, entry.name) == (kind, name))
            .unwrap()
    };
    for (kind, name, system, within, hl7, title) in [
        (
            EntryKind::Category,
            "substance_use",
            None,
            Some("everything"),
            &["SUD", "ETH"][..],
            "Use of alcohol and drugs, and its treatment",
        ),
        (
            EntryKind::Purpose,
            "treatment",
            None,
            None,
            &["TREAT"],
            "Treatment",
        ),
        (
            EntryKind::PartyKind,
            "hospital",
            None,
            None,
            &[],
            "Hospital",
        ),
        (EntryKind::Label, "normal", None, None, &["N"], "Normal"),
        // A label without a word goes by HL7's code.
        (EntryKind::Label, "L", None, None, &["L"], "Low"),
        (
            EntryKind::Code,
            "718-7",
            Some("loinc"),
            Some("bloodwork"),
            &[],
            "Hemoglobin",
        ),
    ] {
        let expected = Entry {
            kind,
            name,
            system,
            within,
            hl7: hl7.to_vec(),
            title: Some(title),
        };
        assert_eq!(entry(kind, name), expected);
    }
    let words = super::super::vocabulary();
    let count = |kind: EntryKind| entries().iter().filter(|entry| entry.kind == kind).count();
    let sensitivities = words.codes.iter();
    let sensitivities = sensitivities
        .filter(|code| words.system_name(code.system) == "sensitivity")
        .count();
    assert!(sensitivities > 0);
    assert_eq!(
        EntryKind::ALL.map(count),
        [
            words.categories.len(),
            words.purposes.len(),
            words.roles.len(),
            words.actions.len(),
            words.kinds.len(),
            words.labels.len(),
            words.codes.len() - sensitivities,
        ]
    );
    assert_eq!(
        EntryKind::ALL.map(EntryKind::word),
        [
            "category",
            "purpose",
            "role",
            "action",
            "kind of party",
            "label",
            "code"
        ]
    );
}

#[test]
fn a_misspelt_word_is_looked_for_in_names_codes_and_titles() {
    let near = |words: &str| {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        nearest_word(&words, &entries())
    };
    for (words, expected) in [
        ("clinical nots", Some("clinical_notes")),
        ("TREATT", Some("TREAT")),
        ("hemoglobni", Some("Hemoglobin")),
        ("qqqqqqqqqq hemoglobni", Some("Hemoglobin")),
        ("qqqqqqqqqq wwwwwwwwww", None),
    ] {
        assert_eq!(near(words), expected, "{words}");
    }
}

#[test]
fn a_code_system_has_a_word_and_an_address() {
    let words = super::super::vocabulary();
    assert_eq!(words.system_uri("loinc"), Some("http://loinc.org"));
    assert_eq!(words.system_uri("http://loinc.org"), None);
    assert_eq!(words.system_name("http://loinc.org"), "loinc");
    assert_eq!(words.system_name("urn:x"), "urn:x");
}
