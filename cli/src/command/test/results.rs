//! What `assent test` found, as programs read it and as people do.

use std::io::Write;

use policy_lang::reasons::{WordedReason, list};
use serde::Serialize;
use serde_json::Value;

use super::coverage::PolicyCoverage;
use super::run::Suite;
use crate::failure::Failure;
use crate::fuel_line::FuelLine;
use crate::proof::visible;

#[cfg(test)]
mod tests;

/// What `--json` prints.
#[derive(Serialize)]
pub struct Results<'a> {
    /// Examples and calls that hold.
    pub passed: usize,
    /// Examples and calls that do not.
    pub failed: usize,
    /// Every example that was run.
    pub examples: Vec<&'a ExampleResult>,
    /// Every call of a script that was run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<&'a CallResult>,
    /// Policies and scripts with errors, of which nothing was run.
    pub errors: Vec<&'a Error>,
    /// What the examples try of each policy, when that is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<&'a PolicyCoverage>,
}

/// One example's result.
#[derive(Serialize)]
pub struct ExampleResult {
    /// The policy's path.
    pub file: String,
    /// The line on which the example begins.
    pub line: u32,
    /// Its name.
    pub name: String,
    /// Whether everything that it expects is so, on the contract and on the interpreter.
    pub passed: bool,
    /// What it expects, as a sentence.
    pub expected: String,
    /// What was decided: `allowed`, `refused` or `not_covered`.
    pub outcome: &'static str,
    /// The same with its rules, duties and reasons, as a sentence.
    pub decision: String,
    /// The rules that decided.
    pub rules: Vec<RuleLine>,
    /// The duties of the decision.
    pub duties: Vec<String>,
    /// The reasons of a "no".
    pub reasons: Vec<ReasonLine>,
    /// Whether another outcome was expected: then that is the one difference, and plain to see.
    #[serde(skip)]
    pub is_other_outcome: bool,
    /// What is not as expected, each as a sentence.
    pub differences: Vec<String>,
    /// What to say when the contract and the interpreter disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<String>,
}

/// What one call of a script came to.
#[derive(Serialize)]
pub struct CallResult {
    /// The script's path.
    pub file: String,
    /// The call's name.
    pub name: String,
    /// The entry that it calls.
    pub entry: String,
    /// Whether everything is as expected.
    pub passed: bool,
    /// What it must come to, in words.
    pub expected: String,
    /// What it came to, in words.
    pub result: String,
    /// What is not as expected, each as a sentence.
    pub differences: Vec<String>,
    /// What it costs.
    pub fuel: FuelLine,
}

/// A rule with its place.
#[derive(Serialize)]
pub struct RuleLine {
    /// Its name.
    pub rule: String,
    /// The line on which it begins.
    pub line: u32,
}

/// A failing clause of a near rule.
#[derive(Serialize)]
pub struct ReasonLine {
    rule: String,
    line: u32,
    clause: &'static str,
    text: String,
}

impl From<WordedReason> for ReasonLine {
    fn from(reason: WordedReason) -> ReasonLine {
        ReasonLine {
            rule: reason.rule,
            line: reason.line,
            clause: reason.clause,
            text: reason.text,
        }
    }
}

/// A policy or a script of which nothing could be run.
#[derive(Serialize)]
pub struct Error {
    /// Its path.
    pub file: String,
    /// Which of the two it is.
    #[serde(skip)]
    pub is_script: bool,
    /// Everything that is wrong with it, for people.
    pub message: String,
    /// Its problems, as `assent check --json` prints them.
    pub problems: Vec<Value>,
}

/// The results of all suites.
pub fn results(suites: &[Suite]) -> Results<'_> {
    let examples: Vec<&ExampleResult> = suites.iter().flat_map(|suite| &suite.examples).collect();
    let calls: Vec<&CallResult> = suites.iter().flat_map(|suite| &suite.calls).collect();
    let passed = examples.iter().map(|example| example.passed);
    let passed = passed.chain(calls.iter().map(|call| call.passed));
    let passed = passed.filter(|passed| *passed).count();
    Results {
        passed,
        failed: examples.len() + calls.len() - passed,
        examples,
        calls,
        errors: suites
            .iter()
            .filter_map(|suite| suite.error.as_ref())
            .collect(),
        coverage: suites
            .iter()
            .filter_map(|suite| suite.coverage.as_ref())
            .collect(),
    }
}

/// Prints the examples of every policy, without the coverage.
pub fn print(suites: &[Suite], out: &mut dyn Write) -> Result<(), Failure> {
    for suite in suites {
        writeln!(out, "{}", suite.file)?;
        if let Some(error) = &suite.error {
            for line in error.message.lines() {
                writeln!(out, "{}", format!("  {line}").trim_end())?;
            }
        } else if suite.examples.is_empty() && suite.calls.is_empty() {
            let nothing = if suite.is_script { "calls" } else { "examples" };
            writeln!(out, "  no {nothing}")?;
        }
        for call in &suite.calls {
            let mark = if call.passed { "ok    " } else { "FAILED" };
            writeln!(out, "  {mark} {}", visible(&call.name))?;
            for line in &call.differences {
                writeln!(out, "         {}: {line}", visible(&call.entry))?;
            }
        }
        for example in &suite.examples {
            let mark = if example.passed { "ok    " } else { "FAILED" };
            writeln!(out, "  {mark} {}", example.name)?;
            if !example.passed {
                for line in failure(example) {
                    writeln!(out, "         {line}")?;
                }
            }
        }
    }
    Ok(())
}

/// What there is to say about an example that does not hold, line by line.
pub fn failure(example: &ExampleResult) -> Vec<String> {
    let mut lines = vec![
        format!("line {}: expected {}", example.line, example.expected),
        format!("it is {}", example.outcome.replace('_', " ")),
    ];
    let rules: Vec<String> = example
        .rules
        .iter()
        .map(|rule| format!("{} (line {})", rule.rule, rule.line))
        .collect();
    if !rules.is_empty() {
        lines.push(format!("decided by {}", list(&rules)));
    }
    if !example.duties.is_empty() {
        lines.push(format!("duties: {}", list(&example.duties)));
    }
    for reason in &example.reasons {
        lines.push(format!("because {} (line {})", reason.text, reason.line));
    }
    if !example.is_other_outcome {
        let differences = example.differences.iter();
        lines.extend(differences.map(|difference| format!("but {difference}")));
    }
    lines.extend(example.disagreement.clone());
    lines
}

/// The last line: how many examples and calls hold, and how many policies and scripts could not be run.
pub fn summary(results: &Results<'_>) -> String {
    let mut text = format!("{} passed, {} failed", results.passed, results.failed);
    let scripts = results.errors.iter().filter(|error| error.is_script);
    let scripts = scripts.count();
    let broken = [
        (results.errors.len() - scripts, "policy", "policies"),
        (scripts, "script of calls", "scripts of calls"),
    ];
    for (count, one, many) in broken {
        match count {
            0 => {}
            1 => text += &format!(", 1 {one} with errors"),
            count => text += &format!(", {count} {many} with errors"),
        }
    }
    text
}
