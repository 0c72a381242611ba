//! One request, decided by everybody who decides, and compared.

use abi::OutcomeCode;
use abi::bind::BoundRequest;
use abi::decision::{Explanation, Failure as Clause, Reason, Verdict};
use policy_lang::interpret::{Trace, trace};
use policy_lang::reasons;
use policy_lang::typed::Case;
use runtime::policy::Decided;
use runtime::{Entry, Fault};

use super::{LAWS, PolicyBench, PolicyTarget, REASONS};
use crate::fuzz::rounds::{Failure, Ran};
use crate::trace::given;

/// Decides `case` by all; `is_thorough` with a fresh memory, too.
pub(super) fn run(
    target: &PolicyTarget,
    bench: &mut PolicyBench,
    case: &Case,
    is_thorough: bool,
) -> Result<Ran, Fault> {
    let mut ran = Ran::default();
    let binding = target.loaded.binding();
    let traced = trace(&target.policy, case);
    let bound = binding.request(&case.requester, &case.request, case.now);
    let (traced, bound) = match (traced, bound) {
        (Ok(traced), Ok(bound)) => (traced, bound),
        (Err(_), Err(_)) => return Ok(ran),
        (interpreted, bound) => {
            let message = format!(
                "the interpreter {} the request, and the contract's table {} it",
                word(interpreted.is_ok()),
                word(bound.is_ok())
            );
            ran.failures.push(failure("terms", message));
            return Ok(ran);
        }
    };
    count(target, case, &traced, &mut ran);
    laws(target, case, &traced.explanation, &mut ran);

    give(bench, case, &bound)?;
    let decided = bench.warm.decide(&bound)?;
    let explained = bench.warm.explain(&bound)?;
    compare(
        target,
        &traced.explanation,
        (&decided, &explained),
        &mut ran,
    );
    if let Ok(explanation) = &explained.outcome {
        // An interpreter that is wrong must not hide that the contract breaks a law.
        laws(target, case, explanation, &mut ran);
    }
    if is_thorough {
        let fresh = bench.fresh.explain(&bound)?;
        warm(target, &explained, &fresh, &mut ran);
    }
    let mut input = Vec::new();
    bound.write(&mut input);
    let second = bench.second.call(Entry::Explain, &input);
    let second = second.map(Explanation::read);
    engines(target, &explained.outcome, &second, &mut ran);
    Ok(ran)
}

/// Tells everybody who decides what is attested.
fn give(bench: &mut PolicyBench, case: &Case, bound: &BoundRequest) -> Result<(), Fault> {
    for decider in [&mut bench.warm, &mut bench.fresh] {
        let facts = decider.facts_mut()?;
        facts.give(&case.requester, case.now, given(case));
    }
    let facts = bench.second.facts_mut();
    facts.give(&case.requester, case.now, given(case));
    facts.name(&bound.data.names);
    Ok(())
}

/// Adds that the contract trapped, or decides otherwise than the interpreter.
fn compare(
    target: &PolicyTarget,
    expected: &Explanation,
    (decided, explained): (&Decided<Verdict>, &Decided<Explanation>),
    ran: &mut Ran,
) {
    if let Err(code) = &explained.outcome {
        ran.failures.push(failure("trap", trap(*code)));
    } else if explained.outcome.as_ref() != Ok(expected)
        || decided.outcome.as_ref() != Ok(&expected.verdict)
    {
        let told = told(target, &explained.outcome);
        let message = format!(
            "the contract and the interpreter disagree: {told} by the contract, {} by the interpreter",
            words(target, expected)
        );
        ran.failures.push(failure("disagreement", message));
    }
}

/// Adds that the second engine comes to something else.
fn engines(
    target: &PolicyTarget,
    first: &Result<Explanation, OutcomeCode>,
    second: &Result<Option<Explanation>, OutcomeCode>,
    ran: &mut Ran,
) {
    let agrees = match (second, first) {
        (Ok(Some(second)), Ok(first)) => second == first,
        (Ok(None), Err(code)) => *code == OutcomeCode::TRAP_OUTPUT,
        (Err(second), Err(first)) => second == first,
        _ => false,
    };
    if !agrees {
        let told = told(target, first);
        let message = format!("the two engines disagree about the contract: {told} by the first");
        ran.failures.push(failure("engines", message));
    }
}

fn word(takes: bool) -> &'static str {
    if takes { "takes" } else { "refuses" }
}

fn failure(key: &str, message: String) -> Failure {
    Failure {
        key: key.into(),
        message,
    }
}

fn trap(code: OutcomeCode) -> String {
    let name = code.name().unwrap_or_default();
    format!("the contract trapped: {name}, {}", code.meaning())
}

fn words(target: &PolicyTarget, explanation: &Explanation) -> String {
    reasons::decision(target.loaded.interface(), explanation)
}

fn told(target: &PolicyTarget, outcome: &Result<Explanation, OutcomeCode>) -> String {
    match outcome {
        Ok(explanation) => words(target, explanation),
        Err(code) => trap(*code),
    }
}

/// Adds what the request reaches.
fn count(target: &PolicyTarget, case: &Case, traced: &Trace, ran: &mut Ran) {
    for (rule, number) in traced.rules.iter().zip(0u32..) {
        let points = target.coverage.rules.get(number as usize);
        let points = points.map(|rule| rule.points.iter()).unwrap_or_default();
        for point in points.filter(|point| point.aspect.is_seen(rule)) {
            ran.points
                .extend(target.points.get(&(number, point.aspect)));
        }
    }
    for (law, point) in target.laws.iter().zip(LAWS..) {
        if law.applies(&target.policy, case) == Ok(true) {
            ran.points.insert(point);
        }
    }
    let explanation = &traced.explanation;
    ran.points
        .insert(REASONS + explanation.verdict.outcome as u64);
    let reasons = explanation.reasons.iter();
    ran.points
        .extend(reasons.map(|reason| REASONS + 16 + reason_point(reason)));
}

/// A rule and the kind of clause of it that failed.
fn reason_point(reason: &Reason) -> u64 {
    let kind = match reason.failure {
        Clause::Action(_) => 0,
        Clause::Data(_) => 1,
        Clause::Purpose => 2,
        Clause::NotStarted => 3,
        Clause::Ended => 4,
        Clause::ConditionFalse(part) => 8 + 2 * u64::from(part.min(1 << 10)),
        Clause::ConditionUnknown(part) => 9 + 2 * u64::from(part.min(1 << 10)),
    };
    u64::from(reason.rule) << 12 | kind
}

/// Adds the laws that a decision breaks.
fn laws(target: &PolicyTarget, case: &Case, decision: &Explanation, ran: &mut Ran) {
    let outcome = decision.verdict.outcome;
    for law in &target.laws {
        if law.is_broken(&target.policy, case, outcome) != Ok(true) {
            continue;
        }
        let key = format!("law {}", law.name());
        if ran.failures.iter().any(|known| known.key == key) {
            continue;
        }
        let message = format!("it is {}, and `{}`", words(target, decision), law.words);
        ran.failures.push(Failure { key, message });
    }
}

/// Adds what differs between a memory that was kept and one that is fresh.
fn warm(
    target: &PolicyTarget,
    warm: &Decided<Explanation>,
    fresh: &Decided<Explanation>,
    ran: &mut Ran,
) {
    if warm.outcome != fresh.outcome {
        let message = format!(
            "a contract that was kept decides otherwise than a fresh one: {}, and fresh {}",
            told(target, &warm.outcome),
            told(target, &fresh.outcome)
        );
        ran.failures.push(failure("warm", message));
    } else if warm.fuel != fresh.fuel {
        let (warm, fresh) = (warm.fuel.total().0, fresh.fuel.total().0);
        let message =
            format!("a contract that was kept costs {warm} fuel, and a fresh one {fresh}");
        ran.failures.push(failure("fuel", message));
    }
}

#[cfg(test)]
mod tests;
