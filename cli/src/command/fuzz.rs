//! `assent fuzz`: requests and calls by the thousand, looking for one that breaks a promise.
//!
//! ```text
//! policy and its laws, or contract --workbench::fuzz--> findings --shrink--> an example, a script of calls
//!                                                        \--print--> text, JSON
//! ```

mod contract;
mod corpus;
mod findings;
mod policy;
mod progress;
mod replay;
mod report;
mod script;

use std::io::Write;
use std::path::PathBuf;

use runtime::Fault;
use workbench::fuzz::{Fuzzed, Settings, Target};

use crate::arguments::{FuzzArguments, threads_of_machine};
use crate::failure::{FAILED, Failure};
use crate::subject::policy_or_module;
use progress::Progress;
use report::Report;

/// What a path is.
enum Kind {
    Policy(PathBuf),
    Contract(PathBuf),
}

/// Runs the command: status 0 when nothing was found, 1 when something was.
pub fn run(arguments: &FuzzArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let report = match &arguments.replay {
        Some(file) => replay::replay(arguments, file)?,
        None => fuzz(arguments)?,
    };
    report.print(arguments.json, out)?;
    Ok(if report.findings.is_empty() {
        0
    } else {
        FAILED
    })
}

fn fuzz(arguments: &FuzzArguments) -> Result<Report, Failure> {
    match kind(arguments)? {
        Kind::Policy(path) => policy::fuzz(arguments, &path),
        Kind::Contract(path) => contract::fuzz(arguments, &path),
    }
}

/// What the arguments want fuzzed.
fn kind(arguments: &FuzzArguments) -> Result<Kind, Failure> {
    let missing = || {
        Failure::usage("a case of a corpus belongs to a policy or a contract")
            .help("name it first: `assent fuzz PATH --replay FILE`")
    };
    let path = arguments.path.as_deref().ok_or_else(missing)?;
    let path = policy_or_module(path)?;
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned());
    match ending.as_deref() {
        Some("consent") => Ok(Kind::Policy(path)),
        Some("wat" | "wasm") => Ok(Kind::Contract(path)),
        _ => Err(Failure::usage(format!(
            "{} is neither a policy nor a contract by its name",
            path.display()
        ))
        .help("policies end in `.consent`, contracts in `.wat` or `.wasm`")),
    }
}

/// Fuzzes a target that has `total` points to reach, `runs` times unless the arguments say otherwise, and shows how far
/// it is.
fn watched<T: Target>(
    arguments: &FuzzArguments,
    target: &T,
    begin: Vec<T::Input>,
    total: usize,
    runs: u64,
) -> Result<Fuzzed<T::Input>, Fault> {
    let mut progress = Progress::new(arguments, total);
    let settings = settings(arguments, runs);
    let fuzzed = workbench::fuzz::fuzz(target, &settings, begin, &mut |status| {
        progress.watch(status)
    });
    progress.end();
    fuzzed
}

/// How long and with how many threads.
fn settings(arguments: &FuzzArguments, runs: u64) -> Settings {
    let runs = arguments.runs.unwrap_or(runs);
    Settings {
        seed: arguments.seed,
        runs: arguments.time.is_none().then_some(runs),
        jobs: arguments.jobs.unwrap_or_else(threads_of_machine),
    }
}
