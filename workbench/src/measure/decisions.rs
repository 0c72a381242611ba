//! Decisions by a policy, to be timed.

use std::borrow::Cow;
use std::sync::Arc;

use abi::Instant;
use abi::bind::BoundRequest;
use abi::calendar::Date;
use abi::interface::CounterEntry;
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar};
use policy_lang::typed::Case;
use runtime::policy::Decider;
use runtime::{Attestations, Fault, FuelUse, Given, Policy};

use super::Work;
use crate::trace::given;

/// One request with what is attested, ready for a contract.
#[derive(Clone)]
pub struct DecisionCase {
    /// What it is called.
    pub name: String,
    requester: Requester,
    now: Instant,
    attested: Attested,
    bound: BoundRequest,
}

impl DecisionCase {
    /// The request of `case`, which is `bound` in the contract's ids.
    pub fn new(name: impl Into<String>, case: &Case, bound: BoundRequest) -> DecisionCase {
        DecisionCase {
            name: name.into(),
            requester: case.requester.clone(),
            now: case.now,
            attested: Attested(Arc::new(given(case))),
            bound,
        }
    }
}

/// Whether a decider keeps its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// It does: for whoever compiled the policy.
    Warm,
    /// It gets a fresh one for every decision, as on a ledger.
    Fresh,
}

/// Decisions of several cases in turns.
pub struct Decisions<'a> {
    decider: Decider<Attested>,
    cases: &'a [DecisionCase],
    turn: usize,
    explains: bool,
}

impl<'a> Decisions<'a> {
    /// Decides, or explains, `cases` by `policy`.
    ///
    /// # Errors
    /// Fault: the engine has no room for an instance.
    pub fn new(
        policy: &Policy,
        cases: &'a [DecisionCase],
        memory: Memory,
        explains: bool,
    ) -> Result<Decisions<'a>, Fault> {
        let decider = match memory {
            Memory::Warm => policy.warm_decider()?,
            Memory::Fresh => policy.decider()?,
        };
        Ok(Decisions {
            decider,
            cases,
            turn: 0,
            explains,
        })
    }
}

impl Work for Decisions<'_> {
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        self.turn = turn;
        let at = turn % self.cases.len().max(1);
        if let Some(case) = self.cases.get(at) {
            let facts = self.decider.facts_mut()?;
            facts.give(&case.requester, case.now, case.attested.clone());
        }
        Ok(())
    }

    fn run(&mut self) -> Result<FuelUse, Fault> {
        let at = self.turn % self.cases.len().max(1);
        let Some(case) = self.cases.get(at) else {
            return Ok(FuelUse::default());
        };
        Ok(match self.explains {
            true => self.decider.explain(&case.bound)?.fuel,
            false => self.decider.decide_view(&case.bound)?.fuel,
        })
    }
}

/// What is attested, shared: to give it costs as much for many consents as for none.
#[derive(Clone, Default)]
struct Attested(Arc<Given>);

impl Attestations for Attested {
    fn treats(&self, requester: &Requester, now: Instant) -> Result<Option<bool>, Fault> {
        self.0.treats(requester, now)
    }

    fn consents(&self) -> Result<Option<Cow<'_, [ConsentRecord]>>, Fault> {
        Attestations::consents(&*self.0)
    }

    fn accesses(
        &self,
        counter: &CounterEntry,
        now: Instant,
    ) -> Result<Option<Cow<'_, [AccessRecord]>>, Fault> {
        Attestations::accesses(&*self.0, counter, now)
    }

    fn birth_date(&self) -> Result<Option<Date>, Fault> {
        Attestations::birth_date(&*self.0)
    }

    fn deceased(&self) -> Result<Option<bool>, Fault> {
        Attestations::deceased(&*self.0)
    }

    fn declared(&self) -> Result<Cow<'_, [Option<Scalar>]>, Fault> {
        self.0.declared()
    }
}

#[cfg(test)]
mod tests;
