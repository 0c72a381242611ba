//! Facts of each owner and kind, from the facts file and from the request.

use abi::Instant;
use serde_json::{Value, json};

use super::*;

const POLICY: &str = "fact vip: yes/no of patient, otherwise no\nfact score: number of patient\nfact day: date of patient\n\
    fact ward: text of patient\nfact level: one of green, \"deep red\" of patient\nfact vip: yes/no of requester\n\
    fact owned: yes/no of record\nfact ward: text of request\n\
    any nurse may read vitals if patient.vip and patient.score is 1 and patient.day is 2026-01-01 and patient.ward is \"x\" \
    and patient.level is green and requester.vip and record.owned and request.ward is \"x\"";

fn policy() -> Policy {
    let checked = policy_lang::check(POLICY, "test");
    checked
        .policy
        .unwrap_or_else(|| panic!("{:#?}", checked.problems))
}

fn case_facts(facts: &Value, properties: &Value, context: &Value) -> Result<CaseFacts, Failure> {
    let mut context = context.clone();
    context["time"] = json!("2026-05-04T12:00:00Z");
    let mut properties = properties.clone();
    properties["category"] = json!("vitals");
    let request = json!({
        "subject": {"type": "practitioner", "id": "dr-lee"},
        "action": {"name": "read"},
        "resource": {"type": "patient_record", "id": "pt-1", "properties": properties},
        "context": context,
    });
    let facts = Facts::read(facts.to_string().as_bytes())?;
    let question = Question::read(request.to_string().as_bytes(), &facts)?;
    question.case_facts(&facts, &policy())
}

fn held(facts: &Value) -> CaseFacts {
    case_facts(facts, &json!({}), &json!({})).unwrap()
}

fn patient(facts: Value) -> Value {
    json!({"patients": {"pt-1": facts}})
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.into()))
}

#[test]
fn nothing_is_known_of_nobody() {
    for facts in [
        json!({}),
        patient(json!({})),
        patient(json!({"birth_date": null, "deceased": null, "facts": {}})),
        patient(json!({"facts": {"vip": null, "score": null, "unheard": 3}})),
        json!({"patients": {"pt-2": {"birth_date": "2010-05-01", "deceased": true, "facts": {"vip": true}}},
               "requesters": {"dr-may": {"facts": {"vip": true}}},
               "accesses": [{"patient": "pt-2", "by": "dr-lee", "action": "read", "at": "2026-05-01T09:00:00Z"}]}),
    ] {
        let expected = CaseFacts {
            birth_date: None,
            deceased: Some(false),
            facts: vec![None; 8],
            accesses: Some(Vec::new()),
        };
        assert_eq!(held(&facts), expected, "{facts}");
    }
}

#[test]
fn facts_of_each_owner_are_found() {
    let facts = json!({
        "patients": {"pt-1": {"birth_date": "2010-05-01", "deceased": true, "facts": {
            "vip": true, "score": -3, "day": "2026-01-01", "ward": "icu", "level": "deep red"}}},
        "requesters": {"dr-lee": {"facts": {"vip": false}}},
    });
    let held = case_facts(&facts, &json!({"owned": true}), &json!({"ward": "er"})).unwrap();
    assert_eq!(held.birth_date, Some(Date::new(2010, 5, 1)));
    assert_eq!(held.deceased, Some(true));
    // In the order of owners and names: day, level, score, vip, ward; vip; owned; ward.
    assert_eq!(
        held.facts,
        [
            Some(Scalar::Date(Date::new(2026, 1, 1))),
            text("deep red"),
            Some(Scalar::Number(-3)),
            Some(Scalar::YesNo(true)),
            text("icu"),
            Some(Scalar::YesNo(false)),
            Some(Scalar::YesNo(true)),
            text("er"),
        ]
    );
}

#[test]
fn a_fact_of_one_owner_is_not_another_s() {
    let facts = json!({"patients": {"pt-1": {"owned": true, "vip": true}}, "requesters": {"dr-lee": {"vip": true}}});
    let claims = json!({"vip": true, "score": 3, "ward": "icu"});
    let held = case_facts(&facts, &claims, &json!({"owned": true, "vip": true})).unwrap();
    assert_eq!(held.facts, vec![None; 8]);
}

#[test]
fn accesses_are_those_to_the_patient() {
    let access = |patient: &str, by: &str| json!({"patient": patient, "by": by, "action": "read", "at": "2026-05-01T11:00:00+02:00"});
    let mut of_one = access("pt-1", "dr-lee");
    of_one["organization"] = json!("Riverside");
    of_one["action"] = json!(["read", "use"]);
    let facts =
        json!({"accesses": [access("pt-1", "BlueLake"), access("pt-2", "BlueLake"), of_one]});
    let record = |by: &str, organisation: Option<&str>, actions: &[&str]| AccessRecord {
        at: Instant(1_777_626_000),
        by: by.into(),
        organisation: organisation.map(String::from),
        actions: actions.iter().map(|action| String::from(*action)).collect(),
    };
    let expected = vec![
        record("BlueLake", None, &["read"]),
        record("dr-lee", Some("Riverside"), &["read", "use"]),
    ];
    assert_eq!(held(&facts).accesses, Some(expected));
}

/// The message about facts that are not what they should be.
fn wrong(facts: &Value, properties: &Value, context: &Value) -> String {
    let failure = case_facts(facts, properties, context).unwrap_err();
    assert_eq!(failure.status, crate::failure::USAGE);
    failure.message
}

#[test]
fn declared_facts_of_another_kind_are_named() {
    for (name, value, message) in [
        (
            "vip",
            json!("yes"),
            "is `\"yes\"`, which is not true or false",
        ),
        ("vip", json!(1), "is `1`, which is not true or false"),
        ("score", json!(1.0), "is `1.0`, which is not a whole number"),
        ("score", json!(u64::MAX), "which is not a whole number"),
        ("score", json!("3"), "which is not a whole number"),
        (
            "day",
            json!("2026-02-30"),
            "which is not a day such as \"2010-05-01\"",
        ),
        ("day", json!("20260201"), "which is not a day"),
        ("day", json!("2026-02-01T10:00"), "which is not a day"),
        ("day", json!("-000001-02-01"), "which is not a day"),
        ("day", json!(20260201), "which is not a day"),
        ("ward", json!(["icu"]), "is a list, which is not a text"),
        ("ward", json!({}), "is an object, which is not a text"),
        (
            "level",
            json!("Green"),
            "is `\"Green\"`, which is not `green` or `deep red`, in quotes",
        ),
        (
            "level",
            json!(true),
            "which is not `green` or `deep red`, in quotes",
        ),
    ] {
        let found = wrong(
            &patient(json!({"facts": {name: value}})),
            &json!({}),
            &json!({}),
        );
        let field = format!("`patients.pt-1.facts.{name}` ");
        assert!(
            found.starts_with(&field) && found.contains(message),
            "{found}"
        );
    }
    let requester = json!({"requesters": {"dr-lee": {"facts": {"vip": 3}}}});
    let found = wrong(&requester, &json!({}), &json!({}));
    assert!(
        found.starts_with("`requesters.dr-lee.facts.vip` is `3`"),
        "{found}"
    );
    let found = wrong(&json!({}), &json!({"owned": "yes"}), &json!({}));
    assert!(
        found.starts_with("`resource.properties.owned` is `\"yes\"`"),
        "{found}"
    );
    let found = wrong(&json!({}), &json!({}), &json!({"ward": 3}));
    assert!(found.starts_with("`context.ward` is `3`"), "{found}");
}

#[test]
fn what_has_the_wrong_shape_is_named_of_every_patient() {
    let access = |field: &str, value: Value| {
        let mut access =
            json!({"patient": "pt-9", "by": "x", "action": "read", "at": "2026-05-01T09:00:00Z"});
        access[field] = value;
        json!({"accesses": [access]})
    };
    let of_another = |facts: Value| json!({"patients": {"pt-9": facts}});
    for (facts, field) in [
        (
            of_another(json!({"birth_date": "2010-02-30"})),
            "`patients.pt-9.birth_date`",
        ),
        (
            of_another(json!({"birth_date": "2010-05-01T00:00:00Z"})),
            "`patients.pt-9.birth_date`",
        ),
        (
            of_another(json!({"birth_date": 2010})),
            "`patients.pt-9.birth_date`",
        ),
        (
            of_another(json!({"deceased": "no"})),
            "`patients.pt-9.deceased`",
        ),
        (of_another(json!({"facts": []})), "`patients.pt-9.facts`"),
        (json!({"requesters": []}), "`requesters`"),
        (
            json!({"requesters": {"x": {"facts": 3}}}),
            "`requesters.x.facts`",
        ),
        (json!({"accesses": {}}), "`accesses`"),
        (
            json!({"accesses": [["pt-9", "x", null, "read", "2026-05-01T09:00:00Z"]]}),
            "`accesses[0]`",
        ),
        (access("patient", json!(null)), "`accesses[0].patient`"),
        (access("by", json!(3)), "`accesses[0].by`"),
        (access("action", json!(3)), "`accesses[0].action`"),
        (
            access("organization", json!(3)),
            "`accesses[0].organization`",
        ),
        (access("at", json!("2026-05-01")), "`accesses[0].at`"),
        (
            access("at", json!("2026-05-01T09:00:00")),
            "`accesses[0].at`",
        ),
        (
            access("at", json!("2026-05-01T09:00:60Z")),
            "`accesses[0].at`",
        ),
    ] {
        let found = wrong(&facts, &json!({}), &json!({}));
        assert!(
            found.starts_with("the facts file cannot be read: ") && found.contains(field),
            "{found}"
        );
    }
}

#[test]
fn claims_are_not_shown() {
    let request = json!({
        "subject": {"type": "patient", "id": "pt-1"},
        "action": {"name": "read"},
        "resource": {"id": "pt-1", "properties": {"category": "vitals", "owned": "Mary's"}},
        "context": {"time": "2026-05-04T12:00:00Z", "ward": "unconscious"},
    });
    let question = Question::read(request.to_string().as_bytes(), &Facts::default()).unwrap();
    let shown = format!("{question:?}");
    assert!(
        !shown.contains("unconscious") && !shown.contains("Mary"),
        "{shown}"
    );
}
