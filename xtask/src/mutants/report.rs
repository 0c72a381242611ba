//! What the command prints when all were tried.

use std::collections::BTreeMap;

use super::build::Built;
use super::justified::Justified;
use super::listed::Mutant;
use super::outcome::{Outcomes, Verdict};
use super::switched::Refusal;
use crate::json::Json;

/// Files that a decision passes through: what they hold wrong, a patient bears.
const DECISION: &[&str] = &[
    "abi/src/",
    "policy-lang/src/typed",
    "policy-lang/src/interpret",
    "policy-lang/src/contract",
    "runtime/src/",
    "ledger/src/",
    "msp/src/",
    "chain/src/",
];

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: u64,
    killed: u64,
    timeout: u64,
    survived: u64,
    unreached: u64,
    undecided: u64,
    justified: u64,
    does_not_compile: u64,
    no_switch: u64,
    untried: u64,
}

impl Counts {
    const TITLES: [&'static str; 10] = [
        "mutants",
        "killed",
        "timeout",
        "survived",
        "unreached",
        "undecided",
        "justified",
        "no compile",
        "no switch",
        "not tried",
    ];

    fn values(&self) -> [u64; 10] {
        [
            self.all,
            self.killed,
            self.timeout,
            self.survived,
            self.unreached,
            self.undecided,
            self.justified,
            self.does_not_compile,
            self.no_switch,
            self.untried,
        ]
    }

    /// Of those that compile and are not justified, how many in a thousand were noticed.
    fn per_mille(&self) -> u64 {
        let noticed = self.killed + self.timeout;
        let tried = noticed + self.survived + self.unreached + self.undecided;
        (noticed * 1000).checked_div(tried).unwrap_or(1000)
    }
}

/// All that a report is made of.
pub struct Report<'a> {
    /// What was asked for.
    pub mutants: &'a [&'a Mutant],
    /// What was compiled.
    pub built: &'a Built,
    /// What became of them.
    pub outcomes: &'a Outcomes,
    /// Which need not be noticed.
    pub justified: &'a Justified,
    /// Tests that fail in the copy with no mutant on.
    pub failing: &'a [String],
}

impl Report<'_> {
    fn counts(&self) -> Vec<(String, Counts)> {
        let mut rooms: BTreeMap<&str, Counts> = BTreeMap::new();
        let (mut decision, mut all) = (Counts::default(), Counts::default());
        for mutant in self.mutants {
            self.count(mutant, rooms.entry(&mutant.package).or_default());
            self.count(mutant, &mut all);
            if is_decision(&mutant.file) {
                self.count(mutant, &mut decision);
            }
        }
        let mut rows: Vec<(String, Counts)> = rooms
            .into_iter()
            .map(|(room, counts)| (room.to_owned(), counts))
            .collect();
        rows.push(("decision path".to_owned(), decision));
        rows.push(("all".to_owned(), all));
        rows
    }

    fn count(&self, mutant: &Mutant, counts: &mut Counts) {
        counts.all += 1;
        let field = match self.built.refused.get(&mutant.number) {
            Some(Refusal::DoesNotCompile) => &mut counts.does_not_compile,
            Some(Refusal::NoSwitch) => &mut counts.no_switch,
            None => match self.outcomes.of.get(&mutant.name) {
                Some(outcome) if outcome.verdict.is_noticed() => match outcome.verdict {
                    Verdict::Timeout => &mut counts.timeout,
                    _ => &mut counts.killed,
                },
                _ if self.justified.contains_key(&mutant.name) => &mut counts.justified,
                Some(outcome) => match outcome.verdict {
                    Verdict::Unreached => &mut counts.unreached,
                    Verdict::Undecided => &mut counts.undecided,
                    _ => &mut counts.survived,
                },
                None => &mut counts.untried,
            },
        };
        *field += 1;
    }

    /// Those that nothing noticed and that no reason is given for.
    fn unnoticed(&self) -> impl Iterator<Item = (&Mutant, Verdict)> {
        self.mutants.iter().filter_map(|mutant| {
            let verdict = self.outcomes.of.get(&mutant.name)?.verdict;
            let counts = !verdict.is_noticed() && !self.justified.contains_key(&mutant.name);
            counts.then_some((*mutant, verdict))
        })
    }

    /// Whether all that were tried were noticed, or are justified.
    pub fn is_clean(&self) -> bool {
        self.unnoticed().next().is_none()
    }

    /// Prints those that were not noticed, and a table.
    pub fn print(&self) {
        for (mutant, verdict) in self.unnoticed() {
            println!(
                "{:9}  line {:4}  {}",
                verdict.word(),
                mutant.start.0,
                mutant.name
            );
        }
        for test in self.failing {
            println!("fails in the copy with no mutant on, and notices nothing: {test}");
        }
        let titles = Counts::TITLES.map(|title| format!("{title:>10}"));
        println!("\n{:14}{}  noticed", "room", titles.join(" "));
        for (room, counts) in self.counts() {
            let values = counts.values().map(|value| format!("{value:>10}"));
            let share = counts.per_mille();
            println!(
                "{room:14}{}  {:>3}.{} %",
                values.join(" "),
                share / 10,
                share % 10
            );
        }
    }

    /// Prints the same on one line.
    pub fn json(&self) {
        let row = |(room, counts): (String, Counts)| {
            let mut fields = vec![("room", Json::text(room))];
            let values = Counts::TITLES.into_iter().zip(counts.values());
            fields.extend(values.map(|(title, value)| (title, Json::Number(value))));
            Json::Fields(fields)
        };
        let unnoticed = self.unnoticed().map(|(mutant, verdict)| {
            Json::Fields(vec![
                ("name", Json::text(&mutant.name)),
                ("line", Json::Number(mutant.start.0 as u64)),
                ("verdict", Json::text(verdict.word())),
            ])
        });
        let report = Json::Fields(vec![
            (
                "rooms",
                Json::List(self.counts().into_iter().map(row).collect()),
            ),
            ("unnoticed", Json::List(unnoticed.collect())),
        ]);
        println!("{}", report.line());
    }
}

/// Whether a decision passes through a file.
pub fn is_decision(file: &str) -> bool {
    DECISION.iter().any(|start| file.starts_with(start))
}
