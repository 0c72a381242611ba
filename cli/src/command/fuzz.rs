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
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use workbench::fuzz::Settings;

use crate::arguments::FuzzArguments;
use crate::failure::{FAILED, Failure};
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
    let path = match path.is_dir() {
        true => only_one(path)?,
        false => path.to_owned(),
    };
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

/// The one policy or contract in a folder.
fn only_one(folder: &Path) -> Result<PathBuf, Failure> {
    let unreadable = |error: &std::io::Error| Failure::file("read", folder, error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().into_owned());
        if matches!(ending.as_deref(), Some("consent" | "wat" | "wasm")) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    let names: Vec<String> = found
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    match found.pop() {
        Some(only) if found.is_empty() => Ok(only),
        Some(_) => Err(Failure::usage(format!("{} has several", folder.display()))
            .help(format!("fuzz one of them: {}", names.join(", ")))),
        None => Err(
            Failure::usage(format!("no policy and no contract in {}", folder.display()))
                .help("policies end in `.consent`, contracts in `.wat` or `.wasm`"),
        ),
    }
}

/// How long and with how many threads.
fn settings(arguments: &FuzzArguments, runs: u64) -> Settings {
    let runs = arguments.runs.unwrap_or(runs);
    let jobs = arguments.jobs.or(std::thread::available_parallelism().ok());
    Settings {
        seed: arguments.seed,
        runs: arguments.time.is_none().then_some(runs),
        jobs: jobs.unwrap_or(NonZeroUsize::MIN),
    }
}
