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

/// A test that takes longer with no mutant on hangs.
const TEST_LIMIT: Duration = Duration::from_secs(900);

/// A test that passes when no mutant is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The binary, as a position in the list of them.
    pub binary: usize,
    /// Its name in the binary.
    pub name: String,
    /// How long it computes alone.
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

/// Runs every test alone, but for those of binaries that are what they were the last time.
///
/// # Errors
/// A binary does not run.
pub fn measure(root: &Path, binaries: &[Binary], jobs: u64) -> Result<Reach, Failure> {
    let memory = root.join("target/mutants/reach.json");
    let text = fs::read_to_string(&memory).unwrap_or_default();
    let mut known: Value = serde_json::from_str(&text).unwrap_or_else(|_| json!({}));
    let mut reach = Reach::default();
    for (at, binary) in binaries.iter().enumerate() {
        let stamp = stamp(&binary.path)?;
        if known[&binary.package]["stamp"] != stamp.as_str() {
            known[&binary.package] =
                json!({ "stamp": stamp, "tests": run_all(root, binary, jobs)? });
            fs::write(&memory, known.to_string())
                .map_err(|cause| Failure::at(&memory, "cannot write", &cause))?;
        }
        let tests = known[&binary.package]["tests"].as_object();
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

fn read(binary: usize, name: &str, told: &Value) -> Option<Test> {
    let reached = told["reached"].as_array()?;
    let reached = reached.iter().filter_map(Value::as_u64);
    Some(Test {
        binary,
        name: name.to_owned(),
        took: Duration::from_micros(told["us"].as_u64()?),
        reached: reached.map(|switch| switch as u32).collect(),
    })
}

fn run_all(root: &Path, binary: &Binary, jobs: u64) -> Result<Value, Failure> {
    let names = names(binary)?;
    eprintln!(
        "running the {} tests of {}, each alone",
        names.len(),
        binary.package
    );
    let found: Mutex<BTreeMap<String, Value>> = Mutex::default();
    workers::run(jobs, &names, |worker, name| {
        let place = Place::of(root, worker);
        let notes = place.notes();
        // There is none the first time.
        let _ = fs::remove_file(&notes);
        let with = With::Notes(&notes);
        let (end, took) = trial::run(binary, &[name], with, &place, TEST_LIMIT)?;
        let told = match end {
            End::Passed => json!({ "us": took.as_micros() as u64, "reached": noted(&notes) }),
            _ => json!({ "fails": true }),
        };
        workers::locked(&found).insert(name.clone(), told);
        Ok(())
    })?;
    Ok(json!(workers::unlocked(found)))
}

fn names(binary: &Binary) -> Result<Vec<String>, Failure> {
    let mut command = Command::new(&binary.path);
    command
        .current_dir(&binary.folder)
        .args(["--list", "--format", "terse"]);
    let listed = process::run(&mut command, TEST_LIMIT)?;
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
