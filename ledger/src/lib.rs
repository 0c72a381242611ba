//! State tree, blocks, transactions, receipts, membership and the embedded store.
//!
//! This crate knows no WebAssembly, no clock and no randomness. A state is a map from keys to values
//! with a Merkle root; a block is an ordered list of signed transactions with what they did; the
//! store is a folder that only grows. `docs/format.md` pictures every byte that is hashed or stored.
//!
//! | module | holds |
//! | --- | --- |
//! | [`tree`], [`proof`] | the Merkle tree over the state; proofs of presence and absence |
//! | [`proof_file`] | a proof with its block's header, as a file: verified with nothing else |
//! | [`history`] | the Merkle tree over the hashes of all blocks before a block |
//! | [`list`] | the Merkle tree over a block's transactions and receipts |
//! | [`state`] | keys, lanes, overlays, write sets, the state |
//! | [`records`] | what the state's values are, and their keys |
//! | [`transaction`], [`signature`] | actions, signed bodies, one rule for signatures |
//! | [`rules`], [`membership`] | what a transaction may do and does; who asks |
//! | [`block`], [`genesis`] | headers, blocks, the first block |
//! | [`store`] | the append-only log, and where it begins |
//! | [`snapshot`] | the whole state after a block, as a file that is believed for what it proves |
//! | [`Ledger`] | store, state and tip together |
//! | [`verify`] | an audit of every byte, hash, link and signature of a folder |
//! | [`error`] | rejects (their fault) and faults (ours) |

pub mod block;
pub mod decode;
pub mod error;
#[cfg(test)]
mod fixture;
pub mod genesis;
mod hashing;
pub mod history;
mod ledger;
pub mod list;
pub mod membership;
pub mod proof;
pub mod proof_file;
pub mod records;
pub mod rules;
pub mod signature;
pub mod snapshot;
pub mod state;
pub mod store;
pub mod transaction;
pub mod tree;
pub mod verify;

pub use block::{Block, Header};
pub use error::{Error, Fault, Reject, Stop};
pub use genesis::GenesisConfig;
pub use history::{History, Past};
pub use ledger::{Draft, Ledger, Opened, Sealed};
pub use proof::{Proof, ProofError};
pub use proof_file::{Anchor, Claim, PastClaim, ProofFile, ProofFileError, ReceiptClaim};
pub use signature::Signer;
pub use snapshot::{SnapshotError, SnapshotReader};
pub use state::{Lane, Overlay, State, StateKey, StateRead, WriteSet};
pub use transaction::{Action, Body, Transaction};
