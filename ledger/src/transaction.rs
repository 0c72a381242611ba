//! Transactions: an action, bound to a chain, a sender, a nonce and an expiry, and signed.
//!
//! ```text
//! body = chain (32) | sender (32) | nonce (8) | expires (8) | action
//! id   = H(transaction, body)
//! transaction = body | Ed25519 signature of the 32 bytes of the id (64)
//! ```
//!
//! The id leaves the signature out, so that a second signature of one body is the same transaction.
//! What is signed is the id: a hash in its own domain, so that it cannot be taken for a header or
//! anything else that keys of this ledger sign.

use abi::limits::{PLAIN_TRANSACTION_BYTES, TRANSACTION_BYTES};
use abi::{Domain, Hash, Instant, PublicKey, Signature};
use parity_scale_codec::{Decode, Encode};

use crate::decode::decode_exact;
use crate::error::DecodeError;
use crate::signature::Signer;
use crate::state::Lane;

mod action;
mod change;
#[cfg(test)]
mod tests;

pub use action::{Action, FactClaim};
pub use change::{Approval, Change};

/// Where an action's index lies in a transaction: after chain, sender, nonce and expiry.
const ACTION_OFFSET: usize = 80;
/// Actions that bring a module along: [`Action::DeployPolicy`] and [`Action::StoreModule`].
const WITH_MODULE: [u8; 2] = [6, 9];

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Body {
    /// The chain's id.
    pub chain: Hash,
    /// Who sends it.
    pub sender: PublicKey,
    /// How many transactions of the sender came before.
    pub nonce: u64,
    /// The last block time at which it may be applied.
    pub expires: Instant,
    /// What is to be done.
    pub action: Action,
}

/// A signed body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Transaction {
    /// What is signed.
    pub body: Body,
    /// The sender's signature of [`Transaction::id`].
    pub signature: Signature,
}

impl Body {
    /// The id of the transaction with this body.
    pub fn id(&self) -> Hash {
        Domain::Transaction.hash_of(self)
    }

    /// Signs it. The signer should be the sender; nothing else verifies.
    pub fn sign(self, signer: &Signer) -> Transaction {
        let signature = signer.sign(&self.id());
        Transaction {
            body: self,
            signature,
        }
    }
}

impl Transaction {
    /// Decodes exactly one transaction, within every limit. Its signature is not looked at.
    ///
    /// # Errors
    /// Reject: too long, not a transaction, or a list or name outside its limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Transaction, DecodeError> {
        let max = match bytes.get(ACTION_OFFSET) {
            Some(index) if WITH_MODULE.contains(index) => TRANSACTION_BYTES,
            _ => PLAIN_TRANSACTION_BYTES,
        };
        let transaction: Transaction = decode_exact(bytes, max)?;
        match transaction.body.action.is_within_limits() {
            true => Ok(transaction),
            false => Err(DecodeError::Limit),
        }
    }

    /// Its id: the hash of its body.
    pub fn id(&self) -> Hash {
        self.body.id()
    }

    /// The lane that its action writes to.
    ///
    /// An action of the shared lane may write and read anything, so it stands alone. An action of a
    /// patient's lane writes only there, and reads of the shared lane only what actions of the
    /// shared lane write.
    pub fn lane(&self) -> Lane {
        self.body.action.lane()
    }
}
