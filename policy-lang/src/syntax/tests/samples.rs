//! The sample policies of the language are read without problems, and printed and read again unchanged.

use super::{check_round_trip, read, read_one};
use crate::syntax::print::print;
use crate::syntax::tree::Statement;

const BLOODWORK: &str = include_str!("../../../tests-data/language/bloodwork.consent");
const FORMS: &str = include_str!("../../../tests-data/language/forms.consent");
const RIVERSIDE: &str = include_str!("../../../tests-data/language/riverside.consent");
const EVERYTHING: &str = include_str!("../../../tests-data/language/everything.consent");

#[test]
fn samples_are_read_without_problems() {
    assert_eq!(read(BLOODWORK).statements.len(), 5);
    assert_eq!(read(FORMS).statements.len(), 12);
    assert_eq!(read(RIVERSIDE).statements.len(), 25);
}

#[test]
fn samples_survive_printing() {
    for sample in [BLOODWORK, FORMS, RIVERSIDE, EVERYTHING] {
        check_round_trip(&read(sample));
    }
}

#[test]
fn a_sample_that_is_laid_out_as_printed_is_printed_as_it_is() {
    let source = "policy \"One\"\nversion 4\ntime zone \"America/Chicago\"\n\nlab X\n\n\
        rule a \"Title\" overrides b, c\n  lab X may read and collect bloodwork\n    for treatment\n    \
        from 2026-01-01 until 2026-12-31\n    if the patient has consented\n    \
        then notify the patient within 72 hours\n     and record \"x\"\n  source \"45 CFR\"\n";
    assert_eq!(print(&read(source)), source);
}

#[test]
fn a_sample_on_one_line_per_statement_is_the_same_policy() {
    let mut lines = String::new();
    for line in RIVERSIDE.lines() {
        let line = line.split('#').next().unwrap();
        let continues = line.starts_with(' ');
        lines += if continues { " " } else { "\n" };
        lines += line.trim();
    }
    let (one, other) = (read(&lines), read(RIVERSIDE));
    assert_eq!(super::without_spans(&one), super::without_spans(&other));
}

#[test]
fn comments_are_kept_with_their_places() {
    let parsed = crate::syntax::parse(BLOODWORK);
    let [comment] = parsed.comments.as_slice() else {
        panic!("{:?}", parsed.comments)
    };
    assert_eq!(
        comment.text,
        "# The smallest policy: the sentence this project was named for."
    );
    assert_eq!(comment.span.text(BLOODWORK), comment.text);
}

#[test]
fn every_example_of_the_samples_has_a_request_and_an_outcome() {
    for sample in [BLOODWORK, FORMS, RIVERSIDE] {
        let tree = read(sample);
        let examples = tree
            .statements
            .iter()
            .filter(|s| matches!(s, Statement::Example(_)));
        assert_eq!(examples.count(), sample.matches("\nexample ").count());
    }
    assert!(matches!(
        read_one("lab X may read bloodwork"),
        Statement::Rule(_)
    ));
}
