//! `assent decide`: what conditions ask for, from the facts file and from the request.

use serde_json::{Value, json};

use super::decide::{decide, request, with};
use super::{Folder, Ran};

/// One category of data for each condition.
const POLICY: &str = r#"policy "tests of conditions"
time zone "America/Chicago"
specially protected hiv
lab Acme
action view within read
fact vip: yes/no of the patient, otherwise no
fact score: number of the requester
fact ward: one of icu or er of the record
fact urgent: yes/no of the request

rule child
  anyone may read vitals if the patient is under 16
rule grown
  anyone may read allergies if the patient is at least 16
rule dead
  anyone may read billing if the patient is deceased
rule hours
  anyone may read imaging if the time is between 07:00 and 19:00
rule weekdays
  anyone may read medications if today is a weekday
rule few
  anyone may read and view bloodwork if fewer than 2 reads in the last 7 days
rule scored
  anyone may read genetics if requester.score is at least 3
rule icu
  anyone may read demographics if record.ward is icu
rule urgent
  anyone may read clinical_notes if request.urgent
rule important
  anyone may read immunizations
rule closed
  no one may read immunizations if patient.vip
"#;

fn run(request: &Value, facts: &Value) -> Ran {
    let folder = Folder::new();
    let policy = folder.file("conditions.consent", POLICY);
    let facts = facts.to_string();
    decide(&folder, &policy, &request.to_string(), Some(&facts), true)
}

fn outcome(request: &Value, facts: &Value) -> String {
    let ran = run(request, facts);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""), "{facts}");
    let answer = ran.json();
    answer["context"]["outcome"]
        .as_str()
        .expect("an outcome")
        .into()
}

/// Asserts the outcome of asking for a category at an instant.
fn decides(category: &str, time: &str, facts: &Value, expected: &str) {
    let request = with(
        asks_for(category),
        "/context",
        json!({"time": time, "purpose": "treatment"}),
    );
    assert_eq!(
        outcome(&request, facts),
        expected,
        "{category} {time} {facts}"
    );
}

fn asks_for(category: &str) -> Value {
    with(request(), "/resource/properties/category", json!(category))
}

fn patient(facts: Value) -> Value {
    json!({"patients": {"pt-1": facts}})
}

/// Asserts that the request or the facts are none, and that the message names this field.
fn refuses(request: &Value, facts: &Value, field: &str) {
    let ran = run(request, facts);
    assert_eq!(
        ran.status,
        2,
        "{request}\n{facts}\n{}{}",
        ran.text(),
        ran.error
    );
    assert!(ran.error.contains(&format!("`{field}`")), "{}", ran.error);
}

const NOON: &str = "2026-05-04T17:00:00Z";

#[test]
fn a_patient_grows_older_at_midnight_in_the_policys_zone() {
    let born = patient(json!({"birth_date": "2010-05-01"}));
    let (before, after) = ("2026-05-01T04:59:59Z", "2026-05-01T05:00:00Z");
    decides("vitals", before, &born, "allowed");
    decides("vitals", after, &born, "not_covered");
    decides("allergies", before, &born, "not_covered");
    decides("allergies", after, &born, "allowed");
    // On 29 February: on 1 March in common years.
    let leapling = patient(json!({"birth_date": "2012-02-29"}));
    decides("vitals", "2028-02-29T05:59:59Z", &leapling, "allowed");
    decides("vitals", "2028-02-29T06:00:00Z", &leapling, "not_covered");
    let leapling = patient(json!({"birth_date": "2008-02-29"}));
    decides("allergies", "2025-02-28T12:00:00Z", &leapling, "allowed");
    let leapling = patient(json!({"birth_date": "2011-03-01"}));
    decides("vitals", "2027-03-01T05:59:59Z", &leapling, "allowed");
    // An age that is not known opens nothing.
    for facts in [json!({}), patient(json!({"birth_date": null}))] {
        decides("vitals", NOON, &facts, "not_covered");
        decides("allergies", NOON, &facts, "not_covered");
    }
    for wrong in [
        json!("2010-02-30"),
        json!("2010-5-1"),
        json!("20100501"),
        json!(2010),
        json!("2010-05-01T00:00:00Z"),
    ] {
        refuses(
            &request(),
            &patient(json!({"birth_date": wrong})),
            "patients.pt-1.birth_date",
        );
    }
}

#[test]
fn deceased_is_no_unless_it_is_attested() {
    decides(
        "billing",
        NOON,
        &patient(json!({"deceased": true})),
        "allowed",
    );
    for facts in [
        json!({}),
        patient(json!({"deceased": false})),
        patient(json!({"deceased": null})),
    ] {
        decides("billing", NOON, &facts, "not_covered");
    }
    refuses(
        &request(),
        &patient(json!({"deceased": "yes"})),
        "patients.pt-1.deceased",
    );
}

#[test]
fn clock_times_and_weekdays_are_those_of_the_policys_zone() {
    for (time, expected) in [
        ("2026-05-04T11:59:59Z", "not_covered"),
        ("2026-05-04T12:00:00Z", "allowed"),
        ("2026-05-04T23:59:59Z", "allowed"),
        ("2026-05-05T00:00:00Z", "not_covered"),
    ] {
        decides("imaging", time, &json!({}), expected);
    }
    for (time, expected) in [
        ("2026-05-04T04:59:59Z", "not_covered"),
        ("2026-05-04T05:00:00Z", "allowed"),
        ("2026-05-09T04:59:59Z", "allowed"),
        ("2026-05-09T05:00:00Z", "not_covered"),
    ] {
        decides("medications", time, &json!({}), expected);
    }
}

#[test]
fn past_accesses_count_to_the_second() {
    let accesses = |list: &[(&str, &str, &str, &str)]| {
        let access = |(patient, by, action, at): &(&str, &str, &str, &str)| json!({"patient": patient, "by": by, "action": action, "at": at});
        json!({"accesses": list.iter().map(access).collect::<Vec<_>>()})
    };
    let recent = ("pt-1", "dr-may", "read", "2026-05-04T16:00:00Z");
    let with_recent = |other| accesses(&[recent, other]);
    let cases = [
        (
            ("pt-1", "dr-may", "read", "2026-05-01T09:00:00Z"),
            "not_covered",
        ),
        // What is declared within an action counts as the action.
        (
            ("pt-1", "dr-may", "view", "2026-05-01T09:00:00Z"),
            "not_covered",
        ),
        (("pt-1", "dr-may", "use", "2026-05-01T09:00:00Z"), "allowed"),
        (
            ("pt-1", "dr-lee", "read", "2026-05-01T09:00:00Z"),
            "allowed",
        ),
        (
            ("pt-2", "dr-may", "read", "2026-05-01T09:00:00Z"),
            "allowed",
        ),
        // After now - 7 × 24 hours, and until now.
        (
            ("pt-1", "dr-may", "read", "2026-04-27T17:00:01Z"),
            "not_covered",
        ),
        (
            ("pt-1", "dr-may", "read", "2026-04-27T17:00:00Z"),
            "allowed",
        ),
        (("pt-1", "dr-may", "read", NOON), "not_covered"),
    ];
    for (access, expected) in cases {
        decides("bloodwork", NOON, &with_recent(access), expected);
    }
    decides("bloodwork", NOON, &json!({}), "allowed");
    // Or by somebody who acted for the same organisation.
    let colleague = json!({"patient": "pt-1", "by": "dr-lee", "organization": "Riverside", "action": "read", "at": "2026-05-04T16:30:00Z"});
    let mut facts = accesses(&[recent]);
    facts["accesses"]
        .as_array_mut()
        .expect("a list")
        .push(colleague);
    decides("bloodwork", NOON, &facts, "not_covered");

    for (field, value, name) in [
        ("at", json!("2026-05-01T09:00:00"), "accesses[0].at"),
        ("at", json!(5), "accesses[0].at"),
        ("by", json!(null), "accesses[0].by"),
        ("action", json!({}), "accesses[0].action"),
    ] {
        let mut facts = accesses(&[recent]);
        facts["accesses"][0][field] = value;
        refuses(&request(), &facts, name);
    }
    refuses(&request(), &json!({"accesses": {}}), "accesses");
}

#[test]
fn a_declared_fact_of_another_kind_is_named() {
    let requester = |score: Value| json!({"requesters": {"dr-may": {"facts": {"score": score}}}});
    decides("genetics", NOON, &requester(json!(3)), "allowed");
    decides("genetics", NOON, &requester(json!(-3)), "not_covered");
    decides("genetics", NOON, &requester(Value::Null), "not_covered");
    decides(
        "genetics",
        NOON,
        &json!({"requesters": {"dr-lee": {"facts": {"score": 3}}}}),
        "not_covered",
    );
    for wrong in [
        json!(2.5),
        json!("3"),
        json!(1e300),
        json!([3]),
        json!(true),
    ] {
        refuses(
            &asks_for("genetics"),
            &requester(wrong),
            "requesters.dr-may.facts.score",
        );
    }
    for wrong in [json!("yes"), json!(1), json!({})] {
        refuses(
            &request(),
            &patient(json!({"facts": {"vip": wrong}})),
            "patients.pt-1.facts.vip",
        );
    }
    // A patient of whom nothing is known is no VIP: the policy says so.
    decides("immunizations", NOON, &json!({}), "allowed");
    decides(
        "immunizations",
        NOON,
        &patient(json!({"facts": {"vip": true}})),
        "refused",
    );
}

#[test]
fn facts_of_the_record_and_the_request_stand_in_the_request() {
    let ward = |ward: Value| with(asks_for("demographics"), "/resource/properties/ward", ward);
    assert_eq!(outcome(&ward(json!("icu")), &json!({})), "allowed");
    assert_eq!(outcome(&ward(json!("er")), &json!({})), "not_covered");
    assert_eq!(
        outcome(&asks_for("demographics"), &json!({})),
        "not_covered"
    );
    for wrong in [json!("nowhere"), json!(7), json!(["icu"])] {
        refuses(&ward(wrong), &json!({}), "resource.properties.ward");
    }
    let urgent = |urgent: Value| with(asks_for("clinical_notes"), "/context/urgent", urgent);
    assert_eq!(outcome(&urgent(json!(true)), &json!({})), "allowed");
    assert_eq!(outcome(&urgent(json!(false)), &json!({})), "not_covered");
    refuses(&urgent(json!("true")), &json!({}), "context.urgent");
    // The facts file does not speak for the request, nor the request for the patient.
    let elsewhere = with(asks_for("immunizations"), "/context/vip", json!(true));
    assert_eq!(outcome(&elsewhere, &json!({})), "allowed");
}
