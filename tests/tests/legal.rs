//! The policies that show legal instruments, and the page that goes through them: they name each other truly.

use std::collections::BTreeSet;

use policy_lang::check;

use crate::docs::page::{Page, pages};

/// The policies that show legal instruments.
const LEGAL: [(&str, &str); 6] = [
    ("break-glass", contracts::BREAK_GLASS),
    ("gdpr-art-9", contracts::GDPR_ART_9),
    ("hipaa-tpo", contracts::HIPAA_TPO),
    ("minors", contracts::MINORS),
    ("part-2", contracts::PART_2),
    ("research", contracts::RESEARCH),
];

/// What stands before the examples of a policy.
fn rules_of(source: &str) -> &str {
    let (rules, _) = source
        .split_once("# Examples ---")
        .expect("examples follow the rules");
    rules
}

/// The first word, or text in quotes, after `word` at the beginning of a line.
fn names<'s>(source: &'s str, word: &'static str) -> impl Iterator<Item = &'s str> {
    let rests = source
        .lines()
        .filter_map(move |line| line.strip_prefix(word));
    rests.map(|rest| match rest.strip_prefix('"') {
        Some(text) => text.split('"').next().unwrap_or_default(),
        None => rest.split_whitespace().next().unwrap_or_default(),
    })
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The section of the page that links to a policy.
fn section<'p>(page: &'p Page, name: &str) -> &'p str {
    let link = format!("(../contracts/{name}/{name}.consent)");
    let mut sections = page.text.split("\n## ");
    sections
        .find(|section| section.contains(&link))
        .unwrap_or_else(|| panic!("no section links to {name}"))
}

/// The third column of a section's table: the rules of the policy.
fn rule_column(section: &str) -> impl Iterator<Item = &str> {
    let rows = section.lines().filter(|line| line.starts_with("| "));
    rows.skip(1).filter_map(|row| row.split('|').nth(3))
}

/// Policies that are here to be read have a source for every rule, give no remark, say that they are no legal advice, and are short
/// enough to be read in one go.
#[test]
fn policies_that_show_the_law_cite_it_and_advise_nobody() {
    for (name, source) in LEGAL {
        let problems = check(source, name).problems;
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let rules = rules_of(source);
        assert!(rules.contains("no legal advice"), "{name}");
        let lines = rules.lines().count();
        assert!(lines <= 120, "{name}: {lines}");
        let sources = rules
            .lines()
            .filter(|line| line.starts_with("  source \""))
            .count();
        assert_eq!(names(rules, "rule ").count(), sources, "{name}");
    }
}

#[test]
fn the_page_on_the_law_goes_through_every_rule_and_form_of_the_policies() {
    let pages = pages();
    let page = pages.iter().find(|page| page.path == "docs/legal.md");
    let page = page.expect("the page is there");
    for (name, source) in LEGAL {
        let rules = rules_of(source);
        let told: BTreeSet<&str> = rule_column(section(page, name)).flat_map(quoted).collect();
        let there: BTreeSet<&str> = names(rules, "rule ").chain(names(rules, "form ")).collect();
        assert!(there.len() >= 5, "{name}: {there:?}");
        assert_eq!(told, there, "{name}");
    }
}

/// An example that the page names in quotes is an example of the policy.
#[test]
fn the_page_on_the_law_names_examples_that_exist() {
    let pages = pages();
    let page = pages.iter().find(|page| page.path == "docs/legal.md");
    let page = page.expect("the page is there");
    let mut seen = 0;
    for (name, source) in LEGAL {
        let examples: Vec<&str> = names(source, "example ").collect();
        let cells = rule_column(section(page, name)).filter(|cell| cell.contains("example"));
        for told in cells.flat_map(|cell| cell.split('"').skip(1).step_by(2)) {
            seen += 1;
            let start = told.trim_end_matches('…').trim_end();
            let exists = examples.iter().any(|example| example.starts_with(start));
            assert!(exists, "{name} has no example \"{told}\"");
        }
    }
    assert!(seen >= 4, "{seen}");
}
