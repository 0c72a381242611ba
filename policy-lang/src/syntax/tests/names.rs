//! Names: plain, quoted, and those that would deceive a reader.

use super::{check, found, read, read_one};
use crate::syntax::parse;
use crate::syntax::tree::Statement;

fn lab(name: &str) -> String {
    format!("lab \"{name}\"")
}

#[test]
fn quoted_names_in_one_script_are_read() {
    for name in [
        "Acme",
        "CF-12",
        "Dr. O'Neil & Partners",
        "urn:oid:2.16.840",
        "Krankenhaus Süd",
        "Больница №7",
        "东京都 ひがし病院 センター",
        "서울 病院",
        "مستشفى",
        "Νοσοκομείο",
        "Yor\u{1EB9}\u{301}",
        "क्लिनिक",
        "7",
    ] {
        read(&lab(name));
    }
}

#[test]
fn names_that_deceive_are_refused() {
    for (name, code) in [
        ("", "E0126"),
        ("Ac\u{200B}me", "E0123"),
        ("Ac\u{00A0}me", "E0123"),
        ("Acme\u{FEFF}", "E0123"),
        (" Acme", "E0123"),
        ("Acme ", "E0123"),
        ("Ac  me", "E0123"),
        ("Ac\tme", "E0123"),
        ("Caf e\u{301}", "E0121"),
        ("\u{212B}ngstrom", "E0121"),
        ("a\u{0315}\u{0300}", "E0121"),
        ("\u{1100}\u{1161}", "E0121"),
        ("Аcme", "E0122"),
        ("Αcme", "E0122"),
        ("サlab", "E0122"),
    ] {
        check(&lab(name), code, &lab(name)[4..]);
    }
}

#[test]
fn text_that_turns_direction_is_refused_everywhere() {
    check("lab X is \"a\u{202E}b\"", "E0123", "\"a\u{202E}b\"");
    check("lab X # a\u{2066}b \n", "E0123", "# a\u{2066}b");
}

#[test]
fn escapes_are_undone_and_spans_cover_the_source() {
    let source = r#"lab "The \"Acme\" \\ Lab""#;
    let Statement::Party(party) = read_one(source) else {
        panic!()
    };
    assert_eq!(party.name.text, r#"The "Acme" \ Lab"#);
    assert_eq!(party.name.span.text(source), r#""The \"Acme\" \\ Lab""#);
    assert!(party.name.quoted);
}

#[test]
fn words_of_conditions_can_be_names() {
    read("rule today anyone may read number, date and text if patient.time is under 3");
    read("role reason category normal purpose day");
}

#[test]
fn a_point_after_a_sentence_is_no_fact() {
    let source = "rule x anyone may read a if a reason is given.\nrule y a guardian of the patient may read a.";
    assert_eq!(read(source).statements.len(), 2);
    let problems = parse("rule x anyone may read a if patient. vip").problems;
    assert_eq!(found("", &problems)[0].0, "E0137");
}
