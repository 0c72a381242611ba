//! Blocks in the consent language: each compiles and its examples hold on the contract and the interpreter, or it fails as it says.

use std::collections::BTreeSet;

use policy_lang::diagnostic::{Problem, render};
use tempfile::TempDir;

use super::commands;
use super::page::{Block, Page};

/// What is not as the page says.
pub fn findings(page: &Page) -> Vec<String> {
    page.blocks_in("consent")
        .filter_map(|block| finding(page, block))
        .collect()
}

fn finding(page: &Page, block: &Block) -> Option<String> {
    let source = source(page, block);
    let problems = policy_lang::check(&source, "page").problems;
    let errors: Vec<&Problem> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    let codes: BTreeSet<&str> = errors.iter().map(|problem| problem.code).collect();
    let expected: BTreeSet<&str> = block
        .attribute("fails")
        .into_iter()
        .flat_map(|codes| codes.split('+'))
        .collect();
    if codes != expected {
        let texts: Vec<String> = errors
            .iter()
            .map(|problem| render(problem, &source, "policy"))
            .collect();
        return Some(format!(
            "{}: fails with {codes:?}, not {expected:?}\n{}",
            page.place(block),
            texts.join("\n")
        ));
    }
    if !expected.is_empty() {
        return None;
    }
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("page.consent"), &source).expect("the file can be written");
    let (output, status) = commands::run("assent test page.consent", folder.path());
    (status != 0).then(|| format!("{}: {output}", page.place(block)))
}

/// The block, behind the one that it goes on from.
fn source(page: &Page, block: &Block) -> String {
    let before = block.attribute("after").map(|name| {
        let before = page.file(name);
        before
            .unwrap_or_else(|| panic!("{}: there is no block `{name}`", page.place(block)))
            .text
            .as_str()
    });
    [before.unwrap_or_default(), "\n", &block.text].concat()
}
