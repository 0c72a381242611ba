//! Compiles the copy with all switches in it, and leaves those out that the compiler refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::listed::Mutant;
use super::report::is_decision;
use super::switched::{self, Refusal, Switched};
use crate::copy::Copy;
use crate::failure::Failure;
use crate::process;
use crate::rooms::{ACROSS, ROOMS, Room};

/// The crate that the switches ask.
const SWITCH: &str = include_str!("../../mutants/switch.rs");

const SWITCH_MANIFEST: &str =
    "[package]\nname = \"mutant_switch\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// A build that takes longer hangs.
const BUILD_LIMIT: Duration = Duration::from_secs(7200);

/// More rounds than any tree needs: each takes at least one mutant out.
const ROUNDS: usize = 60;

/// A binary of tests.
#[derive(Clone, Debug)]
pub struct Binary {
    /// The package whose tests it holds.
    pub package: String,
    /// Where it is.
    pub path: PathBuf,
    /// The package's folder in the copy.
    pub folder: PathBuf,
}

/// What was compiled.
#[derive(Debug)]
pub struct Built {
    /// The binaries of tests.
    pub binaries: Vec<Binary>,
    /// By the mutant, the number of its switch.
    pub switches: BTreeMap<u32, u32>,
    /// The mutants that have none.
    pub refused: BTreeMap<u32, Refusal>,
}

/// What is compiled, and which files get switches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The rooms in front of the engine alone, each with its own tests; otherwise all rooms, and the tests that cross them.
    pub is_front: bool,
    /// Only files that a decision passes through get switches.
    pub is_decision: bool,
    /// Of the rooms in front of the engine, only those that these paths begin with; all when there are none.
    pub paths: Vec<String>,
}

impl Selection {
    /// The packages whose mutants are compiled in.
    pub fn packages(&self) -> Vec<&'static str> {
        let is_named = |room: &Room| {
            let mut paths = self.paths.iter();
            self.paths.is_empty() || paths.any(|path| path.split('/').next() == Some(room.folder))
        };
        let is_in_front = |room: &Room| room.alone && is_named(room);
        let chosen = ROOMS
            .iter()
            .filter(|room| !self.is_front || is_in_front(room));
        let packages = chosen.map(|room| room.package);
        packages
            .filter(|package| !["testkit", ACROSS].contains(package))
            .collect()
    }

    /// Whether a mutant gets a switch.
    pub fn takes(&self, mutant: &Mutant) -> bool {
        self.packages().contains(&mutant.package.as_str())
            && (!self.is_decision || is_decision(&mutant.file))
    }

    /// The tests that are run, in names of files.
    pub fn word(&self) -> &'static str {
        match self.is_front {
            true => "front",
            false => "all",
        }
    }

    fn arguments(&self) -> Vec<&'static str> {
        let mut arguments: Vec<&str> = self
            .packages()
            .into_iter()
            .flat_map(|package| ["-p", package])
            .collect();
        arguments.push("--lib");
        if !self.is_front {
            arguments.extend(["-p", ACROSS, "--test", "all"]);
        }
        arguments
    }
}

/// Writes the copy and compiles it, as often as something has to be left out.
///
/// # Errors
/// It does not compile for a reason that no mutant explains.
pub fn build(
    root: &Path,
    mutants: &[Mutant],
    selection: &Selection,
    jobs: u64,
) -> Result<Built, Failure> {
    let packages = selection.packages();
    let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants.iter().filter(|mutant| selection.takes(mutant)) {
        by_file.entry(&mutant.file).or_default().push(mutant);
    }
    let memory = root.join("target/mutants/refused.json");
    let mut refused = remembered(&memory, mutants);
    for _ in 0..ROUNDS {
        let mut files = BTreeMap::new();
        for (file, mutants) in &by_file {
            let path = root.join(file);
            let source = fs::read_to_string(&path)
                .map_err(|cause| Failure::at(&path, "cannot read", &cause))?;
            files.insert(*file, switched::switch(file, &source, mutants, &refused)?);
        }
        let copy = copy(root, &packages, &files, jobs)?;
        let mut command = copy.target.cargo()?;
        for room in ROOMS {
            let of = format!("profile.release.package.{}", room.package);
            command.arg("--config").arg(format!("{of}.opt-level = 1"));
        }
        command
            .args(["test", "--release", "--offline", "--no-run"])
            .args(["--message-format=json", "--jobs", &jobs.to_string()])
            .args(selection.arguments());
        let built = process::run(&mut command, BUILD_LIMIT)?;
        eprintln!("  {} s to compile", process::seconds(built.took));
        if built.is_success() {
            let switches = files.values().flat_map(|file| file.switches.clone());
            for file in files.values() {
                refused.extend(file.refused.clone());
            }
            return Ok(Built {
                binaries: binaries(&built.stdout),
                switches: switches.collect(),
                refused,
            });
        }
        let found = refusals(&copy, &built.stdout, &files);
        if found.is_empty() {
            return Err(Failure::new(format!(
                "the tree with switches does not compile, and no mutant explains why:\n{}\n{}",
                errors(&built.stdout).join("\n"),
                built.stderr
            )));
        }
        eprintln!("  {} mutants do not compile and are left out", found.len());
        refused.extend(found);
        remember(&memory, mutants, &refused)?;
    }
    Err(Failure::new(format!(
        "the tree with switches does not compile after {ROUNDS} attempts"
    )))
}

fn copy(
    root: &Path,
    packages: &[&str],
    files: &BTreeMap<&str, Switched>,
    jobs: u64,
) -> Result<Copy, Failure> {
    let manifests: BTreeSet<String> = ROOMS
        .iter()
        .filter(|room| packages.contains(&room.package))
        .map(|room| format!("{}/Cargo.toml", room.folder))
        .collect();
    let copy = Copy::of(root, "mutants", Some(jobs), |path| {
        if manifests.contains(path) {
            let text = fs::read_to_string(root.join(path)).ok()?;
            let with = "[dependencies]\nmutant_switch = { path = \"../mutant_switch\" }\n";
            return Some(text.replacen("[dependencies]\n", with, 1));
        }
        files.get(path).map(|file| file.text.clone())
    })?;
    copy.put("mutant_switch/Cargo.toml", SWITCH_MANIFEST.as_bytes())?;
    copy.put("mutant_switch/src/lib.rs", SWITCH.as_bytes())?;
    Ok(copy)
}

/// The messages of the compiler that are errors.
fn messages(stdout: &str) -> Vec<Value> {
    let lines = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = lines
        .filter(|line| line["reason"] == "compiler-message" && line["message"]["level"] == "error");
    errors.map(|line| line["message"].clone()).collect()
}

fn errors(stdout: &str) -> Vec<String> {
    let rendered = |message: Value| message["rendered"].as_str().map(str::to_owned);
    messages(stdout).into_iter().filter_map(rendered).collect()
}

/// Which mutants the errors are about.
fn refusals(copy: &Copy, stdout: &str, files: &BTreeMap<&str, Switched>) -> BTreeMap<u32, Refusal> {
    let mut found = BTreeMap::new();
    for message in messages(stdout) {
        let code = message["code"]["code"].as_str().unwrap_or_default();
        let spans = message["spans"].as_array().cloned().unwrap_or_default();
        let (primary, others): (Vec<&Value>, Vec<&Value>) =
            spans.iter().partition(|span| span["is_primary"] == true);
        let about = |spans: &[&Value]| -> BTreeSet<u32> {
            let of = spans.iter().flat_map(|span| about(copy, span, files));
            of.collect()
        };
        let mut numbers = about(&primary);
        if numbers.is_empty() {
            numbers = about(&others);
        }
        let is_alone = numbers.len() == 1;
        for number in numbers {
            let is_type = [
                "E0277", "E0308", "E0369", "E0368", "E0600", "E0599", "E0614",
            ]
            .contains(&code);
            let refusal = match is_alone && is_type {
                true => Refusal::DoesNotCompile,
                false => Refusal::NoSwitch,
            };
            found.insert(number, refusal);
        }
    }
    found
}

fn about(copy: &Copy, span: &Value, files: &BTreeMap<&str, Switched>) -> BTreeSet<u32> {
    let name = span["file_name"].as_str().unwrap_or_default();
    let inside = Path::new(name)
        .strip_prefix(&copy.target.tree)
        .unwrap_or(Path::new(name));
    let at = span["byte_start"].as_u64().unwrap_or(0) as usize;
    let file = inside.to_str().and_then(|path| files.get(path));
    file.map(|file| switched::around(&file.text, at, &file.switches))
        .unwrap_or_default()
}

/// The binaries of tests that cargo names.
fn binaries(stdout: &str) -> Vec<Binary> {
    let lines = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["reason"] == "compiler-artifact" && line["profile"]["test"] == true)
        .filter_map(|line| {
            let manifest = PathBuf::from(line["manifest_path"].as_str()?);
            let folder = manifest.parent()?.to_owned();
            let name = folder.file_name()?.to_str()?;
            let room = ROOMS.iter().find(|room| room.folder == name)?;
            Some(Binary {
                package: room.package.to_owned(),
                path: line["executable"].as_str()?.into(),
                folder,
            })
        })
        .collect()
}

/// What an earlier build has left out: the compiler refuses it again.
fn remembered(path: &Path, mutants: &[Mutant]) -> BTreeMap<u32, Refusal> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let known: Value = serde_json::from_str(&text).unwrap_or_default();
    let of = |mutant: &Mutant| match known[&mutant.name].as_str()? {
        "does not compile" => Some((mutant.number, Refusal::DoesNotCompile)),
        _ => Some((mutant.number, Refusal::NoSwitch)),
    };
    mutants.iter().filter_map(of).collect()
}

fn remember(
    path: &Path,
    mutants: &[Mutant],
    refused: &BTreeMap<u32, Refusal>,
) -> Result<(), Failure> {
    let mut known = json!({});
    for mutant in mutants {
        if let Some(refusal) = refused.get(&mutant.number) {
            known[&mutant.name] = match refusal {
                Refusal::DoesNotCompile => json!("does not compile"),
                Refusal::NoSwitch => json!("no switch"),
            };
        }
    }
    fs::write(path, known.to_string()).map_err(|cause| Failure::at(path, "cannot write", &cause))
}
