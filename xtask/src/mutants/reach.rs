//! Which switches each test reaches, and how long it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::build::Binary;
use super::trial::{self, End, Place, With};
use super::workers;
use crate::failure::Failure;
use crate::process;

/// A listing of tests that takes longer hangs.
const LIST_LIMIT: Duration = Duration::from_secs(900);

/// A test that computes longer with no mutant on is stopped: it counts for what it reached until then.
const TEST_LIMIT: Duration = Duration::from_secs(300);

/// The same as a multiple of the budget, since noting what is reached takes time.
const NOTING: u32 = 3;

/// More than any budget, and little enough to be added up.
pub const FOR_EVER: Duration = Duration::from_secs(1 << 32);

/// What is known is written after so many tests.
const KEPT_EVERY: usize = 20;

/// A test that passes when no mutant is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The binary, as a position in the list of them.
    pub binary: usize,
    /// Its name in the binary.
    pub name: String,
    /// How long it computes alone; for ever, when it was stopped.
    pub took: Duration,
    /// The switches that it reaches.
    pub reached: BTreeSet<u32>,
}

/// What is known of all tests.
#[derive(Debug, Default)]
pub struct Reach {
    /// Those that can notice something.
    pub tests: Vec<Test>,
    /// Those that fail in the copy though no mutant is on, so that they can notice nothing.
    pub failing: Vec<String>,
}

/// Runs every test alone, but for those of binaries that are what they were the last time. With a budget, tests are
/// stopped that it would not pay for.
///
/// # Errors
/// A binary does not run.
pub fn measure(
    root: &Path,
    binaries: &[Binary],
    jobs: u64,
    budget: Option<Duration>,
) -> Result<Reach, Failure> {
    let memory = root.join("target/mutants/reach.json");
    let text = fs::read_to_string(&memory).unwrap_or_default();
    let mut known: Value = serde_json::from_str(&text).unwrap_or_else(|_| json!({}));
    let mut reach = Reach::default();
    let limit = budget.map_or(TEST_LIMIT, |budget| TEST_LIMIT.min(budget * NOTING));
    for (at, binary) in binaries.iter().enumerate() {
        let (name, stamp) = (binary.name(), stamp(&binary.path)?);
        if known[&name]["stamp"] != stamp.as_str() {
            known[&name] = json!({ "stamp": stamp, "tests": {} });
        }
        let names = names(binary)?;
        let open = |test: &&String| is_open(&known[&name]["tests"][test.as_str()], limit);
        let open: Vec<String> = names.iter().filter(open).cloned().collect();
        for some in open.chunks(KEPT_EVERY) {
            eprintln!("running {} tests of {name}, each alone", some.len());
            for (test, told) in run_all(root, binary, some, jobs, limit)? {
                known[&name]["tests"][test] = told;
            }
            fs::write(&memory, known.to_string())
                .map_err(|cause| Failure::at(&memory, "cannot write", &cause))?;
        }
        let tests = known[&name]["tests"].as_object();
        for (name, told) in tests.into_iter().flatten() {
            match read(at, name, told) {
                Some(test) => reach.tests.push(test),
                None => reach.failing.push(format!("{} {name}", binary.package)),
            }
        }
    }
    reach
        .tests
        .sort_by(|a, b| (a.took, &a.name).cmp(&(b.took, &b.name)));
    Ok(reach)
}

/// Whether a test has to be run: nothing is known of it, or it was stopped earlier than it would be now.
fn is_open(told: &Value, limit: Duration) -> bool {
    let stopped = told["stopped"].as_u64();
    told.is_null() || stopped.is_some_and(|seconds| seconds < limit.as_secs())
}

fn read(binary: usize, name: &str, told: &Value) -> Option<Test> {
    let reached = told["reached"].as_array()?;
    let reached = reached.iter().filter_map(Value::as_u64);
    let took = match told["stopped"].is_null() {
        true => Duration::from_micros(told["us"].as_u64()?),
        false => FOR_EVER,
    };
    Some(Test {
        binary,
        name: name.to_owned(),
        took,
        reached: reached.map(|switch| switch as u32).collect(),
    })
}

fn run_all(
    root: &Path,
    binary: &Binary,
    names: &[String],
    jobs: u64,
    limit: Duration,
) -> Result<BTreeMap<String, Value>, Failure> {
    let found: Mutex<BTreeMap<String, Value>> = Mutex::default();
    workers::run(jobs, names, |worker, name| {
        let place = Place::of(root, worker);
        let notes = place.notes();
        // There is none the first time.
        let _ = fs::remove_file(&notes);
        let with = With::Notes(&notes);
        let (end, took) = trial::run(binary, &[name], with, &place, limit)?;
        let told = match end {
            End::Passed => json!({ "us": took.as_micros() as u64, "reached": noted(&notes) }),
            End::OutOfTime => json!({ "stopped": limit.as_secs(), "reached": noted(&notes) }),
            _ => json!({ "fails": true }),
        };
        workers::locked(&found).insert(name.clone(), told);
        Ok(())
    })?;
    Ok(workers::unlocked(found))
}

fn names(binary: &Binary) -> Result<Vec<String>, Failure> {
    let mut command = Command::new(&binary.path);
    command
        .current_dir(&binary.folder)
        .args(["--list", "--format", "terse"]);
    let listed = process::run(&mut command, LIST_LIMIT)?;
    let tests = listed
        .stdout
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    Ok(tests.map(str::to_owned).collect())
}

/// The switches in a file of notes: four bytes each. Programs that a test starts write there as well.
fn noted(path: &Path) -> BTreeSet<u32> {
    let bytes = fs::read(path).unwrap_or_default();
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .iter()
        .map(|number| u32::from_le_bytes(*number))
        .collect()
}

fn stamp(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|cause| Failure::at(path, "cannot read", &cause))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}
