//! The Merkle tree over the hashes of all blocks before a block: what its header says of the past.
//!
//! ```text
//! leaf = the block's hash          node = H(history-node, left | right)
//! root = H(history-root, count (8) | top)          root before the genesis block = 32 zeros
//!
//!            n
//!          /   \        the shape of [`crate::list`]: a level is paired from the left,
//!         n     \       and one that is left over rises as it is
//!        / \     \
//!       0   1     2     the history of block 3
//! ```
//!
//! Of a history only its *peaks* are kept: the tops of the full trees that it is made of, one for each
//! bit of its count. Two hashes lead from one block to the next.
//!
//! The way from block *m* to the top of a later history is all that shows that the later chain goes on
//! from block *m*: the siblings on its left are just the peaks of the history of block *m*. So they have
//! to give the root that block *m* itself names, while the whole way gives the root that the later block
//! names.

use abi::{Domain, Hash};
use parity_scale_codec::{Decode, Encode};

use crate::block::Header;
use crate::hashing::pair;

#[cfg(test)]
mod tests;

/// The hashes of the blocks before some block, in their order, as far as the root needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct History {
    count: u64,
    /// The tops of the full trees, the greatest first.
    peaks: Vec<Hash>,
}

impl History {
    /// The history of the genesis block: nothing.
    pub fn new() -> History {
        History::default()
    }

    /// The history of `count` blocks with these peaks; `None` when so many blocks have not so many peaks.
    pub fn from_peaks(count: u64, peaks: Vec<Hash>) -> Option<History> {
        (u64::from(count.count_ones()) == peaks.len() as u64).then_some(History { count, peaks })
    }

    /// How many blocks it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The tops of its full trees, the greatest first: one for each bit of the count.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends the hash of the next block.
    pub fn push(&mut self, block: Hash) {
        let mut top = block;
        // As in adding one to a binary number: each full tree meets one of its size.
        for _ in 0..self.count.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                top = node(&left, &top);
            }
        }
        self.peaks.push(top);
        self.count += 1;
    }

    /// The root.
    pub fn root(&self) -> Hash {
        self.top()
            .map_or(Hash::ZERO, |top| root_of(self.count, &top))
    }

    fn top(&self) -> Option<Hash> {
        let lowest_first = self.peaks.iter().rev().copied();
        lowest_first.reduce(|right, left| node(&left, &right))
    }
}

/// A history and the hashes of the blocks behind it: what proofs are made of.
#[derive(Clone, Debug, Default)]
pub struct Past {
    base: History,
    hashes: Vec<Hash>,
}

impl Past {
    /// The hashes of the blocks that come behind `base`, in their order.
    pub fn new(base: History, hashes: Vec<Hash>) -> Past {
        Past { base, hashes }
    }

    /// Proves that block `earlier` is in the past of block `later`, and with it the whole past of
    /// `earlier`: the siblings, lowest first. `None` when `earlier` lies before what is known here, or
    /// `later` is not after it or after all that is known.
    ///
    /// It takes one hash for each block between the base and `later`.
    pub fn prove(&self, earlier: u64, later: u64) -> Option<Vec<Hash>> {
        let known = self.base.count..self.base.count + self.hashes.len() as u64;
        if !known.contains(&earlier) || later <= earlier || later > known.end {
            return None;
        }
        let (mut at, mut width, mut size) = (earlier, later, 1u64);
        let mut siblings = Vec::new();
        while width > 1 {
            if at ^ 1 < width {
                let start = (at ^ 1) * size;
                siblings.push(self.top(start, start.saturating_add(size).min(later))?);
            }
            at /= 2;
            width = width.div_ceil(2);
            size = size.saturating_mul(2);
        }
        Some(siblings)
    }

    /// The top over the blocks from `start` to `end`, which is not one of them.
    fn top(&self, start: u64, end: u64) -> Option<Hash> {
        let mut part = History::new();
        let mut offset = 0;
        let bits = (0..u64::BITS).rev().map(|bit| 1u64 << bit);
        let sizes = bits.filter(|size| self.base.count & size != 0);
        for (size, peak) in sizes.zip(&self.base.peaks) {
            if offset >= start && offset + size <= end {
                part.count += size;
                part.peaks.push(*peak);
            }
            offset += size;
        }
        let behind = |block: u64| usize::try_from(block.saturating_sub(self.base.count)).ok();
        for hash in self.hashes.get(behind(start)?..behind(end)?)? {
            part.push(*hash);
        }
        // What lies before the base and is no peak of it is not known any more.
        (part.count == end - start).then(|| part.top())?
    }
}

/// Whether `siblings` show that the block with the header `earlier`, and all of its past, are in the past
/// of the block with the header `later`.
pub fn verify_past(siblings: &[Hash], earlier: &Header, later: &Header) -> bool {
    let (mut at, mut width) = (earlier.height.0, later.height.0);
    if at >= width {
        return false;
    }
    let count = at;
    let (mut top, mut past) = (earlier.hash(), None);
    let mut siblings = siblings.iter();
    while width > 1 {
        if at ^ 1 < width {
            let Some(sibling) = siblings.next() else {
                return false;
            };
            if at % 2 == 1 {
                top = node(sibling, &top);
                past = Some(past.map_or(*sibling, |right| node(sibling, &right)));
            } else {
                top = node(&top, sibling);
            }
        }
        at /= 2;
        width = width.div_ceil(2);
    }
    let before = past.map_or(Hash::ZERO, |past| root_of(count, &past));
    siblings.next().is_none()
        && before == earlier.history_root
        && root_of(later.height.0, &top) == later.history_root
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Domain::HistoryNode.hash(&pair(left, right))
}

fn root_of(count: u64, top: &Hash) -> Hash {
    Domain::HistoryRoot.hash_of(&(count, top))
}
