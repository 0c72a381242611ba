//! What the examples try of a policy, as programs read it and as people do.

use std::io::Write;

use policy_lang::coverage::{
    Aspect, Coverage, Point, RuleCoverage, Share, Suggestion, text, words,
};
use policy_lang::interpret::{Clause, Value};
use policy_lang::typed::{Policy, Rule};
use serde::Serialize;

use crate::failure::Failure;

/// What the examples try of one policy.
#[derive(Serialize)]
pub struct PolicyCoverage {
    /// The policy's path.
    pub file: String,
    #[serde(flatten)]
    share: ShareLine,
    rules: Vec<RuleLine>,
}

/// How much is tried.
#[derive(Clone, Copy, Serialize)]
struct ShareLine {
    seen: u32,
    all: u32,
    percent: u32,
}

impl From<Share> for ShareLine {
    fn from(share: Share) -> ShareLine {
        ShareLine {
            seen: share.seen,
            all: share.all,
            percent: share.percent(),
        }
    }
}

#[derive(Serialize)]
struct RuleLine {
    rule: String,
    line: u32,
    #[serde(flatten)]
    share: ShareLine,
    decided: u32,
    near: u32,
    /// `None` for a rule that no other overrides.
    overridden: Option<u32>,
    /// Whether somebody whom it is about asks in an example: without that nothing of it is tried.
    #[serde(skip)]
    is_asked: bool,
    points: Vec<PointLine>,
    /// What no example tries, in words.
    never_seen: Vec<String>,
    /// What no example leaves open, in words; it does not count.
    never_unknown: Vec<String>,
    /// An example that would try something more.
    suggestion: Option<String>,
}

/// One thing that can be tried of a rule.
#[derive(Serialize)]
struct PointLine {
    clause: &'static str,
    /// The clause as it is written, where it has words of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    value: &'static str,
    times: u32,
    counts: bool,
}

impl PolicyCoverage {
    /// Whole percent, rounded down.
    pub fn percent(&self) -> u32 {
        self.share.percent
    }

    /// Whether less than `percent` of the policy is tried.
    pub fn is_below(&self, percent: u32) -> bool {
        u64::from(self.share.seen) * 100 < u64::from(percent) * u64::from(self.share.all)
    }
}

/// Describes `coverage` of `policy`, with an example for each rule that has one among `suggestions`.
pub fn of_policy(
    file: &str,
    policy: &Policy,
    coverage: &Coverage,
    suggestions: &[Suggestion],
) -> PolicyCoverage {
    let rules = policy.rules.iter().zip(&coverage.rules).zip(0u32..);
    let rules = rules.map(|((rule, covered), number)| {
        let mut suggested = suggestions.iter();
        let suggestion = suggested.find(|suggestion| suggestion.rule == number);
        rule_line(rule, covered, suggestion.map(|found| found.example.clone()))
    });
    PolicyCoverage {
        file: file.into(),
        share: coverage.share().into(),
        rules: rules.collect(),
    }
}

fn rule_line(rule: &Rule, covered: &RuleCoverage, suggestion: Option<String>) -> RuleLine {
    let is_overridable = |point: &Point| point.aspect == Aspect::Overridden;
    let unseen = |counts: bool| {
        let points = covered.unseen().filter(move |point| point.counts == counts);
        points.map(|point| words(rule, point.aspect)).collect()
    };
    RuleLine {
        rule: rule.name.clone(),
        line: rule.line,
        share: covered.share().into(),
        decided: covered.decided,
        near: covered.near,
        overridden: covered
            .points
            .iter()
            .any(is_overridable)
            .then_some(covered.overridden),
        points: covered
            .points
            .iter()
            .map(|point| point_line(rule, point))
            .collect(),
        is_asked: covered
            .unseen()
            .all(|point| point.aspect != Aspect::Clause(Clause::Subject, Value::Yes)),
        never_seen: unseen(true),
        never_unknown: unseen(false),
        suggestion,
    }
}

fn point_line(rule: &Rule, point: &Point) -> PointLine {
    let (clause, value) = match point.aspect {
        Aspect::Decides => ("rule", "decides"),
        Aspect::Overridden => ("rule", "overridden"),
        Aspect::Clause(clause, value) => (clause_word(clause), value_word(value)),
    };
    let text = match point.aspect {
        Aspect::Clause(clause, _) => text(rule, clause),
        Aspect::Decides | Aspect::Overridden => None,
    };
    PointLine {
        clause,
        text: text.map(str::to_owned),
        value,
        times: point.times,
        counts: point.counts,
    }
}

fn clause_word(clause: Clause) -> &'static str {
    match clause {
        Clause::Subject => "subject",
        Clause::Action => "action",
        Clause::Data => "data",
        Clause::Purpose => "purpose",
        Clause::Period => "period",
        Clause::Narrowing(_) => "narrowing",
        Clause::Part(_) | Clause::Leaf(..) => "condition",
    }
}

fn value_word(value: Value) -> &'static str {
    match value {
        Value::Yes => "yes",
        Value::No => "no",
        Value::Before => "before",
        Value::After => "after",
        Value::Unknown => "not_known",
    }
}

/// Prints a table of the rules, and of each what is missing.
pub fn print(coverage: &PolicyCoverage, out: &mut dyn Write) -> Result<(), Failure> {
    let ShareLine { seen, all, percent } = coverage.share;
    writeln!(
        out,
        "\ncoverage of {}: {seen} of {all}, {percent} %",
        coverage.file
    )?;
    let lengths = coverage.rules.iter().map(|rule| rule.rule.chars().count());
    let width = lengths.max().unwrap_or(0).max("rule".len());
    if !coverage.rules.is_empty() {
        writeln!(
            out,
            "  {:<width$}   line         tried  decided  near  overridden",
            "rule"
        )?;
    }
    for rule in &coverage.rules {
        let ShareLine { seen, all, percent } = rule.share;
        let overridden = rule
            .overridden
            .map_or("-".into(), |count| count.to_string());
        writeln!(
            out,
            "  {:<width$}  {:>5}  {seen:>2} of {all:>2} {percent:>3} %  {:>7}  {:>4}  {overridden:>10}",
            rule.rule, rule.line, rule.decided, rule.near
        )?;
        print_missing(rule, out)?;
    }
    Ok(())
}

fn print_missing(rule: &RuleLine, out: &mut dyn Write) -> Result<(), Failure> {
    if !rule.is_asked {
        writeln!(out, "      never seen: anybody whom it is about")?;
    } else if !rule.never_seen.is_empty() {
        writeln!(out, "      never seen: {}", rule.never_seen.join("; "))?;
    }
    if rule.is_asked && !rule.never_unknown.is_empty() {
        writeln!(
            out,
            "      also never seen: {}",
            rule.never_unknown.join("; ")
        )?;
    }
    if let Some(suggestion) = &rule.suggestion {
        writeln!(out, "      add: {suggestion}")?;
    }
    Ok(())
}
