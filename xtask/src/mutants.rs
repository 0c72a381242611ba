//! `cargo xtask mutants`: every mutant of cargo-mutants, all of them in one build.
//!
//! cargo-mutants builds the tree anew for every mutant, which for those of this repository takes days. Here all
//! of them are compiled in at once, each behind a switch ("mutant schemata", Untch, Offutt and Harrold 1993), each test is run
//! alone to see which switches it reaches, and then one mutant at a time is switched on and the tests that reach it
//! are run, quickest first.
//!
//! | module | holds |
//! | --- | --- |
//! | `listed` | the mutants, as cargo-mutants lists them |
//! | `spots` | the expressions of a file at which a switch can stand |
//! | `switched` | a file with its mutants in it |
//! | `build` | the copy of the tree, compiled; what the compiler refuses is left out |
//! | `refused` | which mutants the compiler refuses |
//! | `reach` | which switches each test reaches |
//! | `trial` | tests of one binary, run with a mutant on |
//! | `run` | all mutants, one after the other |
//! | `outcome` | what became of each, kept in a file |
//! | `justified` | mutants that no test can notice, and why |
//! | `report` | what is printed |
//! | `workers` | threads that share work |

use std::path::Path;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::repository;
use crate::sample;

mod build;
mod justified;
mod listed;
mod outcome;
mod reach;
mod refused;
mod report;
mod run;
mod spots;
mod switched;
#[cfg(test)]
mod tests;
mod trial;
mod workers;

use build::Selection;
use listed::Mutant;
use outcome::Outcomes;
use report::Report;

const HELP: &str = "\
Make small wrong changes to the code, all of them in one build, and see whether a test notices each.

Usage: cargo xtask mutants [FILE...] [OPTIONS]

The mutants are those that cargo-mutants 27.1.0 lists. Without names, all are tried; a name is the beginning of the paths
of files, such as `abi/` or `ledger/src/proof.rs`. The work is done in target/mutants, in a copy of the files that git
knows or would add. What has been found stays there, and a run that was interrupted goes on where it was; when
code or tests have changed, it begins anew.

Options:
  --own         compile only the rooms of the files that are named, or those in front of the engine, and run only their
                own tests: minutes
  --decision    compile and try only the mutants of files that a decision passes through
  --only TEXT   only mutants with this in their names
  --sample N    only N of them
  --seed S      which N: another number, other mutants [default: 0]
  --budget S    run no more tests for a mutant when those that were run take S seconds; it is then undecided
  --keep        after a change, do not try those again that were noticed before: for when tests were added
  --list        print the mutants and what is known of each; build nothing
  --check       see that the list of justified mutants names files and functions that exist; build nothing
  --jobs N      mutants that are tried at a time, and processes of the compiler [default: 2]
  --json        print one line of JSON in the place of the table
  -h, --help    print this

xtask/mutants/justified.txt lists mutants that no test can notice, each with the reason.

Status: 0 every mutant that was tried is noticed or justified, 1 one is not, 2 they could not be tried, or the list of
those that are justified is wrong.
";

/// Runs the command. `false` when a mutant was not noticed.
///
/// # Errors
/// The mutants could not be tried.
pub fn run(typed: &[String]) -> Result<bool, Failure> {
    let switches = [
        "--own",
        "--decision",
        "--keep",
        "--list",
        "--check",
        "--json",
        "--help",
        "-h",
    ];
    let options = ["--only", "--sample", "--seed", "--budget", "--jobs"];
    let arguments = Arguments::read(typed, &switches, &options)?;
    if arguments.has("--help") || arguments.has("-h") {
        print!("{HELP}");
        return Ok(true);
    }
    let root = repository::root();
    let justified = justified::read(&root)?;
    let stale = justified::stale(&root, &justified);
    if !stale.is_empty() {
        return Err(Failure::new(stale.join("\nerror: ")));
    }
    if arguments.has("--check") {
        println!(
            "{} justified mutants: their files and functions exist",
            justified.len()
        );
        return Ok(true);
    }
    let selection = Selection {
        is_own: arguments.has("--own"),
        is_decision: arguments.has("--decision"),
        paths: arguments.names.clone(),
    };
    let all = listed::list(&root)?;
    let chosen = choose(&all, &selection, &arguments)?;
    let outcomes = Outcomes::read(&root, selection.word(), arguments.has("--keep"))?;
    if arguments.has("--list") {
        list(&chosen, &outcomes);
        return Ok(true);
    }
    let (built, reach, outcomes) = attempt(&root, &all, &chosen, &selection, outcomes, &arguments)?;
    let wrong = justified::findings(&justified, &all, &outcomes);
    let report = Report {
        mutants: &chosen,
        built: &built,
        outcomes: &outcomes,
        justified: &justified,
        failing: &reach.failing,
    };
    match arguments.has("--json") {
        true => report.json(),
        false => report.print(),
    }
    match wrong.is_empty() {
        true => Ok(report.is_clean()),
        false => Err(Failure::new(wrong.join("\nerror: "))),
    }
}

fn attempt(
    root: &Path,
    all: &[Mutant],
    chosen: &[&Mutant],
    selection: &Selection,
    outcomes: Outcomes,
    arguments: &Arguments,
) -> Result<(build::Built, reach::Reach, Outcomes), Failure> {
    let jobs = arguments.number("--jobs")?.unwrap_or(2);
    let built = build::build(root, all, selection, jobs)?;
    let budget = arguments.number("--budget")?.map(Duration::from_secs);
    let reach = reach::measure(root, &built.binaries, jobs, budget)?;
    let outcomes = run::run(root, &built, &reach, chosen, outcomes, jobs, budget)?;
    Ok((built, reach, outcomes))
}

/// Those that were asked for.
fn choose<'a>(
    all: &'a [Mutant],
    selection: &Selection,
    arguments: &Arguments,
) -> Result<Vec<&'a Mutant>, Failure> {
    for name in &arguments.names {
        if !all
            .iter()
            .any(|mutant| mutant.file.starts_with(name.as_str()))
        {
            return Err(Failure::usage(format!(
                "no file with a mutant begins with `{name}`: `cargo xtask mutants --list` lists them"
            )));
        }
    }
    let is_named = |mutant: &Mutant| {
        let mut names = arguments.names.iter();
        arguments.names.is_empty() || names.any(|name| mutant.file.starts_with(name.as_str()))
    };
    let only = arguments.text("--only");
    let chosen: Vec<&Mutant> = all
        .iter()
        .filter(|mutant| selection.takes(mutant) && is_named(mutant))
        .filter(|mutant| only.is_none_or(|text| mutant.name.contains(text)))
        .collect();
    Ok(match arguments.number("--sample")? {
        Some(count) => sample::draw(chosen, count, arguments.number("--seed")?.unwrap_or(0)),
        None => chosen,
    })
}

fn list(mutants: &[&Mutant], outcomes: &Outcomes) {
    for mutant in mutants {
        let outcome = outcomes.of.get(&mutant.name);
        let word = outcome.map_or("-", |outcome| outcome.verdict.word());
        let by = outcome.map_or("", |outcome| outcome.by.as_str());
        println!("{word:9}  line {:4}  {}  {by}", mutant.start.0, mutant.name);
    }
}
