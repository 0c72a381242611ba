//! A policy: a module with its names, admitted, compiled, bound.
//!
//! ```text
//! Wasm --load--> Policy --decider--> Decider --decide | explain--> Decided { verdict | trap code, fuel }
//! request in names --Policy::binding--> BoundRequest      Attestations --give--> Facts (of the decider)
//! ```

use std::sync::Arc;

use abi::Hash;
use abi::bind::Binding;
use abi::decision::{Explanation, Outcome, Verdict, VerdictView};
use abi::interface::{Interface, InterfaceError};
use abi::limits::DECIDE_FUEL;
use abi::{Fuel, OutcomeCode};

use crate::cache::{Cached, ModuleCache};
use crate::engine::Engine;
use crate::error::{AdmitError, Fault, Refusal};
use crate::fuel::FuelUse;
use crate::instance::{Entry, Instance};
use crate::module::AdmittedModule;

mod facts;
mod many;

pub use facts::{Attestations, Facts, Given};
pub use many::Question;

/// A policy contract, ready to decide.
#[derive(Clone)]
pub struct Policy {
    module: AdmittedModule,
    binding: Arc<Binding>,
}

/// Why a module is not taken for a policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Admission refuses it.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// It is a contract of another kind: it does not decide requests.
    #[error(
        "the module exports no `{}`: it is a contract, but no policy",
        abi::host::export::DECIDE
    )]
    NoPolicy,
    /// It has no section that says what its numbers mean.
    #[error(
        "the module has no section `{}`: it is no compiled policy",
        abi::host::INTERFACE_SECTION
    )]
    NoInterface,
    /// That section is not one.
    #[error("{0}")]
    Interface(#[from] InterfaceError),
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<AdmitError> for PolicyError {
    fn from(error: AdmitError) -> PolicyError {
        match error {
            AdmitError::Refused(refusal) => PolicyError::Refused(refusal),
            AdmitError::Fault(fault) => PolicyError::Fault(fault),
        }
    }
}

impl Policy {
    /// Admits `wasm` and reads its interface.
    ///
    /// # Errors
    /// Reject: the module is not admitted, or is no policy. Fault: the engine is broken.
    pub fn load(engine: &Engine, wasm: &[u8]) -> Result<Policy, PolicyError> {
        Policy::new(engine.admit(wasm)?)
    }

    /// Admits `wasm`, or finds it in the cache, reads its interface, and tells where it was found.
    ///
    /// # Errors
    /// As [`Policy::load`].
    pub fn load_cached(cache: &ModuleCache, wasm: &[u8]) -> Result<(Policy, Cached), PolicyError> {
        let (module, cached) = cache.admit(wasm)?;
        Ok((Policy::new(module)?, cached))
    }

    fn new(module: AdmittedModule) -> Result<Policy, PolicyError> {
        // Its section may say what it likes: without its entries it could not be asked.
        if !module.is_policy() {
            return Err(PolicyError::NoPolicy);
        }
        let interface = Interface::read(module.interface().ok_or(PolicyError::NoInterface)?)?;
        Ok(Policy {
            module,
            binding: Arc::new(Binding::new(interface)),
        })
    }

    /// The module's hash.
    pub fn hash(&self) -> Hash {
        self.module.hash()
    }

    /// The admitted module.
    pub fn module(&self) -> &AdmittedModule {
        &self.module
    }

    /// Names to ids.
    pub fn binding(&self) -> &Arc<Binding> {
        &self.binding
    }

    /// What the contract's numbers mean.
    pub fn interface(&self) -> &Interface {
        self.binding.interface()
    }

    /// A decider whose memory is put back to how the module begins before every decision: what a contract wrote in one cannot
    /// be seen in another, whoever wrote the contract.
    ///
    /// # Errors
    /// Fault: the engine has no room for an instance.
    pub fn decider<A: Attestations + Default + 'static>(&self) -> Result<Decider<A>, Fault> {
        self.decider_with(self.module.is_pure())
    }

    /// A decider that leaves its memory as it is between decisions. Only for contracts
    /// that the caller compiled from their source itself: the evaluator of a policy overwrites
    /// whatever it reads, any other contract could count its calls, and two nodes that called it
    /// differently often would disagree.
    ///
    /// # Errors
    /// Fault: the engine has no room for an instance.
    pub fn warm_decider<A: Attestations + Default + 'static>(&self) -> Result<Decider<A>, Fault> {
        self.decider_with(true)
    }

    fn decider_with<A: Attestations + Default + 'static>(
        &self,
        is_warm: bool,
    ) -> Result<Decider<A>, Fault> {
        let instance = self.module.instance(Facts::new(self.binding.clone()))?;
        Ok(Decider { instance, is_warm })
    }
}

/// A contract in an instance of its own.
pub struct Decider<A: Attestations + 'static> {
    instance: Instance<Facts<A>>,
    is_warm: bool,
}

/// What a decision came to: a verdict, or the code of a trap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided<T> {
    /// The verdict or the trap.
    pub outcome: Result<T, OutcomeCode>,
    /// What it costs, by what it was for; after a trap the whole limit.
    pub fuel: FuelUse,
}

impl<A: Attestations + 'static> Decider<A> {
    /// The facts that the next decision may ask for.
    ///
    /// # Errors
    /// Fault: an earlier call ended in a fault.
    pub fn facts_mut(&mut self) -> Result<&mut Facts<A>, Fault> {
        self.instance.host_mut()
    }

    /// Decides a bound request.
    ///
    /// # Errors
    /// Fault: the engine or the facts are broken. A trap is an outcome.
    pub fn decide(&mut self, request: &abi::bind::BoundRequest) -> Result<Decided<Verdict>, Fault> {
        self.call(Entry::Decide, request, Verdict::read)
    }

    /// Decides a bound request, and lends the verdict where the contract wrote it: the same as [`Decider::decide`], with
    /// no allocation.
    ///
    /// # Errors
    /// As [`Decider::decide`].
    pub fn decide_view(
        &mut self,
        request: &abi::bind::BoundRequest,
    ) -> Result<Decided<VerdictView<'_>>, Fault> {
        self.call(Entry::Decide, request, VerdictView::read)
    }

    /// Decides a bound request, with the reasons of a "no".
    ///
    /// # Errors
    /// Fault: the engine or the facts are broken. A trap is an outcome.
    pub fn explain(
        &mut self,
        request: &abi::bind::BoundRequest,
    ) -> Result<Decided<Explanation>, Fault> {
        self.call(Entry::Explain, request, Explanation::read)
    }

    #[inline]
    fn call<'a, T>(
        &'a mut self,
        entry: Entry,
        request: &abi::bind::BoundRequest,
        read: impl FnOnce(&'a [u8]) -> Option<T>,
    ) -> Result<Decided<T>, Fault> {
        self.facts_mut()?.name(&request.data.names);
        let instance = if self.is_warm {
            &mut self.instance
        } else {
            self.instance.fresh()?
        };
        let write = |room: &mut [u8]| request.write_into(room);
        let call = instance.call_with(entry, Fuel(DECIDE_FUEL), write)?;
        let output = match call.outcome {
            Ok(output) => output,
            Err(code) => {
                return Ok(Decided {
                    outcome: Err(code),
                    fuel: call.fuel,
                });
            }
        };
        Ok(match read(output) {
            Some(read) => Decided {
                outcome: Ok(read),
                fuel: call.fuel,
            },
            // An output that is not one is the contract's failure, like a trap.
            None => Decided {
                outcome: Err(OutcomeCode::TRAP_OUTPUT),
                fuel: FuelUse::forfeited(Fuel(DECIDE_FUEL)),
            },
        })
    }
}

/// The outcome code of a decision: an error never allows.
pub fn outcome_code(outcome: &Result<Verdict, OutcomeCode>) -> OutcomeCode {
    match outcome {
        Ok(verdict) => Outcome::code(verdict.outcome),
        Err(code) => *code,
    }
}
