//! What threads do in a second, worked out.

use std::cell::RefCell;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use runtime::{Fault, FuelUse};

use super::{Work, per_second, runs, runs_in, throughput, work_through};

#[derive(Default)]
struct Turns(Vec<usize>);

impl Work for Turns {
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        self.0.push(turn);
        Ok(())
    }

    fn run(&mut self) -> Result<FuelUse, Fault> {
        Ok(FuelUse::default())
    }
}

#[test]
fn runs_of_all_threads_are_counted_by_the_second() {
    assert_eq!(per_second(300, 2, 1_000_000), 600_000);
    assert_eq!(per_second(7, 3, 2_000_000_000), 10);
    assert_eq!(per_second(5, 1, 0), 5_000_000_000);
    assert_eq!(per_second(usize::MAX, 2, 1), u64::MAX);
}

#[test]
fn turns_go_on_from_one_round_to_the_next() {
    let (mut work, mut turn) = (Turns::default(), 5);
    runs(&mut work, 3, &mut turn).expect("no fault");
    runs(&mut work, 2, &mut turn).expect("no fault");
    assert_eq!((work.0, turn), (vec![5, 6, 7, 8, 9], 10));
}

/// Without any time for it sixteen runs are tried, and one is what a round has; with all the time there is, 4,096.
#[test]
fn a_round_has_a_run_at_least_and_is_not_tried_for_ever() {
    let mut work = Turns::default();
    let fit = runs_in(Duration::ZERO, &mut work).expect("no fault");
    assert_eq!(fit, 1);
    assert_eq!(work.0.len(), 16);
    let mut work = Turns::default();
    runs_in(Duration::from_secs(3_600), &mut work).expect("no fault");
    assert_eq!(work.0.len(), 4_096);
}

#[test]
fn what_is_done_in_a_second_is_the_median_of_its_rounds() {
    let made = throughput(
        2,
        Duration::from_millis(5),
        || Ok(Turns::default()),
        &mut |_, _| {},
    );
    let made = made.expect("no fault");
    let mut sorted = made.rounds.clone();
    sorted.sort_unstable();
    assert_eq!(made.threads, 2);
    assert_eq!(made.per_second, sorted[sorted.len().div_ceil(2) - 1]);
}

/// Takes at least as long as it says.
struct Slow(Duration);

impl Work for Slow {
    fn run(&mut self) -> Result<FuelUse, Fault> {
        let start = Instant::now();
        while start.elapsed() < self.0 {
            std::hint::spin_loop();
        }
        Ok(FuelUse::default())
    }
}

/// Into a round of less than what one run takes fits none of them, and it has one all the same. What no number holds,
/// which is a round of millions of years, has one as well.
#[test]
fn as_many_runs_are_in_a_round_as_fit() {
    let fit = |least, round| runs_in(round, &mut Slow(least)).expect("no fault");
    for nanos in [1, 10, 1_000, 40_000] {
        let round = Duration::from_nanos(nanos);
        assert_eq!(fit(Duration::from_micros(50), round), 1, "{nanos}");
    }
    assert_eq!(fit(Duration::from_micros(1), Duration::MAX), 1);
}

/// Writes its turns down, and fails at those that are listed.
struct FailingAt<'a> {
    turns: &'a RefCell<Vec<usize>>,
    at: &'a [usize],
}

impl Work for FailingAt<'_> {
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        self.turns.borrow_mut().push(turn);
        match self.at.contains(&turn) {
            true => Err(Fault::Engine),
            false => Ok(()),
        }
    }

    fn run(&mut self) -> Result<FuelUse, Fault> {
        Ok(FuelUse::default())
    }
}

/// What a worker did that was told so often to do a round of two runs: how many turns, and what it said, true for a
/// round without a fault; the first word is that it is ready.
fn worked(told: usize, at: &[usize]) -> (usize, Vec<bool>) {
    let turns = RefCell::default();
    let make = || Ok(FailingAt { turns: &turns, at });
    let ((go, rounds), (done, results)) = (channel(), channel());
    (0..told).for_each(|_| go.send(()).expect("somebody listens"));
    drop(go);
    work_through(&make, 2, &rounds, &done);
    drop(done);
    let said = results.into_iter().map(|result| result.is_ok()).collect();
    (turns.into_inner().len(), said)
}

#[test]
fn a_worker_does_a_round_when_it_is_told_to_and_none_after_a_fault() {
    // Had it not ended by itself, it would end at turn 100.
    assert_eq!(worked(0, &[100]), (0, vec![true]));
    assert_eq!(worked(3, &[100]), (6, vec![true; 4]));
    assert_eq!(worked(3, &[2]), (3, vec![true, true, false]));
}

#[test]
fn a_worker_without_work_says_so_and_ends() {
    let make = || Err::<Turns, _>(Fault::NoRoom);
    let ((go, rounds), (done, results)) = (channel(), channel());
    go.send(()).expect("somebody listens");
    work_through(&make, 2, &rounds, &done);
    drop(done);
    let said: Vec<Result<(), Fault>> = results.into_iter().collect();
    assert!(matches!(said.as_slice(), [Err(Fault::NoRoom)]), "{said:?}");
}
