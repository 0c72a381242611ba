//! An audit of a folder: every byte, checksum, hash, link, root, signature and certificate.
//!
//! It needs no trust in whoever wrote the folder, and does not execute contracts: that the receipts
//! and writes are those that the transactions bring about is shown by executing them again, which
//! this crate cannot.

use abi::{Hash, Height};
use parity_scale_codec::Encode;

use crate::block::{Block, Header, check_link};
use crate::error::{Damage, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::ledger::{check_genesis, check_history, snapshot_fault};
use crate::signature::{Signed, verify_signatures};
use crate::snapshot::{SnapshotError, SnapshotReader};
use crate::state::State;
use crate::store::layout::snapshot_file;
use crate::store::{Backend, Checked, FileReader, Store};

mod ahead;
#[cfg(test)]
mod tests;

pub use ahead::Ahead;

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
    audit(
        backend,
        &InTurn,
        |_| (),
        &mut |moment, block, state| match moment {
            Moment::After => visit(block, state),
            Moment::Before => Ok(()),
        },
    )
}

/// Verifies a folder and hands every block that passed to `visit` with the state before it, in order: to
/// execute it again. `begin` is told the height of the first block that the folder is to have. While some blocks
/// are at `visit`, the next ones are read and all of them is checked that needs no state, on the threads that `helpers` has.
///
/// # Errors
/// Fault: as [`verify`], or what `visit` says. What is wrong with a block comes before what is wrong with a later one.
pub fn verify_executing(
    backend: &mut dyn Backend,
    helpers: &impl Helpers,
    begin: impl FnOnce(Height),
    mut visit: impl FnMut(&Block, &State) -> Result<(), Fault>,
) -> Result<Report, Fault> {
    audit(
        backend,
        helpers,
        begin,
        &mut |moment, block, state| match moment {
            Moment::Before => visit(block, state),
            Moment::After => Ok(()),
        },
    )
}

/// Whoever has threads: this crate starts none.
pub trait Helpers: Sync {
    /// Runs both; `second` perhaps on another thread, at the same time.
    fn both<A, B: Send>(
        &self,
        first: impl FnOnce() -> A,
        second: impl FnOnce() -> B + Send,
    ) -> (A, B);

    /// For each, whether the signature is right, as [`verify_signatures`].
    fn verify_signatures(&self, signed: &[Signed]) -> Vec<bool>;
}

/// Nobody: one thing is done after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct InTurn;

impl Helpers for InTurn {
    fn both<A, B: Send>(
        &self,
        first: impl FnOnce() -> A,
        second: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        (first(), second())
    }

    fn verify_signatures(&self, signed: &[Signed]) -> Vec<bool> {
        verify_signatures(signed)
    }
}

/// Of which state a visitor is told.
#[derive(Clone, Copy)]
enum Moment {
    Before,
    After,
}

/// What is told of each block.
type Visit<'a> = dyn FnMut(Moment, &Block, &State) -> Result<(), Fault> + 'a;

fn audit(
    backend: &mut dyn Backend,
    helpers: &impl Helpers,
    begin: impl FnOnce(Height),
    visit: &mut Visit<'_>,
) -> Result<Report, Fault> {
    let first = |files: &Checked| {
        begin(files.base.map_or(Height(0), |base| base.next()));
        Ok(Going {
            audit: Audit::begin(files)?,
            ahead: Ahead::default(),
            visit,
        })
    };
    let step = |files: &Checked, going: &mut Going, height, bytes: &[u8]| match going
        .ahead
        .push(height, bytes)
    {
        true => going.turn(files, helpers),
        false => Ok(()),
    };
    let last = |files: &Checked, going: &mut Going| {
        while !going.ahead.is_empty() {
            going.turn(files, helpers)?;
        }
        Ok(())
    };
    let (going, bytes) = Store::check_folder(backend, first, step, last)?;
    going.audit.report(bytes)
}

/// An audit of a folder on its way.
struct Going<'a, 'v> {
    audit: Audit,
    ahead: Ahead,
    visit: &'a mut Visit<'v>,
}

impl Going<'_, '_> {
    /// Takes the blocks that were read, and compares the snapshot of each when there is one.
    fn turn(&mut self, files: &Checked, helpers: &impl Helpers) -> Result<(), Fault> {
        let Going {
            audit,
            ahead,
            visit,
        } = self;
        let take = |block: &Block| {
            audit.step(block, visit)?;
            let height = block.header.height;
            match files.snapshots.contains(&height) {
                true => audit.compare(files, height),
                false => Ok(()),
            }
        };
        ahead.turn(Signatures::Verified, helpers, take, Fault::Block)
    }
}

/// Whether signatures of transactions are verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// They are.
    Verified,
    /// What the block's receipts say of them is believed, since whoever certified the block has verified them.
    Believed,
}

/// A chain on the way from its first block to its last.
pub struct Audit {
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

    /// Begins behind the block of `tip`, with the state after it and the blocks before it, which are believed.
    pub fn after(config: GenesisConfig, tip: Header, before: History, state: State) -> Audit {
        Audit {
            config,
            base: Some(tip.height),
            state,
            tip: Some(tip),
            before,
            transactions: 0,
        }
    }

    /// The state after the last block.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The height of the next block; `None` before the first.
    pub fn next(&self) -> Option<Height> {
        self.tip.map(|tip| Height(tip.height.0.saturating_add(1)))
    }

    /// Takes the next block, which [`Ahead`] gave; `visit` is handed it with the state before it.
    ///
    /// # Errors
    /// Fault: it does not follow, its state has another root, or what `visit` says.
    pub fn block(
        &mut self,
        block: &Block,
        mut visit: impl FnMut(&Block, &State) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.step(block, &mut |moment, block, state| match moment {
            Moment::Before => visit(block, state),
            Moment::After => Ok(()),
        })
    }

    fn step(&mut self, block: &Block, visit: &mut Visit) -> Result<(), Fault> {
        let fault = |reject| Fault::Block(block.header.height, reject);
        self.check_link(block).map_err(fault)?;
        // Whoever executes it again may take long: a root that is wrong is told of first.
        let staged = self.state.stage(&block.writes);
        if staged.root() != block.header.state_root {
            return Err(fault(Reject::StateRoot));
        }
        visit(Moment::Before, block, &self.state)?;
        self.state.install(&block.writes, staged).map_err(fault)?;
        self.tip = Some(block.header);
        self.transactions += block.transactions.len() as u64;
        visit(Moment::After, block, &self.state)
    }

    /// That the block follows the last one, or is the genesis block.
    fn check_link(&mut self, block: &Block) -> Result<(), Reject> {
        match &self.tip {
            Some(parent) => {
                check_link(parent, &block.header)?;
                self.before.push(block.header.parent);
                check_history(&self.before, &block.header)
            }
            None => check_genesis(&self.config, &block.encode()),
        }
    }

    fn report(self, bytes: u64) -> Result<Report, Fault> {
        let tip = self.tip.ok_or(Fault::NoBlock(Height(0)))?;
        Ok(Report {
            config: self.config,
            base: self.base,
            blocks: tip.height.0 + 1,
            transactions: self.transactions,
            keys: self.state.count(),
            bytes,
            tip: tip.hash(),
            state_root: tip.state_root,
        })
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
