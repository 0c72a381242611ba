//! What a block records of each transaction.

use parity_scale_codec::{Decode, Encode};

use crate::code::OutcomeCode;
use crate::hash::Hash;
use crate::ids::Fuel;

/// The result of one transaction. Codes and numbers only: nothing in it names a person.
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
