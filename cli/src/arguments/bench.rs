//! What may be typed about benches.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::threads;

/// Arguments of `assent bench`: a policy or a contract, or something else that is measured.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct BenchArguments {
    /// What else is measured.
    #[command(subcommand)]
    pub command: Option<BenchCommand>,
    /// A policy or a contract.
    #[command(flatten)]
    pub subject: BenchSubjectArguments,
}

/// Arguments of `assent bench PATH`.
#[derive(Debug, Default, Args)]
pub struct BenchSubjectArguments {
    /// A policy (`.consent` or a compiled `.wasm`), whose decisions are timed; a script of calls (`NAME.calls.json`),
    /// whose calls are; or a folder with one of these
    #[arg(value_name = "PATH", required = true)]
    pub path: Option<PathBuf>,
    /// Requests for the policy to decide in turns, in JSON: one, a list, or one a line; without it, the policy's own
    /// examples
    #[arg(long, value_name = "FILE")]
    pub requests: Option<PathBuf>,
    /// So many requests made by type and aimed at the policy's rules, with facts and consents of their own
    #[arg(long, value_name = "N", conflicts_with = "requests", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub generate: Option<u64>,
    /// What such requests are drawn from
    #[arg(long, value_name = "N", default_value_t = 1, requires = "generate")]
    pub seed: u64,
    /// What the ledger would attest about these requests, in JSON
    #[arg(long, value_name = "FILE", requires = "requests")]
    pub facts: Option<PathBuf>,
    /// The most threads that decide at once; as many as there are cores, when it is not given; 256 at the most
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// How long to measure, about, in seconds
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Write what was measured to a file, to compare later runs with
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Compare with such a file, and say which differences are more than noise
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// End with status 1 when something is slower than in the baseline, by more than noise and this much
    #[arg(long, value_name = "PERCENT", requires = "baseline")]
    pub fail_on_slower: Option<u64>,
    /// Print what was measured as JSON
    #[arg(long)]
    pub json: bool,
}

/// What else `assent bench` measures.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// How fast this machine makes blocks of signed access requests, beside what signatures, hashes and the
    /// disk take alone
    Block(BenchBlockArguments),
}

/// Arguments of `assent bench block`.
#[derive(Debug, Args)]
pub struct BenchBlockArguments {
    /// Patients of the hospital, each with one to three consents
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub patients: u64,
    /// Requests in a block, 10,000 at the most
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=abi::limits::BLOCK_TRANSACTIONS))]
    pub transactions: u64,
    /// Blocks that are timed in each way
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(2..))]
    pub blocks: u64,
    /// Threads; as many as there are cores, when it is not given; 256 at the most
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// The folder on whose disk blocks are made durable: one is made in it, and removed at the end
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub data: PathBuf,
    /// Print what was measured as JSON
    #[arg(long)]
    pub json: bool,
}
