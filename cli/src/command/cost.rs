//! `assent cost`: what decisions and calls cost, by what it is for, and whether that has changed.
//!
//! ```text
//! policies, scripts, one request --measure--> costs --print--> text, JSON
//!                                               \--keep, compare--> a file of costs
//! ```

mod compare;
mod measure;

use std::io::Write;
use std::path::Path;

use runtime::rules_hash;
use serde::{Deserialize, Serialize};

use crate::arguments::CostArguments;
use crate::failure::{FAILED, Failure};
use crate::fuel_line::FuelLine;
use crate::json::parse;
use crate::policy_file::{name, read};
use compare::{Difference, differences};

/// What `--json` and `--snapshot` write.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Costs {
    /// Identifies the prices and the rules of admission.
    rules: String,
    costs: Vec<CostLine>,
}

/// What one decision or one call costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CostLine {
    /// The policy, the script, or the contract that was asked.
    file: String,
    /// The example, the call, or the request.
    name: String,
    /// The entry: `decide` and `explain` of a policy.
    entry: String,
    fuel: FuelLine,
}

/// Runs the command: status 0, and 1 when something costs another amount than in the file.
pub fn run(arguments: &CostArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let costs = Costs {
        rules: rules_hash().to_string(),
        costs: match &arguments.request {
            Some(request) => measure::request(arguments, request)?,
            None => measure::paths(&arguments.paths)?,
        },
    };
    if let Some(path) = &arguments.snapshot {
        let text = serde_json::to_string_pretty(&costs).map_err(std::io::Error::from)? + "\n";
        std::fs::write(path, text).map_err(|error| Failure::file("write", path, &error))?;
        return said(
            &format!("{} costs kept in {}", costs.costs.len(), path.display()),
            out,
        );
    }
    if let Some(path) = &arguments.check {
        return check(&costs, path, arguments.json, out);
    }
    if arguments.json {
        let text = serde_json::to_string(&costs).map_err(std::io::Error::from)?;
        return said(&text, out);
    }
    print(&costs, out)?;
    Ok(0)
}

fn said(text: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    writeln!(out, "{text}")?;
    Ok(0)
}

/// Compares with the costs in a file, to the unit.
fn check(costs: &Costs, path: &Path, json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let kept: Costs = parse(&read(path)?, &name(path))?;
    let differences = differences(&kept, costs);
    if json {
        let text = serde_json::to_string(&differences).map_err(std::io::Error::from)?;
        writeln!(out, "{{\"differences\":{text}}}")?;
    } else {
        for difference in &differences {
            writeln!(out, "{}", difference.words())?;
        }
        let count = differences.iter().filter(|difference| difference.counts());
        let all = costs.costs.len();
        writeln!(
            out,
            "{} of {all} costs differ from {}",
            count.count(),
            path.display()
        )?;
    }
    let is_same = !differences.iter().any(Difference::counts);
    Ok(if is_same { 0 } else { FAILED })
}

fn print(costs: &Costs, out: &mut dyn Write) -> Result<(), Failure> {
    let lengths = costs.costs.iter();
    let lengths = lengths.map(|line| label(line).chars().count());
    let width = lengths.max().unwrap_or(0);
    let mut file = "";
    for line in &costs.costs {
        if file != line.file {
            file = &line.file;
            write!(out, "{file}\n  {:<width$} {:>10}", "", "fuel")?;
            for (part, _) in line.fuel.parts() {
                write!(out, " {part:>9}")?;
            }
            writeln!(out)?;
        }
        write!(out, "  {:<width$} {:>10}", label(line), line.fuel.total)?;
        for (_, part) in line.fuel.parts() {
            write!(out, " {part:>9}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn label(line: &CostLine) -> String {
    format!("{}: {}", line.entry, line.name)
}
