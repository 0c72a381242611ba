//! The program itself, as somebody starts it: what only a process has, its exit status and its two outputs.

#![allow(clippy::expect_used, reason = "a test that cannot go on says so")]

use std::process::{Command, Output};

fn assent(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_assent");
    let output = Command::new(program).args(arguments).output();
    output.expect("the program starts")
}

#[test]
fn what_was_asked_for_goes_to_standard_output_and_what_went_wrong_to_the_other() {
    let version = assent(&["--version"]);
    assert_eq!(version.status.code(), Some(0));
    assert!(version.stdout.starts_with(b"assent ") && version.stderr.is_empty());

    let missing = assent(&["check", "no-such-file.consent"]);
    assert_eq!(missing.status.code(), Some(2));
    let told = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(
        missing.stdout.is_empty() && told.contains("no-such-file.consent"),
        "{told}"
    );
}

#[test]
fn a_command_that_is_not_there_is_a_mistake_in_usage() {
    let unknown = assent(&["fly"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(unknown.stdout.is_empty() && !unknown.stderr.is_empty());
}
