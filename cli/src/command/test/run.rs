//! Runs the examples of policies, each on the contract and on the reference interpreter, and scripts
//! of calls.

use abi::OutcomeCode;
use abi::decision::Explanation;
use abi::interface::Interface;
use policy_lang::coverage::{Coverage, suggest};
use policy_lang::interpret::{self, UnknownTerm};
use policy_lang::laws::Law;
use policy_lang::reasons;
use policy_lang::typed::{Example, Policy as Typed};
use runtime::policy::Decider;
use runtime::{Engine, Given, Policy, PolicyError};

use super::calls;
use super::coverage::{self, PolicyCoverage};
use super::expectation;
use super::filter::Filter;
use super::progress::Progress;
use super::results::{CallResult, Error, ExampleResult, ReasonLine, RuleLine};
use workbench::trace::given;

use crate::arguments::TestArguments;
use crate::command::check::problem_lines;
use crate::failure::{FAILED, Failure};
use crate::laws_file;
use crate::policy_file::{PolicyText, policies_and_scripts};

/// What came of one policy or of one script.
pub struct Suite {
    /// Its path.
    pub file: String,
    /// Whether it is a script of calls.
    pub is_script: bool,
    /// It has errors, so that nothing of it was run.
    pub error: Option<Error>,
    /// The examples that were run.
    pub examples: Vec<ExampleResult>,
    /// The calls that were run.
    pub calls: Vec<CallResult>,
    /// What they try of it, when that is asked for.
    pub coverage: Option<PolicyCoverage>,
}

/// A policy that is ready to run.
struct Ready {
    text: PolicyText,
    wasm: Vec<u8>,
    chosen: Vec<Example>,
    /// What every example is held to beside what it expects.
    laws: Vec<Law>,
}

/// What is asked for beside the results.
#[derive(Clone, Copy)]
struct Covers {
    /// What the examples try.
    counts: bool,
    /// Examples for what they do not.
    suggests: bool,
}

/// Runs what the arguments ask for; policies of which nothing is chosen are left out.
pub fn suites(arguments: &TestArguments) -> Result<Vec<Suite>, Failure> {
    let filter = arguments.filter.as_deref().map(Filter::new);
    let (policies, scripts) = policies_and_scripts(&arguments.paths)?;
    let scripts = calls::read(&scripts, filter.as_ref())?;
    let mut read = Vec::new();
    for path in policies {
        match PolicyText::read(&path) {
            Ok(text) => read.push(ready(text, filter.as_ref())),
            Err(failure) if failure.status == FAILED => {
                let file = path.display().to_string();
                read.push(Err(broken(file, failure, Vec::new())));
            }
            Err(failure) => return Err(failure),
        }
    }
    let chosen = read.iter().flatten().map(|ready| ready.chosen.len());
    let chosen = chosen.sum::<usize>() + calls::count(&scripts);
    let mut progress = Progress::new(chosen, arguments.progress);
    let covers = Covers {
        counts: arguments.coverage || arguments.threshold.is_some(),
        suggests: arguments.coverage,
    };
    let engine = Engine::new()?;
    let mut suites = Vec::new();
    for ready in read {
        match ready {
            Ok(ready) if filter.is_some() && ready.chosen.is_empty() => {}
            Ok(ready) => suites.push(suite(&ready, &engine, covers, &mut progress)?),
            Err(suite) => suites.push(*suite),
        }
    }
    for script in scripts {
        suites.push(calls::suite(script, &engine, &mut progress));
    }
    progress.end();
    match &arguments.filter {
        Some(filter) if suites.is_empty() => Err(Failure::usage(format!(
            "no example and no call is called like `{filter}`, and no policy or script"
        ))
        .help("without `--filter` all of them run")),
        _ => Ok(suites),
    }
}

/// Checks and compiles a policy, and chooses its examples; a policy with errors is a suite already.
fn ready(text: PolicyText, filter: Option<&Filter>) -> Result<Ready, Box<Suite>> {
    let (chosen, wasm, laws) = match text.compile() {
        Ok((typed, contract)) => {
            let fits = |example: &&Example| {
                filter.is_none_or(|filter| filter.fits(&example.name) || filter.fits(&text.name()))
            };
            let chosen = typed.examples.iter().filter(fits).cloned().collect();
            let laws = match laws_file::read(&text, typed) {
                Ok(laws) => laws.laws,
                Err(failure) => return Err(broken(text.name(), failure, Vec::new())),
            };
            (chosen, contract.wasm, laws)
        }
        Err(failure) => {
            let problems = problem_lines(&text.checked.problems, &text.source, text.name())
                .map(|line| serde_json::to_value(line).unwrap_or_default())
                .collect();
            return Err(broken(text.name(), failure, problems));
        }
    };
    Ok(Ready {
        text,
        wasm,
        chosen,
        laws,
    })
}

fn broken(file: String, failure: Failure, problems: Vec<serde_json::Value>) -> Box<Suite> {
    let help = failure.help.map(|help| format!("\nhelp: {help}"));
    Box::new(Suite {
        error: Some(Error {
            file: file.clone(),
            is_script: false,
            message: failure.message + &help.unwrap_or_default(),
            problems,
        }),
        file,
        is_script: false,
        examples: Vec::new(),
        calls: Vec::new(),
        coverage: None,
    })
}

fn suite(
    ready: &Ready,
    engine: &Engine,
    covers: Covers,
    progress: &mut Progress,
) -> Result<Suite, Failure> {
    let (text, typed) = (&ready.text, ready.text.policy()?);
    let policy = match Policy::load(engine, &ready.wasm) {
        Ok(policy) => policy,
        Err(PolicyError::Fault(fault)) => return Err(fault.into()),
        Err(error) => {
            let failure = Failure::failed(format!("{}: {error}", text.name()));
            return Ok(*broken(text.name(), failure, Vec::new()));
        }
    };
    let mut decider = policy.decider()?;
    let mut examples = Vec::new();
    let mut seen = covers.counts.then(|| Coverage::new(typed));
    for example in &ready.chosen {
        examples.push(run_example(ready, typed, &policy, &mut decider, example)?);
        if let Some(seen) = &mut seen {
            let traced = interpret::trace(typed, &example.case);
            seen.add(&traced.map_err(|error| unknown(example, &error))?);
        }
        progress.step();
    }
    let file = text.name();
    Ok(Suite {
        coverage: seen.map(|seen| {
            let suggestions = if covers.suggests {
                suggest(typed, &text.source, &seen)
            } else {
                Vec::new()
            };
            coverage::of_policy(&file, typed, &seen, &suggestions)
        }),
        file,
        is_script: false,
        error: None,
        examples,
        calls: Vec::new(),
    })
}

/// The check of a policy leaves no such word in an example; should one be there, it has a name.
fn unknown(example: &Example, error: &UnknownTerm) -> Failure {
    Failure::failed(format!("example \"{}\": {error}", example.name))
}

fn run_example(
    ready: &Ready,
    typed: &Typed,
    policy: &Policy,
    decider: &mut Decider<Given>,
    example: &Example,
) -> Result<ExampleResult, Failure> {
    let case = &example.case;
    let interface = policy.interface();
    let interpreted = interpret::decide(typed, case).map_err(|error| unknown(example, &error))?;
    let bound = policy
        .binding()
        .request(&case.requester, &case.request, case.now);
    let bound =
        bound.map_err(|error| Failure::failed(format!("example \"{}\": {error}", example.name)))?;
    decider
        .facts_mut()?
        .give(&case.requester, case.now, given(case));
    let decided = decider.explain(&bound)?.outcome;
    let mut differences = expectation::differences(interface, &example.expect, &interpreted);
    for law in &ready.laws {
        let is_broken = law.is_broken(typed, case, interpreted.verdict.outcome);
        if is_broken.map_err(|error| unknown(example, &error))? {
            differences.push(format!("it breaks the law {}: `{}`", law.name(), law.words));
        }
    }
    let disagreement = disagreement(interface, &decided, &interpreted);
    let line_of = |rule: u32| interface.rules.get(rule as usize).map(|rule| rule.line.0);
    let names = reasons::rule_names(interface, &interpreted.verdict.rules);
    let rules = names.into_iter().zip(&interpreted.verdict.rules);
    Ok(ExampleResult {
        file: ready.text.name(),
        line: example.line,
        name: example.name.clone(),
        passed: differences.is_empty() && disagreement.is_none(),
        expected: expectation::words(interface, &example.expect),
        outcome: interpreted.verdict.outcome.word(),
        decision: reasons::decision(interface, &interpreted),
        rules: rules
            .map(|(rule, number)| RuleLine {
                rule,
                line: line_of(*number).unwrap_or_default(),
            })
            .collect(),
        duties: reasons::duties(interface, &interpreted)
            .iter()
            .map(reasons::duty)
            .collect(),
        reasons: reasons::reasons(interface, &interpreted)
            .into_iter()
            .map(ReasonLine::from)
            .collect(),
        is_other_outcome: example.expect.outcome != interpreted.verdict.outcome,
        differences,
        disagreement,
    })
}

/// What is to be said when the contract and the interpreter do not decide alike: one of them is
/// wrong, whatever the example expects.
fn disagreement(
    interface: &Interface,
    decided: &Result<Explanation, OutcomeCode>,
    interpreted: &Explanation,
) -> Option<String> {
    let contract = match decided {
        Ok(explanation) if explanation == interpreted => return None,
        Ok(explanation) => reasons::decision(interface, explanation),
        Err(code) => format!("none, it failed with code {}", code.0),
    };
    let interpreter = reasons::decision(interface, interpreted);
    Some(format!(
        "the contract and the interpreter disagree: the contract's decision is {contract}; the interpreter's is {interpreter}. This is a fault of assent and not of the policy: please report it, with the policy and this example"
    ))
}

#[cfg(test)]
mod tests {
    use abi::decision::{Outcome, Verdict};

    use super::*;

    fn explanation(outcome: Outcome) -> Explanation {
        Explanation {
            verdict: Verdict {
                outcome,
                rules: Vec::new(),
                overridden: Vec::new(),
            },
            reasons: Vec::new(),
        }
    }

    #[test]
    fn a_contract_that_disagrees_is_our_fault_and_says_so() {
        let source = "lab X\nlab X may read bloodwork\n";
        let checked = policy_lang::check(source, "p");
        let policy = checked.policy.unwrap();
        let contract = policy_lang::contract::compile(&policy, source).unwrap();
        let loaded = Policy::load(&Engine::new().unwrap(), &contract.wasm).unwrap();
        let said = |decided: Result<Explanation, OutcomeCode>| {
            disagreement(
                loaded.interface(),
                &decided,
                &explanation(Outcome::NotCovered),
            )
        };
        assert_eq!(said(Ok(explanation(Outcome::NotCovered))), None);
        let text = said(Ok(explanation(Outcome::Refused))).unwrap();
        assert!(
            text.contains("the contract's decision is refused"),
            "{text}"
        );
        assert!(text.contains("interpreter's is not covered"), "{text}");
        assert!(text.contains("please report it"), "{text}");
        let text = said(Err(OutcomeCode(17))).unwrap();
        assert!(text.contains("it failed with code 17"), "{text}");
    }
}
