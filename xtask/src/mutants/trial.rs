//! Runs tests of one binary, one after the other, until one fails.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::build::Binary;
use crate::failure::Failure;
use crate::target::make_folder;

/// A process with a mutant on is ended when it holds more: tests hold a few hundred megabytes.
const BYTES: u64 = 3 << 30;

/// How tests ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// All passed.
    Passed,
    /// This one failed; the ones behind it were not run.
    Failed(String),
    /// One took too long.
    OutOfTime,
    /// The process ended without a word on a test: it was aborted, or ended itself.
    Crashed,
}

/// What is different from a plain run.
#[derive(Clone, Copy, Debug)]
pub enum With<'a> {
    /// This mutant is on.
    Mutant(u32),
    /// The switches that are reached are written to this file.
    Notes(&'a Path),
}

/// Where one worker's tests leave their temporary files.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
}

impl Place {
    /// A folder for the worker of that number.
    pub fn of(root: &Path, worker: u64) -> Place {
        let folder = root.join(format!("target/mutants/temporary/{worker}"));
        Place { folder }
    }

    /// A file beside it.
    pub fn notes(&self) -> PathBuf {
        self.folder.with_extension("reached")
    }

    fn emptied(&self) -> Result<&Path, Failure> {
        if self.folder.exists() {
            // A process that was just stopped may still be writing; what it leaves goes the next time.
            let _ = fs::remove_dir_all(&self.folder);
        }
        make_folder(Some(&self.folder))?;
        Ok(&self.folder)
    }
}

/// A test that computes nothing for so long waits for something that never comes.
const WAIT_LIMIT: Duration = Duration::from_secs(300);

/// With a mutant on a process ends itself when it has computed for too long; this much later it is stopped.
const LEEWAY: Duration = Duration::from_secs(3);

/// How time is counted in which a test says nothing.
const STEP: Duration = Duration::from_millis(500);

/// A process that has closed its output ends this soon.
const ENDING: Duration = Duration::from_millis(200);

/// What the switch ends a process with that has computed for too long.
const OUT_OF_TIME: i32 = 124;

/// Runs the named tests: how they ended, and how long they computed. `limit` is how long they may compute.
///
/// # Errors
/// The binary cannot be started.
pub fn run(
    binary: &Binary,
    tests: &[&str],
    with: With<'_>,
    place: &Place,
    limit: Duration,
) -> Result<(End, Duration), Failure> {
    let start = Instant::now();
    let mut command = command(binary, place.emptied()?);
    match with {
        With::Mutant(number) => command
            .env("ASSENT_MUTANT", number.to_string())
            .env("ASSENT_MUTANT_BYTES", BYTES.to_string())
            .env("ASSENT_MUTANT_SECONDS", (limit.as_secs() + 1).to_string()),
        With::Notes(path) => command.env("ASSENT_REACHED", path),
    };
    command.args(["--test-threads=1", "--exact"]).args(tests);
    let mut child = command.spawn().map_err(|cause| {
        Failure::new(format!(
            "{} cannot be started: {cause}",
            binary.path.display()
        ))
    })?;
    let child_id = child.id();
    let is_over = || used(child_id).is_some_and(|(used, _)| used > limit + LEEWAY);
    let end = follow(&lines(&mut child), WAIT_LIMIT.max(limit * 2), is_over);
    let computed = computed(child_id).map_or(start.elapsed(), |time| time.min(start.elapsed()));
    let end = match end {
        Some(end) => end,
        None => match child.wait() {
            Ok(status) if status.success() => return Ok((End::Passed, computed)),
            Ok(status) if status.code() == Some(OUT_OF_TIME) => End::OutOfTime,
            _ => End::Crashed,
        },
    };
    stop(&mut child);
    Ok((end, computed))
}

/// How long a process that has said its last word has computed. A machine that is busy makes the clock on the wall
/// useless. `None` where the kernel does not tell.
fn computed(process: u32) -> Option<Duration> {
    let (mut last, until) = (None, Instant::now() + ENDING);
    while Instant::now() < until {
        let (used, has_ended) = used(process)?;
        last = Some(used);
        if has_ended {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    last
}

/// How long a process has computed, with those that it started and waited for, in hundredths of a second rounded up;
/// and whether it has ended.
fn used(process: u32) -> Option<(Duration, bool)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, behind) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = behind.split(' ').collect();
    // User and system mode, of the process itself and of its children.
    let times = fields.get(11..15)?.iter().map(|text| text.parse::<u64>());
    let hundredths: u64 = times.sum::<Result<u64, _>>().ok()?;
    let used = Duration::from_millis(10 * (hundredths + 1));
    Some((used, fields[0] == "Z"))
}

/// The environment that cargo would give, and random tests that are the same each time.
fn command(binary: &Binary, temporary: &Path) -> Command {
    let mut command = Command::new(&binary.path);
    command
        .current_dir(&binary.folder)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .env("CARGO_MANIFEST_DIR", &binary.folder)
        .env("TMPDIR", temporary)
        .env("PROPTEST_RNG_SEED", "1")
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
        .env("RUST_BACKTRACE", "0")
        .env_remove("BLESS")
        .env_remove("ASSENT_LONG");
    command
}

/// The lines that a process prints, as they come.
fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).split(b'\n');
            while let Some(Ok(line)) = lines.next() {
                // Nobody listens to one whose end is known.
                let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }
    receiver
}

/// Reads until a test fails or its time is over; `None` when the process has nothing more to say. Time is counted in
/// steps, so that none passes while we are stopped, and the tests with us.
fn follow(lines: &Receiver<String>, limit: Duration, is_over: impl Fn() -> bool) -> Option<End> {
    let mut silent = Duration::ZERO;
    loop {
        match lines.recv_timeout(STEP) {
            Ok(line) => {
                silent = Duration::ZERO;
                let test = line.strip_prefix("test ").unwrap_or_default();
                if let Some(name) = test.strip_suffix(" ... FAILED") {
                    return Some(End::Failed(name.to_owned()));
                }
            }
            Err(RecvTimeoutError::Timeout) if silent < limit && !is_over() => silent += STEP,
            Err(RecvTimeoutError::Timeout) => return Some(End::OutOfTime),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// Ends a process and those that it has started.
fn stop(child: &mut Child) {
    let group = format!("-{}", child.id());
    // It may have ended by itself.
    let _ = Command::new("kill")
        .args(["-KILL", "--", &group])
        .stderr(Stdio::null())
        .status();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_told_how_long_it_computed_and_not_how_long_it_took() {
        let script = "read line; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let told = lines(&mut child);
        assert!(computed(child.id()).unwrap() <= Duration::from_millis(20));
        drop(child.stdin.take());
        assert_eq!(follow(&told, Duration::from_secs(60), || false), None);
        assert!(computed(child.id()).unwrap() >= Duration::from_millis(20));
        child.wait().unwrap();
    }
}
