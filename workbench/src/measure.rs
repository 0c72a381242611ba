//! How long decisions and calls take, and whether that is more than noise.
//!
//! ```text
//! policy and cases, or contract and calls --works--> Work --in_turns--> Latency { percentiles, rounds }
//!                                                   \--throughput--> Throughput { rates, by threads }
//! rounds of two runs --compare--> faster | slower | within noise
//! ```
//!
//! Everything is timed in rounds, one thing after the other in each, so that a machine that is slower for a while is
//! slower for all of them. What one reading of the clock costs is measured first and taken off every sample. Times are
//! whole nanoseconds, and nothing here is a float.

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::{Duration, Instant};

use runtime::{Fault, FuelUse};

mod calls;
mod compare;
mod decisions;
mod setup;
mod threads;

#[cfg(test)]
mod tests;

pub use calls::{CallCase, Calls};
pub use compare::{Change, Comparison, FLOOR_THOUSANDTHS, compare};
pub use decisions::{DecisionCase, Decisions, Memory};
pub use setup::{Setup, setups};
pub use threads::{Throughput, throughput};

/// Rounds of everything: the least with which two runs are compared.
pub const ROUNDS: usize = 25;

/// Samples of one thing at the most, all rounds together.
const SAMPLES: usize = 1 << 20;
/// How many that were made earlier are kept while others are timed.
const EARLIER: usize = 6;
/// Runs before the samples of a round, which are not timed, for each sixteen that are.
const WARMING: usize = 4;

/// Something that can be timed again and again.
pub trait Work {
    /// Makes the next run ready, which is not timed: run `turn`, counted from 0.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        let _ = turn;
        Ok(())
    }

    /// Runs once.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    fn run(&mut self) -> Result<FuelUse, Fault>;
}

/// Makes work anew.
type Make<'a> = Box<dyn FnMut() -> Result<Box<dyn Work + 'a>, Fault> + 'a>;

/// Something to be timed, and its samples.
pub struct Timed<'a> {
    name: String,
    work: Box<dyn Work + 'a>,
    /// Of work that is made anew for every round: how, and the last ones, whose memory the next one cannot have.
    remake: Option<Make<'a>>,
    earlier: VecDeque<Box<dyn Work + 'a>>,
    /// How many different runs there are, which come in turns.
    cases: usize,
    turn: usize,
    a_round: usize,
    /// When a round ends early: on a machine that others use, what should take so long can take many times that.
    longest_round: Duration,
    samples: Vec<u32>,
    rounds: Vec<u64>,
    by_case: Vec<Vec<u32>>,
}

/// How long one thing took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    /// What was timed.
    pub name: String,
    /// How often.
    pub samples: u64,
    /// Half of the runs took no longer, in nanoseconds.
    pub p50: u64,
    /// Nine of ten; `None` with too few samples to say.
    pub p90: Option<u64>,
    /// 99 of 100.
    pub p99: Option<u64>,
    /// 999 of 1,000.
    pub p999: Option<u64>,
    /// The longest.
    pub most: u64,
    /// What a run took in each round, in picoseconds: the mean of the middle half, which is finer than the ticks of the
    /// clock. In their order; another run is compared by them.
    pub rounds: Vec<u64>,
    /// The median of each case, when there are several that come in turns.
    pub by_case: Vec<u64>,
}

/// What one reading of the clock costs, in nanoseconds: the median of many.
pub fn clock() -> u64 {
    let mut samples: Vec<u64> = (0..4_001)
        .map(|_| {
            let start = Instant::now();
            nanos(black_box(start).elapsed())
        })
        .collect();
    samples.sort_unstable();
    within(&samples, 500)
}

impl<'a> Timed<'a> {
    /// Times `work`, of which `cases` different runs come in turns.
    pub fn new(name: impl Into<String>, cases: usize, work: impl Work + 'a) -> Timed<'a> {
        Timed {
            name: name.into(),
            work: Box::new(work),
            remake: None,
            earlier: VecDeque::new(),
            cases: cases.max(1),
            turn: 0,
            a_round: 1,
            longest_round: Duration::MAX,
            samples: Vec::new(),
            rounds: Vec::new(),
            by_case: Vec::new(),
        }
    }

    /// Times what `make` makes, anew for every round and each time somewhere else in the memory: where a contract's
    /// memory lies can make a fifth of what a short decision takes, and would otherwise be settled once for a run.
    ///
    /// # Errors
    /// Fault: it cannot be made.
    pub fn remade<W: Work + 'a>(
        name: impl Into<String>,
        cases: usize,
        mut make: impl FnMut() -> Result<W, Fault> + 'a,
    ) -> Result<Timed<'a>, Fault> {
        let mut timed = Timed::new(name, cases, make()?);
        timed.remake = Some(Box::new(move || Ok(Box::new(make()?))));
        Ok(timed)
    }

    /// Makes the work anew, when it is of that kind.
    fn renew(&mut self) -> Result<(), Fault> {
        if let Some(remake) = &mut self.remake {
            let last = std::mem::replace(&mut self.work, remake()?);
            self.earlier.push_back(last);
            if self.earlier.len() > EARLIER {
                self.earlier.pop_front();
            }
        }
        Ok(())
    }

    fn once(&mut self) -> Result<Duration, Fault> {
        self.work.prepare(self.turn)?;
        self.turn = self.turn.wrapping_add(1);
        let start = Instant::now();
        black_box(self.work.run()?);
        Ok(start.elapsed())
    }

    /// Finds how many runs fit into a round of so long; every case runs at least once.
    fn size(&mut self, round: Duration) -> Result<(), Fault> {
        let start = Instant::now();
        let mut took = Vec::new();
        while took.len() < self.cases || (start.elapsed() < round && took.len() < 256) {
            let before = Instant::now();
            self.once()?;
            took.push(nanos(before.elapsed()));
        }
        took.sort_unstable();
        self.a_round = runs_of_a_round(round, within(&took, 500), self.cases);
        self.longest_round = round.saturating_mul(3);
        self.by_case = vec![Vec::new(); self.cases];
        Ok(())
    }

    fn round(&mut self, clock: u64) -> Result<(), Fault> {
        self.renew()?;
        for _ in 0..self.a_round * WARMING / 16 {
            self.once()?;
        }
        let mut round = Vec::with_capacity(self.a_round);
        let start = Instant::now();
        for done in 0..self.a_round {
            // Whole turns of the cases alone are broken off, so that each was timed as often as the others.
            if done > 0 && done % self.cases == 0 && start.elapsed() > self.longest_round {
                break;
            }
            let case = self.turn % self.cases;
            let took = nanos(self.once()?).saturating_sub(clock);
            let sample = u32::try_from(took).unwrap_or(u32::MAX);
            round.push(u64::from(sample));
            self.samples.push(sample);
            if let Some(samples) = self.by_case.get_mut(case) {
                samples.push(sample);
            }
        }
        round.sort_unstable();
        self.rounds.push(middle(&round));
        Ok(())
    }

    fn latency(self) -> Latency {
        let mut samples: Vec<u64> = self.samples.into_iter().map(u64::from).collect();
        samples.sort_unstable();
        let count = samples.len();
        // A percentile of which not even one sample lies outside would be the longest by another name.
        let if_enough =
            |least: usize, share: u64| (count >= least).then(|| within(&samples, share));
        let by_case = self.by_case.into_iter().map(|mut samples| {
            samples.sort_unstable();
            let samples: Vec<u64> = samples.into_iter().map(u64::from).collect();
            within(&samples, 500)
        });
        Latency {
            name: self.name,
            samples: count as u64,
            p50: within(&samples, 500),
            p90: if_enough(20, 900),
            p99: if_enough(200, 990),
            p999: if_enough(2_000, 999),
            most: samples.last().copied().unwrap_or(0),
            by_case: match self.cases {
                1 => Vec::new(),
                _ => by_case.collect(),
            },
            rounds: self.rounds,
        }
    }
}

/// Times everything in turns, in [`ROUNDS`] rounds that take `time` together; `progress` is told how many rounds are
/// done.
///
/// # Errors
/// Fault: the engine is broken.
pub fn in_turns(
    mut timed: Vec<Timed<'_>>,
    time: Duration,
    clock: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Latency>, Fault> {
    let turns = (ROUNDS * timed.len().max(1)) as u32;
    let round = time / turns;
    for one in &mut timed {
        one.size(round)?;
    }
    for done in 1..=ROUNDS {
        for one in &mut timed {
            one.round(clock)?;
        }
        progress(done as u64, ROUNDS as u64);
    }
    Ok(timed.into_iter().map(Timed::latency).collect())
}

/// How many runs of so many nanoseconds each there are in a round.
fn runs_of_a_round(round: Duration, each: u64, cases: usize) -> usize {
    let fit = round.as_nanos() / u128::from(each.max(1));
    let fit = usize::try_from(fit).unwrap_or(SAMPLES);
    let whole = fit.min(SAMPLES / ROUNDS) / cases * cases;
    // A round has all cases equally often, unless there is no time for all of them.
    if whole == 0 { fit.max(1) } else { whole }
}

/// The mean of the middle half of a sorted list of nanoseconds, in picoseconds.
fn middle(sorted: &[u64]) -> u64 {
    let quarter = sorted.len() / 4;
    let half = sorted
        .get(quarter..sorted.len() - quarter)
        .unwrap_or(sorted);
    let sum: u128 = half.iter().map(|nanos| u128::from(*nanos)).sum();
    u64::try_from(sum * 1_000 / (half.len() as u128).max(1)).unwrap_or(u64::MAX)
}

/// Work that never changes, by a name, to tell by how much the machine itself was slower: BLAKE3 of 4 KiB.
pub fn yardstick<'a>(name: &str) -> Timed<'a> {
    struct Yardstick([u8; 4_096]);
    impl Work for Yardstick {
        fn run(&mut self) -> Result<FuelUse, Fault> {
            black_box(blake3::hash(black_box(&self.0)));
            Ok(FuelUse::default())
        }
    }
    Timed::new(name, 1, Yardstick([7; 4_096]))
}

/// The value that so many thousandths of a sorted list do not exceed.
fn within(sorted: &[u64], thousandths: u64) -> u64 {
    let count = sorted.len() as u64;
    let rank = (count * thousandths).div_ceil(1_000).max(1) - 1;
    sorted.get(rank as usize).copied().unwrap_or(0)
}

fn nanos(took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}
