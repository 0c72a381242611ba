//! The pure step: a state and a block of transactions give receipts and a new state.
//!
//! This room joins the two that know nothing of each other: `runtime`, which runs contracts, and
//! `ledger`, which keeps state. It has no clock in it: time is the block's. Nor has it the order of
//! threads: what they come to is put together in the order of the block.
//!
//! ```text
//! signed transactions --execute--> receipts + writes --propose--> Block --commit--> durable
//! stored blocks --replay--> the same receipts, writes and roots, or the first block that differs
//! ```
//!
//! | module | holds |
//! | --- | --- |
//! | [`policy`] | the policies that a chain has used, compiled once each |
//! | [`facts`] | what the ledger attests about a request |
//! | `counting` | past accesses, as long as a counter can reach them |
//! | [`execute`] | a block of transactions: outcome, charge, rollback; lanes on several threads |
//! | [`threads`] | the threads to work on, which no result depends on |
//! | [`ordering`] | what a chain owes whoever orders its blocks: build, stage, commit; for one validator |
//! | [`pipeline`] | blocks one behind the other: the next is verified while one is executed and written |
//! | [`solo`] | a chain with one proposer: propose, commit |
//! | [`replay`] | a stored chain executed again and compared |

mod counting;
pub mod execute;
pub mod facts;
#[cfg(test)]
mod fixture;
pub mod ordering;
pub mod pipeline;
pub mod policy;
pub mod replay;
pub mod solo;
pub mod threads;

pub use execute::{Checked, Executed, Executor};
pub use pipeline::{Batch, Durable};
pub use policy::Contracts;
pub use replay::{ReplayError, Tip, verify};
pub use solo::{Chain, Committed};
pub use threads::Threads;

/// We are broken: nothing of this enters a receipt, the node stops.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The ledger's.
    #[error(transparent)]
    Ledger(#[from] ledger::Fault),
    /// The runtime's.
    #[error(transparent)]
    Runtime(#[from] runtime::Fault),
    /// The block that was just made is not accepted by the ledger.
    #[error("the block made here is not acceptable: {0}")]
    Block(#[from] ledger::Reject),
    /// An action wrote outside its lane, or was left out.
    #[error("an action wrote outside its lane, or was left out")]
    Lane,
    /// The state names a module that it does not hold, or that is no policy.
    #[error("the active policy {0} is not in the state, or is no policy")]
    Policy(abi::Hash),
    /// The state names a module that it does not hold, or that is no longer admitted.
    #[error("the contract {0} is not in the state, or is not admitted")]
    Contract(abi::Hash),
}
