//! `assent decide`: one request, decided by the contract in the sandbox.

use std::io::Write;

use abi::bind::UnknownTerm;
use abi::decision::Explanation;
use abi::terms::{AccessRequest, CategoryTerm};
use chain::facts::Given;
use chain::policy::{Policy, PolicyError};
use policy_lang::contract::policy_words;
use policy_lang::diagnostic::quote;
use policy_lang::{reasons, typed};

use crate::answer::answer;
use crate::arguments::DecideArguments;
use crate::cache::RunCache;
use crate::failure::Failure;
use crate::policy_file::{PolicyText, is_module, read};
use crate::request::{Facts, Question};

/// Runs the command: status 0 for any decision, 1 when the policy has errors, 2 when the request
/// or the facts are not what they should be.
pub fn run(arguments: &DecideArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let (words, wasm) = load(arguments)?;
    let facts = match &arguments.facts {
        Some(path) => Facts::read(&read(path)?)?,
        None => Facts::default(),
    };
    let question = Question::read(&read(&arguments.request)?, &facts)?;
    let cache = RunCache::open(&arguments.cache)?;
    let (policy, _) =
        Policy::load_cached(cache.modules(), &wasm).map_err(|error| refused(arguments, &error))?;
    let cached = cache.report();
    let words = match words {
        Some(words) => words,
        None => policy_words(policy.interface()).ok_or_else(|| {
            Failure::failed("the module's time zone is not one that this version knows")
        })?,
    };
    let explanation = decide(&policy, &words, &question, &facts)?;
    if arguments.json {
        let answer = answer(policy.interface(), &explanation, &policy.hash()).cached(cached);
        writeln!(
            out,
            "{}",
            serde_json::to_string(&answer).map_err(std::io::Error::from)?
        )?;
    } else {
        writeln!(
            out,
            "{}",
            reasons::decision(policy.interface(), &explanation)
        )?;
    }
    Ok(0)
}

/// The policy's words, when there is a text, and its module.
fn load(arguments: &DecideArguments) -> Result<(Option<typed::Policy>, Vec<u8>), Failure> {
    if arguments
        .policy
        .extension()
        .is_some_and(|ending| ending == "wasm")
    {
        let bytes = read(&arguments.policy)?;
        if !is_module(&bytes) {
            let message = format!("{} is no WebAssembly module", arguments.policy.display());
            return Err(Failure::failed(message).help("`assent build POLICY` makes one"));
        }
        return Ok((None, bytes));
    }
    let text = PolicyText::read(&arguments.policy)?;
    let (policy, contract) = text.compile()?;
    Ok((Some(policy.clone()), contract.wasm))
}

fn refused(arguments: &DecideArguments, error: &PolicyError) -> Failure {
    let failure = Failure::failed(format!("{}: {error}", arguments.policy.display()));
    match error {
        PolicyError::Refused(refusal) => failure.help(refusal.advice),
        _ => failure,
    }
}

fn decide(
    policy: &Policy,
    words: &typed::Policy,
    question: &Question,
    facts: &Facts,
) -> Result<Explanation, Failure> {
    let mut warn = |warning: String| eprintln!("warning: {warning}");
    let consents = facts.consents(question.patient(), words, &mut warn)?;
    let bound = policy
        .binding()
        .request(&question.requester, &question.request, question.now);
    let bound = bound.map_err(|unknown| unknown_term(unknown, &question.request))?;
    let attested = question.case_facts(facts, words)?;
    let given = Given {
        treats: Some(question.treats(facts)),
        consents: Some(consents),
        birth_date: attested.birth_date,
        deceased: attested.deceased,
        facts: attested.facts,
        accesses: attested.accesses,
    };
    let mut decider = policy.decider()?;
    decider
        .facts_mut()?
        .give(&question.requester, question.now, given);
    let decided = decider.explain(&bound)?;
    decided.outcome.map_err(|code| {
        Failure::failed(format!(
            "the contract failed with code {}: {}",
            code.0,
            code.meaning()
        ))
    })
}

fn unknown_term(unknown: UnknownTerm, request: &AccessRequest) -> Failure {
    let name = match unknown {
        UnknownTerm::Action { index } => request.actions.get(index).cloned(),
        UnknownTerm::Purpose => request.claims.purpose.clone(),
        UnknownTerm::Category { index } => match request.categories.get(index) {
            Some(CategoryTerm::Name(name)) => Some(name.clone()),
            _ => None,
        },
    };
    let (field, what) = match unknown {
        UnknownTerm::Action { .. } => ("action.name", "action"),
        UnknownTerm::Category { .. } => ("resource.properties.category", "category"),
        UnknownTerm::Purpose => ("context.purpose", "purpose"),
    };
    let name = quote(&name.unwrap_or_default());
    Failure::usage(format!("`{field}`: the policy knows no {what} {name}"))
}
