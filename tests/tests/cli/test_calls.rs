//! `assent test` on scripts of calls.

use assent::arguments::{Command, TestArguments, TestReport};

use super::{Folder, Ran, run, without_folder};

/// Counts the calls in the state, tells of each, and aborts at the third.
const CONTRACT: &str = r#"(module
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
    (import "assent" "event" (func $event (param i32 i32 i32 i32)))
    (import "assent" "output" (func $output (param i32 i32)))
    (import "assent" "abort" (func $abort (param i32 i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "n")
    (data (i32.const 8) "counted")
    (data (i32.const 16) "enough")
    (func (export "count")
        (drop (call $read (i32.const 0) (i32.const 1) (i32.const 32) (i32.const 1)))
        (if (i32.eq (i32.load8_u (i32.const 32)) (i32.const 2))
            (then (call $abort (i32.const 16) (i32.const 6))))
        (i32.store8 (i32.const 32) (i32.add (i32.load8_u (i32.const 32)) (i32.const 1)))
        (call $write (i32.const 0) (i32.const 1) (i32.const 32) (i32.const 1))
        (call $event (i32.const 8) (i32.const 7) (i32.const 32) (i32.const 1))
        (call $output (i32.const 32) (i32.const 1)))
    (func (export "fail") unreachable))"#;

const SCRIPT: &str = r#"{
  "contract": "counter.wat",
  "calls": [
    {"name": "the first", "entry": "count", "output": {"u8": 1},
     "events": [{"topic": "counted", "data": {"u8": 1}}],
     "writes": [{"key": "n", "value": {"u8": 1}}]},
    {"name": "a query changes nothing", "entry": "count", "query": true, "trap": "TRAP_QUERY"},
    {"name": "the second", "entry": "count", "output": {"u8": 2}},
    {"name": "no more", "entry": "count", "abort": "enough", "events": [], "writes": []},
    {"name": "it fails", "entry": "fail", "trap": "TRAP_UNREACHABLE", "fuel": 50000000}
  ]
}"#;

fn folder(script: &str) -> Folder {
    let folder = Folder::new();
    folder.file("counter.wat", CONTRACT);
    folder.file("counter.calls.json", script);
    folder
}

fn test(folder: &Folder, change: impl FnOnce(&mut TestArguments)) -> Ran {
    let mut arguments = TestArguments {
        paths: vec![folder.0.path().into()],
        ..TestArguments::default()
    };
    change(&mut arguments);
    run(Command::Test(arguments))
}

#[test]
fn the_calls_of_a_script_run_one_after_another_on_one_state() {
    let folder = folder(SCRIPT);
    let ran = test(&folder, |_| {});
    assert_eq!(ran.status, 0, "{}{}", ran.text(), ran.error);
    assert_eq!(
        without_folder(ran.text(), &folder),
        "counter.calls.json\n  ok     the first\n  ok     a query changes nothing\n  ok     the second\n  \
         ok     no more\n  ok     it fails\n5 passed, 0 failed\n"
    );
}

#[test]
fn what_is_not_as_expected_is_said_in_words() {
    let wrong = SCRIPT
        .replace(r#""output": {"u8": 1}"#, r#""output": "one""#)
        .replace(r#""data": {"u8": 1}"#, r#""data": "one""#)
        .replace(r#""value": {"u8": 1}"#, r#""removed": true"#)
        .replace(r#""abort": "enough""#, r#""abort": "too_many""#)
        .replace("50000000", "1");
    let folder = folder(&wrong);
    let ran = test(&folder, |_| {});
    assert_eq!(ran.status, 1);
    for line in [
        "  FAILED the first\n         count: it is output 01, not output \"one\"\n",
        "         count: the events are counted with 01, not counted with \"one\"\n",
        "         count: \"n\" is written as 01, not removed\n",
        "  ok     the second\n",
        "         count: it is abort `enough`, not abort `too_many`\n",
        "         fail: it costs 50000000 fuel, not 1\n",
        "2 passed, 3 failed\n",
    ] {
        assert!(ran.text().contains(line), "{line}{}", ran.text());
    }
}

#[test]
fn json_has_every_call_with_what_it_costs() {
    let folder = folder(SCRIPT);
    let ran = test(&folder, |arguments| arguments.json = true);
    let json = ran.json();
    assert_eq!((&json["passed"], &json["failed"]), (&5.into(), &0.into()));
    assert_eq!(json["examples"], serde_json::json!([]));
    let first = &json["calls"][0];
    assert_eq!(first["entry"], "count");
    assert_eq!(first["result"], "output 01");
    let fuel = &first["fuel"];
    let parts = ["entering", "input", "code", "host", "output", "forfeited"];
    let sum: u64 = parts.iter().filter_map(|part| fuel[part].as_u64()).sum();
    assert_eq!(fuel["total"], sum);
    assert_eq!(json["calls"][4]["fuel"]["forfeited"], 50_000_000);
}

/// A call that is not asked for runs all the same: the next one finds what it wrote.
#[test]
fn a_filter_chooses_what_is_shown() {
    let folder = folder(SCRIPT);
    let ran = test(&folder, |arguments| {
        arguments.filter = Some("second".into());
    });
    assert_eq!(
        without_folder(ran.text(), &folder),
        "counter.calls.json\n  ok     the second\n1 passed, 0 failed\n"
    );
    let ran = test(&folder, |arguments| arguments.filter = Some("tenth".into()));
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("no example and no call is called like"),
        "{}",
        ran.error
    );
}

#[test]
fn a_contract_that_cannot_run_is_the_scripts_error() {
    for (contract, said) in [
        (
            "(module (memory (export \"memory\") 1 1)",
            "neither a WebAssembly module",
        ),
        ("(module (memory 1 1))", "memory"),
        ("(module (start 0) (func))", "start"),
    ] {
        let folder = folder(SCRIPT);
        folder.file("counter.wat", contract);
        let ran = test(&folder, |_| {});
        assert_eq!(ran.status, 1, "{contract}");
        assert!(ran.text().contains(said), "{contract}: {}", ran.text());
        assert!(
            ran.text().ends_with("1 script of calls with errors\n"),
            "{}",
            ran.text()
        );
    }
    let folder = folder("{}");
    let ran = test(&folder, |_| {});
    assert_eq!(ran.status, 1);
    assert!(
        ran.text().contains("missing field `contract`"),
        "{}",
        ran.text()
    );
}

#[test]
fn junit_has_a_case_for_each_call() {
    let folder = folder(&SCRIPT.replace("\"enough\"", "\"other\""));
    let ran = test(&folder, |arguments| {
        arguments.report = Some(TestReport::Junit)
    });
    let text = without_folder(ran.text(), &folder);
    for line in [
        "tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"0\">",
        "<testcase classname=\"counter.calls.json\" name=\"the first\" file=\"counter.calls.json\"/>",
        "<failure message=\"count: expected abort `other`; it is abort `enough`\">",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_script_that_is_not_there_was_typed_wrongly() {
    let ran = run(Command::Test(TestArguments {
        paths: vec!["nowhere.calls.json".into()],
        ..TestArguments::default()
    }));
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("cannot read nowhere.calls.json"),
        "{}",
        ran.error
    );
}
