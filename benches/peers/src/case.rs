//! Something to be timed, and how a section of the table is made of several.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::report::{Measured, Table, Timed, compare, percentile, ratio, time};

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

/// What a case took, in nanoseconds.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What it is called.
    pub name: &'static str,
    /// The median of all rounds.
    pub median: f64,
    /// What the fastest tenth of the rounds stay below.
    pub fastest: f64,
    /// What 99 of 100 single calls stay below, the clock's own cost among it.
    pub slow: f64,
}

/// Runs every case once, for those who only want to know that they work.
pub fn run_once(cases: &mut [Case]) {
    for case in cases {
        (case.run)(1);
        eprintln!("works: {}", case.name);
    }
}

/// Times all cases in turns, `rounds` times, and then single calls of each.
pub fn take(cases: &mut [Case], rounds: usize) -> Vec<Taken> {
    let timed = cases
        .iter_mut()
        .map(|case| Timed::with(case.name, &mut case.run));
    let measured = compare(timed.collect(), rounds);
    let taken = cases.iter_mut().zip(measured).map(|(case, measured)| {
        let Measured { median, spread, .. } = measured;
        // One call of many things is itself a mean of them: of those a few say enough.
        let calls = if case.things > 1.0 { 100 } else { SINGLE_CALLS };
        let mut single: Vec<u64> = (0..calls)
            .map(|_| (case.run)(1).as_nanos() as u64)
            .collect();
        single.sort_unstable();
        let slow = percentile(&single, 99) as f64;
        Taken {
            name: case.name,
            median: median / case.things,
            fastest: spread.0 / case.things,
            slow: slow / case.things,
        }
    });
    taken.collect()
}

/// A section of the page; how many times the first one each line takes.
pub fn section(taken: &[Taken]) -> String {
    let head = [
        "",
        "median",
        "fastest tenth",
        "99 % are faster",
        "times the first",
    ];
    let mut table = Table::new(&head);
    for line in taken {
        let first = taken.first().map_or(line.median, |first| first.median);
        table.put(line.name, 1, time(line.median));
        table.put(line.name, 2, time(line.fastest));
        table.put(line.name, 3, time(line.slow));
        table.put(line.name, 4, ratio(line.median, first));
    }
    table.markdown()
}
