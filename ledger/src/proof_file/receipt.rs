//! The claim that a transaction came to something in a block, and who had sent it.

use abi::receipt::Receipt;
use parity_scale_codec::{Decode, Encode};

use super::ProofFileError;
use crate::block::{Block, Header, receipt_leaves};
use crate::list::{ListProof, list_prove, list_verify};
use crate::proof::{Proof, verify};
use crate::records::key;
use crate::signature::verify_one;
use crate::state::State;
use crate::transaction::Transaction;

/// What a transaction came to, and who had sent it.
///
/// ```text
/// transaction --its id--> receipt --place--> receipts root
/// its sender --account, proof--> state root: who that is
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ReceiptClaim {
    /// The transaction, as it was signed.
    pub transaction: Transaction,
    /// What became of it.
    pub receipt: Receipt,
    /// The receipt's place in the block.
    pub place: ListProof,
    /// The sender's account after the block, encoded; `None` of a sender who is not enrolled.
    pub account: Option<Vec<u8>>,
    /// The account's way to the state root.
    pub proof: Proof,
}

impl ReceiptClaim {
    /// The claim about the transaction at `index` of a block, `state` being the one after it; `None`
    /// when there is no such transaction.
    pub(super) fn of(block: &Block, state: &State, index: usize) -> Option<ReceiptClaim> {
        let transaction = block.transactions.get(index)?.clone();
        let receipt = block.receipts.get(index)?.clone();
        let place = list_prove(&receipt_leaves(&block.receipts), index)?;
        let (account, proof) = state.prove(&key::account(&transaction.body.sender));
        let account = account.map(<[u8]>::to_vec);
        Some(ReceiptClaim {
            transaction,
            receipt,
            place,
            account,
            proof,
        })
    }

    /// Verifies that all of it follows from the header.
    pub(super) fn verify(&self, header: &Header) -> Result<(), ProofFileError> {
        if self.receipt.transaction != self.transaction.id() {
            return Err(ProofFileError::OtherTransaction);
        }
        // Of a wrong signature a receipt says just that, and nobody is shown to have sent anything.
        if !verify_one(&self.transaction) {
            return Err(ProofFileError::Signature);
        }
        let item = self.receipt.encode();
        list_verify(&self.place, &header.receipts_root, &item)
            .map_err(|_| ProofFileError::Receipt)?;
        let sender = key::account(&self.transaction.body.sender);
        verify(
            &self.proof,
            &header.state_root,
            sender.as_bytes(),
            self.account.as_deref(),
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
