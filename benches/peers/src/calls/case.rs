//! Something to be timed, and how several are, in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::report::{Measured, Timed, compare, percentile};

use crate::figures::{Call, Time};

/// Calls that are timed one by one, for the slowest hundredth.
const SINGLE_CALLS: usize = 3_000;

/// One line of the table. Whoever makes one has asserted what it comes to.
pub struct Case {
    name: &'static str,
    /// Times so many calls.
    run: Box<dyn FnMut(u32) -> Duration>,
    /// Things done in one call.
    things: f64,
}

impl Case {
    /// Times `step`, which is called with 0, 1, 2, … and so on.
    pub fn new<T>(name: &'static str, mut step: impl FnMut(usize) -> T + 'static) -> Case {
        let mut index = 0usize;
        Case::with(name, move |calls| {
            let start = Instant::now();
            for _ in 0..calls {
                black_box(step(index));
                index = index.wrapping_add(1);
            }
            start.elapsed()
        })
    }

    /// Times `run`, which says itself how long so many calls took.
    pub fn with(name: &'static str, run: impl FnMut(u32) -> Duration + 'static) -> Case {
        Case {
            name,
            run: Box::new(run),
            things: 1.0,
        }
    }

    /// Each call does so many things; what is told is the time for one of them.
    pub fn each(self, things: u32) -> Case {
        let things = f64::from(things);
        Case { things, ..self }
    }
}

/// Runs every case once, for those who only want to know that they work.
pub fn run_once(cases: &mut [Case]) {
    for case in cases {
        (case.run)(1);
        eprintln!("works: {}", case.name);
    }
}

/// Times all cases of one section in turns, `rounds` times, and then single calls of each.
pub fn take(section: &'static str, cases: &mut [Case], rounds: usize) -> Vec<Call> {
    let timed = cases
        .iter_mut()
        .map(|case| Timed::with(case.name, &mut case.run));
    let measured = compare(timed.collect(), rounds);
    let taken = cases.iter_mut().zip(measured);
    taken
        .map(|(case, measured)| Call {
            section,
            case: case.name,
            slow_ns: single_calls(case) / case.things,
            time: each(&measured, case.things),
        })
        .collect()
}

/// What 99 of 100 single calls stay below, the clock's own cost among it.
fn single_calls(case: &mut Case) -> f64 {
    // One call of many things is itself a mean of them: of those a few say enough.
    let calls = if case.things > 1.0 { 100 } else { SINGLE_CALLS };
    let mut single: Vec<u64> = (0..calls)
        .map(|_| (case.run)(1).as_nanos() as u64)
        .collect();
    single.sort_unstable();
    percentile(&single, 99) as f64
}

fn each(measured: &Measured, things: f64) -> Time {
    let (fastest, slowest) = measured.spread;
    Time {
        median_ns: measured.median / things,
        fastest_tenth_ns: fastest / things,
        slowest_tenth_ns: slowest / things,
        samples: measured.samples,
    }
}
