//! States, headers and proofs of heights that are past.

use core::cmp::Ordering;

use abi::{Height, Signature};

use super::open::{Replay, beginnings, no_beginning};
use super::{Ledger, Point};
use crate::block::{Header, head_of};
use crate::error::{Fault, Reject};
use crate::history::{History, Past};
use crate::proof_file::ProofFile;
use crate::state::{State, StateKey};

impl Ledger {
    /// The header of the block at `height`, and its certificate.
    ///
    /// # Errors
    /// Fault: there is none, it was pruned, or it cannot be read as it was written.
    pub fn head(&self, height: Height) -> Result<(Header, Signature), Fault> {
        if height == self.tip.height {
            return Ok((self.tip, self.certificate));
        }
        if let Some(base) = &self.base {
            let first = base.header.height;
            match height.cmp(&first) {
                Ordering::Less => return Err(Fault::Pruned(height, first)),
                Ordering::Equal => return Ok((base.header, base.certificate)),
                Ordering::Greater => {}
            }
        }
        let bytes = self.store.read(height)?;
        head_of(&bytes).map_err(|error| Fault::Block(height, error.into()))
    }

    /// The state after the block at `height`. It is built anew: from the last snapshot before it that the folder
    /// has, and the writes of the blocks from there. It takes as long as opening with so many blocks, and as much
    /// memory as the tip's, which is [`Ledger::state`] and is there already.
    ///
    /// # Errors
    /// Fault: there is no such block, its state was pruned, or what it takes cannot be read as it was written.
    pub fn state_at(&self, height: Height) -> Result<State, Fault> {
        Ok(self.point(height)?.state)
    }

    /// Proves what `key` has in the state after the block at `height`, or that it has nothing. At the tip it
    /// takes a few hashes, elsewhere what [`Ledger::state_at`] takes.
    ///
    /// # Errors
    /// Fault: as [`Ledger::state_at`].
    pub fn prove_at(&self, key: StateKey, height: Height) -> Result<ProofFile, Fault> {
        let (header, certificate) = self.head(height)?;
        let of = |state: &State| ProofFile::of_state(header, certificate, state, key);
        match height == self.tip.height {
            true => Ok(of(&self.state)),
            false => Ok(of(&self.state_at(height)?)),
        }
    }

    /// Proves that block `earlier` and all that was before it are in the past of block `later`. It reads
    /// the blocks up to `later`, as far as they are kept, and takes a hash for each.
    ///
    /// # Errors
    /// Fault: `later` is not after `earlier`, one of them is not here, or a block cannot be read as it was
    /// written.
    pub fn prove_past(&self, earlier: Height, later: Height) -> Result<ProofFile, Fault> {
        let (first, _) = self.head(earlier)?;
        let (header, certificate) = self.head(later)?;
        let (known, from) = match &self.base {
            None => (Some(History::new()), 0),
            Some(base) => {
                let height = base.header.height.0;
                (History::from_peaks(height, base.peaks.clone()), height)
            }
        };
        let hashes = (from..later.0).map(|height| Ok(self.head(Height(height))?.0.hash()));
        let hashes = hashes.collect::<Result<Vec<_>, Fault>>()?;
        let past = Past::new(known.unwrap_or_default(), hashes);
        let file = ProofFile::of_past(header, certificate, first, &past);
        file.ok_or(Fault::NotEarlier(earlier, later))
    }

    /// The state after the block at `height`, built anew from the best of what it can begin with: what comes to another
    /// block, or to none, is passed over.
    pub(super) fn point(&self, height: Height) -> Result<Point, Fault> {
        let (header, _) = self.head(height)?;
        let mut last = None;
        for begin in beginnings(&self.store)? {
            if begin.is_some_and(|begin| begin > height) {
                continue;
            }
            let Some((replay, _)) = Replay::begin(&self.store, begin)? else {
                continue;
            };
            match self.read_on(replay, height) {
                Ok(point) if point.header == header => return Ok(point),
                Ok(_) => last = Some(Fault::Block(height, Reject::WrongParent)),
                Err(fault) => last = Some(fault),
            }
        }
        Err(last.unwrap_or_else(|| no_beginning(&self.store)))
    }

    /// Where the blocks up to `height` lead to from a beginning.
    fn read_on(&self, mut replay: Replay, height: Height) -> Result<Point, Fault> {
        for height in (replay.next().0..=height.0).map(Height) {
            let bytes = self.store.read(height)?;
            replay
                .block(self.config(), height, &bytes)
                .map_err(|reject| Fault::Block(height, reject))?;
        }
        replay.finish()
    }
}
