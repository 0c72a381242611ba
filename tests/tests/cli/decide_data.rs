//! `assent decide`: what a request says of its data beyond the categories.

use serde_json::{Value, json};

use super::Folder;
use super::decide::{decide, request, with};

const POLICY: &str = r#"policy "narrowed"
specially protected hiv
hospital Riverside is "urn:r"
department Ward within Riverside
practitioner dr_lee of Ward

rule by_date
  any physician may read bloodwork dated from 2026-01-01 until 2026-12-31
rule by_author
  any physician may read imaging written by Ward
rule by_holder
  any physician may read vitals held by Riverside
rule by_encounter
  any physician may read allergies of encounter "E-7"
rule by_record
  any physician may read immunizations of record "R-7"
rule by_label
  any physician may read medications labelled restricted
rule agreed
  any physician may collect everything if the patient has consented
"#;

const PROPERTIES: &str = "/resource/properties";

fn said(category: &str, property: &str, value: Value) -> Value {
    let request = with(
        request(),
        "/resource/properties/category",
        json!([category]),
    );
    with(request, &format!("{PROPERTIES}/{property}"), value)
}

fn decided(request: &Value, facts: Option<&Value>) -> Value {
    let folder = Folder::new();
    let policy = folder.file("narrowed.consent", POLICY);
    let facts = facts.map(Value::to_string);
    let ran = decide(
        &folder,
        &policy,
        &request.to_string(),
        facts.as_deref(),
        true,
    );
    assert_eq!((ran.status, ran.error.as_str()), (0, ""), "{request}");
    ran.json()
}

#[test]
fn properties_of_the_resource_are_what_data_is_narrowed_by() {
    let somebody = |kind: &str, id: &str| json!({"type": kind, "id": id});
    for (category, property, value, allowed) in [
        ("bloodwork", "dated", json!("2026-12-31"), true),
        ("bloodwork", "dated", json!("2027-01-01"), false),
        ("imaging", "author", json!("Ward"), true),
        ("imaging", "author", json!("dr_lee"), true),
        ("imaging", "author", json!("Riverside"), false),
        ("imaging", "author", somebody("organization", "Ward"), true),
        (
            "imaging",
            "author",
            somebody("practitioner", "dr_lee"),
            true,
        ),
        ("imaging", "author", somebody("practitioner", "Ward"), false),
        ("imaging", "author", somebody("patient", "Ward"), false),
        ("imaging", "author", somebody("device", "Ward"), true),
        (
            "imaging",
            "author",
            json!({"type": "user", "id": "dr-x", "organization": "Ward"}),
            true,
        ),
        ("vitals", "custodian", json!("urn:r"), true),
        ("vitals", "custodian", json!("Ward"), true),
        (
            "vitals",
            "custodian",
            somebody("organization", "Ward"),
            true,
        ),
        ("vitals", "custodian", json!("Acme"), false),
        ("allergies", "encounter", json!("E-7"), true),
        ("allergies", "encounter", json!("E-8"), false),
        ("immunizations", "record", json!("R-7"), true),
        ("immunizations", "record", json!("E-7"), false),
        ("medications", "confidentiality", json!("U"), true),
        ("medications", "confidentiality", json!("low"), true),
        ("medications", "confidentiality", json!("R"), true),
        ("medications", "confidentiality", json!("restricted"), true),
        ("medications", "confidentiality", json!("V"), false),
        (
            "medications",
            "confidentiality",
            json!("very_restricted"),
            false,
        ),
        ("medications", "confidentiality", Value::Null, false),
    ] {
        let request = said(category, property, value);
        assert_eq!(decided(&request, None)["decision"], allowed, "{request}");
    }
}

#[test]
fn what_is_not_stated_is_the_reason() {
    let silent = with(
        request(),
        "/resource/properties/category",
        json!(["imaging"]),
    );
    let answer = decided(&silent, None);
    let reasons = answer["context"]["reasons"].as_array().expect("reasons");
    let texts: Vec<&Value> = reasons.iter().map(|reason| &reason["text"]).collect();
    let expected = "by_author needs the data to be written by Ward, which is not known";
    assert!(texts.contains(&&json!(expected)), "{answer}");
    let other = decided(&said("imaging", "author", json!("Riverside")), None).to_string();
    assert!(
        other.contains("by_author needs the data to be written by Ward\""),
        "{other}"
    );
}

#[test]
fn consents_of_an_encounter_that_no_rule_names_are_found() {
    let consent = "any physician may collect allergies of encounter \"E-99\"";
    let facts = json!({"patients": {"pt-1": {"consents": [consent]}}});
    for (encounter, allowed) in [("E-99", true), ("E-98", false), ("E-7", false)] {
        let request = with(
            said("allergies", "encounter", json!(encounter)),
            "/action/name",
            json!("collect"),
        );
        assert_eq!(
            decided(&request, Some(&facts))["decision"],
            allowed,
            "{encounter}"
        );
    }
}

#[test]
fn what_cannot_be_said_of_data_is_no_request() {
    let folder = Folder::new();
    let policy = folder.file("narrowed.consent", POLICY);
    let long = "x".repeat(129);
    for (property, value, words) in [
        (
            "dated",
            json!("2026-02-30"),
            vec!["`2026-02-30`", "which is no day"],
        ),
        (
            "dated",
            json!("2026-05-01T12:00:00Z"),
            vec!["which is no day", "\"2026-05-01\""],
        ),
        ("dated", json!(20260501), vec![]),
        ("author", json!(7), vec!["a text or an object"]),
        ("author", json!([]), vec!["a text or an object"]),
        ("author", json!({"id": "x"}), vec!["type"]),
        (
            "author",
            json!({"type": "organisation", "id": "x"}),
            vec!["author.type", "did you mean `organization`?"],
        ),
        (
            "author",
            json!({"type": "circus", "id": "x"}),
            vec!["it is one of organization, "],
        ),
        ("author", json!(""), vec!["is empty, or too long"]),
        (
            "author",
            json!({"type": "user", "id": "x", "organization": long}),
            vec!["128 bytes"],
        ),
        (
            "custodian",
            json!({"type": "patient", "id": "x"}),
            vec!["custodian.type", "it is organization"],
        ),
        ("custodian", json!(long), vec!["is empty, or too long"]),
        ("encounter", json!(["E-7"]), vec![]),
        ("encounter", json!(long), vec!["is empty, or too long"]),
        ("record", json!(""), vec!["is empty, or too long"]),
        (
            "confidentiality",
            json!("restrictd"),
            vec!["did you mean `restricted`?"],
        ),
        (
            "confidentiality",
            json!("X"),
            vec!["normal (N)", "very_restricted (V)"],
        ),
        ("confidentiality", json!(3), vec![]),
    ] {
        let request = said("imaging", property, value).to_string();
        let ran = decide(&folder, &policy, &request, None, true);
        assert_eq!(ran.status, 2, "{request}\n{}", ran.text());
        let field = format!("resource.properties.{property}");
        for word in words.iter().chain([&field.as_str()]) {
            assert!(
                ran.error.contains(word),
                "`{word}` is not in `{}`",
                ran.error
            );
        }
    }
}
