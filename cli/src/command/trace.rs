//! `assent trace`: a decision clause by clause, or the calls of a script by every function of the host.

mod call;
mod decision;

use std::io::Write;
use std::path::Path;

use policy_lang::typed;
use runtime::{Engine, Policy};
use workbench::trace;

use super::decide::{asked, load, load_policy};
use crate::arguments::TraceArguments;
use crate::asked::unknown_term;
use crate::failure::{FAILED, Failure};
use crate::policy_file::name;
use crate::subject::{is_script, policy_or_script};

/// Runs the command: status 0, 1 when a call is not as its script expects or the interpreter and the contract differ, and
/// 2 when there is nothing to follow.
pub fn run(arguments: &TraceArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let path = policy_or_script(&arguments.path)?;
    if is_script(&path) {
        if arguments.request.is_some() || arguments.example.is_some() {
            return Err(Failure::usage("a script has calls, and decides no request")
                .help("`--call NAME` shows one of them alone"));
        }
        return call::run(&path, arguments, out);
    }
    if arguments.call.is_some() {
        return Err(Failure::usage("`--call` is about a script of calls")
            .help("follow a decision with `--request FILE` or `--example NAME`"));
    }
    let modules = Engine::new()?.into();
    let (policy, typed, decision) = match (&arguments.request, &arguments.example) {
        (Some(request), _) => {
            let facts = arguments.facts.as_deref();
            let (policy, typed, asked) = asked(&path, request, facts, &modules)?;
            let decision = trace::decision(&policy, typed.as_ref(), &asked.case, &asked.bound);
            (policy, typed, decision)
        }
        (None, Some(example)) => {
            let (typed, wasm) = load(&path)?;
            let policy = load_policy(&modules, &path, &wasm)?;
            let decision = example_of(&path, typed.as_ref(), &policy, example)?;
            (policy, typed, decision)
        }
        (None, None) => {
            let message = format!("which decision of {}?", name(&path));
            return Err(Failure::usage(message).help(
                "`--request FILE` follows a request, `--example NAME` an example of the policy",
            ));
        }
    };
    let decision = decision.map_err(|error| Failure::failed(error.to_string()))?;
    let shown = decision::Shown {
        file: name(&path),
        policy: &policy,
        typed: typed.as_ref(),
        decision: &decision,
        all: arguments.all,
    };
    match arguments.json {
        true => writeln!(out, "{}", shown.json())?,
        false => shown.print(out)?,
    }
    if !decision.agrees() {
        return Err(Failure {
            status: FAILED,
            message: "the interpreter and the contract differ about this request".into(),
            help: Some(
                "this is a mistake of ours: keep the policy and the request, and report them"
                    .into(),
            ),
        });
    }
    Ok(0)
}

fn example_of(
    path: &Path,
    typed: Option<&typed::Policy>,
    policy: &Policy,
    wanted: &str,
) -> Result<Result<trace::Decision, trace::TraceError>, Failure> {
    let failure = |message: String| Failure::usage(format!("{}: {message}", name(path)));
    let typed = typed.ok_or_else(|| {
        failure("a module has no examples".into())
            .help("they are in the policy's text, the `.consent` file")
    })?;
    let mut numbered = typed.examples.iter().zip(1_usize..);
    let found = numbered.find(|(one, number)| one.name == wanted || wanted.parse() == Ok(*number));
    let found = found.map(|(example, _)| example);
    let example = found.ok_or_else(|| {
        let names = typed.examples.iter().map(|example| example.name.as_str());
        let failure = failure(format!("no example is called \"{wanted}\""));
        match policy_lang::diagnostic::nearest(wanted, names) {
            Some(near) => failure.help(format!("did you mean \"{near}\"?")),
            None => failure.help("`assent test` lists the examples"),
        }
    })?;
    let case = &example.case;
    let bound = policy.binding();
    let bound = bound.request(&case.requester, &case.request, case.now);
    let bound = bound.map_err(|unknown| unknown_term(unknown, &case.request))?;
    Ok(trace::decision(policy, Some(typed), case, &bound))
}

#[cfg(test)]
mod tests;
