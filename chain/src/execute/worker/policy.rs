//! What the active policy decides, and what its words are needed for.

use abi::form::SignedForm;
use abi::receipt::DecisionRecord;
use abi::terms::{AccessRequest, Scalar};
use abi::{Hash, Instant, OutcomeCode, PatientId};
use ledger::membership::{active_policy, module};
use ledger::records::Emergency;
use ledger::rules::Occasion;
use ledger::transaction::FactClaim;
use ledger::{Action, Overlay, StateRead, rules};
use runtime::policy::Decider;
use runtime::{Policy, PolicyError};

use super::asking::Asker;
use super::{Done, Who, Worker};
use crate::Fault;
use crate::counting;
use crate::facts::Records;
use crate::policy::Contracts;

impl Worker {
    /// Admits a module and makes it the active policy; gives what that costs, which is owed when the
    /// module is refused, too.
    pub(super) fn deploy(
        &mut self,
        effects: &mut Overlay,
        wasm: &[u8],
        occasion: &Occasion,
    ) -> Result<Done, Fault> {
        match self.contracts.load(wasm) {
            Ok(policy) => {
                counting::prepare(effects, policy.interface(), occasion.now)?;
                rules::install_policy(effects, wasm, occasion.height)?;
                Ok(Done {
                    fuel: Contracts::deploy_fuel(wasm, Some(policy.module())),
                    ..Done::of(OutcomeCode::DONE)
                })
            }
            Err(PolicyError::Fault(fault)) => Err(fault.into()),
            Err(_) => Ok(Done {
                fuel: Contracts::deploy_fuel(wasm, None),
                ..Done::of(OutcomeCode::MODULE_REFUSED)
            }),
        }
    }

    /// Records what a form of the active policy says with the values that it is signed with.
    pub(super) fn sign(
        &mut self,
        effects: &mut Overlay,
        action: &Action,
        occasion: &Occasion,
    ) -> Result<Done, Fault> {
        let Action::SignForm {
            patient,
            form,
            text,
            with,
        } = action
        else {
            return Ok(OutcomeCode::MALFORMED.into());
        };
        let Some(active) = active_policy(effects)? else {
            return Ok(OutcomeCode::NO_POLICY.into());
        };
        let policy = self.policy(effects, active.hash)?;
        let known = policy.interface().form(form);
        if known.is_none_or(|known| known.hash() != *text) {
            return Ok(OutcomeCode::UNKNOWN_FORM.into());
        }
        let Ok(sentences) = policy.binding().fill(form, with) else {
            return Ok(OutcomeCode::FORM_VALUES.into());
        };
        let signed = SignedForm {
            name: form.clone(),
            with: with.clone(),
        };
        let recorded = rules::record_signature(effects, *patient, signed, sentences, occasion.now)?;
        Ok(recorded.into())
    }

    /// Records the value of a fact that the active policy declares; other facts are recorded already.
    pub(super) fn attest(
        &mut self,
        effects: &mut Overlay,
        patient: PatientId,
        fact: &FactClaim,
        now: Instant,
    ) -> Result<Done, Fault> {
        let FactClaim::Declared { name, value, until } = fact else {
            return Ok(OutcomeCode::DONE.into());
        };
        let Some(active) = active_policy(effects)? else {
            return Ok(OutcomeCode::NO_POLICY.into());
        };
        let policy = self.policy(effects, active.hash)?;
        let value = value.as_ref();
        let fits = |value: &Scalar| policy.interface().takes_attested(name, value);
        if !value.is_none_or(fits) {
            return Ok(OutcomeCode::UNKNOWN_FACT.into());
        }
        let recorded = rules::record_declared(effects, patient, name, value, *until, now)?;
        Ok(recorded.into())
    }

    /// Has the active policy decide the request of `action`; an allowed one is counted.
    pub(super) fn access(
        &mut self,
        effects: &mut Overlay,
        occasion: &Occasion,
        who: Who,
        action: &Action,
        request: &AccessRequest,
    ) -> Result<Done, Fault> {
        let mut asker = match self.take_asker(effects, who, request, occasion.now)? {
            Ok(asker) => asker,
            Err(code) => return Ok(Done::of(code)),
        };
        if let Err(stop) = rules::check_request(effects, who.sender, action) {
            return Ok(Done::of(stop.outcome()?));
        }
        let Some(policy) = self.take_policy(effects)? else {
            return Ok(Done::of(OutcomeCode::NO_POLICY));
        };
        let done = self.decide(&policy, effects, &mut asker, request, occasion.now)?;
        self.keep_policy(policy);
        self.keep_asker(who, asker);
        Ok(done)
    }

    /// Has `policy` decide; an allowed request is counted.
    fn decide(
        &mut self,
        policy: &Policy,
        effects: &mut Overlay,
        asker: &mut Asker,
        request: &AccessRequest,
        now: Instant,
    ) -> Result<Done, Fault> {
        let decider = self.decider(policy)?;
        let records = decider.facts_mut()?.about(&asker.requester, now);
        records.read_again(effects, request.patient, policy.binding(), now);
        let Some(bound) = asker.bind(policy, request, now) else {
            return Ok(Done::of(OutcomeCode::UNKNOWN_TERM));
        };
        let decided = decider.decide_view(bound)?;
        let fuel = decided.fuel.total();
        let (outcome, rules, overridden) = match &decided.outcome {
            Ok(verdict) => (
                verdict.outcome().code(),
                verdict.rules().collect(),
                verdict.overridden().collect(),
            ),
            Err(code) => (*code, Vec::new(), Vec::new()),
        };
        if outcome == OutcomeCode::ALLOWED {
            counting::count(effects, &asker.requester, request, now)?;
        }
        Ok(Done {
            outcome,
            fuel,
            decision: Some(DecisionRecord {
                policy: policy.hash(),
                rules,
                overridden,
            }),
            call: None,
        })
    }

    /// The policy with this hash, from memory or from the state.
    pub(super) fn policy(&mut self, state: &dyn StateRead, hash: Hash) -> Result<Policy, Fault> {
        if let Some(policy) = self.contracts.get(&hash) {
            return Ok(policy);
        }
        let wasm = module(state, &hash).ok_or(Fault::Policy(hash))?;
        let loaded = self.contracts.load(wasm);
        loaded.map_err(|error| unloaded(hash, error))
    }

    /// The decider of `policy`; its memory is put back before every decision.
    fn decider(&mut self, policy: &Policy) -> Result<&mut Decider<Records>, Fault> {
        let hash = policy.hash();
        if self.decider.as_ref().is_some_and(|(of, _)| *of != hash) {
            self.decider = None;
        }
        let entry = match &mut self.decider {
            Some(entry) => entry,
            none => none.insert((hash, policy.decider()?)),
        };
        Ok(&mut entry.1)
    }
}

/// Why the active policy with this hash is not loaded.
fn unloaded(hash: Hash, error: PolicyError) -> Fault {
    match error {
        PolicyError::Fault(fault) => fault.into(),
        // It was admitted when it was deployed: under the same rules it still is.
        _ => Fault::Policy(hash),
    }
}

/// Notes an access in an emergency, which was asked for with a reason, for a review.
pub(super) fn note(
    effects: &mut Overlay,
    occasion: &Occasion,
    who: Who,
    request: &AccessRequest,
    justification: &Hash,
    done: &Done,
) -> Result<(), Fault> {
    if done.outcome == OutcomeCode::ALLOWED
        && let Some(by) = who.sender.name()
    {
        let emergency = Emergency {
            access: occasion.transaction,
            at: occasion.now,
            by: by.into(),
            justification: *justification,
        };
        rules::note_emergency(effects, request.patient, emergency)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
