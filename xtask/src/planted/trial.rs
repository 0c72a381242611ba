//! A trial: a bug is planted, what its test needs is built, the test runs alone, the bug is taken out again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::bug::Bug;
use super::copy::Copy;
use crate::failure::Failure;
use crate::process::{self, Ended};
use crate::rooms::{ROOMS, Room};

/// A build that takes longer hangs.
const BUILD_LIMIT: Duration = Duration::from_secs(3600);

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

/// Builds and runs tests of a copy.
pub struct Builder<'a> {
    copy: &'a Copy,
    jobs: Option<u64>,
}

/// Plants one bug.
///
/// # Errors
/// Its patch applies no longer, a file cannot be written, or a program cannot be started.
pub fn plant(copy: &Copy, builder: &Builder, bug: &Bug) -> Result<Trial, Failure> {
    copy.apply(bug)?;
    let tried = builder.attempt(bug);
    copy.revert(bug)?;
    tried
}

impl<'a> Builder<'a> {
    /// For the tests of `copy`, with so many processes of the compiler at a time.
    pub fn new(copy: &'a Copy, jobs: Option<u64>) -> Builder<'a> {
        Builder { copy, jobs }
    }

    /// Builds what the group's tests need and runs them, with no bug planted. All of the group are tests of one room.
    ///
    /// # Errors
    /// It does not compile, or one of them does not pass.
    pub fn demand_that_all_pass(&self, group: &[Bug]) -> Result<(), Failure> {
        let Some(first) = group.first() else {
            return Ok(());
        };
        let package = first.caught_in.package;
        eprintln!("building the tests of {package}, with nothing planted");
        let (built, binary) = self.build(first.caught_in)?;
        let binary = binary.ok_or_else(|| {
            Failure::new(format!(
                "the tests of {package} do not compile, with nothing planted:\n{}",
                end_of(&built.stderr)
            ))
        })?;
        let names: BTreeSet<&str> = group.iter().map(|bug| bug.test.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let ended = self.test(first.caught_in, &binary, &names)?;
        for name in &names {
            if !says(&ended, name, "ok") {
                return Err(Failure::new(format!(
                    "{package}: the test {name} does not pass with nothing planted, so it can catch nothing:\n{}",
                    end_of(&ended.stdout)
                )));
            }
        }
        eprintln!(
            "  {} tests pass ({} s to build, {} s to run)",
            names.len(),
            process::seconds(built.took),
            process::seconds(ended.took)
        );
        Ok(())
    }

    fn attempt(&self, bug: &Bug) -> Result<Trial, Failure> {
        let (built, binary) = self.build(bug.caught_in)?;
        let Some(binary) = binary else {
            let told = format!("it does not compile:\n{}", end_of(&built.stderr));
            return Ok(Trial {
                verdict: Verdict::Broken(told),
                build: built.took,
                test: Duration::ZERO,
            });
        };
        let ended = self.test(bug.caught_in, &binary, &[&bug.test])?;
        Ok(Trial {
            verdict: verdict(&ended, &bug.test),
            build: built.took,
            test: ended.took,
        })
    }

    /// Builds the tests of a room: what the build said, and the binary when it succeeded.
    fn build(&self, room: &Room) -> Result<(Ended, Option<PathBuf>), Failure> {
        let mut command = self.cargo()?;
        command
            .args(["test", "--release", "--locked", "--no-run"])
            .arg("--message-format=json-render-diagnostics")
            .args(room.selection());
        if let Some(jobs) = self.jobs {
            command.arg("--jobs").arg(jobs.to_string());
        }
        let built = process::run(&mut command, BUILD_LIMIT)?;
        let binary = match built.is_success() {
            true => Some(executable(&built.stdout, room).ok_or_else(|| {
                Failure::new(format!(
                    "cargo did not say where the tests of {} are",
                    room.package
                ))
            })?),
            false => None,
        };
        Ok((built, binary))
    }

    fn cargo(&self) -> Result<Command, Failure> {
        let quick = self.copy.target.with_file_name("quick.toml");
        std::fs::write(&quick, quick_profile())
            .map_err(|cause| Failure::at(&quick, "cannot write", &cause))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.copy.tree)
            .env("CARGO_TARGET_DIR", &self.copy.target)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TERM_COLOR", "never")
            .arg("--config")
            .arg(quick);
        Ok(command)
    }

    fn test(&self, room: &Room, binary: &Path, names: &[&str]) -> Result<Ended, Failure> {
        let folder = self.copy.tree.join(room.folder);
        let mut command = Command::new(binary);
        command
            .current_dir(&folder)
            .env("CARGO_MANIFEST_DIR", &folder)
            .env_remove("BLESS")
            .arg("--exact")
            .args(names);
        process::run(&mut command, TEST_LIMIT)
    }
}

/// The rooms are compiled with little optimisation, since they are compiled again for each bug, and others' packages
/// as always. Overflow is checked as always.
fn quick_profile() -> String {
    let packages = ROOMS.iter().map(|room| (room.package, 1));
    let profile = |(package, level): (&str, u8)| {
        format!(
            "[profile.release.package.{package}]\nopt-level = {level}\ncodegen-units = 64\ndebug = false\n\n"
        )
    };
    packages.map(profile).collect()
}

/// The executable that cargo says it has built of a room's tests.
fn executable(messages: &str, room: &Room) -> Option<PathBuf> {
    let manifest = format!("/{}/Cargo.toml\"", room.folder);
    let is_wanted = |line: &&str| {
        line.contains("\"reason\":\"compiler-artifact\"")
            && line.contains(&manifest)
            && line.contains("\"test\":true}")
    };
    let mut found = messages.lines().filter(is_wanted).filter_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        // A path that JSON would escape is one that this does not find.
        Some(PathBuf::from(rest.split('"').next()?))
    });
    found.next_back()
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

    #[test]
    fn the_binary_of_the_tests_is_told_from_the_library() {
        let line = |test: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/x/ledger/Cargo.toml","profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        let messages = [line("false", "null"), line("true", "\"/x/deps/ledger-1\"")].join("\n");
        let room = |name| Room::of(name).unwrap();
        let found = executable(&messages, room("ledger"));
        assert_eq!(found, Some(PathBuf::from("/x/deps/ledger-1")));
        assert_eq!(executable(&messages, room("abi")), None);
    }
}
