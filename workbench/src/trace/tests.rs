//! A decision that is followed says whether all who decide agree.

use abi::decision::Outcome;
use abi::host::fact;
use abi::interface::Interface;
use abi::limits::DECIDE_FUEL;
use abi::terms::Requester;
use abi::{Instant, OutcomeCode};
use parity_scale_codec::Encode;
use policy_lang::typed::Case;
use runtime::policy::Facts;
use runtime::{Engine, FactAnswer, FactSource, FuelUse, Given};

use super::{Decision, FactAsked, Recorded, decision};
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

#[test]
fn what_was_asked_is_written_down_with_its_answer() {
    let loaded = runtime::Policy::load(&Engine::new().expect("an engine"), &contract().wasm);
    let mut facts = Facts::new(loaded.expect("it is admitted").binding().clone());
    let given = Given {
        treats: Some(true),
        ..Given::default()
    };
    let who = Requester::Patient { is_subject: true };
    facts.give(&who, Instant(0), given);
    let asked = Vec::new();
    let mut recorded = Recorded { facts, asked };
    for (id, answer) in [
        (fact::TREATS, FactAnswer::Known),
        (fact::DECEASED, FactAnswer::Unknown),
    ] {
        let told = recorded.fact(id, &mut Vec::new()).expect("no fault");
        assert_eq!(told, answer);
    }
    // A call of 500, and 1 for each byte.
    let asked = |id, answer, fuel| FactAsked { id, answer, fuel };
    let expected = [
        asked(fact::TREATS, Some(vec![1, 0, 0, 0]), 504),
        asked(fact::DECEASED, None, 500),
    ];
    assert_eq!(recorded.asked, expected);
}

/// A module that says it is the fixture's policy, and puts out one byte for whatever it is asked.
fn talks_nonsense(interface: &Interface) -> Vec<u8> {
    let section = interface.encode();
    let section: String = section.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
            (memory (export "memory") 1 1)
            (global (export "input") i32 (i32.const 64))
            (global (export "input_capacity") i32 (i32.const 4096))
            (global (export "output") i32 (i32.const 8192))
            (func (export "decide") (export "explain") (param $length i32) (result i32)
                (i32.const 1))
            (@custom "assent.policy" "{section}"))"#
    );
    wat::parse_str(text).expect("a module")
}

#[test]
fn an_output_that_says_nothing_costs_all_that_there_is() {
    let (engine, contract) = (Engine::new().expect("an engine"), contract());
    let wasm = talks_nonsense(&contract.interface);
    let loaded = runtime::Policy::load(&engine, &wasm).expect("it is admitted");
    let target = PolicyTarget::new(&engine, policy(), &contract.wasm, vec![], &[]);
    let target = target.expect("it is admitted");
    let case = target.case(&[]);
    let bound = target.bound(&case).expect("its names are known");
    let followed = decision(&loaded, None, &case, &bound).expect("no fault");
    let forfeited = FuelUse {
        entering: 0,
        input: 0,
        code: 0,
        host: 0,
        output: 0,
        forfeited: DECIDE_FUEL,
    };
    assert_eq!(followed.decide.outcome, Err(OutcomeCode::TRAP_OUTPUT));
    assert_eq!(followed.explain.outcome, Err(OutcomeCode::TRAP_OUTPUT));
    assert_eq!(
        (followed.decide.fuel, followed.explain.fuel),
        (forfeited, forfeited)
    );
}
