//! Measures: every example of a policy and every call of a script, or one request.

use std::path::{Path, PathBuf};

use policy_lang::typed::Example;
use runtime::policy::{Decided, Decider};
use runtime::{Engine, FuelUse, Given, Policy};
use workbench::trace::given;

use super::CostLine;
use crate::arguments::CostArguments;
use crate::calls::Script;
use crate::command::decide::{asked, load_policy};
use crate::failure::Failure;
use crate::policy_file::{PolicyText, name, policies_and_scripts};

/// Measures what `paths` mean.
pub(super) fn paths(paths: &[PathBuf]) -> Result<Vec<CostLine>, Failure> {
    let (policies, scripts) = policies_and_scripts(paths)?;
    let engine = Engine::new()?;
    let mut costs = Vec::new();
    for path in policies {
        costs.extend(examples(&engine, &path)?);
    }
    for path in scripts {
        let script = Script::read(&path)?;
        for called in script.call_all(&engine)? {
            costs.push(line(&script.file, &called.name, &called.entry, called.fuel));
        }
    }
    Ok(costs)
}

fn examples(engine: &Engine, path: &Path) -> Result<Vec<CostLine>, Failure> {
    let text = PolicyText::read(path)?;
    let (typed, contract) = text.compile()?;
    let policy = load_policy(&engine.clone().into(), path, &contract.wasm)?;
    let mut decider = policy.decider()?;
    let mut costs = Vec::new();
    for example in &typed.examples {
        costs.extend(of_example(&text.name(), &policy, &mut decider, example)?);
    }
    Ok(costs)
}

fn of_example(
    file: &str,
    policy: &Policy,
    decider: &mut Decider<Given>,
    example: &Example,
) -> Result<[CostLine; 2], Failure> {
    let case = &example.case;
    let bound = policy.binding();
    let bound = bound.request(&case.requester, &case.request, case.now);
    let bound =
        bound.map_err(|error| Failure::failed(format!("{file}: \"{}\": {error}", example.name)))?;
    let facts = decider.facts_mut()?;
    facts.give(&case.requester, case.now, given(case));
    let decided = decider.decide(&bound)?;
    let explained = decider.explain(&bound)?;
    Ok(both(file, &example.name, &decided, &explained))
}

/// Measures one request.
pub(super) fn request(arguments: &CostArguments, request: &Path) -> Result<Vec<CostLine>, Failure> {
    let [path] = arguments.paths.as_slice() else {
        return Err(Failure::usage("`--request` is about one policy")
            .help("assent cost POLICY --request FILE"));
    };
    let modules = Engine::new()?.into();
    let (_, _, mut asked) = asked(path, request, arguments.facts.as_deref(), &modules)?;
    let decided = asked.decider.decide(&asked.bound)?;
    let explained = asked.decider.explain(&asked.bound)?;
    Ok(both(&name(path), &name(request), &decided, &explained).into())
}

fn both<T, U>(
    file: &str,
    name: &str,
    decided: &Decided<T>,
    explained: &Decided<U>,
) -> [CostLine; 2] {
    [
        line(file, name, "decide", decided.fuel),
        line(file, name, "explain", explained.fuel),
    ]
}

fn line(file: &str, name: &str, entry: &str, fuel: FuelUse) -> CostLine {
    CostLine {
        file: file.into(),
        name: name.into(),
        entry: entry.into(),
        fuel: fuel.into(),
    }
}
