//! The seam between a chain and whoever orders its blocks: one proposer alone, or validators who agree.
//!
//! ```text
//! build --block--> stage on every validator --verdict--> the engine votes on the block's id
//!                    | durable first                          | agreed
//!                    v                                        v
//!                  proposals, beside the chain <--restart-- commit(id, certificate) --> the chain
//! ```
//!
//! What is agreed on is the block's id, its header's hash; bodies travel beside it. A validator executes a
//! whole block before it votes, so that one that computes something else refuses a block instead of
//! splitting from the others. The certificate, evidence that it was agreed on, stays outside the hash.
//!
//! The time of a block is its proposer's. Nobody here has a clock: a validator's is an argument, and
//! decides a vote alone, never what a block does. So a block whose time is too far from it is refused, and
//! committed nevertheless once the others have agreed on it.

use abi::limits::{BLOCK_SECONDS_AHEAD, BLOCK_SECONDS_BEHIND};
use abi::{Hash, Height, Instant, PublicKey};
use ledger::{Block, Reject, Transaction};

use crate::Fault;

mod proposals;
mod solo;

pub use proposals::{PROPOSALS, PROPOSALS_PER_TURN, Proposals};
pub use solo::Solo;

/// An attempt to agree on a block: at one height there may be several, one round after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// The height of the block.
    pub height: Height,
    /// The number of the attempt, from 0.
    pub round: u32,
}

/// The last committed block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its height.
    pub height: Height,
    /// Its id.
    pub id: Hash,
    /// The root of the state after it.
    pub state_root: Hash,
    /// Its time.
    pub time: Instant,
}

/// How much goes into a block that is built, at the most; the protocol's limits hold beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildLimits {
    /// Transactions.
    pub transactions: usize,
    /// Bytes of them, as they are encoded.
    pub bytes: usize,
}

/// Whether a validator may vote for a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may: the block is durable, follows the tip and does what it says.
    Valid,
    /// It may not, and why.
    Refused(Objection),
}

/// What speaks against a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// It is for another height than its turn says.
    #[error("the block has height {found:?}, its turn {expected:?}")]
    Turn {
        /// The turn's.
        expected: Height,
        /// The block's.
        found: Height,
    },
    /// What the ledger finds without executing it.
    #[error(transparent)]
    Block(#[from] Reject),
    /// Executing it gives something else than it says.
    #[error("executed here it gives other receipts or writes")]
    Execution,
    /// Its time is too far ahead of the validator's clock: [`BLOCK_SECONDS_AHEAD`].
    #[error("its time is {0} seconds ahead of this node's clock")]
    Early(i64),
    /// Its time is too far behind the validator's clock: [`BLOCK_SECONDS_BEHIND`].
    #[error("its time is {0} seconds behind this node's clock")]
    Late(i64),
    /// There were [`PROPOSALS_PER_TURN`] others of this turn before it; it was not kept.
    #[error("too many other blocks of this height and round came before it")]
    TooMany,
}

/// Why a block is not built or not committed.
#[derive(Debug, thiserror::Error)]
pub enum OrderingError {
    /// Another height is next.
    #[error("block {found:?} is asked for, where {expected:?} is next")]
    NotNext {
        /// The height after the tip.
        expected: Height,
        /// The height that was asked for.
        found: Height,
    },
    /// The tip's time is so far ahead of this node's clock that no block can follow yet.
    #[error("the next block's time would be {0} seconds ahead of this node's clock")]
    TooEarly(i64),
    /// No block with this id is staged, nor is it in the chain.
    #[error("block {0} was not staged here")]
    Unstaged(Hash),
    /// The block must not be committed, whoever agreed on it.
    #[error("block {id} is not acceptable: {objection}")]
    Objection {
        /// Its id.
        id: Hash,
        /// What speaks against it.
        objection: Objection,
    },
    /// The certificate does not show that the validators agreed on the block.
    #[error("the certificate of block {0} does not hold")]
    BadCertificate(Hash),
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<ledger::Fault> for OrderingError {
    fn from(fault: ledger::Fault) -> OrderingError {
        OrderingError::Fault(fault.into())
    }
}

/// What an engine needs to know for the height after a committed block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The committed block, which is the tip now.
    pub tip: Tip,
    /// Who decides on the next one.
    pub validators: Vec<PublicKey>,
}

/// What a chain owes whoever orders its blocks.
///
/// Every call may come twice, late or too soon; an implementor answers as it did the first time, or
/// refuses, and a crash at any moment loses nothing that a call has answered.
pub trait Ordering {
    /// Evidence that a block's id was agreed on.
    type Certificate;

    /// The last committed block.
    fn tip(&self) -> Tip;

    /// Makes a block for `turn` of the first of `candidates`, and stages it; the one that was made before
    /// for this turn, when there is one. Candidates that are wrongly signed are passed over.
    ///
    /// # Errors
    /// Reject: not the next height, or too early by the clock `now`. Fault: disk, engine, state.
    fn build(
        &mut self,
        turn: Turn,
        now: Instant,
        candidates: &[Transaction],
        limits: BuildLimits,
    ) -> Result<Block, OrderingError>;

    /// Makes a proposed block durable, then executes it on the tip's state without keeping anything of
    /// that, and says whether it may be voted for. `now` is this validator's clock.
    ///
    /// # Errors
    /// Fault: disk, engine, state. Nothing may be voted for then.
    fn stage(&mut self, turn: Turn, block: Block, now: Instant) -> Result<Verdict, Fault>;

    /// The blocks that were staged for `turn` and may come after the tip, in the order in which they came:
    /// after a restart, too.
    ///
    /// # Errors
    /// Fault: the disk.
    fn staged(&self, turn: Turn) -> Result<Vec<Block>, Fault>;

    /// Makes a staged block the tip; durable once it returns. A block that is in the chain is committed
    /// already.
    ///
    /// # Errors
    /// Reject: it was not staged, its certificate does not hold, or it is not acceptable. Fault: disk,
    /// engine, state.
    fn commit(&mut self, id: Hash, certificate: &Self::Certificate) -> Result<Next, OrderingError>;

    /// The committed blocks from one height to another, both included, with their certificates: for those
    /// who catch up. There are none above the tip; the genesis block has no certificate and is no part.
    ///
    /// # Errors
    /// Fault: the disk.
    fn range(&self, from: Height, to: Height) -> Result<Vec<(Block, Self::Certificate)>, Fault>;
}

/// What a clock that says `now` has against a block of this time.
pub(crate) fn check_clock(time: Instant, now: Instant) -> Result<(), Objection> {
    let ahead = time.0.saturating_sub(now.0);
    let behind = now.0.saturating_sub(time.0);
    if ahead > BLOCK_SECONDS_AHEAD as i64 {
        return Err(Objection::Early(ahead));
    }
    if behind > BLOCK_SECONDS_BEHIND as i64 {
        return Err(Objection::Late(behind));
    }
    Ok(())
}
