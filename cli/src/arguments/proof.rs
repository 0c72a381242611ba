//! What may be typed about proofs.

use std::path::PathBuf;

use abi::{Hash, Height};
use clap::{Args, Subcommand};

/// Commands about proofs.
#[derive(Debug, Subcommand)]
pub enum ProofCommand {
    /// Verify a proof with nothing but the file and one hash that you trust, and say in words what it proves
    Verify(VerifyProofArguments),
}

/// Arguments of `assent ledger prove`.
#[derive(Debug, Args)]
#[command(after_help = KEYS)]
pub struct ProveArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What the proof is about: see below
    #[arg(value_name = "KEY", required = true, num_args = 1..=3)]
    pub key: Vec<String>,
    /// The block after which it is proven; the last one, when it is not given
    #[arg(long, value_name = "HEIGHT", value_parser = height)]
    pub at: Option<Height>,
    /// Where to write the proof
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Print what is proven as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent ledger consistency`.
#[derive(Debug, Args)]
pub struct ConsistencyArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The earlier block
    #[arg(long, value_name = "HEIGHT", value_parser = height)]
    pub from: Height,
    /// The later block; the last one, when it is not given
    #[arg(long, value_name = "HEIGHT", value_parser = height)]
    pub to: Option<Height>,
    /// Where to write the proof
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Print what is proven as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent ledger disclosures`.
#[derive(Debug, Args)]
pub struct DisclosuresArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The patient's pseudonym: 32 hexadecimal digits
    #[arg(value_name = "PATIENT")]
    pub patient: String,
    /// The first day, in UTC
    #[arg(long, value_name = "DATE")]
    pub from: Option<jiff::civil::Date>,
    /// The last day, in UTC
    #[arg(long, value_name = "DATE")]
    pub until: Option<jiff::civil::Date>,
    /// Write a proof of each entry into this folder, which is made when it is not there
    #[arg(long, value_name = "FOLDER")]
    pub proofs: Option<PathBuf>,
    /// Print the accounting as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent proof verify`.
#[derive(Debug, Args)]
pub struct VerifyProofArguments {
    /// The proof; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The hash that is trusted.
    #[command(flatten)]
    pub anchor: AnchorArguments,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// What whoever verifies trusts.
#[derive(Debug, Clone, Copy, Default, Args)]
#[group(required = true, multiple = false)]
pub struct AnchorArguments {
    /// The root of the state that the proof is to be of
    #[arg(long, value_name = "HASH", value_parser = hash)]
    pub root: Option<Hash>,
    /// The hash of the block that the proof is to be of; it vouches for chain, height and time as well. Of two
    /// blocks, either of them
    #[arg(long, value_name = "HASH", value_parser = hash)]
    pub block: Option<Hash>,
}

/// The ways to name a key.
const KEYS: &str = "\
Keys:
  patient HEX consents       what the patient has consented to; 32 hexadecimal digits
  patient HEX registration   the patient's key, and who registered it
  patient HEX treatments     who treats the patient
  patient HEX accesses       past accesses that are kept for counters
  patient HEX delegations    who may act for the patient
  patient HEX facts          what is attested about the patient
  patient HEX emergencies    accesses in an emergency that wait for a review
  patient HEX anchor HASH    who anchored a commitment to a record
  member ID                  a person's key
  certificate ID             the certificate that enrolled a person
  organisation NAME          an organisation's key
  root NAME                  an organisation's root certificate
  serial NAME HEX            what became of an organisation's certificate
  revoked                    organisations whose membership has ended
  account KEY                who a key belongs to; 64 hexadecimal digits
  governance                 who governs
  proposal HASH              what a transaction has proposed
  schedule                   what waits for its height
  policy [HEIGHT]            the active policy, or the one that a block activated
  contract NAME [HEIGHT]     the contract of a name, likewise
  module HASH                a stored module
  chain                      what the chain began with
  counting                   what is kept of allowed accesses
  raw HEX                    a key of the state by its bytes";

pub(super) fn hash(text: &str) -> Result<Hash, String> {
    Hash::from_hex(text).ok_or_else(|| String::from("a hash is 64 hexadecimal digits"))
}

pub(super) fn height(text: &str) -> Result<Height, String> {
    let number = text.parse().map(Height);
    number.map_err(|_| String::from("a height is a whole number, 0 for the genesis block"))
}
