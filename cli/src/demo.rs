//! The sample hospital on a ledger: enrol, attest, consent, ask, block by block.
//!
//! ```text
//! scenario --events--> signed transactions, by time --blocks--> chain --receipts--> summary
//! ```
//!
//! Keys and pseudonyms follow from the names in the sample and a [`Secret`]. With the one that everybody knows, two
//! runs give the same chain, byte for byte. That is for showing: anyone can sign with such keys.

mod events;
mod keys;
mod run;
mod summary;

pub use events::{EventKind, Step};
pub use keys::Secret;
pub(crate) use run::compile_policy;
pub use run::{Durable, Options, run};
pub use summary::{Sample, Summary};

/// The policy that the demonstration deploys.
pub const POLICY: &str = contracts::RIVERSIDE;

/// Why a demonstration stops.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The sample's tables are damaged.
    #[error("the sample cannot be read: {0}")]
    Sample(#[from] crate::sample::TableError),
    /// The policy has errors.
    #[error("the policy of the demonstration has errors: {0}")]
    Policy(String),
    /// A consent of the sample does not parse.
    #[error("a consent of the sample is none: {0}")]
    Consent(String),
    /// The folder cannot be used.
    #[error("{0}")]
    Folder(String),
    /// A transaction of the setting-up was rejected.
    #[error("a transaction of kind {kind} was rejected: {meaning}")]
    Rejected {
        /// What it was about.
        kind: &'static str,
        /// Why, by its code.
        meaning: &'static str,
    },
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] chain::Fault),
}

impl From<runtime::Fault> for DemoError {
    fn from(fault: runtime::Fault) -> DemoError {
        DemoError::Fault(fault.into())
    }
}

#[cfg(test)]
mod tests;
