//! An earlier run, kept in a file, and how a later one stands to it.

use serde::{Deserialize, Serialize};
use workbench::measure::{Change, compare};

use super::subject::{Measured, YARDSTICKS};

#[cfg(test)]
mod tests;

/// What is kept of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Which version of the program wrote it.
    pub version: String,
    /// What was measured, as it was named.
    pub subject: String,
    /// The hash of its module.
    pub module: String,
    /// The hash of what it was asked.
    pub cases: String,
    /// The processor.
    pub processor: String,
    /// Cores.
    pub cores: usize,
    /// The load at the start, as the system counts it.
    pub load: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One thing that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What.
    pub name: String,
    /// In what.
    pub unit: Unit,
    /// What it came to in each round.
    pub rounds: Vec<u64>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Picoseconds: fewer are better.
    Picoseconds,
    /// Runs a second: more are better.
    PerSecond,
}

/// How a figure stands to the earlier one of its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What.
    pub name: String,
    /// In what.
    pub unit: Unit,
    /// The earlier median of rounds.
    pub before: u64,
    /// The later one.
    pub after: u64,
    /// The later one in thousandths of the earlier.
    pub thousandths: u64,
    /// What that means.
    pub verdict: Verdict,
}

/// Whether a difference is more than noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is faster.
    Faster,
    /// It is slower.
    Slower,
    /// Nothing can be said.
    WithinNoise,
}

impl Verdict {
    /// The verdict in words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::WithinNoise => "within noise",
        }
    }
}

impl Baseline {
    /// What is to be kept of a run; hashes as text.
    pub fn of(measured: &Measured, subject: &str, module: &str, cases: &str) -> Baseline {
        let latencies = measured.latencies.iter().chain(&measured.setups);
        let latencies = latencies.map(|latency| Figure {
            name: latency.name.clone(),
            unit: Unit::Picoseconds,
            rounds: latency.rounds.clone(),
        });
        let throughputs = measured.throughputs.iter().map(|throughput| Figure {
            name: format!(
                "{}s a second, {}",
                measured.one,
                threads(throughput.threads)
            ),
            unit: Unit::PerSecond,
            rounds: throughput.rounds.clone(),
        });
        Baseline {
            version: env!("CARGO_PKG_VERSION").into(),
            subject: subject.into(),
            module: module.into(),
            cases: cases.into(),
            processor: measured.machine.processor.clone(),
            cores: measured.machine.cores,
            load: measured.machine.load.clone(),
            figures: latencies.chain(throughputs).collect(),
        }
    }

    /// What keeps the two runs from being about the same, in words; nothing when they are.
    pub fn differs(&self, later: &Baseline) -> Vec<String> {
        let mut words = Vec::new();
        if (&self.processor, self.cores) != (&later.processor, later.cores) {
            words.push(format!(
                "it was measured on another machine: {}, {} cores",
                self.processor, self.cores
            ));
        }
        if self.module != later.module {
            words.push(format!(
                "it is of another module, {}: {}",
                self.subject, self.module
            ));
        }
        if self.cases != later.cases {
            words.push("it was asked something else".into());
        }
        for (run, which) in [(self, "it"), (later, "this run")] {
            let load = run
                .load
                .split('.')
                .next()
                .and_then(|load| load.parse::<usize>().ok());
            if load.is_some_and(|load| load >= run.cores) {
                words.push(format!(
                    "{which} was measured on a busy machine, load {} on {} cores: differences may be others' doing",
                    run.load, run.cores
                ));
            }
        }
        words
    }

    /// By how much the yardsticks moved, in thousandths: the one that moved most.
    pub fn moved(&self, later: &Baseline) -> u64 {
        let rounds = |run: &Baseline, name: &str| {
            let figure = run.figures.iter().find(|figure| figure.name == name);
            figure
                .map(|figure| figure.rounds.clone())
                .unwrap_or_default()
        };
        let moved = YARDSTICKS.iter().filter_map(|name| {
            let compared = compare(&rounds(self, name), &rounds(later, name), 0)?;
            Some(compared.moved())
        });
        moved.max().unwrap_or(0)
    }

    /// How `later` stands to it: every figure that both have, but for the yardsticks.
    pub fn compare(&self, later: &Baseline) -> Vec<Compared> {
        let moved = self.moved(later);
        let figures = later.figures.iter();
        let figures = figures.filter(|figure| !YARDSTICKS.contains(&figure.name.as_str()));
        let figures = figures.filter_map(|after| {
            let before = self.figures.iter();
            let before = before
                .filter(|before| before.unit == after.unit)
                .find(|before| before.name == after.name)?;
            let compared = compare(&before.rounds, &after.rounds, moved)?;
            let verdict = match (compared.change, after.unit) {
                (Change::WithinNoise, _) => Verdict::WithinNoise,
                (Change::Less, Unit::Picoseconds) | (Change::More, Unit::PerSecond) => {
                    Verdict::Faster
                }
                (Change::More, Unit::Picoseconds) | (Change::Less, Unit::PerSecond) => {
                    Verdict::Slower
                }
            };
            Some(Compared {
                name: after.name.clone(),
                unit: after.unit,
                before: median(&before.rounds),
                after: median(&after.rounds),
                thousandths: compared.thousandths,
                verdict,
            })
        });
        figures.collect()
    }
}

impl Compared {
    /// Whether it is slower, by more than noise and by more than so many percent.
    pub fn is_slower_by(&self, percent: u64) -> bool {
        let slower = match self.unit {
            Unit::Picoseconds => self.thousandths,
            Unit::PerSecond => 1_000_000 / self.thousandths.max(1),
        };
        let most = percent.saturating_mul(10).saturating_add(1_000);
        self.verdict == Verdict::Slower && slower > most
    }
}

/// `1 thread`, `2 threads`.
pub fn threads(count: usize) -> String {
    match count {
        1 => "1 thread".into(),
        count => format!("{count} threads"),
    }
}

fn median(rounds: &[u64]) -> u64 {
    let mut sorted = rounds.to_vec();
    sorted.sort_unstable();
    let middle = sorted.get(sorted.len().saturating_sub(1) / 2);
    middle.copied().unwrap_or(0)
}
