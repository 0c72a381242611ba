//! Instants, and consents that are withdrawn.

use abi::Instant;
use abi::terms::ConsentRecord;
use policy_lang::typed::{Case, Condition, Policy};
use testkit::entropy::Entropy;

use super::{Form, Found, Ground, allows, keep, planted, where_consents_open, with_conditions};

const DAY: i64 = 86_400;

/// `policy` without conditions on clocks, ages and counters.
fn without_clocks(policy: &Policy) -> Policy {
    with_conditions(policy, &|leaf, _| {
        let is_clock = matches!(
            leaf,
            Condition::TimeBetween { .. }
                | Condition::Weekday
                | Condition::AgeUnder(_)
                | Condition::AgeAtLeast(_)
                | Condition::FewerThan { .. }
        );
        is_clock.then_some(Condition::ReasonGiven)
    })
}

/// `case` with every consent changed.
fn with_consents(case: &Case, change: impl Fn(&mut ConsentRecord)) -> Case {
    let mut case = case.clone();
    case.consents.iter_mut().flatten().for_each(change);
    case
}

fn at(case: &Case, now: Instant) -> Case {
    Case {
        now,
        ..case.clone()
    }
}

/// **Time alone changes nothing.** Where neither rules nor consents name a day, and no condition
/// asks for clock, age or past accesses, a request is decided the same at every instant.
///
/// Source: docs/language.md, "What a decision is": time is the block's time, and "When".
/// Planted: a decider that is closed on odd seconds.
#[test]
fn where_nothing_names_time_time_changes_nothing() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut policy = without_clocks(&ground.policy);
        for sentence in policy.rules.iter_mut().map(|rule| &mut rule.sentence) {
            (sentence.from, sentence.until) = (None, None);
        }
        let mut decider = form(&policy);
        let mut choices = Entropy::new(&ground.more);
        for case in &ground.cases {
            let case = with_consents(case, |record| {
                (record.sentences[0].from, record.sentences[0].until) = (None, None);
                (record.recorded_at, record.withdrawn_at) = (Instant(0), None);
            });
            let days = DAY * i64::from(choices.byte()) + i64::from(choices.byte());
            let later = at(&case, Instant(case.now.0 + days));
            let same = decider(&case) == decider(&later);
            found.expect(same, || format!("{days}: {case:#?}"));
        }
    }
    keep(law, 5_000, planted::is_closed_on_odd_seconds);
}

/// **Time never grants.** Where the only days are those until which rules and consents permit, and
/// those on which refusals begin, what is allowed later was allowed before: a door that time shuts
/// is not opened by time. (Where consents open, and without clocks, ages and counters.)
///
/// Source: docs/language.md, "When"; "Consents".
/// Planted: a decider for which a permission begins where it ends.
#[test]
fn time_never_grants() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut policy = without_clocks(&where_consents_open(&ground.policy));
        for sentence in policy.rules.iter_mut().map(|rule| &mut rule.sentence) {
            match sentence.may {
                true => sentence.from = None,
                false => sentence.until = None,
            }
        }
        let mut decider = form(&policy);
        for case in &ground.cases {
            let case = with_consents(case, |record| match record.sentences[0].grants {
                true => (record.sentences[0].from, record.recorded_at) = (None, Instant(0)),
                // A form that refuses is signed, too, from the day on which it begins.
                false => {
                    record.form = None;
                    (record.sentences[0].until, record.withdrawn_at) = (None, None);
                }
            });
            for later in [1, DAY, 3 * DAY] {
                let later = at(&case, Instant(case.now.0 + later));
                if allows(&mut decider, &later) {
                    let holds = allows(&mut decider, &case);
                    found.expect(holds, || format!("{case:#?}\n{}", ground.source));
                }
            }
        }
    }
    keep(law, 2_000, planted::takes_until_for_from);
}

/// **Withdrawal never grants.** What is allowed after the patient withdrew a consent that permits
/// was allowed before; so it is when the patient refuses, too. (Where consents open.)
///
/// Source: docs/language.md, "Consents".
/// Planted: a decider that drops refusals when anything is withdrawn.
#[test]
fn withdrawing_a_consent_never_grants() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let policy = where_consents_open(&ground.policy);
        let mut decider = form(&policy);
        for case in &ground.cases {
            let withdrawn = with_consents(case, |record| {
                if record.sentences[0].grants {
                    let end = record.withdrawn_at.unwrap_or(case.now);
                    record.withdrawn_at = Some(end.min(case.now));
                }
            });
            let refused = with_consents(case, |record| record.sentences[0].grants = false);
            for after in [withdrawn, refused] {
                if after != *case && allows(&mut decider, &after) {
                    let holds = allows(&mut decider, case);
                    found.expect(holds, || format!("{case:#?}\n{}", ground.source));
                }
            }
        }
    }
    keep(law, 300, planted::drops_refusals_on_withdrawal);
}

/// **A withdrawal ends a consent from its instant, and changes nothing before.** At that instant the
/// consent is as if it had never been given, a second earlier as if it were never withdrawn. The
/// same of the instant at which a consent is recorded.
///
/// Source: docs/language.md, "Consents" and "Settled readings".
/// Planted: a decider for which a consent outlives its withdrawal by a second.
#[test]
fn a_withdrawn_consent_is_as_if_never_given() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        for case in &ground.cases {
            let now = case.now;
            let ended = with_consents(case, |record| record.withdrawn_at = Some(now));
            let never = Case {
                consents: case.consents.as_ref().map(|_| Vec::new()),
                ..case.clone()
            };
            let same = decider(&ended) == decider(&never);
            found.expect(same, || format!("ended: {case:#?}"));
            let future = with_consents(case, |record| record.recorded_at = Instant(now.0 + 1));
            let same = decider(&future) == decider(&never);
            found.expect(same, || format!("not yet recorded: {case:#?}"));
            let soon = with_consents(case, |record| {
                record.withdrawn_at = Some(Instant(now.0 + 1))
            });
            let open = with_consents(case, |record| record.withdrawn_at = None);
            let same = decider(&soon) == decider(&open);
            found.expect(same, || format!("withdrawn a second later: {case:#?}"));
        }
    }
    keep(law, 15_000, planted::withdraws_a_second_late);
}
