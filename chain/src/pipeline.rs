//! Blocks one behind the other: while some are executed and written, the next are fetched and their signatures
//! are verified.
//!
//! ```text
//! batches --those that wait, verify--> |   blocks n + 1, n + 2, …    |
//!                                      | execute, seal, commit n - 1 | … n | --durable--> told of
//! ```
//!
//! A signature's verdict depends on no state, so that what comes out is what [`Chain::append`] gives. The more are verified
//! in one batch, the less each takes, so that small blocks that wait are verified together.

use abi::receipt::Receipt;
use abi::{Hash, Instant};
use ledger::signature::BATCH;
use ledger::{Header, Transaction};

use crate::Fault;
use crate::execute::Checked;
use crate::solo::{Chain, Committed, verify_aside};

/// What goes into one block.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The block's time.
    pub time: Instant,
    /// Its transactions.
    pub transactions: Vec<Transaction>,
}

/// A block that is durable, in what senders want to know of it.
#[derive(Clone, Debug)]
pub struct Durable {
    /// Its header.
    pub header: Header,
    /// Its hash.
    pub hash: Hash,
    /// What became of its transactions.
    pub receipts: Vec<Receipt>,
}

/// Blocks that are taken at a time at the most: those with little in them are no reason to keep the first waiting.
const BLOCKS: usize = 16;

impl Chain {
    /// Makes a block of each batch, as [`Chain::append`] would, on the chain's threads, and tells `durable` of each once it is on the
    /// disk. `batches` is asked for the next while those before are worked on: it should not keep waiting. For more than
    /// one at a time it is asked only as long as it says that they are there, by the lower bound of its size hint.
    ///
    /// # Errors
    /// Fault: as [`Chain::append`]. The blocks that `durable` was told of stay; nothing else was made.
    pub fn append_all(
        &mut self,
        batches: impl IntoIterator<Item = Batch, IntoIter: Send>,
        mut durable: impl FnMut(Durable) + Send,
    ) -> Result<(), Fault> {
        let mut batches = batches.into_iter();
        let threads = self.threads().clone();
        let mut next = threads.run(|| checked(waiting(&mut batches)));
        while !next.is_empty() {
            let ahead = || checked(waiting(&mut batches));
            let now = || -> Result<(), Fault> {
                for (batch, checked) in next {
                    durable(self.append_checked(batch, &checked)?);
                }
                Ok(())
            };
            let (made, following) = threads.both(now, ahead);
            made?;
            next = following;
        }
        Ok(())
    }

    fn append_checked(&mut self, batch: Batch, checked: &[Checked]) -> Result<Durable, Fault> {
        let Batch { time, transactions } = batch;
        let executed = self.execute(time, &transactions, checked)?;
        let sealed = self.seal(time, transactions, executed)?;
        let Committed { block, hash } = self.commit(sealed)?;
        Ok(Durable {
            header: block.header,
            hash,
            receipts: block.receipts,
        })
    }
}

/// The next batch, and those behind it that are there already, until one batch of signatures is full or there are blocks enough.
fn waiting(batches: &mut impl Iterator<Item = Batch>) -> Vec<Batch> {
    let mut found: Vec<Batch> = batches.next().into_iter().collect();
    let mut signatures: usize = found.iter().map(|batch| batch.transactions.len()).sum();
    while signatures < BATCH && found.len() < BLOCKS && batches.size_hint().0 > 0 {
        let Some(next) = batches.next() else { break };
        signatures += next.transactions.len();
        found.push(next);
    }
    found
}

fn checked(batches: Vec<Batch>) -> Vec<(Batch, Vec<Checked>)> {
    let transactions: Vec<&[Transaction]> = batches
        .iter()
        .map(|batch| batch.transactions.as_slice())
        .collect();
    let checked = verify_aside(&transactions);
    batches.into_iter().zip(checked).collect()
}

#[cfg(test)]
mod tests;
