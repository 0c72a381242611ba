//! A policy under fuzzing: requests by type, aimed at its rules and laws, decided side by side.
//!
//! ```text
//! bytes --requests--> Case --+--> interpreter ──┐
//!                            +--> contract, warm ─┼─ one decision, one price; no law broken; nothing traps
//!                            +--> contract, fresh ┤
//!                            └--> second engine ──┘
//! ```
//!
//! An input is bytes, from which choices are made: a change of a byte changes a choice. What is reached are the points of
//! [`policy_lang::coverage`], the laws that a request is about, and which reasons were given.

mod aims;
mod consents;
mod decide;
mod requests;
mod shrink;
#[cfg(test)]
mod tests;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};

use abi::Fuel;
use abi::bind::{BoundRequest, UnknownTerm};
use abi::decision::Verdict;
use abi::limits::DECIDE_FUEL;
use policy_lang::coverage::{Aspect, Coverage, words};
use policy_lang::laws::Law;
use policy_lang::typed::{self, Case};
use runtime::policy::Decider;
use runtime::{Engine, Fault, Given, Policy, PolicyError};

use self::requests::Requests;
use super::entropy::Entropy;
use super::rounds::{Hint, Ran, Target};
use super::split_mix::SplitMix64;
use crate::second_engine::SecondEngine;

/// Bytes of a new input: more than most cases take.
const BYTES: usize = 384;

/// The most bytes of an input.
pub const INPUT_BYTES_MAX: usize = 4_096;

/// How many times more fuel the second engine gets, whose operators have other prices.
const MORE_FUEL: u64 = 16;

/// Points of laws begin there; below are those of rules.
const LAWS: u64 = 1 << 40;

/// Points of reasons begin there.
const REASONS: u64 = 1 << 41;

/// A policy, ready to be fuzzed.
pub struct PolicyTarget {
    policy: typed::Policy,
    laws: Vec<Law>,
    loaded: Policy,
    wasm: Vec<u8>,
    /// What can be reached of the rules, and as which point.
    points: BTreeMap<(u32, Aspect), u64>,
    coverage: Coverage,
    requests: Requests,
}

/// What a thread decides with.
pub struct PolicyBench {
    warm: Decider<Given>,
    fresh: Decider<Given>,
    second: SecondEngine<runtime::policy::Facts<Given>>,
}

/// What can be reached, and whether it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The rule or the law.
    pub of: String,
    /// What of it, in words.
    pub what: String,
    /// How often it was reached.
    pub times: u64,
}

impl PolicyTarget {
    /// A policy with its laws. `wasm` is its contract. `aims` are names of rules and laws that requests are aimed at; none
    /// stand for all of them.
    ///
    /// # Errors
    /// The contract is not admitted, or is none.
    pub fn new(
        engine: &Engine,
        policy: typed::Policy,
        wasm: &[u8],
        laws: Vec<Law>,
        aims: &[String],
    ) -> Result<PolicyTarget, PolicyError> {
        let loaded = Policy::load(engine, wasm)?;
        let coverage = Coverage::new(&policy);
        let aspects = coverage
            .rules
            .iter()
            .zip(0u32..)
            .flat_map(|(rule, number)| {
                let counting = rule.points.iter().filter(|point| point.counts);
                counting.map(move |point| (number, point.aspect))
            });
        let points = aspects.zip(0u64..).collect();
        let requests = Requests::new(&policy, &laws, aims);
        Ok(PolicyTarget {
            loaded,
            wasm: wasm.into(),
            points,
            coverage,
            requests,
            policy,
            laws,
        })
    }

    /// The request that an input stands for.
    pub fn case(&self, input: &[u8]) -> Case {
        self.requests.case(&mut Entropy::new(input), &self.policy)
    }

    /// A case's request in the contract's ids.
    ///
    /// # Errors
    /// Reject: it names what the policy does not know.
    pub fn bound(&self, case: &Case) -> Result<BoundRequest, UnknownTerm> {
        let binding = self.loaded.binding();
        binding.request(&case.requester, &case.request, case.now)
    }

    /// The typed policy.
    pub fn policy(&self) -> &typed::Policy {
        &self.policy
    }

    /// Tries a case instead of an input: what it reaches, and which promises it breaks.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    pub fn run_case(&self, bench: &mut PolicyBench, case: &Case) -> Result<Ran, Fault> {
        decide::run(self, bench, case, true)
    }

    /// A smaller case that breaks the same promise: what can be left out is, and what is left is plain.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    pub fn shrink(&self, bench: &mut PolicyBench, case: Case, key: &str) -> Result<Case, Fault> {
        shrink::shrink(self, bench, case, key)
    }

    /// What the interpreter decides; `None` when the case names what the policy does not know.
    pub fn verdict(&self, case: &Case) -> Option<Verdict> {
        let decided = policy_lang::interpret::decide(&self.policy, case);
        decided.ok().map(|explanation| explanation.verdict)
    }

    /// Everything that can be reached, in the order of rules and laws, with how often it was.
    pub fn reached(&self, points: &BTreeMap<u64, u64>) -> Vec<Reached> {
        let times = |point: u64| points.get(&point).copied().unwrap_or(0);
        let of_rules = self.points.iter().filter_map(|((number, aspect), point)| {
            let rule = self.policy.rules.get(*number as usize)?;
            Some(Reached {
                of: rule.name.clone(),
                what: words(rule, *aspect),
                times: times(*point),
            })
        });
        let of_laws = self.laws.iter().zip(LAWS..).map(|(law, point)| Reached {
            of: law.name().to_owned(),
            what: "a request that the law is about".into(),
            times: times(point),
        });
        of_rules.chain(of_laws).collect()
    }
}

impl Target for PolicyTarget {
    type Input = Vec<u8>;
    type Bench = PolicyBench;
    const ROUND: u64 = 256;

    fn bench(&self) -> Result<PolicyBench, Fault> {
        let facts = runtime::policy::Facts::new(self.loaded.binding().clone());
        Ok(PolicyBench {
            warm: self.loaded.warm_decider()?,
            fresh: self.loaded.decider()?,
            // A contract that did not end would stop the fuzzer, not only the decision.
            second: SecondEngine::metered(
                &self.wasm,
                facts,
                Fuel(DECIDE_FUEL.saturating_mul(MORE_FUEL)),
            ),
        })
    }

    fn counts(&self, point: u64) -> bool {
        point < REASONS
    }

    fn first(&self) -> Vec<Vec<u8>> {
        vec![Vec::new()]
    }

    fn next(
        &self,
        random: &mut SplitMix64,
        corpus: &[Vec<u8>],
        _hints: &BTreeSet<Hint>,
    ) -> Vec<u8> {
        let chosen = random.below(corpus.len().max(1) as u64) as usize;
        match corpus.get(chosen) {
            Some(input) if random.below(4) > 0 => changed(random, input, corpus),
            _ => bytes(random, BYTES),
        }
    }

    fn run(&self, bench: &mut PolicyBench, input: &Vec<u8>) -> Result<Ran, Fault> {
        // By the input and not by its number, so that a replay does the same.
        let is_thorough = input.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)) % 8 == 0;
        decide::run(self, bench, &self.case(input), is_thorough)
    }
}

fn bytes(random: &mut SplitMix64, count: usize) -> Vec<u8> {
    let words = (0..count.div_ceil(8)).map(|_| random.draw().to_le_bytes());
    words.flatten().take(count).collect()
}

/// The input with a few changes.
fn changed(random: &mut SplitMix64, input: &[u8], corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut out = input.to_vec();
    if out.len() < BYTES {
        out.extend(bytes(random, BYTES - out.len()));
    }
    for _ in 0..=random.below(4) {
        let length = out.len() as u64;
        let at = random.below(length.max(1)) as usize;
        match random.below(5) {
            // Choices come early: what follows them follows from them.
            0 => replace(
                &mut out,
                at.min(random.below(64) as usize),
                random.draw() as u8,
            ),
            1 => replace(&mut out, at, random.draw() as u8),
            2 => {
                let byte = out.get(at).copied().unwrap_or(0);
                replace(&mut out, at, byte.wrapping_add(1));
            }
            3 => {
                let other = corpus.get(random.below(corpus.len().max(1) as u64) as usize);
                let tail = other.and_then(|other| other.get(at..)).unwrap_or_default();
                out.truncate(at);
                out.extend_from_slice(tail);
            }
            _ => {
                let some = bytes(random, 8);
                out.splice(at..at, some);
            }
        }
    }
    out.truncate(INPUT_BYTES_MAX);
    out
}

fn replace(bytes: &mut [u8], at: usize, byte: u8) {
    if let Some(place) = bytes.get_mut(at) {
        *place = byte;
    }
}
