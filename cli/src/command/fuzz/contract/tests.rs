//! What is no contract that could be fuzzed.

use clap::Parser;

use super::*;
use crate::arguments::{Arguments, Command};

/// `assent fuzz` of this path, with more words.
fn arguments(path: &Path, more: &[&str]) -> FuzzArguments {
    let shown = path.display().to_string();
    let words = [&["assent", "fuzz", &shown], more].concat();
    let arguments = Arguments::try_parse_from(words).expect("arguments");
    match arguments.command {
        Command::Fuzz(arguments) => arguments,
        _ => panic!("another command"),
    }
}

#[test]
fn a_policy_and_a_module_without_the_entry_are_refused_with_what_to_do() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("x.wasm");
    let refused = |wasm: &[u8], more: &[&str]| {
        std::fs::write(&path, wasm).expect("a file");
        let shown = path.display().to_string();
        let failure = ready(&arguments(&path, more), &path)
            .err()
            .expect("a failure");
        let message = failure.message.replace(&shown, "x.wasm");
        (failure.status, message, failure.help.unwrap_or_default())
    };
    let (_, policy) = crate::demo::compile_policy().expect("a policy");
    let (status, message, help) = refused(&policy.wasm, &[]);
    assert_eq!(
        (status, help.as_str()),
        (2, "a policy is fuzzed by its text, `.consent`")
    );
    assert!(message.starts_with("x.wasm: "), "{message}");
    let module = r#"(module (memory (export "memory") 1 1) (func (export "go")))"#;
    let module = wat::parse_str(module).expect("a module");
    let (status, message, help) = refused(&module, &["--target", "none"]);
    let expected = "`assent admit` lists the entries of a contract";
    assert_eq!((status, help.as_str()), (2, expected), "{message}");
}

/// Two entries: one is reached whole, the other only where its memory is not empty, which it always is.
const GATES: &str = r#"(module
  (memory (export "memory") 1 1)
  (func (export "open"))
  (func (export "shut")
    (if (i32.load (i32.const 0)) (then (nop)))))"#;

#[test]
fn code_that_is_never_reached_is_told_of_and_no_other() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("gates.wat");
    std::fs::write(&path, GATES).expect("a file");
    let arguments = arguments(
        &path,
        &["--runs", "50", "--jobs", "1", "--progress", "none"],
    );
    let report = fuzz(&arguments, &path).expect("a report");
    assert_eq!((report.runs, report.findings.len()), (50, 0));
    let coverage = report.coverage.expect("what was reached");
    assert_eq!(coverage.missing.len(), 1);
    let missing = &coverage.missing[0];
    assert!(missing.of.contains("shut"), "{}", missing.of);
    let pieces = coverage.total - coverage.reached;
    let expected = format!("{pieces} of its ");
    assert!(missing.what.starts_with(&expected), "{}", missing.what);
}

#[test]
fn a_script_lends_the_calls_that_can_be_tried() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("gates.wat");
    std::fs::write(&path, GATES).expect("a file");
    let ready = ready(&arguments(&path, &["--target", "open"]), &path).expect("a contract");
    let begin = || from_script(&path, &ready.target).expect("sequences");
    assert!(begin().is_empty());

    let call = |entry: &str, length: usize| {
        format!(
            r#"{{"name": "{entry} {length}", "entry": "{entry}", "as": "anne",
                "input": {{"byte": 1, "times": {length}}}}}"#
        )
    };
    let lengths = [0, 1, INPUT_BYTES_MAX, INPUT_BYTES_MAX + 1];
    let mut calls: Vec<String> = lengths.map(|length| call("open", length)).into();
    calls.push(call("shut", 2));
    let script = format!(
        r#"{{"contract": "gates.wat", "callers": {{"anne": {{"key": "{}"}}}}, "calls": [{}]}}"#,
        "07".repeat(32),
        calls.join(", ")
    );
    std::fs::write(folder.path().join("gates.calls.json"), script).expect("a file");
    let lengths: Vec<usize> = begin()
        .iter()
        .flat_map(|sequence| sequence.calls.iter().map(|call| call.input.len()))
        .collect();
    assert_eq!(lengths, [0, 1, INPUT_BYTES_MAX]);
}
