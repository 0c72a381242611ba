//! Snapshots: the whole state after a block, with what makes it believed, as a file.
//!
//! ```text
//! snapshot   "ASSENTSN" (8) | version u16 | length of the front u32 | front
//!            | H("snapshot", all of the above) (32) | parts
//! front      configuration | header | certificate (64) | peaks of its history [hash] | keys u64
//! part       length of the entries u32 | entries
//!            | H("snapshot", checksum before (32) | length of the entries | entries) (32)
//! entry      key hash (32) | length u32 | value
//! ```
//!
//! Entries ascend by key hash, and a part ends with the entry that makes it a mebibyte long, or with the last
//! one: so a state has one snapshot, byte for byte, and each byte of it is under the last checksum. Whoever
//! reads one believes none of it: the header's certificate is its proposer's, the peaks give the header's
//! history root, and keys and values give its state root.
//!
//! Keys are there by their hashes alone, as in memory: a state is asked for keys that somebody knows, and the
//! root shows that none is missing. So a snapshot names no key to whoever does not know it, but those of contracts'
//! values, which stand before the values: see [`crate::state::contract_value`].

use std::io;

use abi::limits::BLOCK_BYTES;
use abi::{Hash, Height, Signature};
use parity_scale_codec::{Decode, Encode};
use thiserror::Error;

use crate::block::{HEIGHT_MAX, Header};
use crate::error::{DecodeError, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::ledger::check_history;
use crate::store::layout::CHAIN_BYTES;

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::SnapshotReader;
pub use write::write_snapshot;

const MAGIC: &[u8; 8] = b"ASSENTSN";

/// The version of the layout.
pub const SNAPSHOT_VERSION: u16 = 1;

/// Bytes before the front.
const HEAD: usize = 8 + 2 + 4;

/// More than any front takes: a configuration, a header and the most peaks.
const FRONT_BYTES: u64 = CHAIN_BYTES + (8 << 10);

/// A part that is this long takes no further entry.
const PART_BYTES: usize = 1 << 20;

/// Bytes of an entry beside its value.
const ENTRY_EXTRA: usize = 32 + 4;

/// A part that is one entry short of its end, and the longest value: a block has written it.
const PART_BYTES_MAX: u64 = PART_BYTES as u64 + ENTRY_EXTRA as u64 + BLOCK_BYTES;

/// What a snapshot begins with: what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Front {
    /// What the chain began with.
    pub config: GenesisConfig,
    /// The header of the block after which the state was so.
    pub header: Header,
    /// The proposer's signature of the header's hash; zeros of the genesis block.
    pub certificate: Signature,
    /// The peaks of the history of that block: of the blocks before it.
    pub peaks: Vec<Hash>,
    /// How many keys the state has.
    pub keys: u64,
}

impl Front {
    /// Checks everything that does not take the state, and returns the blocks before the block.
    ///
    /// # Errors
    /// Reject: the header is of another chain, not certified, or names another history.
    pub fn check(&self) -> Result<History, Reject> {
        self.config.check()?;
        let header = &self.header;
        if header.height > HEIGHT_MAX {
            return Err(DecodeError::Limit.into());
        }
        if header.chain != self.config.chain_id() {
            return Err(Reject::WrongChain);
        }
        if header.height == Height(0) && *header != self.config.block().header {
            return Err(Reject::WrongChain);
        }
        if header.proposer != self.config.proposer {
            return Err(Reject::WrongProposer);
        }
        if header.protocol != self.config.protocol {
            return Err(Reject::WrongProtocol(header.protocol));
        }
        if !header.is_certified_by(&self.certificate) {
            return Err(Reject::BadCertificate);
        }
        let history = History::from_peaks(header.height.0, self.peaks.clone());
        let history = history.ok_or(Reject::HistoryRoot)?;
        check_history(&history, header)?;
        Ok(history)
    }
}

/// Why a snapshot cannot be written, or is not believed.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is not a snapshot")]
    NotOne,
    /// It was written by another version of the format.
    #[error("version {0} of snapshots is not one that this program reads")]
    Version(u16),
    /// It ends too early.
    #[error("the snapshot ends before its last part")]
    Short,
    /// Bytes follow its last part.
    #[error("bytes follow the last part of the snapshot")]
    Trailing,
    /// A checksum does not match.
    #[error("a checksum of the snapshot does not match")]
    Checksum,
    /// The checksums are right and the layout is not the one that a state has.
    #[error("the snapshot does not follow the layout")]
    Layout,
    /// What it says of its block does not hold.
    #[error("the block of the snapshot: {0}")]
    Block(#[from] Reject),
    /// It is of another block than the one that is trusted.
    #[error("the snapshot is of the block {0}, another one")]
    OtherBlock(Hash),
    /// The folder that it goes into cannot take it.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<DecodeError> for SnapshotError {
    fn from(_: DecodeError) -> SnapshotError {
        SnapshotError::Layout
    }
}
