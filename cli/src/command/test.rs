//! `assent test`: the examples of policies, on the contract and on the reference interpreter.

use std::io::Write;

use abi::decision::{Explanation, Failure as Clause, Reason};
use abi::interface::{Duty, Interface};
use chain::facts::Given;
use chain::policy::{Decider, Policy};
use policy_lang::diagnostic::alternatives;
use policy_lang::typed::{Case, Example, Expect, Policy as Typed};
use policy_lang::{interpret, reasons};
use runtime::Engine;
use serde::Serialize;

use crate::arguments::TestArguments;
use crate::failure::{FAILED, Failure};
use crate::policy_file::{PolicyText, policies};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    passed: usize,
    failed: usize,
    examples: Vec<ExampleLine>,
}

/// One example's result.
#[derive(Serialize)]
struct ExampleLine {
    file: String,
    line: u32,
    name: String,
    passed: bool,
    decision: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<String>,
}

/// Runs the command: status 0 when every example holds, 1 when one does not or a policy has
/// errors.
pub fn run(arguments: &TestArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let engine = Engine::new()?;
    let mut report = Report {
        passed: 0,
        failed: 0,
        examples: Vec::new(),
    };
    for path in policies(&arguments.paths)? {
        let text = PolicyText::read(&path)?;
        let lines = test(&text, &engine)?;
        if !arguments.json {
            print(&text, &lines, out)?;
        }
        report.examples.extend(lines);
    }
    report.passed = report.examples.iter().filter(|line| line.passed).count();
    report.failed = report.examples.len() - report.passed;
    if arguments.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&report).map_err(std::io::Error::from)?
        )?;
    } else {
        writeln!(out, "{} passed, {} failed", report.passed, report.failed)?;
    }
    Ok(if report.failed == 0 { 0 } else { FAILED })
}

fn test(text: &PolicyText, engine: &Engine) -> Result<Vec<ExampleLine>, Failure> {
    let (typed, contract) = text.compile()?;
    let policy = Policy::load(engine, &contract.wasm)
        .map_err(|error| Failure::failed(format!("{}: {error}", text.name())))?;
    let mut decider = policy.decider()?;
    let mut lines = Vec::new();
    for example in &typed.examples {
        lines.push(run_example(text, typed, &policy, &mut decider, example)?);
    }
    Ok(lines)
}

fn run_example(
    text: &PolicyText,
    typed: &Typed,
    policy: &Policy,
    decider: &mut Decider,
    example: &Example,
) -> Result<ExampleLine, Failure> {
    let unknown = |error: String| Failure::failed(format!("example \"{}\": {error}", example.name));
    let case = &example.case;
    let interpreted = interpret::decide(typed, case).map_err(|error| unknown(error.to_string()))?;
    let bound = policy
        .binding()
        .request(&case.requester, &case.request, case.now);
    let bound = bound.map_err(|error| unknown(error.to_string()))?;
    decider
        .facts_mut()?
        .give(&case.requester, case.now, given(case));
    let decided = decider.explain(&bound)?.outcome;

    let mut differences = differences(policy, &example.expect, &interpreted);
    if decided.as_ref() != Ok(&interpreted) {
        let contract = match &decided {
            Ok(explanation) => reasons::decision(policy.interface(), explanation),
            Err(code) => format!("failed with code {}", code.0),
        };
        differences.push(format!(
            "the contract and the interpreter disagree; the contract: {contract}"
        ));
    }
    Ok(ExampleLine {
        file: text.name(),
        line: example.line,
        name: example.name.clone(),
        passed: differences.is_empty(),
        decision: reasons::decision(policy.interface(), &interpreted),
        differences,
    })
}

/// What the example's ledger attests.
fn given(case: &Case) -> Given {
    Given {
        treats: case.treats,
        consents: case.consents.clone(),
        birth_date: case.birth_date,
        deceased: case.deceased,
        facts: case.facts.clone(),
        accesses: case.accesses.clone(),
    }
}

/// What of an expectation does not hold.
fn differences(policy: &Policy, expect: &Expect, actual: &Explanation) -> Vec<String> {
    let interface = policy.interface();
    let mut differences = Vec::new();
    if expect.outcome != actual.verdict.outcome {
        let words = |text: &str| text.replace('_', " ");
        differences.push(format!("expected {}", words(expect.outcome.word())));
    }
    for rule in expect
        .rules
        .iter()
        .filter(|rule| !actual.verdict.rules.contains(rule))
    {
        let name = reasons::rule_names(interface, &[*rule]);
        differences.push(format!("expected {} to decide it", reasons::list(&name)));
    }
    let duties = reasons::duties(interface, actual);
    for expected in expect
        .duties
        .iter()
        .filter(|duty| !duties.iter().any(|actual| is_met(duty, actual)))
    {
        differences.push(format!("expected the duty to {}", reasons::duty(expected)));
    }
    for expected in expect.reasons.iter().filter(|reason| {
        !actual
            .reasons
            .iter()
            .any(|actual| is_same(interface, reason, actual))
    }) {
        if let Some(reason) = reasons::reason(interface, expected) {
            differences.push(format!("expected: because {}", reason.text));
        }
    }
    let is_given = |expected: &Reason| {
        actual
            .reasons
            .iter()
            .any(|actual| is_same(interface, expected, actual))
    };
    for any_of in expect
        .any_of
        .iter()
        .filter(|any_of| !any_of.iter().any(is_given))
    {
        let reasons = any_of
            .iter()
            .filter_map(|expected| reasons::reason(interface, expected));
        let texts: Vec<String> = reasons.map(|reason| reason.text).collect();
        differences.push(format!("expected: because {}", alternatives(&texts)));
    }
    differences
}

/// Whether a decision's duty is the one expected; a deadline that is not written is not compared.
fn is_met(expected: &Duty, actual: &Duty) -> bool {
    match (expected, actual) {
        (
            Duty::Notify {
                whom,
                within_hours: None,
            },
            Duty::Notify { whom: other, .. },
        ) => whom == other,
        (
            Duty::Review {
                by,
                within_hours: None,
            },
            Duty::Review { by: other, .. },
        ) => by == other,
        (
            Duty::Delete {
                categories,
                within_hours: None,
            },
            Duty::Delete {
                categories: others, ..
            },
        ) => categories == others,
        _ => expected == actual,
    }
}

/// Whether a reason is the one expected; `needs …` is met whether the condition is no or unknown,
/// `… is not known` when it is unknown alone.
fn is_same(interface: &Interface, expected: &Reason, actual: &Reason) -> bool {
    let is_needed = match (expected.failure, actual.failure) {
        (Clause::ConditionFalse(part), Clause::ConditionUnknown(other)) => part == other,
        _ => false,
    };
    // `leaves genetics out` is so for genetics and for what contains it: the words say which.
    let words = |reason: &Reason| reasons::reason(interface, reason).map(|reason| reason.text);
    expected.rule == actual.rule
        && (expected.failure == actual.failure || is_needed || words(expected) == words(actual))
}

fn print(text: &PolicyText, lines: &[ExampleLine], out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{}", text.name())?;
    if lines.is_empty() {
        writeln!(out, "  no examples")?;
    }
    for line in lines {
        let mark = if line.passed { "ok    " } else { "FAILED" };
        writeln!(out, "  {mark} {}", line.name)?;
        for difference in &line.differences {
            writeln!(out, "         line {}: {difference}", line.line)?;
        }
        if !line.passed {
            writeln!(out, "         it is {}", line.decision)?;
        }
    }
    Ok(())
}
