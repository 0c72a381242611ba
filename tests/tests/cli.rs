//! The `assent` command from its arguments to its output and exit status, on files in a folder.

mod accounting;
mod admit;
mod bench;
mod build;
mod build_module;
mod ca;
mod cache;
mod check;
mod cost;
mod decide;
mod decide_conditions;
mod decide_data;
mod decide_facts;
mod decide_request;
mod demo;
mod fmt;
mod inspect;
mod new;
mod proof;
mod snapshot;
mod test;
mod test_calls;
mod test_coverage;
mod test_report;
mod trace;
mod verify_source;
mod vocabulary;

use std::path::PathBuf;

use assent::arguments::{Arguments, Command};
use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

/// What a command did.
struct Ran {
    /// Its exit status.
    status: u8,
    /// What it wrote to standard output.
    out: Vec<u8>,
    /// What stopped it, with its advice, as it is shown.
    error: String,
}

impl Ran {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("text")
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.out)
            .unwrap_or_else(|_| panic!("{}{}", self.text(), self.error))
    }
}

fn run(command: Command) -> Ran {
    let mut out = Vec::new();
    match assent::command::run(command, &mut out) {
        Ok(status) => Ran {
            status,
            out,
            error: String::new(),
        },
        Err(failure) => Ran {
            status: failure.status,
            out,
            error: failure.to_string(),
        },
    }
}

/// Runs what is typed; no word of it has a space.
fn typed(line: &str) -> Ran {
    let words = ["assent"].into_iter().chain(line.split(' '));
    let arguments = Arguments::try_parse_from(words);
    run(arguments
        .unwrap_or_else(|error| panic!("{line}: {error}"))
        .command)
}

/// A folder with files, gone when it is dropped.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, contents).expect("a file");
        path
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file")
    }
}

/// What a command shows, with the folder's path taken out of it.
fn without_folder(text: &str, folder: &Folder) -> String {
    text.replace(&format!("{}/", folder.0.path().display()), "")
}
