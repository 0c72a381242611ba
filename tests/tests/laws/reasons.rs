//! What an answer names.

use abi::decision::{NEAR_RULES_MAX, Outcome};
use policy_lang::interpret::Clauses;

use super::{Form, Found, Ground, alone, keep, planted};

/// **"Refused" and "not covered" are never confused, and an answer names what decided.** An allowed
/// request names `may` rules and gives no reason; a refused one names `may not` rules; one that is
/// not covered names none. Each rule stands once, in order.
///
/// Source: docs/language.md, "What a decision is".
/// Planted: a decider that names no rule of a refusal.
#[test]
fn an_answer_names_what_decided() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        for case in &ground.cases {
            let decision = decider(case);
            let (outcome, rules) = (decision.verdict.outcome, &decision.verdict.rules);
            let all = |may: bool| {
                let mut rules = rules
                    .iter()
                    .map(|rule| &ground.policy.rules[*rule as usize]);
                rules.all(|rule| rule.sentence.may == may)
            };
            let holds = rules.is_sorted_by(|one, next| one < next)
                && match outcome {
                    Outcome::Allowed => {
                        all(true) && !rules.is_empty() && decision.reasons.is_empty()
                    }
                    Outcome::Refused => all(false) && !rules.is_empty(),
                    Outcome::NotCovered => rules.is_empty(),
                };
            found.expect(holds, || format!("{decision:?}: {case:#?}"));
        }
    }
    keep(law, 5_000, planted::names_no_refusal);
}

/// **Reasons are true.** A rule that an answer gives reasons of is a `may` rule about the requester
/// that does not apply, and alone it gives the same reasons; of a refused request it overrides what
/// refuses. So no reason depends on another rule.
///
/// Source: docs/language.md, "Reasons".
/// Planted: a decider that gives the reasons of the rule next to it.
#[test]
fn reasons_are_those_of_the_rule_alone() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        if ground.policy.rules.len() > 24 {
            return;
        }
        let singles: Vec<_> = (0..ground.policy.rules.len() as u32)
            .map(|number| alone(&ground.policy, number))
            .collect();
        let mut singles: Vec<_> = singles.iter().map(form).collect();
        let mut decider = form(&ground.policy);
        for case in &ground.cases {
            let decision = decider(case);
            let clauses = Clauses::new(&ground.policy, case).expect("known terms");
            let groups = decision.reasons.chunk_by(|one, next| one.rule == next.rule);
            found.expect(groups.clone().count() <= NEAR_RULES_MAX, || {
                format!("{case:#?}")
            });
            for group in groups {
                let rule = &ground.policy.rules[group[0].rule as usize];
                let own = singles[group[0].rule as usize](case);
                let overrides = |refusal: &u32| rule.overrides.contains(refusal);
                let holds = rule.sentence.may
                    && rule.sentence.subjects.iter().any(|who| clauses.is(*who))
                    && own.verdict.outcome == Outcome::NotCovered
                    && own
                        .reasons
                        .iter()
                        .map(|reason| reason.failure)
                        .eq(group.iter().map(|reason| reason.failure))
                    && (decision.verdict.outcome == Outcome::NotCovered
                        || decision.verdict.rules.iter().any(overrides));
                found.expect(holds, || {
                    format!("{decision:?}: {case:#?}\n{}", ground.source)
                });
            }
        }
    }
    keep(law, 2_000, planted::gives_the_reasons_of_another);
}
