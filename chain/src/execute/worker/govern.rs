//! Modules that are stored, and what becomes active when.

use abi::{Hash, Height, OutcomeCode};
use ledger::membership::{module, proposal};
use ledger::records::{Activation, Status};
use ledger::rules::{self, Occasion};
use ledger::transaction::Change;
use ledger::{Overlay, StateRead, Stop};
use msp::Root;
use runtime::AdmitError;

use super::super::Context;
use super::{Done, Worker};
use crate::Fault;
use crate::counting;
use crate::policy::Contracts;

impl Worker {
    /// Makes active what is due at the beginning of a block, before its transactions.
    ///
    /// # Errors
    /// Fault: a record does not decode, the engine is broken.
    pub(in crate::execute) fn begin_block(
        &mut self,
        block: &mut Overlay,
        context: &Context,
    ) -> Result<(), Fault> {
        for what in rules::due(block, context.height)? {
            self.activate(block, &what, context.height, context.time)?;
        }
        Ok(())
    }

    /// Admits a module and stores it; gives what that costs, which is owed when it is refused, too.
    pub(super) fn store(&mut self, effects: &mut Overlay, wasm: &[u8]) -> Result<Done, Fault> {
        let admitted = match self.contracts.admit(wasm) {
            Ok(admitted) => admitted,
            Err(AdmitError::Fault(fault)) => return Err(fault.into()),
            Err(_) => {
                return Ok(Done {
                    fuel: Contracts::deploy_fuel(wasm, None),
                    ..Done::of(OutcomeCode::MODULE_REFUSED)
                });
            }
        };
        rules::store_module(effects, wasm);
        Ok(Done {
            fuel: Contracts::deploy_fuel(wasm, Some(&admitted)),
            ..Done::of(OutcomeCode::DONE)
        })
    }

    /// Looks at what a proposal brings that takes a contract or a certificate to be judged, and makes active
    /// what has its approvals by this transaction.
    pub(super) fn proposed(
        &mut self,
        effects: &mut Overlay,
        id: &Hash,
        occasion: &Occasion,
    ) -> Result<Done, Fault> {
        let proposal = proposal(effects, id)?.ok_or(ledger::Fault::Record("proposal"))?;
        let change = &proposal.change;
        if let Some((organisation, der)) = change.root()
            && !Root::from_der(der).is_ok_and(|root| root.organisation() == organisation)
        {
            return Ok(OutcomeCode::BAD_CERTIFICATE.into());
        }
        let (what, at) = match change {
            Change::ActivatePolicy { module, at } => (Activation::Policy(*module), *at),
            Change::ActivateContract { name, module, at } => {
                (Activation::Contract(name.clone(), *module), *at)
            }
            _ => return Ok(OutcomeCode::DONE.into()),
        };
        if !self.can_activate(effects, &what)? {
            return Ok(OutcomeCode::UNKNOWN_MODULE.into());
        }
        if proposal.status == Status::Open {
            return Ok(OutcomeCode::DONE.into());
        }
        match at {
            None => self.activate(effects, &what, occasion.height, occasion.now)?,
            Some(at) => {
                if let Err(stop) = rules::schedule(effects, at, what, occasion.height) {
                    return Ok(Stop::outcome(stop)?.into());
                }
            }
        }
        Ok(OutcomeCode::DONE.into())
    }

    /// Whether the module is stored, and of the kind that is meant.
    fn can_activate(&mut self, view: &dyn StateRead, what: &Activation) -> Result<bool, Fault> {
        let (Activation::Policy(hash) | Activation::Contract(_, hash)) = what;
        let Some(wasm) = module(view, hash) else {
            return Ok(false);
        };
        let is_policy = match self.contracts.load(wasm) {
            Ok(_) => true,
            Err(runtime::PolicyError::Fault(fault)) => return Err(fault.into()),
            Err(_) => false,
        };
        match what {
            Activation::Policy(_) => Ok(is_policy),
            Activation::Contract(..) => match self.contracts.admit(wasm) {
                Ok(admitted) => Ok(!admitted.is_policy()),
                Err(AdmitError::Fault(fault)) => Err(fault.into()),
                Err(_) => Ok(false),
            },
        }
    }

    fn activate(
        &mut self,
        view: &mut Overlay,
        what: &Activation,
        height: Height,
        now: abi::Instant,
    ) -> Result<(), Fault> {
        match what {
            Activation::Policy(hash) => {
                let policy = self.policy(view, *hash)?;
                counting::prepare(view, policy.interface(), now)?;
                rules::activate_policy(view, *hash, height)?;
            }
            Activation::Contract(name, hash) => {
                rules::activate_contract(view, name, *hash, height)?;
            }
        }
        Ok(())
    }
}
