//! `cargo xtask`: tools for whoever works on this repository. They build and run it, and are no part of it.
//!
//! | module | command |
//! | --- | --- |
//! | [`planted`] | plants known bugs, one at a time, and demands that the test named beside each fails |
//! | [`mutants`] | switches small wrong changes on, one at a time, and runs the tests that reach each |
//! | [`coverage`] | which lines and branches the tests pass through, room by room |
//!
//! [`arguments`] reads what was typed, [`rooms`] says how the tests of a room are selected, [`target`] builds them,
//! [`process`] runs other programs, [`json`] writes the machine's form of a report.

use std::process::ExitCode;

mod arguments;
mod copy;
mod coverage;
mod failure;
mod json;
mod mutants;
mod planted;
mod process;
mod repository;
mod rooms;
mod sample;
mod target;

use failure::Failure;

const HELP: &str = "\
Tools for work on this repository.

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  planted   plant known bugs, one at a time, and demand that the test named beside each fails
  mutants   make small wrong changes, all in one build, and see whether a test notices each
  coverage  count the lines and branches that the tests of a room pass through
  help      print this

`cargo xtask COMMAND --help` tells more.
";

fn main() -> ExitCode {
    if let Some(status) = coverage::compiler::run_in_place_of_rustc() {
        return status;
    }
    let mut typed = std::env::args().skip(1);
    let command = typed.next();
    let rest: Vec<String> = typed.collect();
    let done = match command.as_deref() {
        Some("planted") => planted::run(&rest),
        Some("mutants") => mutants::run(&rest),
        Some("coverage") => coverage::run(&rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(true)
        }
        Some(other) => Err(Failure::usage(format!(
            "there is no command `{other}`: `cargo xtask help` lists them"
        ))),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}
