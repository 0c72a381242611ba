//! A chain with one proposer: it orders, executes, seals and commits by itself.

use core::borrow::Borrow;

use abi::{Hash, Height, Instant};
use ledger::signature::{BATCH, Signed, verify_signatures};
use ledger::{Block, Draft, Error, Ledger, Sealed, Signer, State, Transaction};
use rayon::prelude::*;

use crate::Fault;
use crate::execute::{Checked, Context, Executed, Executor};
use crate::threads::Threads;

/// An open chain, the executor of its transactions and the key that signs its blocks.
pub struct Chain {
    ledger: Ledger,
    executor: Executor,
    signer: Signer,
}

/// A block that is durable.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The block.
    pub block: Block,
    /// Its hash.
    pub hash: Hash,
}

impl Chain {
    /// Takes an open ledger on. `signer` is the chain's proposer.
    pub fn new(ledger: Ledger, executor: Executor, signer: Signer) -> Chain {
        Chain {
            ledger,
            executor,
            signer,
        }
    }

    /// The ledger and the signer again, for another executor.
    pub fn into_parts(self) -> (Ledger, Signer) {
        (self.ledger, self.signer)
    }

    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The threads that it works on.
    pub fn threads(&self) -> &Threads {
        self.executor.threads()
    }

    /// The state after the last block.
    pub fn state(&self) -> &State {
        self.ledger.state()
    }

    /// Verifies, executes, seals and commits `transactions` as the next block, at block time `time`.
    /// The block is durable once this returns.
    ///
    /// # Errors
    /// Fault: the time does not follow the tip's, a limit of blocks is broken, or the disk, the
    /// engine or a record of the state is broken. Transactions that are not acceptable are no error:
    /// their receipts say so.
    pub fn append(
        &mut self,
        time: Instant,
        transactions: Vec<Transaction>,
    ) -> Result<Committed, Fault> {
        let checked = verify_on(self.executor.threads(), &transactions);
        let executed = self.execute(time, &transactions, &checked)?;
        let sealed = self.seal(time, transactions, executed)?;
        self.commit(sealed)
    }

    /// Executes `transactions` on the tip's state at block time `time`; nothing is kept of it.
    ///
    /// # Errors
    /// Fault: the engine or a record of the state is broken.
    pub fn execute(
        &mut self,
        time: Instant,
        transactions: &[Transaction],
        checked: &[Checked],
    ) -> Result<Executed, Fault> {
        let context = Context {
            chain: self.ledger.chain_id(),
            height: Height(self.ledger.tip().height.0.saturating_add(1)),
            time,
        };
        self.executor
            .execute(self.ledger.state(), &context, transactions, checked)
    }

    /// Makes the next block of what was executed on the tip: computes its roots and signs it.
    ///
    /// # Errors
    /// Fault: the time does not follow the tip's, or a limit of blocks is broken.
    pub fn seal(
        &self,
        time: Instant,
        transactions: Vec<Transaction>,
        executed: Executed,
    ) -> Result<Sealed, Fault> {
        let Executed { receipts, writes } = executed;
        Ok(self.ledger.seal(
            Draft {
                time,
                transactions,
                receipts,
                writes,
            },
            &self.signer,
        )?)
    }

    /// Makes a sealed block the tip. It is durable once this returns.
    ///
    /// # Errors
    /// Fault: the disk is broken, or another block was committed since.
    pub fn commit(&mut self, sealed: Sealed) -> Result<Committed, Fault> {
        let block = self
            .ledger
            .commit_block(sealed)
            .map_err(|error| match error {
                Error::Fault(fault) => Fault::Ledger(fault),
                Error::Reject(reject) => Fault::Block(reject),
            })?;
        let hash = self.ledger.tip_hash();
        Ok(Committed { block, hash })
    }
}

/// Signatures that a thread takes at the least: fewer take longer each.
const SHARE: usize = 256;

/// Signatures of a batch beside which blocks are executed, at the most: with more, each takes less, and a thread waits
/// longer for the other's last batch.
const SHARE_ASIDE: usize = 1280;

/// The ids of the transactions, and which are signed by their senders. Depends on nothing else, so that it
/// can be done before the block before is committed, and by several threads.
pub fn verify(transactions: &[Transaction]) -> Vec<Checked> {
    let share = share(transactions.len(), rayon::current_num_threads());
    let batches = transactions.par_chunks(share);
    batches
        .flat_map_iter(verify_one_batch::<Transaction>)
        .collect()
}

/// The same of several blocks' transactions, for when another thread has something else to do: it can take one of the last batches
/// when that is done.
pub(crate) fn verify_aside(blocks: &[&[Transaction]]) -> Vec<Vec<Checked>> {
    let transactions: Vec<&Transaction> = blocks.iter().copied().flatten().collect();
    let batches = transactions.par_chunks(share_aside(transactions.len()));
    let mut checked: Vec<Checked> = batches.flat_map_iter(verify_one_batch).collect();
    let mut by_block: Vec<Vec<Checked>> = Vec::with_capacity(blocks.len());
    for block in blocks.iter().rev() {
        by_block.push(checked.split_off(checked.len().saturating_sub(block.len())));
    }
    by_block.reverse();
    by_block
}

/// The same on these threads.
pub fn verify_on(threads: &Threads, transactions: &[Transaction]) -> Vec<Checked> {
    threads.run(|| verify(transactions))
}

/// For each, whether the signature is right, by several threads.
pub(crate) fn verify_signed(signed: &[Signed]) -> Vec<bool> {
    let share = share(signed.len(), rayon::current_num_threads());
    let batches = signed.par_chunks(share);
    batches.flat_map_iter(verify_signatures).collect()
}

/// How many of so many signatures are verified in one batch, when so many threads are to have one.
fn share(signatures: usize, threads: usize) -> usize {
    let batches = signatures.div_ceil(BATCH).max(threads);
    signatures.div_ceil(batches.max(1)).clamp(SHARE, BATCH)
}

/// How many of so many signatures are verified in one batch, when who takes the batches is not known beforehand.
fn share_aside(signatures: usize) -> usize {
    let batches = signatures.div_ceil(SHARE_ASIDE).max(1);
    signatures.div_ceil(batches).max(1)
}

fn verify_one_batch<T: Borrow<Transaction>>(batch: &[T]) -> impl Iterator<Item = Checked> + use<T> {
    let signed: Vec<Signed> = batch.iter().map(|one| Signed::from(one.borrow())).collect();
    let verdicts = verify_signatures(&signed);
    signed
        .into_iter()
        .zip(verdicts)
        .map(|(one, is_signed)| Checked {
            id: one.message,
            is_signed,
        })
}

#[cfg(test)]
mod tests;
