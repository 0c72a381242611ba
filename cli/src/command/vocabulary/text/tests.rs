//! Words of a vocabulary, as they are printed.

use super::*;

fn entry(kind: EntryKind, name: &'static str, within: Option<&'static str>) -> Entry {
    Entry {
        kind,
        name,
        system: None,
        within,
        hl7: Vec::new(),
        title: None,
    }
}

/// Categories with no code, with one, with two, with as many as are shown, and with one more.
fn all() -> Vec<Entry> {
    let category = |name, within| entry(EntryKind::Category, name, within);
    let code = |name, within| Entry {
        system: Some("loinc"),
        ..entry(EntryKind::Code, name, Some(within))
    };
    let blood = Entry {
        hl7: vec!["BLD", "X"],
        title: Some("Blood"),
        ..category("blood", Some("lab"))
    };
    let mut all = vec![
        category("everything", None),
        category("lab", Some("everything")),
        blood,
        category("two", Some("lab")),
        category("five", Some("lab")),
        category("other", None),
        code("l1", "lab"),
        code("t1", "two"),
        code("t2", "two"),
    ];
    all.extend(["f1", "f2", "f3", "f4", "f5"].map(|name| code(name, "five")));
    all.extend(["b1", "b2", "b3", "b4", "b5", "b6"].map(|name| code(name, "blood")));
    all
}

fn found(all: &[Entry], name: &str) -> String {
    let entry = all.iter().find(|entry| entry.name == name);
    let mut out = Vec::new();
    finding(entry.expect("an entry"), all, &mut out).expect("it is printed");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_root_says_how_many_lie_within_it_at_any_depth() {
    let all = all();
    assert_eq!(with_count(&all, &all[0]), "everything (4 within)");
    assert_eq!(with_count(&all, &all[5]), "other");
}

#[test]
fn a_category_shows_its_first_codes_and_how_many_there_are() {
    let all = all();
    for (name, expected) in [
        ("other", "no codes"),
        ("lab", "1 code: loinc l1"),
        ("two", "2 codes: loinc t1, loinc t2"),
        (
            "five",
            "5 codes: loinc f1, loinc f2, loinc f3, loinc f4, loinc f5",
        ),
        (
            "blood",
            "6 codes: loinc b1, loinc b2, loinc b3, loinc b4, loinc b5, …",
        ),
    ] {
        let text = found(&all, name);
        assert!(text.contains(&format!("\n  {expected}\n")), "{text}");
    }
    let blood = "\
category blood: Blood
  within everything > lab
  6 codes: loinc b1, loinc b2, loinc b3, loinc b4, loinc b5, …
  asked for by name or by one of its codes; HL7 sensitivity BLD, X
";
    assert_eq!(found(&all, "blood"), blood);
    let code = "\
code loinc b1: no title
  means blood, within everything > lab
  HL7 sensitivity BLD, X
";
    assert_eq!(found(&all, "b1"), code);
    let code = "code loinc l1: no title\n  means lab, within everything\n";
    assert_eq!(found(&all, "l1"), code);
}

#[test]
fn every_kind_of_word_says_how_it_is_asked_for() {
    use EntryKind::{Action, Category, Label, PartyKind, Purpose, Role};
    for (kind, hl7, expected) in [
        (Category, None, "asked for by name or by one of its codes"),
        (Purpose, None, "claimed by name"),
        (
            Purpose,
            Some("TREAT"),
            "claimed by name, or by the HL7 code TREAT",
        ),
        (Action, None, "asked for by name"),
        (
            Action,
            Some("READ"),
            "asked for by name, or by the HL7 code READ",
        ),
        (Role, None, "attested by the ledger under this name"),
        (
            PartyKind,
            None,
            "declared with a party, else attested by its enrolment",
        ),
        (Label, Some("R"), "HL7 confidentiality R"),
    ] {
        let entry = Entry {
            hl7: hl7.into_iter().collect(),
            ..entry(kind, "x", None)
        };
        assert_eq!(asked_by(&entry), expected, "{kind:?}");
    }
}

#[test]
fn twenty_findings_are_shown_and_the_others_counted() {
    let of = |count: usize| {
        let entry = entry(EntryKind::Role, "nurse", None);
        let found = vec![(Nearness::Exact, entry); count];
        let mut out = Vec::new();
        findings(&found, &[], &mut out).expect("it is printed");
        let text = String::from_utf8(out).expect("text");
        let shown = text
            .lines()
            .filter(|line| line.starts_with("role nurse"))
            .count();
        let more = text.lines().find(|line| line.starts_with("and "));
        (shown, more.map(str::to_owned))
    };
    assert_eq!(of(20), (20, None));
    let more = "and 2 more: say more words, or `--kind`; `--json` lists all";
    assert_eq!(of(22), (20, Some(more.into())));
}

#[test]
fn a_tree_is_printed_with_what_lies_within_further_in() {
    let mut out = Vec::new();
    tree(&all(), EntryKind::Category, &mut out).expect("it is printed");
    let expected = format!(
        "everything\n  lab\n    {:<30} {:<14} Blood\n    two\n    five\nother\n",
        "blood", "BLD X"
    );
    assert_eq!(String::from_utf8(out).expect("text"), expected);
}
