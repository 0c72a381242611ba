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

/// The records that a facts file gives with `signed` for the patient, and the warnings.
fn signed(signed: &str) -> Result<(Vec<abi::terms::ConsentRecord>, Vec<String>), String> {
    let source = "time zone \"America/Chicago\"\nlab Acme is \"urn:acme\"\nhospital Hill\npractitioner lee of Hill\n\
        form \"CF-1\" (laboratory: a lab, last_day: a date) laboratory may read bloodwork until last_day\n\
        form \"CF-2\" (who: a practitioner, what: a category, why: a purpose) who may read what for why\n\
        rule r anyone may read everything if the patient has consented";
    let policy = policy_lang::check(source, "test").policy.unwrap();
    let facts = format!(
        r#"{{"patients": {{"pt-1": {{"consents": ["anyone may not read vitals"], "signed": [{signed}]}}}}}}"#
    );
    let facts = Facts::read(facts.as_bytes()).map_err(|failure| failure.to_string())?;
    let mut warnings = Vec::new();
    let records = facts.consents("pt-1", &policy, &mut |warning| warnings.push(warning));
    Ok((records.map_err(|failure| failure.to_string())?, warnings))
}

#[test]
fn signed_forms_come_after_the_sentences() {
    let (records, warnings) = signed(
        r#"{"form": "CF-1", "with": {"laboratory": "urn:acme", "last_day": "2026-12-31"}, "on": "2026-05-01", "withdrawn": null},
           {"form": "CF-2", "with": {"who": "lee", "what": "imaging", "why": "TREAT"}, "withdrawn": "2026-06-01T00:00:00Z"}"#,
    )
    .unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let names = records
        .iter()
        .map(|record| record.form.as_ref().map(|form| form.name.as_str()));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [None, Some("CF-1"), Some("CF-2")]
    );
    assert_eq!(records[1].number, 1);
    assert_eq!(
        records[1].recorded_at,
        abi::Instant(1_777_611_600),
        "midnight in Chicago"
    );
    assert_eq!(
        records[1].sentences[0].until,
        Some(abi::Instant(1_798_783_200))
    );
    assert_eq!(records[2].withdrawn_at, Some(abi::Instant(1_780_272_000)));
}

#[test]
fn a_form_that_is_not_filled_in_as_it_asks_is_named() {
    for (json, message) in [
        (
            r#"{"form": "CF-3"}"#,
            "`patients.pt-1.signed[0].form` is `CF-3`",
        ),
        (
            r#"{"form": "CF-1", "with": {"laboratory": "Acme"}}"#,
            "`patients.pt-1.signed[0].with.last_day` is missing",
        ),
        (
            r#"{"form": "CF-1", "with": {"laboratory": "Hill", "last_day": "2026-12-31"}}"#,
            "`patients.pt-1.signed[0].with.laboratory` is `Hill`, of kind hospital, and the form asks for kind lab",
        ),
        (
            r#"{"form": "CF-1", "with": {"laboratory": "Acme", "last_day": "31/12/2026"}}"#,
            "`patients.pt-1.signed[0].with.last_day` is `31/12/2026`, which is no day",
        ),
        (
            r#"{"form": "CF-1", "with": {"laboratory": "Acme", "last_day": "2026-12-31", "x": "y"}}"#,
            "`patients.pt-1.signed[0].with.x` is for nothing that `CF-1` asks for",
        ),
        (
            r#"{"form": "CF-2", "with": {"who": "lee", "what": "moonlight", "why": "TREAT"}}"#,
            "`patients.pt-1.signed[0].with.what` is `moonlight`, which is no category",
        ),
        (
            r#"{"form": "CF-1", "with": {"laboratory": "Acme", "last_day": "2026-12-31"}, "on": "May"}"#,
            "`patients.pt-1.signed[0].on` is `May`, which is neither a day nor an instant",
        ),
    ] {
        let failure = signed(json).unwrap_err();
        assert!(failure.contains(message), "{failure}");
    }
    let stranger = r#"{"form": "CF-1", "with": {"laboratory": "Boro", "last_day": "2026-12-31"}}"#;
    let (records, warnings) = signed(stranger).unwrap();
    assert_eq!((records.len(), warnings.len()), (2, 1), "{warnings:?}");
}
