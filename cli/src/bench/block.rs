//! Blocks of signed requests for access, from signed to durable, timed in the ways in which a chain makes
//! them: one thread, several, one block behind the other; and what it takes to do them again.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, Instant as Clock};

use abi::Height;
use chain::replay::Again;
use chain::{Batch, Chain, Executor, Threads};
use ledger::verify::{Audit, Signatures};
use ledger::{History, Ledger, Signer, State};
use parity_scale_codec::Encode;
use runtime::{Engine, MemoryBounds, ModuleCache};

use super::BenchError;
use super::floor::Floor;
use super::hospital::{Hospital, are_decided};

#[cfg(test)]
mod tests;

/// Blocks before the first whose parts are timed: the memory that they take is there from then on.
const UNTIMED: usize = 6;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Patients of the hospital, each with one to three consents.
    pub patients: u64,
    /// Requests in a block.
    pub transactions: usize,
    /// Blocks that are timed in each way.
    pub blocks: usize,
    /// Threads.
    pub threads: NonZeroUsize,
}

/// How blocks of one way of making them went.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// What it is called.
    pub name: String,
    /// From signed transactions to durable, for each block, sorted; of blocks one behind the other it is the
    /// time from one being durable to the next.
    pub blocks: Vec<Duration>,
    /// All of them.
    pub total: Duration,
    /// Transactions of all of them.
    pub transactions: usize,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What was asked for.
    pub plan: Plan,
    /// Keys of the state.
    pub keys: u64,
    /// Bytes of a block in the store.
    pub block_bytes: usize,
    /// What there is no way around.
    pub floor: Floor,
    /// A block's parts on one thread: executing, sealing, making durable.
    pub parts: [Duration; 3],
    /// The ways of making blocks: serial, parallel, one behind the other.
    pub ways: Vec<Way>,
    /// Stored blocks read, checked, their signatures too, and executed again, each while the next one is checked.
    pub replay: Way,
    /// The same without verifying the transactions' signatures again.
    pub again: Way,
}

/// What is told while it takes its time.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64);

impl Way {
    /// Transactions in a second.
    pub fn rate(&self) -> u64 {
        let second = 1_000_000_000;
        (self.transactions as u128 * second / self.total.as_nanos().max(1)) as u64
    }

    /// The time within which so many in a thousand blocks were made.
    pub fn within(&self, thousandths: usize) -> Duration {
        let last = self.blocks.len().saturating_sub(1);
        self.blocks
            .get((last * thousandths).div_ceil(1000))
            .copied()
            .unwrap_or_default()
    }

    fn of(name: &str, mut blocks: Vec<Duration>, total: Duration, transactions: usize) -> Way {
        blocks.sort_unstable();
        Way {
            name: name.into(),
            blocks,
            total,
            transactions,
        }
    }
}

/// Measures in a new folder, which must be empty; what is left in it is of no use.
///
/// # Errors
/// The folder cannot be used, or something that should not fail does.
pub fn measure(plan: Plan, folder: &Path, progress: Progress) -> Result<Measured, BenchError> {
    let compiled = crate::demo::compile_policy();
    let (_, contract) = compiled.map_err(|error| BenchError::Policy(error.to_string()))?;
    let mut written = |done| progress("patients", done, plan.patients);
    let chain_folder = folder.join("chain");
    let (hospital, ledger, signer) =
        Hospital::new(plan.patients, &contract.wasm, &chain_folder, &mut written)?;
    // A state of its own for doing the blocks again: the chain's has gone on by then.
    let (mut state, mut history) = (State::new(), History::new());
    for block in ledger.blocks(Height(0)) {
        let block = block?;
        if block.header.height > Height(0) {
            history.push(block.header.parent);
        }
        state.apply(&block.writes);
    }
    let before = Audit::after(ledger.config().clone(), *ledger.tip(), history, state);
    let cache = ModuleCache::in_memory(Engine::new()?, MemoryBounds::default());
    let bench = Bench {
        plan,
        hospital,
        cache,
        first: Height(ledger.tip().height.0 + 1),
    };
    bench.run(ledger, signer, before, folder, progress)
}

struct Bench {
    plan: Plan,
    hospital: Hospital,
    cache: ModuleCache,
    /// The first block of requests.
    first: Height,
}

impl Bench {
    fn run(
        mut self,
        ledger: Ledger,
        signer: Signer,
        before: Audit,
        folder: &Path,
        progress: Progress,
    ) -> Result<Measured, BenchError> {
        let threads = Threads::new(self.plan.threads);
        let keys = ledger.state().count();
        let mut chain = Chain::new(
            ledger,
            Executor::on(self.cache.clone(), Threads::one()),
            signer,
        );
        let (mut floor, parts, block_bytes) = self.parts(&mut chain, &threads)?;
        floor.measure_append(folder, block_bytes)?;

        let mut ways = vec![self.one_by_one("one thread", &mut chain, progress)?];
        let (ledger, signer) = chain.into_parts();
        let executor = Executor::on(self.cache.clone(), threads.clone());
        let mut chain = Chain::new(ledger, executor, signer);
        let name = format!("{} threads", threads.count());
        ways.push(self.one_by_one(&name, &mut chain, progress)?);
        let name = format!("{} threads, one block behind the other", threads.count());
        ways.push(self.pipelined(&name, &mut chain, progress)?);

        let (ledger, _) = chain.into_parts();
        let [replay, again] = self.replay(&ledger, before, &threads, progress)?;
        Ok(Measured {
            plan: self.plan,
            keys,
            block_bytes,
            floor,
            parts,
            ways,
            replay,
            again,
        })
    }

    fn batch(&mut self) -> Batch {
        Batch {
            time: self.hospital.next_time(),
            transactions: self.hospital.requests(self.plan.transactions),
        }
    }

    /// The parts of one block on one thread, the median of a few; and the floors that need a block.
    fn parts(
        &mut self,
        chain: &mut Chain,
        threads: &Threads,
    ) -> Result<(Floor, [Duration; 3], usize), BenchError> {
        let mut parts: [Vec<Duration>; 3] = Default::default();
        let mut floor = Floor::default();
        let mut bytes = 0;
        for round in 0..UNTIMED + 9 {
            let Batch { time, transactions } = self.batch();
            let checked = chain::solo::verify(&transactions);
            if round == 0 {
                floor = Floor::of_signatures(&transactions, threads);
            }
            let start = Clock::now();
            let executed = chain.execute(time, &transactions, &checked)?;
            let executing = start.elapsed();
            if round == 0 {
                if !are_decided(&executed.receipts) {
                    let wrong = "hardly anything is allowed, or hardly anything is not";
                    return Err(BenchError::Wrong(wrong));
                }
                floor.measure_root(chain.state(), &executed.writes);
            }
            let start = Clock::now();
            let sealed = chain.seal(time, transactions, executed)?;
            let sealing = start.elapsed();
            bytes = sealed.block().encoded_size();
            let start = Clock::now();
            // It is handed back: what taking ten thousand transactions apart takes is not the disk's.
            let committed = chain.commit(sealed)?;
            let committing = start.elapsed();
            drop(committed);
            if round >= UNTIMED {
                for (part, took) in parts.iter_mut().zip([executing, sealing, committing]) {
                    part.push(took);
                }
            }
        }
        let median = |mut took: Vec<Duration>| {
            took.sort_unstable();
            took.get(took.len() / 2).copied().unwrap_or_default()
        };
        Ok((floor, parts.map(median), bytes))
    }

    /// One block after another, each from signed to durable.
    fn one_by_one(
        &mut self,
        name: &str,
        chain: &mut Chain,
        progress: Progress,
    ) -> Result<Way, BenchError> {
        let mut took = Vec::with_capacity(self.plan.blocks);
        for number in 0..self.plan.blocks {
            let Batch { time, transactions } = self.batch();
            let start = Clock::now();
            chain.append(time, transactions)?;
            took.push(start.elapsed());
            progress(name, number as u64 + 1, self.plan.blocks as u64);
        }
        let total = took.iter().sum();
        Ok(Way::of(name, took, total, self.transactions()))
    }

    /// One block behind the other.
    fn pipelined(
        &mut self,
        name: &str,
        chain: &mut Chain,
        progress: Progress,
    ) -> Result<Way, BenchError> {
        let batches: Vec<Batch> = (0..self.plan.blocks).map(|_| self.batch()).collect();
        let mut durable = Vec::with_capacity(batches.len());
        let start = Clock::now();
        chain.append_all(batches, |_| durable.push(start.elapsed()))?;
        progress(name, self.plan.blocks as u64, self.plan.blocks as u64);
        let total = durable.last().copied().unwrap_or_default();
        let since = durable.iter().zip(durable.iter().skip(1));
        let took = since.map(|(before, this)| *this - *before).collect();
        Ok(Way::of(name, took, total, self.transactions()))
    }

    /// The stored blocks again: the first half with their signatures, the others without.
    fn replay(
        &self,
        ledger: &Ledger,
        before: Audit,
        threads: &Threads,
        progress: Progress,
    ) -> Result<[Way; 2], BenchError> {
        let (first, end) = (self.first.0, ledger.tip().height.0 + 1);
        let middle = first + (end - first) / 2;
        let mut again = |audit, signatures, blocks: std::ops::Range<u64>, name| {
            let executor = Executor::on(self.cache.clone(), threads.clone());
            let mut again = Again::new(audit, executor, signatures);
            let transactions = (blocks.end - blocks.start) as usize * self.plan.transactions;
            let mut took = Vec::new();
            let start = Clock::now();
            for height in blocks {
                let start = Clock::now();
                again.take(&ledger.block_bytes(Height(height))?)?;
                took.push(start.elapsed());
                progress("blocks done again", height - first + 1, end - first);
            }
            let audit = again.finish()?;
            let way = Way::of(name, took, start.elapsed(), transactions);
            Ok::<_, BenchError>((audit, way))
        };
        let (audit, replay) = again(before, Signatures::Verified, first..middle, "replay")?;
        let believed = "replay, signatures believed";
        let (audit, believed) = again(audit, Signatures::Believed, middle..end, believed)?;
        if audit.state().root() != ledger.state().root() {
            return Err(BenchError::Wrong("blocks done again give another state"));
        }
        Ok([replay, believed])
    }

    fn transactions(&self) -> usize {
        self.plan.blocks * self.plan.transactions
    }
}
