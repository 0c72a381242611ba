//! `cargo xtask planted`: do the tests bite?
//!
//! Each file in `xtask/planted` is a bug that somebody could make: a patch, and above it what the bug would do to a
//! hospital and the test that must catch it. The command works in a copy of the tree. First the named tests have to
//! pass there as it is. Then it applies one patch at a time, builds what the test needs, runs that test alone and
//! demands that it fails; then it takes the patch back.
//!
//! | module | holds |
//! | --- | --- |
//! | `bug` | the file of a planted bug |
//! | `patch` | patches, put into a copy of the tree |
//! | `trial` | building, running a test, the verdict |
//! | `check` | whether every file could be tried, without building anything |
//! | `report` | what is printed |

use std::path::Path;

use crate::arguments::Arguments;
use crate::copy::Copy;
use crate::failure::Failure;
use crate::repository;
use crate::rooms::ROOMS;
use crate::sample;

mod bug;
mod check;
mod patch;
mod report;
#[cfg(test)]
mod tests;
mod trial;

use bug::Bug;

const HELP: &str = "\
Plant known bugs, one at a time, and demand that the test named beside each fails.

Usage: cargo xtask planted [NAME...] [OPTIONS]

Without names, every bug is planted. A name may be the beginning of names. The work is done in target/planted, in a copy
of the files that git knows or would add; no other file is touched. What is compiled there stays, for the next time.

Options:
  --list        print the bugs and what catches them; build nothing
  --check       see that every patch applies and every named test exists; build nothing
  --sample N    try N of them
  --seed S      which N: another number, other bugs [default: 0]
  --jobs N      processes that the compiler may use at a time
  --json        print one line of JSON in the place of the table
  -h, --help    print this

A bug's file says what it would do to a hospital, which test must catch it, and what to change:

  harm: A consent counts for a day longer than the patient has signed.
  room: abi
  test: abi bind::tests::a_consent_ends_on_its_last_day
  diff --git a/abi/src/... (as git diff prints it)

Status: 0 every bug was caught, 1 one was not, 2 it could not be tried: a patch that applies no longer, a bug that does
not compile, a test that fails without a bug.
";

/// Runs the command. `false` when a bug was not caught.
///
/// # Errors
/// Something that could not be tried.
pub fn run(typed: &[String]) -> Result<bool, Failure> {
    let switches = ["--list", "--check", "--json", "--help", "-h"];
    let arguments = Arguments::read(typed, &switches, &["--sample", "--seed", "--jobs"])?;
    if arguments.has("--help") || arguments.has("-h") {
        print!("{HELP}");
        return Ok(true);
    }
    let root = repository::root();
    let all = bug::read_all(&root.join(bug::FOLDER))?;
    let chosen = choose(all, &arguments)?;
    if arguments.has("--list") {
        report::list(&chosen, arguments.has("--json"));
        return Ok(true);
    }
    let wrong = check::findings(&root, &chosen)?;
    if !wrong.is_empty() {
        return Err(Failure::new(wrong.join("\nerror: ")));
    }
    if arguments.has("--check") {
        report::checked(&chosen, arguments.has("--json"));
        return Ok(true);
    }
    plant(&root, &chosen, &arguments)
}

/// Those that were asked for, grouped by what has to be built for their tests, cheapest first.
fn choose(mut bugs: Vec<Bug>, arguments: &Arguments) -> Result<Vec<Bug>, Failure> {
    for name in &arguments.names {
        if !bugs.iter().any(|bug| bug.name.starts_with(name.as_str())) {
            return Err(Failure::usage(format!(
                "no planted bug is called `{name}`: `cargo xtask planted --list` lists them"
            )));
        }
    }
    if !arguments.names.is_empty() {
        let wanted = |bug: &Bug| {
            let mut names = arguments.names.iter();
            names.any(|name| bug.name.starts_with(name.as_str()))
        };
        bugs.retain(wanted);
    }
    if let Some(count) = arguments.number("--sample")? {
        bugs = sample::draw(bugs, count, arguments.number("--seed")?.unwrap_or(0));
    }
    let place = |bug: &Bug| ROOMS.iter().position(|room| room == bug.caught_in);
    bugs.sort_by_key(|bug| (place(bug), bug.room.clone(), bug.name.clone()));
    Ok(bugs)
}

fn plant(root: &Path, bugs: &[Bug], arguments: &Arguments) -> Result<bool, Failure> {
    let copy = Copy::of(root, "planted", arguments.number("--jobs")?, &[], |_| None)?;
    let mut results = Vec::new();
    for group in bugs.chunk_by(|one, next| one.caught_in == next.caught_in) {
        trial::demand_that_all_pass(&copy, group)?;
        for bug in group {
            let result = trial::plant(&copy, bug)?;
            report::progress(results.len() + 1, bugs.len(), bug, &result);
            results.push((bug, result));
        }
    }
    if arguments.has("--json") {
        report::json(&results);
    } else {
        report::table(&results);
    }
    report::verdict(&results)
}
