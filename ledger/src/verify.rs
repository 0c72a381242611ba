//! An audit of a folder: every byte, checksum, hash, link, root, signature and certificate.
//!
//! It needs no trust in whoever wrote the folder, and does not execute contracts: that the receipts
//! and writes are those that the transactions bring about is shown by executing them again, which
//! this crate cannot.

use abi::{Hash, Height};
use parity_scale_codec::Encode;

use crate::block::{Block, Header, check_link};
use crate::error::{DecodeError, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::ledger::{check_genesis, check_history};
use crate::state::State;
use crate::store::{Backend, Store};

#[cfg(test)]
mod tests;

/// What was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the chain began with.
    pub config: GenesisConfig,
    /// How many blocks there are, the genesis block among them.
    pub blocks: u64,
    /// How many transactions.
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
    let mut audit = Audit::default();
    let (config, bytes) = Store::check_bytes(backend, |config, height, bytes| {
        let block = audit
            .block(config, bytes)
            .map_err(|reject| Fault::Block(height, reject))?;
        visit(&block, &audit.state)
    })?;
    let Some(tip) = audit.tip else {
        return Err(Fault::NoBlock(Height(0)));
    };
    Ok(Report {
        config,
        blocks: tip.height.0 + 1,
        transactions: audit.transactions,
        keys: audit.state.count(),
        bytes,
        tip: tip.hash(),
        state_root: tip.state_root,
    })
}

#[derive(Default)]
struct Audit {
    state: State,
    tip: Option<Header>,
    /// The blocks before the tip.
    history: History,
    transactions: u64,
}

impl Audit {
    fn block(&mut self, config: &GenesisConfig, bytes: &[u8]) -> Result<Block, Reject> {
        let block = Block::from_bytes(bytes)?;
        match &self.tip {
            Some(parent) => {
                check_link(parent, &block.header)?;
                self.history.push(block.header.parent);
                check_history(&self.history, &block.header)?;
            }
            None => check_genesis(config, bytes)?,
        }
        // A block has one encoding; another that decodes to it is not what was written.
        if block.encode() != bytes {
            return Err(DecodeError::Layout.into());
        }
        block.check()?;
        if self.state.apply(&block.writes) != block.header.state_root {
            return Err(Reject::StateRoot);
        }
        self.tip = Some(block.header);
        self.transactions += block.transactions.len() as u64;
        Ok(block)
    }
}
