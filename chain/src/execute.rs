//! A block of transactions: outcome, charge, rollback of each, as if one came after the other.
//!
//! A transaction whose signature is wrong, or that is not its sender's next, changes nothing. From
//! there on its nonce is used up and what its contract cost is charged, whatever follows; all
//! else it did is kept only when it succeeded.
//!
//! ```text
//! transactions --cut at those of the shared lane--> runs --settle in order--> lanes --threads--> changes
//!                                                                    receipts, charges <--in order--
//! ```
//!
//! Between two transactions of the shared lane, those of different patients run at the same time
//! (`execute/lanes.rs`). Receipts and writes are the same, byte for byte, as on one thread.

use abi::receipt::Receipt;
use abi::{Hash, Height, Instant, OutcomeCode};
use ledger::membership::Sender;
use ledger::{Lane, Overlay, StateRead, Stop, Transaction, WriteSet, rules};
use runtime::ModuleCache;

use crate::Fault;
use crate::policy::Contracts;
use crate::threads::Threads;

mod lanes;
mod recent;
mod worker;

use lanes::{Run, act_in_lane};
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

/// What is known of a transaction before it is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its id.
    pub id: Hash,
    /// Whether its signature is its sender's.
    pub is_signed: bool,
}

/// Executes transactions; keeps contracts compiled, and on each thread the last one linked, between
/// blocks.
pub struct Executor {
    threads: Threads,
    /// Does what stands alone.
    lead: Worker,
    /// Do lanes, one a thread; none when transactions are taken one after another.
    workers: Vec<Worker>,
}

impl Executor {
    /// An executor on all cores, with an engine of its own, or with a cache of modules.
    pub fn new(engine: impl Into<ModuleCache>) -> Executor {
        Executor::on(engine, Threads::of_machine())
    }

    /// An executor that takes one transaction after another, and keeps nothing from one to the next but compiled
    /// contracts: what the others are held to.
    pub fn serial(engine: impl Into<ModuleCache>) -> Executor {
        Executor::with(engine, Threads::one(), 0)
    }

    /// An executor on these threads.
    pub fn on(engine: impl Into<ModuleCache>, threads: Threads) -> Executor {
        let count = threads.count();
        Executor::with(engine, threads, count)
    }

    fn with(engine: impl Into<ModuleCache>, threads: Threads, workers: usize) -> Executor {
        let contracts = Contracts::new(engine);
        let worker = |_| Worker::new(contracts.clone());
        Executor {
            workers: (0..workers).map(worker).collect(),
            lead: Worker::new(contracts),
            threads,
        }
    }

    /// The contracts used so far.
    pub fn contracts(&mut self) -> &mut Contracts {
        self.lead.contracts()
    }

    /// The threads.
    pub fn threads(&self) -> &Threads {
        &self.threads
    }

    /// Executes `transactions` in their order on `state`, which it leaves alone.
    ///
    /// `checked[i]` is about transaction `i`; a transaction without an entry counts as wrongly signed.
    ///
    /// # Errors
    /// Fault: a record does not decode, an action wrote outside its lane, the engine is broken. Nothing of
    /// it is anybody's receipt. Which of several faults is told may differ from run to run.
    pub fn execute(
        &mut self,
        state: &dyn StateRead,
        context: &Context,
        transactions: &[Transaction],
        checked: &[Checked],
    ) -> Result<Executed, Fault> {
        let checked: Vec<Checked> = (transactions.iter().enumerate())
            .map(|(index, transaction)| {
                checked.get(index).copied().unwrap_or_else(|| Checked {
                    id: transaction.id(),
                    is_signed: false,
                })
            })
            .collect();
        let mut block = Overlay::new(state);
        self.lead.begin_block(&mut block, context)?;
        let mut receipts = Vec::with_capacity(transactions.len());
        let all: Vec<(&Transaction, Checked)> = transactions.iter().zip(checked).collect();
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let (run, after) = rest.split_at(run_length(rest));
            rest = after;
            if self.workers.is_empty() || run.len() == 1 {
                for (transaction, checked) in run {
                    receipts.push(self.transaction(&mut block, context, transaction, *checked)?);
                }
            } else {
                let run = Run::settle(&block, context, run)?;
                let done = run.act(&block, context, &mut self.workers, &self.threads)?;
                receipts.extend(done.merge(&mut block)?);
            }
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
        checked: Checked,
    ) -> Result<Receipt, Fault> {
        let sender = match settle(block, context, transaction, checked)? {
            Ok(sender) => sender,
            Err(code) => return Ok(Done::of(code).receipt(checked.id)),
        };
        let done = act_in_lane(
            &mut self.lead,
            block,
            context,
            &sender,
            &checked.id,
            transaction,
        )?;
        rules::charge(block, &sender.key, done.fuel)?;
        Ok(done.receipt(checked.id))
    }
}

/// How many transactions from the first on are taken together: all before the next of the shared lane,
/// or that one alone.
fn run_length(transactions: &[(&Transaction, Checked)]) -> usize {
    let is_alone = |(one, _): &(&Transaction, Checked)| one.lane() == Lane::Shared;
    let together = transactions.iter().position(is_alone);
    together.unwrap_or(transactions.len()).max(1)
}

/// Uses up the sender's nonce and says who the sender is, or the outcome when it goes no further.
fn settle(
    block: &mut Overlay,
    context: &Context,
    transaction: &Transaction,
    checked: Checked,
) -> Result<Result<Sender, OutcomeCode>, Fault> {
    if !checked.is_signed {
        return Ok(Err(OutcomeCode::BAD_SIGNATURE));
    }
    match rules::settle(block, &transaction.body, context.time, &context.chain) {
        Ok(sender) => Ok(Ok(sender)),
        Err(Stop::Outcome(code)) => Ok(Err(code)),
        Err(Stop::Fault(fault)) => Err(fault.into()),
    }
}

#[cfg(test)]
mod tests;
