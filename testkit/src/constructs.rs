//! Which constructs of the language a set of cases reaches, and with which outcomes.
//!
//! A construct is counted where it mattered: it stands in a rule that applied, or in one that an
//! answer names as having come near; and of a list (subjects, categories, purposes) the item that
//! the request met. So a count says that the construct, with this value, had a part in so many
//! decisions with this outcome, not merely that it stood in the text.
//!
//! Each table of constructs has a file; a construct that is new in the language gets its rows and its
//! marks in the file of its kind, or a file of its own and a line in `TABLES`.

mod conditions;
mod data;
mod decisions;
mod facts;
mod ledger;
mod narrowing;
mod parties;
mod sentences;

use std::collections::{BTreeMap, BTreeSet};

use abi::decision::{Explanation, Outcome};
use policy_lang::interpret::{Clauses, Truth};
use policy_lang::typed::{Case, Condition, Policy, Rule};

/// The outcomes, in the order of the columns.
pub const OUTCOMES: [Outcome; 3] = [Outcome::Allowed, Outcome::Refused, Outcome::NotCovered];

/// A table of constructs: its heading, its rows, and what marks them.
struct Table {
    heading: &'static str,
    rows: &'static [Row],
    mark: fn(&Seen<'_>, &mut Marks),
}

const TABLES: &[Table] = &[
    parties::WHO_ASKS,
    parties::WHOM_RULES_NAME,
    sentences::ACTIONS,
    data::DATA,
    narrowing::NARROWING,
    sentences::PURPOSES,
    sentences::PERIODS,
    conditions::CONDITIONS,
    facts::FACTS,
    ledger::CONSENTS,
    ledger::COUNTERS,
    decisions::DUTIES,
    decisions::OVERRIDING,
    decisions::REASONS,
    decisions::POLICIES,
];

/// A construct, and with which outcomes a case can reach it.
struct Row {
    name: &'static str,
    reachable: [bool; 3],
}

/// A construct that goes with every outcome.
const fn any(name: &'static str) -> Row {
    only(name, [true; 3])
}

/// A construct that goes with some outcomes alone, by the rules of the language.
const fn only(name: &'static str, reachable: [bool; 3]) -> Row {
    Row { name, reachable }
}

/// What mattered in one case.
#[derive(Default)]
struct Marks(BTreeSet<&'static str>);

impl Marks {
    fn add(&mut self, construct: &'static str) {
        self.0.insert(construct);
    }

    fn add_if(&mut self, holds: bool, construct: &'static str) {
        if holds {
            self.add(construct);
        }
    }
}

/// One decided case.
struct Seen<'a> {
    policy: &'a Policy,
    source: &'a str,
    case: &'a Case,
    decision: &'a Explanation,
    clauses: Clauses<'a>,
    /// The rules that applied or came near.
    rules: Vec<&'a Rule>,
    /// The parts of their conditions, down to the last, each with its value.
    conditions: Vec<(&'a Condition, Truth)>,
}

impl<'a> Seen<'a> {
    fn new(
        policy: &'a Policy,
        source: &'a str,
        case: &'a Case,
        decision: &'a Explanation,
    ) -> Seen<'a> {
        let clauses = Clauses::new(policy, case).expect("known terms");
        let is_near = |number| decision.reasons.iter().any(|near| near.rule == number);
        let rules = policy.rules.iter().zip(0..);
        let rules = rules.filter(|(rule, number)| is_near(*number) || clauses.applies(rule));
        let rules: Vec<&Rule> = rules.map(|(rule, _)| rule).collect();
        let mut parts = Vec::new();
        let whole = rules.iter().flat_map(|rule| &rule.conditions);
        whole.for_each(|condition| take_apart(condition, &mut parts));
        let conditions = parts.into_iter().map(|part| (part, clauses.value(part)));
        Seen {
            conditions: conditions.collect(),
            policy,
            source,
            case,
            decision,
            clauses,
            rules,
        }
    }
}

fn take_apart<'a>(condition: &'a Condition, parts: &mut Vec<&'a Condition>) {
    parts.push(condition);
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            inner.iter().for_each(|part| take_apart(part, parts));
        }
        Condition::Not(inner) => take_apart(inner, parts),
        _ => {}
    }
}

/// How many cases reached each construct with each outcome.
#[derive(Default)]
pub struct Reached {
    cases: [u64; 3],
    /// By table and name.
    counts: BTreeMap<(usize, &'static str), [u64; 3]>,
}

impl Reached {
    /// Counts one case.
    ///
    /// # Panics
    /// When a table marks what it has no row for.
    pub fn count(&mut self, policy: &Policy, source: &str, case: &Case, decision: &Explanation) {
        let seen = Seen::new(policy, source, case, decision);
        let column = OUTCOMES
            .iter()
            .position(|outcome| *outcome == decision.verdict.outcome)
            .expect("three outcomes");
        self.cases[column] += 1;
        for (number, table) in TABLES.iter().enumerate() {
            let mut marks = Marks::default();
            (table.mark)(&seen, &mut marks);
            for name in marks.0 {
                self.counts.entry((number, name)).or_default()[column] += 1;
            }
        }
    }

    /// Adds what others counted.
    pub fn add(&mut self, others: &Reached) {
        let sum = |to: &mut [u64; 3], from: &[u64; 3]| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        };
        sum(&mut self.cases, &others.cases);
        for (row, counts) in &others.counts {
            sum(self.counts.entry(*row).or_default(), counts);
        }
    }

    /// The number of cases with each outcome.
    pub fn cases(&self) -> [u64; 3] {
        self.cases
    }

    /// What is not as it should be: a construct that no case reaches with an outcome that it can
    /// have, one that is reached with an outcome that it cannot have, or one without a row.
    pub fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (number, table) in TABLES.iter().enumerate() {
            for row in table.rows {
                let counts = self.row(number, row.name);
                for (at, outcome) in OUTCOMES.iter().enumerate() {
                    if (counts[at] > 0) != row.reachable[at] {
                        let count = counts[at];
                        findings.push(format!(
                            "{}: {}, {}: {count} cases",
                            table.heading,
                            row.name,
                            outcome.word()
                        ));
                    }
                }
            }
        }
        let has_row =
            |table: usize, name: &&str| TABLES[table].rows.iter().any(|row| row.name == *name);
        let unknown = self
            .counts
            .keys()
            .filter(|(table, name)| !has_row(*table, name));
        findings.extend(unknown.map(|(table, name)| format!("no row in table {table}: {name}")));
        findings
    }

    /// The tables in Markdown; a dash where the language excludes an outcome.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for (number, table) in TABLES.iter().enumerate() {
            text += &format!(
                "\n### {}\n\n| construct | allowed | refused | not covered |\n| --- | ---: | ---: | ---: |\n",
                table.heading
            );
            for row in table.rows {
                let counts = self.row(number, row.name);
                let cells = counts.iter().zip(row.reachable);
                let cells = cells.map(|(count, reachable)| match (count, reachable) {
                    (0, false) => String::from("–"),
                    _ => grouped(*count),
                });
                let cells: Vec<String> = cells.collect();
                text += &format!("| {} | {} |\n", row.name, cells.join(" | "));
            }
        }
        text
    }

    fn row(&self, table: usize, name: &'static str) -> [u64; 3] {
        self.counts.get(&(table, name)).copied().unwrap_or_default()
    }
}

/// The names of a construct by the value of its condition: no, not known, yes.
fn by_value(names: &[&'static str; 3], value: Truth) -> &'static str {
    match value {
        Truth::No => names[0],
        Truth::Unknown => names[1],
        Truth::Yes => names[2],
    }
}

/// A number with commas: 1,234,567.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
