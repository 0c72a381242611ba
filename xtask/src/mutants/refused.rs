//! Which mutants the compiler refuses: read from its messages, and kept for the next build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::listed::Mutant;
use super::switched::{self, Refusal, Switched};
use crate::failure::Failure;

/// The messages of the compiler that are errors.
fn messages(stdout: &str) -> Vec<Value> {
    let lines = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = lines
        .filter(|line| line["reason"] == "compiler-message" && line["message"]["level"] == "error");
    errors.map(|line| line["message"].clone()).collect()
}

pub fn errors(stdout: &str) -> Vec<String> {
    let rendered = |message: Value| message["rendered"].as_str().map(str::to_owned);
    messages(stdout).into_iter().filter_map(rendered).collect()
}

/// Which mutants the errors are about.
pub fn refusals(
    tree: &Path,
    stdout: &str,
    files: &BTreeMap<&str, Switched>,
) -> BTreeMap<u32, Refusal> {
    let mut found = BTreeMap::new();
    for message in messages(stdout) {
        let code = message["code"]["code"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array().cloned().unwrap_or_default();
        let (primary, others): (Vec<&Value>, Vec<&Value>) =
            spans.iter().partition(|span| span["is_primary"] == true);
        let about = |spans: &[&Value]| -> BTreeSet<u32> {
            let of = spans.iter().flat_map(|span| about(tree, span, files));
            of.collect()
        };
        let mut numbers = about(&primary);
        if numbers.is_empty() {
            numbers = about(&others);
        }
        let is_alone = numbers.len() == 1;
        for number in numbers {
            let is_type = [
                "E0277", "E0308", "E0369", "E0368", "E0600", "E0599", "E0614",
            ]
            .contains(&code);
            let refusal = match is_alone && is_type {
                true => Refusal::DoesNotCompile,
                false => Refusal::NoSwitch,
            };
            found.insert(number, refusal);
        }
    }
    found
}

fn about(tree: &Path, span: &Value, files: &BTreeMap<&str, Switched>) -> BTreeSet<u32> {
    let name = span["file_name"].as_str().unwrap_or_default();
    let inside = Path::new(name)
        .strip_prefix(tree)
        .unwrap_or(Path::new(name));
    let at = span["byte_start"].as_u64().unwrap_or(0) as usize;
    let file = inside.to_str().and_then(|path| files.get(path));
    file.map(|file| switched::around(&file.text, at, &file.switches))
        .unwrap_or_default()
}

/// What an earlier build has left out: the compiler refuses it again.
pub fn remembered(path: &Path, mutants: &[Mutant]) -> BTreeMap<u32, Refusal> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let known: Value = serde_json::from_str(&text).unwrap_or_default();
    let of = |mutant: &Mutant| match known[&mutant.name].as_str()? {
        "does not compile" => Some((mutant.number, Refusal::DoesNotCompile)),
        _ => Some((mutant.number, Refusal::NoSwitch)),
    };
    mutants.iter().filter_map(of).collect()
}

pub fn remember(
    path: &Path,
    mutants: &[Mutant],
    refused: &BTreeMap<u32, Refusal>,
) -> Result<(), Failure> {
    let mut known = json!({});
    for mutant in mutants {
        if let Some(refusal) = refused.get(&mutant.number) {
            known[&mutant.name] = match refusal {
                Refusal::DoesNotCompile => json!("does not compile"),
                Refusal::NoSwitch => json!("no switch"),
            };
        }
    }
    fs::write(path, known.to_string()).map_err(|cause| Failure::at(path, "cannot write", &cause))
}
