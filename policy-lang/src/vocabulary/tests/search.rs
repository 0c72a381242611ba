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
