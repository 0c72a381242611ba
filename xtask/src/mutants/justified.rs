//! Mutants that no test can notice, and why: `xtask/mutants/justified.txt`.
//!
//! A line at the margin is a mutant's name, as the report prints it. The lines below it that are indented say why
//! it changes nothing that anybody could observe. Lines that begin with `#` are for readers.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::listed::Mutant;
use super::outcome::Outcomes;
use crate::failure::Failure;

/// Where they are listed.
pub const FILE: &str = "xtask/mutants/justified.txt";

/// The reasons, by the name of the mutant.
pub type Justified = BTreeMap<String, String>;

/// Reads the list.
///
/// # Errors
/// It cannot be read, a name stands there twice, or one has no reason.
pub fn read(root: &Path) -> Result<Justified, Failure> {
    let path = root.join(FILE);
    let text =
        fs::read_to_string(&path).map_err(|cause| Failure::at(&path, "cannot read", &cause))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Justified, Failure> {
    let wrong = |line: usize, what: &str| Failure::new(format!("{FILE}:{}: {what}", line + 1));
    let mut found = Justified::new();
    let mut last: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            let name = last
                .as_ref()
                .ok_or_else(|| wrong(at, "a reason above every mutant"))?;
            let reason = found.entry(name.clone()).or_default();
            if !reason.is_empty() {
                reason.push(' ');
            }
            reason.push_str(line.trim());
            continue;
        }
        if found.insert(line.to_owned(), String::new()).is_some() {
            return Err(wrong(at, "this mutant stands in the list twice"));
        }
        last = Some(line.to_owned());
    }
    match found.iter().find(|(_, reason)| reason.is_empty()) {
        Some((name, _)) => Err(Failure::new(format!(
            "{FILE}: no reason stands below `{name}`: write why nobody could notice it, or a test"
        ))),
        None => Ok(found),
    }
}

/// What is wrong with the list, given what cargo-mutants lists and what became of it.
pub fn findings(justified: &Justified, mutants: &[Mutant], outcomes: &Outcomes) -> Vec<String> {
    let names: BTreeMap<&str, ()> = mutants
        .iter()
        .map(|mutant| (mutant.name.as_str(), ()))
        .collect();
    let mut found = Vec::new();
    for name in justified.keys() {
        if !names.contains_key(name.as_str()) {
            found.push(format!(
                "{FILE}: there is no mutant `{name}` any more: take it out of the list"
            ));
        } else if let Some(outcome) = outcomes.of.get(name)
            && outcome.verdict.is_noticed()
        {
            found.push(format!(
                "{FILE}: `{name}` is noticed by {}: take it out of the list",
                outcome.by
            ));
        }
    }
    found
}

/// What is wrong with the list as far as the tree alone tells: files that are gone, functions that their files do not
/// name.
pub fn stale(root: &Path, justified: &Justified) -> Vec<String> {
    let mut found = Vec::new();
    for name in justified.keys() {
        let Some((file, change)) = name.split_once(": ") else {
            found.push(format!("{FILE}: `{name}` begins with no file"));
            continue;
        };
        let source = fs::read_to_string(root.join(file)).unwrap_or_default();
        let function = function(change);
        if !source.contains(&format!("fn {function}")) {
            found.push(format!(
                "{FILE}: {file} has no function `{function}` any more: `{name}`"
            ));
        }
    }
    found
}

/// The last part of the function's path in what a mutant changes.
fn function(change: &str) -> &str {
    let change = change.split(" #").next().unwrap_or_default();
    let path = match change.rsplit_once(" in ") {
        Some((_, path)) => path,
        None => change
            .strip_prefix("replace ")
            .map_or("", |rest| rest.split(" with ").next().unwrap_or_default())
            .split(" -> ")
            .next()
            .unwrap_or_default(),
    };
    path.rsplit("::").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_reasons_are_read_and_a_name_without_reason_is_refused() {
        let found = parse("# why\na/b.rs: delete ! in f\n  Both are\n  the same.\n").unwrap();
        assert_eq!(found["a/b.rs: delete ! in f"], "Both are the same.");
        assert!(parse("a/b.rs: delete ! in f\n").is_err());
        assert!(parse("  reason\n").is_err());
        assert!(parse("a\n  b\na\n  c\n").is_err());
    }

    #[test]
    fn the_function_of_a_mutant_is_found_in_its_name() {
        for (change, expected) in [
            ("replace + with - in A::sum #2", "sum"),
            ("replace <impl Eq for A>::eq -> bool with true", "eq"),
            ("replace run with ()", "run"),
            ("delete match arm X in tree::find", "find"),
        ] {
            assert_eq!(function(change), expected);
        }
    }
}
