//! Which modules decide and run.

use abi::{Hash, Height, Instant};
use parity_scale_codec::{Decode, Encode};

/// A policy that decides requests, or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActivePolicy {
    /// The hash of its module.
    pub hash: Hash,
    /// The block that activated it.
    pub since: Height,
    /// The block that activated the one before it.
    pub before: Option<Height>,
}

/// The module that runs under a contract's name, or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActiveContract {
    /// The hash of the module.
    pub hash: Hash,
    /// The block that activated it.
    pub since: Height,
    /// The block that activated the one before it.
    pub before: Option<Height>,
}

/// What the ledger keeps of allowed accesses, so that counters of the active policy are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Counting {
    /// Every allowed access from here on was recorded; the least instant when none came before.
    pub since: Instant,
    /// Accesses are kept for so many seconds at least.
    pub seconds: u64,
}
