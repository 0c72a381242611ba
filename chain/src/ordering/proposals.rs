//! Proposed blocks on the disk, beside the chain and no part of it.
//!
//! ```text
//! proposal-00 … proposal-15      one block each, or empty
//! proposal = "assent-p" (8) | height (8) | round (4) | place (8) | length (4) | block
//!            | H(frame, all of these) (32)
//! ```
//!
//! Numbers are little-endian. There are so many files and never more: a block that is done with is cut
//! off its file, and the next one is written there. A file that is not whole was never answered for, so
//! it is empty. `place` numbers proposals in the order in which they came.

use abi::{Domain, Height};
use ledger::store::Backend;
use ledger::{Block, Fault};
use parity_scale_codec::Encode;

use super::Turn;

/// Proposals that are kept at the most. When there is no room, that of the lowest round goes: an engine
/// that still wants it gets it from the others again.
pub const PROPOSALS: usize = 16;

/// Different blocks of one height and round that are kept at the most: an honest proposer makes one.
pub const PROPOSALS_PER_TURN: usize = 4;

const MAGIC: &[u8; 8] = b"assent-p";
const HEAD: usize = 8 + 8 + 4 + 8 + 4;
const CHECKSUM: usize = 32;

/// Proposed blocks, durable.
pub struct Proposals {
    backend: Box<dyn Backend>,
    slots: Vec<Option<Proposal>>,
    next_place: u64,
}

/// A proposed block, where it was proposed, and which it was.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    pub(super) turn: Turn,
    pub(super) block: Block,
    place: u64,
}

impl Proposals {
    /// Opens a folder of proposals, or begins one.
    ///
    /// # Errors
    /// Fault: the folder is locked or unreadable. What was not written to its end is no fault.
    pub fn open(mut backend: Box<dyn Backend>) -> Result<Proposals, Fault> {
        let locked = backend.lock();
        if !locked.map_err(io_fault("lock", "the folder of proposals"))? {
            return Err(Fault::Locked);
        }
        let files = backend.files();
        let files = files.map_err(io_fault("list", "the folder of proposals"))?;
        let mut slots = Vec::with_capacity(PROPOSALS);
        for slot in 0..PROPOSALS {
            let file = file(slot);
            slots.push(match files.contains(&file) {
                true => read(&*backend, &file)?,
                false => None,
            });
        }
        let last = slots.iter().flatten().map(|proposal| proposal.place).max();
        Ok(Proposals {
            backend,
            slots,
            next_place: last.map_or(0, |place| place.saturating_add(1)),
        })
    }

    /// All of them, in the order in which they came.
    pub(super) fn in_order(&self) -> Vec<&Proposal> {
        let mut all: Vec<&Proposal> = self.slots.iter().flatten().collect();
        all.sort_by_key(|proposal| proposal.place);
        all
    }

    /// Keeps a block; durable once it returns. Says `false`, and keeps nothing, when there are too many
    /// others of the turn. One that is kept already is not written again.
    ///
    /// # Errors
    /// Fault: it cannot be written.
    pub(super) fn keep(&mut self, turn: Turn, block: &Block) -> Result<bool, Fault> {
        let of_turn = self.slots.iter().flatten().filter(|one| one.turn == turn);
        if of_turn.clone().any(|one| one.block == *block) {
            return Ok(true);
        }
        if of_turn.count() >= PROPOSALS_PER_TURN {
            return Ok(false);
        }
        let slot = self.room();
        let proposal = Proposal {
            turn,
            block: block.clone(),
            place: self.next_place,
        };
        self.empty(slot)?;
        let name = file(slot);
        let appended = self.backend.append(&name, &proposal.bytes());
        appended.map_err(io_fault("append to", &name))?;
        self.backend.sync(&name).map_err(io_fault("sync", &name))?;
        let folder = self.backend.sync_folder();
        folder.map_err(io_fault("sync", "the folder of proposals"))?;
        self.next_place = self.next_place.saturating_add(1);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(proposal);
        }
        Ok(true)
    }

    /// Forgets those up to `height`.
    ///
    /// # Errors
    /// Fault: a file cannot be cut off.
    pub(super) fn forget(&mut self, height: Height) -> Result<(), Fault> {
        for slot in 0..self.slots.len() {
            let of_slot = self.slots.get(slot).and_then(Option::as_ref);
            if of_slot.is_some_and(|one| one.turn.height <= height) {
                self.empty(slot)?;
            }
        }
        Ok(())
    }

    /// Where the next one goes: an empty file, or that of the lowest round.
    fn room(&self) -> usize {
        let turn = |slot: &usize| {
            let of_slot = self.slots.get(*slot).and_then(Option::as_ref);
            of_slot.map(|one| (one.turn, one.place))
        };
        (0..self.slots.len()).min_by_key(turn).unwrap_or(0)
    }

    fn empty(&mut self, slot: usize) -> Result<(), Fault> {
        let file = file(slot);
        let cut = self.backend.truncate(&file, 0);
        cut.map_err(io_fault("truncate", &file))?;
        if let Some(place) = self.slots.get_mut(slot) {
            *place = None;
        }
        Ok(())
    }
}

impl Proposal {
    fn bytes(&self) -> Vec<u8> {
        let block = self.block.encode();
        let mut bytes = Vec::with_capacity(HEAD + block.len() + CHECKSUM);
        bytes.extend(MAGIC);
        bytes.extend(self.turn.height.0.to_le_bytes());
        bytes.extend(self.turn.round.to_le_bytes());
        bytes.extend(self.place.to_le_bytes());
        // A block is bounded far below that.
        bytes.extend((block.len() as u32).to_le_bytes());
        bytes.extend(block);
        bytes.extend(Domain::Frame.hash(&bytes).0);
        bytes
    }

    /// The proposal that `bytes` are; `None` when they are none.
    fn of(bytes: &[u8]) -> Option<Proposal> {
        let (rest, checksum) = bytes.split_last_chunk::<CHECKSUM>()?;
        let right = Domain::Frame.hash(rest).0 == *checksum;
        let (magic, rest) = rest.split_first_chunk::<8>()?;
        let (height, rest) = rest.split_first_chunk::<8>()?;
        let (round, rest) = rest.split_first_chunk::<4>()?;
        let (place, rest) = rest.split_first_chunk::<8>()?;
        let (length, block) = rest.split_first_chunk::<4>()?;
        let is_whole = u32::from_le_bytes(*length) as usize == block.len();
        if !right || magic != MAGIC || !is_whole {
            return None;
        }
        Some(Proposal {
            turn: Turn {
                height: Height(u64::from_le_bytes(*height)),
                round: u32::from_le_bytes(*round),
            },
            block: Block::from_bytes(block).ok()?,
            place: u64::from_le_bytes(*place),
        })
    }
}

fn file(slot: usize) -> String {
    format!("proposal-{slot:02}")
}

/// The proposal in a file; none when it was not written to its end.
fn read(backend: &dyn Backend, file: &str) -> Result<Option<Proposal>, Fault> {
    let length = backend.length(file).map_err(io_fault("measure", file))?;
    let max = abi::limits::BLOCK_BYTES + (HEAD + CHECKSUM) as u64;
    if length > max {
        return Ok(None);
    }
    let mut bytes = vec![0; length as usize];
    let filled = backend.read(file, 0, &mut bytes);
    filled.map_err(io_fault("read", file))?;
    Ok(Proposal::of(&bytes))
}

/// Turns the system's answer into a fault.
fn io_fault(action: &'static str, file: &str) -> impl FnOnce(std::io::Error) -> Fault + use<> {
    let file = file.to_owned();
    move |source| Fault::Io {
        action,
        file,
        source,
    }
}

#[cfg(test)]
mod tests;
