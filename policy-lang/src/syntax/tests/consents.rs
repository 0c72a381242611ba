//! A sentence by itself, and a sentence quoted in an example.

use super::{check, check_wording, found, read_one, without_spans};
use crate::syntax::print::print_sentence;
use crate::syntax::tree::{GivenKind, Sentence, Statement};
use crate::syntax::{parse, parse_consent};

fn given(source: &str) -> Option<Sentence> {
    let Statement::Example(example) = read_one(source) else {
        panic!()
    };
    let GivenKind::Consented { sentence, .. } = example.givens.into_iter().next().unwrap().kind
    else {
        panic!()
    };
    sentence.map(|sentence| *sentence)
}

#[test]
fn a_consent_is_a_sentence() {
    for source in [
        "lab Acme may read bloodwork until 2026-12-31",
        "research_institute Bluefield may not read bloodwork",
        "\"urn:oid:1.2.3\" may read everything for research",
    ] {
        let (sentence, problems) = parse_consent(source);
        assert_eq!(problems, []);
        assert_eq!(print_sentence(&sentence.unwrap()), source);
        assert!(parse_consent(&format!("{source}.")).1.is_empty());
    }
}

#[test]
fn what_is_no_sentence_is_no_consent() {
    for (source, code, underlined) in [
        ("", "E0101", ""),
        ("I agree", "E0132", "agree"),
        ("rule x lab Acme may read bloodwork", "E0101", "rule"),
        (
            "lab Acme may read bloodwork lab X may read a",
            "E0101",
            "lab",
        ),
        (
            "lab Acme may read bloodwork until 2026-02-30",
            "E0107",
            "2026-02-30",
        ),
    ] {
        let (sentence, problems) = parse_consent(source);
        assert_eq!(found(source, &problems), [(code, underlined)], "{source:?}");
        assert_eq!(sentence.is_some(), code == "E0107");
        problems.iter().for_each(check_wording);
    }
}

#[test]
fn a_quoted_sentence_is_the_same_sentence() {
    let text = "lab \"Acme \\\"2\\\" Lab\" may read bloodwork until 2026-12-31";
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    let source = format!(
        "example e\n  given the patient has consented \"{quoted}\"\n  lab X asks to read a expect refused"
    );
    let inside = given(&source).unwrap();
    let alone = parse_consent(text).0.unwrap();
    assert_eq!(without_spans(&inside), without_spans(&alone));
    assert_eq!(inside.data.span.text(&source), "bloodwork");
    assert_eq!(inside.until.unwrap().span.text(&source), "2026-12-31");
    assert!(inside.span.text(&source).starts_with("lab \\\"Acme"));
}

#[test]
fn a_mistake_in_a_quoted_sentence_is_underlined_there() {
    let quote = |text: &str| {
        format!(
            "example e given the patient has consented \"{text}\" lab X asks to read a expect refused"
        )
    };
    check(&quote("lab Acme reads bloodwork"), "E0132", "reads");
    check(
        &quote("lab \\\"A\\\" may read bloodwork until 2026-02-30"),
        "E0107",
        "2026-02-30",
    );
    check(&quote("lab Acme may read"), "E0133", "");
    let parsed = parse(&quote("lab Acme reads bloodwork"));
    assert_eq!(
        parsed.tree.statements.len(),
        1,
        "the example is still there"
    );
}
