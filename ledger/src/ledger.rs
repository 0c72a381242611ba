//! A chain: its blocks in the store, the state after the last of them, and that block's header.
//!
//! | module | holds |
//! | --- | --- |
//! | `open` | a folder to a ledger: from the last snapshot that is believed, or from the first block |
//! | `at` | states and proofs of heights that are past |
//! | `keep` | snapshots out of a ledger and into its folder; a ledger from a snapshot; pruning |

use abi::limits::BLOCK_BYTES;
use abi::receipt::Receipt;
use abi::{Hash, Height, Instant, Signature};
use parity_scale_codec::Encode;

use crate::block::{Block, Header, check_counts, check_link, receipts_root, transactions_root};
use crate::error::{DecodeError, Error, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::signature::Signer;
use crate::snapshot::Front;
use crate::state::{Staged, State, WriteSet};
use crate::store::{Backend, Store};
use crate::transaction::Transaction;

mod at;
mod keep;
mod open;
#[cfg(test)]
mod tests;

pub use open::Opened;
pub(crate) use open::snapshot_fault;

/// A chain that is open.
pub struct Ledger {
    store: Store,
    state: State,
    chain: Hash,
    tip: Header,
    tip_hash: Hash,
    /// The proposer's signature of the tip.
    certificate: Signature,
    /// The blocks before the tip.
    before: History,
    /// All blocks, the tip among them.
    history: History,
    /// The snapshot that the folder begins with, where that is not the genesis block.
    base: Option<Front>,
}

/// A state with the block after which it is so.
pub(crate) struct Point {
    pub(crate) state: State,
    pub(crate) header: Header,
    pub(crate) certificate: Signature,
    /// The blocks before that block.
    pub(crate) before: History,
}

/// What goes into the next block.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The block's time.
    pub time: Instant,
    /// The transactions, in order.
    pub transactions: Vec<Transaction>,
    /// What became of each; a receipt's id is its transaction's.
    pub receipts: Vec<Receipt>,
    /// What they changed together.
    pub writes: WriteSet,
}

/// A block that may follow the tip: its roots are computed or checked, and so is its certificate.
/// There is no other way to make one than [`Ledger::seal`] and [`Ledger::check`].
#[derive(Debug)]
pub struct Sealed {
    block: Block,
    hash: Hash,
    bytes: Vec<u8>,
    staged: Staged,
}

impl Sealed {
    /// The block.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl Ledger {
    /// Begins a chain in an empty folder; durable once it returns.
    ///
    /// # Errors
    /// Reject: the configuration breaks a limit. Fault: the folder is not empty, is locked or
    /// cannot be written.
    pub fn create(backend: Box<dyn Backend>, config: GenesisConfig) -> Result<Ledger, Error> {
        config.check().map_err(Reject::from)?;
        let mut store = Store::create(backend, config)?;
        let genesis = store.config().block();
        store.append(&genesis.encode())?;
        Ok(Ledger::begin(store, None, Point::of_genesis(&genesis)))
    }

    /// A ledger whose tip is at `point`.
    fn begin(store: Store, base: Option<Front>, point: Point) -> Ledger {
        let Point {
            state,
            header: tip,
            certificate,
            before,
        } = point;
        let tip_hash = tip.hash();
        let mut history = before.clone();
        history.push(tip_hash);
        Ledger {
            chain: store.config().chain_id(),
            store,
            state,
            tip,
            tip_hash,
            certificate,
            before,
            history,
            base,
        }
    }

    /// What the chain began with.
    pub fn config(&self) -> &GenesisConfig {
        self.store.config()
    }

    /// The chain's id.
    pub fn chain_id(&self) -> Hash {
        self.chain
    }

    /// The last block's header.
    pub fn tip(&self) -> &Header {
        &self.tip
    }

    /// The last block's hash.
    pub fn tip_hash(&self) -> Hash {
        self.tip_hash
    }

    /// The block after which the folder begins: blocks up to it are not in it, the state after it is. `None`
    /// when the folder holds the chain from its genesis block on.
    pub fn base(&self) -> Option<&Header> {
        self.base.as_ref().map(|front| &front.header)
    }

    /// The state after the last block.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The block at `height`.
    ///
    /// # Errors
    /// Fault: there is none, it was pruned, or it cannot be read as it was written.
    pub fn block(&self, height: Height) -> Result<Block, Fault> {
        let bytes = self.block_bytes(height)?;
        Block::from_bytes(&bytes).map_err(|error| Fault::Block(height, error.into()))
    }

    /// The bytes of the block at `height`, as they were written.
    ///
    /// # Errors
    /// Fault: there is none, it was pruned, or it cannot be read as it was written.
    pub fn block_bytes(&self, height: Height) -> Result<Vec<u8>, Fault> {
        self.store.read(height)
    }

    /// The blocks from `height` to the tip.
    pub fn blocks(&self, from: Height) -> impl Iterator<Item = Result<Block, Fault>> {
        (from.0..self.store.end().0).map(|height| self.block(Height(height)))
    }

    /// Makes the next block and certifies it.
    ///
    /// # Errors
    /// Reject: the signer is not the chain's proposer, the time runs back, or a limit is broken.
    pub fn seal(&self, draft: Draft, signer: &Signer) -> Result<Sealed, Reject> {
        let Draft {
            time,
            transactions,
            receipts,
            writes,
        } = draft;
        check_counts(&transactions, &receipts)?;
        if !writes.are_values_named() {
            return Err(Reject::ContractValue);
        }
        let staged = self.state.stage(&writes);
        let header = Header {
            chain: self.chain,
            height: Height(self.tip.height.0.saturating_add(1)),
            parent: self.tip_hash,
            time,
            transactions_root: transactions_root(&transactions, &receipts),
            receipts_root: receipts_root(&receipts),
            state_root: staged.root(),
            history_root: self.history.root(),
            proposer: signer.public_key(),
            protocol: self.tip.protocol,
        };
        check_link(&self.tip, &header)?;
        let hash = header.hash();
        let certificate = signer.sign(&hash);
        sealed(
            Block {
                header,
                certificate,
                writes,
                transactions,
                receipts,
            },
            hash,
            staged,
        )
    }

    /// Checks a block that somebody else made: everything but its execution.
    ///
    /// # Errors
    /// Reject: what does not hold.
    pub fn check(&self, block: Block) -> Result<Sealed, Reject> {
        check_link(&self.tip, &block.header)?;
        check_history(&self.history, &block.header)?;
        block.check()?;
        let staged = self.state.stage(&block.writes);
        if staged.root() != block.header.state_root {
            return Err(Reject::StateRoot);
        }
        let hash = block.header.hash();
        sealed(block, hash, staged)
    }

    /// Makes a block the tip; durable once it returns its hash.
    ///
    /// # Errors
    /// Reject: it was sealed on another tip; nothing has changed. Fault: it cannot be written; the
    /// ledger takes no more blocks until it is opened again.
    pub fn commit(&mut self, sealed: Sealed) -> Result<Hash, Error> {
        self.commit_block(sealed).map(|_| self.tip_hash)
    }

    /// The same, and gives the block back, whose hash is the tip's.
    ///
    /// # Errors
    /// As [`Ledger::commit`].
    pub fn commit_block(&mut self, sealed: Sealed) -> Result<Block, Error> {
        let Sealed {
            block,
            hash,
            bytes,
            staged,
        } = sealed;
        if block.header.parent != self.tip_hash {
            return Err(Reject::Stale.into());
        }
        self.store.append(&bytes)?;
        // Staged on this tip's state, as the parent shows.
        self.state.install(&block.writes, staged)?;
        self.tip = block.header;
        self.tip_hash = hash;
        self.certificate = block.certificate;
        self.before = self.history.clone();
        self.history.push(hash);
        Ok(block)
    }
}

impl Point {
    /// The state after the genesis block.
    fn of_genesis(genesis: &Block) -> Point {
        let mut state = State::new();
        state.apply(&genesis.writes);
        Point {
            state,
            header: genesis.header,
            certificate: genesis.certificate,
            before: History::new(),
        }
    }

    /// What a snapshot of it begins with.
    fn front(&self, config: &GenesisConfig) -> Front {
        Front {
            config: config.clone(),
            header: self.header,
            certificate: self.certificate,
            peaks: self.before.peaks().to_vec(),
            keys: self.state.count(),
        }
    }
}

fn sealed(block: Block, hash: Hash, staged: Staged) -> Result<Sealed, Reject> {
    let bytes = block.encode();
    let length = bytes.len() as u64;
    match length <= BLOCK_BYTES {
        true => Ok(Sealed {
            block,
            hash,
            bytes,
            staged,
        }),
        false => Err(DecodeError::TooLong {
            length,
            max: BLOCK_BYTES,
        }
        .into()),
    }
}

/// Checks that a header names the blocks before it, which are `history`.
pub(crate) fn check_history(history: &History, header: &Header) -> Result<(), Reject> {
    match history.root() == header.history_root {
        true => Ok(()),
        false => Err(Reject::HistoryRoot),
    }
}

/// Checks that these are the bytes of the genesis block of `config`.
pub(crate) fn check_genesis(config: &GenesisConfig, bytes: &[u8]) -> Result<(), Reject> {
    match config.block().encode() == bytes {
        true => Ok(()),
        false => Err(Reject::WrongChain),
    }
}
