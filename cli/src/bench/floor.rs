//! The least that a block takes, whoever makes it: each signature verified, each byte hashed and written.

use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use abi::Domain;
use chain::Threads;
use ledger::signature::{verify_batch, verify_one};
use ledger::{State, Transaction, WriteSet};

use super::BenchError;

/// Signatures that are verified one by one: more take long, and tell no more.
const ONE_BY_ONE: usize = 512;
/// Rounds of which the fastest half is not counted.
const ROUNDS: usize = 9;

/// What there is no way around.
#[derive(Debug, Clone, Copy, Default)]
pub struct Floor {
    /// A signature, verified alone.
    pub verify_one: Duration,
    /// A signature in a batch, on one core.
    pub verify_batch: Duration,
    /// The same on the threads that blocks are made on, by the clock.
    pub verify_threads: Duration,
    /// BLAKE3 of 200 bytes.
    pub blake3: Duration,
    /// The root of the state after one block's changes.
    pub root: Duration,
    /// A block's bytes appended to a file and synced.
    pub append: Duration,
}

/// The median of a few rounds.
pub fn median(mut once: impl FnMut() -> Duration) -> Duration {
    let mut took: Vec<Duration> = (0..ROUNDS).map(|_| once()).collect();
    took.sort_unstable();
    took.get(ROUNDS / 2).copied().unwrap_or_default()
}

/// How long `work` takes.
pub fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

impl Floor {
    /// Measures what does not depend on blocks; `transactions` are those of one.
    pub fn of_signatures(transactions: &[Transaction], threads: &Threads) -> Floor {
        let count = transactions.len().max(1) as u32;
        let few: Vec<&Transaction> = transactions.iter().take(ONE_BY_ONE).collect();
        let all: Vec<&Transaction> = transactions.iter().collect();
        let one_by_one = || time(|| few.iter().filter(|one| verify_one(one)).count());
        let on_threads = || time(|| chain::solo::verify_on(threads, transactions));
        let bytes = [0xa5; 200];
        let hash = |_| {
            black_box(Domain::Frame.hash(black_box(&bytes)));
        };
        let hashes = || time(|| (0..1000).for_each(hash));
        Floor {
            verify_one: median(one_by_one) / few.len().max(1) as u32,
            verify_batch: median(|| time(|| verify_batch(&all))) / count,
            verify_threads: median(on_threads) / count,
            blake3: median(hashes) / 1000,
            ..Floor::default()
        }
    }

    /// Measures the root after one block's changes.
    pub fn measure_root(&mut self, state: &State, writes: &WriteSet) {
        self.root = median(|| time(|| state.root_after(writes)));
    }

    /// Measures appending so many bytes to a file in `folder` and syncing it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn measure_append(&mut self, folder: &Path, bytes: usize) -> Result<(), BenchError> {
        let path = folder.join("raw");
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        let bytes = vec![0xa5; bytes];
        let mut took = Vec::new();
        for _ in 0..4 * ROUNDS {
            let start = Instant::now();
            file.write_all(&bytes)?;
            file.sync_data()?;
            took.push(start.elapsed());
        }
        std::fs::remove_file(path)?;
        took.sort_unstable();
        self.append = took.get(took.len() / 2).copied().unwrap_or_default();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
