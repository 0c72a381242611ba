//! Arguments of `assent fuzz`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::threads;

/// Arguments of `assent fuzz`.
#[derive(Debug, Args)]
pub struct FuzzArguments {
    /// A policy, `.consent`, with its laws beside it in a file that ends in `.laws`; any other contract, `.wat` or
    /// `.wasm`; or a folder with one of them
    #[arg(value_name = "PATH", required_unless_present = "replay")]
    pub path: Option<PathBuf>,
    /// Of a policy the rules and laws to aim at, of a contract the entries to call, separated by commas; without it
    /// all of them
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub target: Vec<String>,
    /// What everything at random follows from: the same file, seed and number of runs give the same findings
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How many requests, or sequences of calls, to try [default: 20000 requests, 5000 sequences]
    #[arg(long, value_name = "N", conflicts_with = "time")]
    pub runs: Option<u64>,
    /// Try for so many seconds instead
    #[arg(long, value_name = "SECONDS")]
    pub time: Option<u64>,
    /// Begin with the cases in this folder, and keep there those that reach something new; it is made when it is not
    /// there
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Where to write what was found, when something was
    #[arg(long, value_name = "DIR", default_value = "fuzz-findings")]
    pub findings: PathBuf,
    /// Threads, 256 at the most; what is found does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub jobs: Option<NonZeroUsize>,
    /// Try what is in this file alone: a policy's examples, a script of calls, or a case of a corpus, which needs the
    /// PATH as well
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runs", "time", "corpus"])]
    pub replay: Option<PathBuf>,
    /// How to show progress
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub progress: FuzzProgress,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// How `assent fuzz` shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FuzzProgress {
    /// A line on standard error: one that moves where that is a terminal, one every ten seconds elsewhere.
    Text,
    /// Not at all.
    None,
}
