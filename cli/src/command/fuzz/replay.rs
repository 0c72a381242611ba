//! What was found or written once, tried again: the examples of a policy, a script of calls, a case of a corpus.

use std::path::Path;

use workbench::fuzz::contract::{Call, Caller, Sequence, Start};
use workbench::fuzz::{Failure as Broken, Target};

use super::corpus::{self, Of};
use super::report::{Finding, Report};
use super::{Kind, contract, kind, policy};
use crate::arguments::FuzzArguments;
use crate::calls;
use crate::failure::Failure;

/// Tries what is in `file`.
pub fn replay(arguments: &FuzzArguments, file: &Path) -> Result<Report, Failure> {
    let name = file.to_string_lossy();
    if name.ends_with(calls::ENDING) {
        return script(arguments, file);
    }
    if name.ends_with(".consent") {
        return examples(arguments, file);
    }
    match kind(arguments)? {
        Kind::Policy(path) => {
            let ready = policy::ready(arguments, &path)?;
            let case = corpus::read_case(file, Of::Policy)?;
            let mut bench = ready.target.bench()?;
            let ran = ready
                .target
                .run_case(&mut bench, &ready.target.case(&case))?;
            let findings = found(ran.failures, &file.display().to_string());
            Ok(report(file, "policy", 1, ready.checked(), findings))
        }
        Kind::Contract(path) => {
            let ready = contract::ready(arguments, &path)?;
            let case = corpus::read_case(file, Of::Contract)?;
            let sequence = contract::sequence(&case, file)?;
            calls(&ready, file, &sequence, &Start::default())
        }
    }
}

fn report(
    file: &Path,
    kind: &'static str,
    runs: u64,
    checked: Vec<String>,
    findings: Vec<Finding>,
) -> Report {
    Report {
        file: file.display().to_string(),
        kind,
        seed: None,
        runs,
        corpus: 0,
        checked,
        coverage: None,
        findings,
    }
}

fn found(failures: Vec<Broken>, shown: &str) -> Vec<Finding> {
    let finding = |failure: Broken| Finding {
        promise: failure.key,
        message: failure.message,
        shown: vec![shown.to_owned()],
        file: None,
    };
    failures.into_iter().map(finding).collect()
}

/// Every example of a policy, decided by all who decide.
fn examples(arguments: &FuzzArguments, file: &Path) -> Result<Report, Failure> {
    let ready = policy::ready(arguments, file)?;
    let mut bench = ready.target.bench()?;
    let (mut findings, mut runs) = (Vec::new(), 0);
    for example in &ready.target.policy().examples {
        runs += 1;
        let ran = ready.target.run_case(&mut bench, &example.case)?;
        findings.extend(found(
            ran.failures,
            &format!("example \"{}\"", example.name),
        ));
    }
    Ok(report(file, "policy", runs, ready.checked(), findings))
}

/// Every call of a script, with all that is checked after each.
fn script(arguments: &FuzzArguments, file: &Path) -> Result<Report, Failure> {
    let script = calls::Script::read(file)?;
    let ready = contract::ready(arguments, &script.contract)?;
    let (sequence, start) = sequence(script)?;
    calls(&ready, file, &sequence, &start)
}

/// The calls of a script, and what is there before the first.
pub fn sequence(script: calls::Script) -> Result<(Sequence, Start), Failure> {
    let begin = Start::default();
    let first = script.calls.first();
    let (mut height, mut time) =
        first.map_or((begin.height, begin.time), |call| (call.height, call.time));
    let start = Start {
        chain: script.chain,
        height,
        time,
        state: script.state,
    };
    let mut sequence = Sequence::default();
    for call in script.calls {
        let blocks = call.height.0.checked_sub(height.0).map(u32::try_from);
        let seconds = call.time.0.checked_sub(time.0).map(u32::try_from);
        let (Some(Ok(blocks)), Some(Ok(seconds))) = (blocks, seconds) else {
            return Err(Failure::usage(format!(
                "{}: the call \"{}\" comes before the one above it, or a century after",
                script.file, call.name
            ))
            .help("heights and times of a ledger only go forward"));
        };
        (height, time) = (call.height, call.time);
        sequence.calls.push(Call {
            entry: call.entry,
            input: call.input,
            caller: Caller {
                key: call.caller.key,
                organisation: call.caller.organisation,
                roles: call.caller.roles.into_iter().collect(),
            },
            is_query: call.mode == runtime::Mode::Query,
            blocks,
            seconds,
            fuel_part: None,
        });
    }
    Ok((sequence, start))
}

fn calls(
    ready: &contract::Ready,
    file: &Path,
    sequence: &Sequence,
    start: &Start,
) -> Result<Report, Failure> {
    let mut bench = ready.target.bench()?;
    let broken = ready.target.broken(&mut bench, sequence, start)?;
    let findings = broken.into_iter().map(|broken| Finding {
        promise: broken.failure.key,
        message: broken.failure.message,
        shown: vec![match broken.after {
            0 => "before the first call".into(),
            after => format!("after call {after}"),
        }],
        file: None,
    });
    let runs = sequence.calls.len() as u64;
    let checked = ready.target.invariants().to_vec();
    Ok(report(file, "contract", runs, checked, findings.collect()))
}
