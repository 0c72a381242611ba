//! What may be typed about the folder of a ledger.

use std::path::PathBuf;

use abi::{Hash, Height};
use clap::Args;

use super::proof::{hash, height};

/// Arguments of `assent ledger snapshot`.
#[derive(Debug, Args)]
pub struct SnapshotArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The block whose state is wanted; the last one, when it is not given
    #[arg(long, value_name = "HEIGHT", value_parser = height)]
    pub at: Option<Height>,
    /// Where it goes.
    #[command(flatten)]
    pub to: SnapshotTarget,
    /// Print what was written as JSON
    #[arg(long)]
    pub json: bool,
}

/// Where a snapshot goes.
#[derive(Debug, Clone, Default, Args)]
#[group(required = true, multiple = false)]
pub struct SnapshotTarget {
    /// Write it to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Keep it in the folder, so that opening begins there
    #[arg(long)]
    pub keep: bool,
}

/// Arguments of `assent ledger restore`.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The snapshot
    #[arg(value_name = "FILE")]
    pub snapshot: PathBuf,
    /// The folder of the new ledger; it must not exist yet or be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The hash that the snapshot's block has to have, from somebody whom you trust
    #[arg(long, value_name = "HASH", value_parser = hash)]
    pub block: Option<Hash>,
    /// Print what was restored as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `assent ledger prune`.
#[derive(Debug, Args)]
pub struct PruneArguments {
    /// The folder of the ledger
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The first block that is kept; the last one at the most
    #[arg(long, value_name = "HEIGHT", value_parser = height)]
    pub before: Height,
    /// Print what was dropped as JSON
    #[arg(long)]
    pub json: bool,
}
