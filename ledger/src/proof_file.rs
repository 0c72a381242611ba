//! A proof that stands alone: what is claimed, and the header of the block that it is claimed of.
//!
//! Whoever has such a file and one hash that they trust needs nothing else: no store, no node, no
//! network. This module knows hashes, one signature and how the bytes lie; any bytes are safe to give
//! to it.
//!
//! ```text
//! file   = "assent proof" (12) | version u8 | header | certificate (64) | claim
//!          | H("proof", all of the above) (32)
//! claim  = 00 | key bytes | value bytes? | proof         of the state after the block
//!        | 01 | transaction | receipt | place in the list of receipts
//!             | sender's account bytes? | proof          of a transaction in the block
//!        | 02 | earlier header | siblings [hash]         of the blocks before the block
//! ```
//!
//! The header is under its hash and the proposer's signature, key, value and proof are under the header's
//! state root. What is trusted is the [`Anchor`], never the file. The checksum stops no forger; it is
//! there because one proof of absence holds for every key that would lie in the same place, so that a
//! damaged file could otherwise say something else, and that would be true, too.

use abi::limits::{STATE_KEY_BYTES, TRANSACTION_BYTES};
use abi::{Domain, Hash, Height, Signature};
use parity_scale_codec::{Decode, Encode};
use thiserror::Error;

use crate::block::{Block, HEADER_BYTES, Header};
use crate::decode::decode_exact;
use crate::error::DecodeError;
use crate::history::Past;
use crate::proof::{PROOF_BYTES, Proof, ProofError, verify};
use crate::state::{State, StateKey};

mod past;
mod receipt;
#[cfg(test)]
mod tests;

pub use past::PastClaim;
pub use receipt::ReceiptClaim;

/// What a file begins with.
const MAGIC: &[u8; 12] = b"assent proof";

/// The version of the layout.
pub const PROOF_FILE_VERSION: u8 = 1;

/// Bytes that a file can have: the longest value is a module, which came in a transaction.
pub const PROOF_FILE_BYTES: u64 =
    13 + HEADER_BYTES + 64 + 32 + 1 + 2 + STATE_KEY_BYTES + 1 + 5 + TRANSACTION_BYTES + PROOF_BYTES;

/// A claim with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ProofFile {
    /// The block's header.
    pub header: Header,
    /// The proposer's signature of the header's hash; zeros of the genesis block, which has none.
    pub certificate: Signature,
    /// What is claimed.
    pub claim: Claim,
}

/// What a file claims.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Claim {
    /// In the state after the block, `key` has this value, or none.
    #[codec(index = 0)]
    State {
        /// The key.
        key: StateKey,
        /// Its value; `None` claims that there is none.
        value: Option<Vec<u8>>,
        /// The way to the state root.
        proof: Proof,
    },
    /// In the block, a transaction came to this.
    #[codec(index = 1)]
    Receipt(Box<ReceiptClaim>),
    /// The block goes on from an earlier one.
    #[codec(index = 2)]
    Past(Box<PastClaim>),
}

/// The hash that whoever verifies trusts: from a node of their own, a newspaper, a court's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The root of a state. It vouches for the state alone; height, chain and time are then what the
    /// proposer that the file names has signed.
    StateRoot(Hash),
    /// The hash of a block's header. It vouches for everything.
    Block(Hash),
}

/// Why a file does not prove what it claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofFileError {
    /// Its header is that of another block.
    #[error("the proof is of the block {0}, another one")]
    OtherBlock(Hash),
    /// Its header names another state root.
    #[error("the proof is of the state with root {0}, another one")]
    OtherRoot(Hash),
    /// Nobody signs the genesis block, so that a root does not vouch for what its header says.
    #[error(
        "the proof is of a genesis block, which nobody signs: only the block's hash can show it"
    )]
    Genesis,
    /// The certificate is not the proposer's signature of the header.
    #[error("the certificate is not the proposer's signature of the block")]
    Certificate,
    /// Neither a receipt nor what was before a block is under the root of a state.
    #[error(
        "the proof is of a receipt or of a history, which the root of a state does not show: give a block's hash"
    )]
    NeedsBlock,
    /// The receipt is of another transaction.
    #[error("the receipt is of another transaction")]
    OtherTransaction,
    /// The sender has not signed the transaction.
    #[error("the signature of the transaction is not its sender's")]
    Signature,
    /// The receipt is not in the block.
    #[error("the receipt is not in the block")]
    Receipt,
    /// The two blocks are of two chains, of two proposers, or not one after the other.
    #[error("the two blocks are not of one chain, one after the other")]
    OtherChain,
    /// The earlier block, or what was before it, is not in the past of the later one.
    #[error("the earlier block and its past are not in the history of the later one")]
    Past,
    /// The claim does not follow from the header.
    #[error("the claim does not follow: {0}")]
    Claim(#[from] ProofError),
}

impl ProofFile {
    /// Proves what `key` has in `state`, the state after the block with this header.
    pub fn of_state(
        header: Header,
        certificate: Signature,
        state: &State,
        key: StateKey,
    ) -> ProofFile {
        let (value, proof) = state.prove(&key);
        let value = value.map(<[u8]>::to_vec);
        ProofFile {
            header,
            certificate,
            claim: Claim::State { key, value, proof },
        }
    }

    /// Proves what the transaction at `index` of a block came to, `state` being the one after the block;
    /// `None` when there is no such transaction.
    pub fn of_receipt(block: &Block, state: &State, index: usize) -> Option<ProofFile> {
        let claim = ReceiptClaim::of(block, state, index)?;
        Some(ProofFile {
            header: block.header,
            certificate: block.certificate,
            claim: Claim::Receipt(Box::new(claim)),
        })
    }

    /// Proves that the block with the header `earlier` and all of its past are in the past of the block
    /// with this header; `None` when `past` does not reach from the one to the other.
    pub fn of_past(
        header: Header,
        certificate: Signature,
        earlier: Header,
        past: &Past,
    ) -> Option<ProofFile> {
        let siblings = past.prove(earlier.height.0, header.height.0)?;
        Some(ProofFile {
            header,
            certificate,
            claim: Claim::Past(Box::new(PastClaim { earlier, siblings })),
        })
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(PROOF_FILE_VERSION);
        self.encode_to(&mut bytes);
        let checksum = Domain::Proof.hash(&bytes);
        bytes.extend(checksum.0);
        bytes
    }

    /// Decodes exactly one file. What it claims is not checked.
    ///
    /// # Errors
    /// Reject: too long, of another version, damaged, or no proof file.
    pub fn from_bytes(bytes: &[u8]) -> Result<ProofFile, DecodeError> {
        let length = bytes.len() as u64;
        if length > PROOF_FILE_BYTES {
            let max = PROOF_FILE_BYTES;
            return Err(DecodeError::TooLong { length, max });
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(DecodeError::Layout)?;
        let Some((&PROOF_FILE_VERSION, rest)) = rest.split_first() else {
            return Err(DecodeError::Layout);
        };
        let (above, checksum) = bytes.split_last_chunk::<32>().ok_or(DecodeError::Layout)?;
        if Domain::Proof.hash(above).0 != *checksum {
            return Err(DecodeError::Checksum);
        }
        let (value, _) = rest.split_last_chunk::<32>().ok_or(DecodeError::Layout)?;
        decode_exact(value, PROOF_FILE_BYTES)
    }

    /// Verifies the claim with nothing but a hash that is trusted.
    ///
    /// # Errors
    /// The first thing that does not follow from the anchor.
    pub fn verify(&self, anchor: &Anchor) -> Result<(), ProofFileError> {
        match anchor {
            Anchor::Block(trusted) => {
                let hash = self.header.hash();
                let is_earlier = match &self.claim {
                    Claim::Past(claim) => claim.earlier.hash() == *trusted,
                    _ => false,
                };
                if hash != *trusted && !is_earlier {
                    return Err(ProofFileError::OtherBlock(hash));
                }
            }
            Anchor::StateRoot(trusted) => {
                if !matches!(self.claim, Claim::State { .. }) {
                    return Err(ProofFileError::NeedsBlock);
                }
                if self.header.state_root != *trusted {
                    return Err(ProofFileError::OtherRoot(self.header.state_root));
                }
                if self.header.height == Height(0) {
                    return Err(ProofFileError::Genesis);
                }
            }
        }
        if !self.header.is_certified_by(&self.certificate) {
            return Err(ProofFileError::Certificate);
        }
        match &self.claim {
            Claim::State { key, value, proof } => verify(
                proof,
                &self.header.state_root,
                key.as_bytes(),
                value.as_deref(),
            )
            .map_err(ProofFileError::Claim),
            Claim::Receipt(claim) => claim.verify(&self.header),
            Claim::Past(claim) => claim.verify(&self.header),
        }
    }
}
