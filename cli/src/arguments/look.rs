//! What may be typed to look into contracts and at their work.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `assent inspect`.
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// A module (`.wasm`), the text of one (`.wat`), a policy (`.consent`, which is compiled first), or a folder with
    /// one of these; `-` reads a module from standard input
    #[arg(value_name = "MODULE")]
    pub module: PathBuf,
    /// List the instructions of a function, by its name or number, block by block, with the fuel of each
    #[arg(long, value_name = "NAME", conflicts_with_all = ["wat", "rules"])]
    pub function: Option<String>,
    /// Print the whole module as text
    #[arg(long, conflicts_with = "rules")]
    pub wat: bool,
    /// Print the rules of a policy: their names and sentences
    #[arg(long)]
    pub rules: bool,
    /// Print what is found as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent trace`.
#[derive(Debug, Args)]
pub struct TraceArguments {
    /// A policy (`.consent` or a compiled `.wasm`), a script of calls (`NAME.calls.json`), or a folder with one of
    /// these
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The request that a policy decides, in JSON (AuthZEN Authorization API 1.0); `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// What the ledger would attest, in JSON
    #[arg(long, value_name = "FILE", requires = "request")]
    pub facts: Option<PathBuf>,
    /// Follow an example of the policy instead, by its name or its number, from 1
    #[arg(long, value_name = "NAME", conflicts_with = "request")]
    pub example: Option<String>,
    /// Show every rule of a policy, also those that are not about whoever asks
    #[arg(long)]
    pub all: bool,
    /// Show this call of a script alone, by its name or its number, from 1; those before it are made, since they
    /// change what it finds
    #[arg(long, value_name = "NAME")]
    pub call: Option<String>,
    /// Steps of a call that are shown; the others are counted
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub steps: usize,
    /// Print the steps as JSON
    #[arg(long)]
    pub json: bool,
}
