//! What is not known and not stated.

use policy_lang::typed::{Case, Policy};
use testkit::entropy::Entropy;

use super::{Form, Found, Ground, allows, keep, planted, where_consents_open};

/// `case` with some of what is known forgotten; facts with `otherwise` stay, for they are never
/// unknown.
fn forgotten(policy: &Policy, case: &Case, choices: &mut Entropy) -> Case {
    let mut case = case.clone();
    let mut forget = || choices.one_in(2);
    if forget() {
        case.treats = None;
    }
    if forget() {
        case.consents = None;
    }
    if forget() {
        case.birth_date = None;
    }
    if forget() {
        case.deceased = None;
    }
    if forget() {
        case.accesses = None;
    }
    for (value, fact) in case.facts.iter_mut().zip(&policy.facts) {
        if fact.otherwise.is_none() && forget() {
            *value = None;
        }
    }
    case
}

/// **Not knowing never opens.** What is allowed although something is not known is allowed whatever
/// that is: every request that is allowed with parts forgotten is allowed with all of it known.
///
/// Source: docs/language.md, "What is not known". A fact with `otherwise` is never unknown: there
/// the author has decided what stands in, and may have decided to open.
/// Planted: a decider that takes what is not known for "no".
#[test]
fn what_is_not_known_never_opens() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        let mut choices = Entropy::new(&ground.more);
        for case in &ground.cases {
            let less = forgotten(&ground.policy, case, &mut choices);
            if less != *case && allows(&mut decider, &less) {
                let holds = allows(&mut decider, case);
                found.expect(holds, || format!("{less:#?}\n{}", ground.source));
            }
        }
    }
    keep(law, 500, planted::takes_unknown_for_no);
}

/// **What is not known closes.** Where a condition decides, forgetting may turn "allowed" into a
/// "no", and a refusal into none: what is refused with all of it known and is not overridden stays
/// refused when parts are forgotten.
///
/// Source: docs/language.md, "What is not known".
/// Planted: a decider that takes what is not known for "no".
#[test]
fn what_is_refused_stays_refused_when_less_is_known() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        let mut choices = Entropy::new(&ground.more);
        for case in &ground.cases {
            let refusing = decider(case).verdict;
            if refusing.outcome != abi::decision::Outcome::Refused {
                continue;
            }
            let less = forgotten(&ground.policy, case, &mut choices);
            let after = decider(&less).verdict;
            let stays = |rule: &u32| after.rules.contains(rule);
            let holds = after.outcome == refusing.outcome && refusing.rules.iter().all(stays);
            found.expect(holds, || format!("{after:?}: {less:#?}\n{}", ground.source));
        }
    }
    keep(law, 500, planted::takes_unknown_for_no);
}

/// **Not saying what for never opens.** What is allowed without a purpose is allowed for every
/// purpose. (Where consents open.)
///
/// Source: docs/language.md, "For what".
/// Planted: a decider whose refusals for a purpose wait for the purpose to be stated.
#[test]
fn not_saying_what_for_never_opens() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let policy = where_consents_open(&ground.policy);
        let mut decider = form(&policy);
        for case in &ground.cases {
            let mut silent = case.clone();
            silent.request.claims.purpose = None;
            if !allows(&mut decider, &silent) {
                continue;
            }
            for purpose in policy.purposes.iter().step_by(3) {
                let mut stated = case.clone();
                stated.request.claims.purpose = Some(purpose.name.clone());
                let holds = allows(&mut decider, &stated);
                found.expect(holds, || format!("{}: {case:#?}", purpose.name));
            }
        }
    }
    keep(law, 5_000, planted::waits_for_a_purpose);
}
