//! What is measured is what was done, and noise is not called a difference.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use runtime::{Fault, FuelUse};

use super::{
    Change, EARLIER, ROUNDS, SAMPLES, Timed, Work, compare, in_turns, middle, nanos,
    runs_of_a_round, throughput, within,
};

/// Counts how often each case ran.
struct Counted<'a> {
    runs: &'a RefCell<BTreeMap<usize, usize>>,
    cases: usize,
    turn: usize,
}

impl Work for Counted<'_> {
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        self.turn = turn;
        Ok(())
    }

    fn run(&mut self) -> Result<FuelUse, Fault> {
        *self
            .runs
            .borrow_mut()
            .entry(self.turn % self.cases)
            .or_default() += 1;
        Ok(FuelUse::default())
    }
}

#[test]
fn every_case_is_timed_as_often_as_every_other_and_every_thing_in_every_round() {
    let runs = [RefCell::default(), RefCell::default()];
    let timed = [("some", 3, &runs[0]), ("one", 1, &runs[1])].map(|(name, cases, runs)| {
        let turn = 0;
        Timed::new(name, cases, Counted { runs, cases, turn })
    });
    let mut told = Vec::new();
    let mut progress = |done, all| told.push((done, all));
    let latencies = in_turns(timed.into(), Duration::from_millis(5), 0, &mut progress);
    let latencies = latencies.expect("no fault");
    assert_eq!(told.len(), ROUNDS);
    assert_eq!(told.last(), Some(&(ROUNDS as u64, ROUNDS as u64)));
    for (latency, cases) in latencies.iter().zip([3, 1]) {
        assert_eq!(latency.rounds.len(), ROUNDS);
        assert_eq!(latency.samples % cases, 0);
        assert!(latency.p50 <= latency.most);
    }
    assert_eq!(
        (latencies[0].by_case.len(), latencies[1].by_case.len()),
        (3, 0)
    );
    let some = runs[0].borrow();
    let most = some.values().max().expect("some ran");
    assert!(
        some.len() == 3 && some.values().all(|runs| runs + 1 >= *most),
        "{some:?}"
    );
}

/// Fails at its run number `at`, counted over all that were made.
struct Failing<'a> {
    runs: &'a AtomicUsize,
    at: usize,
}

impl Work for Failing<'_> {
    fn run(&mut self) -> Result<FuelUse, Fault> {
        match self.runs.fetch_add(1, Ordering::Relaxed) == self.at {
            true => Err(Fault::Engine),
            false => Ok(FuelUse::default()),
        }
    }
}

#[test]
fn a_fault_in_one_thread_ends_the_run_and_nobody_waits_for_ever() {
    let time = Duration::from_millis(10);
    for at in [0, 10_000, 1_000_000] {
        let runs = AtomicUsize::new(0);
        let make = || Ok(Failing { runs: &runs, at });
        let result = throughput(3, time, make, &mut |_, _| {});
        let is_short = runs.load(Ordering::Relaxed) <= at;
        assert!(
            is_short || matches!(result, Err(Fault::Engine)),
            "{at}: {result:?}"
        );
    }
    let made = AtomicUsize::new(0);
    let make = || match made.fetch_add(1, Ordering::Relaxed) {
        2 => Err(Fault::NoRoom),
        _ => Ok(Failing {
            runs: &made,
            at: usize::MAX,
        }),
    };
    let result = throughput(3, time, make, &mut |_, _| {});
    assert!(matches!(result, Err(Fault::NoRoom) | Ok(_)), "{result:?}");
    let result = throughput(
        2,
        time,
        || {
            Ok(Failing {
                runs: &made,
                at: usize::MAX,
            })
        },
        &mut |_, _| {},
    );
    assert_eq!(result.expect("no fault").rounds.len(), ROUNDS);
}

/// Rounds around `middle`, with a spread of some hundredths.
fn rounds(middle: u64, seed: u64) -> Vec<u64> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..25)
        .map(|_| middle * (970 + next() % 61) / 1_000)
        .collect()
}

#[test]
fn noise_is_not_called_a_difference_and_a_tenth_is() {
    for seed in 0..200 {
        let before = rounds(10_000, seed);
        let same = compare(&before, &rounds(10_000, seed + 1_000), 0).expect("enough rounds");
        assert_eq!(same.change, Change::WithinNoise, "{seed}: {same:?}");
        let after = rounds(11_000, seed + 2_000);
        let slower = compare(&before, &after, 0).expect("enough rounds");
        assert_eq!(slower.change, Change::More, "{seed}: {slower:?}");
        let faster = compare(&after, &before, 0).expect("enough rounds");
        assert_eq!(faster.change, Change::Less, "{seed}: {faster:?}");
    }
}

#[test]
fn a_few_slow_rounds_and_a_small_steady_difference_say_nothing() {
    let before = rounds(10_000, 1);
    let mut disturbed = before.clone();
    disturbed.iter_mut().take(8).for_each(|round| *round *= 10);
    let compared = compare(&before, &disturbed, 0).expect("enough rounds");
    assert_eq!(compared.change, Change::WithinNoise);
    // A tenth apart, where the rounds of one run are twice as far from each other.
    let wide = |by: u64| {
        (0..25_u64)
            .map(|round| (7_000 + 250 * round) * by / 10)
            .collect::<Vec<u64>>()
    };
    let compared = compare(&wide(10), &wide(11), 0).expect("enough rounds");
    assert_eq!(
        (compared.thousandths, compared.change),
        (1_100, Change::WithinNoise)
    );
    // Steady, and less than the floor: two processes differ by as much with the same code.
    let compared = compare(&[10_000; 25], &[10_400; 25], 0).expect("enough rounds");
    assert_eq!(
        (compared.thousandths, compared.change),
        (1_040, Change::WithinNoise)
    );
    let compared = compare(&[10_000; 25], &[10_600; 25], 0).expect("enough rounds");
    assert_eq!(
        (compared.thousandths, compared.change),
        (1_060, Change::More)
    );
    // When the yardstick moved by a tenth, less than that and the floor is nothing.
    let compared = compare(&[10_000; 25], &[11_400; 25], 100).expect("enough rounds");
    assert_eq!(compared.change, Change::WithinNoise);
    let compared = compare(&[10_000; 25], &[11_600; 25], 100).expect("enough rounds");
    assert_eq!((compared.moved(), compared.change), (160, Change::More));
    assert_eq!(compare(&[10_000; 19], &[10_000; 25], 0), None);
    assert_eq!(compare(&[0; 25], &[10_000; 25], 0), None);
}

#[test]
fn so_many_thousandths_of_a_list_are_within_the_value() {
    for count in 1..40_usize {
        let sorted: Vec<u64> = (1..=count as u64).collect();
        for thousandths in [1, 100, 500, 900, 990, 999, 1_000] {
            let value = within(&sorted, thousandths);
            let not_above = |value: u64| sorted.iter().filter(|one| **one <= value).count();
            let holds = |value: u64| not_above(value) as u64 * 1_000 >= thousandths * count as u64;
            // The least value of the list for which it holds.
            assert!(
                holds(value) && (value == 1 || !holds(value - 1)),
                "{count} {thousandths}"
            );
        }
    }
    assert_eq!(within(&[], 500), 0);
}

#[test]
fn a_round_has_whole_turns_of_all_cases_where_there_is_time_for_them() {
    let runs = |nanos, each, cases| runs_of_a_round(Duration::from_nanos(nanos), each, cases);
    assert_eq!(runs(1_000, 10, 1), 100);
    assert_eq!(runs(1_000, 10, 7), 98);
    // Not even one turn of all fits.
    assert_eq!(runs(1_000, 10, 101), 100);
    assert_eq!(runs(1_000, 10, 100), 100);
    assert_eq!(runs(5, 10, 3), 1);
    assert_eq!(runs(1_000, 0, 1), 1_000);
    // No more samples than are kept.
    let most = SAMPLES / ROUNDS;
    assert_eq!(runs(u64::MAX, 1, 1), most);
    assert_eq!(runs(u64::MAX, 1, 3), most / 3 * 3);
}

/// Three cases in turns, with so many runs in a round; how often each ran is counted.
fn round_of(a_round: usize, longest: Duration) -> (u64, BTreeMap<usize, usize>) {
    let runs = RefCell::default();
    let work = Counted {
        runs: &runs,
        cases: 3,
        turn: 0,
    };
    let mut timed = Timed::new("some", 3, work);
    timed.by_case = vec![Vec::new(); 3];
    timed.a_round = a_round;
    timed.longest_round = longest;
    timed.round(0).expect("no fault");
    let latency = timed.latency();
    assert_eq!(latency.rounds.len(), 1);
    assert_eq!(latency.by_case.len(), 3);
    (latency.samples, runs.into_inner())
}

/// One run is to warm up, of case 0; then come 1, 2, 0 and 1.
#[test]
fn a_sample_is_one_of_the_case_that_ran() {
    let runs = RefCell::default();
    let (cases, turn) = (3, 0);
    let work = Counted {
        runs: &runs,
        cases,
        turn,
    };
    let mut timed = Timed::new("some", cases, work);
    timed.by_case = vec![Vec::new(); cases];
    timed.a_round = 4;
    timed.round(0).expect("no fault");
    let samples: Vec<usize> = timed.by_case.iter().map(Vec::len).collect();
    assert_eq!(samples, [1, 2, 1]);
    assert_eq!(timed.samples.len(), 4);
}

/// How long a run takes is found with every case at least, and with no more than 256 runs however much time there is.
#[test]
fn runs_are_tried_for_as_long_as_a_round_and_each_case_once() {
    let tried = |cases, round| {
        let runs = RefCell::default();
        let turn = 0;
        let work = Counted {
            runs: &runs,
            cases,
            turn,
        };
        let mut timed = Timed::new("some", cases, work);
        timed.size(round).expect("no fault");
        assert_eq!(timed.by_case.len(), cases);
        drop(timed);
        runs.into_inner().values().sum::<usize>()
    };
    for cases in [1, 3, 300] {
        assert_eq!(tried(cases, Duration::ZERO), cases);
    }
    let hour = Duration::from_secs(3_600);
    assert_eq!((tried(3, hour), tried(300, hour)), (256, 300));
}

/// Takes at least as long as it says, and fails when it is run more often than is said.
struct Slow {
    least: Duration,
    runs: usize,
}

impl Work for Slow {
    fn run(&mut self) -> Result<FuelUse, Fault> {
        let start = Instant::now();
        while start.elapsed() < self.least {
            std::hint::spin_loop();
        }
        self.runs = self.runs.checked_sub(1).ok_or(Fault::Engine)?;
        Ok(FuelUse::default())
    }
}

/// Each of 25 works has a 625th of the time for a round: half of what one run takes, so that a round is one run. One
/// more was tried before.
#[test]
fn the_time_is_divided_among_all_works_and_rounds() {
    let least = Duration::from_micros(50);
    let works = (0..25).map(|number| {
        let runs = 1 + ROUNDS;
        Timed::new(number.to_string(), 1, Slow { least, runs })
    });
    let time = least / 2 * 25 * ROUNDS as u32;
    let latencies = in_turns(works.collect(), time, 0, &mut |_, _| {});
    for latency in latencies.expect("none is run more often") {
        assert_eq!(latency.samples, ROUNDS as u64, "{}", latency.name);
        assert!(latency.p50 >= 50_000, "{latency:?}");
    }
}

/// A quarter as many runs come before those that are timed. A round that takes too long ends with a whole turn.
#[test]
fn a_round_is_warmed_up_and_ends_with_a_turn() {
    let (samples, runs) = round_of(48, Duration::MAX);
    assert_eq!((samples, runs.values().sum::<usize>()), (48, 60));
    let (samples, runs) = round_of(48, Duration::ZERO);
    assert_eq!((samples, runs.values().sum::<usize>()), (3, 15));
    let (samples, runs) = round_of(2, Duration::ZERO);
    assert_eq!((samples, runs.values().sum::<usize>()), (2, 2));
}

/// Percentiles are those of all samples, and are given only where something lies beyond them.
#[test]
fn percentiles_are_told_where_there_are_enough_samples() {
    let latency = |count: u32, cases: usize| {
        let runs = RefCell::default();
        let mut timed = Timed::new(
            "one",
            cases,
            Counted {
                runs: &runs,
                cases,
                turn: 0,
            },
        );
        timed.samples = (1..=count).rev().collect();
        timed.by_case = vec![vec![3, 1, 2]; cases];
        timed.latency()
    };
    let few = latency(19, 1);
    assert_eq!(
        (few.samples, few.p50, few.p90, few.most),
        (19, 10, None, 19)
    );
    let some = latency(199, 2);
    assert_eq!((some.p90, some.p99, some.p999), (Some(180), None, None));
    assert_eq!((some.by_case, few.by_case), (vec![2, 2], vec![]));
    assert_eq!(latency(20, 1).p90, Some(18));
    let many = latency(2_000, 1);
    assert_eq!(
        (many.p50, many.p99, many.p999),
        (1_000, Some(1_980), Some(1_998))
    );
    assert_eq!(
        (latency(200, 1).p99, latency(1_999, 1).p999),
        (Some(198), None)
    );
}

#[test]
fn the_mean_of_a_round_is_that_of_its_middle_half() {
    assert_eq!(middle(&[]), 0);
    assert_eq!(middle(&[7]), 7_000);
    assert_eq!(middle(&[1, 2]), 1_500);
    assert_eq!(middle(&[0, 10, 11, 900]), 10_500);
    assert_eq!(middle(&[0, 0, 10, 11, 12, 14, 900, 901]), 11_750);
    assert_eq!(middle(&[u64::MAX; 3]), u64::MAX);
    assert_eq!(nanos(Duration::from_micros(3)), 3_000);
    assert_eq!(nanos(Duration::MAX), u64::MAX);
}

/// Work that is made anew cannot have the memory of the last ones.
#[test]
fn work_that_is_remade_is_new_in_every_round_and_the_last_ones_are_kept() {
    let made = AtomicUsize::new(0);
    let make = || {
        made.fetch_add(1, Ordering::Relaxed);
        Ok(Failing {
            runs: &made,
            at: usize::MAX,
        })
    };
    let mut timed = Timed::remade("one", 1, make).expect("no fault");
    for round in 1..=EARLIER + 3 {
        timed.renew().expect("no fault");
        assert_eq!(made.load(Ordering::Relaxed), round + 1);
        assert_eq!(timed.earlier.len(), round.min(EARLIER));
    }
}

/// Each of the two conditions alone is not enough, and the border is not beyond itself.
#[test]
fn runs_differ_when_they_are_beyond_the_floor_and_do_not_overlap() {
    let change = |before: &[u64], after: &[u64]| {
        let compared = compare(before, after, 0).expect("enough rounds");
        compared.change
    };
    assert_eq!(change(&[1_000; 20], &[1_050; 20]), Change::WithinNoise);
    assert_eq!(change(&[1_000; 20], &[1_051; 20]), Change::More);
    assert_eq!(change(&[1_000; 20], &[950; 20]), Change::WithinNoise);
    assert_eq!(change(&[1_000; 20], &[949; 20]), Change::Less);
    // Medians far apart, while the slowest of one are as fast as the fastest of the other.
    let wide: Vec<u64> = [vec![1_000; 4], vec![2_000; 16]].concat();
    assert_eq!(change(&[1_000; 20], &wide), Change::WithinNoise);
    assert_eq!(change(&wide, &[1_000; 20]), Change::WithinNoise);
    assert_eq!(compare(&[1; 20], &[1; 19], 0), None);
}
