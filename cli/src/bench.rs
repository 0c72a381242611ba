//! How fast this machine makes blocks, beside what it cannot do without: signatures, hashes, the disk.
//!
//! `assent bench block` prints it; the bench of the same name prints it for several sizes.
//!
//! | module | holds |
//! | --- | --- |
//! | [`hospital`] | a hospital of any size on a ledger, and signed requests for access |
//! | [`block`] | blocks of them, timed |
//! | [`floor`] | the least that a block takes: verifying, hashing, writing |
//! | [`report`] | what was measured, as Markdown and as JSON |

pub mod block;
pub mod floor;
pub mod hospital;
pub mod report;

/// Why nothing is measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The folder cannot be used.
    #[error("cannot use the folder: {0}")]
    Folder(#[from] std::io::Error),
    /// The policy has errors.
    #[error("the policy of the hospital has errors: {0}")]
    Policy(String),
    /// What was to be timed is not what it should be.
    #[error("{0}")]
    Wrong(&'static str),
    /// The chain is broken.
    #[error(transparent)]
    Fault(#[from] chain::Fault),
    /// The ledger refuses a block.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
}

impl From<ledger::Reject> for BenchError {
    fn from(reject: ledger::Reject) -> BenchError {
        BenchError::Ledger(reject.into())
    }
}

impl From<ledger::Fault> for BenchError {
    fn from(fault: ledger::Fault) -> BenchError {
        BenchError::Ledger(fault.into())
    }
}

impl From<runtime::Fault> for BenchError {
    fn from(fault: runtime::Fault) -> BenchError {
        BenchError::Fault(fault.into())
    }
}
