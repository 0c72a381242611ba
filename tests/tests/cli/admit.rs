//! `assent admit`

use std::path::{Path, PathBuf};

use abi::limits::LIMITS;
use assent::arguments::{AdmitArguments, Command};
use runtime::{RULES, rules_hash};
use serde_json::Value;

use super::{Folder, Ran, run};
use crate::docs::root;

fn admit(module: &Path, json: bool) -> Ran {
    run(Command::Admit(AdmitArguments {
        module: Some(module.into()),
        json,
        ..AdmitArguments::default()
    }))
}

fn rules(json: bool) -> Ran {
    run(Command::Admit(AdmitArguments {
        rules: true,
        json,
        ..AdmitArguments::default()
    }))
}

const CONTRACT: &str = r#"(module (memory (export "memory") 2 2)
    (data (i32.const 8) "abc")
    (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "b") (drop (call $add (i32.const 1) (i32.const 2))))
    (func (export "a") (local i64) (block (br_if 0 (i32.const 1)))))"#;

/// The measurement of this name, and its limit.
fn measured(report: &Value, name: &str) -> (u64, Option<u64>) {
    let rows = report["measurements"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["name"] == name);
    let row = row.unwrap_or_else(|| panic!("{name} is not in {report}"));
    (
        row["measured"].as_u64().expect("a number"),
        row["limit"].as_u64(),
    )
}

#[test]
fn a_contract_is_admitted_with_its_measurements_beside_their_limits() {
    let folder = Folder::new();
    let text = folder.file("c.wat", CONTRACT);
    let ran = admit(&text, true);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let report = ran.json();
    let module = wat::parse_str(CONTRACT).expect("a module");
    assert_eq!(report["admitted"], true);
    assert_eq!(report["kind"], "contract");
    assert_eq!(report["entries"], serde_json::json!(["a", "b"]));
    assert_eq!(report["pure"], true);
    assert_eq!(
        report["hash"],
        abi::Domain::Module.hash(&module).to_string()
    );
    use abi::limits::*;
    assert_eq!(
        report["entering_fuel"],
        CALL_BASE_FUEL + 2 * PAGE_FUEL,
        "{report}"
    );
    let expected = [
        ("bytes", module.len() as u64, Some(MODULE_BYTES)),
        ("functions", 3, Some(FUNCTIONS)),
        ("pages", 2, Some(MEMORY_PAGES)),
        ("call_depth", 2, Some(CALL_DEPTH)),
        ("chain_locals", 2, Some(CHAIN_LOCALS)),
        // One local, one operand and 64 more, times one block and one branch.
        ("value_blocks", 132, Some(VALUE_BLOCKS)),
        ("calls", 1, Some(CALLS)),
        ("branch_targets", 0, Some(BRANCH_TARGETS)),
        ("data_bytes", 3, None),
    ];
    for (name, value, limit) in expected {
        assert_eq!(measured(&report, name), (value, limit), "{name}");
    }
    let (code, limit) = measured(&report, "code_bytes");
    assert!(
        code > 20 && code < 60 && limit == Some(CODE_BYTES),
        "{code}"
    );
    let (native, limit) = measured(&report, "native_bytes");
    assert!(native > 0 && limit.is_none());
}

#[test]
fn text_and_binary_are_the_same_module() {
    let folder = Folder::new();
    let text = folder.file("c.wat", CONTRACT);
    let binary = folder.file("c.wasm", wat::parse_str(CONTRACT).expect("a module"));
    let (mut one, mut other) = (admit(&text, true).json(), admit(&binary, true).json());
    assert_ne!(one["module"].take(), other["module"].take());
    assert_eq!(one, other);
    // A binary module needs no name that says so.
    let unnamed = folder.file("c", folder.read("c.wasm"));
    assert_eq!(admit(&unnamed, true).status, 0);
}

#[test]
fn people_are_told_the_same() {
    let folder = Folder::new();
    let ran = admit(&folder.file("c.wat", CONTRACT), false);
    assert_eq!(ran.status, 0, "{}", ran.error);
    for words in [
        "c.wat is admitted: a contract\n",
        "entries a, b\n",
        "proved to leave nothing behind",
        "1040 fuel to enter\n",
        "         3        256  functions that it defines\n",
        "         3          -  bytes of data segments\n",
    ] {
        assert!(ran.text().contains(words), "{words}\n{}", ran.text());
    }
}

#[test]
fn a_compiled_policy_and_the_contracts_by_hand_are_admitted() {
    let folder = Folder::new();
    let policy = policy_lang::check(contracts::RIVERSIDE, "riverside").policy;
    let policy = policy_lang::contract::compile(&policy.expect("a policy"), contracts::RIVERSIDE);
    let ran = admit(&folder.file("r.wasm", policy.expect("it fits").wasm), true);
    let report = ran.json();
    assert_eq!(ran.status, 0);
    assert_eq!(report["kind"], "policy", "{report}");
    assert_eq!(report["entries"], serde_json::json!(["decide", "explain"]));
    assert_eq!(report["pure"], false);

    let registry = root().join("contracts/registry/registry.wat");
    let report = admit(&registry, true).json();
    assert_eq!(report["kind"], "contract", "{report}");
}

#[test]
fn a_refusal_names_rule_function_offset_and_advice() {
    let folder = Folder::new();
    let text = CONTRACT.replace("(local i64)", "(local f32)");
    let module = wat::parse_str(&text).expect("a module");
    let refused = folder.file("c.wat", text);
    let ran = admit(&refused, true);
    assert_eq!((ran.status, ran.error.as_str()), (1, ""));
    let report = ran.json();
    assert_eq!(report["admitted"], false);
    assert_eq!(report["rule"], "locals");
    assert_eq!(report["function"], 2);
    let offset = report["offset"].as_u64().expect("a number") as usize;
    // The group of locals: one of type f32.
    assert_eq!(module[offset..][..2], [1, 0x7d], "{report}");
    let rule = RULES.iter().find(|rule| rule.name == "locals");
    let rule = rule.expect("the rule");
    assert_eq!(report["demands"], rule.demands);
    assert_eq!(report["advice"], rule.advice);

    let ran = admit(&refused, false);
    assert_eq!(ran.status, 1);
    let place = format!("at function 2, byte {offset} of the binary module\n");
    let advice = format!("help: {}\n", rule.advice);
    for words in ["is refused by the rule `locals`: ", &place, &advice] {
        assert!(ran.text().contains(words), "{words}\n{}", ran.text());
    }
}

/// The hostile modules, each with what its first line says of it.
fn hostile() -> Vec<(PathBuf, String)> {
    let folder = root().join("tests/hostile").read_dir().expect("a folder");
    let files = folder.map(|entry| entry.expect("an entry").path());
    let expected = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a text");
        let expected = text
            .lines()
            .find_map(|line| line.strip_prefix(";; expect: "));
        let expected = expected.expect("every attack expects something").to_owned();
        (path, expected)
    };
    files.map(expected).collect()
}

#[test]
fn every_attack_is_refused_by_its_rule_or_admitted() {
    let (mut refused, mut admitted) = (0, 0);
    for (path, expected) in hostile() {
        let ran = admit(&path, true);
        let report = ran.json();
        match expected.strip_prefix("refused ") {
            Some(rule) => {
                refused += 1;
                assert_eq!(ran.status, 1, "{}", path.display());
                assert_eq!(report["rule"], rule.trim(), "{}", path.display());
            }
            None => {
                admitted += 1;
                assert_eq!(ran.status, 0, "{}: {report}", path.display());
            }
        }
    }
    assert!(refused > 100 && admitted > 100, "{refused} and {admitted}");
}

#[test]
fn all_rules_and_limits_are_printed() {
    let report = rules(true).json();
    let list = |name: &str| report[name].as_array().expect("a list").clone();
    assert_eq!(list("rules").len(), RULES.len());
    for (row, rule) in list("rules").iter().zip(RULES) {
        assert_eq!(row["name"], rule.name);
        assert_eq!(row["demands"], rule.demands);
        assert_eq!(row["advice"], rule.advice);
    }
    assert_eq!(list("limits").len(), LIMITS.len());
    for (row, limit) in list("limits").iter().zip(LIMITS) {
        assert_eq!(row["name"], limit.name);
        assert_eq!(row["max"], limit.max);
        assert_eq!(row["reason"], limit.reason);
    }
    assert_eq!(report["hash"], rules_hash().to_string());

    let ran = rules(false);
    assert_eq!(ran.status, 0);
    for rule in RULES {
        assert!(ran.text().contains(&format!("\n{}\n", rule.name)));
        assert!(ran.text().contains(rule.demands) && ran.text().contains(rule.advice));
    }
    for limit in LIMITS {
        let line = format!("{} {}: {}\n", limit.max, limit.name, limit.reason);
        assert!(ran.text().contains(&line), "{line}");
    }
}

#[test]
fn what_is_no_module_is_told_from_a_module_that_is_refused() {
    let folder = Folder::new();
    let ran = admit(&folder.path("missing.wasm"), false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("missing.wasm"), "{}", ran.error);
    // Text that does not assemble: with file, line and column.
    let wrong = folder.file("wrong.wat", "(module\n  (func (i32.ad)))\n");
    let ran = admit(&wrong, false);
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(ran.error.contains("wrong.wat:2:10"), "{}", ran.error);
    assert!(ran.error.contains("help: "), "{}", ran.error);
    let ran = admit(&folder.file("wrong.wat", "(module (call $none))"), false);
    assert_eq!(ran.status, 2, "{}", ran.text());
    let ran = admit(&folder.file("bytes", [0xff, 0xfe, 0]), false);
    assert_eq!(ran.status, 2, "{}", ran.text());
    // What claims to be binary is a module that is refused.
    for bytes in [b"".as_slice(), b"\0as", b"\0asm\x01\0\0\0\x0f", b"(module)"] {
        let ran = admit(&folder.file("cut.wasm", bytes), true);
        assert_eq!(ran.status, 1, "{}", ran.error);
        assert_eq!(ran.json()["rule"], "format");
    }
}
