//! One transaction after another: outcome, charge, rollback.
//!
//! A transaction whose signature is wrong, or that is not its sender's next, changes nothing. From
//! there on its nonce is used up and what its contract cost is charged, whatever follows; all
//! else it did is kept only when it succeeded.

use abi::receipt::Receipt;
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use ledger::{Overlay, StateRead, Stop, Transaction, WriteSet, rules};
use runtime::ModuleCache;

use crate::Fault;
use crate::policy::Contracts;

mod worker;

use worker::{Done, Worker};

/// Where a block stands: what execution knows of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The chain's id.
    pub chain: Hash,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub time: Instant,
}

/// What a block of transactions came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    /// One for each transaction, in their order.
    pub receipts: Vec<Receipt>,
    /// What they changed together.
    pub writes: WriteSet,
}

/// Executes transactions; keeps contracts compiled, and the last one linked, between blocks.
pub struct Executor {
    worker: Worker,
}

impl Executor {
    /// An executor with an engine of its own, or with a cache of modules.
    pub fn new(engine: impl Into<ModuleCache>) -> Executor {
        Executor {
            worker: Worker::new(Contracts::new(engine)),
        }
    }

    /// The contracts used so far.
    pub fn contracts(&mut self) -> &mut Contracts {
        self.worker.contracts()
    }

    /// Executes `transactions` in their order on `state`, which it leaves alone.
    ///
    /// `verified[i]` says whether the signature of transaction `i` is right; a transaction without
    /// an entry counts as wrongly signed.
    ///
    /// # Errors
    /// Fault: a record does not decode, the engine is broken. Nothing of it is anybody's receipt.
    pub fn execute(
        &mut self,
        state: &dyn StateRead,
        context: &Context,
        transactions: &[Transaction],
        verified: &[bool],
    ) -> Result<Executed, Fault> {
        let mut block = Overlay::new(state);
        self.worker.begin_block(&mut block, context)?;
        let mut receipts = Vec::with_capacity(transactions.len());
        for (index, transaction) in transactions.iter().enumerate() {
            let is_signed = verified.get(index).copied().unwrap_or(false);
            receipts.push(self.transaction(&mut block, context, transaction, is_signed)?);
        }
        Ok(Executed {
            receipts,
            writes: block.into_writes(),
        })
    }

    /// Settles a transaction, has its action done, and charges what that cost.
    fn transaction(
        &mut self,
        block: &mut Overlay,
        context: &Context,
        transaction: &Transaction,
        is_signed: bool,
    ) -> Result<Receipt, Fault> {
        let body = &transaction.body;
        let id = transaction.id();
        if !is_signed {
            return Ok(Done::of(OutcomeCode::BAD_SIGNATURE).receipt(id));
        }
        let sender = match rules::settle(block, body, context.time, &context.chain) {
            Ok(sender) => sender,
            Err(Stop::Outcome(code)) => return Ok(Done::of(code).receipt(id)),
            Err(Stop::Fault(fault)) => return Err(fault.into()),
        };
        let done = self
            .worker
            .act(block, context, &sender, &id, &body.action)?;
        if done.fuel > Fuel(0) {
            rules::charge(block, &sender.key, done.fuel)?;
        }
        Ok(done.receipt(id))
    }
}
