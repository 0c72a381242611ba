//! What this machine does in which time: decisions and calls, and blocks beside what they cannot do without:
//! signatures, hashes, the disk.
//!
//! `assent bench PATH` and `assent bench block` print it; the bench `block` prints blocks of several sizes.
//!
//! | module | holds |
//! | --- | --- |
//! | [`hospital`] | a hospital of any size on a ledger, and signed requests for access |
//! | [`block`] | blocks of them, timed |
//! | [`floor`] | the least that a block takes: verifying, hashing, writing |
//! | [`report`] | what was measured of blocks, as Markdown and as JSON |
//! | [`subject`] | a policy or a contract: everything that is measured of it |
//! | [`figures`] | what was measured of it, as text and as JSON |
//! | [`baseline`] | an earlier run, and what is more than noise |
//! | [`machine`] | what this machine is |

pub mod baseline;
pub mod block;
pub mod figures;
pub mod floor;
pub mod hospital;
pub mod machine;
pub mod report;
pub mod subject;

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
    /// A block that is done again is another one.
    #[error(transparent)]
    Replay(#[from] chain::ReplayError),
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
