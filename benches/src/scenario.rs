//! A scenario of the test kit as a contract, in the ways that it is timed.

use std::time::{Duration, Instant};

use abi::bind::{Binding, BoundRequest};
use abi::decision::{Explanation, Outcome, Verdict, VerdictView};
use abi::host::fact;
use abi::limits::DECIDE_FUEL;
use abi::{Fuel, OutcomeCode};
use policy_lang::typed::Case;
use runtime::Policy;
use runtime::{Engine as Sandbox, Entry, FactAnswer, FactSource, Fault, Instance};
use testkit::workload::Scenario;

use crate::engines::{Answer, Engine};

/// Requests that are compared with the reference interpreter where a policy has 50,000 rules or more;
/// otherwise all are.
const COMPARED_OF_MANY: usize = 8;

/// How long the steps from text to native code took.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    /// Text to typed policy.
    pub check: Duration,
    /// Typed policy to contract.
    pub compile: Duration,
    /// Contract to admitted native code.
    pub admit: Duration,
}

/// A scenario whose contract is admitted and agrees with the reference interpreter.
pub struct Loaded<'a> {
    scenario: &'a Scenario,
    /// The contract.
    pub policy: Policy,
    /// How long each step took.
    pub steps: Steps,
    requests: Vec<BoundRequest>,
    facts: Vec<Vec<Option<i64>>>,
    is_no: Vec<usize>,
}

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A request in numbers, in a memory that is kept.
    Warm,
    /// A request in numbers, in a memory made anew.
    Fresh,
    /// A request in names, in a memory that is kept.
    Names,
    /// A request in names, in a memory made anew.
    FreshNames,
    /// A "no" in numbers with its reasons, in a memory that is kept.
    Explain,
}

impl<'a> Loaded<'a> {
    /// Takes the text all the way, and asserts that requests are decided and explained as the reference
    /// interpreter does: all of them, or 8 where there are 50,000 rules or more.
    ///
    /// # Panics
    /// It is not.
    pub fn new(sandbox: &Sandbox, scenario: &'a Scenario) -> Loaded<'a> {
        let start = Instant::now();
        let checked = policy_lang::check(&scenario.text, "bench");
        let typed = checked.policy.expect("the text is a policy");
        let check = start.elapsed();
        let start = Instant::now();
        let contract = policy_lang::contract::compile(&typed, &scenario.text);
        let contract = contract.expect("the policy fits");
        let compile = start.elapsed();
        let start = Instant::now();
        let admitted = sandbox.admit(&contract.wasm);
        let admit = start.elapsed();
        drop(admitted.expect("the contract is admitted"));
        assert_eq!(typed.rules.len(), scenario.rules, "{}", scenario.name);

        let policy = Policy::load(sandbox, &contract.wasm).expect("the contract is admitted");
        let binding = policy.binding();
        let requests = scenario.cases.iter().map(|case| bound(binding, case));
        let interface = binding.interface();
        let facts = scenario.cases.iter().map(|case| {
            let numbers = 0..case.facts.len() as u32;
            numbers
                .map(|id| interface.fact_number(id, &case.facts))
                .collect()
        });
        let mut loaded = Loaded {
            scenario,
            steps: Steps {
                check,
                compile,
                admit,
            },
            requests: requests.collect(),
            facts: facts.collect(),
            is_no: Vec::new(),
            policy,
        };
        let mut decider = loaded.decider(Mode::Warm);
        let mut is_no = Vec::new();
        // The interpreter looks at every rule and every category: a few requests must do there.
        let compared = match scenario.rules {
            ..50_000 => scenario.cases.len(),
            _ => COMPARED_OF_MANY,
        };
        for (index, case) in scenario.cases.iter().enumerate().take(compared) {
            let expected = policy_lang::interpret::decide(&typed, case).expect("known names");
            let name = &scenario.name;
            let decided = decider.decided(index, |view| Verdict::from(view)).outcome;
            assert_eq!(
                decided.as_ref(),
                Ok(&expected.verdict),
                "{name}, request {index}"
            );
            if expected.verdict.outcome != Outcome::Allowed {
                is_no.push(index);
            }
            let explained = decider.explain_request(index).outcome;
            assert_eq!(explained, Ok(expected), "{name}, request {index}");
        }
        drop(decider);
        loaded.is_no = is_no;
        loaded
    }

    /// A decider of one kind.
    ///
    /// # Panics
    /// When the engine has no room.
    pub fn decider(&self, mode: Mode) -> Decider<'_> {
        let facts = Numbers::default();
        Decider {
            loaded: self,
            mode,
            instance: self.policy.module().instance(facts).expect("there is room"),
        }
    }
}

fn bound(binding: &Binding, case: &Case) -> BoundRequest {
    let bound = binding.request(&case.requester, &case.request, case.now);
    bound.expect("the policy knows every name")
}

/// Facts as numbers, as whoever asks typed requests has them.
#[derive(Default)]
struct Numbers {
    declared: Vec<Option<i64>>,
}

impl FactSource for Numbers {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        let declared = id.wrapping_sub(fact::DECLARED) as usize;
        Ok(match self.declared.get(declared).copied().flatten() {
            Some(number) => {
                out.extend(number.to_le_bytes());
                FactAnswer::Known
            }
            None => FactAnswer::Unknown,
        })
    }
}

/// A contract that decides the scenario's requests.
pub struct Decider<'a> {
    loaded: &'a Loaded<'a>,
    mode: Mode,
    instance: Instance<Numbers>,
}

/// What came of a request.
#[derive(Debug)]
pub struct Decided<T> {
    /// The answer.
    pub outcome: Result<T, OutcomeCode>,
    /// What it cost.
    pub fuel: Fuel,
}

impl Decider<'_> {
    /// Decides request `index`: what was decided, and the first of the rules that did.
    ///
    /// # Panics
    /// When the engine is broken.
    pub fn decide(&mut self, index: usize) -> Decided<(Outcome, Option<u32>)> {
        self.decided(index, |verdict| (verdict.outcome(), verdict.rules().next()))
    }

    fn decided<T>(&mut self, index: usize, of: impl Fn(VerdictView<'_>) -> T) -> Decided<T> {
        let from_names;
        let request = match self.mode {
            Mode::Names | Mode::FreshNames => {
                from_names = bound(
                    self.loaded.policy.binding(),
                    &self.loaded.scenario.cases[index],
                );
                &from_names
            }
            _ => &self.loaded.requests[index],
        };
        let instance = match self.mode {
            Mode::Fresh | Mode::FreshNames => self.instance.fresh().expect("there is room"),
            _ => &mut self.instance,
        };
        call(
            instance,
            Entry::Decide,
            request,
            &self.loaded.facts[index],
            |output| VerdictView::read(output).map(of),
        )
    }

    /// Explains the "no" that is `index`-th, beginning again after the last.
    ///
    /// # Panics
    /// When the engine is broken, or there is no "no".
    pub fn explain(&mut self, index: usize) -> Decided<Explanation> {
        let no = self.loaded.is_no[index % self.loaded.is_no.len()];
        self.explain_request(no)
    }

    fn explain_request(&mut self, index: usize) -> Decided<Explanation> {
        let request = &self.loaded.requests[index];
        let facts = &self.loaded.facts[index];
        call(
            &mut self.instance,
            Entry::Explain,
            request,
            facts,
            Explanation::read,
        )
    }
}

impl Engine for Decider<'_> {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let decided = Decider::decide(self, index);
        let (outcome, rule) = decided.outcome.expect("no trap");
        Answer {
            allowed: outcome == Outcome::Allowed,
            rule,
        }
    }
}

fn call<T>(
    instance: &mut Instance<Numbers>,
    entry: Entry,
    request: &BoundRequest,
    facts: &[Option<i64>],
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Decided<T> {
    if !facts.is_empty() {
        let source = instance.host_mut().expect("no fault");
        source.declared.clear();
        source.declared.extend_from_slice(facts);
    }
    let write = |room: &mut [u8]| request.write_into(room);
    let call = instance
        .call_with(entry, Fuel(DECIDE_FUEL), write)
        .expect("no fault");
    Decided {
        outcome: call
            .outcome
            .map(|output| read(output).expect("the output is one")),
        fuel: call.fuel.total(),
    }
}
