//! The loop of fuzzing, for any target: rounds of inputs, a corpus of those that reached something new, the first input of
//! each failure.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use runtime::Fault;

use super::split_mix::SplitMix64;

/// Different failures that are kept; more say nothing more.
const FAILURES_MAX: usize = 32;

/// Hints that are kept.
const HINTS_MAX: usize = 4_096;

/// What is fuzzed.
pub trait Target: Sync {
    /// What is tried.
    type Input: Clone + Send + Sync;
    /// What a thread needs for itself to try inputs.
    type Bench: Send;
    /// Inputs of a round.
    const ROUND: u64;

    /// Makes what a thread needs.
    ///
    /// # Errors
    /// Fault: the engine has no room for another instance, or is broken.
    fn bench(&self) -> Result<Self::Bench, Fault>;

    /// Whether a point is one of those that are told to people; others only tell inputs apart.
    fn counts(&self, point: u64) -> bool;

    /// The inputs to begin with, before any are made.
    fn first(&self) -> Vec<Self::Input>;

    /// Makes an input: a new one, or one of the corpus, changed.
    fn next(
        &self,
        random: &mut SplitMix64,
        corpus: &[Self::Input],
        hints: &BTreeSet<Hint>,
    ) -> Self::Input;

    /// Tries an input. What comes of it depends on the input alone, and on no input that was tried before.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    fn run(&self, bench: &mut Self::Bench, input: &Self::Input) -> Result<Ran, Fault>;
}

/// What came of an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// What was reached, in the target's own numbers.
    pub points: BTreeSet<u64>,
    /// What was asked for on the way, which later inputs may offer.
    pub hints: BTreeSet<Hint>,
    /// Promises that were broken, each once.
    pub failures: Vec<Failure>,
}

/// A promise that an input breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What tells it from other failures: shrinking keeps it.
    pub key: String,
    /// What happened, in a line.
    pub message: String,
}

/// Something that a contract asked its host for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// Whether the caller has this role.
    Role(String),
    /// The value of this key of the state.
    Key(Vec<u8>),
    /// It put this out.
    Output(Vec<u8>),
}

/// How long, and with how many threads.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What everything at random follows from.
    pub seed: u64,
    /// Inputs to try; `None`: until the watcher says that it is enough.
    pub runs: Option<u64>,
    /// Threads.
    pub jobs: NonZeroUsize,
}

/// How far it is, after a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Inputs that were tried.
    pub runs: u64,
    /// Different points that were reached, of those that count.
    pub points: usize,
    /// Inputs that reached something new.
    pub corpus: usize,
    /// Different failures.
    pub failures: usize,
}

/// What came of it all.
#[derive(Debug, Clone)]
pub struct Fuzzed<I> {
    /// Inputs that were tried, those to begin with among them.
    pub runs: u64,
    /// How often each point was reached.
    pub points: BTreeMap<u64, u64>,
    /// Inputs that reached something new when they were tried, in order.
    pub corpus: Vec<I>,
    /// The first input of each failure, in order.
    pub found: Vec<Found<I>>,
    hints: BTreeSet<Hint>,
}

/// A failure with an input that leads to it.
#[derive(Debug, Clone)]
pub struct Found<I> {
    /// What happened.
    pub failure: Failure,
    /// By what.
    pub input: I,
}

impl<I> Fuzzed<I> {
    fn status(&self, counts: impl Fn(u64) -> bool) -> Status {
        Status {
            runs: self.runs,
            points: self.points.keys().filter(|point| counts(**point)).count(),
            corpus: self.corpus.len(),
            failures: self.found.len(),
        }
    }

    /// Takes in what came of an input.
    fn add(&mut self, input: I, ran: Ran)
    where
        I: Clone,
    {
        self.runs += 1;
        let is_new = ran
            .points
            .iter()
            .any(|point| !self.points.contains_key(point));
        for point in ran.points {
            *self.points.entry(point).or_default() += 1;
        }
        for hint in ran.hints {
            if self.hints.len() < HINTS_MAX {
                self.hints.insert(hint);
            }
        }
        for failure in ran.failures {
            let is_known = self
                .found
                .iter()
                .any(|found| found.failure.key == failure.key);
            if !is_known && self.found.len() < FAILURES_MAX {
                let input = input.clone();
                self.found.push(Found { failure, input });
            }
        }
        if is_new {
            self.corpus.push(input);
        }
    }
}

/// Fuzzes `target`, from the inputs of `corpus` on. `watch` is told how far it is after each round, and says whether to go on.
///
/// # Errors
/// Fault: the engine is broken.
pub fn fuzz<T: Target>(
    target: &T,
    settings: &Settings,
    corpus: Vec<T::Input>,
    watch: &mut dyn FnMut(&Status) -> bool,
) -> Result<Fuzzed<T::Input>, Fault> {
    let benches = (0..settings.jobs.get()).map(|_| target.bench());
    let mut benches: Vec<T::Bench> = benches.collect::<Result<_, Fault>>()?;
    let mut fuzzed = Fuzzed {
        runs: 0,
        points: BTreeMap::new(),
        corpus: Vec::new(),
        found: Vec::new(),
        hints: BTreeSet::new(),
    };
    let mut first = target.first();
    first.extend(corpus);
    first.truncate(settings.runs.map_or(usize::MAX, |runs| runs as usize));
    let mut is_wanted = true;
    while is_wanted && !first.is_empty() {
        let later = first.split_off(first.len().min(T::ROUND as usize));
        let round = std::mem::replace(&mut first, later);
        run_round(
            target,
            &mut benches,
            &mut fuzzed,
            round.len() as u64,
            &|at, _| round.get(at as usize).cloned(),
        )?;
        is_wanted = watch(&fuzzed.status(|point| target.counts(point)));
    }
    while is_wanted {
        let left = settings
            .runs
            .map_or(T::ROUND, |runs| runs.saturating_sub(fuzzed.runs));
        if left == 0 {
            break;
        }
        let (begin, seed) = (fuzzed.runs, settings.seed);
        run_round(
            target,
            &mut benches,
            &mut fuzzed,
            left.min(T::ROUND),
            &|at, known| {
                let mut random = SplitMix64::new(seed ^ (begin + at).rotate_left(40));
                let mut random = SplitMix64::new(random.draw());
                Some(target.next(&mut random, &known.corpus, &known.hints))
            },
        )?;
        is_wanted = watch(&fuzzed.status(|point| target.counts(point)));
    }
    Ok(fuzzed)
}

/// Makes the input of this number of a round.
type Maker<'m, I> = &'m (dyn Fn(u64, &Fuzzed<I>) -> Option<I> + Sync);

/// What a thread tried: the numbers, the inputs, and what came of them.
type Tried<I> = Result<Vec<(u64, I, Ran)>, Fault>;

/// Tries `count` inputs, each thread every so manieth of them, and takes in what came of them in their order.
fn run_round<T: Target>(
    target: &T,
    benches: &mut [T::Bench],
    fuzzed: &mut Fuzzed<T::Input>,
    count: u64,
    make: Maker<'_, T::Input>,
) -> Result<(), Fault> {
    let jobs = benches.len().max(1);
    let known = &*fuzzed;
    let share = |job: usize, bench: &mut T::Bench| -> Tried<T::Input> {
        let numbers = (job as u64..count).step_by(jobs);
        let inputs = numbers.filter_map(|number| Some((number, make(number, known)?)));
        let tried = inputs.map(|(number, input)| {
            let ran = target.run(bench, &input)?;
            Ok((number, input, ran))
        });
        tried.collect()
    };
    let shares: Vec<Tried<T::Input>> = match benches {
        [only] => vec![share(0, only)],
        several => std::thread::scope(|scope| {
            let share = &share;
            let several = several.iter_mut().enumerate();
            let threads: Vec<_> = several
                .map(|(job, bench)| scope.spawn(move || share(job, bench)))
                .collect();
            let joined = threads.into_iter().map(|thread| match thread.join() {
                Ok(tried) => tried,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.collect()
        }),
    };
    let shares: Vec<Vec<(u64, T::Input, Ran)>> =
        shares.into_iter().collect::<Result<_, Fault>>()?;
    let mut tried: Vec<(u64, T::Input, Ran)> = shares.into_iter().flatten().collect();
    tried.sort_by_key(|(number, _, _)| *number);
    for (_, input, ran) in tried {
        fuzzed.add(input, ran);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
