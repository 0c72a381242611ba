//! A contract that is no policy, side by side: optimised, plain, and on the second engine; kept from call
//! to call, and made anew for each.
//!
//! ```text
//! module --admit--> Side { kept, fresh, plain, second } --call--> one outcome, or a panic: the finding
//!   \ refused, alike by both engines of the runtime
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;

use abi::limits::CONTRACT_INPUT_BYTES;
use abi::{Fuel, OutcomeCode};
use runtime::{
    AdmitError, AdmittedModule, Contract, Engine, Fault, Invocation, MemoryState, Optimisation,
    Outcome, Refusal, Stopped,
};

use crate::entropy::Entropy;
use crate::host_calls;
use workbench::second_engine::{Answer, SecondContract, Trace};

mod watched;

static OPTIMISED: LazyLock<Engine> = LazyLock::new(|| engine(Optimisation::Speed));
static PLAIN: LazyLock<Engine> = LazyLock::new(|| engine(Optimisation::Off));

fn engine(optimisation: Optimisation) -> Engine {
    Engine::with(optimisation).expect("the sandbox opens")
}

/// How many times more fuel a call gets where one engine let it end and the other did not. An operator
/// costs the runtime at most ten times what it costs the second engine.
const MORE_FUEL: u64 = 64;

/// A contract on every side.
pub struct Sides {
    /// What it is made from, for whoever reads of a difference.
    origin: String,
    /// What the runtime admitted.
    pub module: AdmittedModule,
    kept: Contract<MemoryState>,
    plain: Contract<MemoryState>,
    second: SecondContract,
}

/// What was reached by the calls that were compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Calls.
    pub calls: u64,
    /// How they ended: `None` for a success.
    pub ends: BTreeMap<Option<OutcomeCode>, u64>,
    /// Functions of the host that they called, with what.
    pub host: Trace,
}

impl Reached {
    /// Adds what another thread reached.
    pub fn add(&mut self, other: Reached) {
        self.calls += other.calls;
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        for (ended, count) in other.host {
            *self.host.entry(ended).or_default() += count;
        }
    }
}

impl Sides {
    /// The module on every side, or the refusal; `origin` says what it is made from.
    ///
    /// # Panics
    /// When the engines differ about it, or one of them fails: that is the finding.
    pub fn admit(wasm: &[u8], origin: &str) -> Result<Sides, Refusal> {
        let refusal = |error: AdmitError| match error {
            AdmitError::Refused(refusal) => refusal,
            AdmitError::Fault(fault) => panic!("what was admitted does not compile: {fault}"),
        };
        let optimised = OPTIMISED.admit(wasm).map_err(refusal);
        let plain = PLAIN.admit(wasm).map_err(refusal);
        let (module, plain) = match (optimised, plain) {
            (Ok(module), Ok(plain)) => (module, plain),
            (Err(refusal), Err(other)) => {
                assert_eq!(refusal, other, "the engines refuse for other reasons");
                return Err(refusal);
            }
            (module, plain) => panic!("one engine refuses: {module:?} {plain:?}"),
        };
        assert!(!module.is_policy(), "policies have sides of their own");
        Ok(Sides {
            origin: origin.to_owned(),
            kept: contract(&module),
            plain: contract(&plain),
            second: SecondContract::new(wasm),
            module,
        })
    }

    /// Makes what is kept from call to call anew, as it was when the module was admitted.
    pub fn renew(&mut self) {
        self.kept = contract(&self.module);
        self.plain = contract(self.plain.module());
    }

    /// Puts another contract on the second engine, to see that a difference is noticed.
    pub fn replace_second(&mut self, wasm: &[u8]) {
        self.second = SecondContract::new(wasm);
    }

    /// Calls the contract on every side with the same state, and gives what all of them agree about.
    ///
    /// # Panics
    /// When they differ: that is the finding.
    pub fn call(
        &mut self,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        limit: Fuel,
        reached: &mut Reached,
    ) -> Outcome {
        let outcome = run(&mut self.kept, invocation, state, limit);
        let fresh = run(&mut contract(&self.module), invocation, state, limit);
        let origin = &self.origin;
        assert_eq!(
            outcome, fresh,
            "kept is not fresh: {invocation:?}\n{origin}"
        );
        let plain = run(&mut self.plain, invocation, state, limit);
        assert_eq!(
            outcome, plain,
            "optimised is not plain: {invocation:?}\n{origin}"
        );
        self.assert_charge(&outcome, invocation, limit);

        let (answer, trace) = self.second.traced(invocation, state, limit);
        let spent = Err(Stopped::Trap(OutcomeCode::TRAP_FUEL));
        let second = (&trace, answer.result == spent);
        let watched = &mut contract(&self.module);
        watched::compare(watched, invocation, state, limit, &outcome, second, origin);
        self.compare(&outcome, answer, invocation, state, limit);
        let end = outcome.result.as_ref().err().map(Stopped::code);
        reached.calls += 1;
        *reached.ends.entry(end).or_default() += 1;
        for (ended, count) in trace {
            *reached.host.entry(ended).or_default() += count;
        }
        outcome
    }

    /// Asserts that what a call used is enough for it, and that one less is not.
    ///
    /// # Panics
    /// When it is otherwise: that is the finding.
    pub fn assert_exact(
        &mut self,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        outcome: &Outcome,
    ) {
        if matches!(outcome.result, Err(Stopped::Trap(_))) {
            return;
        }
        let used = outcome.fuel.total();
        for side in [&mut self.kept, &mut self.plain] {
            assert_eq!(run(side, invocation, state, used), *outcome);
            let less = run(side, invocation, state, Fuel(used.0 - 1)).result;
            assert_eq!(less, Err(Stopped::Trap(OutcomeCode::TRAP_FUEL)));
        }
    }

    /// Asserts that the second engine answers the same. Where only one of the two ran out of fuel, which
    /// they count differently, that one gets more of it.
    fn compare(
        &mut self,
        outcome: &Outcome,
        answer: Answer,
        invocation: &Invocation<'_>,
        state: &MemoryState,
        limit: Fuel,
    ) {
        let spent = Err(Stopped::Trap(OutcomeCode::TRAP_FUEL));
        let more = Fuel(limit.0.saturating_mul(MORE_FUEL));
        let first = Answer::of(outcome);
        let (first, second) = match (first.result == spent, answer.result == spent) {
            (true, false) => {
                let outcome = run(&mut self.kept, invocation, state, more);
                (Answer::of(&outcome), answer)
            }
            (false, true) => (first, self.second.call(invocation, state, more)),
            _ => (first, answer),
        };
        let origin = &self.origin;
        assert_eq!(
            first, second,
            "the engines differ: {invocation:?}\n{origin}"
        );
    }

    /// A trap costs the whole limit, anything else no more than it; what does not succeed gives nothing.
    fn assert_charge(&self, outcome: &Outcome, invocation: &Invocation<'_>, limit: Fuel) {
        let total = outcome.fuel.total();
        match &outcome.result {
            Err(Stopped::Trap(_)) => assert_eq!(total, limit, "{invocation:?}"),
            _ => assert!(total <= limit, "{invocation:?}"),
        }
        let is_empty = outcome.events.is_empty() && outcome.writes.is_empty();
        assert!(outcome.result.is_ok() || is_empty, "{invocation:?}");
        let is_long = invocation.input.len() as u64 > CONTRACT_INPUT_BYTES;
        let known = self.module.entries().iter();
        let is_known = known.into_iter().any(|entry| entry == invocation.entry);
        assert!(outcome.result.is_err() || (is_known && !is_long));
    }
}

fn contract(module: &AdmittedModule) -> Contract<MemoryState> {
    let contract: Result<_, Fault> = module.contract(MemoryState::default());
    contract.expect("no fault")
}

fn run(
    contract: &mut Contract<MemoryState>,
    invocation: &Invocation<'_>,
    state: &MemoryState,
    limit: Fuel,
) -> Outcome {
    *contract.state_mut().expect("no fault") = state.clone();
    contract.call(invocation, limit).expect("no fault")
}

/// Calls of each contract of random calls.
const CALLS: usize = 12;

/// What a call may use: hardly more than entering costs, and enough for what ends.
const LIMITS: &[u64] = &[
    1_200, 2_500, 20_000, 400_000, 3_000_000, 3_000_000, 3_000_000,
];

/// Makes a contract of random calls of the host from `bytes` and asserts that it behaves alike on every
/// side in a sequence of calls, whose writes are mostly applied. Gives what was reached.
///
/// # Panics
/// When the sides differ, or the contract is not admitted: that is the finding.
pub fn agree_on_host_calls(bytes: &[u8]) -> Reached {
    let mut choices = Entropy::new(bytes);
    let text = host_calls::module(&mut choices);
    let wasm = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut sides = Sides::admit(&wasm, &text)
        .unwrap_or_else(|refusal| panic!("{}: {refusal}\n{text}", refusal.rule));
    let entries = sides.module.entries().to_vec();
    let mut state = host_calls::state(&mut choices);
    let mut reached = Reached::default();
    for _ in 0..CALLS {
        let case = host_calls::case(&mut choices, &entries);
        let limit = Fuel(*choices.pick(LIMITS));
        let outcome = sides.call(&case.invocation(), &state, limit, &mut reached);
        if choices.below(4) == 1 {
            sides.assert_exact(&case.invocation(), &state, &outcome);
        }
        if choices.below(4) != 1 {
            state.apply(&outcome.writes);
        }
    }
    reached
}
