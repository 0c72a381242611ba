//! The official tests of WebAssembly, of all versions and proposals: what is valid is admitted or refused by a rule that is
//! counted, what is invalid or malformed is always refused. The counts stand in `docs/determinism.md`, and are written there
//! with `BLESS=1`.
//!
//! Few modules of the suite are contracts, and most of them have no memory, so that they are refused before anything
//! else is looked at. So each is tried a second time, *completed*: with a memory of one page and with the exports of a contract
//! in place of its own.

mod complete;
mod modules;

use std::collections::BTreeMap;
use std::fmt::Write;

use runtime::{AdmitError, Engine, RULES};
use wasmparser::{Validator, WasmFeatures};

use crate::docs::{blesses, root};
use complete::completed;
use modules::{Claim, Suite, suite};
use testkit::constructs::grouped;

const PAGE: &str = "docs/determinism.md";
const BEGIN: &str = "<!-- from the official suite -->\n";
const END: &str = "<!-- end of the counts -->";

/// What became of the modules of one column: how many each rule refused, and how many were admitted.
#[derive(Default)]
struct Column {
    refused: BTreeMap<&'static str, u64>,
    admitted: Vec<Vec<u8>>,
}

impl Column {
    fn of<'a>(engine: &Engine, modules: impl Iterator<Item = &'a Vec<u8>>) -> Column {
        let mut column = Column::default();
        for module in modules {
            match engine.admit(module) {
                Ok(_) => column.admitted.push(module.clone()),
                Err(AdmitError::Refused(refusal)) => {
                    *column.refused.entry(refusal.rule).or_default() += 1;
                }
                Err(AdmitError::Fault(fault)) => panic!("{fault}: {module:02x?}"),
            }
        }
        column
    }

    fn count(&self, row: &str) -> u64 {
        match row {
            ADMITTED => self.admitted.len() as u64,
            ALL => self.refused.values().sum::<u64>() + self.count(ADMITTED),
            rule => self.refused.get(rule).copied().unwrap_or(0),
        }
    }
}

const ADMITTED: &str = "admitted";
const ALL: &str = "all";

fn table(suite: &Suite, columns: &[(&str, Column)]) -> String {
    let mut text = format!(
        "\n{} texts of the suite do not assemble, as it says. Its other modules, each counted once:\n\n| |",
        grouped(suite.not_assembled)
    );
    for (name, _) in columns {
        let _ = write!(text, " {name} |");
    }
    text += &format!("\n| --- |{}\n", " ---: |".repeat(columns.len()));
    let rules = RULES.iter().map(|rule| rule.name);
    for row in [ADMITTED].into_iter().chain(rules).chain([ALL]) {
        if columns.iter().all(|(_, column)| column.count(row) == 0) {
            continue;
        }
        let _ = match row {
            ADMITTED | ALL => write!(text, "| {row} |"),
            rule => write!(text, "| refused by `{rule}` |"),
        };
        for (_, column) in columns {
            let _ = write!(text, " {} |", grouped(column.count(row)));
        }
        text.push('\n');
    }
    text + "\n"
}

/// Fails when the page has other counts, or writes them.
fn compare(counts: &str) {
    let file = root().join(PAGE);
    let text = std::fs::read_to_string(&file).expect("the page is there");
    let (head, rest) = text.split_once(BEGIN).expect("the counts begin");
    let (_, tail) = rest.split_once(END).expect("the counts end");
    let expected = [head, BEGIN, counts, END, tail].concat();
    if blesses() {
        std::fs::write(&file, &expected).expect("the page can be written");
    }
    let text = std::fs::read_to_string(&file).expect("the page is there");
    assert!(
        text == expected,
        "{PAGE} has other counts of the official suite than these; BLESS=1 writes them\n{counts}"
    );
}

#[test]
fn the_official_suite_is_admitted_or_refused_for_a_rule_and_never_admitted_when_invalid() {
    let engine = Engine::new().expect("the sandbox opens");
    let suite = suite();
    let of = |claim| {
        suite
            .modules
            .iter()
            .filter(move |(of, _)| *of == claim)
            .map(|(_, module)| module)
    };
    let completed = |claim| {
        of(claim)
            .filter_map(|module| completed(module))
            .collect::<Vec<_>>()
    };
    // Completing mends some mistakes, of memories and exports, and breaks what had several memories.
    let is_valid = |module: &Vec<u8>| {
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        validator.validate_all(module).is_ok()
    };
    let mut valid = completed(Claim::Valid);
    valid.retain(is_valid);
    let mut invalid = completed(Claim::Invalid);
    invalid.retain(|module| !is_valid(module));
    let columns = [
        ("valid", Column::of(&engine, of(Claim::Valid))),
        ("completed", Column::of(&engine, valid.iter())),
        ("invalid", Column::of(&engine, of(Claim::Invalid))),
        ("completed", Column::of(&engine, invalid.iter())),
        ("malformed", Column::of(&engine, of(Claim::Malformed))),
    ];
    for (name, column) in &columns[2..] {
        assert!(
            column.admitted.is_empty(),
            "{name}: {:02x?}",
            column.admitted
        );
    }
    for (name, column) in &columns[..2] {
        let by_mistake = column.count("format") + column.count("validity");
        assert_eq!(
            by_mistake, 0,
            "{name}: refused by no rule about what it uses"
        );
    }
    for module in columns[..2].iter().flat_map(|(_, column)| &column.admitted) {
        assert!(is_valid(module), "{module:02x?}");
    }
    compare(&table(&suite, &columns));
}
