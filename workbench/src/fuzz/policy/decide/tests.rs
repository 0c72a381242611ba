//! What comes of a request, and what is told when those who decide it differ.

use abi::OutcomeCode;
use abi::decision::{Explanation, Outcome, Reason, Verdict};
use policy_lang::laws::{self, Law};
use policy_lang::typed::Case;
use runtime::policy::Decided;
use runtime::{Engine, FuelUse};

use super::{Clause, compare, engines, laws as broken_laws, reason_point, warm};
use crate::fixture::{POLICY, contract, contract_of, policy};
use crate::fuzz::entropy::seeded;
use crate::fuzz::policy::{BYTES, PolicyTarget};
use crate::fuzz::rounds::{Ran, Target};

const LAWS: &str = "law never_vitals
  anyone may never read vitals

law own_always
  the patient may always read the whole record
";

fn laws() -> Vec<Law> {
    laws::check(LAWS, &policy()).laws.expect("laws")
}

/// The policy of the fixture beside a contract that may be another's.
fn target(wasm: &[u8], laws: Vec<Law>) -> PolicyTarget {
    let engine = Engine::new().expect("an engine");
    PolicyTarget::new(&engine, policy(), wasm, laws, &[]).expect("it is admitted")
}

fn honest() -> PolicyTarget {
    target(&contract().wasm, laws())
}

/// What came of each of `count` inputs.
fn runs(target: &PolicyTarget, count: u64) -> Vec<(Case, Ran)> {
    let mut bench = target.bench().expect("room");
    let run = |seed| {
        let input = seeded(seed, BYTES);
        let ran = target.run(&mut bench, &input).expect("no fault");
        (target.case(&input), ran)
    };
    (0..count).map(run).collect()
}

fn explanation(outcome: Outcome, rules: &[u32]) -> Explanation {
    Explanation {
        verdict: Verdict {
            outcome,
            rules: rules.into(),
            overridden: Vec::new(),
        },
        reasons: Vec::new(),
    }
}

fn decided<T>(outcome: Result<T, OutcomeCode>, code: u64) -> Decided<T> {
    let fuel = FuelUse {
        code,
        ..FuelUse::default()
    };
    Decided { outcome, fuel }
}

/// The failures of `add`, as keys and messages.
fn told(add: impl FnOnce(&mut Ran)) -> Vec<(String, String)> {
    let mut ran = Ran::default();
    add(&mut ran);
    let failures = ran.failures.into_iter();
    failures.map(|one| (one.key, one.message)).collect()
}

fn only(key: &str, message: &str) -> Vec<(String, String)> {
    vec![(key.into(), message.into())]
}

/// Corpora are kept by what their inputs reach.
#[test]
fn what_inputs_reach_stays() {
    let mut hash = blake3::Hasher::new();
    for (_, ran) in runs(&honest(), 400) {
        hash.update(format!("{ran:?}\n").as_bytes());
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "d48c24287ea8aaf5dc251082872aa636f488da738dfcbbbcb8a8d043652fb69a"
    );
}

/// The same said by the policy's own words: laws that a request is about, and those that its outcome breaks.
#[test]
fn a_law_is_broken_by_what_the_policy_decides() {
    let target = honest();
    let runs = runs(&target, 400);
    let mut messages: Vec<String> = Vec::new();
    for (case, ran) in &runs {
        let verdict = target.verdict(case);
        for (law, point) in target.laws.iter().zip(super::LAWS..) {
            let is_about = verdict.is_some() && law.applies(&target.policy, case) == Ok(true);
            assert_eq!(ran.points.contains(&point), is_about, "{}", law.words);
            let outcome = verdict.as_ref().map(|verdict| verdict.outcome);
            let is_broken = is_about && law.is_never() == (outcome == Some(Outcome::Allowed));
            let key = format!("law {}", law.name());
            let told = ran.failures.iter().filter(|failure| failure.key == key);
            let told: Vec<_> = told.collect();
            assert_eq!(told.len(), usize::from(is_broken), "{}", law.words);
            messages.extend(told.iter().map(|failure| failure.message.clone()));
        }
        assert!(
            ran.failures
                .iter()
                .all(|failure| failure.key.starts_with("law "))
        );
    }
    messages.sort();
    messages.dedup();
    let allowing = ["by_role", "machine", "own", "person"];
    let message = |rule| format!("it is allowed by {rule}, and `anyone may never read vitals`");
    assert_eq!(messages, allowing.map(message));
}

/// A contract of other rules with the same words.
#[test]
fn a_contract_that_decides_otherwise_is_told_of() {
    let other = POLICY.replace("the patient is at least 65", "the patient is at least 30");
    let target = target(&contract_of(&other).wasm, laws());
    let begin = "the contract and the interpreter disagree: allowed by person by the contract, ";
    let end = "because person needs the patient is at least 30 by the interpreter";
    let (mut disagreements, mut allowed) = (0, 0);
    for (_, ran) in runs(&target, 1_500) {
        let of = |key: &str| ran.failures.iter().find(|failure| failure.key == key);
        let Some(disagreement) = of("disagreement") else {
            continue;
        };
        disagreements += 1;
        if disagreement.message.starts_with(begin) && disagreement.message.ends_with(end) {
            allowed += 1;
            // What the interpreter does not allow breaks no law; what the contract does, does.
            let law = of("law never_vitals").map(|law| law.message.as_str());
            let message = "it is allowed by person, and `anyone may never read vitals`";
            assert_eq!(law, Some(message));
        }
    }
    assert_eq!((disagreements, allowed), (14, 2));
}

/// A contract that knows fewer names takes fewer requests.
#[test]
fn a_contract_that_knows_other_names_is_told_of() {
    let other = POLICY.replace("category lipids", "category fats");
    let other = other.replace("except lipids", "except fats");
    let target = target(&contract_of(&other).wasm, laws());
    let failures = runs(&target, 400)
        .into_iter()
        .flat_map(|(_, ran)| ran.failures);
    let mut failures: Vec<(String, String)> = failures
        .filter(|failure| failure.key == "terms")
        .map(|failure| (failure.key, failure.message))
        .collect();
    failures.sort();
    failures.dedup();
    let message = "the interpreter takes the request, and the contract's table refuses it";
    assert_eq!(failures, only("terms", message));
}

#[test]
fn the_contract_and_the_interpreter_agree_or_it_is_told_how_they_do_not() {
    let target = honest();
    let expected = explanation(Outcome::NotCovered, &[]);
    let rules = |outcome| -> &[u32] {
        if outcome == Outcome::Allowed {
            &[0]
        } else {
            &[]
        }
    };
    let compared = |decide: Result<Outcome, OutcomeCode>, explain: Result<Outcome, OutcomeCode>| {
        let decide = decide.map(|outcome| explanation(outcome, &[]).verdict);
        let explain = explain.map(|outcome| explanation(outcome, rules(outcome)));
        let both = (decided(decide, 1), decided(explain, 1));
        told(|ran| compare(&target, &expected, (&both.0, &both.1), ran))
    };
    let differs = |words: &str| {
        let message = format!(
            "the contract and the interpreter disagree: {words} by the contract, not covered by \
             any rule by the interpreter"
        );
        only("disagreement", &message)
    };
    let (yes, no) = (Outcome::Allowed, Outcome::NotCovered);
    let trap = OutcomeCode::TRAP_MEMORY;
    assert_eq!(compared(Ok(no), Ok(no)), []);
    assert_eq!(
        compared(Ok(no), Err(trap)),
        only(
            "trap",
            "the contract trapped: TRAP_MEMORY, The contract accessed memory out of bounds."
        )
    );
    assert_eq!(
        compared(Ok(no), Ok(yes)),
        differs("allowed by anyone_at_all")
    );
    assert_eq!(
        compared(Ok(yes), Ok(no)),
        differs("not covered by any rule")
    );
    assert_eq!(
        compared(Err(trap), Ok(no)),
        differs("not covered by any rule")
    );
}

#[test]
fn two_engines_agree_or_it_is_told_that_they_do_not() {
    let target = honest();
    let compared = |first: &Result<Explanation, OutcomeCode>,
                    second: Result<Option<Explanation>, OutcomeCode>| {
        told(|ran| engines(&target, first, &second, ran))
    };
    let (yes, no) = (
        explanation(Outcome::Allowed, &[0]),
        explanation(Outcome::NotCovered, &[]),
    );
    let (memory, output) = (OutcomeCode::TRAP_MEMORY, OutcomeCode::TRAP_OUTPUT);
    assert_eq!(compared(&Ok(no.clone()), Ok(Some(no.clone()))), []);
    assert_eq!(compared(&Err(memory), Err(memory)), []);
    // What is no explanation is a trap of the host of the first.
    assert_eq!(compared(&Err(output), Ok(None)), []);
    let begin = "the two engines disagree about the contract: ";
    let differs = |words: &str| only("engines", &format!("{begin}{words} by the first"));
    let trapped = "the contract trapped: TRAP_MEMORY, The contract accessed memory out of bounds.";
    assert_eq!(
        compared(&Ok(no.clone()), Ok(Some(yes.clone()))),
        differs("not covered by any rule")
    );
    assert_eq!(
        compared(&Ok(yes), Ok(Some(no.clone()))),
        differs("allowed by anyone_at_all")
    );
    assert_eq!(compared(&Err(memory), Ok(None)), differs(trapped));
    assert_eq!(compared(&Err(memory), Err(output)), differs(trapped));
    assert_eq!(
        compared(&Err(memory), Ok(Some(no.clone()))),
        differs(trapped)
    );
    assert_eq!(
        compared(&Ok(no.clone()), Err(memory)),
        differs("not covered by any rule")
    );
    assert_eq!(
        compared(&Ok(no), Ok(None)),
        differs("not covered by any rule")
    );
}

#[test]
fn what_was_kept_decides_and_costs_as_what_is_fresh() {
    let target = honest();
    let (yes, no) = (
        explanation(Outcome::Allowed, &[0]),
        explanation(Outcome::NotCovered, &[]),
    );
    let compared = |kept: Decided<Explanation>, fresh: Decided<Explanation>| {
        told(|ran| warm(&target, &kept, &fresh, ran))
    };
    let of = |outcome: &Explanation, code| decided(Ok(outcome.clone()), code);
    assert_eq!(compared(of(&yes, 7), of(&yes, 7)), []);
    assert_eq!(
        compared(of(&yes, 7), of(&yes, 8)),
        only(
            "fuel",
            "a contract that was kept costs 7 fuel, and a fresh one 8"
        )
    );
    assert_eq!(
        compared(of(&yes, 7), of(&no, 8)),
        only(
            "warm",
            "a contract that was kept decides otherwise than a fresh one: allowed by anyone_at_all, \
             and fresh not covered by any rule"
        )
    );
}

/// One law is told of once, although interpreter and contract both break it.
#[test]
fn a_law_is_told_of_once() {
    let target = honest();
    let cases = (0..400).map(|seed| target.case(&seeded(seed, BYTES)));
    let is_about = |case: &Case| target.laws[0].applies(&target.policy, case) == Ok(true);
    let case = cases.into_iter().find(is_about).expect("one is about it");
    let allowed = explanation(Outcome::Allowed, &[0]);
    let told = told(|ran| {
        broken_laws(&target, &case, &allowed, ran);
        broken_laws(&target, &case, &allowed, ran);
    });
    let message = "it is allowed by anyone_at_all, and `anyone may never read vitals`";
    assert_eq!(told, only("law never_vitals", message));
}

/// Inputs are told apart by the rule and the kind of clause that a reason names, each by its own point.
#[test]
fn each_reason_is_a_point_of_its_own() {
    let clauses = [
        (Clause::Action(3), 0),
        (Clause::Action(5), 0),
        (Clause::Data(2), 1),
        (Clause::Purpose, 2),
        (Clause::NotStarted, 3),
        (Clause::Ended, 4),
        (Clause::ConditionFalse(0), 8),
        (Clause::ConditionUnknown(0), 9),
        (Clause::ConditionFalse(5), 18),
        (Clause::ConditionUnknown(5), 19),
        (Clause::ConditionFalse(4_000), 2_056),
        (Clause::ConditionUnknown(4_000), 2_057),
    ];
    for (failure, point) in clauses {
        assert_eq!(reason_point(&Reason { rule: 0, failure }), point);
        let of_the_third = reason_point(&Reason { rule: 3, failure });
        assert_eq!(of_the_third, 3 * 4_096 + point);
    }
}
