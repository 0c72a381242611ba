//! Policies: requests, and the example that a finding is written as.

use std::path::Path;

use policy_lang::typed::Case;
use policy_lang::written;
use runtime::Engine;
use workbench::fuzz::policy::{INPUT_BYTES_MAX, PolicyBench, PolicyTarget};
use workbench::fuzz::{Failure as Broken, Found, Target};

use super::corpus::{self, Of};
use super::report::{Coverage, Finding, Missing, Report};
use super::{findings, watched};
use crate::arguments::FuzzArguments;
use crate::failure::Failure;
use crate::laws_file::{self, LawsText};
use crate::policy_file::PolicyText;

/// Requests that are tried when nothing is said.
const RUNS: u64 = 20_000;

/// A policy that is ready.
pub struct Ready {
    pub text: PolicyText,
    pub laws: LawsText,
    pub target: PolicyTarget,
}

/// Reads, compiles and loads a policy with its laws.
pub fn ready(arguments: &FuzzArguments, path: &Path) -> Result<Ready, Failure> {
    let text = PolicyText::read(path)?;
    let (policy, contract) = text.compile()?;
    let laws = laws_file::read(&text, policy)?;
    let rules = policy.rules.iter().map(|rule| rule.name.as_str());
    let names: Vec<&str> = rules
        .chain(laws.laws.iter().map(|law| law.name()))
        .collect();
    if let Some(unknown) = arguments
        .target
        .iter()
        .find(|name| !names.contains(&name.as_str()))
    {
        let failure = Failure::usage(format!(
            "{} has no rule and no law that is called `{unknown}`",
            text.name()
        ));
        let near = policy_lang::diagnostic::nearest(unknown, names.iter().copied());
        return Err(match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help(format!("it has {}", names.join(", "))),
        });
    }
    let target = PolicyTarget::new(
        &Engine::new()?,
        policy.clone(),
        &contract.wasm,
        laws.laws.clone(),
        &arguments.target,
    );
    let target = target.map_err(|error| Failure::failed(format!("{}: {error}", text.name())))?;
    Ok(Ready { text, laws, target })
}

/// Fuzzes a policy.
pub fn fuzz(arguments: &FuzzArguments, path: &Path) -> Result<Report, Failure> {
    let ready = ready(arguments, path)?;
    let target = &ready.target;
    let mut begin = Vec::new();
    if let Some(folder) = &arguments.corpus {
        begin = corpus::read_all(folder, Of::Policy)?;
        begin.retain(|case| case.len() <= INPUT_BYTES_MAX);
    }
    let total = target.reached(&Default::default()).len();
    let fuzzed = watched(arguments, target, begin, total, RUNS)?;
    if let Some(folder) = &arguments.corpus {
        corpus::write_all(folder, Of::Policy, &fuzzed.corpus)?;
    }
    let mut bench = target.bench()?;
    let found = fuzzed.found.iter();
    let found = found.map(|found| finding(arguments, &ready, &mut bench, found));
    let findings = found.collect::<Result<_, Failure>>()?;
    let reached = target.reached(&fuzzed.points);
    let missing = reached.iter().filter(|point| point.times == 0);
    let missing: Vec<Missing> = missing
        .map(|point| Missing {
            of: point.of.clone(),
            what: point.what.clone(),
        })
        .collect();
    Ok(Report {
        file: ready.text.name(),
        kind: "policy",
        seed: Some(arguments.seed),
        runs: fuzzed.runs,
        corpus: fuzzed.corpus.len(),
        checked: ready.checked(),
        coverage: Some(Coverage {
            reached: total - missing.len(),
            total,
            missing,
        }),
        findings,
    })
}

impl Ready {
    /// The names of the laws.
    pub fn checked(&self) -> Vec<String> {
        let laws = self.laws.laws.iter();
        laws.map(|law| law.name().to_owned()).collect()
    }
}

/// Shrinks a failure, and writes it: the policy with an example more, where an example can say it; otherwise the case.
fn finding(
    arguments: &FuzzArguments,
    ready: &Ready,
    bench: &mut PolicyBench,
    found: &Found<Vec<u8>>,
) -> Result<Finding, Failure> {
    let key = &found.failure.key;
    let case = ready
        .target
        .shrink(bench, ready.target.case(&found.input), key)?;
    let ran = ready.target.run_case(bench, &case)?;
    let shrunk = ran.failures.into_iter().find(|failure| failure.key == *key);
    let failure = shrunk.unwrap_or_else(|| found.failure.clone());
    let stem = findings::stem(&ready.text.path, key);
    let folder = &arguments.findings;
    let (shown, file) = match example(ready, bench, &case, &failure)? {
        Some(example) => {
            let source = format!("{}\n\n{example}", ready.text.source.trim_end());
            let path = findings::write(folder, &format!("{stem}.consent"), source.as_bytes())?;
            if !ready.laws.laws.is_empty() {
                let laws = ready.laws.source.as_bytes();
                findings::write(folder, &format!("{stem}.laws"), laws)?;
            }
            (example.lines().map(str::to_owned).collect(), path)
        }
        None => {
            corpus::write_all(folder, Of::Policy, std::slice::from_ref(&found.input))?;
            let said = "no example can say this; the case is among the findings".to_owned();
            (vec![said], folder.clone())
        }
    };
    Ok(Finding {
        promise: failure.key,
        message: failure.message,
        shown,
        file: Some(file.display().to_string()),
    })
}

/// The case as an example, if it breaks the same promise when it is read back.
fn example(
    ready: &Ready,
    bench: &mut PolicyBench,
    case: &Case,
    failure: &Broken,
) -> Result<Option<String>, Failure> {
    let policy = ready.target.policy();
    let title = format!("found: {}", failure.key);
    let verdict = ready.target.verdict(case);
    let text = verdict.and_then(|verdict| written::example(policy, &title, case, &verdict));
    let Some(text) = text else {
        return Ok(None);
    };
    let source = format!("{}\n\n{text}", ready.text.source);
    let again = policy_lang::check(&source, &policy.title).policy;
    let last = again.as_ref().and_then(|again| again.examples.last());
    let Some(last) = last else {
        return Ok(None);
    };
    let ran = ready.target.run_case(bench, &last.case)?;
    let is_same = ran.failures.iter().any(|known| known.key == failure.key);
    Ok(is_same.then_some(text))
}
