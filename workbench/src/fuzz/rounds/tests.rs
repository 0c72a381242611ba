//! The loop itself, with a target that is a number.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use runtime::Fault;

use super::{FAILURES_MAX, Failure, Fuzzed, HINTS_MAX, Hint, Ran, Settings, Status, Target, fuzz};
use crate::fuzz::split_mix::SplitMix64;

/// Reaches the last digit of a number; 100 and more do not count. A number that ends in 7 fails.
struct Digits;

impl Target for Digits {
    type Input = u64;
    type Bench = ();
    const ROUND: u64 = 10;

    fn bench(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn counts(&self, point: u64) -> bool {
        point < 100
    }

    fn first(&self) -> Vec<u64> {
        vec![1, 2]
    }

    fn next(&self, random: &mut SplitMix64, corpus: &[u64], hints: &BTreeSet<Hint>) -> u64 {
        let kept = corpus.len() + hints.len();
        random.below(1_000) * 100 + kept as u64
    }

    fn run(&self, _: &mut (), input: &u64) -> Result<Ran, Fault> {
        let digit = input % 10;
        let failure = Failure {
            key: format!("{digit}"),
            message: format!("{input}"),
        };
        Ok(Ran {
            points: [digit, 100 + input % 3].into(),
            hints: [Hint::Key(vec![digit as u8])].into(),
            failures: if digit == 7 { vec![failure] } else { vec![] },
        })
    }
}

fn fuzzed(
    seed: u64,
    runs: Option<u64>,
    jobs: usize,
    corpus: Vec<u64>,
) -> (Fuzzed<u64>, Vec<Status>) {
    let settings = Settings {
        seed,
        runs,
        jobs: NonZeroUsize::new(jobs).expect("some"),
    };
    let mut told = Vec::new();
    let fuzzed = fuzz(&Digits, &settings, corpus, &mut |status| {
        told.push(*status);
        status.runs < 60
    });
    (fuzzed.expect("no fault"), told)
}

/// The inputs of the corpus first, ten at a time, then as many as are left, and no more.
#[test]
fn as_many_are_tried_as_were_asked_for() {
    let runs = |runs, corpus: Vec<u64>| {
        let (fuzzed, told) = fuzzed(1, runs, 1, corpus);
        assert_eq!(told.last().map_or(0, |status| status.runs), fuzzed.runs);
        told.into_iter()
            .map(|status| status.runs)
            .collect::<Vec<_>>()
    };
    assert_eq!(runs(Some(0), vec![]), []);
    assert_eq!(runs(Some(1), vec![]), [1]);
    assert_eq!(runs(Some(2), vec![]), [2]);
    assert_eq!(runs(Some(25), vec![]), [2, 12, 22, 25]);
    assert_eq!(runs(Some(25), vec![3; 15]), [10, 17, 25]);
    // The watcher ends it, also among the first.
    assert_eq!(runs(None, vec![]), [2, 12, 22, 32, 42, 52, 62]);
    assert_eq!(runs(Some(200), vec![3; 150]), [10, 20, 30, 40, 50, 60]);
}

/// Whatever the number of threads; another seed tries others.
#[test]
fn a_seed_tries_the_same_on_any_number_of_threads() {
    let all = |seed, jobs| {
        let (fuzzed, told) = fuzzed(seed, Some(47), jobs, vec![10, 17]);
        let found: Vec<(String, u64)> = fuzzed
            .found
            .iter()
            .map(|found| (found.failure.message.clone(), found.input))
            .collect();
        (
            fuzzed.points.clone(),
            fuzzed.corpus.clone(),
            fuzzed.hints.clone(),
            found,
            told,
        )
    };
    let alone = all(3, 1);
    assert_eq!(all(3, 2), alone);
    assert_eq!(all(3, 3), alone);
    assert_ne!(all(4, 1), alone);
    // Those to begin with are 1, 2, 10 and 17: of these all but none reach something new.
    assert_eq!(alone.1[..4], [1, 2, 10, 17]);
    assert_eq!(alone.3, [("17".to_owned(), 17)]);
    let times: u64 = alone.0.range(..100).map(|(_, times)| times).sum();
    assert_eq!(times, 47);
    let last = alone.4.last().expect("it was told");
    let counted = alone.0.range(..100).count();
    let expected = Status {
        runs: 47,
        points: counted,
        corpus: alone.1.len(),
        failures: 1,
    };
    assert_eq!(*last, expected);
}

/// The numbers of a seed are pinned: what somebody has found is found again.
#[test]
fn what_a_seed_tries_stays() {
    let (fuzzed, _) = fuzzed(9, Some(40), 1, vec![]);
    let text = format!("{:?} {:?}", fuzzed.points, fuzzed.corpus);
    let expected = "{1: 9, 2: 1, 4: 10, 7: 10, 9: 10, 100: 10, 101: 19, 102: 11} \
                    [1, 2, 83104, 79404, 86707, 43209]";
    assert_eq!(text, expected);
}

#[test]
fn so_many_failures_and_hints_are_kept_and_no_more() {
    let mut fuzzed = Fuzzed::<u64> {
        runs: 0,
        points: [].into(),
        corpus: vec![],
        found: vec![],
        hints: BTreeSet::new(),
    };
    for number in 0..5_000_u64 {
        let ran = Ran {
            points: BTreeSet::new(),
            hints: [Hint::Key(number.to_le_bytes().into())].into(),
            failures: vec![Failure {
                key: format!("{}", number / 2),
                message: String::new(),
            }],
        };
        fuzzed.add(number, ran);
        let found = (number as usize / 2 + 1).min(FAILURES_MAX);
        assert_eq!(fuzzed.found.len(), found);
        assert_eq!(fuzzed.hints.len(), (number as usize + 1).min(HINTS_MAX));
    }
    // The first input of each, and what reached nothing is not kept.
    let inputs = fuzzed.found.iter().map(|found| found.input);
    assert!(inputs.eq((0..FAILURES_MAX as u64).map(|number| number * 2)));
    assert_eq!((fuzzed.runs, fuzzed.corpus.len()), (5_000, 0));
}
