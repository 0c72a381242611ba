//! Instants, limits and subjects, below the JSON of the command's own tests.

use super::*;

fn question(text: &str) -> Result<Question, Failure> {
    Question::read(text.as_bytes(), &Facts::default())
}

/// A request of a subject, with these properties of the resource and this context.
fn request(subject: &str, properties: &str, context: &str) -> String {
    format!(
        r#"{{"subject": {subject}, "action": {{"name": "read"}},
            "resource": {{"type": "patient_record", "id": "pt-1", "properties": {properties}}},
            "context": {context}}}"#
    )
}

const PATIENT: &str = r#"{"type": "patient", "id": "pt-1"}"#;
const VITALS: &str = r#"{"category": "vitals"}"#;
const NOON: &str = r#"{"time": "2026-05-04T12:00:00Z"}"#;

#[test]
fn an_instant_is_cut_to_the_second_towards_the_past() {
    let cases = [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.999Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("1969-12-31T23:59:59Z", -1),
        ("1969-12-31T23:59:58.5Z", -2),
        ("1970-01-01T01:00+01:00", 0),
        ("19700101T000001Z", 1),
        ("1970-01-01 00:01:00Z", 60),
        ("1969-12-31T23:00:00-01:00", 0),
    ];
    for (text, seconds) in cases {
        assert_eq!(instant(text), Some(Instant(seconds)), "{text}");
    }
}

#[test]
fn a_leap_second_is_no_instant_however_it_is_written() {
    for text in [
        "2016-12-31T23:59:60Z",
        "2016-12-31t23:59:60z",
        "20161231T235960Z",
        "2016-12-31 23:59:60.25+00:00",
    ] {
        assert_eq!(instant(text), None, "{text}");
    }
    for text in [
        "2016-12-31T23:59:59Z",
        "2016-12-31T23:59:06Z",
        "2016-12-31T00:60Z",
        "2016-12-31T06:00-06:00",
    ] {
        assert!(!has_leap_second(text), "{text}");
    }
}

#[test]
fn the_reason_itself_is_not_kept() {
    let context =
        r#"{"time": "2026-05-04T12:00:00Z", "reason": "found unconscious", "purpose": "ETREAT"}"#;
    let asked = question(&request(PATIENT, VITALS, context)).unwrap();
    assert_eq!(
        asked.request.claims,
        Claims {
            purpose: Some("ETREAT".into()),
            reason_given: true,
            ..Claims::default()
        }
    );
    assert!(!format!("{asked:?}").contains("unconscious"));
    assert_eq!(asked.patient(), "pt-1");
}

#[test]
fn subjects_become_what_the_ledger_attests() {
    let party = |name: &str, kind: Option<&str>| Party {
        name: name.into(),
        kind: kind.map(String::from),
    };
    let cases = [
        (PATIENT, Requester::Patient { is_subject: true }),
        (
            r#"{"type": "patient", "id": "pt-2"}"#,
            Requester::Patient { is_subject: false },
        ),
        (
            r#"{"type": "related_person", "id": "rp-1"}"#,
            Requester::RelatedPerson { is_guardian: false },
        ),
        (
            r#"{"type": "organization", "id": "Acme", "properties": {"kind": "lab"}}"#,
            Requester::Organisation {
                party: party("Acme", Some("lab")),
            },
        ),
        (
            r#"{"type": "user", "id": "dr", "properties": {"role": "nurse", "organization": "Ward"}}"#,
            Requester::Practitioner {
                id: "dr".into(),
                roles: vec!["nurse".into()],
                organisation: Some(party("Ward", None)),
            },
        ),
        (
            r#"{"type": "device", "id": "m7"}"#,
            Requester::Device {
                id: "m7".into(),
                organisation: None,
            },
        ),
    ];
    for (subject, expected) in cases {
        assert_eq!(
            question(&request(subject, VITALS, NOON)).unwrap().requester,
            expected,
            "{subject}"
        );
    }
}

#[test]
fn limits_name_the_field_that_breaks_them() {
    let long = "x".repeat(NAME_BYTES as usize);
    let fits =
        format!(r#"{{"category": "{long}", "code": [{{"system": "{long}", "code": "{long}"}}]}}"#);
    assert!(question(&request(PATIENT, &fits, NOON)).is_ok());
    let cases = [
        (
            request(PATIENT, "{}", NOON),
            "`resource.properties.category` or `code`",
        ),
        (
            request(PATIENT, &format!(r#"{{"category": "{long}x"}}"#), NOON),
            "`resource.properties.category` or `code`",
        ),
        (
            request(PATIENT, r#"{"code": [{"system": "s", "code": ""}]}"#, NOON),
            "`resource.properties.category` or `code`",
        ),
        (
            request(PATIENT, VITALS, NOON).replace("\"read\"", "[]"),
            "`action.name`",
        ),
        (
            request(PATIENT, VITALS, NOON).replace("\"read\"", "\"\""),
            "`action.name`",
        ),
        (
            request(
                PATIENT,
                VITALS,
                r#"{"purpose": "", "time": "2026-05-04T12:00:00Z"}"#,
            ),
            "`context.purpose`",
        ),
    ];
    for (text, field) in cases {
        let failure = question(&text).unwrap_err();
        assert_eq!(failure.status, crate::failure::USAGE);
        assert!(failure.message.starts_with(field), "{failure}");
    }
}

#[test]
fn an_object_is_not_a_list_of_its_fields() {
    let list = r#"[{"type": "patient", "id": "pt-1"}, {"name": "read"}, {"id": "pt-1"}, {}]"#;
    assert!(
        question(list)
            .unwrap_err()
            .message
            .contains("expected an object")
    );
    assert!(
        question(&request(r#"["patient", "pt-1"]"#, VITALS, NOON))
            .unwrap_err()
            .message
            .contains("`subject`")
    );
    assert!(Facts::read(b"[{}]").is_err());
    assert!(Facts::read(b"{}").is_ok());
}

#[test]
fn words_that_the_policy_does_not_know_are_told() {
    let source = "lab Acme\nlab Acme may read bloodwork if the patient has consented";
    let policy = policy_lang::check(source, "test").policy.unwrap();
    let facts = r#"{"patients": {"pt-1": {"consents":
        ["lab Acme may read bloodwork", "lab Acme may read moonlight"]}}}"#;
    let mut warnings = Vec::new();
    let facts = Facts::read(facts.as_bytes()).unwrap();
    let records = facts
        .consents("pt-1", &policy, &mut |warning| warnings.push(warning))
        .unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with("`patients.pt-1.consents[1]`: "),
        "{warnings:?}"
    );
    assert!(warnings[0].contains("`moonlight`"), "{warnings:?}");
    assert!(
        facts
            .consents("pt-2", &policy, &mut |_| panic!())
            .unwrap()
            .is_empty()
    );
}
