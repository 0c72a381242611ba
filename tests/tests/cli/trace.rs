//! `assent trace`

use super::{Folder, typed};
use crate::docs::root;

fn contracts() -> String {
    root().join("contracts").display().to_string()
}

/// The steps of a call add up to what the call costs, by what it was for, over every script of the repository.
#[test]
fn the_steps_of_a_call_add_up_to_its_fuel() {
    for (name, _) in contracts::BY_HAND {
        let ran = typed(&format!("trace {}/{name} --json", contracts()));
        assert_eq!((ran.status, ran.error.as_str()), (0, ""), "{name}");
        let report = ran.json();
        let calls = report["calls"].as_array().expect("calls").clone();
        assert!(calls.len() > 5, "{name}");
        for call in calls {
            let steps = call["steps"].as_array().expect("steps");
            let fuel = &call["fuel"];
            if fuel["forfeited"] != 0 {
                continue;
            }
            let sum = |part: &str| -> u64 {
                steps
                    .iter()
                    .map(|step| step[part].as_u64().expect("a number"))
                    .sum()
            };
            assert_eq!(fuel["host"], sum("fuel_host"), "{call}");
            // After the last step there is code, too: at least the end of the function.
            let code = fuel["code"].as_u64().expect("a number");
            assert!(sum("fuel_code") <= code, "{call}");
            if let Some(last) = steps.last() {
                let left = last["fuel_left"].as_u64().expect("a number");
                let after = code - sum("fuel_code");
                let total = fuel["total"].as_u64().expect("a number");
                assert_eq!(left - after, abi::limits::CALL_FUEL - total, "{call}");
            }
        }
    }
}

#[test]
fn one_call_is_shown_alone_after_those_before_it_were_made() {
    let folder = Folder::new();
    folder.file(
        "counter.wat",
        r#"(module
            (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
            (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
            (memory (export "memory") 1 1) (data (i32.const 0) "count")
            (func (export "add")
                (drop (call $read (i32.const 0) (i32.const 5) (i32.const 8) (i32.const 1)))
                (i32.store8 (i32.const 8) (i32.add (i32.load8_u (i32.const 8)) (i32.const 65)))
                (call $write (i32.const 0) (i32.const 5) (i32.const 8) (i32.const 1))))"#,
    );
    let script = folder.file(
        "counter.calls.json",
        r#"{"contract": "counter.wat", "calls": [
            {"name": "one", "entry": "add"}, {"name": "two", "entry": "add"},
            {"name": "three", "entry": "add", "abort": "full"}]}"#,
    );
    let script = script.display();
    let ran = typed(&format!("trace {script} --call two"));
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let text = ran.text();
    for words in [
        r#"state_read(key "count", pointer 8, capacity 1) = 1 -> "A""#,
        r#"state_write(key "count", value 82)"#,
        r#"read    "count" = "A""#,
        r#"written "count" = 82"#,
        "success without output",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("one\n") && !text.contains("three"), "{text}");
    let ran = typed(&format!("trace {script} --call three"));
    assert_eq!(ran.status, 1, "{}", ran.text());
    assert!(
        ran.text().contains("not as the script expects"),
        "{}",
        ran.text()
    );
    let ran = typed(&format!("trace {script} --call thre"));
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("did you mean \"three\"?"),
        "{}",
        ran.error
    );
    let ran = typed(&format!("trace {script} --steps 1"));
    assert!(ran.text().contains("… and 1 more steps"), "{}", ran.text());
}

#[test]
fn an_example_is_followed_clause_by_clause_and_says_what_decide_says() {
    let folder = Folder::new();
    let policy = folder.file(
        "ward.consent",
        r#"policy "Ward"
hospital Riverside
lab Acme
lab Beta

rule bloods
  lab Acme may read bloodwork for treatment until 2026-12-31
    if the patient has consented

rule others
  lab Beta may read bloodwork

example "late"
  lab Acme asks to read bloodwork for treatment on 2027-01-01
  expect not covered
"#,
    );
    let policy = policy.display();
    let ran = typed(&format!("check {policy}"));
    assert_eq!((ran.status, ran.error.as_str()), (0, ""), "{}", ran.text());
    let report = typed(&format!("trace {policy} --example late --json")).json();
    let rules = report["rules"].as_array().expect("rules");
    let clauses = rules[0]["clauses"].as_array().expect("clauses");
    let value = |clause: &str| {
        let found = clauses.iter().find(|one| one["clause"] == clause);
        found.unwrap_or_else(|| panic!("{clause}: {report}"))["value"].clone()
    };
    assert_eq!(
        (value("subject"), value("period")),
        ("yes".into(), "after".into())
    );
    assert_eq!(
        (&report["agree"], &report["answer"]["decision"]),
        (&true.into(), &false.into())
    );
    let ran = typed(&format!("trace {policy} --example lat"));
    assert!(
        ran.error.contains("did you mean \"late\"?"),
        "{}",
        ran.error
    );
    let ran = typed(&format!("trace {policy}"));
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("--example"), "{}", ran.error);
}
