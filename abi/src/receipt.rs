//! What a block records of each transaction.

use parity_scale_codec::{Decode, Encode};

use crate::code::OutcomeCode;
use crate::hash::Hash;
use crate::ids::Fuel;
use crate::terms::Name;

/// The result of one transaction. Codes and numbers only, but for what a contract tells: nothing that the
/// ledger itself puts in names a person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// The transaction's id.
    pub transaction: Hash,
    /// What happened.
    pub outcome: OutcomeCode,
    /// Fuel charged; 0 for a transaction that entered no contract.
    pub fuel: Fuel,
    /// Of a decision: what decided.
    pub decision: Option<DecisionRecord>,
    /// Of a call of a contract: what ran and what it told.
    pub call: Option<CallRecord>,
}

/// Which rules of which policy decided a request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DecisionRecord {
    /// The hash of the contract.
    pub policy: Hash,
    /// The rules that decided, by their number in the contract, ascending.
    pub rules: Vec<u32>,
    /// Of an allowed request the rules that forbid it and are overridden, likewise.
    pub overridden: Vec<u32>,
}

/// What a contract that was called did. Its writes are in the block's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CallRecord {
    /// The hash of the module that ran.
    pub module: Hash,
    /// The name that the contract ended the call with, when it did.
    pub abort: Option<Name>,
    /// [`crate::Domain::Output`] of the output; [`Hash::ZERO`] when the call did not succeed.
    pub output: Hash,
    /// What it told, in its order; nothing when the call did not succeed.
    pub events: Vec<EventRecord>,
}

/// Something that a contract told.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct EventRecord {
    /// What kind of event it is.
    pub topic: Name,
    /// Its bytes.
    pub data: Vec<u8>,
}
