//! `assent bench`: how long decisions and calls take, and how fast this machine makes blocks.

mod block;
mod subject;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::arguments::{BenchArguments, BenchCommand};
use crate::failure::Failure;
use crate::progress::Line;

/// Runs the command: the status is that of what is measured.
pub fn run(arguments: &BenchArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    match &arguments.command {
        Some(BenchCommand::Block(arguments)) => block::run(arguments, out),
        None => subject::run(&arguments.subject, out),
    }
}

/// A folder of this run alone, removed with all that is in it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn within(folder: &Path) -> Result<Scratch, Failure> {
        // Several of them may be at work in one process.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("assent-bench-{}-{count}", std::process::id()));
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

/// A line about a measurement: how much of which of its steps is done.
pub(super) fn show(line: &mut Line, what: &str, done: u64, all: u64) {
    line.show(what, done, all, &format!("{what}: {done} of {all}"));
}

/// A line for each fourth of a step.
pub(super) fn line() -> Line {
    Line::new(4)
}
