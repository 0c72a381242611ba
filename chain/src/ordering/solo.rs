//! A chain with one validator, by the same seam: its certificate is that validator's signature.

use std::collections::VecDeque;

use abi::{Hash, Height, Instant, OutcomeCode, PublicKey, Signature};
use ledger::error::DecodeError;
use ledger::signature::{Signed, verify_signature};
use ledger::{Block, Reject, Sealed, Transaction};
use parity_scale_codec::Encode;

use super::{
    BuildLimits, Next, Objection, Ordering, OrderingError, Proposals, Tip, Turn, Verdict,
    check_clock,
};
use crate::Fault;
use crate::execute::Checked;
use crate::solo::{Chain, verify};

/// A chain whose one proposer is its one validator.
pub struct Solo {
    chain: Chain,
    proposals: Proposals,
    /// Blocks on the tip that were executed and found right, ready to be committed. They are made again
    /// when they are wanted and not there, as after a restart.
    ready: Vec<Sealed>,
    /// The ids of the last blocks: an engine that was cut off commits them again.
    recent: VecDeque<Hash>,
}

impl Solo {
    /// Takes a chain on, with the folder of its proposals. Those that the chain has passed are forgotten.
    ///
    /// # Errors
    /// Fault: a proposal cannot be forgotten.
    pub fn new(chain: Chain, mut proposals: Proposals) -> Result<Solo, Fault> {
        let tip = chain.ledger().tip().height;
        proposals.forget(tip)?;
        let mut recent = VecDeque::new();
        for height in tip.0.saturating_sub(RECENT as u64 - 1)..tip.0 {
            // One that is no longer there, nobody commits again.
            let block = chain.ledger().block(Height(height)).ok();
            recent.extend(block.map(|block| block.header.hash()));
        }
        recent.push_back(chain.ledger().tip_hash());
        Ok(Solo {
            chain,
            proposals,
            ready: Vec::new(),
            recent,
        })
    }

    /// The chain.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    fn next_height(&self) -> Height {
        Height(self.chain.ledger().tip().height.0.saturating_add(1))
    }

    fn validator(&self) -> PublicKey {
        self.chain.ledger().tip().proposer
    }

    fn next(&self) -> Next {
        Next {
            tip: self.tip(),
            validators: vec![self.validator()],
        }
    }

    /// Executes a block on the tip and compares: what comes out may be committed.
    fn examine(&mut self, block: &Block) -> Result<Result<Sealed, Objection>, Fault> {
        // Roots, links and signatures first: they cost the least.
        let sealed = match self.chain.ledger().check(block.clone()) {
            Ok(sealed) => sealed,
            Err(reject) => return Ok(Err(reject.into())),
        };
        // The ledger has held ids, signatures and receipts against each other.
        let checked: Vec<Checked> = (block.receipts.iter())
            .map(|receipt| Checked {
                id: receipt.transaction,
                is_signed: receipt.outcome != OutcomeCode::BAD_SIGNATURE,
            })
            .collect();
        let time = block.header.time;
        let executed = self.chain.execute(time, &block.transactions, &checked)?;
        let is_same = executed.receipts == block.receipts && executed.writes == block.writes;
        Ok(is_same.then_some(sealed).ok_or(Objection::Execution))
    }

    /// The block with this id, ready to be committed.
    fn take(&mut self, id: Hash) -> Result<Sealed, OrderingError> {
        if let Some(index) = self.ready.iter().position(|sealed| sealed.hash() == id) {
            return Ok(self.ready.swap_remove(index));
        }
        let kept = self.proposals.in_order().into_iter();
        let mut kept = kept.filter(|one| one.block.header.hash() == id);
        let block = kept
            .next()
            .ok_or(OrderingError::Unstaged(id))?
            .block
            .clone();
        let examined = self.examine(&block)?;
        examined.map_err(|objection| OrderingError::Objection { id, objection })
    }

    fn is_certified(&self, id: Hash, certificate: &Signature) -> bool {
        verify_signature(&Signed {
            key: self.validator(),
            message: id,
            signature: *certificate,
        })
    }

    /// Builds a block of these, or of fewer when what they write does not fit into one.
    fn seal(
        &mut self,
        time: Instant,
        mut transactions: Vec<Transaction>,
        mut checked: Vec<Checked>,
    ) -> Result<Sealed, Fault> {
        loop {
            let executed = self.chain.execute(time, &transactions, &checked)?;
            match self.chain.seal(time, transactions.clone(), executed) {
                Err(Fault::Block(Reject::Decode(DecodeError::TooLong { .. })))
                    if transactions.len() > 1 =>
                {
                    transactions.truncate(transactions.len() / 2);
                    checked.truncate(transactions.len());
                }
                sealed => return sealed,
            }
        }
    }
}

/// Blocks whose second commit is known for what it is.
const RECENT: usize = 16;

impl Ordering for Solo {
    type Certificate = Signature;

    fn tip(&self) -> Tip {
        let ledger = self.chain.ledger();
        Tip {
            height: ledger.tip().height,
            id: ledger.tip_hash(),
            state_root: ledger.tip().state_root,
            time: ledger.tip().time,
        }
    }

    fn build(
        &mut self,
        turn: Turn,
        now: Instant,
        candidates: &[Transaction],
        limits: BuildLimits,
    ) -> Result<Block, OrderingError> {
        let expected = self.next_height();
        if turn.height != expected {
            let found = turn.height;
            return Err(OrderingError::NotNext { expected, found });
        }
        if let Some(made) = self.staged(turn)?.into_iter().next() {
            return Ok(made);
        }
        let time = Instant(now.0.max(self.tip().time.0.saturating_add(1)));
        if let Err(Objection::Early(ahead)) = check_clock(time, now) {
            return Err(OrderingError::TooEarly(ahead));
        }
        let (transactions, checked) = chosen(candidates, limits);
        let sealed = self.seal(time, transactions, checked)?;
        let block = sealed.block().clone();
        self.proposals.keep(turn, &block)?;
        self.ready.push(sealed);
        Ok(block)
    }

    fn stage(&mut self, turn: Turn, block: Block, now: Instant) -> Result<Verdict, Fault> {
        let (expected, found) = (turn.height, block.header.height);
        if expected != found {
            return Ok(Verdict::Refused(Objection::Turn { expected, found }));
        }
        let expected = self.next_height();
        if found != expected {
            let reject = Reject::WrongHeight { expected, found };
            return Ok(Verdict::Refused(reject.into()));
        }
        if !self.proposals.keep(turn, &block)? {
            return Ok(Verdict::Refused(Objection::TooMany));
        }
        if !self.ready.iter().any(|sealed| *sealed.block() == block) {
            match self.examine(&block)? {
                Ok(sealed) => self.ready.push(sealed),
                Err(objection) => return Ok(Verdict::Refused(objection)),
            }
        }
        // Last: it is the only objection that ends when the others agree.
        Ok(match check_clock(block.header.time, now) {
            Ok(()) => Verdict::Valid,
            Err(objection) => Verdict::Refused(objection),
        })
    }

    fn staged(&self, turn: Turn) -> Result<Vec<Block>, Fault> {
        let kept = self.proposals.in_order().into_iter();
        Ok(kept
            .filter(|one| one.turn == turn)
            .map(|one| one.block.clone())
            .collect())
    }

    fn commit(&mut self, id: Hash, certificate: &Signature) -> Result<Next, OrderingError> {
        if !self.is_certified(id, certificate) {
            return Err(OrderingError::BadCertificate(id));
        }
        if self.recent.contains(&id) {
            return Ok(self.next());
        }
        let mut sealed = self.take(id)?;
        if sealed.block().certificate != *certificate {
            // A validator may sign twice, and differently: what is kept is what it was committed with.
            let mut block = sealed.block().clone();
            block.certificate = *certificate;
            let again = self.chain.ledger().check(block);
            sealed = again.map_err(|reject| OrderingError::Objection {
                id,
                objection: reject.into(),
            })?;
        }
        let committed = self.chain.commit(sealed)?;
        self.ready.clear();
        self.recent.push_back(id);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        self.proposals.forget(committed.block.header.height)?;
        Ok(self.next())
    }

    fn range(&self, from: Height, to: Height) -> Result<Vec<(Block, Signature)>, Fault> {
        let to = to.0.min(self.tip().height.0);
        let certified = |height| {
            let block = self.chain.ledger().block(Height(height))?;
            let certificate = block.certificate;
            Ok((block, certificate))
        };
        (from.0.max(1)..=to).map(certified).collect()
    }
}

/// The first of `candidates` that are rightly signed and fit.
fn chosen(candidates: &[Transaction], limits: BuildLimits) -> (Vec<Transaction>, Vec<Checked>) {
    let most = limits
        .transactions
        .min(abi::limits::BLOCK_TRANSACTIONS as usize);
    let mut bytes = 0;
    let signed = candidates.iter().zip(verify(candidates));
    signed
        .filter(|(_, checked)| checked.is_signed)
        .take_while(|(transaction, _)| {
            bytes += transaction.encoded_size();
            bytes <= limits.bytes
        })
        .take(most)
        .map(|(transaction, checked)| (transaction.clone(), checked))
        .unzip()
}

#[cfg(test)]
mod tests;
