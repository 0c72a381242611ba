//! `assent test`: the examples of policies, on the contract and on the reference interpreter, and
//! what they try of the rules; the scripts of calls of contracts that are no policies.
//!
//! ```text
//! paths --read, choose--> policies and examples --run--> suites --print--> text, JSON, JUnit XML
//!                     \-> scripts and calls -----run----^
//! ```

mod calls;
mod coverage;
mod expectation;
mod filter;
mod junit;
mod progress;
mod results;
mod run;

use std::io::Write;
use std::path::Path;

use crate::arguments::{TestArguments, TestReport};
use crate::failure::{FAILED, Failure};
use results::{Results, results};
use run::Suite;

/// Runs the command: status 0 when every example holds, 1 when one does not, a policy has errors,
/// or the examples of a policy try less of it than the threshold.
pub fn run(arguments: &TestArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let report = report_place(arguments)?;
    let suites = run::suites(arguments)?;
    let results = results(&suites);
    let below = below(&results, arguments.threshold);
    match (arguments.report, report) {
        (Some(form), Some(path)) => {
            let text = report_text(form, &suites, &results)?;
            std::fs::write(path, text).map_err(|error| Failure::file("write", path, &error))?;
        }
        (Some(form), None) => write!(out, "{}", report_text(form, &suites, &results)?)?,
        (None, _) => {}
    }
    if arguments.json {
        write!(out, "{}", json(&results)?)?;
    } else if arguments.report.is_none() || report.is_some() {
        print(arguments, &suites, &results, out)?;
    }
    if !below.is_empty() {
        // The output may be a report: what is missing is said beside it.
        return Err(Failure::failed(below.join("\n"))
            .help("`--coverage` shows what the examples never try"));
    }
    let holds = results.failed == 0 && results.errors.is_empty();
    Ok(if holds { 0 } else { FAILED })
}

/// The file for the report; `None` for standard output, where nothing else may stand then.
fn report_place(arguments: &TestArguments) -> Result<Option<&Path>, Failure> {
    let path = arguments.output.as_deref();
    let path = path.filter(|path| path.as_os_str() != "-");
    if arguments.report.is_some() && arguments.json && path.is_none() {
        return Err(Failure::usage(
            "the report and `--json` would both be written to standard output",
        )
        .help("name a file for the report with `-o FILE`"));
    }
    Ok(path)
}

fn report_text(
    form: TestReport,
    suites: &[Suite],
    results: &Results<'_>,
) -> Result<String, Failure> {
    match form {
        TestReport::Junit => Ok(junit::xml(suites)),
        TestReport::Json => json(results),
    }
}

fn json(results: &Results<'_>) -> Result<String, Failure> {
    let text = serde_json::to_string(results).map_err(std::io::Error::from)?;
    Ok(text + "\n")
}

fn print(
    arguments: &TestArguments,
    suites: &[Suite],
    results: &Results<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    results::print(suites, out)?;
    if arguments.coverage {
        for coverage in &results.coverage {
            coverage::print(coverage, out)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", results::summary(results))?;
    Ok(())
}

/// What to say about each policy whose examples try too little of it.
fn below(results: &Results<'_>, threshold: Option<u32>) -> Vec<String> {
    let Some(threshold) = threshold else {
        return Vec::new();
    };
    let below = results.coverage.iter();
    let below = below.filter(|coverage| coverage.is_below(threshold));
    below
        .map(|coverage| {
            format!(
                "{}: the examples try {} % of the rules, less than {threshold} %",
                coverage.file,
                coverage.percent()
            )
        })
        .collect()
}
