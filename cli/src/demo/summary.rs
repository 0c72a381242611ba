//! What a run came to: counts, times, samples in words.

use std::collections::BTreeMap;
use std::time::Duration;

use abi::decision::{Explanation, Outcome};
use abi::interface::Interface;
use abi::receipt::Receipt;
use abi::{Hash, Height, OutcomeCode};
use policy_lang::reasons;

use super::EventKind;
use crate::sample::{Request, Requester};

/// What a run came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Transactions that are no requests, by what they are about.
    pub others: BTreeMap<&'static str, u64>,
    /// Requests by outcome code.
    pub outcomes: BTreeMap<OutcomeCode, u64>,
    /// Requests by the rule that decided; one decided by two rules counts for both.
    pub rules: BTreeMap<String, u64>,
    /// Requests by origin: allowed and not.
    pub origins: BTreeMap<&'static str, Counts>,
    /// One decision each of some origins, in words.
    pub samples: Vec<Sample>,
    /// Time spent on signatures, on executing, and on everything, signatures to disk.
    pub verifying: Duration,
    /// Time spent on executing.
    pub executing: Duration,
    /// Time spent altogether.
    pub total: Duration,
    /// Blocks after genesis.
    pub blocks: u64,
    /// The last state root.
    pub root: Hash,
    /// The last block's hash.
    pub tip: Hash,
}

/// Requests of one origin.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Whether a sound policy would allow them.
    pub proper: bool,
    /// Those allowed.
    pub allowed: u64,
    /// Those not.
    pub not: u64,
}

/// A decision in words.
#[derive(Debug, Clone)]
pub struct Sample {
    position: usize,
    explanation: Explanation,
    /// Why the request is in the scenario.
    pub origin: &'static str,
    /// When it was asked, in seconds since 1970.
    pub at: i64,
    /// What was asked.
    pub question: String,
    /// What was decided and why.
    pub decision: String,
}

impl Sample {
    pub(super) fn new(
        position: usize,
        request: &Request,
        explanation: Explanation,
        interface: &Interface,
    ) -> Sample {
        Sample {
            position,
            origin: request.origin,
            at: request.at,
            question: question(request),
            decision: reasons::decision(interface, &explanation),
            explanation,
        }
    }
}

/// `Acme asks to read bloodwork of pt-1 for treatment`
fn question(request: &Request) -> String {
    let who = match request.requester {
        Requester::Practitioner(id) | Requester::Organization(id) | Requester::Patient(id) => id,
    };
    let list = |names: &[&str]| {
        reasons::list(
            &names
                .iter()
                .map(|name| name.to_string())
                .collect::<Vec<_>>(),
        )
    };
    let purpose = request
        .purpose
        .map_or(String::new(), |purpose| format!(" for {purpose}"));
    let (actions, categories) = (list(&request.actions), list(&request.categories));
    format!(
        "{who} asks to {actions} {categories} of {}{purpose}",
        request.patient
    )
}

impl Summary {
    pub(super) fn count_other(&mut self, kind: EventKind) {
        *self.others.entry(kind.name()).or_default() += 1;
    }

    pub(super) fn count(
        &mut self,
        receipt: &Receipt,
        request: Option<&Request>,
        interface: &Interface,
    ) {
        *self.outcomes.entry(receipt.outcome).or_default() += 1;
        let rules = receipt
            .decision
            .iter()
            .flat_map(|decision| decision.rules.iter().copied());
        for name in reasons::rule_names(interface, &rules.collect::<Vec<_>>()) {
            *self.rules.entry(name).or_default() += 1;
        }
        if let Some(request) = request {
            let counts = self.origins.entry(request.origin).or_default();
            counts.proper = request.proper;
            match receipt.outcome {
                OutcomeCode::ALLOWED => counts.allowed += 1,
                _ => counts.not += 1,
            }
        }
    }

    pub(super) fn time(&mut self, verifying: Duration, executing: Duration, total: Duration) {
        self.verifying += verifying;
        self.executing += executing;
        self.total += total;
    }

    pub(super) fn shows(&self, origin: &str) -> bool {
        self.samples.iter().any(|sample| sample.origin == origin)
    }

    /// Keeps one sample of each origin whose receipt says what was explained.
    pub(super) fn show(&mut self, samples: Vec<Sample>, receipts: &[Receipt]) {
        for sample in samples {
            let receipt = receipts.get(sample.position);
            let agrees = receipt.is_some_and(|receipt| {
                let rules = receipt.decision.as_ref().map(|decision| &decision.rules);
                receipt.outcome == Outcome::code(sample.explanation.verdict.outcome)
                    && rules == Some(&sample.explanation.verdict.rules)
            });
            if agrees && !self.shows(sample.origin) {
                self.samples.push(sample);
            }
        }
    }

    pub(super) fn finish(&mut self, height: Height, root: Hash, tip: Hash) {
        self.blocks = height.0;
        self.root = root;
        self.tip = tip;
    }

    /// Access requests.
    pub fn decisions(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// Transactions of every kind.
    pub fn transactions(&self) -> u64 {
        self.decisions() + self.others.values().sum::<u64>()
    }
}

#[cfg(test)]
mod tests;
