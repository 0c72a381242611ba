//! The laws of a decision, on the interpreter: what opens a door, and what never does.

use abi::decision::{Outcome, Verdict};
use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester};
use abi::{Instant, PatientId};

use super::{Truth, decide};
use crate::typed::{Case, Condition, Policy};

const MAY: &str = "lab Acme\nrule open lab Acme may read bloodwork";

fn policy(source: &str) -> Policy {
    crate::check(source, "test")
        .policy
        .expect("the policy is sound")
}

fn case() -> Case {
    Case {
        requester: Requester::Organisation {
            party: Party {
                name: "Acme".into(),
                kind: None,
            },
        },
        request: AccessRequest {
            patient: PatientId([0; 16]),
            actions: vec!["read".into()],
            categories: vec![CategoryTerm::Name("bloodwork".into())],
            claims: Claims::default(),
        },
        now: Instant(1_767_225_600),
        treats: Some(false),
        consents: Some(Vec::new()),
        birth_date: None,
        deceased: Some(false),
        facts: Vec::new(),
        accesses: Some(Vec::new()),
    }
}

fn verdict(source: &str, case: &Case) -> Verdict {
    decide(&policy(source), case).unwrap().verdict
}

fn outcome(source: &str, case: &Case) -> Outcome {
    verdict(source, case).outcome
}

#[test]
fn nothing_is_allowed_unless_a_rule_says_so() {
    assert_eq!(outcome(MAY, &case()), Outcome::Allowed);
    let mut other = case();
    other.request.actions = vec!["disclose".into()];
    assert_eq!(outcome(MAY, &other), Outcome::NotCovered);
}

#[test]
fn a_refusal_wins_wherever_it_stands_unless_it_is_overridden() {
    let refusal = "rule shut no one may read everything\n";
    assert_eq!(
        outcome(&format!("{MAY}\n{refusal}"), &case()),
        Outcome::Refused
    );
    assert_eq!(
        outcome(&format!("{refusal}{MAY}"), &case()),
        Outcome::Refused
    );
    let overriding = MAY.replace("rule open", "rule open overrides shut");
    assert_eq!(
        outcome(&format!("{overriding}\n{refusal}"), &case()),
        Outcome::Allowed
    );
}

#[test]
fn a_rule_that_does_not_apply_overrides_nothing() {
    let refusal = "rule shut no one may read everything\n";
    let other = "rule other overrides shut any nurse may read bloodwork\n";
    let late = "rule late overrides shut lab Acme may read bloodwork from 2027-01-01\n";
    let of = |rules: &str| verdict(&format!("{MAY}\n{rules}{refusal}"), &case());
    for rules in [other, late] {
        assert_eq!(of(rules).outcome, Outcome::Refused, "{rules}");
    }
}

#[test]
fn what_is_not_known_keeps_a_may_from_applying_and_a_may_not_not_from_it() {
    let mut unknown = case();
    unknown.treats = None;
    let only = format!("{MAY} if the requester treats the patient");
    assert_eq!(outcome(&only, &unknown), Outcome::NotCovered);
    let never = format!("{MAY} unless the requester treats the patient");
    assert_eq!(outcome(&never, &unknown), Outcome::NotCovered);
    let shut = "rule shut no one may read everything unless the requester treats the patient\n";
    assert_eq!(
        outcome(&format!("{MAY}\n{shut}"), &unknown),
        Outcome::Refused
    );
}

#[test]
fn a_period_holds_from_its_first_instant_to_the_end_of_its_last_day() {
    let source = format!("{MAY} from 2026-01-02 until 2026-01-03");
    let day = 1_767_312_000;
    let at = |seconds| {
        outcome(
            &source,
            &Case {
                now: Instant(seconds),
                ..case()
            },
        )
    };
    assert_eq!(
        [at(day - 1), at(day), at(day + 172_799), at(day + 172_800)],
        [
            Outcome::NotCovered,
            Outcome::Allowed,
            Outcome::Allowed,
            Outcome::NotCovered
        ]
    );
}

#[test]
fn several_things_asked_for_must_all_be_allowed_and_one_refused_refuses() {
    let mut both = case();
    both.request
        .categories
        .push(CategoryTerm::Name("imaging".into()));
    assert_eq!(outcome(MAY, &both), Outcome::NotCovered);
    let wide = "lab Acme\nrule open lab Acme may read bloodwork and imaging\n";
    assert_eq!(outcome(wide, &both), Outcome::Allowed);
    let shut = "rule shut no one may read imaging\n";
    assert_eq!(outcome(&format!("{wide}{shut}"), &both), Outcome::Refused);
    assert_eq!(outcome(&format!("{wide}{shut}"), &case()), Outcome::Allowed);
}

#[test]
fn and_is_the_least_or_the_greatest_not_the_opposite() {
    let policy = policy(MAY);
    let values = [Truth::No, Truth::Unknown, Truth::Yes];
    let treats = |truth| match truth {
        Truth::No => Some(false),
        Truth::Unknown => None,
        Truth::Yes => Some(true),
    };
    for left in values {
        // The reason is never unknown: it takes the part of the two other values.
        for reason_given in [false, true] {
            let mut case = case();
            case.treats = treats(left);
            case.request.claims.reason_given = reason_given;
            let request = super::request::Request::resolve(&policy, &case).unwrap();
            let asked = super::Asked {
                policy: &policy,
                case: &case,
                request: &request,
            };
            let parts = vec![Condition::Treats, Condition::ReasonGiven];
            let right = Truth::from(reason_given);
            assert_eq!(asked.truth(&Condition::And(parts.clone())), left.min(right));
            assert_eq!(asked.truth(&Condition::Or(parts)), left.max(right));
            let opposite = asked.truth(&Condition::Not(Box::new(Condition::Treats)));
            assert_eq!(values.iter().rev().nth(left as usize), Some(&opposite));
        }
    }
}

#[test]
fn a_name_that_the_policy_does_not_know_is_no_decision() {
    let mut unknown = case();
    unknown.request.claims.purpose = Some("gossip".into());
    assert_eq!(decide(&policy(MAY), &unknown).unwrap_err().what, "purpose");
}

mod clauses;
mod given;
mod narrowing;
mod trace;
