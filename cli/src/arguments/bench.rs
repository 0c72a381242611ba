//! What may be typed about benches.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What `assent bench` measures.
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
    /// Threads; as many as there are cores, when it is not given
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// The folder on whose disk blocks are made durable: one is made in it, and removed at the end
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub data: PathBuf,
    /// Print what was measured as JSON
    #[arg(long)]
    pub json: bool,
}
