//! What was measured, and its JSON.

use benches::report::{Made, Measured};
use serde::Serialize;

/// The name under which a warm decision of ours is listed: every ratio is to it, or to the next.
pub const WARM: &str = "ours, warm";
/// The name under which the decision of a node is listed.
pub const NODE: &str = "ours, as a node decides";

/// All that one run came to.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// The processor.
    pub machine: String,
    /// Cores that the program could use.
    pub cores: usize,
    /// Processes that wanted a core when it began.
    pub load: String,
    /// The compiler.
    pub compiler: String,
    /// The commit.
    pub commit: String,
    /// The seed of every workload.
    pub seed: String,
    /// Samples of each figure, unless they took too long.
    pub rounds: usize,
    /// The engines and what is timed of each.
    pub engines: Vec<Engine>,
    /// Decisions: each engine on each workload.
    pub decisions: Vec<Decision>,
    /// Contract calls.
    pub calls: Vec<Call>,
}

impl Figures {
    /// No figures yet.
    pub fn new(made: &Made, seed: u64, rounds: usize) -> Figures {
        Figures {
            machine: made.machine.processor.clone(),
            cores: made.machine.cores,
            load: made.machine.load.clone(),
            compiler: made.compiler.clone(),
            commit: made.commit.clone(),
            seed: format!("{seed:#x}"),
            rounds,
            engines: Vec::new(),
            decisions: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// As JSON, whose keys do not change.
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        // INVARIANT: every key is a text, and a figure is a number.
        text.unwrap_or_default() + "\n"
    }
}

/// An engine that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Engine {
    /// What it is called.
    pub name: &'static str,
    /// What is timed.
    pub includes: &'static str,
}

/// Nanoseconds of one step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Time {
    /// The median of the samples.
    pub median_ns: f64,
    /// A tenth of the samples are faster.
    pub fastest_tenth_ns: f64,
    /// A tenth of the samples are slower.
    pub slowest_tenth_ns: f64,
    /// How many samples there are.
    pub samples: usize,
}

impl From<&Measured> for Time {
    fn from(measured: &Measured) -> Time {
        Time {
            median_ns: measured.median,
            fastest_tenth_ns: measured.spread.0,
            slowest_tenth_ns: measured.spread.1,
            samples: measured.samples,
        }
    }
}

/// One engine on one workload.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// The kind of workload, `flat`.
    pub workload: &'static str,
    /// Its rules.
    pub n: usize,
    /// The engine's name.
    pub engine: &'static str,
    /// The time of a decision; none when there is a reason.
    pub time: Option<Time>,
    /// How many times a warm decision of ours that is.
    pub times_warm: Option<f64>,
    /// How many times a node's decision that is.
    pub times_node: Option<f64>,
    /// Nanoseconds from texts to ready, once; none when it did not get there.
    pub load_ns: Option<u64>,
    /// Why it was not timed.
    pub reason: Option<String>,
}

/// One case of a section of contract calls.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// The title of the section.
    pub section: &'static str,
    /// What is called.
    pub case: &'static str,
    /// The time of a call.
    pub time: Time,
    /// 99 of 100 single calls are faster, the clock's own cost among it.
    pub slow_ns: f64,
}

/// Puts the ratios to ours on the same workload to each decision.
pub fn put_ratios(decisions: &mut [Decision]) {
    let median = |of: &str, decisions: &[Decision]| {
        let ours = decisions.iter().find(|decision| decision.engine == of)?;
        Some(ours.time?.median_ns)
    };
    let (warm, node) = (median(WARM, decisions), median(NODE, decisions));
    for decision in decisions {
        let times = |ours: Option<f64>| Some(decision.time?.median_ns / ours?);
        (decision.times_warm, decision.times_node) = (times(warm), times(node));
    }
}
