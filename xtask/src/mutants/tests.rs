//! Small files in, files with switches out.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::{FIRST_NUMBER, Genre, Mutant};
use super::switched::{self, Refusal, Switched, switch};

/// A mutant at the `nth` place, from one, at which `needle` stands.
type At<'a> = (Genre, &'a str, usize, &'a str);

/// The mutants, numbered from the first number.
fn mutants(source: &str, places: &[At<'_>]) -> Vec<Mutant> {
    let mutant = |(number, (genre, needle, nth, replacement)): (u32, &At<'_>)| {
        let (start, _) = source.match_indices(needle).nth(nth - 1).unwrap();
        let place = |at: usize| {
            let before = &source[..at];
            let line = before.rsplit('\n').next().unwrap();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        };
        Mutant {
            number,
            name: format!("{number}"),
            package: "room".to_owned(),
            file: "room/src/lib.rs".to_owned(),
            start: place(start),
            end: place(start + needle.len()),
            replacement: (*replacement).to_owned(),
            genre: *genre,
            returns: String::new(),
        }
    };
    (FIRST_NUMBER..).zip(places).map(mutant).collect()
}

fn switched(source: &str, places: &[At<'_>]) -> Switched {
    let mutants = mutants(source, places);
    let mutants: Vec<&Mutant> = mutants.iter().collect();
    switch("room/src/lib.rs", source, &mutants, &BTreeMap::new()).unwrap()
}

/// The text with switches, as it is without the marks around switches and branches.
fn plain(source: &str, places: &[At<'_>]) -> String {
    let mut rest = switched(source, places).text;
    syn::parse_file(&rest).unwrap();
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").unwrap().1.to_owned();
    }
    out.push_str(&rest);
    out.replace("::mutant_switch::", "")
}

#[test]
fn every_replacement_of_an_operator_is_a_branch_of_one_switch() {
    let source = "fn f(a: u8, b: u8) -> bool { a < b }";
    let places = [
        (Genre::Binary, "< b", 1, "=="),
        (Genre::Binary, "< b", 1, "<="),
    ];
    assert_eq!(
        plain(source, &places),
        "fn f(a: u8, b: u8) -> bool { (match pick(16) { 16 => ((a) == (b)), 17 => ((a) <= (b)), _ => (a < b) }) }"
    );
    let found = switched(source, &places);
    assert_eq!(found.switches, BTreeMap::from([(16, 16), (17, 16)]));
}

#[test]
fn switches_nest_in_the_last_branch_alone() {
    let source = "fn f(a: u8) -> u8 { a - 1 * 2 }";
    let places = [(Genre::Binary, "-", 2, "+"), (Genre::Binary, "*", 1, "+")];
    assert_eq!(
        plain(source, &places),
        "fn f(a: u8) -> u8 { (match pick(16) { 16 => ((a) + (1 * 2)), \
         _ => (a - (match pick(17) { 17 => ((1) + (2)), _ => (1 * 2) })) }) }"
    );
}

#[test]
fn an_operator_that_assigns_stays_a_statement() {
    assert_eq!(
        plain(
            "fn f(a: &mut u8) { *a += 1; }",
            &[(Genre::Binary, "+=", 1, "-=")]
        ),
        "fn f(a: &mut u8) { (match pick(16) { 16 => ({ *a -= 1; }), _ => (*a += 1) }); }"
    );
}

#[test]
fn a_function_returns_before_it_begins() {
    let source = "fn f(é: bool) -> bool { !é && true }";
    let places = [
        (Genre::FnValue, "!é", 1, "true"),
        (Genre::FnValue, "!é", 1, "false"),
        (Genre::Unary, "!é", 1, ""),
    ];
    assert_eq!(
        plain(source, &places),
        "fn f(é: bool) -> bool { match pick(16) { 16 => (return true), 17 => (return false), _ => {} }; \
         (match pick(18) { 18 => (é), _ => (!é) }) && true }"
    );
}

#[test]
fn arms_get_a_condition_and_conditions_a_switch() {
    let source = "fn f(a: u8) -> u8 { match a { 1 | 2 => 3, b if b > 7 => 4, _ => 5 } }";
    let places = [
        (Genre::Arm, "1 | 2", 1, ""),
        (Genre::Guard, "b > 7", 1, "true"),
        (Genre::Guard, "b > 7", 1, "false"),
        (Genre::Binary, "> 7", 1, ">="),
    ];
    assert_eq!(
        plain(source, &places),
        "fn f(a: u8) -> u8 { match a { 1 | 2 if pick(16) != 16 => 3, \
         b if (match pick(17) { 17 => (true), 18 => (false), \
         _ => ((match pick(19) { 19 => ((b) >= (7)), _ => (b > 7) })) }) => 4, _ => 5 } }"
    );
}

#[test]
fn a_field_that_is_left_out_has_the_value_of_the_base() {
    let source = "fn f(b: A) -> A { A { x: 1, y: 2, ..b } }";
    assert_eq!(
        plain(source, &[(Genre::Field, "x: 1,", 1, "")]),
        "fn f(b: A) -> A { (match pick(16) { 16 => (A {  y: 2, ..b }), _ => (A { x: 1, y: 2, ..b }) }) }"
    );
}

#[test]
fn what_the_compiler_evaluates_and_patterns_in_conditions_have_no_switch() {
    let source = "const A: u8 = 1 + 2;\n\
                  const fn f() -> u8 { 1 - 1 }\n\
                  fn g(a: Option<u8>) -> [u8; 3 * 2] {\n\
                  if true && let Some(b) = a && b == 1 { return [b; 12 / 2]; }\n\
                  [0; 6] }";
    let places = [
        (Genre::Binary, "+", 1, "-"),
        (Genre::Binary, "- 1", 1, "+"),
        (Genre::Binary, "* 2", 1, "+"),
        (Genre::Binary, "&&", 1, "||"),
        (Genre::Binary, "&&", 2, "||"),
        (Genre::Binary, "== 1", 1, "!="),
        (Genre::Binary, "/", 1, "+"),
    ];
    let found = switched(source, &places);
    assert_eq!(found.switches, BTreeMap::from([(21, 21)]));
    assert_eq!(found.refused[&19], Refusal::DoesNotCompile);
    assert_eq!(found.refused[&20], Refusal::DoesNotCompile);
    for number in [16, 17, 18, 22] {
        assert_eq!(found.refused[&number], Refusal::NoSwitch);
    }
}

#[test]
fn a_place_in_the_text_tells_the_mutants_around_it() {
    let source = "fn f(a: u8) -> u8 { a - 1 }";
    let places = [
        (Genre::Binary, "- 1", 1, "+"),
        (Genre::Binary, "- 1", 1, "/"),
    ];
    let found = switched(source, &places);
    let around = |needle: &str| {
        let at = found.text.find(needle).unwrap();
        switched::around(&found.text, at, &found.switches)
    };
    assert_eq!(around("(a) / (1)"), BTreeSet::from([17]));
    assert_eq!(around("a - 1"), BTreeSet::from([16, 17]));
    assert_eq!(around("fn f"), BTreeSet::new());
}

#[test]
fn a_list_that_is_older_than_the_file_is_refused() {
    let source = "fn f(a: u8) -> u8 { a - 1 }";
    let listed = mutants(source, &[(Genre::Binary, "- 1", 1, "+")]);
    let listed: Vec<&Mutant> = listed.iter().collect();
    let found = switch("f.rs", "fn f() {}", &listed, &BTreeMap::new());
    assert!(
        found
            .unwrap_err()
            .to_string()
            .contains("older than the file")
    );
}
