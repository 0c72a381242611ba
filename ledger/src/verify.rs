//! An audit of a folder: every byte, checksum, hash, link, root, signature and certificate.
//!
//! It needs no trust in whoever wrote the folder, and does not execute contracts: that the receipts
//! and writes are those that the transactions bring about is shown by executing them again, which
//! this crate cannot.

use abi::{Hash, Height};
use parity_scale_codec::Encode;

use crate::block::{Block, Header, check_link};
use crate::error::{Damage, DecodeError, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::ledger::{check_genesis, check_history, snapshot_fault};
use crate::snapshot::{SnapshotError, SnapshotReader};
use crate::state::{Staged, State};
use crate::store::layout::snapshot_file;
use crate::store::{Backend, Checked, FileReader, Store};

#[cfg(test)]
mod tests;

/// What was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the chain began with.
    pub config: GenesisConfig,
    /// The block after which the folder begins: everything after it was verified, and of the state after it that
    /// it is the one that its proposer has certified. `None` when everything was verified.
    pub base: Option<Height>,
    /// How many blocks the chain has, the genesis block among them, also where the first ones were pruned.
    pub blocks: u64,
    /// How many transactions were verified.
    pub transactions: u64,
    /// How many keys the last state has.
    pub keys: u64,
    /// How many bytes the folder has.
    pub bytes: u64,
    /// The last block's hash: to be compared with what others saw.
    pub tip: Hash,
    /// The last state's root.
    pub state_root: Hash,
}

/// Verifies a folder.
///
/// # Errors
/// Fault: the first thing that is not as it should be, with its file and offset or its block.
pub fn verify(backend: &mut dyn Backend) -> Result<Report, Fault> {
    verify_with(backend, |_| Ok(()))
}

/// Verifies a folder and hands every block that passed to `visit`, in order, for example to execute
/// it again.
///
/// # Errors
/// Fault: as [`verify`], or what `visit` says.
pub fn verify_with(
    backend: &mut dyn Backend,
    mut visit: impl FnMut(&Block) -> Result<(), Fault>,
) -> Result<Report, Fault> {
    verify_states(backend, |block, _| visit(block))
}

/// Verifies a folder and hands every block that passed to `visit` with the state after it, in order:
/// to prove what was so at a height.
///
/// # Errors
/// Fault: as [`verify`], or what `visit` says.
pub fn verify_states(
    backend: &mut dyn Backend,
    mut visit: impl FnMut(&Block, &State) -> Result<(), Fault>,
) -> Result<Report, Fault> {
    audit(backend, |_| (), &mut |moment, block, state| match moment {
        Moment::After => visit(block, state),
        Moment::Before => Ok(()),
    })
}

/// Verifies a folder and hands every block that passed to `visit` with the state before it, in order: to
/// execute it again. `begin` is told the height of the first block that the folder is to have.
///
/// # Errors
/// Fault: as [`verify`], or what `visit` says.
pub fn verify_executing(
    backend: &mut dyn Backend,
    begin: impl FnOnce(Height),
    mut visit: impl FnMut(&Block, &State) -> Result<(), Fault>,
) -> Result<Report, Fault> {
    audit(backend, begin, &mut |moment, block, state| match moment {
        Moment::Before => visit(block, state),
        Moment::After => Ok(()),
    })
}

/// Of which state a visitor is told.
#[derive(Clone, Copy)]
enum Moment {
    Before,
    After,
}

type Visit<'a> = dyn FnMut(Moment, &Block, &State) -> Result<(), Fault> + 'a;

fn audit(
    backend: &mut dyn Backend,
    begin: impl FnOnce(Height),
    visit: &mut Visit,
) -> Result<Report, Fault> {
    let first = |files: &Checked| {
        begin(files.base.map_or(Height(0), |base| base.next()));
        Audit::begin(files)
    };
    let found = Store::check_folder(backend, first, |files, audit, height, bytes| {
        audit.block(&files.config, height, bytes, visit)?;
        match files.snapshots.contains(&height) {
            true => audit.compare(files, height),
            false => Ok(()),
        }
    });
    let (audit, bytes) = found?;
    let Some(tip) = audit.tip else {
        return Err(Fault::NoBlock(Height(0)));
    };
    Ok(Report {
        config: audit.config,
        base: audit.base,
        blocks: tip.height.0 + 1,
        transactions: audit.transactions,
        keys: audit.state.count(),
        bytes,
        tip: tip.hash(),
        state_root: tip.state_root,
    })
}

struct Audit {
    config: GenesisConfig,
    base: Option<Height>,
    state: State,
    tip: Option<Header>,
    /// The blocks before the tip.
    before: History,
    transactions: u64,
}

impl Audit {
    /// Begins with nothing, or with the snapshot that the folder begins with.
    fn begin(files: &Checked) -> Result<Audit, Fault> {
        let mut audit = Audit {
            config: files.config.clone(),
            base: files.base.map(|base| base.height),
            state: State::new(),
            tip: None,
            before: History::new(),
            transactions: 0,
        };
        let Some(base) = files.base else {
            return Ok(audit);
        };
        if !files.snapshots.contains(&base.height) {
            return Err(damaged(base.height, 0, Damage::Missing));
        }
        let (loaded, offset) = read(files, base.height, |reader| {
            let state = reader.load(|_| Ok(()))?;
            Ok((state, reader.front().clone(), reader.history().clone()))
        })?;
        let (state, front, before) = loaded;
        let state = state.finish();
        if front.header.hash() != base.block || state.root() != front.header.state_root {
            return Err(damaged(base.height, offset, Damage::Contents));
        }
        (audit.state, audit.tip, audit.before) = (state, Some(front.header), before);
        Ok(audit)
    }

    fn block(
        &mut self,
        config: &GenesisConfig,
        height: Height,
        bytes: &[u8],
        visit: &mut Visit,
    ) -> Result<(), Fault> {
        let (block, staged) = self
            .check(config, bytes)
            .map_err(|reject| Fault::Block(height, reject))?;
        visit(Moment::Before, &block, &self.state)?;
        let installed = self.state.install(&block.writes, staged);
        installed.map_err(|reject| Fault::Block(height, reject))?;
        self.tip = Some(block.header);
        self.transactions += block.transactions.len() as u64;
        visit(Moment::After, &block, &self.state)
    }

    fn check(&mut self, config: &GenesisConfig, bytes: &[u8]) -> Result<(Block, Staged), Reject> {
        let block = Block::from_bytes(bytes)?;
        match &self.tip {
            Some(parent) => {
                check_link(parent, &block.header)?;
                self.before.push(block.header.parent);
                check_history(&self.before, &block.header)?;
            }
            None => check_genesis(config, bytes)?,
        }
        // A block has one encoding; another that decodes to it is not what was written.
        if block.encode() != bytes {
            return Err(DecodeError::Layout.into());
        }
        block.check()?;
        let staged = self.state.stage(&block.writes);
        match staged.root() == block.header.state_root {
            true => Ok((block, staged)),
            false => Err(Reject::StateRoot),
        }
    }

    /// Compares a snapshot with the state that it is said to be of, entry by entry.
    fn compare(&self, files: &Checked, height: Height) -> Result<(), Fault> {
        let (is_equal, offset) = read(files, height, |reader| {
            let mut is_equal = Some(reader.front().header) == self.tip
                && reader.front().keys == self.state.count()
                && *reader.history() == self.before;
            let mut entry = |key: &Hash, value: &[u8]| {
                is_equal &= self.state.get_hashed(key) == Some(value);
            };
            while reader.part(&mut entry)?.is_some() {}
            Ok(is_equal)
        })?;
        match is_equal {
            true => Ok(()),
            false => Err(damaged(height, offset, Damage::Contents)),
        }
    }
}

/// What `take` makes of a snapshot of the folder, and how many bytes it read.
fn read<T>(
    files: &Checked,
    height: Height,
    take: impl FnOnce(&mut SnapshotReader<FileReader>) -> Result<T, SnapshotError>,
) -> Result<(T, u64), Fault> {
    let opened = SnapshotReader::open(files.snapshot(height)?);
    let mut reader = opened.map_err(|error| snapshot_fault(height, 0, error))?;
    let front = reader.front();
    if front.header.height != height || front.config != files.config {
        return Err(damaged(height, 0, Damage::Contents));
    }
    let taken = take(&mut reader);
    let offset = reader.input().offset();
    match taken {
        Ok(taken) => Ok((taken, offset)),
        Err(error) => Err(snapshot_fault(height, offset, error)),
    }
}

fn damaged(height: Height, offset: u64, what: Damage) -> Fault {
    Fault::Damaged {
        file: snapshot_file(height),
        offset,
        what,
    }
}
