//! Compiles the copy with all switches in it, and leaves those out that the compiler refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::listed::Mutant;
use super::refused;
use super::report::is_decision;
use super::switched::{self, Refusal, Switched};
use crate::copy::Copy;
use crate::failure::Failure;
use crate::process::{self, Ended};
use crate::rooms::{ACROSS, FEATURES, ROOMS, Room};

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

impl Binary {
    /// The package, and the file without the compiler's hash: a package may have several binaries.
    pub fn name(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let name = stem.rsplit_once('-').map_or(&*stem, |(name, _)| name);
        format!("{} {name}", self.package)
    }
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
    /// Some rooms alone, each with its own tests; otherwise all rooms, and the tests that cross them.
    pub is_own: bool,
    /// Only files that a decision passes through get switches.
    pub is_decision: bool,
    /// The rooms that are compiled alone are those that these paths begin with; those in front of the engine when there
    /// are no paths.
    pub paths: Vec<String>,
}

impl Selection {
    /// The packages whose mutants are compiled in.
    pub fn packages(&self) -> Vec<&'static str> {
        let is_named = |room: &Room| {
            let mut paths = self.paths.iter();
            paths.any(|path| path.split('/').next() == Some(room.folder))
        };
        let is_chosen = |room: &&Room| match self.paths.is_empty() {
            _ if !self.is_own => true,
            true => room.alone,
            false => is_named(room),
        };
        let chosen = ROOMS.iter().filter(is_chosen);
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
        match self.is_own {
            true => "own",
            false => "all",
        }
    }

    fn arguments(&self) -> Vec<&'static str> {
        if !self.is_own {
            // The features that the tree is always compiled with, so that nothing of others' is compiled anew.
            return vec!["--workspace", "--lib", "--test", "all"];
        }
        let packages = self.packages();
        let mut arguments: Vec<&str> = packages
            .iter()
            .flat_map(|package| ["-p", *package])
            .collect();
        arguments.push("--lib");
        let is_alone = |package: &&str| Room::of(package).is_some_and(|room| room.alone);
        if !packages.iter().all(is_alone) {
            // For the features with which the engine is compiled already.
            arguments.extend(["-p", FEATURES, "-p", ACROSS]);
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
    let mut left_out = refused::remembered(&memory, mutants);
    for _ in 0..ROUNDS {
        let files = switched_files(root, &by_file, &left_out)?;
        let copy = copy(root, &packages, &files, jobs)?;
        let built = compile(&copy, selection, jobs)?;
        eprintln!("  {} s to compile", process::seconds(built.took));
        if built.is_success() {
            let switches = files.values().flat_map(|file| file.switches.clone());
            let refused = files.values().flat_map(|file| file.refused.clone());
            return Ok(Built {
                binaries: binaries(&built.stdout),
                switches: switches.collect(),
                refused: refused.collect(),
            });
        }
        let found = refused::refusals(&copy.target.tree, &built.stdout, &files);
        if found.is_empty() {
            return Err(Failure::new(format!(
                "the tree with switches does not compile, and no mutant explains why:\n{}\n{}",
                refused::errors(&built.stdout).join("\n"),
                built.stderr
            )));
        }
        eprintln!("  {} mutants do not compile and are left out", found.len());
        left_out.extend(found);
        refused::remember(&memory, mutants, &left_out)?;
    }
    Err(Failure::new(format!(
        "the tree with switches does not compile after {ROUNDS} attempts"
    )))
}

fn switched_files<'a>(
    root: &Path,
    by_file: &BTreeMap<&'a str, Vec<&Mutant>>,
    left_out: &BTreeMap<u32, Refusal>,
) -> Result<BTreeMap<&'a str, Switched>, Failure> {
    let switched = by_file.iter().map(|(file, mutants)| {
        let path = root.join(file);
        let source =
            fs::read_to_string(&path).map_err(|cause| Failure::at(&path, "cannot read", &cause))?;
        Ok((*file, switched::switch(file, &source, mutants, left_out)?))
    });
    switched.collect()
}

fn compile(copy: &Copy, selection: &Selection, jobs: u64) -> Result<Ended, Failure> {
    let mut command = copy.target.cargo()?;
    for room in ROOMS {
        let of = format!("profile.release.package.{}", room.package);
        command.arg("--config").arg(format!("{of}.opt-level = 1"));
    }
    command
        .args(["test", "--release", "--offline", "--no-run"])
        .args(["--message-format=json", "--jobs", &jobs.to_string()])
        .args(selection.arguments());
    process::run(&mut command, BUILD_LIMIT)
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
    let switch = [
        ("mutant_switch/Cargo.toml", SWITCH_MANIFEST),
        ("mutant_switch/src/lib.rs", SWITCH),
    ];
    Copy::of(root, "mutants", Some(jobs), &switch, |path| {
        if manifests.contains(path) {
            let text = fs::read_to_string(root.join(path)).ok()?;
            let with = "[dependencies]\nmutant_switch = { path = \"../mutant_switch\" }\n";
            return Some(text.replacen("[dependencies]\n", with, 1));
        }
        files.get(path).map(|file| file.text.clone())
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(is_own: bool, paths: &[&str]) -> Selection {
        Selection {
            is_own,
            is_decision: false,
            paths: paths.iter().map(|path| path.to_string()).collect(),
        }
    }

    #[test]
    fn rooms_in_front_of_the_engine_are_compiled_without_it() {
        let front = selection(true, &[]);
        assert_eq!(front.packages(), ["abi", "msp", "ledger", "policy-lang"]);
        assert!(!front.arguments().contains(&ACROSS));
        let named = selection(true, &["ledger/src/proof.rs", "msp/"]);
        assert_eq!(named.packages(), ["msp", "ledger"]);
    }

    #[test]
    fn binaries_of_one_package_have_names_of_their_own() {
        let name = |file: &str| {
            let binary = Binary {
                package: ACROSS.to_owned(),
                path: format!("target/{file}").into(),
                folder: PathBuf::new(),
            };
            binary.name()
        };
        assert_eq!(name("all-f74ba36f25b8e62a"), "tests all");
        assert_eq!(name("tests-f74ba36f25b8e62a"), "tests tests");
    }

    #[test]
    fn rooms_behind_it_are_compiled_with_the_features_of_everything() {
        let runtime = selection(true, &["runtime/"]).arguments();
        assert_eq!(
            runtime,
            ["-p", "runtime", "--lib", "-p", FEATURES, "-p", ACROSS]
        );
        let all = selection(false, &["abi/"]);
        assert!(all.packages().contains(&"assent"));
        assert_eq!(all.arguments()[0], "--workspace");
    }
}
