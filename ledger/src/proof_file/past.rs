//! The claim that an earlier block, and all that was before it, is in the past of a later one.

use abi::Hash;
use parity_scale_codec::{Decode, Encode};

use super::ProofFileError;
use crate::block::Header;
use crate::history::verify_past;

#[cfg(test)]
mod tests;

/// An earlier block with its way into the history of a later one.
///
/// Whoever trusts the later block learns what was before it. Whoever trusts the earlier one, which they
/// once wrote down, learns that the proposer whom it names has signed a block that goes on from it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PastClaim {
    /// The header of the earlier block.
    pub earlier: Header,
    /// The way from its hash to the history root of the later one, lowest first.
    pub siblings: Vec<Hash>,
}

impl PastClaim {
    /// Verifies that all of it follows from the two headers.
    pub(super) fn verify(&self, later: &Header) -> Result<(), ProofFileError> {
        let earlier = &self.earlier;
        let is_one_chain = earlier.chain == later.chain && earlier.proposer == later.proposer;
        if !is_one_chain || earlier.time >= later.time {
            return Err(ProofFileError::OtherChain);
        }
        match verify_past(&self.siblings, earlier, later) {
            true => Ok(()),
            false => Err(ProofFileError::Past),
        }
    }
}
