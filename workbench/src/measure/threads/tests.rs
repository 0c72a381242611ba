//! What threads do in a second, worked out.

use std::time::Duration;

use runtime::{Fault, FuelUse};

use super::{Work, per_second, runs, runs_in, throughput};

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
