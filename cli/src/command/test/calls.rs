//! Scripts of calls as suites.

use std::path::PathBuf;

use runtime::Engine;

use super::filter::Filter;
use super::progress::Progress;
use super::results::{CallResult, Error};
use super::run::Suite;
use crate::calls::{Called, Script};
use crate::failure::Failure;

/// A script with the calls of which the results are wanted: all of them run, since each changes what the
/// next one finds.
pub struct Chosen {
    file: String,
    script: Result<Script, Failure>,
    is_wanted: Vec<bool>,
}

/// Reads scripts; those of which nothing is chosen are left out.
pub fn read(paths: &[PathBuf], filter: Option<&Filter>) -> Result<Vec<Chosen>, Failure> {
    let mut chosen = Vec::new();
    for path in paths {
        if !path.exists() {
            // A path that is none was typed wrongly.
            Script::read(path)?;
        }
        let file = path.display().to_string();
        let script = Script::read(path);
        let fits = |name: &str| filter.is_none_or(|filter| filter.fits(name) || filter.fits(&file));
        let calls = script.iter().flat_map(|script| &script.calls);
        let is_wanted: Vec<bool> = calls.map(|call| fits(&call.name)).collect();
        if filter.is_none() || script.is_err() || is_wanted.contains(&true) {
            chosen.push(Chosen {
                file,
                script,
                is_wanted,
            });
        }
    }
    Ok(chosen)
}

/// How many calls are wanted.
pub fn count(scripts: &[Chosen]) -> usize {
    let wanted = scripts.iter().flat_map(|script| &script.is_wanted);
    wanted.filter(|wanted| **wanted).count()
}

/// Runs one script.
pub fn suite(chosen: Chosen, engine: &Engine, progress: &mut Progress) -> Suite {
    let Chosen {
        file,
        script,
        is_wanted,
    } = chosen;
    let mut suite = Suite {
        file: file.clone(),
        is_script: true,
        error: None,
        examples: Vec::new(),
        calls: Vec::new(),
        coverage: None,
    };
    match script.and_then(|script| script.call_all(engine)) {
        Ok(called) => {
            let wanted = called
                .into_iter()
                .zip(is_wanted)
                .filter(|(_, wanted)| *wanted);
            for (called, _) in wanted {
                suite.calls.push(result(&file, called));
                progress.step();
            }
        }
        Err(failure) => {
            let help = failure.help.map(|help| format!("\nhelp: {help}"));
            suite.error = Some(Error {
                file,
                is_script: true,
                message: failure.message + &help.unwrap_or_default(),
                problems: Vec::new(),
            });
        }
    }
    suite
}

fn result(file: &str, called: Called) -> CallResult {
    CallResult {
        file: file.into(),
        passed: called.differences.is_empty(),
        name: called.name,
        entry: called.entry,
        expected: called.expected,
        result: called.result,
        differences: called.differences,
        fuel: called.fuel.into(),
    }
}
