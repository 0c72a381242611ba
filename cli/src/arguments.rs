//! What may be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod bench;
mod ca;
mod fuzz;
mod ledger;
mod look;
mod proof;

pub use bench::{BenchArguments, BenchBlockArguments, BenchCommand, BenchSubjectArguments};
pub use ca::{
    CaCommand, IssueArguments, KeyArguments, NewCaArguments, RevokeArguments,
    ShowCertificateArguments,
};
pub use fuzz::{FuzzArguments, FuzzProgress};
pub use ledger::{PruneArguments, RestoreArguments, SnapshotArguments, SnapshotTarget};
pub use look::{InspectArguments, TraceArguments};
pub use proof::{
    AnchorArguments, ConsistencyArguments, DisclosuresArguments, ProofCommand, ProveArguments,
    VerifyProofArguments,
};

/// Consent rules, written as sentences, compiled to contracts, decided on a ledger.
#[derive(Debug, Parser)]
#[command(name = "assent", version, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a year of a synthetic hospital: compile its policy, enrol its people, decide who may
    /// read what, block by block, on a ledger in a folder
    Demo(DemoArguments),
    /// Find everything that is wrong with a policy, and with the laws beside it
    Check(CheckArguments),
    /// Run the examples of policies, on the contract and on the reference interpreter, and the scripts of
    /// calls of other contracts
    Test(TestArguments),
    /// Look for a request that breaks a law of a policy, or for calls that break an invariant of another
    /// contract, by trying thousands of them
    Fuzz(FuzzArguments),
    /// Decide one request by a policy
    Decide(DecideArguments),
    /// Measure what decisions and calls cost, in fuel, by what it is for
    Cost(CostArguments),
    /// Compile a policy to a WebAssembly contract; assemble or print a contract that is a module already
    Build(BuildArguments),
    /// Say whether the sandbox admits a module, by anybody and from any compiler, and how near it comes to
    /// each limit
    Admit(AdmitArguments),
    /// Look into a module: its sections, imports and exports, how near it is to each limit, a policy's rules and
    /// tables, a function's instructions with their fuel
    Inspect(InspectArguments),
    /// Follow a decision clause by clause, or the calls of a script by every function of the host
    Trace(TraceArguments),
    /// Begin something of your own from a template
    #[command(subcommand)]
    New(NewCommand),
    /// Look up the words that every policy knows: categories of data and the codes that mean them, purposes,
    /// roles, actions, kinds of party, labels of confidentiality
    Vocabulary(VocabularyArguments),
    /// Lay policies and laws out in the one style of the language; words and comments stay as they are
    Fmt(FmtArguments),
    /// Compile a policy again and compare the contract byte for byte
    Verify(VerifySourceArguments),
    /// Look into a ledger
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Look at a proof about a ledger, without the ledger
    #[command(subcommand)]
    Proof(ProofCommand),
    /// Certify the members of an organisation: make its root certificate, issue, revoke, show
    #[command(subcommand)]
    Ca(CaCommand),
    /// Measure how long the decisions of a policy or the calls of a contract take, and compare with an earlier run; or how
    /// fast this machine makes blocks
    Bench(Box<BenchArguments>),
}

/// Commands about a ledger.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Replay every block from genesis through the contracts and compare every hash, receipt and
    /// root
    Verify(VerifyArguments),
    /// Write a file that shows, to whoever knows one hash, what a ledger holds about a patient, a member, an
    /// organisation or a policy, or that it holds nothing
    Prove(ProveArguments),
    /// Write a file that shows, to whoever knows the hash of one of two blocks, that the later one goes on from
    /// the earlier one, with nothing before it rewritten
    Consistency(ConsistencyArguments),
    /// Account for the disclosures of a patient's record: who asked for what and what for, when, and what was
    /// decided by which rules
    Disclosures(DisclosuresArguments),
    /// Write the whole state after a block to a file, or keep it in the folder, so that opening begins there
    Snapshot(SnapshotArguments),
    /// Begin a ledger with a snapshot: all of it is checked, and nothing trusted but the hash that you give
    Restore(RestoreArguments),
    /// Drop the blocks before a block, for good; the state before it stays, so that whatever is kept can be asked
    /// and proven
    Prune(PruneArguments),
}

/// Arguments of `assent demo`.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The folder of the ledger; it must not exist yet or be empty
    #[arg(long, value_name = "DIR", default_value = "assent-data")]
    pub data: PathBuf,
    /// How many access requests to execute
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub requests: usize,
    /// Draw the secret at random that keys and pseudonyms are derived with, and forget it: no list of names finds
    /// anybody in the ledger then. Without it, each run gives the same ledger
    #[arg(long)]
    pub random: bool,
    /// How to show progress: for people, or one JSON object a line for every durable block
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub progress: Progress,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Whether to keep compiled contracts.
    #[command(flatten)]
    pub cache: CacheArguments,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A line that moves, on standard error.
    Text,
    /// One JSON object a line for every durable block, on standard output.
    Json,
    /// Not at all.
    None,
}

/// Where compiled contracts are kept, if anywhere.
#[derive(Debug, Clone, Args)]
pub struct CacheArguments {
    /// Keep compiled contracts in this folder for later runs; it is made when it is not there
    #[arg(long = "cache", id = "cache", value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The secret key of that folder, which is made when it is not there [default: DIR.key]
    #[arg(
        long = "cache-key",
        id = "cache-key",
        value_name = "FILE",
        requires = "cache"
    )]
    pub key: Option<PathBuf>,
    /// The most bytes that all of that folder may take
    #[arg(
        long = "cache-bytes",
        id = "cache-bytes",
        value_name = "BYTES",
        requires = "cache",
        default_value_t = runtime::DiskSettings::BYTES
    )]
    pub bytes: u64,
}

impl Default for CacheArguments {
    fn default() -> CacheArguments {
        CacheArguments {
            folder: None,
            key: None,
            bytes: runtime::DiskSettings::BYTES,
        }
    }
}

/// Arguments of `assent check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Policies, or folders of them; `-` reads standard input
    #[arg(value_name = "PATH", required_unless_present = "explain")]
    pub paths: Vec<PathBuf>,
    /// Explain a problem by its code instead
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
    /// The day on which the policy is read, to find rules that have ended; today, in the policy's
    /// time zone, when it is not given
    #[arg(long, value_name = "DATE")]
    pub on: Option<jiff::civil::Date>,
    /// Print `{"problems": […]}`
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent test`.
#[derive(Debug, Default, Args)]
pub struct TestArguments {
    /// Policies, scripts of calls (`NAME.calls.json`), or folders of them; `-` reads a policy from standard
    /// input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Run only the examples with this in their name or in the path of their policy, and show only such
    /// calls; with `*` or `?` in it, a pattern for the whole of the name or of the path. Capitals do not
    /// matter
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Show what the examples try of each rule, and what they never try
    #[arg(long)]
    pub coverage: bool,
    /// End with status 1 when the examples of a policy try less than this much of it
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub threshold: Option<u32>,
    /// Write a report for other programs
    #[arg(long, value_name = "FORM")]
    pub report: Option<TestReport>,
    /// Where to write the report; `-`, and the default, is standard output
    #[arg(short, long, value_name = "FILE", requires = "report")]
    pub output: Option<PathBuf>,
    /// Show progress on standard error even when it is no terminal
    #[arg(long)]
    pub progress: bool,
    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,
}

/// What a report of `assent test` is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestReport {
    /// JUnit XML: a suite for each policy, a case for each example.
    Junit,
    /// What `--json` prints.
    Json,
}

/// Arguments of `assent decide`.
#[derive(Debug, Args)]
pub struct DecideArguments {
    /// A policy: a `.consent` file or a compiled `.wasm`
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,
    /// The request, in JSON (AuthZEN Authorization API 1.0); `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub request: PathBuf,
    /// What the ledger would attest, in JSON
    #[arg(long, value_name = "FILE")]
    pub facts: Option<PathBuf>,
    /// Print the AuthZEN answer
    #[arg(long)]
    pub json: bool,
    /// Whether to keep compiled contracts.
    #[command(flatten)]
    pub cache: CacheArguments,
}

/// What `assent new` begins.
#[derive(Debug, Subcommand)]
pub enum NewCommand {
    /// A contract that is no policy, in a new folder: its source, how it is built, and its tests
    Contract(NewContractArguments),
}

/// Arguments of `assent new contract`.
#[derive(Debug, Args)]
pub struct NewContractArguments {
    /// The folder to make; the contract is called as the folder is
    #[arg(value_name = "NAME")]
    pub folder: PathBuf,
    /// What it is written in
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: ContractLanguage,
    /// Print what was written as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent cost`.
#[derive(Debug, Default, Args)]
pub struct CostArguments {
    /// Policies, scripts of calls (`NAME.calls.json`), or folders of them: every example and every call is
    /// measured
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Measure this request instead, on one policy, `.consent` or `.wasm`; in JSON (AuthZEN)
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// What the ledger would attest about the request, in JSON
    #[arg(long, value_name = "FILE", requires = "request")]
    pub facts: Option<PathBuf>,
    /// Keep the costs in a file
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub snapshot: Option<PathBuf>,
    /// Compare with the costs in such a file, to the unit; status 1 when one differs
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
    /// Print the costs, or the differences, as JSON
    #[arg(long)]
    pub json: bool,
}

/// What a contract is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ContractLanguage {
    /// WebAssembly text, by hand.
    Wat,
    /// C, compiled by clang.
    C,
    /// AssemblyScript, compiled by its own compiler, which runs on Node.js.
    #[value(name = "assemblyscript")]
    AssemblyScript,
}

/// Arguments of `assent build`.
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// The policy; or a module (`.wasm`) or the text of one (`.wat`), which is admitted first
    #[arg(value_name = "POLICY")]
    pub policy: PathBuf,
    /// Where to write; `-` is standard output. Default: beside it, with another ending
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_name = "FORM", default_value = "wasm")]
    pub emit: Emit,
    /// Print what was built as JSON
    #[arg(long)]
    pub json: bool,
}

/// What `assent build` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The module.
    Wasm,
    /// The module as text, to read.
    Wat,
}

/// Arguments of `assent admit`.
#[derive(Debug, Default, Args)]
pub struct AdmitArguments {
    /// The module, binary or as WebAssembly text; `-` reads standard input
    #[arg(value_name = "MODULE", required_unless_present = "rules")]
    pub module: Option<PathBuf>,
    /// Print all rules and limits instead
    #[arg(long, conflicts_with = "module")]
    pub rules: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent vocabulary`.
#[derive(Debug, Args)]
pub struct VocabularyArguments {
    /// A word, a code or a part of one (`lipid`, `718-7`, `F10`, `TREAT`); without it an overview
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// Only these
    #[arg(long, value_name = "KIND")]
    pub kind: Option<VocabularyKind>,
    /// Print what is found as JSON
    #[arg(long)]
    pub json: bool,
}

/// What `assent vocabulary` is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VocabularyKind {
    /// Categories of data.
    Categories,
    /// Purposes.
    Purposes,
    /// Roles of people.
    Roles,
    /// Actions.
    Actions,
    /// Kinds of party.
    Kinds,
    /// Codes that mean a category.
    Codes,
    /// Labels of confidentiality.
    Labels,
}

/// Arguments of `assent ledger verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
    /// Whether to keep compiled contracts.
    #[command(flatten)]
    pub cache: CacheArguments,
}

/// Arguments of `assent fmt`.
#[derive(Debug, Args)]
pub struct FmtArguments {
    /// Policies, files of laws, or folders of them; `-` reads standard input and writes standard output
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Read every file as laws, standard input too; otherwise those alone whose names end in `.laws`
    #[arg(long)]
    pub laws: bool,
    /// Write nothing; show what would change, with status 1 when something would
    #[arg(long)]
    pub check: bool,
    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent verify`.
#[derive(Debug, Args)]
pub struct VerifySourceArguments {
    /// The contract, a compiled `.wasm`
    #[arg(value_name = "CONTRACT")]
    pub contract: PathBuf,
    /// The policy that it is said to be compiled from
    #[arg(long, value_name = "POLICY")]
    pub source: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// More threads than this at once are not worked with.
const THREADS_MAX: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// How many threads are wanted.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().and_then(NonZeroUsize::new);
    let count = count.filter(|count| *count <= THREADS_MAX);
    count.ok_or_else(|| format!("a number of threads is a whole number from 1 to {THREADS_MAX}"))
}

/// One thread for each processor, where nobody said how many.
pub fn threads_of_machine() -> NonZeroUsize {
    let found = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    found.min(THREADS_MAX)
}

#[cfg(test)]
mod tests;
