//! The policies that the language was designed by compile as they stand, and their examples hold on the contract and on the
//! reference interpreter.

use std::path::Path;

use assent::arguments::{Command, TestArguments};
use serde_json::Value;

/// What `assent test` reports of a policy of the language's own.
fn tested(name: &str) -> Value {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tests.join("../policy-lang/tests-data/language");
    let arguments = TestArguments {
        paths: vec![folder.join(name)],
        json: true,
        ..TestArguments::default()
    };
    let mut out = Vec::new();
    let status = assent::command::run(Command::Test(arguments), &mut out).expect("it compiles");
    let report: Value = serde_json::from_slice(&out).expect("a report");
    assert_eq!(status, 0, "{report:#}");
    report
}

#[test]
fn the_smallest_policy_decides_as_its_examples_say() {
    assert_eq!(tested("bloodwork.consent")["passed"], 3);
}

#[test]
fn the_policy_of_forms_decides_as_its_examples_say() {
    assert_eq!(tested("forms.consent")["passed"], 5);
}

#[test]
fn the_hospital_s_policy_decides_as_its_examples_say() {
    assert_eq!(tested("riverside.consent")["passed"], 11);
}
