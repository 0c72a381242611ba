//! The documents are true: their policies compile, their examples hold, their commands print what they show, their links lead somewhere,
//! and what is generated in them is what the code says.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod commands;
mod embedding;
mod generated;
mod links;
mod own_state;
pub mod page;
mod policies;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use abi::Instant;
use abi::terms::ConsentRecord;

use page::{Page, pages};

/// The root of the repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the workspace is around this package")
        .into()
}

/// Whether generated parts are written instead of compared.
pub fn blesses() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Fails with all findings at once.
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n\n"));
}

#[test]
fn policies_compile_and_their_examples_hold() {
    assert_none(
        &pages()
            .iter()
            .flat_map(policies::findings)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn policies_that_must_fail_say_why_they_do() {
    let pages = pages();
    let blocks = pages.iter().flat_map(|page| &page.blocks);
    let failing = blocks
        .filter(|block| block.attribute("fails").is_some())
        .count();
    assert!(
        failing >= 3,
        "the documents show what a mistake looks like: {failing}"
    );
}

#[test]
fn commands_print_what_is_shown() {
    assert_none(
        &pages()
            .iter()
            .flat_map(commands::findings)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn links_lead_to_files_and_headings() {
    assert_none(&links::findings(&pages()));
}

#[test]
fn tests_and_attacks_that_are_named_exist() {
    let pages = pages();
    let named = [
        "docs/agreement.md",
        "docs/threat-model.md",
        "docs/determinism.md",
    ];
    let pages = pages
        .iter()
        .filter(|page| named.contains(&page.path.as_str()));
    assert_none(&pages.flat_map(links::unknown_tests).collect::<Vec<_>>());
}

#[test]
fn the_table_of_problems_is_the_code_s() {
    assert_none(&generated::problem_findings());
}

#[test]
fn included_files_are_as_they_are() {
    assert_none(
        &pages()
            .iter()
            .flat_map(generated::include_findings)
            .collect::<Vec<_>>(),
    );
}

/// Words that say nothing, or that say it later.
const UNWANTED: &[&str] = &[
    "TODO",
    "FIXME",
    "blazing",
    "seamless",
    "cutting-edge",
    "leverag",
    "simply",
    "obviously",
];

#[test]
fn no_page_has_unwanted_words() {
    let finding = |page: &Page| {
        let lines = page
            .text
            .lines()
            .zip(1..)
            .map(|(line, number)| (line.to_owned(), number));
        let path = page.path.clone();
        let found = lines.flat_map(move |(line, number)| {
            let words = UNWANTED.iter().filter(|word| line.contains(**word));
            words
                .map(|word| format!("{path}:{number}: `{word}`"))
                .collect::<Vec<_>>()
        });
        found.collect::<Vec<_>>()
    };
    assert_none(&pages().iter().flat_map(finding).collect::<Vec<_>>());
}

#[test]
fn every_page_is_linked_from_the_readme() {
    let pages = pages();
    let readme = pages
        .iter()
        .find(|page| page.path == "README.md")
        .expect("there is one");
    let linked: BTreeSet<String> = links::targets(readme)
        .into_iter()
        .map(|(_, target)| target)
        .collect();
    let missing = pages
        .iter()
        .filter(|page| page.path.starts_with("docs/") && !linked.contains(&page.path));
    assert_none(
        &missing
            .map(|page| format!("{} is not linked", page.path))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_embedding_example_decides() {
    let policy = policy_lang::check(contracts::RIVERSIDE, "riverside")
        .policy
        .expect("a policy");
    let contract = policy_lang::contract::compile(&policy, contracts::RIVERSIDE).expect("it fits");
    let terms = policy_lang::consent("lab Acme may read bloodwork until 2026-06-30", &policy)
        .expect("a consent");
    let consent = ConsentRecord::of_sentence(0, terms, Instant(0));
    let consents = [consent];
    let (may, late) = (Instant(1_777_896_000), Instant(1_783_000_000));
    let decide = |consents: &[ConsentRecord], now| {
        embedding::acme_may_read(&contract.wasm, consents, now).expect("a decision")
    };
    assert!(decide(&consents, may));
    assert!(!decide(&consents, late));
    assert!(!decide(&[], may));
}

#[test]
fn the_example_with_a_state_of_its_own_keeps_what_a_contract_wrote() {
    let text = r#"(module
        (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
        (import "assent" "state_next" (func $next (param i32 i32 i32 i32 i32 i32) (result i32)))
        (import "assent" "abort" (func $abort (param i32 i32)))
        (memory (export "memory") 1 1) (data (i32.const 0) "keythere")
        (func (export "once")
            (if (i32.ge_s (call $next (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0)
                    (i32.const 64) (i32.const 16)) (i32.const 0))
                (then (call $abort (i32.const 3) (i32.const 5))))
            (call $write (i32.const 0) (i32.const 3) (i32.const 3) (i32.const 5))))"#;
    let module = wat::parse_str(text).expect("a module");
    let module = runtime::Engine::new().expect("a sandbox").admit(&module);
    let module = module.expect("it is admitted");
    let shelf = own_state::Shelf::default();
    let (first, shelf) = own_state::call_and_keep(&module, shelf, "once").expect("no fault");
    assert_eq!(first.result, Ok(Vec::new()));
    assert_eq!(shelf.0[b"key".as_slice()], b"there");
    let (second, shelf) = own_state::call_and_keep(&module, shelf, "once").expect("no fault");
    assert_eq!(second.result, Err(runtime::Stopped::Abort("there".into())));
    assert_eq!(shelf.0.len(), 1);
}
