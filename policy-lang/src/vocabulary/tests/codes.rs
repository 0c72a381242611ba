//! Codes: their shape, their number, and what must not be among them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::read::TABLES;
use super::*;

/// The lines of a table without its comments and its header.
fn rows(name: &str) -> Vec<Vec<&'static str>> {
    let table = TABLES.iter().find(|(table, _)| *table == name);
    let left_out = include_str!("../../../vocabulary/left-out-codes.tsv");
    let text = table.map_or(left_out, |(_, text)| *text);
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| line.split('\t').collect()).collect()
}

#[test]
fn tables_of_codes_are_sorted_and_hold_each_code_once() {
    let mut all = BTreeSet::new();
    for name in ["codes", "sensitive-codes", "left-out-codes"] {
        let rows = rows(name);
        let keys: Vec<_> = rows.iter().map(|row| (row[0], row[1])).collect();
        assert!(keys.is_sorted_by(|one, other| one < other), "{name}");
        for key in keys
            .iter()
            .filter(|key| name != "left-out-codes" || **key != ("loinc", "11331-6"))
        {
            assert!(all.insert(*key), "{name}: {key:?}");
        }
    }
}

/// LOINC's check digit: Luhn's, over the digits before the hyphen.
fn is_loinc(code: &str) -> bool {
    let Some((digits, check)) = code.split_once('-') else {
        return false;
    };
    let doubled = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit.wrapping_sub(b'0')) * if place % 2 == 0 { 2 } else { 1 };
        digit / 10 + digit % 10
    });
    let sum: u32 = doubled.sum();
    !digits.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && check.parse() == Ok((10 - sum % 10) % 10)
}

/// A letter but U, a digit, a digit or A or B, and up to four more behind a point.
fn is_icd10(code: &str) -> bool {
    let (category, more) = code.split_once('.').unwrap_or((code, "0"));
    let category: Vec<u8> = category.bytes().collect();
    matches!(
        category.as_slice(),
        [
            b'A'..=b'T' | b'V'..=b'Z',
            b'0'..=b'9',
            b'0'..=b'9' | b'A' | b'B',
        ]
    ) && (1..=4).contains(&more.len())
        && more
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn is_number(code: &str, longest: usize) -> bool {
    (1..=longest).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn every_code_is_written_as_its_system_writes_codes() {
    for code in &vocabulary().codes {
        let is_written = match vocabulary().system_name(code.system) {
            "loinc" => is_loinc(code.code),
            "icd10" => is_icd10(code.code),
            "rxnorm" => is_number(code.code, 7) && !code.code.starts_with('0'),
            "cvx" => is_number(code.code, 3),
            "sensitivity" => code.code.bytes().all(|byte| byte.is_ascii_uppercase()),
            _ => false,
        };
        assert!(is_written, "{code:?}");
    }
    for wrong in ["718-8", "718", "-0", "71x-7", "LP32834-1"] {
        assert!(!is_loinc(wrong), "{wrong}");
    }
    for wrong in ["U07.1", "F1", "F10.", "F10.12345", "f10.20"] {
        assert!(!is_icd10(wrong), "{wrong}");
    }
}

#[test]
fn titles_are_short_lines_and_every_code_but_a_sensitivity_has_one() {
    for code in &vocabulary().codes {
        let sensitivity = vocabulary().system_name(code.system) == "sensitivity";
        let title = code.title.unwrap_or_default();
        assert_eq!(title.is_empty(), sensitivity, "{code:?}");
        assert!(
            title.chars().count() <= 121 && !title.contains(';'),
            "{code:?}"
        );
    }
}

#[test]
fn what_is_taken_over_names_its_source_its_labels_and_what_is_not_its_reason() {
    let labels: BTreeSet<&str> = ["ETHUD", "PSY", "SUD"].into();
    let sources = ["c2s", "c2s shares", "shares"];
    for row in rows("sensitive-codes") {
        assert!(
            row[3].split(' ').all(|label| labels.contains(label)) && sources.contains(&row[4]),
            "{row:?}"
        );
    }
    for row in rows("left-out-codes") {
        assert!(sources.contains(&row[3]) && row[4].len() > 10, "{row:?}");
    }
}

/// What the README of the folder counts.
#[test]
fn the_readme_counts_what_is_there() {
    let readme = include_str!("../../../vocabulary/README.md");
    let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for row in rows("sensitive-codes") {
        *counts.entry((row[0], row[3], row[2])).or_default() += 1;
    }
    for ((system, labels, category), count) in &counts {
        let line = format!("| {labels} | {system} | `{category}` | {count} |");
        assert!(readme.contains(&line), "the README lacks: {line}");
    }
    let listed = readme.lines().filter(|line| {
        line.starts_with("| PSY") || line.starts_with("| SUD") || line.starts_with("| ETHUD")
    });
    assert_eq!(listed.count(), counts.len());
    for name in ["codes", "sensitive-codes", "left-out-codes"] {
        let line = format!("`{name}.tsv` has {} rows", rows(name).len());
        assert!(readme.contains(&line), "the README lacks: {line}");
    }
}

#[test]
fn codes_mean_what_a_nurse_and_a_lawyer_expect() {
    let sensitivity = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let (icd10, rxnorm) = (
        "http://hl7.org/fhir/sid/icd-10-cm",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
    );
    for (system, code, expected) in [
        ("http://loinc.org", "718-7", Some("bloodwork")),
        ("http://loinc.org", "8867-4", Some("vitals")),
        ("http://loinc.org", "56888-1", Some("hiv")),
        (
            "http://loinc.org",
            "21613-5",
            Some("sexually_transmitted_infections"),
        ),
        (icd10, "F10.20", Some("alcohol_use")),
        (icd10, "F11.20", Some("opioid_use")),
        (icd10, "F14.20", Some("substance_use")),
        (icd10, "F32.9", Some("mental_health")),
        (icd10, "F52.0", Some("sexual_health")),
        (icd10, "G47.00", Some("conditions")),
        (rxnorm, "352364", Some("opioid_use")),
        (rxnorm, "82819", Some("alcohol_use")),
        // Fluoxetine is not for the use of substances, though one source says so, too.
        (rxnorm, "4493", Some("mental_health")),
        // Morphine is given for pain.
        (rxnorm, "7052", Some("opioid_medicines")),
        // A cream for itching.
        (rxnorm, "1000091", Some("medications")),
        (sensitivity, "SUD", Some("substance_use")),
        (sensitivity, "GDIS", Some("genetics")),
        // HL7's SEX means sexual and reproductive health alike.
        (sensitivity, "SEX", None),
        ("http://snomed.info/sct", "86406008", None),
    ] {
        let known = vocabulary()
            .codes
            .iter()
            .find(|row| row.system == system && row.code == code);
        assert_eq!(known.map(|row| row.category), expected, "{system} {code}");
    }
}

#[test]
fn no_snomed_content_is_shipped() {
    assert!(
        vocabulary()
            .codes
            .iter()
            .all(|code| !code.system.contains("snomed"))
    );
}

/// The codes stand in the module: so many of them, in so few bytes, and they are what the vocabulary says.
#[test]
fn all_codes_fit_into_forty_kilobytes() {
    use parity_scale_codec::Encode;
    let policy = crate::check("lab X\nlab X may read bloodwork", "test")
        .policy
        .unwrap();
    let contract = crate::contract::compile(&policy, "").unwrap();
    let book = &contract.interface.codes;
    assert_eq!(book.len(), vocabulary().codes.len());
    assert!(
        book.encoded_size() < 40 * 1024,
        "{} bytes",
        book.encoded_size()
    );
    for ((system, code, id), known) in book.iter().zip(&vocabulary().codes) {
        let category = &contract.interface.categories[id as usize].name;
        assert_eq!(
            (system, code.as_str(), category.as_str()),
            (known.system, known.code, known.category)
        );
    }
}
