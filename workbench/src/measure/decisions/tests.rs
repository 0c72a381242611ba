//! A decision that is timed is the one that it would be otherwise, of its case and with what is attested about it.

use std::sync::Arc;

use abi::Instant;
use abi::calendar::Date;
use abi::interface::CounterEntry;
use abi::set::IdSet;
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar};
use policy_lang::typed::Case;
use runtime::{Attestations, Engine, FuelUse, Given, Policy};

use super::{Attested, DecisionCase, Decisions, Memory};
use crate::fixture::{contract, policy};
use crate::fuzz::entropy::seeded;
use crate::fuzz::policy::PolicyTarget;
use crate::measure::Work;
use crate::trace::given;

const WHO: Requester = Requester::Patient { is_subject: true };

const NOW: Instant = Instant(1_000);

/// What is shared is answered as it is, whatever it is.
#[test]
fn what_is_attested_is_what_is_answered() {
    let consent = ConsentRecord {
        number: 3,
        form: None,
        sentences: vec![],
        recorded_at: Instant(7),
        withdrawn_at: None,
    };
    let access = AccessRecord {
        at: Instant(9),
        by: "dr_lee".into(),
        organisation: None,
        actions: vec!["read".into()],
    };
    let counter = CounterEntry {
        actions: IdSet::interval(0, 1),
        seconds: 60,
    };
    let birth = Date::new(1987, 11, 5);
    let told = |given: Given| {
        let attested = Attested(Arc::new(given));
        let consents = attested.consents().expect("no fault");
        let accesses = attested.accesses(&counter, NOW).expect("no fault");
        Given {
            treats: attested.treats(&WHO, NOW).expect("no fault"),
            consents: consents.map(|consents| consents.into_owned()),
            birth_date: attested.birth_date().expect("no fault"),
            deceased: attested.deceased().expect("no fault"),
            facts: attested.declared().expect("no fault").into_owned(),
            accesses: accesses.map(|accesses| accesses.into_owned()),
        }
    };
    let all = Given {
        treats: Some(true),
        consents: Some(vec![consent]),
        birth_date: Some(birth),
        deceased: Some(false),
        facts: vec![None, Some(Scalar::Number(5))],
        accesses: Some(vec![access]),
    };
    let otherwise = Given {
        treats: Some(false),
        consents: Some(vec![]),
        birth_date: Some(Date::new(2026, 1, 2)),
        deceased: Some(true),
        facts: vec![Some(Scalar::YesNo(true))],
        accesses: Some(vec![]),
    };
    for given in [all, otherwise, Given::default()] {
        assert_eq!(told(given.clone()), given);
    }
}

/// What a case costs by a decider of its own: to decide, and to explain.
fn alone(policy: &Policy, case: &Case, attested: Given) -> (FuelUse, FuelUse) {
    let bound = policy.binding();
    let bound = bound.request(&case.requester, &case.request, case.now);
    let bound = bound.expect("its names are known");
    let mut decider = policy.decider().expect("no fault");
    let facts = decider.facts_mut().expect("no fault");
    facts.give(&case.requester, case.now, attested);
    let decided = decider.decide(&bound).expect("no fault").fuel;
    let explained = decider.explain(&bound).expect("no fault").fuel;
    (decided, explained)
}

/// Four cases of which each costs something else than all others, and something else when nothing is attested.
fn different(policy: &Policy) -> Vec<Case> {
    let engine = Engine::new().expect("an engine");
    let target = PolicyTarget::new(&engine, self::policy(), &contract().wasm, vec![], &[]);
    let target = target.expect("it is admitted");
    let mut costs: Vec<(FuelUse, FuelUse)> = Vec::new();
    let mut cases = Vec::new();
    for case in (0..400).map(|seed| target.case(&seeded(seed, 384))) {
        if target.bound(&case).is_err() {
            continue;
        }
        let cost = alone(policy, &case, given(&case));
        let unattested = alone(policy, &case, Given::default());
        let is_new = costs
            .iter()
            .all(|(decided, explained)| *decided != cost.0 && *explained != cost.1);
        if is_new && cost.0 != unattested.0 && cost.1 != unattested.1 && cost.0 != cost.1 {
            costs.push(cost);
            cases.push(case);
        }
    }
    cases.truncate(4);
    assert_eq!(cases.len(), 4, "there are as many");
    cases
}

#[test]
fn decisions_come_in_turns_each_with_what_is_attested_about_it() {
    let engine = Engine::new().expect("an engine");
    let policy = Policy::load(&engine, &contract().wasm).expect("it is admitted");
    let different = different(&policy);
    let costs = different.iter();
    let costs: Vec<_> = costs
        .map(|case| alone(&policy, case, given(case)))
        .collect();
    let cases = different.iter().map(|case| {
        let bound = policy
            .binding()
            .request(&case.requester, &case.request, case.now);
        DecisionCase::new("one", case, bound.expect("its names are known"))
    });
    let cases: Vec<DecisionCase> = cases.collect();
    for memory in [Memory::Warm, Memory::Fresh] {
        for explains in [false, true] {
            let decisions = Decisions::new(&policy, &cases, memory, explains);
            let mut decisions = decisions.expect("no fault");
            for turn in 0..10 {
                decisions.prepare(turn).expect("no fault");
                let fuel = decisions.run().expect("no fault");
                let (decided, explained) = costs[turn % 4];
                let expected = if explains { explained } else { decided };
                assert_eq!(fuel, expected, "{memory:?} {explains} {turn}");
            }
        }
    }
}

#[test]
fn no_cases_are_no_decisions() {
    let engine = Engine::new().expect("an engine");
    let policy = Policy::load(&engine, &contract().wasm).expect("it is admitted");
    let decisions = Decisions::new(&policy, &[], Memory::Warm, false);
    let mut decisions = decisions.expect("no fault");
    decisions.prepare(3).expect("no fault");
    assert_eq!(decisions.run().expect("no fault"), FuelUse::default());
}
