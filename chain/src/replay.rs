//! A stored chain executed again and compared: every hash, receipt, write and root.

use abi::receipt::Receipt;
use abi::{Hash, Height, OutcomeCode};
use ledger::store::{Backend, is_segment};
use ledger::verify::{self as audit, Ahead, Audit, Signatures};
use ledger::{Block, State};
use runtime::ModuleCache;

use crate::execute::{Checked, Context, Executed, Executor};

/// A chain whose every block was executed again and found the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// The block whose state was the first: everything after it was executed again. `None` when that was the whole
    /// chain; else the folder was pruned, and begins with the snapshot of that block, which its proposer certified.
    pub base: Option<Height>,
    /// The last block's height.
    pub height: Height,
    /// The last block's hash.
    pub hash: Hash,
    /// The root of the state after it.
    pub state_root: Hash,
    /// The chain's id.
    pub chain: Hash,
    /// How many transactions were executed again.
    pub transactions: u64,
    /// How many bytes the folder has.
    pub bytes: u64,
}

/// Why a folder is not what it says.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Bytes, hashes, links, signatures or roots do not hold.
    #[error("{cause}")]
    Stored {
        /// The first block that is not as it was written; `None` when no block is to blame.
        height: Option<Height>,
        /// What does not hold.
        cause: ledger::Fault,
    },
    /// Executing a block again gives something else.
    #[error("block {} executed again gives {what}", height.0)]
    Differs {
        /// The block.
        height: Height,
        /// What differs.
        what: String,
    },
    /// We are broken.
    #[error("block {} cannot be executed again: {cause}", height.0)]
    Fault {
        /// The block.
        height: Height,
        /// What happened.
        cause: crate::Fault,
    },
}

impl ReplayError {
    /// The first block that is wrong, where it is known.
    pub fn height(&self) -> Option<Height> {
        match self {
            ReplayError::Stored { height, .. } => *height,
            ReplayError::Differs { height, .. } | ReplayError::Fault { height, .. } => {
                Some(*height)
            }
        }
    }
}

/// Verifies a stored chain from genesis, or from where its folder begins: its bytes by the ledger's audit, its receipts and writes
/// by executing every transaction again, in an engine or with a cache of modules, some blocks while the signatures of the next
/// ones are verified. `progress` is told of every block that passed.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(
    backend: &mut dyn Backend,
    engine: impl Into<ModuleCache>,
    mut progress: impl FnMut(&Block),
) -> Result<Tip, ReplayError> {
    let mut begin = Height(0);
    let mut replay = Replay {
        executor: Executor::new(engine),
        next: None,
        failed: None,
    };
    let threads = replay.executor.threads().clone();
    let report = audit::verify_executing(
        backend,
        &threads,
        |first| begin = first,
        |block, state| {
            let result = replay.block(block, state);
            if result.is_ok() {
                progress(block);
            }
            result
        },
    );
    if let Some(error) = replay.failed {
        return Err(error);
    }
    let report = report.map_err(|cause| replay.stored(begin, cause))?;
    Ok(Tip {
        base: report.base,
        height: Height(report.blocks.saturating_sub(1)),
        hash: report.tip,
        state_root: report.state_root,
        chain: report.config.chain_id(),
        transactions: report.transactions,
        bytes: report.bytes,
    })
}

/// Blocks that are executed again behind a state, some while the next ones are read and checked.
pub struct Again {
    audit: Audit,
    replay: Replay,
    signatures: Signatures,
    ahead: Ahead,
    /// The height of the next block that is taken.
    height: Height,
}

impl Again {
    /// Goes on behind where `audit` stands.
    pub fn new(audit: Audit, executor: Executor, signatures: Signatures) -> Again {
        let next = audit.next();
        Again {
            replay: Replay {
                executor,
                next,
                failed: None,
            },
            audit,
            signatures,
            ahead: Ahead::default(),
            height: next.unwrap_or_default(),
        }
    }

    /// Takes the bytes of the next block. Where there are enough of them, they are read and checked, while those before
    /// them are executed.
    ///
    /// # Errors
    /// The first thing that does not hold, of this block or one before.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), ReplayError> {
        let height = self.height;
        self.height = Height(height.0.saturating_add(1));
        match self.ahead.push(height, bytes) {
            true => self.turn(),
            false => Ok(()),
        }
    }

    /// Executes what was taken; gives the state after the last block.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn finish(mut self) -> Result<Audit, ReplayError> {
        while !self.ahead.is_empty() {
            self.turn()?;
        }
        Ok(self.audit)
    }

    fn turn(&mut self) -> Result<(), ReplayError> {
        let Again {
            audit,
            replay,
            signatures,
            ahead,
            ..
        } = self;
        let threads = replay.executor.threads().clone();
        let take = |block: &Block| {
            let done = audit.block(block, |block, state| replay.block(block, state));
            let failed = replay.failed.take();
            done.map_err(|cause| {
                failed.unwrap_or_else(|| replay.stored(block.header.height, cause))
            })
        };
        let unread = |height, reject| ReplayError::Stored {
            height: Some(height),
            cause: ledger::Fault::Block(height, reject),
        };
        ahead.turn(*signatures, &threads, take, unread)
    }
}

/// The executor, and the first error.
struct Replay {
    executor: Executor,
    /// The height behind the last block that was executed again and found the same, once there is one.
    next: Option<Height>,
    failed: Option<ReplayError>,
}

impl Replay {
    fn block(&mut self, block: &Block, state: &State) -> Result<(), ledger::Fault> {
        let height = block.header.height;
        if height.0 > 0
            && let Err(error) = self.execute(block, state)
        {
            self.failed = Some(error);
            // The audit stops at any fault; which one it was is told by `failed`.
            return Err(ledger::Fault::NoBlock(height));
        }
        self.next = Some(Height(height.0.saturating_add(1)));
        Ok(())
    }

    /// What the audit found. Blocks are read in their order, so that damage among them is in the
    /// one after those that passed.
    fn stored(&self, begin: Height, cause: ledger::Fault) -> ReplayError {
        let height = match &cause {
            ledger::Fault::Block(height, _) => Some(*height),
            ledger::Fault::Damaged { file, .. } if is_segment(file) => {
                Some(self.next.unwrap_or(begin))
            }
            _ => None,
        };
        ReplayError::Stored { height, cause }
    }

    fn execute(&mut self, block: &Block, state: &State) -> Result<(), ReplayError> {
        let height = block.header.height;
        let context = Context {
            chain: block.header.chain,
            height,
            time: block.header.time,
        };
        // The audit has just held ids, signatures and receipts against each other.
        let of = |receipt: &Receipt| Checked {
            id: receipt.transaction,
            is_signed: receipt.outcome != OutcomeCode::BAD_SIGNATURE,
        };
        let checked: Vec<Checked> = block.receipts.iter().map(of).collect();
        let again = self
            .executor
            .execute(state, &context, &block.transactions, &checked);
        let Executed { receipts, writes } =
            again.map_err(|cause| ReplayError::Fault { height, cause })?;
        let differing = receipts
            .iter()
            .zip(&block.receipts)
            .position(|(again, kept)| again != kept);
        let what = match (differing, writes == block.writes) {
            (Some(index), _) => format!("another receipt for transaction {index}"),
            (None, false) => String::from("other writes"),
            (None, true) if receipts.len() != block.receipts.len() => {
                String::from("fewer receipts")
            }
            (None, true) => return Ok(()),
        };
        Err(ReplayError::Differs { height, what })
    }
}

#[cfg(test)]
mod tests;
