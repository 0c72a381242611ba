//! Medians of things that are timed in turns, and Markdown.
//!
//! Everything in a comparison is timed in rounds, one after the other in each, so that a machine
//! that is slower for a while is slower for all of them.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use assent::bench::machine::Machine;

/// How long one sample should take.
const SAMPLE: Duration = Duration::from_micros(500);

/// Iterations that are not timed, before each sample: every request twice.
const WARMING: u32 = 512;
/// What is slower than so many iterations a sample is not warmed: it would take too long.
const WARMED_FROM: u32 = 32;

/// What has taken so long in all is not sampled again, once there are a few samples.
const SPENT_MAX: Duration = Duration::from_secs(2);
/// Samples that everything has, however long one takes.
const SAMPLES_MIN: usize = 11;

/// Something to be timed.
pub struct Timed<'a> {
    name: String,
    run: Box<dyn FnMut(u32) -> Duration + 'a>,
    iterations: u32,
    samples: Vec<f64>,
    spent: Duration,
}

/// What one thing took, in nanoseconds an iteration.
#[derive(Debug, Clone)]
pub struct Measured {
    /// What it is called.
    pub name: String,
    /// The median of all rounds.
    pub median: f64,
    /// The fastest and the slowest tenth of the rounds.
    pub spread: (f64, f64),
    /// How many samples that is.
    pub samples: usize,
}

impl<'a> Timed<'a> {
    /// Times `step`, which is called with 0, 1, 2, … and so on.
    pub fn new<T>(name: &str, mut step: impl FnMut(usize) -> T + 'a) -> Timed<'a> {
        let mut index = 0usize;
        let run = move |iterations: u32| {
            let start = Instant::now();
            for _ in 0..iterations {
                black_box(step(index));
                index = index.wrapping_add(1);
            }
            start.elapsed()
        };
        Timed::with(name, run)
    }

    /// Times `run`, which says itself how long so many iterations took.
    pub fn with(name: &str, run: impl FnMut(u32) -> Duration + 'a) -> Timed<'a> {
        Timed {
            name: name.into(),
            run: Box::new(run),
            iterations: 1,
            samples: Vec::new(),
            spent: Duration::ZERO,
        }
    }

    /// Finds out how many iterations make a sample.
    fn calibrate(&mut self) {
        loop {
            let took = (self.run)(self.iterations);
            if took * 2 > SAMPLE || self.iterations > 1 << 24 {
                return;
            }
            self.iterations *= 2;
        }
    }

    fn sample(&mut self) {
        if self.spent > SPENT_MAX && self.samples.len() >= SAMPLES_MIN {
            return;
        }
        // What was timed just before has filled the caches with its own.
        if self.iterations >= WARMED_FROM {
            (self.run)(WARMING);
        }
        let took = (self.run)(self.iterations);
        self.spent += took;
        self.samples
            .push(took.as_nanos() as f64 / f64::from(self.iterations));
    }

    fn measured(mut self) -> Measured {
        self.samples.sort_by(f64::total_cmp);
        let at = |tenths: usize| self.samples[(self.samples.len() - 1) * tenths / 10];
        Measured {
            median: at(5),
            spread: (at(1), at(9)),
            samples: self.samples.len(),
            name: self.name,
        }
    }
}

/// Times everything in turns, `rounds` times; what is slow fewer times, but eleven at the least if there are
/// as many rounds.
pub fn compare(mut all: Vec<Timed<'_>>, rounds: usize) -> Vec<Measured> {
    all.iter_mut().for_each(Timed::calibrate);
    for _ in 0..rounds {
        all.iter_mut().for_each(Timed::sample);
    }
    all.into_iter().map(Timed::measured).collect()
}

/// Times calls one by one, the clock's own cost among it; gives the sorted nanoseconds.
pub fn latencies<T>(count: usize, mut step: impl FnMut(usize) -> T) -> Vec<u64> {
    let mut took: Vec<u64> = (0..count)
        .map(|index| {
            let start = Instant::now();
            black_box(step(index));
            start.elapsed().as_nanos() as u64
        })
        .collect();
    took.sort_unstable();
    took
}

/// The value below which `percent` of a sorted list lie.
pub fn percentile(sorted: &[u64], percent: usize) -> u64 {
    sorted
        .get(sorted.len().saturating_sub(1) * percent / 100)
        .copied()
        .unwrap_or(0)
}

/// Nanoseconds for people, with three digits.
pub fn time(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        ..1e3 => (nanoseconds, "ns"),
        ..1e6 => (nanoseconds / 1e3, "µs"),
        ..1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };
    let decimals = match value {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {unit}")
}

/// How many times `theirs` is of `ours`, for people.
pub fn ratio(theirs: f64, ours: f64) -> String {
    let times = theirs / ours;
    match times {
        ..1.0 => format!("{times:.2} ×"),
        ..10.0 => format!("{times:.1} ×"),
        _ => format!("{times:.0} ×"),
    }
}

/// A Markdown table.
#[derive(Debug)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(head: &[&str]) -> Table {
        Table {
            head: head.iter().map(|&cell| cell.into()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds to the row that begins with `name`, which is begun when there is none. A cell whose
    /// column is not the next one leaves those between them empty.
    pub fn put(&mut self, name: &str, column: usize, cell: String) {
        let found = self.rows.iter().position(|row| row[0] == name);
        let index = found.unwrap_or_else(|| {
            self.rows.push(vec![name.into()]);
            self.rows.len() - 1
        });
        let row = &mut self.rows[index];
        row.resize(row.len().max(column + 1), String::new());
        row[column] = cell;
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let mut line = |cells: &[String]| {
            let padded = self.head.len().saturating_sub(cells.len());
            let cells = cells.join(" | ");
            // INVARIANT: writing to a string does not fail.
            let _ = writeln!(text, "| {cells} |{}", " |".repeat(padded));
        };
        line(&self.head);
        line(&vec!["---".to_owned(); self.head.len()]);
        self.rows.iter().for_each(|row| line(row));
        text
    }
}

/// What figures were made on and of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The machine, with its load at the start.
    pub machine: Machine,
    /// The compiler, as it names itself.
    pub compiler: String,
    /// The commit, and whether there were changes to it.
    pub commit: String,
}

impl Made {
    /// Here, and of the sources of the folder that the program was started in.
    pub fn here() -> Made {
        let changes = said("git", &["status", "--porcelain", "--untracked-files=no"]);
        let commit = said("git", &["rev-parse", "--short=12", "HEAD"]);
        let commit = commit.unwrap_or_else(|| "unknown".into());
        Made {
            machine: Machine::here(),
            compiler: said("rustc", &["--version"]).unwrap_or_else(|| "unknown".into()),
            commit: match changes {
                Some(_) => format!("{commit} with changes"),
                None => commit,
            },
        }
    }
}

/// What a program says, unless it is nothing.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = std::process::Command::new(program).args(arguments).output();
    let text = String::from_utf8_lossy(&output.ok()?.stdout)
        .trim()
        .to_owned();
    Some(text).filter(|text| !text.is_empty())
}

impl std::fmt::Display for Made {
    fn fmt(&self, line: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Machine {
            processor,
            cores,
            load,
        } = &self.machine;
        let (compiler, commit) = (&self.compiler, &self.commit);
        write!(
            line,
            "{processor}, {cores} cores, {compiler}, commit {commit}, load {load} at the start"
        )
    }
}

/// The machine, the compiler and the commit, in one line.
pub fn machine() -> String {
    Made::here().to_string()
}
