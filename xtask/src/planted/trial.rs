//! A trial: a bug is planted, what its test needs is built, the test runs alone, the bug is taken out again.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::bug::Bug;
use super::patch;
use crate::copy::Copy;
use crate::failure::Failure;
use crate::process::{self, Ended};
use crate::rooms::Room;

/// A test that takes longer hangs.
const TEST_LIMIT: Duration = Duration::from_secs(900);

/// Of what a program complained about, the end.
const SHOWN_LINES: usize = 30;

/// What became of a planted bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The named test failed.
    Caught,
    /// The named test passed.
    Survived,
    /// It was no trial, and why.
    Broken(String),
}

/// A verdict, and how long it took.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The verdict.
    pub verdict: Verdict,
    /// To build what the test needs.
    pub build: Duration,
    /// To run the test.
    pub test: Duration,
}

/// Plants one bug. One that cannot be planted does not keep the others from it.
///
/// # Errors
/// The copy cannot be put back to how it was.
pub fn plant(copy: &Copy, bug: &Bug) -> Result<Trial, Failure> {
    let tried = patch::apply(copy, bug).and_then(|()| attempt(copy, bug));
    patch::revert(copy, bug)?;
    Ok(tried.unwrap_or_else(|failure| Trial {
        verdict: Verdict::Broken(failure.to_string()),
        build: Duration::ZERO,
        test: Duration::ZERO,
    }))
}

/// Builds what the group's tests need and runs them, with no bug planted. All of the group are tests of one room.
///
/// # Errors
/// It does not compile, or one of them does not pass.
pub fn demand_that_all_pass(copy: &Copy, group: &[Bug]) -> Result<(), Failure> {
    let Some(room) = group.first().map(|bug| bug.caught_in) else {
        return Ok(());
    };
    let package = room.package;
    eprintln!("building the tests of {package}, with nothing planted");
    let (built, binary) = copy.target.build(room, |_| ())?;
    let binary = binary.ok_or_else(|| {
        Failure::new(format!(
            "the tests of {package} do not compile, with nothing planted:\n{}",
            end_of(&built.stderr)
        ))
    })?;
    let names: BTreeSet<&str> = group.iter().map(|bug| bug.test.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let ended = test(copy, room, &binary, &names)?;
    if let Some(name) = names.iter().find(|name| !says(&ended, name, "ok")) {
        return Err(Failure::new(format!(
            "{package}: the test {name} does not pass with nothing planted, so it can catch nothing:\n{}",
            end_of(&ended.stdout)
        )));
    }
    eprintln!(
        "  {} tests pass ({} s to build, {} s to run)",
        names.len(),
        process::seconds(built.took),
        process::seconds(ended.took)
    );
    Ok(())
}

fn attempt(copy: &Copy, bug: &Bug) -> Result<Trial, Failure> {
    let (built, binary) = copy.target.build(bug.caught_in, |_| ())?;
    let Some(binary) = binary else {
        let told = format!("it does not compile:\n{}", end_of(&built.stderr));
        return Ok(Trial {
            verdict: Verdict::Broken(told),
            build: built.took,
            test: Duration::ZERO,
        });
    };
    let ended = test(copy, bug.caught_in, &binary, &[&bug.test])?;
    Ok(Trial {
        verdict: verdict(&ended, &bug.test),
        build: built.took,
        test: ended.took,
    })
}

fn test(copy: &Copy, room: &Room, binary: &Path, names: &[&str]) -> Result<Ended, Failure> {
    let mut command = copy.target.command(room, binary);
    command.arg("--exact").args(names);
    process::run(&mut command, TEST_LIMIT)
}

fn verdict(ended: &Ended, test: &str) -> Verdict {
    let Some(status) = ended.status else {
        let told = "the test did not come to an end, so it would only hang";
        return Verdict::Broken(told.to_owned());
    };
    if status.success() && says(ended, test, "ok") {
        Verdict::Survived
    } else if !status.success() && says(ended, test, "FAILED") {
        Verdict::Caught
    } else {
        let printed = format!("{}\n{}", ended.stdout, ended.stderr);
        Verdict::Broken(format!(
            "the test neither passed nor failed ({status}):\n{}",
            end_of(&printed)
        ))
    }
}

/// Whether the test harness said `result` of a test.
fn says(ended: &Ended, test: &str, result: &str) -> bool {
    let line = format!("test {test} ");
    let ending = format!("... {result}");
    let mut lines = ended.stdout.lines();
    lines.any(|found| found.starts_with(&line) && found.ends_with(&ending))
}

fn end_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    fn ended(status: Option<i32>, stdout: &str) -> Ended {
        Ended {
            status: status.map(|code| ExitStatus::from_raw(code << 8)),
            stdout: stdout.to_owned(),
            stderr: String::new(),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn nothing_but_the_failure_of_the_named_test_is_a_catch() {
        let judged = |status, text: &str| verdict(&ended(status, text), "a::b");
        assert_eq!(judged(Some(101), "test a::b ... FAILED\n"), Verdict::Caught);
        assert_eq!(judged(Some(0), "test a::b ... ok\n"), Verdict::Survived);
        for (status, text) in [
            (Some(101), "test a::bc ... FAILED\n"),
            (Some(101), "test a::b ... "),
            (Some(0), "running 0 tests\n"),
            (Some(134), "test a::b ... ok\n"),
            (None, "test a::b ... FAILED\n"),
        ] {
            let found = judged(status, text);
            assert!(matches!(found, Verdict::Broken(_)), "{text}");
        }
    }
}
