//! `assent bench block`: how fast this machine makes blocks.

use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::arguments::BenchBlockArguments;
use crate::bench::block::{Plan, measure};
use crate::bench::{BenchError, report};
use crate::failure::Failure;

/// Runs the command: status 0, or 2 when the folder cannot be used.
pub fn run(arguments: &BenchBlockArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let machine = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let plan = Plan {
        patients: arguments.patients,
        transactions: arguments.transactions as usize,
        blocks: arguments.blocks as usize,
        threads: arguments.threads.unwrap_or_else(machine),
    };
    let folder = Scratch::within(&arguments.data)?;
    let mut line = Line::default();
    let measured = measure(plan, &folder.0, &mut |what, done, all| {
        line.show(what, done, all)
    });
    line.end();
    let measured = measured.map_err(|error| stopped(&error))?;
    match arguments.json {
        true => writeln!(out, "{}", report::json(&measured))?,
        false => write!(out, "{}", report::markdown(&measured))?,
    }
    Ok(0)
}

fn stopped(error: &BenchError) -> Failure {
    match error {
        BenchError::Folder(_) => {
            Failure::usage(error.to_string()).help("name another folder with `--data DIR`")
        }
        _ => Failure::failed(error.to_string()),
    }
}

/// A folder of this run alone, removed with all that is in it.
struct Scratch(PathBuf);

impl Scratch {
    fn within(folder: &Path) -> Result<Scratch, Failure> {
        let path = folder.join(format!("assent-bench-{}", std::process::id()));
        match std::fs::create_dir_all(folder).and_then(|()| std::fs::create_dir(&path)) {
            Ok(()) => Ok(Scratch(path)),
            Err(error) => Err(Failure::file("make", &path, &error)
                .help("name a folder that can be written with `--data DIR`")),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("warning: cannot remove {}: {error}", self.0.display());
        }
    }
}

/// Progress: a line that moves on a terminal, a line for each fourth of a step elsewhere.
#[derive(Default)]
struct Line {
    shown: Option<(String, u64)>,
}

impl Line {
    fn show(&mut self, what: &str, done: u64, all: u64) {
        let text = format!("{what}: {done} of {all}");
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K{text}");
            return;
        }
        let now = (what.to_owned(), done * 4 / all.max(1));
        if self.shown.as_ref() != Some(&now) {
            eprintln!("{text}");
            self.shown = Some(now);
        }
    }

    fn end(&self) {
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
    }
}
