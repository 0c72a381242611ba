//! A decision or a call, step by step: what was looked at, what was asked of the host, what it cost.
//!
//! ```text
//! policy, request, what is attested --decision--> Decision { clauses of every rule; decide, explain: facts asked, fuel }
//! calls of a contract               --runtime::Contract::call_watched--> steps --touched--> keys read and written
//! ```
//!
//! The clauses come from the reference interpreter, which needs the policy's text; the facts and the fuel from the
//! contract in the sandbox. Both decide the same request, and [`Decision::agrees`] says whether they say the same.

use abi::bind::BoundRequest;
use abi::decision::{Explanation, Verdict};
use abi::host::HOST_FUNCTIONS;
use abi::limits::DECIDE_FUEL;
use abi::{Fuel, OutcomeCode};
use policy_lang::interpret;
use policy_lang::typed::Case;
use runtime::policy::Facts;
use runtime::{Entry, FactAnswer, FactSource, Fault, FuelUse, Given, Policy};

mod facts;
mod touched;

pub use facts::{answer_words, fact_words};
pub use touched::{Touched, touched};

/// A decision, followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What every clause of every rule came to, by the reference interpreter; `None` without the policy's text.
    pub clauses: Option<interpret::Trace>,
    /// The contract's `decide`.
    pub decide: Phase<Verdict>,
    /// The contract's `explain`.
    pub explain: Phase<Explanation>,
}

/// One entry of a policy's contract, called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase<T> {
    /// The facts that it asked for, in their order.
    pub asked: Vec<FactAsked>,
    /// What it came to, or the code of the trap.
    pub outcome: Result<T, OutcomeCode>,
    /// What it costs, by what it was for.
    pub fuel: FuelUse,
}

/// A fact that a contract asked its host for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactAsked {
    /// Which: see [`abi::host::fact`].
    pub id: u32,
    /// The answer's bytes; `None` when it is not known.
    pub answer: Option<Vec<u8>>,
    /// What asking costs, in fuel, unless the call traps at it.
    pub fuel: u64,
}

/// Why a decision is not followed.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The interpreter does not know a name of the request, although the contract does.
    #[error("the interpreter and the contract differ about the names of the request: {0}")]
    Unknown(interpret::UnknownTerm),
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Decision {
    /// Whether interpreter and contract say the same; true when there is one of them alone.
    pub fn agrees(&self) -> bool {
        let verdict = self
            .explain
            .outcome
            .as_ref()
            .map(|explained| &explained.verdict);
        let is_same = verdict.ok() == self.decide.outcome.as_ref().ok();
        let clauses = self.clauses.as_ref();
        is_same
            && clauses.is_none_or(|trace| Ok(&trace.explanation) == self.explain.outcome.as_ref())
    }
}

/// Follows the decision of `case` by `policy`; `bound` is its request in the contract's ids, `typed` the policy that the
/// contract was compiled from, when its text is there.
///
/// # Errors
/// Reject: interpreter and contract know other names. Fault: the engine is broken.
pub fn decision(
    policy: &Policy,
    typed: Option<&policy_lang::typed::Policy>,
    case: &Case,
    bound: &BoundRequest,
) -> Result<Decision, TraceError> {
    let clauses = typed.map(|typed| interpret::trace(typed, case)).transpose();
    Ok(Decision {
        clauses: clauses.map_err(TraceError::Unknown)?,
        decide: phase(policy, case, bound, Entry::Decide, Verdict::read)?,
        explain: phase(policy, case, bound, Entry::Explain, Explanation::read)?,
    })
}

/// What is attested about a case, as a contract's host has it.
pub fn given(case: &Case) -> Given {
    Given {
        treats: case.treats,
        consents: case.consents.clone(),
        birth_date: case.birth_date,
        deceased: case.deceased,
        facts: case.facts.clone(),
        accesses: case.accesses.clone(),
    }
}

/// Calls one entry in an instance of its own, as a decider does, and writes down what it asks for.
fn phase<T>(
    policy: &Policy,
    case: &Case,
    bound: &BoundRequest,
    entry: Entry,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Phase<T>, Fault> {
    let mut facts = Facts::new(policy.binding().clone());
    facts.give(&case.requester, case.now, given(case));
    facts.name(&bound.data.names);
    let recorded = Recorded {
        facts,
        asked: Vec::new(),
    };
    let mut instance = policy.module().instance(recorded)?;
    let write = |room: &mut [u8]| bound.write_into(room);
    let call = instance.call_with(entry, Fuel(DECIDE_FUEL), write)?;
    let (outcome, fuel) = match call.outcome.map(read) {
        Ok(Some(read)) => (Ok(read), call.fuel),
        Ok(None) => {
            let forfeited = FuelUse {
                forfeited: DECIDE_FUEL,
                ..FuelUse::default()
            };
            (Err(OutcomeCode::TRAP_OUTPUT), forfeited)
        }
        Err(code) => (Err(code), call.fuel),
    };
    let asked = std::mem::take(&mut instance.host_mut()?.asked);
    Ok(Phase {
        asked,
        outcome,
        fuel,
    })
}

/// Facts, with what was asked of them.
struct Recorded {
    facts: Facts<Given>,
    asked: Vec<FactAsked>,
}

impl FactSource for Recorded {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        let answer = self.facts.fact(id, out)?;
        let row = HOST_FUNCTIONS.iter().find(|row| row.name == "fact");
        let (base, byte) = row.map_or((0, 0), |row| (row.fuel_base, row.fuel_byte));
        let answered = (answer == FactAnswer::Known).then(|| out.clone());
        let bytes = answered.as_ref().map_or(0, Vec::len) as u64;
        self.asked.push(FactAsked {
            id,
            answer: answered,
            fuel: base.saturating_add(byte.saturating_mul(bytes)),
        });
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
