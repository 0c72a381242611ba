//! What the active policy decides, and what its words are needed for.

use abi::form::SignedForm;
use abi::receipt::DecisionRecord;
use abi::terms::{AccessRequest, Scalar};
use abi::{Hash, Instant, OutcomeCode, PatientId};
use ledger::membership::{Sender, active_policy, module, requester_of};
use ledger::records::Emergency;
use ledger::rules::Occasion;
use ledger::transaction::FactClaim;
use ledger::{Action, Overlay, StateRead, Stop, rules};
use runtime::policy::{Decider, outcome_code};
use runtime::{Policy, PolicyError};

use super::{Done, Worker};
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

    /// Has the active policy decide a request; an allowed one is counted.
    pub(super) fn access(
        &mut self,
        effects: &mut Overlay,
        occasion: &Occasion,
        sender: &Sender,
        request: &AccessRequest,
    ) -> Result<Done, Fault> {
        let requester = match requester_of(effects, sender, request.patient, occasion.now) {
            Ok(requester) => requester,
            Err(Stop::Outcome(code)) => return Ok(Done::of(code)),
            Err(Stop::Fault(fault)) => return Err(fault.into()),
        };
        let Some(active) = active_policy(effects)? else {
            return Ok(Done::of(OutcomeCode::NO_POLICY));
        };
        let policy = self.policy(effects, active.hash)?;
        let Ok(bound) = policy.binding().request(&requester, request, occasion.now) else {
            return Ok(Done::of(OutcomeCode::UNKNOWN_TERM));
        };
        let records = Records::read(effects, request.patient, policy.binding(), occasion.now);
        let decider = self.decider(&policy)?;
        decider.facts_mut()?.give(&requester, occasion.now, records);
        let decided = decider.decide(&bound)?;
        let outcome = outcome_code(&decided.outcome);
        let (rules, overridden) = decided.outcome.map_or_else(
            |_| (Vec::new(), Vec::new()),
            |verdict| (verdict.rules, verdict.overridden),
        );
        if outcome == OutcomeCode::ALLOWED
            && let Some(counted) = counting::record(&requester, request, occasion.now)
        {
            counting::keep(effects, request.patient, counted)?;
        }
        Ok(Done {
            outcome,
            fuel: decided.fuel.total(),
            decision: Some(DecisionRecord {
                policy: active.hash,
                rules,
                overridden,
            }),
            call: None,
        })
    }

    /// Has the active policy decide a request in an emergency; an access is noted for a review.
    pub(super) fn emergency(
        &mut self,
        effects: &mut Overlay,
        occasion: &Occasion,
        sender: &Sender,
        request: &AccessRequest,
        justification: &Hash,
    ) -> Result<Done, Fault> {
        let done = self.access(effects, occasion, sender, request)?;
        if done.outcome == OutcomeCode::ALLOWED
            && let Some(by) = sender.name()
        {
            let emergency = Emergency {
                access: occasion.transaction,
                at: occasion.now,
                by: by.into(),
                justification: *justification,
            };
            rules::note_emergency(effects, request.patient, emergency)?;
        }
        Ok(done)
    }

    /// The policy with this hash, from memory or from the state.
    pub(super) fn policy(&mut self, state: &dyn StateRead, hash: Hash) -> Result<Policy, Fault> {
        if let Some(policy) = self.contracts.get(&hash) {
            return Ok(policy);
        }
        let wasm = module(state, &hash).ok_or(Fault::Policy(hash))?;
        self.contracts.load(wasm).map_err(|error| match error {
            PolicyError::Fault(fault) => fault.into(),
            // It was admitted when it was deployed: under the same rules it still is.
            _ => Fault::Policy(hash),
        })
    }

    /// The decider of `policy`; its memory is put back before every decision.
    fn decider(&mut self, policy: &Policy) -> Result<&mut Decider<Records>, Fault> {
        let hash = policy.hash();
        let kept = self.decider.take().filter(|(of, _)| *of == hash);
        let entry = match kept {
            Some(entry) => entry,
            None => (hash, policy.decider()?),
        };
        Ok(&mut self.decider.insert(entry).1)
    }
}
