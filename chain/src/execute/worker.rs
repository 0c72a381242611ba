//! What one settled transaction does, in the lane that it writes to. Accounts are not its business:
//! nonces and charges are the caller's.

use abi::form::SignedForm;
use abi::receipt::{DecisionRecord, Receipt};
use abi::terms::AccessRequest;
use abi::{Fuel, Hash, OutcomeCode};
use ledger::membership::{Sender, active_policy, module, requester_of};
use ledger::{Action, Overlay, StateRead, Stop, rules};
use runtime::policy::{Decider, outcome_code};
use runtime::{Policy, PolicyError};

use super::Context;
use crate::Fault;
use crate::counting;
use crate::facts::Records;
use crate::policy::Contracts;

/// Does the actions of transactions; keeps contracts compiled, and the last one linked.
pub(super) struct Worker {
    contracts: Contracts,
    decider: Option<(Hash, Decider<Records>)>,
}

/// What an action came to.
pub(super) struct Done {
    pub(super) outcome: OutcomeCode,
    /// What it costs, whatever the outcome.
    pub(super) fuel: Fuel,
    pub(super) decision: Option<DecisionRecord>,
}

impl Done {
    /// An outcome that no contract was asked for.
    pub(super) fn of(outcome: OutcomeCode) -> Done {
        Done {
            outcome,
            fuel: Fuel(0),
            decision: None,
        }
    }

    /// The receipt of `transaction`.
    pub(super) fn receipt(self, transaction: Hash) -> Receipt {
        Receipt {
            transaction,
            outcome: self.outcome,
            fuel: self.fuel,
            decision: self.decision,
        }
    }
}

impl Worker {
    /// A worker with these contracts.
    pub(super) fn new(contracts: Contracts) -> Worker {
        Worker {
            contracts,
            decider: None,
        }
    }

    /// The contracts used so far.
    pub(super) fn contracts(&mut self) -> &mut Contracts {
        &mut self.contracts
    }

    /// Does `action`, which is settled; what it wrote stays in `block` only when it succeeded.
    ///
    /// # Errors
    /// Fault: a record does not decode, the engine is broken.
    pub(super) fn act(
        &mut self,
        block: &mut Overlay,
        context: &Context,
        sender: &Sender,
        action: &Action,
    ) -> Result<Done, Fault> {
        let mut effects = Overlay::new(block);
        let outcome = rules::apply_action(&mut effects, sender, action, context.time)?;
        let done = match (outcome, action) {
            (OutcomeCode::DONE, Action::DeployPolicy { module }) => {
                self.deploy(&mut effects, module, context)?
            }
            (OutcomeCode::DONE, Action::SignForm { .. }) => {
                Done::of(self.sign(&mut effects, action, context)?)
            }
            (OutcomeCode::DONE, Action::RequestAccess { request }) => {
                self.access(&mut effects, context, sender, request)?
            }
            (outcome, _) => Done::of(outcome),
        };
        let changes = effects.into_changes();
        if matches!(done.outcome, OutcomeCode::DONE | OutcomeCode::ALLOWED) {
            block.absorb(changes);
        }
        Ok(done)
    }

    /// Admits a module and makes it the active policy; gives what that costs, which is owed when the
    /// module is refused, too.
    fn deploy(
        &mut self,
        effects: &mut Overlay,
        wasm: &[u8],
        context: &Context,
    ) -> Result<Done, Fault> {
        match self.contracts.load(wasm) {
            Ok(policy) => {
                counting::prepare(effects, policy.interface(), context.time)?;
                rules::install_policy(effects, wasm, context.height);
                Ok(Done {
                    fuel: Contracts::deploy_fuel(wasm, Some(&policy)),
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
    fn sign(
        &mut self,
        effects: &mut Overlay,
        action: &Action,
        context: &Context,
    ) -> Result<OutcomeCode, Fault> {
        let Action::SignForm {
            patient,
            form,
            text,
            with,
        } = action
        else {
            return Ok(OutcomeCode::MALFORMED);
        };
        let Some(active) = active_policy(effects)? else {
            return Ok(OutcomeCode::NO_POLICY);
        };
        let policy = self.policy(effects, active.hash)?;
        let known = policy.interface().form(form);
        if known.is_none_or(|known| known.hash() != *text) {
            return Ok(OutcomeCode::UNKNOWN_FORM);
        }
        let Ok(sentences) = policy.binding().fill(form, with) else {
            return Ok(OutcomeCode::FORM_VALUES);
        };
        let signed = SignedForm {
            name: form.clone(),
            with: with.clone(),
        };
        Ok(rules::record_signature(
            effects,
            *patient,
            signed,
            sentences,
            context.time,
        )?)
    }

    /// Has the active policy decide a request; an allowed one is counted.
    fn access(
        &mut self,
        effects: &mut Overlay,
        context: &Context,
        sender: &Sender,
        request: &AccessRequest,
    ) -> Result<Done, Fault> {
        let requester = match requester_of(effects, sender, request.patient, context.time) {
            Ok(requester) => requester,
            Err(Stop::Outcome(code)) => return Ok(Done::of(code)),
            Err(Stop::Fault(fault)) => return Err(fault.into()),
        };
        let Some(active) = active_policy(effects)? else {
            return Ok(Done::of(OutcomeCode::NO_POLICY));
        };
        let policy = self.policy(effects, active.hash)?;
        let Ok(bound) = policy.binding().request(&requester, request, context.time) else {
            return Ok(Done::of(OutcomeCode::UNKNOWN_TERM));
        };
        let counts = !policy.interface().counters.is_empty();
        let records = Records::read(effects, request.patient, counts);
        let decider = self.decider(&policy)?;
        decider.facts_mut()?.give(&requester, context.time, records);
        let decided = decider.decide(&bound)?;
        let outcome = outcome_code(&decided.outcome);
        let (rules, overridden) = decided.outcome.map_or_else(
            |_| (Vec::new(), Vec::new()),
            |verdict| (verdict.rules, verdict.overridden),
        );
        if outcome == OutcomeCode::ALLOWED
            && let Some(counted) = counting::record(&requester, request, context.time)
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
        })
    }

    /// The policy with this hash, from memory or from the state.
    fn policy(&mut self, state: &dyn StateRead, hash: Hash) -> Result<Policy, Fault> {
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

    /// The decider of `policy`; its memory is made anew for every decision that was not made before.
    fn decider(&mut self, policy: &Policy) -> Result<&mut Decider<Records>, Fault> {
        let hash = policy.hash();
        let kept = self.decider.take().filter(|(of, _)| *of == hash);
        let entry = match kept {
            Some(entry) => entry,
            None => (hash, policy.remembering_decider()?),
        };
        Ok(&mut self.decider.insert(entry).1)
    }
}
