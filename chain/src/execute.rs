//! One transaction after another: outcome, charge, rollback.
//!
//! A transaction whose signature is wrong, or that is not its sender's next, changes nothing. From
//! there on its nonce is used up and what its contract cost is charged, whatever follows; all
//! else it did is kept only when it succeeded.

use abi::form::SignedForm;
use abi::receipt::{DecisionRecord, Receipt};
use abi::terms::{AccessRecord, AccessRequest};
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use ledger::membership::{Sender, active_policy, module, requester_of};
use ledger::{Action, Overlay, StateRead, Stop, Transaction, WriteSet, rules};
use runtime::policy::{Decider, outcome_code};
use runtime::{Engine, Policy, PolicyError};

use crate::Fault;
use crate::counting;
use crate::facts::Records;
use crate::policy::Contracts;

/// Where a block stands: what execution knows of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The chain's id.
    pub chain: Hash,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub time: Instant,
}

/// What a block of transactions came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    /// One for each transaction, in their order.
    pub receipts: Vec<Receipt>,
    /// What they changed together.
    pub writes: WriteSet,
}

/// Executes transactions; keeps contracts compiled, and the last one linked, between blocks.
pub struct Executor {
    contracts: Contracts,
    decider: Option<(Hash, Decider<Records>)>,
}

/// What an access request came to.
struct Access {
    outcome: OutcomeCode,
    fuel: Fuel,
    decision: Option<DecisionRecord>,
}

impl Executor {
    /// An executor with an engine of its own.
    pub fn new(engine: Engine) -> Executor {
        Executor {
            contracts: Contracts::new(engine),
            decider: None,
        }
    }

    /// The contracts used so far.
    pub fn contracts(&mut self) -> &mut Contracts {
        &mut self.contracts
    }

    /// Executes `transactions` in their order on `state`, which it leaves alone.
    ///
    /// `verified[i]` says whether the signature of transaction `i` is right; a transaction without
    /// an entry counts as wrongly signed.
    ///
    /// # Errors
    /// Fault: a record does not decode, the engine is broken. Nothing of it is anybody's receipt.
    pub fn execute(
        &mut self,
        state: &dyn StateRead,
        context: &Context,
        transactions: &[Transaction],
        verified: &[bool],
    ) -> Result<Executed, Fault> {
        let mut block = Overlay::new(state);
        let mut receipts = Vec::with_capacity(transactions.len());
        for (index, transaction) in transactions.iter().enumerate() {
            let is_signed = verified.get(index).copied().unwrap_or(false);
            receipts.push(self.transaction(&mut block, context, transaction, is_signed)?);
        }
        Ok(Executed {
            receipts,
            writes: block.into_writes(),
        })
    }

    fn transaction(
        &mut self,
        block: &mut Overlay,
        context: &Context,
        transaction: &Transaction,
        is_signed: bool,
    ) -> Result<Receipt, Fault> {
        let body = &transaction.body;
        let receipt = |access: Access| Receipt {
            transaction: transaction.id(),
            outcome: access.outcome,
            fuel: access.fuel,
            decision: access.decision,
        };
        if !is_signed {
            return Ok(receipt(Access::without_contract(
                OutcomeCode::BAD_SIGNATURE,
            )));
        }
        let sender = match rules::settle(block, body, context.time, &context.chain) {
            Ok(sender) => sender,
            Err(Stop::Outcome(code)) => return Ok(receipt(Access::without_contract(code))),
            Err(Stop::Fault(fault)) => return Err(fault.into()),
        };
        let mut effects = Overlay::new(block);
        let mut outcome = rules::apply_action(&mut effects, &sender, &body.action, context.time)?;
        let mut fuel = Fuel(0);
        if let (OutcomeCode::DONE, Action::DeployPolicy { module }) = (outcome, &body.action) {
            (outcome, fuel) = self.deploy(&mut effects, module, context)?;
        }
        if let (OutcomeCode::DONE, Action::SignForm { .. }) = (outcome, &body.action) {
            outcome = self.sign(&mut effects, &body.action, context)?;
        }
        let changes = effects.into_changes();
        if outcome == OutcomeCode::DONE {
            block.absorb(changes);
        }
        let request = match &body.action {
            Action::RequestAccess { request } if outcome == OutcomeCode::DONE => request,
            _ => {
                if fuel > Fuel(0) {
                    rules::charge(block, &sender.key, fuel)?;
                }
                return Ok(receipt(Access {
                    fuel,
                    ..Access::without_contract(outcome)
                }));
            }
        };
        let (access, counted) = self.access(block, context, &sender, request)?;
        if let Some(counted) = counted {
            counting::keep(block, request.patient, counted)?;
        }
        rules::charge(block, &sender.key, access.fuel)?;
        Ok(receipt(access))
    }

    /// Admits a module and makes it the active policy; gives what that costs, which is owed when the
    /// module is refused, too.
    fn deploy(
        &mut self,
        effects: &mut Overlay,
        wasm: &[u8],
        context: &Context,
    ) -> Result<(OutcomeCode, Fuel), Fault> {
        match self.contracts.load(wasm) {
            Ok(policy) => {
                counting::prepare(effects, policy.interface(), context.time)?;
                rules::install_policy(effects, wasm, context.height);
                let fuel = Contracts::deploy_fuel(wasm, Some(&policy));
                Ok((OutcomeCode::DONE, fuel))
            }
            Err(PolicyError::Fault(fault)) => Err(fault.into()),
            Err(_) => {
                let fuel = Contracts::deploy_fuel(wasm, None);
                Ok((OutcomeCode::MODULE_REFUSED, fuel))
            }
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

    /// Has the active policy decide a request.
    fn access(
        &mut self,
        state: &dyn StateRead,
        context: &Context,
        sender: &Sender,
        request: &AccessRequest,
    ) -> Result<(Access, Option<AccessRecord>), Fault> {
        let without = |code| Ok((Access::without_contract(code), None));
        let requester = match requester_of(state, sender, request.patient, context.time) {
            Ok(requester) => requester,
            Err(Stop::Outcome(code)) => return without(code),
            Err(Stop::Fault(fault)) => return Err(fault.into()),
        };
        let Some(active) = active_policy(state)? else {
            return without(OutcomeCode::NO_POLICY);
        };
        let policy = self.policy(state, active.hash)?;
        let Ok(bound) = policy.binding().request(&requester, request, context.time) else {
            return without(OutcomeCode::UNKNOWN_TERM);
        };
        let counts = !policy.interface().counters.is_empty();
        let records = Records::read(state, request.patient, counts);
        let decider = self.decider(&policy)?;
        decider.facts_mut()?.give(&requester, context.time, records);
        let decided = decider.decide(&bound)?;
        let outcome = outcome_code(&decided.outcome);
        let (rules, overridden) = decided.outcome.map_or_else(
            |_| (Vec::new(), Vec::new()),
            |verdict| (verdict.rules, verdict.overridden),
        );
        let decision = Some(DecisionRecord {
            policy: active.hash,
            rules,
            overridden,
        });
        let counted = (outcome == OutcomeCode::ALLOWED)
            .then(|| counting::record(&requester, request, context.time))
            .flatten();
        Ok((
            Access {
                outcome,
                fuel: decided.fuel.total(),
                decision,
            },
            counted,
        ))
    }

    /// The policy with this hash, from memory or from the state.
    fn policy(&mut self, state: &dyn StateRead, hash: Hash) -> Result<Policy, Fault> {
        if let Some(policy) = self.contracts.get(&hash) {
            return Ok(policy.clone());
        }
        let wasm = module(state, &hash).ok_or(Fault::Policy(hash))?;
        self.contracts.load(wasm).map_err(|error| match error {
            PolicyError::Fault(fault) => fault.into(),
            // It was admitted when it was deployed: under the same rules it still is.
            _ => Fault::Policy(hash),
        })
    }

    /// The decider of `policy`; its memory is made anew for every decision.
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

impl Access {
    /// An outcome that no contract was asked for.
    fn without_contract(outcome: OutcomeCode) -> Access {
        Access {
            outcome,
            fuel: Fuel(0),
            decision: None,
        }
    }
}
