//! `assent bench`: how long decisions and calls take, and how fast this machine makes blocks.

mod block;
mod subject;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::arguments::{BenchArguments, BenchCommand};
use crate::failure::Failure;

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

/// Progress: a line that moves on a terminal, a line for each fourth of a step elsewhere.
#[derive(Default)]
pub(super) struct Line {
    shown: Option<(String, u64)>,
}

impl Line {
    pub(super) fn show(&mut self, what: &str, done: u64, all: u64) {
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

    pub(super) fn end(&self) {
        if std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
    }
}
