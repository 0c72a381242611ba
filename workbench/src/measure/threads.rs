//! How much is done in a second by so many threads.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use runtime::Fault;

use super::{ROUNDS, Work, nanos, within};

/// What so many threads do in a second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throughput {
    /// How many threads.
    pub threads: usize,
    /// Runs a second, the median of the rounds.
    pub per_second: u64,
    /// Runs a second in each round, in their order.
    pub rounds: Vec<u64>,
}

/// Lets `threads` threads run what `make` gives each of them, in [`ROUNDS`] rounds that take `time` together. The
/// preparation of each run counts.
///
/// # Errors
/// Fault: the engine is broken, or has no room for so many instances.
pub fn throughput<W: Work>(
    threads: usize,
    time: Duration,
    make: impl Fn() -> Result<W, Fault> + Sync,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Throughput, Fault> {
    let a_round = runs_in(time / ROUNDS as u32, &mut make()?)?;
    std::thread::scope(|scope| {
        let (done, results) = channel();
        let mut workers = Vec::with_capacity(threads);
        for _ in 0..threads {
            let (go, rounds) = channel();
            let (done, make) = (done.clone(), &make);
            let worker = move || work_through(make, a_round, &rounds, &done);
            let started = std::thread::Builder::new().spawn_scoped(scope, worker);
            started.map_err(|_| Fault::Thread)?;
            workers.push(go);
        }
        // Whoever comes to an end without a word is noticed: nobody but the workers can send.
        drop(done);
        let all = |results: &Receiver<Result<(), Fault>>| {
            (0..threads).try_for_each(|_| results.recv().map_err(|_| Fault::Thread)?)
        };
        all(&results)?;
        let mut rounds = Vec::with_capacity(ROUNDS);
        for round in 1..=ROUNDS {
            let start = Instant::now();
            for worker in &workers {
                worker.send(()).map_err(|_| Fault::Thread)?;
            }
            all(&results)?;
            rounds.push(per_second(a_round, threads, nanos(start.elapsed())));
            progress(round as u64, ROUNDS as u64);
        }
        let mut sorted = rounds.clone();
        sorted.sort_unstable();
        Ok(Throughput {
            threads,
            per_second: within(&sorted, 500),
            rounds,
        })
    })
}

/// One thread: makes its own work, then does a round of it whenever it is told to, until nobody tells it any more.
fn work_through<W: Work>(
    make: &impl Fn() -> Result<W, Fault>,
    a_round: usize,
    rounds: &Receiver<()>,
    done: &Sender<Result<(), Fault>>,
) {
    let mut work = match make() {
        Ok(work) => work,
        Err(fault) => {
            let _ = done.send(Err(fault));
            return;
        }
    };
    let (mut turn, mut sent) = (0, done.send(Ok(())).is_ok());
    while sent && rounds.recv().is_ok() {
        let result = runs(&mut work, a_round, &mut turn);
        let goes_on = result.is_ok();
        sent = done.send(result).is_ok() && goes_on;
    }
}

/// Runs in a second, where each thread did `a_round` in so many nanoseconds.
fn per_second(a_round: usize, threads: usize, took: u64) -> u64 {
    let runs = a_round as u128 * threads as u128;
    u64::try_from(runs * 1_000_000_000 / u128::from(took.max(1))).unwrap_or(u64::MAX)
}

/// How many runs fit into a round of so long.
fn runs_in(round: Duration, work: &mut impl Work) -> Result<usize, Fault> {
    let (start, mut turn) = (Instant::now(), 0);
    while turn == 0 || (start.elapsed() < round && turn < 4_096) {
        runs(work, 16, &mut turn)?;
    }
    let each = (start.elapsed().as_nanos() / turn as u128).max(1);
    Ok(usize::try_from(round.as_nanos() / each).unwrap_or(1).max(1))
}

fn runs(work: &mut impl Work, count: usize, turn: &mut usize) -> Result<(), Fault> {
    for _ in 0..count {
        work.prepare(*turn)?;
        *turn = turn.wrapping_add(1);
        std::hint::black_box(work.run()?);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
