//! A decision that is followed says whether all who decide agree.

use abi::OutcomeCode;
use abi::decision::Outcome;
use abi::host::fact;
use policy_lang::typed::Case;
use runtime::Engine;

use super::{Decision, decision};
use crate::fixture::{contract, policy};
use crate::fuzz::entropy::seeded;
use crate::fuzz::policy::PolicyTarget;

/// The first decision, of those of a few requests, that was asked for consents.
fn followed() -> Decision {
    let (engine, contract) = (Engine::new().expect("an engine"), contract());
    let target = PolicyTarget::new(&engine, policy(), &contract.wasm, vec![], &[]);
    let target = target.expect("it is admitted");
    let loaded = runtime::Policy::load(&engine, &contract.wasm).expect("it is admitted");
    let cases = (0..40).map(|seed| target.case(&seeded(seed, 384)));
    let follow = |case: Case| {
        let bound = target.bound(&case).ok()?;
        Some(decision(&loaded, Some(target.policy()), &case, &bound).expect("no fault"))
    };
    let asks = |decision: &Decision| {
        let mut asked = decision.explain.asked.iter();
        asked.any(|asked| asked.id == fact::CONSENTS)
    };
    cases.filter_map(follow).find(asks).expect("one asks")
}

#[test]
fn interpreter_and_contract_agree_until_one_says_otherwise() {
    let whole = followed();
    assert!(whole.agrees());
    let alone = Decision {
        clauses: None,
        ..whole.clone()
    };
    assert!(alone.agrees());

    let other = |outcome| match outcome {
        Outcome::Allowed => Outcome::NotCovered,
        _ => Outcome::Allowed,
    };
    let mut wrong = whole.clone();
    let verdict = wrong.decide.outcome.as_mut().expect("decided");
    verdict.outcome = other(verdict.outcome);
    assert!(!wrong.agrees(), "decide and explain differ");

    let mut wrong = whole.clone();
    let clauses = wrong.clauses.as_mut().expect("there are clauses");
    clauses.explanation.verdict.outcome = other(clauses.explanation.verdict.outcome);
    assert!(!wrong.agrees(), "the interpreter differs");

    let mut wrong = whole;
    wrong.explain.outcome = Err(OutcomeCode::TRAP_OUTPUT);
    assert!(!wrong.agrees(), "one of them traps");
}

/// What asking costs is the price of the call and of each byte of the answer, as the page of the host's functions says.
#[test]
fn a_fact_costs_its_call_and_each_byte_of_the_answer() {
    let row = abi::host::HOST_FUNCTIONS
        .iter()
        .find(|row| row.name == "fact");
    let row = row.expect("it is there");
    for asked in followed().explain.asked {
        let bytes = asked.answer.as_ref().map_or(0, Vec::len) as u64;
        assert_eq!(asked.fuel, row.fuel_base + row.fuel_byte * bytes);
    }
}
