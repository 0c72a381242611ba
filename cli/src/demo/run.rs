//! Transactions to blocks to a summary. What takes how long is measured here, at the edge.

use std::path::Path;
use std::time::{Duration, Instant as Clock};

use abi::receipt::Receipt;
use abi::{Instant, OutcomeCode};
use chain::facts::Records;
use chain::{Chain, Executor};
use ledger::membership::requester_of;
use ledger::rules::settle;
use ledger::store::FileBackend;
use ledger::{Action, GenesisConfig, Ledger, Overlay, Transaction};
use policy_lang::contract::{Contract, compile};
use policy_lang::typed::Policy as Typed;
use runtime::{ModuleCache, Policy};

use super::events::{self, EventKind, Step};
use super::keys::Secret;
use super::summary::{Sample, Summary};
use super::{DemoError, POLICY};
use crate::sample::{Scenario, scenario};

/// The name of the key that signs blocks.
const PROPOSER: &str = "proposer";
/// A block takes in what happens within this many seconds, and has the time of its last event.
pub(super) const BLOCK_SECONDS: i64 = 21_600;
/// Transactions in a block at the most.
pub(super) const BLOCK_TRANSACTIONS: usize = 1_000;
/// Origins of which the summary shows one decision each, in words.
const SHOWN: [&str; 5] = [
    "lab reads with consent",
    "lab the day after its consent ended",
    "nurse of another department",
    "another hospital's physician",
    "insurer asks for clinical notes",
];

/// What to run.
pub struct Options<'a> {
    /// The ledger's folder.
    pub folder: &'a Path,
    /// Access requests.
    pub requests: usize,
    /// Where compiled contracts come from.
    pub cache: ModuleCache,
    /// What keys and pseudonyms are derived with.
    pub secret: Secret,
}

/// A block that is durable: what progress is told of.
#[derive(Debug, Clone)]
pub struct Durable {
    /// Its height.
    pub height: u64,
    /// The state root after it.
    pub root: String,
    /// Its transactions.
    pub transactions: usize,
    /// Transactions so far.
    pub done: usize,
    /// Transactions altogether.
    pub total: usize,
}

/// Runs the demonstration. `compiled` is told of the contract before the first block, `durable` of
/// every block once it is on the disk.
///
/// # Errors
/// The folder is in use or holds something, or something that should not fail does.
pub fn run(
    options: &Options,
    compiled: &mut dyn FnMut(&Typed, &Contract, &Policy, Duration),
    durable: &mut dyn FnMut(&Durable),
) -> Result<Summary, DemoError> {
    let start = Clock::now();
    let (typed, contract) = compile_policy()?;
    let (policy, _) = Policy::load_cached(&options.cache, &contract.wasm)
        .map_err(|error| DemoError::Policy(error.to_string()))?;
    compiled(&typed, &contract, &policy, start.elapsed());

    let scenario = scenario(options.requests)?;
    let mut chain = open(options, events::beginning(&scenario))?;
    let id = chain.ledger().chain_id();
    let steps = events::steps(&scenario, &typed, &contract.wasm, id, options.secret)?;
    let mut demo = Demo {
        scenario: &scenario,
        policy: &policy,
        summary: Summary::default(),
    };
    let total = steps.len();
    let mut done = 0;
    for block in blocks(&steps) {
        let committed = demo.block(&mut chain, block)?;
        done += block.len();
        let root = committed.header.state_root.to_string();
        let height = committed.header.height.0;
        durable(&Durable {
            height,
            root,
            transactions: block.len(),
            done,
            total,
        });
    }
    let tip = chain.ledger().tip();
    demo.summary
        .finish(tip.height, tip.state_root, chain.ledger().tip_hash());
    Ok(demo.summary)
}

pub(crate) fn compile_policy() -> Result<(Typed, Contract), DemoError> {
    let checked = policy_lang::check(POLICY, "riverside");
    let typed = checked.policy.ok_or_else(|| {
        let first = checked
            .problems
            .into_iter()
            .find(|problem| problem.is_error());
        DemoError::Policy(first.map(|problem| problem.message).unwrap_or_default())
    })?;
    let contract = compile(&typed, POLICY).map_err(|error| DemoError::Policy(error.to_string()))?;
    Ok((typed, contract))
}

fn open(options: &Options, time: i64) -> Result<Chain, DemoError> {
    let folder = options.folder;
    let unusable = |error: &dyn std::fmt::Display| {
        DemoError::Folder(format!(
            "cannot begin a ledger in {}: {error}",
            folder.display()
        ))
    };
    let backend = FileBackend::create(folder).map_err(|error| unusable(&error))?;
    let config = GenesisConfig::new(
        "riverside-demonstration",
        options.secret.public_key(events::ADMIN),
        options.secret.public_key(PROPOSER),
        Instant(time - 1),
    );
    let ledger = Ledger::create(Box::new(backend), config).map_err(|error| unusable(&error))?;
    Ok(Chain::new(
        ledger,
        Executor::new(options.cache.clone()),
        options.secret.signer(PROPOSER),
    ))
}

/// Cuts steps into blocks: nothing in a block is further than [`BLOCK_SECONDS`] from its first.
pub(super) fn blocks(steps: &[Step]) -> impl Iterator<Item = &[Step]> {
    let mut rest = steps;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let inside = rest
            .iter()
            .take_while(|step| step.at < first.at + BLOCK_SECONDS)
            .count();
        // Of one instant all goes into one block: block time has to rise from block to block.
        let mut cut = inside.min(BLOCK_TRANSACTIONS);
        let at = |step: usize| rest.get(step).map(|step| step.at);
        while at(cut) == at(cut - 1) {
            cut += 1;
        }
        let (block, after) = rest.split_at(cut);
        rest = after;
        Some(block)
    })
}

struct Demo<'a> {
    scenario: &'a Scenario,
    policy: &'a Policy,
    summary: Summary,
}

impl Demo<'_> {
    fn block(&mut self, chain: &mut Chain, steps: &[Step]) -> Result<ledger::Block, DemoError> {
        let time = Instant(steps.last().map_or(0, |step| step.at));
        let transactions: Vec<Transaction> =
            steps.iter().map(|step| step.transaction.clone()).collect();
        let samples = self.samples(chain, steps, time)?;
        let begin = Clock::now();
        let verified = chain::solo::verify(&transactions);
        let verifying = begin.elapsed();
        let executed = chain.execute(time, &transactions, &verified)?;
        let executing = begin.elapsed() - verifying;
        let sealed = chain.seal(time, transactions, executed)?;
        let committed = chain.commit(sealed)?;
        self.summary.time(verifying, executing, begin.elapsed());
        for (step, receipt) in steps.iter().zip(&committed.block.receipts) {
            self.count(step, receipt)?;
        }
        // What was explained beforehand is shown only if the block decided the same.
        self.summary.show(samples, &committed.block.receipts);
        Ok(committed.block)
    }

    fn count(&mut self, step: &Step, receipt: &Receipt) -> Result<(), DemoError> {
        match step.kind {
            EventKind::Request(index) => {
                let request = self.scenario.requests.get(index);
                self.summary
                    .count(receipt, request, self.policy.interface());
                Ok(())
            }
            kind if receipt.outcome == OutcomeCode::DONE => {
                self.summary.count_other(kind);
                Ok(())
            }
            kind => Err(DemoError::Rejected {
                kind: kind.name(),
                meaning: receipt.outcome.meaning(),
            }),
        }
    }

    /// Explains the requests of a block that the summary could show, on the state before it.
    fn samples(
        &mut self,
        chain: &Chain,
        steps: &[Step],
        time: Instant,
    ) -> Result<Vec<Sample>, DemoError> {
        let mut samples = Vec::new();
        for (position, step) in steps.iter().enumerate() {
            let EventKind::Request(index) = step.kind else {
                continue;
            };
            let Some(request) = self.scenario.requests.get(index) else {
                continue;
            };
            let wanted = SHOWN.contains(&request.origin) && !self.summary.shows(request.origin);
            let Action::RequestAccess { request: access } = &step.transaction.body.action else {
                continue;
            };
            if !wanted {
                continue;
            }
            let mut view = Overlay::new(chain.state());
            let id = chain.ledger().chain_id();
            let Ok(sender) = settle(&mut view, &step.transaction.body, time, &id) else {
                continue;
            };
            let Ok(requester) = requester_of(&view, &sender, access.patient, time) else {
                continue;
            };
            let Ok(bound) = self.policy.binding().request(&requester, access, time) else {
                continue;
            };
            let binding = self.policy.binding();
            let records = Records::read(&view, access.patient, binding, time);
            let mut decider = self.policy.decider()?;
            decider.facts_mut()?.give(&requester, time, records);
            if let Ok(explanation) = decider.explain(&bound)?.outcome {
                samples.push(Sample::new(
                    position,
                    request,
                    explanation,
                    self.policy.interface(),
                ));
            }
        }
        Ok(samples)
    }
}
