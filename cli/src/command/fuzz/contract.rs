//! Contracts that are no policies: sequences of calls, and the script that a finding is written as.

use std::path::Path;

use runtime::{AdmitError, AdmittedModule, Engine};
use workbench::fuzz::contract::{
    CALLS_MAX, ContractBench, ContractError, ContractTarget, INPUT_BYTES_MAX, Sequence, Start,
};
use workbench::fuzz::{Found, Target};

use super::corpus::{self, Of};
use super::report::{Coverage, Finding, Missing, Report};
use super::{findings, replay, script, watched};
use crate::arguments::FuzzArguments;
use crate::calls;
use crate::contract_file::read_module;
use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// Sequences that are tried when nothing is said.
const RUNS: u64 = 5_000;

/// A contract that is ready.
pub struct Ready {
    pub module: AdmittedModule,
    pub target: ContractTarget,
}

/// Reads and admits a contract.
pub fn ready(arguments: &FuzzArguments, path: &Path) -> Result<Ready, Failure> {
    let name = path.display();
    let wasm = read_module(path)?;
    let module = match Engine::new()?.admit(&wasm) {
        Ok(module) => module,
        Err(AdmitError::Fault(fault)) => return Err(fault.into()),
        Err(AdmitError::Refused(refusal)) => {
            let failure = Failure::failed(format!("{name}: {refusal}"));
            return Err(failure.help(refusal.advice));
        }
    };
    let target = ContractTarget::new(module.clone(), &wasm, &arguments.target);
    let target = target.map_err(|error| {
        let failure = Failure::usage(format!("{name}: {error}"));
        match error {
            ContractError::Policy => failure.help("a policy is fuzzed by its text, `.consent`"),
            _ => failure.help("`assent admit` lists the entries of a contract"),
        }
    })?;
    Ok(Ready { module, target })
}

/// Fuzzes a contract.
pub fn fuzz(arguments: &FuzzArguments, path: &Path) -> Result<Report, Failure> {
    let ready = ready(arguments, path)?;
    let target = &ready.target;
    let mut begin = from_script(path, target)?;
    if let Some(folder) = &arguments.corpus {
        for case in corpus::read_all(folder, Of::Contract)? {
            begin.push(sequence(&case, folder)?);
        }
    }
    let total = target
        .reached(&Default::default())
        .iter()
        .map(|one| one.pieces as usize)
        .sum();
    let fuzzed = watched(arguments, target, begin, total, RUNS)?;
    if let Some(folder) = &arguments.corpus {
        let cases: Vec<Vec<u8>> = fuzzed.corpus.iter().map(Sequence::to_bytes).collect();
        corpus::write_all(folder, Of::Contract, &cases)?;
    }
    let mut bench = target.bench()?;
    let found = fuzzed.found.iter();
    let found = found.map(|found| finding(arguments, path, &ready, &mut bench, found));
    let findings = found.collect::<Result<_, Failure>>()?;
    let functions = target.reached(&fuzzed.points);
    let missing = functions.iter().filter(|one| one.reached < one.pieces);
    let missing = missing.map(|one| Missing {
        of: one.name.clone(),
        what: format!("{} of its {} pieces", one.pieces - one.reached, one.pieces),
    });
    Ok(Report {
        file: path.display().to_string(),
        kind: "contract",
        seed: Some(arguments.seed),
        runs: fuzzed.runs,
        corpus: fuzzed.corpus.len(),
        checked: target.invariants().to_vec(),
        coverage: Some(Coverage {
            reached: functions.iter().map(|one| one.reached as usize).sum(),
            total,
            missing: missing.collect(),
        }),
        findings,
    })
}

/// The calls of the script beside a contract, to begin with: its author knew what it needs.
fn from_script(path: &Path, target: &ContractTarget) -> Result<Vec<Sequence>, Failure> {
    let script = path.with_extension(calls::ENDING.trim_start_matches('.'));
    if !script.exists() {
        return Ok(Vec::new());
    }
    let (mut sequence, _) = replay::sequence(calls::Script::read(&script)?)?;
    sequence.calls.retain(|call| {
        target.entries().contains(&call.entry) && call.input.len() <= INPUT_BYTES_MAX
    });
    let calls = sequence.calls.chunks(CALLS_MAX);
    Ok(calls
        .map(|calls| Sequence {
            calls: calls.to_vec(),
        })
        .collect())
}

/// The sequence that a case is.
pub fn sequence(case: &[u8], from: &Path) -> Result<Sequence, Failure> {
    Sequence::from_bytes(case).ok_or_else(|| {
        Failure::failed(format!(
            "{} holds a case of a contract that is none of this version",
            from.display()
        ))
        .help("remove it: a new corpus is soon made")
    })
}

/// Shrinks a failure, and writes it as a script of calls.
fn finding(
    arguments: &FuzzArguments,
    path: &Path,
    ready: &Ready,
    bench: &mut ContractBench,
    found: &Found<Sequence>,
) -> Result<Finding, Failure> {
    let key = &found.failure.key;
    let shrunk = ready.target.shrink(bench, found.input.clone(), key)?;
    let broken = ready.target.broken(bench, &shrunk, &Start::default())?;
    let broken = broken.into_iter().find(|broken| broken.failure.key == *key);
    let message = broken
        .as_ref()
        .map_or(&found.failure.message, |it| &it.failure.message);
    let invariant = broken
        .as_ref()
        .and_then(|broken| broken.invariant.as_deref());
    let folder = &arguments.findings;
    let mut written = script::Script::of(&ready.module, &shrunk, invariant, message)?;
    let text = written.text(&findings::relative(path, folder))?;
    let name = format!("{}{}", findings::stem(path, key), calls::ENDING);
    let file = findings::write(folder, &name, text.as_bytes())?;
    Ok(Finding {
        promise: key.clone(),
        message: message.clone(),
        shown: written.lines(),
        file: Some(file.display().to_string()),
    })
}
