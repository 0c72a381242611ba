//! What people are told of a decision, word for word.

use abi::decision::{Explanation, Failure, Outcome, Reason, Verdict};
use abi::interface::{Duty, Interface};

use super::{decision, duties, duty, list, reason, reasons, rule_names};

/// Rules are `all` (0), `care` (1), `closed` (2), `labs` (3).
const POLICY: &str = r#"
specially protected genetics, hiv, substance_use
hospital Hill
lab Acme
rule all
  any nurse of Hill may read everything if the patient has consented then notify the patient within 72 hours, mask demographics
rule care
  lab Acme may read and use laboratory and imaging except urinalysis for treatment or payment
    from 2026-01-01 until 2026-12-31 at 17:00
    if the patient has consented and the patient is at least 16
    then record "care", notify the patient within 72 hours
rule closed
  no one may read hiv if the patient has refused
rule labs overrides closed
  lab Acme may read bloodwork if the patient has consented
"#;

fn interface() -> Interface {
    let policy = crate::check(POLICY, "p")
        .policy
        .expect("the policy is sound");
    let contract = crate::contract::compile(&policy, POLICY);
    contract.expect("the policy is small").interface
}

fn category(interface: &Interface, name: &str) -> u32 {
    let mut categories = interface.categories.iter();
    let found = categories.position(|category| category.name == name);
    found.expect("a category") as u32
}

fn failed(rule: u32, failure: Failure) -> Reason {
    Reason { rule, failure }
}

fn explanation(outcome: Outcome, rules: &[u32], overridden: &[u32]) -> Explanation {
    Explanation {
        verdict: Verdict {
            outcome,
            rules: rules.to_vec(),
            overridden: overridden.to_vec(),
        },
        reasons: Vec::new(),
    }
}

#[test]
fn a_reason_says_which_clause_of_which_rule_failed() {
    let interface = interface();
    let id = |name: &str| category(&interface, name);
    let actions = interface.actions.iter();
    let collect = actions
        .take_while(|action| action.name != "collect")
        .count() as u32;
    let care = |failure| failed(1, failure);
    for (failed, clause, text) in [
        (
            care(Failure::Action(collect)),
            "action",
            "care does not allow to collect",
        ),
        (
            care(Failure::Purpose),
            "purpose",
            "care is for treatment or payment",
        ),
        (
            care(Failure::NotStarted),
            "period",
            "care starts 2026-01-01",
        ),
        (
            care(Failure::Ended),
            "period",
            "care ended 2026-12-31 at 17:00",
        ),
        (
            care(Failure::ConditionFalse(0)),
            "condition",
            "care needs the patient has consented",
        ),
        (
            care(Failure::ConditionUnknown(1)),
            "condition",
            "care needs the patient is at least 16, which is not known",
        ),
        (
            care(Failure::Data(id("vitals"))),
            "data",
            "care does not cover vitals",
        ),
        (
            care(Failure::Data(interface.categories.len() as u32)),
            "data",
            "care does not cover a code that nobody knows",
        ),
        (
            care(Failure::Data(id("urinalysis"))),
            "data",
            "care leaves urinalysis out",
        ),
        // Of what is asked for, the protected parts are left out alone.
        (
            care(Failure::Data(id("laboratory"))),
            "data",
            "care leaves genetics out",
        ),
        (
            care(Failure::Data(id("genetics"))),
            "data",
            "care leaves genetics out",
        ),
        (
            care(Failure::Data(id("hiv"))),
            "data",
            "care does not cover hiv",
        ),
        (
            failed(0, Failure::Data(id("everything"))),
            "data",
            "all leaves genetics, substance_use and hiv out",
        ),
        (
            failed(0, Failure::Data(id("substance_use"))),
            "data",
            "all leaves substance_use out",
        ),
        // Behind laboratory stands imaging, and before hiv what lies within substance_use.
        (
            failed(0, Failure::Data(id("imaging"))),
            "data",
            "all leaves imaging out",
        ),
        (
            failed(0, Failure::Data(id("mental_health"))),
            "data",
            "all leaves mental_health out",
        ),
    ] {
        let worded = reason(&interface, &failed).expect("a rule of the policy");
        assert_eq!((worded.clause, worded.text.as_str()), (clause, text));
        let (rule, line) = [("all", 5), ("care", 7)][failed.rule as usize];
        assert_eq!((worded.rule.as_str(), worded.line), (rule, line));
    }
    assert_eq!(reason(&interface, &failed(4, Failure::Purpose)), None);
}

#[test]
fn a_decision_is_one_sentence() {
    let interface = interface();
    let said = |explanation: &Explanation| decision(&interface, explanation);
    let allowed = explanation(Outcome::Allowed, &[0, 1], &[]);
    assert_eq!(
        said(&allowed),
        "allowed by all and care; then notify the patient within 72 hours, mask demographics and record \"care\""
    );
    assert_eq!(
        said(&explanation(Outcome::Allowed, &[3], &[2])),
        "allowed by labs, overriding closed"
    );
    // Duties come with what is allowed.
    let refused = explanation(Outcome::Refused, &[2], &[]);
    assert_eq!(said(&refused), "refused by closed");
    let mut nothing = explanation(Outcome::NotCovered, &[], &[]);
    assert_eq!(said(&nothing), "not covered by any rule");
    nothing.reasons = vec![
        failed(3, Failure::ConditionFalse(0)),
        failed(9, Failure::Purpose),
        failed(1, Failure::Ended),
    ];
    assert_eq!(
        said(&nothing),
        "not covered by any rule, because labs needs the patient has consented and care ended 2026-12-31 at 17:00"
    );
    assert_eq!(reasons(&interface, &nothing).len(), 2);
    assert_eq!(
        rule_names(&interface, &[3, 7, 0]),
        ["labs", "all"].map(String::from)
    );
}

#[test]
fn duties_are_those_of_the_rules_that_allow_each_once() {
    let interface = interface();
    let notify = Duty::Notify {
        whom: "patient".into(),
        within_hours: Some(72),
    };
    let mask = Duty::Mask {
        categories: vec!["demographics".into()],
    };
    let record = Duty::Record {
        text: "care".into(),
    };
    let of = |outcome, rules: &[u32]| duties(&interface, &explanation(outcome, rules, &[]));
    assert_eq!(
        of(Outcome::Allowed, &[0, 1]),
        [notify.clone(), mask, record.clone()]
    );
    assert_eq!(of(Outcome::Allowed, &[1]), [notify, record]);
    assert_eq!(of(Outcome::Allowed, &[3]), []);
    assert_eq!(of(Outcome::Refused, &[0]), []);
    assert_eq!(of(Outcome::NotCovered, &[1]), []);
}

#[test]
fn a_duty_is_said_as_the_language_says_it() {
    let notify = |whom: &str, within_hours| Duty::Notify {
        whom: whom.into(),
        within_hours,
    };
    let review = |by: Option<&str>, within_hours| Duty::Review {
        by: by.map(String::from),
        within_hours,
    };
    let delete = |categories: &[&str], within_hours| Duty::Delete {
        categories: categories.iter().map(|name| String::from(*name)).collect(),
        within_hours,
    };
    for (said, expected) in [
        (notify("patient", None), "notify the patient"),
        (
            notify("guardian", Some(1)),
            "notify a guardian of the patient within 1 hour",
        ),
        (
            notify("requester", Some(0)),
            "notify the requester within 0 hours",
        ),
        (notify("Hill", Some(2)), "notify Hill within 2 hours"),
        (
            Duty::Mask {
                categories: vec!["hiv".into(), "vitals".into()],
            },
            "mask hiv and vitals",
        ),
        (Duty::Record { text: "x".into() }, "record \"x\""),
        (review(None, None), "review"),
        (
            review(Some("patient"), Some(48)),
            "review by the patient within 48 hours",
        ),
        (delete(&[], Some(1)), "delete within 1 hour"),
        (
            delete(&["hiv", "vitals", "imaging"], None),
            "delete hiv, vitals and imaging",
        ),
    ] {
        assert_eq!(duty(&said), expected);
    }
    assert_eq!(list(&[]), "");
}
