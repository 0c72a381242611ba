//! What one settled transaction does, in the lane that it writes to. Accounts are not its business:
//! nonces and charges are the caller's.

use std::collections::BTreeMap;

use abi::receipt::{CallRecord, DecisionRecord, Receipt};
use abi::{Fuel, Hash, OutcomeCode};
use ledger::membership::Sender;
use ledger::rules::Occasion;
use ledger::{Action, Overlay, rules};
use runtime::Contract;
use runtime::policy::Decider;

use super::Context;
use crate::Fault;
use crate::facts::Records;
use crate::policy::Contracts;

mod asking;
mod call;
mod govern;
mod members;
mod policy;

use asking::Known;
use call::LaneState;

/// Does the actions of transactions; keeps contracts compiled, and the last policy linked.
pub(super) struct Worker {
    contracts: Contracts,
    decider: Option<(Hash, Decider<Records>)>,
    /// Contracts that are no policies, linked, by the hash of their modules.
    linked: BTreeMap<Hash, Contract<LaneState>>,
    /// What holds until an action of the shared lane.
    known: Known,
}

/// Whom a transaction is from.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub(super) sender: &'a Sender,
    /// The sender's place among those of the run that this belongs to.
    pub(super) place: Option<usize>,
}

/// What an action came to.
pub(super) struct Done {
    pub(super) outcome: OutcomeCode,
    /// What it costs, whatever the outcome.
    pub(super) fuel: Fuel,
    pub(super) decision: Option<DecisionRecord>,
    pub(super) call: Option<CallRecord>,
}

impl Done {
    /// An outcome that no contract was asked for.
    pub(super) fn of(outcome: OutcomeCode) -> Done {
        Done {
            outcome,
            fuel: Fuel(0),
            decision: None,
            call: None,
        }
    }

    /// The receipt of `transaction`.
    pub(super) fn receipt(self, transaction: Hash) -> Receipt {
        Receipt {
            transaction,
            outcome: self.outcome,
            fuel: self.fuel,
            decision: self.decision,
            call: self.call,
        }
    }
}

impl From<OutcomeCode> for Done {
    fn from(outcome: OutcomeCode) -> Done {
        Done::of(outcome)
    }
}

impl Worker {
    /// A worker with these contracts.
    pub(super) fn new(contracts: Contracts) -> Worker {
        Worker {
            contracts,
            decider: None,
            linked: BTreeMap::new(),
            known: Known::default(),
        }
    }

    /// Begins actions of which none is of the shared lane, or one alone: forgets what may not hold any more. `senders` are
    /// those that have a place.
    pub(super) fn begin_run(&mut self, senders: usize) {
        self.known = Known::of(senders);
    }

    /// The contracts used so far.
    pub(super) fn contracts(&mut self) -> &mut Contracts {
        &mut self.contracts
    }

    /// Does `action` of the transaction `id`, which is settled; what it wrote stays in `block` only when it
    /// succeeded.
    ///
    /// # Errors
    /// Fault: a record does not decode, the engine is broken.
    pub(super) fn act(
        &mut self,
        block: &mut Overlay,
        context: &Context,
        who: Who,
        id: &Hash,
        action: &Action,
    ) -> Result<Done, Fault> {
        let occasion = Occasion {
            chain: context.chain,
            height: context.height,
            now: context.time,
            transaction: *id,
        };
        let mut effects = Overlay::new(block);
        let done = match action {
            Action::RequestAccess { request } => {
                self.access(&mut effects, &occasion, who, action, request)?
            }
            Action::BreakGlass {
                request,
                justification,
            } => {
                let done = self.access(&mut effects, &occasion, who, action, request)?;
                policy::note(&mut effects, &occasion, who, request, justification, &done)?;
                done
            }
            _ => match rules::apply_action(&mut effects, who.sender, action, &occasion)? {
                OutcomeCode::DONE => self.finish(&mut effects, &occasion, who.sender, action)?,
                outcome => Done::of(outcome),
            },
        };
        let changes = effects.into_changes();
        if matches!(done.outcome, OutcomeCode::DONE | OutcomeCode::ALLOWED) {
            block.absorb(changes);
        }
        Ok(done)
    }

    /// Does what the ledger's rules leave, since it takes a contract or a certificate.
    fn finish(
        &mut self,
        effects: &mut Overlay,
        occasion: &Occasion,
        sender: &Sender,
        action: &Action,
    ) -> Result<Done, Fault> {
        match action {
            Action::DeployPolicy { module } => self.deploy(effects, module, occasion),
            Action::StoreModule { module } => self.store(effects, module),
            Action::Propose { .. } => self.proposed(effects, &occasion.transaction, occasion),
            Action::Approve { proposal } => self.proposed(effects, proposal, occasion),
            Action::EnrolByCertificate {
                organisation,
                certificates,
            } => members::enrol(effects, organisation, certificates, occasion.now),
            Action::RevokeCertificates { organisation, list } => {
                members::revoke(effects, organisation, list, occasion.now)
            }
            Action::SignForm { .. } => self.sign(effects, action, occasion),
            Action::AttestFact { patient, fact } => {
                self.attest(effects, *patient, fact, occasion.now)
            }
            Action::CallContract { .. } => self.call(effects, occasion, sender, action),
            _ => Ok(Done::of(OutcomeCode::DONE)),
        }
    }
}
