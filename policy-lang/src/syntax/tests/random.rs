//! Whatever the text: no panic, spans inside it and on character boundaries, at most so many problems, and the same answer
//! when what was read is printed and read again.

use proptest::prelude::*;

use super::{check_wording, without_spans};
use crate::diagnostic::{PROBLEMS_MAX, Problem, render};
use crate::syntax::print::print;
use crate::syntax::words::RESERVED;
use crate::syntax::{Parsed, Span, parse, parse_consent};

const RIVERSIDE: &str = include_str!("../../../tests-data/language/riverside.consent");
const EVERYTHING: &str = include_str!("../../../tests-data/language/everything.consent");

fn check_span(source: &str, span: Span) {
    assert!(span.start <= span.end, "{span:?}");
    assert!(
        source.get(span.start as usize..span.end as usize).is_some(),
        "{span:?} in {source:?}"
    );
}

fn check_problem(source: &str, problem: &Problem) {
    check_wording(problem);
    check_span(source, problem.span);
    problem
        .also
        .iter()
        .for_each(|(span, _)| check_span(source, *span));
    assert!(render(problem, source, "x").contains(problem.code));
}

/// Every span of a tree, found in its printed form.
fn check_tree(source: &str, tree: &impl std::fmt::Debug) {
    let text = format!("{tree:?}");
    for piece in text.split("Span { start: ").skip(1) {
        let (start, rest) = piece.split_once(", end: ").unwrap();
        let (end, _) = rest.split_once(' ').unwrap();
        check_span(
            source,
            Span::new(start.parse().unwrap(), end.parse().unwrap()),
        );
    }
}

fn check_any(source: &str) {
    let Parsed {
        tree,
        problems,
        comments,
    } = parse(source);
    assert!(problems.len() <= PROBLEMS_MAX);
    problems
        .iter()
        .for_each(|problem| check_problem(source, problem));
    comments
        .iter()
        .for_each(|comment| assert_eq!(comment.span.text(source), comment.text));
    check_tree(source, &tree);
    if !problems.iter().any(Problem::is_error) {
        let again = parse(&print(&tree));
        assert_eq!(
            without_spans(&tree),
            without_spans(&again.tree),
            "{}",
            print(&tree)
        );
    }
    let (sentence, problems) = parse_consent(source);
    problems
        .iter()
        .for_each(|problem| check_problem(source, problem));
    check_tree(source, &sentence);
}

/// Pieces of the language and of what is not, in any order.
fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(RESERVED).prop_map(str::to_owned);
    let other = prop::sample::select(vec![
        "one",
        "read",
        "bloodwork",
        "Acme",
        "vip",
        "reads",
        "consented",
        "has",
        "treats",
        "does",
        "fewer",
        "than",
        "in",
        "last",
        "days",
        "hours",
        "time",
        "zone",
        "today",
        "between",
        "allowed",
        "refused",
        "covered",
        "specially",
        "protected",
        "encounter",
        "least",
        "under",
        "reason",
        "ended",
        "needs",
        "leaves",
        "out",
        "3",
        "-7",
        "2026-12-31",
        "2026-02-30",
        "07:00",
        "25:00",
        "\"text\"",
        "\"\"",
        "\"",
        "\"lab \\\"A\\\" may read x\"",
        "(",
        ")",
        ",",
        ".",
        ":",
        "/",
        "=",
        "<=",
        "!=",
        "'s",
        "’s",
        "“",
        "é",
        "\u{200B}",
        "\u{202E}",
        "名前",
        "\\",
        "#",
        "\n",
        "\n  ",
        "\r\n",
        "\t",
        "{x}",
        "CF-12",
        "3rd",
        "9999999999999999999",
    ])
    .prop_map(str::to_owned);
    let piece = prop_oneof![word, other];
    (prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..60)).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, space)| if space { piece + " " } else { piece })
            .collect()
    })
}

/// A policy with lines left out, doubled, swapped, and a word changed.
fn damaged() -> impl Strategy<Value = String> {
    let sample = prop::sample::select(vec![RIVERSIDE, EVERYTHING]);
    (
        sample,
        prop::collection::vec((any::<prop::sample::Index>(), 0..5u8), 1..6),
    )
        .prop_map(|(sample, edits)| {
            let mut words: Vec<String> = sample.split_inclusive(' ').map(str::to_owned).collect();
            for (index, edit) in edits {
                let at = index.index(words.len());
                match edit {
                    0 => drop(words.remove(at)),
                    1 => words.insert(at, words[at].clone()),
                    2 => words.swap(at, 0),
                    3 => words[at] = words[at].chars().rev().collect(),
                    _ => words.insert(at, "\"".to_owned()),
                }
            }
            words.concat()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_any(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn characters_are_read(text in "\\PC{0,200}") {
        check_any(&text);
    }

    #[test]
    fn pieces_of_the_language_are_read(text in soup()) {
        check_any(&text);
    }

    #[test]
    fn sentences_of_pieces_are_read(text in soup()) {
        check_any(&format!("lab X may read a {text}"));
        check_any(&format!("lab X may read a if {text}"));
        check_any(&format!("example e given the patient has consented \"lab X may read a {text}"));
    }

    #[test]
    fn damaged_policies_are_read(text in damaged()) {
        check_any(&text);
    }
}

/// A megabyte of one thing: this test ends only when the time to read grows with the length, not with its square.
#[test]
fn a_megabyte_of_anything_is_read() {
    let megabyte = |piece: &str| piece.repeat((1 << 20) / piece.len());
    for piece in [
        "(",
        ")",
        "\"",
        "\"\n",
        "\\\"\n",
        "\" \"\n",
        "\"a\n b\" \"\n",
        "“",
        "#\"\n",
        "not ",
        "a ",
        "$",
        "$ ",
        "lab ",
        "lab X\n",
        "rule ",
        "rule x\n",
        "lab X may read a\n",
        "a, ",
        "1-",
        "1:",
        "é",
        "'s",
        ".",
        "patient.",
        "{",
        "\u{200B}",
        "given ",
        "example ",
    ] {
        let text = megabyte(piece);
        assert!(parse(&text).problems.len() <= PROBLEMS_MAX);
        for start in [
            "lab X may read ",
            "anyone may read a if ",
            "anyone may read a if patient.x and ",
            "form f ",
            "form f (",
            "example e given ",
        ] {
            assert!(parse(&format!("{start}{text}")).problems.len() <= PROBLEMS_MAX);
        }
    }
    for start in ["example e given the patient has consented \"", "form f \"{"] {
        assert!(
            parse(&format!("{start}{}\"", megabyte("a\\\" {x} ")))
                .problems
                .len()
                <= PROBLEMS_MAX
        );
    }
}
