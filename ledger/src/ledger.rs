//! A chain: its blocks in the store, the state after the last of them, and that block's header.

use abi::limits::BLOCK_BYTES;
use abi::receipt::Receipt;
use abi::{Hash, Height, Instant, Signature};
use parity_scale_codec::Encode;

use crate::block::{
    Block, BlockFront, Header, check_counts, check_link, head_of, receipts_root, transactions_root,
};
use crate::error::{DecodeError, Error, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::{History, Past};
use crate::proof_file::ProofFile;
use crate::signature::Signer;
use crate::state::{Replayed, Staged, State, StateKey, WriteSet};
use crate::store::{Backend, Store};
use crate::transaction::Transaction;

#[cfg(test)]
mod tests;

/// A chain that is open.
pub struct Ledger {
    store: Store,
    state: State,
    chain: Hash,
    tip: Header,
    tip_hash: Hash,
    /// All blocks up to the tip, the tip among them.
    history: History,
}

/// A ledger that was opened, and what that took.
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// Bytes of an unfinished block that were cut off at the end; it was never acknowledged.
    pub recovered_bytes: u64,
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
        let mut state = State::new();
        state.apply(&genesis.writes);
        Ok(Ledger::at(store, state, genesis.header, History::new()))
    }

    /// Opens a chain: reads all blocks, checks each against its checksum, its place and its parent,
    /// and the state against the last header.
    ///
    /// # Errors
    /// Fault: no chain, locked, damaged, unreadable. [`crate::verify`] checks everything else.
    pub fn open(backend: Box<dyn Backend>) -> Result<Opened, Fault> {
        Ledger::open_watched(backend, &mut |_| ())
    }

    /// As [`Ledger::open`]; `watch` is told of every block that was read.
    ///
    /// # Errors
    /// Fault: as [`Ledger::open`].
    pub fn open_watched(
        backend: Box<dyn Backend>,
        watch: &mut dyn FnMut(Height),
    ) -> Result<Opened, Fault> {
        let mut replay = Replay::default();
        let visit = |config: &GenesisConfig, height, bytes: &[u8]| {
            watch(height);
            replay
                .block(config, height, bytes)
                .map_err(|reject| Fault::Block(height, reject))
        };
        let (mut store, recovered_bytes) = Store::open(backend, visit)?;
        let (state, tip, before) = match replay.finish()? {
            Some(found) => found,
            None => {
                // Creation was interrupted behind the file `chain`, which says all there is to it.
                let genesis = store.config().block();
                store.append(&genesis.encode())?;
                let mut state = State::new();
                state.apply(&genesis.writes);
                (state, genesis.header, History::new())
            }
        };
        Ok(Opened {
            ledger: Ledger::at(store, state, tip, before),
            recovered_bytes,
        })
    }

    /// A ledger whose last block is `tip`, before which was `history`.
    fn at(store: Store, state: State, tip: Header, mut history: History) -> Ledger {
        let chain = store.config().chain_id();
        let tip_hash = tip.hash();
        history.push(tip_hash);
        Ledger {
            store,
            state,
            chain,
            tip,
            tip_hash,
            history,
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

    /// The state after the last block.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The block at `height`.
    ///
    /// # Errors
    /// Fault: there is none, or it cannot be read as it was written.
    pub fn block(&self, height: Height) -> Result<Block, Fault> {
        let bytes = self.store.read(height)?;
        Block::from_bytes(&bytes).map_err(|error| Fault::Block(height, error.into()))
    }

    /// The blocks from `height` to the tip.
    pub fn blocks(&self, from: Height) -> impl Iterator<Item = Result<Block, Fault>> {
        (from.0..self.store.count()).map(|height| self.block(Height(height)))
    }

    /// The state after the block at `height`. It is built anew: from the writes of the blocks up to there.
    /// The tip's is [`Ledger::state`], and is there already.
    ///
    /// # Errors
    /// Fault: there is no such block, or a block cannot be read as it was written.
    pub fn state_at(&self, height: Height) -> Result<State, Fault> {
        let (header, _) = self.head(height)?;
        let mut state = Replayed::default();
        for height in (0..=height.0).map(Height) {
            let bytes = self.store.read(height)?;
            let front = BlockFront::from_bytes(&bytes);
            let front = front.map_err(|error| Fault::Block(height, error.into()))?;
            state.apply(&front.writes);
        }
        let state = state.finish();
        match state.root() == header.state_root {
            true => Ok(state),
            false => Err(Fault::Block(height, Reject::StateRoot)),
        }
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
    /// the blocks up to `later`, and takes a hash for each.
    ///
    /// # Errors
    /// Fault: `later` is not after `earlier`, one of them is not here, or a block cannot be read as it was
    /// written.
    pub fn prove_past(&self, earlier: Height, later: Height) -> Result<ProofFile, Fault> {
        let (first, _) = self.head(earlier)?;
        let (header, certificate) = self.head(later)?;
        let hashes = (0..later.0).map(|height| Ok(self.head(Height(height))?.0.hash()));
        let past = Past::new(History::new(), hashes.collect::<Result<_, Fault>>()?);
        let file = ProofFile::of_past(header, certificate, first, &past);
        file.ok_or(Fault::NotEarlier(earlier, later))
    }

    /// The header of the block at `height`, and its certificate.
    ///
    /// # Errors
    /// Fault: there is none, or it cannot be read as it was written.
    pub fn head(&self, height: Height) -> Result<(Header, Signature), Fault> {
        let bytes = self.store.read(height)?;
        head_of(&bytes).map_err(|error| Fault::Block(height, error.into()))
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
        self.history.push(hash);
        Ok(hash)
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

/// The state and the tip, as blocks are read.
#[derive(Default)]
struct Replay {
    state: Replayed,
    tip: Option<Header>,
    /// The blocks before the tip.
    history: History,
}

impl Replay {
    fn block(
        &mut self,
        config: &GenesisConfig,
        height: Height,
        bytes: &[u8],
    ) -> Result<(), Reject> {
        let BlockFront { header, writes } = BlockFront::from_bytes(bytes)?;
        match &self.tip {
            Some(parent) => {
                check_link(parent, &header)?;
                // The link has shown that the parent has this hash.
                self.history.push(header.parent);
                check_history(&self.history, &header)?;
            }
            None => check_genesis(config, bytes)?,
        }
        if header.height != height {
            return Err(Reject::WrongHeight {
                expected: height,
                found: header.height,
            });
        }
        self.tip = Some(header);
        self.state.apply(&writes);
        Ok(())
    }

    /// The state, the tip and the history before it, once they agree; `None` when there was no block.
    fn finish(self) -> Result<Option<(State, Header, History)>, Fault> {
        let Some(tip) = self.tip else { return Ok(None) };
        let state = self.state.finish();
        match state.root() == tip.state_root {
            true => Ok(Some((state, tip, self.history))),
            false => Err(Fault::Block(tip.height, Reject::StateRoot)),
        }
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
