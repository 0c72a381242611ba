//! Switches one mutant on at a time and runs the tests that reach it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::build::Built;
use super::listed::Mutant;
use super::outcome::{self, Outcome, Outcomes, Verdict};
use super::reach::{FOR_EVER, Reach, Test};
use super::trial::{self, End, Place, With};
use super::workers;
use crate::failure::Failure;

/// With a mutant on, tests may compute so many times as long as without, and `LEAST` more.
const PATIENCE: u32 = 5;

/// See `PATIENCE`.
const LEAST: Duration = Duration::from_secs(3);

/// Tests run together until they take this; each step is for the tests that are slower than the last.
const STEPS: [Duration; 4] = [
    Duration::from_millis(300),
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(60),
];

/// Outcomes are written after so many mutants.
const KEPT_EVERY: usize = 100;

/// Tests of one binary that run in one process.
#[derive(Debug, Default)]
struct Batch<'a> {
    binary: usize,
    tests: Vec<&'a str>,
    took: Duration,
}

/// Tries the mutants that have a switch and no outcome yet, and those that a smaller budget has left undecided. `budget`
/// is how long the tests of one mutant may take.
///
/// # Errors
/// A test cannot be run, or the outcomes cannot be written.
pub fn run(
    root: &Path,
    built: &Built,
    reach: &Reach,
    mutants: &[&Mutant],
    outcomes: Outcomes,
    jobs: u64,
    budget: Option<Duration>,
) -> Result<Outcomes, Failure> {
    let of_switch = by_switch(reach);
    let left: Vec<&&Mutant> = mutants
        .iter()
        .filter(|mutant| built.switches.contains_key(&mutant.number))
        .filter(|mutant| outcomes.is_open(&mutant.name, budget))
        .collect();
    let (start, count) = (Instant::now(), left.len());
    let shared = Mutex::new((outcomes, 0_usize));
    workers::run(jobs, &left, |worker, mutant| {
        let place = Place::of(root, worker);
        let switch = built.switches.get(&mutant.number).copied().unwrap_or(0);
        let tests = of_switch.get(&switch).map_or(&[][..], Vec::as_slice);
        let outcome = try_one(built, mutant, tests, &place, budget)?;
        let mut shared = workers::locked(&shared);
        let (outcomes, done) = &mut *shared;
        if !outcome.verdict.is_noticed() {
            eprintln!("{}: {}", outcome.verdict.word(), mutant.name);
        }
        outcomes.of.insert(mutant.name.clone(), outcome);
        *done += 1;
        if *done % KEPT_EVERY == 0 {
            eprintln!("[{done}/{count}] after {} s", start.elapsed().as_secs());
            outcomes.write()?;
        }
        Ok(())
    })?;
    let (outcomes, _) = workers::unlocked(shared);
    outcomes.write()?;
    Ok(outcomes)
}

/// The tests that reach each switch, quickest first.
fn by_switch(reach: &Reach) -> BTreeMap<u32, Vec<&Test>> {
    let mut of: BTreeMap<u32, Vec<&Test>> = BTreeMap::new();
    for test in &reach.tests {
        for switch in &test.reached {
            of.entry(*switch).or_default().push(test);
        }
    }
    of
}

fn try_one(
    built: &Built,
    mutant: &Mutant,
    tests: &[&Test],
    place: &Place,
    budget: Option<Duration>,
) -> Result<Outcome, Failure> {
    let outcome = |verdict, by: String| Ok(Outcome { verdict, by });
    if tests.is_empty() {
        return outcome(Verdict::Unreached, String::new());
    }
    let affordable = affordable(tests, budget);
    for batch in batches(affordable) {
        let binary = &built.binaries[batch.binary];
        let limit = LEAST + batch.took * PATIENCE;
        let with = With::Mutant(mutant.number);
        let (end, _) = trial::run(binary, &batch.tests, with, place, limit)?;
        let by = |what: &str| format!("{} {what}", binary.package);
        match end {
            End::Passed => {}
            End::Failed(name) => return outcome(Verdict::Killed, by(&name)),
            End::OutOfTime => return outcome(Verdict::Timeout, by("(without end)")),
            End::Crashed => return outcome(Verdict::Killed, by("(crash)")),
        }
    }
    match budget.filter(|_| affordable.len() < tests.len()) {
        Some(budget) => outcome(Verdict::Undecided, outcome::tried_for(budget)),
        None => outcome(Verdict::Survived, String::new()),
    }
}

/// As many tests, quickest first, as the budget pays for, and one in any case that is known to end.
fn affordable<'a, 'b>(tests: &'a [&'b Test], budget: Option<Duration>) -> &'a [&'b Test] {
    let Some(budget) = budget else {
        return tests;
    };
    let mut sum = Duration::ZERO;
    let paid = tests.iter().take_while(|test| {
        sum += test.took;
        sum <= budget
    });
    let ends = tests.first().is_some_and(|test| test.took < FOR_EVER);
    let count = paid.count().max(usize::from(ends));
    &tests[..count]
}

/// Tests, quickest first, in as few processes as lets a quick one speak before a slow one is begun.
fn batches<'a>(tests: &[&'a Test]) -> Vec<Batch<'a>> {
    let mut batches: Vec<Batch<'a>> = Vec::new();
    for (step, limit) in STEPS.iter().chain([&Duration::MAX]).enumerate() {
        let from = step.checked_sub(1).map_or(Duration::ZERO, |at| STEPS[at]);
        let mut of: BTreeMap<usize, Batch<'a>> = BTreeMap::new();
        let mut sum = Duration::ZERO;
        for test in tests {
            sum += test.took;
            if sum < from || sum >= *limit {
                continue;
            }
            let batch = of.entry(test.binary).or_default();
            batch.binary = test.binary;
            batch.tests.push(&test.name);
            batch.took += test.took;
        }
        batches.extend(of.into_values());
    }
    batches
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn test(name: &str, binary: usize, millis: u64) -> Test {
        Test {
            binary,
            name: name.to_owned(),
            took: Duration::from_millis(millis),
            reached: BTreeSet::new(),
        }
    }

    #[test]
    fn every_test_is_in_one_batch_and_quick_ones_come_first() {
        let tests = [
            test("a", 0, 10),
            test("b", 1, 20),
            test("c", 0, 200),
            test("d", 0, 1_000),
            test("e", 0, 100_000),
        ];
        let tests: Vec<&Test> = tests.iter().collect();
        let found: Vec<(usize, Vec<&str>)> = batches(&tests)
            .into_iter()
            .map(|batch| (batch.binary, batch.tests))
            .collect();
        assert_eq!(
            found,
            [
                (0, vec!["a", "c"]),
                (1, vec!["b"]),
                (0, vec!["d"]),
                (0, vec!["e"]),
            ]
        );
    }

    #[test]
    fn a_budget_pays_for_the_quickest_tests_and_for_one_in_any_case() {
        let tests = [test("a", 0, 10), test("b", 1, 20), test("c", 0, 200)];
        let tests: Vec<&Test> = tests.iter().collect();
        let count = |millis| affordable(&tests, Some(Duration::from_millis(millis))).len();
        assert_eq!([count(1), count(29), count(30), count(230)], [1, 1, 2, 3]);
        assert_eq!(affordable(&tests, None).len(), 3);
        let mut stopped = test("d", 0, 0);
        stopped.took = FOR_EVER;
        assert!(affordable(&[&stopped], Some(Duration::from_secs(9))).is_empty());
    }
}
