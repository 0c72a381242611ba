//! What single clauses of a rule come to on one request.

use abi::terms::DataClaims;

use super::*;
use crate::interpret::Clauses;
use crate::typed::Subject;

const SOURCE: &str = "lab Acme\nlab Other\n\
    rule kept lab Other may read bloodwork held by Acme and of record \"R\" and of encounter \"E\" if a reason is given\n\
    rule open lab Acme may read and disclose laboratory and imaging\n";

/// Two actions and two categories, of data that Acme holds and that is of record S, for a purpose or for none.
fn asked(purpose: Option<&str>) -> Case {
    let mut case = case();
    case.request.actions = ["read", "disclose"].map(Into::into).into();
    let categories = ["imaging", "bloodwork"];
    case.request.categories = categories
        .map(|name| CategoryTerm::Name(name.into()))
        .into();
    case.request.claims.purpose = purpose.map(Into::into);
    case.request.claims.data = DataClaims {
        custodian: Some("Acme".into()),
        record: Some("S".into()),
        ..DataClaims::default()
    };
    case
}

fn category(policy: &Policy, name: &str) -> u32 {
    let mut categories = policy.categories.iter();
    categories.position(|one| one.name == name).unwrap() as u32
}

#[test]
fn what_is_asked_for_is_told_in_ids_in_their_order() {
    let policy = policy(SOURCE);
    let case = asked(None);
    let clauses = Clauses::new(&policy, &case).unwrap();
    let action = |name: &str| policy.actions.iter().position(|one| one.name == name);
    let mut actions = ["read", "disclose"].map(|name| action(name).unwrap() as u32);
    actions.sort_unstable();
    assert_eq!(clauses.actions(), actions);
    let mut categories = ["imaging", "bloodwork"].map(|name| category(&policy, name));
    categories.sort_unstable();
    assert_eq!(clauses.categories(), categories);
    assert_eq!(clauses.purpose(), None);
    // The purpose at position `i` has id `i + 1`.
    let last = &policy.purposes.last().unwrap().name;
    let stated = asked(Some(last));
    let clauses = Clauses::new(&policy, &stated).unwrap();
    assert_eq!(clauses.purpose(), Some(policy.purposes.len() as u32));
}

#[test]
fn each_clause_of_a_rule_has_its_own_value() {
    let policy = policy(SOURCE);
    let case = asked(None);
    let clauses = Clauses::new(&policy, &case).unwrap();
    let [held, open] = &policy.rules[..] else {
        panic!("two rules");
    };
    assert_eq!(
        [held, open].map(|rule| clauses.applies(rule)),
        [false, true]
    );
    assert!(clauses.is(Subject::Party(1)) && !clauses.is(Subject::Party(2)));
    let narrowings = [Truth::Yes, Truth::No, Truth::Unknown];
    assert_eq!(clauses.narrowings(&held.sentence), narrowings);
    assert_eq!(clauses.narrowings(&open.sentence), []);
    assert_eq!(clauses.value(&held.conditions[0]), Truth::No);
    let imaging = category(&policy, "imaging");
    assert!(clauses.has_category(&open.sentence, imaging));
    assert!(!clauses.has_category(&held.sentence, imaging));
}
