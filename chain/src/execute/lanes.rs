//! Transactions between two of the shared lane: settled in order, done lane by lane on several threads,
//! put together in order.
//!
//! That gives what one after the other gives, because of what [`Transaction::lane`] promises: an action of
//! a patient's lane writes there alone, and reads there and what only actions of the shared lane write.
//! So it sees neither another lane nor the nonces and charges that this file writes. That it wrote
//! nowhere else is checked, on one thread as on many.

use abi::receipt::Receipt;
use abi::{Hash, OutcomeCode, PatientId};
use ledger::membership::Sender;
use ledger::rules::Accounts;
use ledger::state::Changes;
use ledger::{Action, Lane, Overlay, Stop, Transaction};
use rayon::prelude::*;

use super::recent::{Ahead, Recent};
use super::worker::{Done, Who, Worker};
use super::{Checked, Context};
use crate::Fault;
use crate::threads::Threads;

/// A run of transactions, none of the shared lane, each settled.
pub(super) struct Run<'t> {
    accounts: Accounts,
    settled: Vec<Settled<'t>>,
}

/// A transaction whose nonce is used up, or that goes no further.
struct Settled<'t> {
    transaction: &'t Transaction,
    checked: Checked,
    /// The sender's place among the accounts.
    sender: Result<usize, OutcomeCode>,
}

/// A run whose actions are done, and not yet written into the block.
pub(super) struct Ran<'t> {
    accounts: Accounts,
    settled: Vec<Settled<'t>>,
    /// By transaction; none of those that went no further.
    done: Vec<Option<Done>>,
    changes: Vec<Changes>,
}

/// A transaction by its index, behind its lane. Those of one lane stand beside each other, in order.
type Placed = (Lane, usize);

/// For how many lanes the state is read at a time: the memory that it lies in is waited for together.
const LANES_AHEAD: usize = 16;

/// What the lanes of one thread came to.
struct Share {
    done: Vec<(usize, Done)>,
    changes: Vec<Changes>,
}

impl<'t> Run<'t> {
    /// Settles the transactions in their order.
    ///
    /// # Errors
    /// Fault: an account does not decode.
    pub(super) fn settle(
        block: &Overlay,
        context: &Context,
        transactions: &[(&'t Transaction, Checked)],
    ) -> Result<Run<'t>, Fault> {
        let mut accounts = Accounts::new();
        let mut settled = Vec::with_capacity(transactions.len());
        for (transaction, checked) in transactions {
            settled.push(Settled {
                transaction,
                checked: *checked,
                sender: settle(&mut accounts, block, context, transaction, checked)?,
            });
        }
        Ok(Run { accounts, settled })
    }

    /// Does the actions, each lane in its order, on as many threads as there are `workers`.
    ///
    /// # Errors
    /// Fault: a record does not decode, an action wrote outside its lane, the engine is broken.
    pub(super) fn act(
        self,
        block: &Overlay,
        context: &Context,
        workers: &mut [Worker],
        threads: &Threads,
    ) -> Result<Ran<'t>, Fault> {
        let placed = self.placed();
        let shares = shares(&placed, workers.len());
        let act =
            |worker: &mut Worker, share: &[Placed]| self.act_share(worker, block, context, share);
        let found: Vec<Result<Share, Fault>> = match (&mut *workers, shares.as_slice()) {
            ([worker], [share]) => vec![act(worker, share)],
            (workers, shares) => threads.run(|| {
                let work = workers.par_iter_mut().zip(shares);
                work.map(|(worker, share)| act(worker, share)).collect()
            }),
        };
        let mut done: Vec<Option<Done>> = Vec::new();
        done.resize_with(self.settled.len(), || None);
        let mut changes = Vec::new();
        for share in found {
            let share = share?;
            for (index, one) in share.done {
                if let Some(place) = done.get_mut(index) {
                    *place = Some(one);
                }
            }
            changes.extend(share.changes);
        }
        Ok(Ran {
            accounts: self.accounts,
            settled: self.settled,
            done,
            changes,
        })
    }

    /// The transactions by their lanes, without those that go no further.
    fn placed(&self) -> Vec<Placed> {
        let settled = self.settled.iter().enumerate();
        let going = settled.filter(|(_, one)| one.sender.is_ok());
        let mut placed: Vec<Placed> = going
            .map(|(index, one)| (one.transaction.lane(), index))
            .collect();
        placed.sort_unstable();
        placed
    }

    /// Does the lanes of one share, each on an overlay of its own.
    fn act_share(
        &self,
        worker: &mut Worker,
        block: &Overlay,
        context: &Context,
        share: &[Placed],
    ) -> Result<Share, Fault> {
        let lanes: Vec<&[Placed]> = share.chunk_by(|one, next| one.0 == next.0).collect();
        let mut found = Share {
            done: Vec::with_capacity(share.len()),
            changes: Vec::new(),
        };
        // No lane writes what another reads, so that the block stands still until all are done.
        let block = Recent::new(block);
        worker.begin_run(self.accounts.len());
        for next in lanes.chunks(LANES_AHEAD) {
            let ahead = Ahead::read(&block, next.iter().map(|lane| self.asked_about(lane)));
            for (number, lane) in next.iter().enumerate() {
                let state = ahead.lane(number);
                let mut view = Overlay::new(&state);
                self.act_lane(worker, &mut view, context, lane, &mut found.done)?;
                let changes = view.into_changes();
                if !changes.is_empty() {
                    lane.first()
                        .map_or(Ok(()), |(lane, _)| require_lane(*lane, &changes))?;
                    found.changes.push(changes);
                }
            }
        }
        Ok(found)
    }

    /// Does what stands in one lane, in its order.
    fn act_lane(
        &self,
        worker: &mut Worker,
        view: &mut Overlay,
        context: &Context,
        lane: &[Placed],
        done: &mut Vec<(usize, Done)>,
    ) -> Result<(), Fault> {
        for (_, index) in lane {
            let one = self.settled.get(*index).ok_or(Fault::Lane)?;
            let Ok(place) = one.sender else { continue };
            let sender = self.accounts.sender(place).ok_or(Fault::Lane)?;
            let who = Who {
                sender,
                place: Some(place),
            };
            let action = &one.transaction.body.action;
            done.push((
                *index,
                worker.act(view, context, who, &one.checked.id, action)?,
            ));
        }
        Ok(())
    }

    /// The patient whose data the first request of a lane is for.
    fn asked_about(&self, lane: &[Placed]) -> Option<PatientId> {
        let asks = |(_, index): &Placed| match &self.settled.get(*index)?.transaction.body.action {
            Action::RequestAccess { request } | Action::BreakGlass { request, .. } => {
                Some(request.patient)
            }
            _ => None,
        };
        lane.iter().find_map(asks)
    }
}

impl Ran<'_> {
    /// Writes what the lanes changed, nonces and charges into the block; gives the receipts in order.
    ///
    /// # Errors
    /// Fault: an action was left out.
    pub(super) fn merge(mut self, block: &mut Overlay) -> Result<Vec<Receipt>, Fault> {
        // No two lanes have a key in common, so that their order does not matter.
        for changes in self.changes {
            block.absorb(changes);
        }
        let mut receipts = Vec::with_capacity(self.settled.len());
        for (one, done) in self.settled.into_iter().zip(self.done) {
            let id = one.checked.id;
            let receipt = match (one.sender, done) {
                (Err(code), _) => Done::of(code).receipt(id),
                (Ok(sender), Some(done)) => {
                    self.accounts.charge(sender, done.fuel);
                    done.receipt(id)
                }
                (Ok(_), None) => return Err(Fault::Lane),
            };
            receipts.push(receipt);
        }
        self.accounts.write(block);
        Ok(receipts)
    }
}

/// Uses up the sender's nonce and gives the place of the account, or the outcome when it goes no further.
fn settle(
    accounts: &mut Accounts,
    block: &Overlay,
    context: &Context,
    transaction: &Transaction,
    checked: &Checked,
) -> Result<Result<usize, OutcomeCode>, Fault> {
    if !checked.is_signed {
        return Ok(Err(OutcomeCode::BAD_SIGNATURE));
    }
    match accounts.settle(block, &transaction.body, context.time, &context.chain) {
        Ok(place) => Ok(Ok(place)),
        Err(Stop::Outcome(code)) => Ok(Err(code)),
        Err(Stop::Fault(fault)) => Err(fault.into()),
    }
}

/// Does one action in its lane; it is a fault of ours when it wrote outside of it.
///
/// # Errors
/// Fault: that, a record does not decode, the engine is broken.
pub(super) fn act_in_lane(
    worker: &mut Worker,
    view: &mut Overlay,
    context: &Context,
    sender: &Sender,
    id: &Hash,
    transaction: &Transaction,
) -> Result<Done, Fault> {
    let mut lane = Overlay::new(view);
    worker.begin_run(0);
    let who = Who {
        sender,
        place: None,
    };
    let done = worker.act(&mut lane, context, who, id, &transaction.body.action)?;
    let changes = lane.into_changes();
    require_lane(transaction.lane(), &changes)?;
    view.absorb(changes);
    Ok(done)
}

/// That all of `changes` are in `lane`; the shared lane's may be anywhere.
fn require_lane(lane: Lane, changes: &Changes) -> Result<(), Fault> {
    match lane == Lane::Shared || changes.keys().all(|key| key.lane() == lane) {
        true => Ok(()),
        false => Err(Fault::Lane),
    }
}

/// Cuts transactions into at most `count` shares of about as many; a lane is never divided.
fn shares(placed: &[Placed], count: usize) -> Vec<&[Placed]> {
    let fair = placed.len().div_ceil(count.max(1)).max(1);
    let mut shares = Vec::with_capacity(count);
    let mut rest = placed;
    while !rest.is_empty() {
        let last = rest.get(..fair).and_then(<[Placed]>::last);
        let end = last.map_or(rest.len(), |last| {
            rest.partition_point(|one| one.0 <= last.0)
        });
        let (share, after) = rest.split_at(end);
        shares.push(share);
        rest = after;
    }
    shares
}

#[cfg(test)]
mod tests;
