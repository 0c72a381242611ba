//! `assent decide`: one request, decided by the contract in the sandbox.

use std::io::Write;
use std::path::Path;

use policy_lang::contract::policy_words;
use policy_lang::{reasons, typed};
use runtime::{ModuleCache, Policy, PolicyError};

use crate::answer::answer;
use crate::arguments::DecideArguments;
use crate::asked::Asked;
use crate::cache::RunCache;
use crate::failure::Failure;
use crate::policy_file::{PolicyText, is_module, read};

/// Runs the command: status 0 for any decision, 1 when the policy has errors, 2 when the request
/// or the facts are not what they should be.
pub fn run(arguments: &DecideArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let facts = arguments.facts.as_deref();
    let cache = RunCache::open(&arguments.cache)?;
    let modules = cache.modules();
    let (policy, _, mut asked) = asked(&arguments.policy, &arguments.request, facts, modules)?;
    let cached = cache.report();
    let explained = asked.decider.explain(&asked.bound)?.outcome;
    let explanation = explained.map_err(|code| {
        Failure::failed(format!(
            "the contract failed with code {}: {}",
            code.0,
            code.meaning()
        ))
    })?;
    let interface = policy.interface();
    let text = match arguments.json {
        true => {
            let answer = answer(interface, &explanation, &policy.hash()).cached(cached);
            serde_json::to_string(&answer).map_err(std::io::Error::from)?
        }
        false => reasons::decision(interface, &explanation),
    };
    writeln!(out, "{text}")?;
    Ok(0)
}

/// A request on a policy, from their files; in the middle the typed policy, when its text was given.
///
/// # Errors
/// One of them, or the facts, is not what it should be.
pub(super) fn asked(
    path: &Path,
    request: &Path,
    facts: Option<&Path>,
    modules: &ModuleCache,
) -> Result<(Policy, Option<typed::Policy>, Asked), Failure> {
    let (typed, wasm) = load(path)?;
    let facts = facts.map(read).transpose()?;
    let request = read(request)?;
    let policy = load_policy(modules, path, &wasm)?;
    let from_module = || {
        policy_words(policy.interface()).ok_or_else(|| {
            Failure::failed("the module's time zone is not one that this version knows")
        })
    };
    let mut warn = |warning: String| eprintln!("warning: {warning}");
    let asked = match &typed {
        Some(words) => Asked::read(&policy, words, &request, facts.as_deref(), &mut warn)?,
        None => Asked::read(
            &policy,
            &from_module()?,
            &request,
            facts.as_deref(),
            &mut warn,
        )?,
    };
    Ok((policy, typed, asked))
}

/// The policy's words, when there is a text, and its module.
pub(super) fn load(path: &Path) -> Result<(Option<typed::Policy>, Vec<u8>), Failure> {
    if path.extension().is_some_and(|ending| ending == "wasm") {
        let bytes = read(path)?;
        if !is_module(&bytes) {
            let message = format!("{} is no WebAssembly module", path.display());
            return Err(Failure::failed(message).help("`assent build POLICY` makes one"));
        }
        return Ok((None, bytes));
    }
    let text = PolicyText::read(path)?;
    let (policy, contract) = text.compile()?;
    Ok((Some(policy.clone()), contract.wasm))
}

/// Takes a module, that `path` stands for, as a policy.
///
/// # Errors
/// It is none.
pub(super) fn load_policy(
    modules: &ModuleCache,
    path: &Path,
    wasm: &[u8],
) -> Result<Policy, Failure> {
    let loaded = Policy::load_cached(modules, wasm);
    loaded.map(|(policy, _)| policy).map_err(|error| {
        let failure = Failure::failed(format!("{}: {error}", path.display()));
        match error {
            PolicyError::Refused(refusal) => failure.help(refusal.advice),
            _ => failure,
        }
    })
}
