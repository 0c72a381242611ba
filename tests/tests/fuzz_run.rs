//! What `fuzz/run` makes of how a target ends, with scripts in the place of the targets and of cargo.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::docs::root;

/// Ends as its name says; `$input` is the corpus, or the one file that it is run on by itself.
const TARGET: &str = r#"#!/bin/sh
for given; do
  case $given in -*) ;; *) input=$given ;; esac
done
name=${0##*/}
finding() {
  echo case >"artifacts/$name/$1-1"
  echo "Test unit written to artifacts/$name/$1-1"
  exit 70
}
echo '#2048 pulse cov: 1234 ft: 5678'
echo 'stat::number_of_executed_units: 23456'
case $name in
  passes) ;;
  crashes) finding crash ;;
  was_stopped) [ ! -d "$input" ] || finding timeout ;;
  hangs) finding timeout ;;
esac
"#;

/// A folder as `fuzz` is, with these targets.
struct Fuzz(TempDir);

impl Fuzz {
    fn with(targets: &[&str]) -> Fuzz {
        let fuzz = Fuzz(TempDir::new().expect("a folder"));
        let path = |target: &&str| format!("path = \"fuzz_targets/{target}.rs\"\n");
        let manifest: String = targets.iter().map(path).collect();
        fs::write(fuzz.path("Cargo.toml"), manifest).expect("written");
        fs::copy(root().join("fuzz/run"), fuzz.path("run")).expect("copied");
        fuzz.script("bin/cargo", "#!/bin/sh\n");
        fuzz.script("bin/rustc", "#!/bin/sh\necho 'host: here'\n");
        for target in targets {
            fuzz.script(&format!("target/here/release/{target}"), TARGET);
        }
        fuzz
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn script(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let found = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&found);
        let paths = std::iter::once(self.path("bin")).chain(found);
        Command::new("bash")
            .arg(self.path("run"))
            .args(arguments)
            .env("PATH", std::env::join_paths(paths).expect("paths"))
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .expect("bash runs")
    }
}

/// The rows of the table, without the two columns of seconds.
fn rows(output: &Output) -> Vec<String> {
    let table = String::from_utf8_lossy(&output.stdout);
    let rows = table.lines().skip(2).map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        match cells.as_slice() {
            [target, _, executions, coverage, corpus, _, findings] => {
                format!("{target} {executions} {coverage} {corpus} {findings}")
            }
            _ => row.to_owned(),
        }
    });
    rows.collect()
}

fn is_there(path: &Path) -> bool {
    path.try_exists().expect("a look")
}

#[test]
fn a_target_that_finds_nothing_is_a_row_of_the_table() {
    let fuzz = Fuzz::with(&["passes"]);
    let output = fuzz.run(&["--seconds", "1"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(rows(&output), ["`passes` 23,456 1,234 0 none"]);
}

/// An hour can be gathered over many runs.
#[test]
fn seconds_of_a_processor_are_added_to_those_of_earlier_runs() {
    let fuzz = Fuzz::with(&["passes"]);
    fs::create_dir_all(fuzz.path("corpus/passes")).expect("made");
    fs::write(fuzz.path("corpus/passes.seconds"), "3599\n").expect("written");
    let output = fuzz.run(&[]);
    assert_eq!(output.status.code(), Some(0));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.ends_with("| 3,599 | none |\n"), "{table}");
}

#[test]
fn a_finding_ends_the_run_and_is_kept() {
    let fuzz = Fuzz::with(&["crashes", "passes"]);
    let output = fuzz.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(rows(&output), ["`crashes` 23,456 1,234 0 **one**"]);
    assert!(is_there(&fuzz.path("artifacts/crashes/crash-1")));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("crashes: a finding, kept in fuzz/artifacts/crashes/crash-1\n"),
        "{told}"
    );

    let output = fuzz.run(&["--keep-going"]);
    assert_eq!(output.status.code(), Some(1));
    let both = [
        "`crashes` 23,456 1,234 0 **one**",
        "`passes` 23,456 1,234 0 none",
    ];
    assert_eq!(rows(&output), both);
}

/// A laptop that slept makes a case seem slow; run by itself it tells.
#[test]
fn a_case_that_was_slow_once_is_no_finding_and_one_that_stays_slow_is() {
    let fuzz = Fuzz::with(&["was_stopped", "hangs"]);
    let output = fuzz.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let both = [
        "`was_stopped` 23,456 1,234 0 none; stopped early",
        "`hangs` 23,456 1,234 0 **one**",
    ];
    assert_eq!(rows(&output), both);
    assert!(!is_there(&fuzz.path("artifacts/was_stopped/timeout-1")));
    assert!(is_there(&fuzz.path("artifacts/hangs/timeout-1")));
}

#[test]
fn an_unknown_target_is_an_error_that_says_how_to_list_them() {
    let output = Fuzz::with(&["passes"]).run(&["nothing"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let wanted = "fuzz/run: there is no target nothing; fuzz/run --list names them\n";
    assert_eq!(told, wanted);
}
