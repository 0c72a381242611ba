//! Who asks, and by which policy: worked out once for all requests of a sender, as long as no action of the shared lane
//! comes between.

use abi::bind::BoundRequest;
use abi::terms::{AccessRequest, Requester};
use abi::{Instant, OutcomeCode};
use ledger::membership::{active_policy, requester_of};
use ledger::records::AccountKind;
use ledger::{Overlay, Stop};
use runtime::Policy;

use super::{Who, Worker};
use crate::Fault;

/// What holds until an action of the shared lane.
#[derive(Default)]
pub(super) struct Known {
    /// The active policy, once it was asked for.
    policy: Option<Policy>,
    /// By the sender's place, once the sender has asked for something.
    askers: Vec<Option<Asker>>,
}

/// A sender as a requester.
pub(super) struct Asker {
    pub(super) requester: Requester,
    /// The last request in the active policy's ids.
    bound: Option<BoundRequest>,
}

impl Known {
    /// Nothing yet, of so many senders.
    pub(super) fn of(senders: usize) -> Known {
        Known {
            policy: None,
            askers: (0..senders).map(|_| None).collect(),
        }
    }
}

impl Asker {
    /// A request of this sender at block time `now` in the ids of `policy`, the active one; nothing when it names what
    /// the policy does not know.
    pub(super) fn bind(
        &mut self,
        policy: &Policy,
        request: &AccessRequest,
        now: Instant,
    ) -> Option<&BoundRequest> {
        let binding = policy.binding();
        let requester = &self.requester;
        let bound = self
            .bound
            .get_or_insert_with(|| binding.asker(requester, now));
        binding.ask(request, bound).ok().map(|()| &*bound)
    }
}

impl Worker {
    /// The sender as who asks for what `request` asks, or the outcome; to be given back with [`Worker::keep_asker`].
    pub(super) fn take_asker(
        &mut self,
        effects: &Overlay,
        who: Who,
        request: &AccessRequest,
        now: Instant,
    ) -> Result<Result<Asker, OutcomeCode>, Fault> {
        let kept = who.place.and_then(|place| self.known.askers.get_mut(place));
        if let Some(asker) = kept.and_then(Option::take) {
            return Ok(Ok(asker));
        }
        match requester_of(effects, who.sender, request.patient, now) {
            Ok(requester) => Ok(Ok(Asker {
                requester,
                bound: None,
            })),
            Err(Stop::Outcome(code)) => Ok(Err(code)),
            Err(Stop::Fault(fault)) => Err(fault.into()),
        }
    }

    /// Keeps who has asked, where the patient makes no difference to that.
    pub(super) fn keep_asker(&mut self, who: Who, asker: Asker) {
        let works = matches!(
            who.sender.kind,
            AccountKind::Organisation { .. } | AccountKind::Member { .. }
        );
        let place = who.place.filter(|_| works);
        if let Some(kept) = place.and_then(|place| self.known.askers.get_mut(place)) {
            *kept = Some(asker);
        }
    }

    /// The active policy, when there is one; to be given back with [`Worker::keep_policy`].
    pub(super) fn take_policy(&mut self, effects: &Overlay) -> Result<Option<Policy>, Fault> {
        if let Some(policy) = self.known.policy.take() {
            return Ok(Some(policy));
        }
        match active_policy(effects)? {
            Some(active) => self.policy(effects, active.hash).map(Some),
            None => Ok(None),
        }
    }

    /// Keeps the active policy.
    pub(super) fn keep_policy(&mut self, policy: Policy) {
        self.known.policy = Some(policy);
    }
}

#[cfg(test)]
mod tests;
