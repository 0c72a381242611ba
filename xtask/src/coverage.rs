//! `cargo xtask coverage`: which lines and branches of a room its tests pass through.
//!
//! The rooms alone are compiled with counters; others' packages are what they always are. The counters are the
//! compiler's, and LLVM's own tools read them: they have to be of the version that the compiler uses.
//!
//! | module | holds |
//! | --- | --- |
//! | [`compiler`] | the compiler's arguments for counters |
//! | `tools` | LLVM's tools |
//! | `table` | what they say, file by file |

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::json::Json;
use crate::process::{self, seconds};
use crate::repository;
use crate::rooms::{ROOMS, Room};
use crate::target::{Target, all_files, make_folder};

pub mod compiler;
mod table;
mod tools;

use table::Counts;
use tools::Tools;

const HELP: &str = "\
Count the lines and branches of rooms that their own tests pass through.

Usage: cargo xtask coverage [ROOM...] [OPTIONS]

Without names, the rooms in front of the engine: abi, msp, ledger, policy-lang. Tests, and what exists for tests alone,
are not counted. Tests that cross rooms are not run: what they alone pass through counts as not passed. The first run
compiles for some minutes, into target/coverage.

It needs llvm-profdata and llvm-cov of the compiler's LLVM: from the package `llvm-N` of Debian, or by
`rustup component add llvm-tools`; or the variables LLVM_PROFDATA and LLVM_COV name them.

Options:
  --files     a line for each file, those with the most branches not passed first
  --jobs N    processes that the compiler may use at a time
  --json      print one line of JSON in the place of the table
  -h, --help  print this

Status: 0 it was counted, whatever the figures, 2 it could not be.
";

/// Tests that take longer hang.
const TEST_LIMIT: Duration = Duration::from_secs(3600);

/// What one room came to.
struct Covered {
    room: &'static Room,
    files: Vec<(String, Counts)>,
}

/// Runs the command.
///
/// # Errors
/// A room does not compile, its tests fail, or the tools are not there.
pub fn run(typed: &[String]) -> Result<bool, Failure> {
    let arguments = Arguments::read(typed, &["--files", "--json", "--help", "-h"], &["--jobs"])?;
    if arguments.has("--help") || arguments.has("-h") {
        print!("{HELP}");
        return Ok(true);
    }
    let rooms = rooms(&arguments.names)?;
    let tools = Tools::find()?;
    let root = repository::root();
    let folder = root.join("target/coverage");
    let target = Target {
        tree: root.clone(),
        folder: folder.join("target"),
        jobs: arguments.number("--jobs")?,
    };
    target.warm()?;
    let mut all = Vec::new();
    for room in rooms {
        let files = count(&target, &tools, &folder, room)?;
        all.push(Covered { room, files });
    }
    if arguments.has("--json") {
        println!("{}", json(&all).line());
    } else {
        print(&all, arguments.has("--files"));
    }
    Ok(true)
}

fn rooms(names: &[String]) -> Result<Vec<&'static Room>, Failure> {
    if names.is_empty() {
        return Ok(ROOMS.iter().filter(|room| room.alone).collect());
    }
    let named = names.iter().map(|name| {
        let room = ROOMS
            .iter()
            .find(|room| room.package == name || room.folder == name);
        room.ok_or_else(|| {
            let known: Vec<&str> = ROOMS.iter().map(|room| room.package).collect();
            Failure::usage(format!(
                "no room with tests is called `{name}`; there are {}",
                known.join(", ")
            ))
        })
    });
    named.collect()
}

fn count(
    target: &Target,
    tools: &Tools,
    folder: &Path,
    room: &'static Room,
) -> Result<Vec<(String, Counts)>, Failure> {
    eprintln!("building the tests of {} with counters", room.package);
    let wrapper = compiler::wrapper()?;
    let (built, binary) = target.build(room, |command| wrapper(command))?;
    let binary = binary.ok_or_else(|| {
        let package = room.package;
        Failure::new(format!(
            "the tests of {package} do not compile with counters:\n{}",
            built.stderr
        ))
    })?;
    let profiles = folder.join(format!("profiles/{}", room.package));
    if profiles.exists() {
        std::fs::remove_dir_all(&profiles)
            .map_err(|cause| Failure::at(&profiles, "cannot empty", &cause))?;
    }
    make_folder(Some(&profiles))?;
    eprintln!("  {} s; running them", seconds(built.took));
    let mut tests = target.command(room, &binary);
    tests.env("LLVM_PROFILE_FILE", profiles.join("%p-%m.profraw"));
    let ended = process::run(&mut tests, TEST_LIMIT)?;
    if !ended.is_success() {
        let package = room.package;
        return Err(Failure::new(format!(
            "the tests of {package} fail:\n{}",
            ended.stdout
        )));
    }
    eprintln!("  {} s; counting", seconds(ended.took));
    let merged = folder.join(format!("{}.profdata", room.package));
    tools.merge(&all_files(&profiles)?, &merged)?;
    let sources = target.tree.join(room.folder).join("src");
    let report = tools.report(&binary, &merged, &sources)?;
    table::read(&report).ok_or_else(|| {
        Failure::new(format!(
            "llvm-cov prints something that is not understood:\n{report}"
        ))
    })
}

fn print(all: &[Covered], files: bool) {
    println!(
        "{:24} {:>7} {:>8} {:>8} {:>8} {:>8}",
        "room", "files", "lines", "covered", "branches", "covered"
    );
    for Covered { room, files } in all {
        let sum = Counts::sum(files.iter().map(|(_, counts)| counts));
        println!("{:24} {:>7} {}", room.package, files.len(), sum.columns());
    }
    if !files {
        return;
    }
    for Covered { room, files } in all {
        println!("\n{}", room.package);
        let mut files: Vec<&(String, Counts)> = files.iter().collect();
        files.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.branches_missed));
        for (file, counts) in files {
            println!("  {file:30} {}", counts.columns());
        }
    }
}

fn json(all: &[Covered]) -> Json {
    let rooms = all.iter().map(|Covered { room, files }| {
        let sum = Counts::sum(files.iter().map(|(_, counts)| counts));
        let files = files.iter().map(|(file, counts)| {
            let mut fields = vec![("file", Json::text(file))];
            fields.extend(counts.fields());
            Json::Fields(fields)
        });
        let mut fields = vec![("room", Json::text(room.package))];
        fields.extend(sum.fields());
        fields.push(("files", Json::List(files.collect())));
        Json::Fields(fields)
    });
    Json::Fields(vec![("rooms", Json::List(rooms.collect()))])
}

/// Gives cargo the compiler that puts counters into the rooms.
type Wrapper = Box<dyn Fn(&mut Command)>;
