//! The mistakes that people make, one in each file of `tests-data/mistakes`, with what they are told beside it. The text stands
//! above the messages, so that a reader sees both. With `BLESS=1` the messages are written instead of compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::diagnostic::{CODES, Problem, explain, render, settle};
use crate::{check, remarks_on};

/// The day on which the mistakes are read.
const TODAY: (i16, i8, i8) = (2026, 7, 1);

/// Mistakes that nobody makes in a small file: a text of 17 MB, and 200 mistakes in one. `hostile` makes them.
const IN_NO_FILE: &[&str] = &["E0110", "E0199"];

/// Words of those who make the language, which those who use it should not have to know.
const JARGON: &[&str] = &[
    "token",
    "parse",
    "parser",
    "syntax",
    "ast",
    "identifier",
    "wasm",
    "module",
    "panic",
    "lexer",
    "compile",
    "unwrap",
    "null",
    "byte",
    "bytes",
    "string",
    "literal",
    "expression",
    "rust",
    "u32",
    "enum",
    "operand",
    "scalar",
    "arity",
    "runtime",
    "boolean",
    "integer",
    "eof",
    "utf",
    "codepoint",
    "stack",
    "overflow",
    "debug",
    "internal",
];

/// Where such a word is right: the identifier of a party is what the language calls it.
const MAY_SAY: &[(&str, &str)] = &[("E0135", "identifier"), ("E0203", "identifier")];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests-data/mistakes")
}

/// The name, the text and the problems of every mistake.
fn mistakes() -> Vec<(String, String, Vec<Problem>)> {
    let entries = std::fs::read_dir(folder()).expect("the folder of mistakes");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "consent"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("a text");
        let problems = problems(&source);
        (name, source, problems)
    };
    paths.into_iter().map(read).collect()
}

fn problems(source: &str) -> Vec<Problem> {
    let checked = check(source, "mistake");
    let remarks = checked
        .policy
        .iter()
        .flat_map(|policy| remarks_on(policy, source, TODAY));
    let remarks: Vec<_> = remarks.collect();
    settle([checked.problems, remarks].concat())
}

fn page(name: &str, source: &str, problems: &[Problem]) -> String {
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| render(problem, source, &format!("{name}.consent")))
        .collect();
    format!("{source}\n{}\n\n{}", "-".repeat(40), shown.join("\n"))
}

#[test]
fn every_mistake_is_told_as_its_page_says() {
    let blesses = std::env::var_os("BLESS").is_some();
    let mut found = Vec::new();
    for (name, source, problems) in mistakes() {
        let page = page(&name, &source, &problems);
        let path = folder().join(format!("{name}.txt"));
        if blesses {
            std::fs::write(&path, &page).expect("the page can be written");
        } else if std::fs::read_to_string(&path).unwrap_or_default() != page {
            found.push(format!("{name} is now:\n{page}"));
        }
    }
    assert!(
        found.is_empty(),
        "BLESS=1 writes these anew; read them first\n{}",
        found.join("\n")
    );
}

#[test]
fn every_page_belongs_to_a_mistake() {
    let names: BTreeSet<String> = mistakes().into_iter().map(|(name, ..)| name).collect();
    assert!(names.len() >= 250, "{}", names.len());
    for entry in std::fs::read_dir(folder()).expect("the folder of mistakes") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(names.contains(&name), "{}", path.display());
    }
}

#[test]
fn every_kind_of_problem_is_reached_by_a_mistake() {
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, problems) in mistakes() {
        for problem in problems {
            *reached.entry(problem.code).or_default() += 1;
        }
    }
    let codes = CODES.iter().flat_map(|entries| entries.iter());
    let missing: Vec<&str> = codes
        .map(|entry| entry.code)
        .filter(|code| !reached.contains_key(code))
        .filter(|code| !IN_NO_FILE.contains(code))
        .collect();
    assert!(missing.is_empty(), "no mistake reaches {missing:?}");
    assert!(reached.len() >= 80, "{}", reached.len());
}

/// One mistake, one problem: but for a few files that show several.
#[test]
fn a_mistake_is_told_once() {
    const SEVERAL: &[&str] = &[
        "broken-declaration-then-used",
        "brackets",
        "broken-rule-then-expected",
        "can-for-may",
        "capital-words",
        "name-not-composed",
        "name-with-space-at-end",
        "name-with-umlaut",
        "never-used",
        "overrides-in-a-circle",
        "party-name-begins-with-digit",
        "semicolon",
        "several-mistakes",
        "time-with-am",
        "wrong-date-then-compared",
    ];
    let mistakes = mistakes().into_iter();
    let wrong = mistakes.filter(|(name, _, problems)| {
        problems.is_empty() || (problems.len() > 1 && !SEVERAL.contains(&name.as_str()))
    });
    let wrong: Vec<String> = wrong
        .map(|(name, source, problems)| page(&name, &source, &problems))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_problem_says_what_to_do_in_words_that_its_readers_use() {
    for (name, source, problems) in mistakes() {
        for problem in problems {
            let page = page(&name, &source, std::slice::from_ref(&problem));
            assert!(problem.help.is_some(), "no advice: {page}");
            assert!(explain(problem.code).is_some(), "no page: {page}");
            check_words(&problem, &page);
        }
    }
    for entry in CODES.iter().flat_map(|entries| entries.iter()) {
        let words: Vec<String> = words(&format!("{} {}", entry.title, entry.explanation));
        let jargon = JARGON
            .iter()
            .find(|word| words.iter().any(|other| other == *word));
        let may = ["byte", "bytes", "identifier", "compile"];
        assert!(
            jargon.is_none_or(|word| may.contains(word)),
            "{jargon:?} in {entry:?}"
        );
    }
}

fn check_words(problem: &Problem, page: &str) {
    let help = problem.help.as_deref().unwrap_or("");
    let also = problem.also.iter().map(|(_, label)| label.as_str());
    let said: Vec<&str> = [problem.message.as_str(), help]
        .into_iter()
        .chain(also)
        .collect();
    for text in said {
        // What stands in back-quotes or quotes is the author's, or the language's.
        let own: String = text.split(['`', '"']).step_by(2).collect();
        for word in words(&own) {
            let may = MAY_SAY.contains(&(problem.code, word.as_str()));
            assert!(may || !JARGON.contains(&word.as_str()), "{word} in {page}");
        }
        assert!(!text.contains('\n') && !text.ends_with('.'), "{page}");
        assert!(!text.starts_with(char::is_uppercase), "{page}");
    }
    let listed = problem.message.matches("`, `").count();
    assert!(listed < 6, "too many to read: {page}");
}

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .map(str::to_lowercase)
        .collect()
}
