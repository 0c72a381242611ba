//! Blocks one behind the other: while one is executed and written, the next is fetched and its signatures
//! are verified.
//!
//! ```text
//! batches --next, verify--> |   block n + 1   |   block n + 2   |
//!                           | execute, seal, commit n | … n + 1 | --durable--> told of
//! ```
//!
//! A signature's verdict depends on no state, so that what comes out is what [`Chain::append`] gives.

use abi::receipt::Receipt;
use abi::{Hash, Instant};
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

impl Chain {
    /// Makes a block of each batch, as [`Chain::append`] would, on the chain's threads, and tells `durable` of each once it is on the
    /// disk. `batches` is asked for the next while the one before is worked on: it should not keep waiting.
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
        let mut next = threads.run(|| batches.next().map(checked));
        while let Some((batch, checked_now)) = next {
            let ahead = || batches.next().map(checked);
            let now = || -> Result<(), Fault> {
                durable(self.append_checked(batch, &checked_now)?);
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

fn checked(batch: Batch) -> (Batch, Vec<Checked>) {
    let checked = verify_aside(&batch.transactions);
    (batch, checked)
}
