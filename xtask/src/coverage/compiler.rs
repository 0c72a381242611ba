//! The compiler with counters: cargo calls this very program in the compiler's place for the packages of the
//! workspace, and it calls the compiler with what makes it count.
//!
//! Were the arguments given by `RUSTFLAGS`, everybody's packages would be compiled anew with them.

use std::process::{Command, ExitCode};

use super::Wrapper;
use crate::failure::Failure;

/// Says that this program is called in the place of the compiler.
const MARK: &str = "XTASK_COUNTS";

/// Counters of lines, and of the two ways of every branch. Branches are not stable yet.
const ARGUMENTS: [&str; 2] = ["-Cinstrument-coverage", "-Zcoverage-options=branch"];

/// What a command of cargo needs so that rooms are compiled with counters.
///
/// # Errors
/// The system does not say where this program lies.
pub fn wrapper() -> Result<Wrapper, Failure> {
    let own = std::env::current_exe().map_err(|cause| {
        Failure::new(format!(
            "the system does not say where this program lies: {cause}"
        ))
    })?;
    Ok(Box::new(move |command| {
        command.env("RUSTC_WORKSPACE_WRAPPER", &own).env(MARK, "1");
    }))
}

/// Calls the compiler when cargo calls this program in its place.
pub fn run_in_place_of_rustc() -> Option<ExitCode> {
    std::env::var_os(MARK)?;
    let mut arguments = std::env::args_os().skip(1);
    let compiler = arguments.next()?;
    let status = Command::new(&compiler)
        .args(arguments)
        .args(ARGUMENTS)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove(MARK)
        .status();
    let code = match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
        Err(cause) => {
            eprintln!(
                "error: {} cannot be started: {cause}",
                compiler.to_string_lossy()
            );
            1
        }
    };
    Some(ExitCode::from(code))
}
