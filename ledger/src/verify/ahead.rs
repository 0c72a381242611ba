//! Blocks on their way through an audit: some are read together while those before them are taken.
//!
//! ```text
//! bytes --push--> unread --read_blocks--> read --turn--> taken one by one
//! ```
//!
//! A signature takes less time in a great batch than in a small one, so that small blocks are read together.

use core::mem;

use abi::Height;
use parity_scale_codec::Encode;

use super::{Helpers, Signatures};
use crate::block::Block;
use crate::error::{DecodeError, Reject};
use crate::signature::Signed;

/// Blocks are read when they have so many bytes: some thousand transactions.
const BYTES: usize = 4 << 20;

/// Blocks are read when they are so many, however small: whoever watches wants to see them go by.
const BLOCKS: usize = 16;

/// What became of reading a block.
type Read = Result<Block, Reject>;

/// Blocks that are not read yet, and blocks before them that are read and not taken yet.
#[derive(Default)]
pub struct Ahead {
    unread: Vec<(Height, Vec<u8>)>,
    bytes: usize,
    read: Vec<(Height, Read)>,
}

impl Ahead {
    /// Takes in the bytes of the next block; whether it is time for a turn.
    pub fn push(&mut self, height: Height, bytes: &[u8]) -> bool {
        self.bytes = self.bytes.saturating_add(bytes.len());
        self.unread.push((height, bytes.to_vec()));
        self.bytes >= BYTES || self.unread.len() >= BLOCKS
    }

    /// Hands the blocks that were read to `take`, in their order, while those behind them are read; `fault` says what is
    /// wrong with one that does not hold.
    ///
    /// # Errors
    /// The first block that does not hold, or what `take` says.
    pub fn turn<E>(
        &mut self,
        signatures: Signatures,
        helpers: &impl Helpers,
        mut take: impl FnMut(&Block) -> Result<(), E>,
        fault: impl Fn(Height, Reject) -> E,
    ) -> Result<(), E> {
        self.bytes = 0;
        let (unread, read) = (mem::take(&mut self.unread), mem::take(&mut self.read));
        let taken = || {
            let mut read = read.into_iter();
            read.try_for_each(|(height, read)| take(&read.map_err(|reject| fault(height, reject))?))
        };
        let (taken, read) = helpers.both(taken, || read_blocks(unread, signatures, helpers));
        // Behind a block that does not hold nothing is left to be taken.
        if taken.is_ok() {
            self.read = read;
        }
        taken
    }

    /// Whether all blocks were taken.
    pub fn is_empty(&self) -> bool {
        self.unread.is_empty() && self.read.is_empty()
    }
}

/// For each block what it is, when all of it holds that needs no state and no block before it, or the first thing that does not.
fn read_blocks(
    unread: Vec<(Height, Vec<u8>)>,
    signatures: Signatures,
    helpers: &impl Helpers,
) -> Vec<(Height, Read)> {
    let mut signed: Vec<Signed> = Vec::new();
    let mut blocks: Vec<(Height, Read)> = Vec::with_capacity(unread.len());
    for (height, bytes) in unread {
        let read = read_unsigned(&bytes).map(|(block, of_block)| {
            signed.extend(of_block);
            block
        });
        blocks.push((height, read));
    }
    if signatures == Signatures::Verified {
        let verdicts = helpers.verify_signatures(&signed);
        let mut verdicts = verdicts.as_slice();
        for (_, read) in &mut blocks {
            let Ok(block) = read else { continue };
            let count = block.transactions.len().min(verdicts.len());
            let (of_block, rest) = verdicts.split_at(count);
            verdicts = rest;
            if let Err(reject) = block.check_signatures(of_block) {
                *read = Err(reject);
            }
        }
    }
    blocks
}

/// A block, when all but the signatures of its transactions holds, and those.
fn read_unsigned(bytes: &[u8]) -> Result<(Block, Vec<Signed>), Reject> {
    let block = Block::from_bytes(bytes)?;
    // A block has one encoding; another that decodes to it is not what was written.
    if block.encode() != bytes {
        return Err(DecodeError::Layout.into());
    }
    let signed = block.check_unsigned()?;
    Ok((block, signed))
}
