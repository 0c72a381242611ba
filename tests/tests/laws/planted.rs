//! Doubles: deciders with a mistake each, so that a law is seen to notice it.

use abi::Instant;
use abi::decision::{Explanation, Outcome, Verdict};
use abi::terms::CategoryTerm;
use policy_lang::interpret::Clauses;
use policy_lang::typed::{Case, Policy};

use super::{Decider, interpreter, with_rules};

/// The interpreter before a request that was changed on its way.
fn of_changed(policy: &Policy, change: fn(&mut Case)) -> Decider<'_> {
    let mut decider = interpreter(policy);
    Box::new(move |case| {
        let mut case = case.clone();
        change(&mut case);
        decider(&case)
    })
}

/// The interpreter of a policy that was changed on its way.
fn of_policy(policy: Policy) -> Decider<'static> {
    Box::new(move |case| policy_lang::interpret::decide(&policy, case).expect("known terms"))
}

/// The interpreter, whose answers are changed on their way.
fn changing(policy: &Policy, change: fn(&Policy, &Case, &mut Explanation)) -> Decider<'_> {
    let mut decider = interpreter(policy);
    Box::new(move |case| {
        let mut decision = decider(case);
        change(policy, case, &mut decision);
        decision
    })
}

/// The rules that apply: those that permit, and those that forbid.
fn applying(policy: &Policy, case: &Case) -> (Vec<u32>, Vec<u32>) {
    let clauses = Clauses::new(policy, case).expect("known terms");
    let numbered = policy.rules.iter().zip(0u32..);
    let applying = numbered.filter(|(rule, _)| clauses.applies(rule));
    let (may, not): (Vec<_>, Vec<_>) = applying.partition(|(rule, _)| rule.sentence.may);
    let numbers = |rules: Vec<(_, u32)>| rules.into_iter().map(|(_, number)| number).collect();
    (numbers(may), numbers(not))
}

fn allow(decision: &mut Explanation, rules: Vec<u32>) {
    decision.verdict = Verdict {
        outcome: Outcome::Allowed,
        rules,
        overridden: Vec::new(),
    };
    decision.reasons.clear();
}

pub fn allows_what_is_not_covered(policy: &Policy) -> Decider<'_> {
    changing(policy, |_, _, decision| {
        if decision.verdict.outcome == Outcome::NotCovered {
            allow(decision, Vec::new());
        }
    })
}

pub fn permission_wins(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, case, decision| {
        let (may, _) = applying(policy, case);
        if !may.is_empty() {
            allow(decision, may);
        }
    })
}

pub fn overrides_by_name(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, case, decision| {
        let mut rules = policy.rules.iter();
        let mut named = |number: &u32| rules.any(|rule| rule.overrides.contains(number));
        let (may, not) = applying(policy, case);
        if not.len() == 1 && named(&not[0]) && !may.is_empty() {
            allow(decision, may);
        }
    })
}

pub fn heeds_only_what_is_overridden(policy: &Policy) -> Decider<'_> {
    let rules = policy.rules.iter();
    let named: Vec<u32> = rules.flat_map(|rule| rule.overrides.clone()).collect();
    of_policy(with_rules(policy, |number, rule| {
        rule.sentence.may || named.contains(&number)
    }))
}

pub fn goes_with_the_majority(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, case, decision| {
        let (may, not) = applying(policy, case);
        if may.len() > not.len() {
            allow(decision, may);
        }
    })
}

pub fn counts_refusals_by_twos(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, case, decision| {
        let (may, not) = applying(policy, case);
        if !may.is_empty() && not.len() == 2 {
            allow(decision, may);
        }
    })
}

pub fn lets_the_first_rule_decide(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, case, decision| {
        let (may, not) = applying(policy, case);
        let place = |number: &&u32| policy.rules[**number as usize].span.start;
        let first = may.iter().chain(&not).min_by_key(place);
        if first.is_some_and(|first| may.contains(first)) {
            allow(decision, may);
        }
    })
}

pub fn looks_at_what_comes_first(policy: &Policy) -> Decider<'_> {
    of_changed(policy, |case| {
        case.request.actions.truncate(1);
        case.request.categories.truncate(1);
        case.consents.iter_mut().for_each(|list| list.truncate(1));
    })
}

/// Special protection counts for the very category that has it, and not for one around it.
pub fn protects_by_name(policy: &Policy) -> Decider<'_> {
    let mut open = policy.clone();
    for category in &mut open.categories {
        category.protected = false;
    }
    let (mut open, mut strict) = (of_policy(open), interpreter(policy));
    Box::new(move |case| {
        let is_protected = |term: &CategoryTerm| {
            let mut categories = policy.categories.iter();
            let id = policy.category_of(term);
            id.and_then(|id| categories.nth(id as usize))
                .is_none_or(|category| category.protected)
        };
        match case.request.categories.iter().any(is_protected) {
            true => strict(case),
            false => open(case),
        }
    })
}

pub fn leaves_unknown_codes_out(policy: &Policy) -> Decider<'_> {
    of_changed(policy, |case| {
        let is_known = |term: &CategoryTerm| match term {
            CategoryTerm::Name(_) => true,
            CategoryTerm::Code { code, .. } => code != "0000-0",
        };
        if case.request.categories.iter().any(is_known) {
            case.request.categories.retain(is_known);
        }
    })
}

pub fn has_a_favourite(policy: &Policy) -> Decider<'_> {
    changing(policy, |_, case, decision| {
        if case.request.patient == abi::PatientId([7; 16]) {
            allow(decision, Vec::new());
        }
    })
}

pub fn is_closed_on_odd_seconds(policy: &Policy) -> Decider<'_> {
    changing(policy, |_, case, decision| {
        if case.now.0 % 2 == 1 {
            decision.verdict = Verdict {
                outcome: Outcome::NotCovered,
                rules: Vec::new(),
                overridden: Vec::new(),
            };
        }
    })
}

pub fn takes_until_for_from(policy: &Policy) -> Decider<'_> {
    let mut turned = policy.clone();
    for rule in turned.rules.iter_mut().filter(|rule| rule.sentence.may) {
        rule.sentence.from = rule.sentence.until.take();
    }
    of_policy(turned)
}

pub fn drops_refusals_on_withdrawal(policy: &Policy) -> Decider<'_> {
    of_changed(policy, |case| {
        if let Some(consents) = &mut case.consents
            && consents.iter().any(|record| record.withdrawn_at.is_some())
        {
            consents.retain(|record| record.sentences[0].grants);
            for record in consents.iter_mut() {
                record.withdrawn_at = None;
            }
        }
    })
}

pub fn withdraws_a_second_late(policy: &Policy) -> Decider<'_> {
    of_changed(policy, |case| {
        for record in case.consents.iter_mut().flatten() {
            record.withdrawn_at = record.withdrawn_at.map(|end| Instant(end.0 + 1));
        }
    })
}

pub fn takes_unknown_for_no(policy: &Policy) -> Decider<'_> {
    of_changed(policy, |case| {
        case.treats = case.treats.or(Some(false));
        case.deceased = case.deceased.or(Some(false));
        case.consents.get_or_insert_default();
        case.accesses.get_or_insert_default();
    })
}

pub fn waits_for_a_purpose(policy: &Policy) -> Decider<'_> {
    let open = with_rules(policy, |_, rule| {
        rule.sentence.may || rule.sentence.purposes.is_none()
    });
    let (mut silent, mut stated) = (of_policy(open), interpreter(policy));
    Box::new(move |case| match case.request.claims.purpose {
        None => silent(case),
        Some(_) => stated(case),
    })
}

pub fn names_no_refusal(policy: &Policy) -> Decider<'_> {
    changing(policy, |_, _, decision| {
        if decision.verdict.outcome == Outcome::Refused {
            decision.verdict.rules.clear();
        }
    })
}

pub fn gives_the_reasons_of_another(policy: &Policy) -> Decider<'_> {
    changing(policy, |policy, _, decision| {
        let count = policy.rules.len() as u32;
        for reason in &mut decision.reasons {
            reason.rule = (reason.rule + 1) % count;
        }
    })
}
