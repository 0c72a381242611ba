//! Snapshots out of a ledger and into its folder, a ledger from a snapshot, and pruning.

use std::io::{Read, Write};

use abi::{Hash, Height};

use super::{Ledger, Point};
use crate::error::{Fault, Reject};
use crate::snapshot::{Front, SnapshotError, SnapshotReader, write_snapshot};
use crate::store::{Backend, Base, Store};

#[cfg(test)]
mod tests;

impl Ledger {
    /// Writes the snapshot of the state after the block at `height`; returns how many bytes it has. Any ledger of
    /// this chain writes the same ones. Of a block before the tip it takes what [`Ledger::state_at`] takes.
    ///
    /// # Errors
    /// `out` cannot be written; or a fault, as [`Ledger::state_at`].
    pub fn snapshot(&self, height: Height, out: &mut dyn Write) -> Result<u64, SnapshotError> {
        if height == self.tip.height {
            return write_snapshot(out, &self.front(), &self.state);
        }
        let point = self.point(height)?;
        write_snapshot(out, &point.front(self.config()), &point.state)
    }

    /// Keeps a snapshot of the state after the block at `height` in the folder, so that opening begins there, and
    /// that states after it are built from there; durable once it returns. One that is there is written anew.
    ///
    /// # Errors
    /// Fault: the folder cannot be written, or as [`Ledger::state_at`].
    pub fn keep_snapshot(&mut self, height: Height) -> Result<(), Fault> {
        if height == self.tip.height {
            let (front, state) = (self.front(), &self.state);
            let put = self
                .store
                .put_snapshot(height, |out| write_snapshot(out, &front, state).map(|_| ()));
            return put.map_err(|error| written(height, error));
        }
        let point = self.point(height)?;
        self.put(&point)
    }

    /// Begins a folder with a snapshot: the ledger goes on from its block, and has none before. All of the
    /// snapshot is checked, and nothing of it trusted; `trusted` is the hash that its block has to have, where
    /// somebody knows it. Durable once it returns. Memory: the state and a part of the snapshot.
    ///
    /// # Errors
    /// The snapshot is not what it says, or of another block; or a fault: the folder is not empty, is locked or
    /// cannot be written. The folder holds no ledger then.
    pub fn restore(
        backend: Box<dyn Backend>,
        snapshot: impl Read,
        trusted: Option<Hash>,
    ) -> Result<Ledger, SnapshotError> {
        let mut reader = SnapshotReader::open(snapshot)?;
        let front = reader.front().clone();
        let block = front.header.hash();
        if trusted.is_some_and(|trusted| trusted != block) {
            return Err(SnapshotError::OtherBlock(block));
        }
        let base = Base {
            height: front.header.height,
            block,
        };
        let before = reader.history().clone();
        let mut state = None;
        let store = Store::restore(backend, front.config.clone(), base, |out| {
            out.write_all(reader.head())?;
            let loaded = reader.load(|part| Ok(out.write_all(part)?))?.finish();
            if loaded.root() != front.header.state_root {
                return Err(SnapshotError::Block(Reject::StateRoot));
            }
            state = Some(loaded);
            Ok(())
        })?;
        let point = Point {
            state: state.unwrap_or_default(),
            header: front.header,
            certificate: front.certificate,
            before,
        };
        Ok(Ledger::begin(store, Some(front), point))
    }

    /// Drops all blocks before `height` from the folder, for good, and keeps the state before it as a snapshot: so
    /// that from the block before it on, every state can be asked and proven, and from `height` on every block.
    /// Returns how many blocks were dropped. After a crash on the way, the folder is as before, or the next
    /// opening finishes it.
    ///
    /// # Errors
    /// Fault: there is no block of this height, or the folder cannot be read or written.
    pub fn prune(&mut self, height: Height) -> Result<u64, Fault> {
        let start = self.store.start();
        if height <= start {
            return Ok(0);
        }
        if height > self.tip.height {
            return Err(Fault::NoBlock(height));
        }
        let point = self.point(Height(height.0.saturating_sub(1)))?;
        self.put(&point)?;
        self.store.begin_after(Base {
            height: point.header.height,
            block: point.header.hash(),
        })?;
        self.base = Some(point.front(self.store.config()));
        Ok(height.0 - start.0)
    }

    fn put(&mut self, point: &Point) -> Result<(), Fault> {
        let (height, front) = (point.header.height, point.front(self.config()));
        let put = self.store.put_snapshot(height, |out| {
            write_snapshot(out, &front, &point.state).map(|_| ())
        });
        put.map_err(|error| written(height, error))
    }

    /// What a snapshot of the tip begins with.
    fn front(&self) -> Front {
        Front {
            config: self.config().clone(),
            header: self.tip,
            certificate: self.certificate,
            peaks: self.before.peaks().to_vec(),
            keys: self.state.count(),
        }
    }
}

/// Why a snapshot was not written into the folder.
fn written(height: Height, error: SnapshotError) -> Fault {
    match error {
        SnapshotError::Io(source) => Fault::Io {
            action: "write",
            file: crate::store::layout::snapshot_file(height),
            source,
        },
        other => super::snapshot_fault(height, 0, other),
    }
}
