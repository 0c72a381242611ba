//! Errors, of two kinds that are never mixed: a *reject* is somebody else's mistake and changes
//! nothing; a *fault* is ours (disk, damage, broken invariant), stops the node and never enters a
//! receipt. What a well-formed transaction comes to is neither: it is an [`OutcomeCode`].
//!
//! No variant holds a value of the state, a key of a patient or text from an input.

use std::io;

use abi::{Height, OutcomeCode};
use thiserror::Error;

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// There are more bytes than the limit.
    #[error("{length} bytes are more than the {max} that are allowed")]
    TooLong {
        /// How many there are.
        length: u64,
        /// How many may be.
        max: u64,
    },
    /// The bytes do not follow the layout, or hold more memory than their length accounts for.
    #[error("the bytes do not follow the layout")]
    Layout,
    /// The checksum is not that of the bytes: they were damaged, or cut.
    #[error("the checksum is not that of the bytes")]
    Checksum,
    /// Bytes follow the value.
    #[error("{bytes} bytes follow the value")]
    Trailing {
        /// How many.
        bytes: u64,
    },
    /// A list, a name or a number is outside its limits.
    #[error("a list, a name or a number is outside its limits")]
    Limit,
}

/// Why a block or a configuration is not acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Reject {
    /// It does not decode.
    #[error("does not decode: {0}")]
    Decode(#[from] DecodeError),
    /// It belongs to another chain.
    #[error("belongs to another chain")]
    WrongChain,
    /// It does not follow the tip.
    #[error("is block {}, where {} is next", .found.0, .expected.0)]
    WrongHeight {
        /// The height after the tip.
        expected: Height,
        /// Its height.
        found: Height,
    },
    /// Its parent is not the block before it.
    #[error("its parent is not the block before it")]
    WrongParent,
    /// Its time is not after its parent's.
    #[error("its time is not after its parent's")]
    TimeNotLater,
    /// It was made for another protocol version.
    #[error("protocol version {0} is not this chain's")]
    WrongProtocol(u16),
    /// Its proposer is not the chain's.
    #[error("its proposer is not the chain's")]
    WrongProposer,
    /// Its certificate is not the proposer's signature of its header.
    #[error("its certificate is not its proposer's signature")]
    BadCertificate,
    /// It has too many transactions.
    #[error("{0} transactions are more than a block may have")]
    TooManyTransactions(u64),
    /// Its receipts do not stand one for one beside its transactions.
    #[error("its receipts do not stand one for one beside its transactions")]
    ReceiptsDiffer,
    /// A transaction's signature and its receipt contradict each other.
    #[error("the signature of transaction {0} and its receipt contradict each other")]
    SignatureOutcome(u64),
    /// The transactions are not those of the header.
    #[error("the transactions root does not match")]
    TransactionsRoot,
    /// The receipts are not those of the header.
    #[error("the receipts root does not match")]
    ReceiptsRoot,
    /// The state after the writes is not the one of the header.
    #[error("the state root does not match")]
    StateRoot,
    /// What it writes for a contract does not name its key.
    #[error("a contract's value does not name its key")]
    ContractValue,
    /// The blocks before it are not those of the header.
    #[error("the history root does not match")]
    HistoryRoot,
    /// The sealed block was made on another tip.
    #[error("was sealed on another tip")]
    Stale,
}

/// What is broken, on our side.
#[derive(Debug, Error)]
pub enum Fault {
    /// The operating system refused something.
    #[error("cannot {action} {file}: {source}")]
    Io {
        /// What we tried, as a verb.
        action: &'static str,
        /// The file's name inside the folder.
        file: String,
        /// Its answer.
        source: io::Error,
    },
    /// Another process has the folder open.
    #[error("another process has this folder open; stop it first")]
    Locked,
    /// The folder holds something else.
    #[error("the folder holds {0}; a chain is only created in an empty folder")]
    NotEmpty(String),
    /// The folder holds no chain.
    #[error("the folder holds no chain (there is no file `chain` in it)")]
    NoChain,
    /// The folder was written by another version of the format.
    #[error("format version {0} is not one that this program reads")]
    Version(u16),
    /// Bytes of the folder are not what was written.
    #[error(
        "{file} is damaged at byte {offset}: {what}. \
         Restore the folder from a backup or from another node"
    )]
    Damaged {
        /// The file's name inside the folder.
        file: String,
        /// Where.
        offset: u64,
        /// What is wrong there.
        what: Damage,
    },
    /// A block of the store contradicts the chain it is in.
    #[error("block {} of the store {}", .0.0, .1)]
    Block(Height, Reject),
    /// A record of the state does not decode.
    #[error("a record of kind `{0}` does not decode")]
    Record(&'static str),
    /// An earlier write failed, so that what is on the disk is not known.
    #[error("an earlier write failed; open the folder again")]
    Poisoned,
    /// Of these two blocks the first is not before the second.
    #[error("block {} is not before block {}", .0.0, .1.0)]
    NotEarlier(Height, Height),
    /// A block, or the state after it, is not in this folder any more.
    #[error("block {} was pruned: what is kept here goes back to block {}", .0.0, .1.0)]
    Pruned(Height, Height),
    /// There is no block of this height.
    #[error("there is no block {}", .0.0)]
    NoBlock(Height),
}

/// What is wrong with stored bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// A checksum does not match.
    #[error("the checksum does not match")]
    Checksum,
    /// Bytes that should be constant are not.
    #[error("this is not the beginning of a block")]
    Magic,
    /// A block has another height than its place says.
    #[error("the block is not the one that belongs here")]
    Height,
    /// The bytes stop too early.
    #[error("the file ends inside a block, and it is not the last file")]
    Short,
    /// The bytes go on too long.
    #[error("bytes follow where the file should end")]
    Trailing,
    /// The checksum is right and the contents are not.
    #[error("the contents do not decode")]
    Contents,
    /// A file is missing.
    #[error("the file is missing")]
    Missing,
    /// A file stops too early.
    #[error("the file ends too early")]
    Cut,
    /// A snapshot is of a block that the log does not reach.
    #[error("the log ends before the block that this is of: blocks are missing at its end")]
    Ahead,
    /// A crash interrupted what was being done, and nobody has opened the folder since.
    #[error("something was interrupted here; open the ledger once, which finishes it")]
    Unfinished,
    /// A file is there that the store never writes.
    #[error("the store never writes such a file")]
    Foreign,
}

/// A reject or a fault.
#[derive(Debug, Error)]
pub enum Error {
    /// Theirs.
    #[error("the block {0}")]
    Reject(#[from] Reject),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why the execution of a transaction ends here: with an outcome, or with a fault.
#[derive(Debug)]
pub enum Stop {
    /// This is the transaction's outcome.
    Outcome(OutcomeCode),
    /// The node must stop.
    Fault(Fault),
}

impl From<OutcomeCode> for Stop {
    fn from(code: OutcomeCode) -> Stop {
        Stop::Outcome(code)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl Stop {
    /// The outcome, or the fault as an error.
    pub fn outcome(self) -> Result<OutcomeCode, Fault> {
        match self {
            Stop::Outcome(code) => Ok(code),
            Stop::Fault(fault) => Err(fault),
        }
    }
}
