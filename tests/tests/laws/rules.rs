//! Which rules decide, and what adding or leaving out a rule does.

use abi::decision::{Outcome, Verdict};
use policy_lang::typed::{Policy, Rule};
use testkit::entropy::Entropy;

use super::{Decider, Form, Found, Ground, allows, alone, keep, planted, with_rule, with_rules};

/// **Default deny.** Nothing is allowed that no `may` rule allows: without its `may` rules a policy
/// allows nothing, and without rules it answers "not covered", with no reason.
///
/// Source: docs/language.md, "What a decision is", 4.
/// Planted: a decider that allows what is not covered.
#[test]
fn nothing_is_allowed_that_no_rule_allows() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let (shut, empty) = (
            with_rules(&ground.policy, |_, rule| !rule.sentence.may),
            with_rules(&ground.policy, |_, _| false),
        );
        let (mut shut, mut empty) = (form(&shut), form(&empty));
        for case in &ground.cases {
            found.expect(!allows(&mut shut, case), || format!("{case:#?}"));
            let decision = empty(case);
            let nothing = decision.verdict.outcome == Outcome::NotCovered
                && decision.verdict.rules.is_empty()
                && decision.reasons.is_empty();
            found.expect(nothing, || format!("{case:#?}"));
        }
    }
    keep(law, 10_000, planted::allows_what_is_not_covered);
}

/// The rules that apply: those that decide alone.
fn applying(ground: &Ground, form: Form) -> Vec<Vec<u32>> {
    let mut applying = vec![Vec::new(); ground.cases.len()];
    for number in 0..ground.policy.rules.len() as u32 {
        let policy = alone(&ground.policy, number);
        let mut decider = form(&policy);
        for (case, applying) in ground.cases.iter().zip(&mut applying) {
            if decider(case).verdict.outcome != Outcome::NotCovered {
                applying.push(number);
            }
        }
    }
    applying
}

/// What the rules that apply come to, in the words of the reference.
fn together(policy: &Policy, applying: &[u32]) -> Verdict {
    let rule = |number: &u32| &policy.rules[*number as usize];
    let (may, not): (Vec<u32>, Vec<u32>) = applying
        .iter()
        .partition(|number| rule(number).sentence.may);
    let stands = |refusal: &u32| !may.iter().any(|by| rule(by).overrides.contains(refusal));
    let refusing: Vec<u32> = not.iter().copied().filter(stands).collect();
    let (outcome, rules, overridden) = match (refusing.is_empty(), may.is_empty()) {
        (false, _) => (Outcome::Refused, refusing, Vec::new()),
        (true, false) => (Outcome::Allowed, may, not),
        (true, true) => (Outcome::NotCovered, Vec::new(), Vec::new()),
    };
    Verdict {
        outcome,
        rules,
        overridden,
    }
}

fn is_the_sum_of_its_rules(ground: &Ground, form: Form, found: &mut Found) {
    // A crowd alone would take as long as all others together.
    if ground.policy.rules.len() > 24 {
        return;
    }
    let mut decider = form(&ground.policy);
    for (case, applying) in ground.cases.iter().zip(applying(ground, form)) {
        let expected = together(&ground.policy, &applying);
        let verdict = decider(case).verdict;
        let what = || {
            format!(
                "{verdict:?}, not {expected:?}: {case:#?}\n{}",
                ground.source
            )
        };
        found.expect(verdict == expected, what);
    }
}

/// **Refusal wins.** A `may not` rule that applies refuses, however many `may` rules apply, unless
/// one of these says that it overrides it. Whether a rule applies depends on no other rule: each is
/// asked alone, and the whole policy says what they come to together.
///
/// Source: docs/language.md, "What a decision is", 1 to 4.
/// Planted: a decider for which one `may` that applies is enough.
#[test]
fn a_refusal_wins_and_a_decision_is_the_sum_of_its_rules() {
    keep(is_the_sum_of_its_rules, 4_000, planted::permission_wins);
}

/// **A rule that does not apply overrides nothing**, and one that does overrides what it names and
/// nothing else.
///
/// Source: docs/language.md, "Overriding".
/// Planted: a decider for which to say `overrides` is enough.
#[test]
fn what_does_not_apply_overrides_nothing() {
    keep(is_the_sum_of_its_rules, 4_000, planted::overrides_by_name);
}

/// **Overriding less never opens.** What is allowed after a rule gave up overriding another was
/// allowed before.
///
/// Source: docs/language.md, "Overriding".
/// Planted: a decider that heeds a refusal only when some rule overrides it.
#[test]
fn overriding_less_never_opens() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut less = ground.policy.clone();
        let mut overriding = less.rules.iter_mut();
        let Some(rule) = overriding.find(|rule| !rule.overrides.is_empty()) else {
            return;
        };
        rule.overrides.clear();
        let (mut before, mut after) = (form(&ground.policy), form(&less));
        for case in ground.cases.iter().filter(|case| allows(&mut after, case)) {
            found.expect(allows(&mut before, case), || format!("{case:#?}"));
        }
    }
    keep(law, 500, planted::heeds_only_what_is_overridden);
}

/// Asks before and after one more rule, taken from another place of the policy.
fn with_one_more(
    ground: &Ground,
    form: Form,
    may: bool,
    mut check: impl FnMut(&mut Decider<'_>, &mut Decider<'_>, &Ground),
) {
    let mut choices = Entropy::new(&ground.more);
    let rule = choices.pick(&ground.policy.rules).clone();
    // Of its condition the last part alone, so that it applies where the rule did not.
    let parts = rule.conditions.len().saturating_sub(1);
    let mut rule = Rule {
        conditions: rule.conditions[parts..].to_vec(),
        condition_texts: rule.condition_texts[parts..].to_vec(),
        ..rule
    };
    rule.sentence.may = may;
    let more = with_rule(&ground.policy, &rule);
    check(&mut form(&ground.policy), &mut form(&more), ground);
}

/// **Adding a `may` removes no refusal**, and takes nothing away: what was refused is refused by
/// the same rules for the same reasons, and what was allowed is allowed.
///
/// Source: docs/language.md, "What a decision is", 2; "Overriding".
/// Planted: a decider that goes with the majority of the rules that apply.
#[test]
fn one_more_may_removes_no_refusal() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        with_one_more(ground, form, true, |before, after, ground| {
            for case in &ground.cases {
                let (old, new) = (before(case), after(case));
                let holds = match old.verdict.outcome {
                    Outcome::Refused => new == old,
                    Outcome::Allowed => new.verdict.outcome == Outcome::Allowed,
                    Outcome::NotCovered => new.verdict.outcome != Outcome::Refused,
                };
                found.expect(holds, || format!("{case:#?}\n{}", ground.source));
            }
        });
    }
    keep(law, 5_000, planted::goes_with_the_majority);
}

/// **Adding a `may not` never opens.** What is allowed with one more refusal was allowed without.
///
/// Source: docs/language.md, "What a decision is", 2.
/// Planted: a decider for which two refusals cancel each other.
#[test]
fn one_more_may_not_never_opens() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        with_one_more(ground, form, false, |before, after, ground| {
            for case in ground.cases.iter().filter(|case| allows(after, case)) {
                found.expect(allows(before, case), || format!("{case:#?}"));
            }
        });
    }
    keep(law, 500, planted::counts_refusals_by_twos);
}

/// **To say a rule twice is to say it once.** A second rule with the same words and another name
/// changes no outcome.
///
/// Source: docs/language.md, "What a decision is".
/// Planted: a decider that goes with the majority of the rules that apply.
#[test]
fn a_rule_said_twice_changes_no_outcome() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut choices = Entropy::new(&ground.more);
        let rule = choices.pick(&ground.policy.rules);
        let mut twice = ground.policy.clone();
        let mut second = rule.clone();
        second.name = "zzz_again".into();
        let number = twice.rules.len() as u32;
        let first = twice.rules.iter().position(|own| own.name == rule.name);
        let first = first.expect("it is there") as u32;
        for other in &mut twice.rules {
            if other.overrides.contains(&first) {
                other.overrides.push(number);
            }
        }
        twice.rules.push(second);
        let (mut once, mut twice) = (form(&ground.policy), form(&twice));
        for case in &ground.cases {
            let outcomes = (once(case).verdict.outcome, twice(case).verdict.outcome);
            found.expect(outcomes.0 == outcomes.1, || {
                format!("{outcomes:?}: {case:#?}")
            });
        }
    }
    keep(law, 5_000, planted::goes_with_the_majority);
}

/// **The order of rules is irrelevant.** A policy whose rules stand in another order in its text is
/// decided the same in every respect.
///
/// Source: docs/language.md, "What a decision is".
/// Planted: a decider for which the first rule in the text that applies decides.
#[test]
fn the_order_of_rules_changes_nothing() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut parts: Vec<&str> = ground.source.split("\nrule ").collect();
        parts[1..].reverse();
        let mut choices = Entropy::new(&ground.more);
        let (at, with) = (
            choices.below(parts.len() - 1),
            choices.below(parts.len() - 1),
        );
        parts.swap(1 + at, 1 + with);
        let source = parts.join("\nrule ");
        let other = policy_lang::check(&source, "law")
            .policy
            .expect("as before");
        let (mut here, mut there) = (form(&ground.policy), form(&other));
        for case in &ground.cases {
            let same = here(case) == there(case);
            found.expect(same, || format!("{case:#?}\n{}", ground.source));
        }
    }
    keep(law, 5_000, planted::lets_the_first_rule_decide);
}
