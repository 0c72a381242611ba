//! Transactions between two of the shared lane: settled in order, done lane by lane on several threads,
//! put together in order.
//!
//! That gives what one after the other gives, because of what [`Transaction::lane`] promises: an action of
//! a patient's lane writes there alone, and reads there and what only actions of the shared lane write.
//! So it sees neither another lane nor the nonces and charges that this file writes. That it wrote
//! nowhere else is checked, on one thread as on many.

use std::collections::BTreeMap;

use abi::receipt::Receipt;
use abi::{Fuel, Hash, OutcomeCode, PublicKey};
use ledger::membership::Sender;
use ledger::state::Changes;
use ledger::{Action, Lane, Overlay, StateKey, Transaction};
use rayon::prelude::*;

use super::recent::Recent;
use super::worker::{Done, Worker};
use super::{Checked, Context, charge, settle};
use crate::Fault;
use crate::facts::Records;
use crate::threads::Threads;

/// A run of transactions, none of the shared lane, each settled.
pub(super) struct Run<'t> {
    settled: Vec<Settled<'t>>,
}

/// A transaction whose nonce is used up, or that goes no further.
struct Settled<'t> {
    transaction: &'t Transaction,
    checked: Checked,
    sender: Result<Sender, OutcomeCode>,
}

/// A run whose actions are done, and not yet written into the block.
pub(super) struct Ran<'t> {
    settled: Vec<Settled<'t>>,
    /// By transaction; none of those that went no further.
    done: Vec<Option<Done>>,
    changes: Vec<Changes>,
}

/// A lane, and its transactions in order, by their index.
type LaneOrder = (Lane, Vec<usize>);

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
        block: &mut Overlay,
        context: &Context,
        transactions: &[(&'t Transaction, Checked)],
    ) -> Result<Run<'t>, Fault> {
        let mut settled = Vec::with_capacity(transactions.len());
        for (transaction, checked) in transactions {
            settled.push(Settled {
                transaction,
                checked: *checked,
                sender: settle(block, context, transaction, *checked)?,
            });
        }
        Ok(Run { settled })
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
        let shares = shares(self.lanes(), workers.len(), self.settled.len());
        let settled = &self.settled;
        let found: Vec<Result<Share, Fault>> = threads.run(|| {
            let work = workers.par_iter_mut().zip(&shares);
            work.map(|(worker, lanes)| act_share(worker, block, context, settled, lanes))
                .collect()
        });
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
            settled: self.settled,
            done,
            changes,
        })
    }

    /// The lanes by their order, without the transactions that go no further.
    fn lanes(&self) -> BTreeMap<Lane, Vec<usize>> {
        let mut lanes: BTreeMap<Lane, Vec<usize>> = BTreeMap::new();
        for (index, one) in self.settled.iter().enumerate() {
            if one.sender.is_ok() {
                lanes.entry(one.transaction.lane()).or_default().push(index);
            }
        }
        lanes
    }
}

impl Ran<'_> {
    /// Writes what the lanes changed and what was charged into the block; gives the receipts in order.
    ///
    /// # Errors
    /// Fault: an account does not decode.
    pub(super) fn merge(self, block: &mut Overlay) -> Result<Vec<Receipt>, Fault> {
        // No two lanes have a key in common, so that their order does not matter.
        for changes in self.changes {
            block.absorb(changes);
        }
        let mut receipts = Vec::with_capacity(self.settled.len());
        // A sender's charges add up to the same in any order, the largest number there is among them.
        let mut charges: BTreeMap<PublicKey, Fuel> = BTreeMap::new();
        for (one, done) in self.settled.into_iter().zip(self.done) {
            let id = one.checked.id;
            let receipt = match (one.sender, done) {
                (Err(code), _) => Done::of(code).receipt(id),
                (Ok(sender), Some(done)) => {
                    let sum = charges.entry(sender.key).or_insert(Fuel(0));
                    sum.0 = sum.0.saturating_add(done.fuel.0);
                    done.receipt(id)
                }
                (Ok(_), None) => return Err(Fault::Lane),
            };
            receipts.push(receipt);
        }
        for (sender, fuel) in charges {
            charge(block, &sender, fuel)?;
        }
        Ok(receipts)
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
    let done = worker.act(&mut lane, context, sender, id, &transaction.body.action)?;
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

/// Cuts lanes into `count` shares of about as many transactions; a lane is never divided.
fn shares(lanes: BTreeMap<Lane, Vec<usize>>, count: usize, all: usize) -> Vec<Vec<LaneOrder>> {
    let fair = all.div_ceil(count.max(1)).max(1);
    let mut shares: Vec<Vec<LaneOrder>> = vec![Vec::new()];
    let mut filled = 0;
    for lane in lanes {
        if filled >= fair && shares.len() < count {
            shares.push(Vec::new());
            filled = 0;
        }
        filled += lane.1.len();
        if let Some(share) = shares.last_mut() {
            share.push(lane);
        }
    }
    shares
}

/// The keys that the requests of these lanes will be decided by.
fn soon<'l>(settled: &[Settled], lanes: impl Iterator<Item = &'l LaneOrder>) -> Vec<StateKey> {
    let asks = |index: &usize| match settled.get(*index)?.transaction.body.action {
        Action::RequestAccess { ref request } => Some(request.patient),
        Action::BreakGlass { ref request, .. } => Some(request.patient),
        _ => None,
    };
    let patients = lanes.filter_map(|(_, order)| order.iter().find_map(asks));
    patients.flat_map(Records::keys).collect()
}

/// Does the lanes of one share, each on an overlay of its own.
fn act_share(
    worker: &mut Worker,
    block: &Overlay,
    context: &Context,
    settled: &[Settled],
    lanes: &[LaneOrder],
) -> Result<Share, Fault> {
    let mut share = Share {
        done: Vec::new(),
        changes: Vec::with_capacity(lanes.len()),
    };
    // No lane writes what another reads, so that the block stands still until all are done.
    let block = Recent::new(block);
    for (position, (lane, order)) in lanes.iter().enumerate() {
        if position % LANES_AHEAD == 0 {
            let next = lanes.iter().skip(position).take(LANES_AHEAD);
            block.read_ahead(soon(settled, next));
        }
        let mut view = Overlay::new(&block);
        for index in order {
            let Some(one) = settled.get(*index) else {
                continue;
            };
            let Ok(sender) = &one.sender else { continue };
            let action = &one.transaction.body.action;
            let done = worker.act(&mut view, context, sender, &one.checked.id, action)?;
            share.done.push((*index, done));
        }
        let changes = view.into_changes();
        require_lane(*lane, &changes)?;
        share.changes.push(changes);
    }
    Ok(share)
}
