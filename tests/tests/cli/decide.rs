//! `assent decide`: the answer, for a policy's text and for its module.

use std::path::Path;

use assent::arguments::{BuildArguments, Command, DecideArguments, Emit};
use serde_json::{Value, json};

use super::{Folder, Ran, run};

/// The policy of these tests.
const POLICY: &str = r#"policy "tests of requests"
time zone "America/Chicago"
specially protected genetics, hiv

hospital Riverside is "urn:oid:1.2"
department Ward within Riverside
lab Acme
practitioner dr_lee of Riverside

rule own_record
  the patient may read the whole record
rule guardians
  a guardian of the patient may read everything
rule treating
  any physician of Riverside may read and collect everything for treatment
    if the requester treats the patient
rule house
  hospital Riverside may use billing if the requester treats the patient
rule lab_bloods
  lab Acme may read bloodwork for treatment if the patient has consented
    then notify the patient within 72 hours and record "lab"
rule labs
  any lab may collect immunizations
rule unconscious
  any physician may read vitals for emergency if a reason is given
rule by_name
  practitioner dr_lee may correct allergies
rule refusals
  no one may read, collect, use, disclose and correct everything if the patient has refused
"#;

/// A physician asks to read bloodwork of a patient whom nobody treats.
pub fn request() -> Value {
    json!({
        "subject": {"type": "practitioner", "id": "dr-may",
                    "properties": {"role": ["physician"], "organization": "Riverside"}},
        "action": {"name": "read"},
        "resource": {"type": "patient_record", "id": "pt-1", "properties": {"category": ["bloodwork"]}},
        "context": {"purpose": "treatment", "time": "2026-05-04T12:00:00Z"},
    })
}

/// `request` with the value at `pointer` replaced, or put in.
pub fn with(mut request: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = request
        .pointer_mut(parent)
        .expect("the parent of the value");
    parent
        .as_object_mut()
        .expect("an object")
        .insert(key.into(), value);
    request
}

/// `request` without the value at `pointer`.
pub fn without(mut request: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = request
        .pointer_mut(parent)
        .expect("the parent of the value");
    parent
        .as_object_mut()
        .expect("an object")
        .remove(key)
        .expect("the value");
    request
}

/// What is decided on texts that may be no JSON, by a policy in a file.
pub fn decide(
    folder: &Folder,
    policy: &Path,
    request: &str,
    facts: Option<&str>,
    json: bool,
) -> Ran {
    run(Command::Decide(DecideArguments {
        policy: policy.into(),
        request: folder.file("request.json", request),
        facts: facts.map(|facts| folder.file("facts.json", facts)),
        json,
        cache: Default::default(),
    }))
}

/// What is decided on texts, by the policy of these tests.
pub fn decide_text(request: &str, facts: Option<&str>) -> Ran {
    let folder = Folder::new();
    let policy = folder.file("tests.consent", POLICY);
    decide(&folder, &policy, request, facts, true)
}

/// What is decided on a request that is one: the answer.
pub fn ask(request: &Value, facts: &Value) -> Value {
    let ran = decide_text(&request.to_string(), Some(&facts.to_string()));
    assert_eq!(
        (ran.status, ran.error.as_str()),
        (0, ""),
        "{request}\n{facts}"
    );
    ran.json()
}

/// The outcome of a request and the rules that decided it.
pub fn outcome(request: &Value, facts: &Value) -> (String, Vec<String>) {
    let answer = ask(request, facts);
    let context = &answer["context"];
    assert_eq!(
        answer["decision"],
        context["outcome"] == "allowed",
        "{answer}"
    );
    let rules = context["rules"].as_array().expect("rules");
    let name = |rule: &Value| rule.as_str().expect("a name").to_owned();
    (name(&context["outcome"]), rules.iter().map(name).collect())
}

/// Asserts that rules allow a request: these and no others.
pub fn allowed_by(request: &Value, facts: &Value, rules: &[&str]) {
    let (outcome, found) = outcome(request, facts);
    assert_eq!(
        (
            outcome.as_str(),
            found.iter().map(String::as_str).collect::<Vec<_>>()
        ),
        ("allowed", rules.to_vec()),
        "{request}\n{facts}"
    );
}

/// Asserts that no rule is about a request.
pub fn not_covered(request: &Value, facts: &Value) {
    assert_eq!(
        outcome(request, facts),
        ("not_covered".into(), vec![]),
        "{request}\n{facts}"
    );
}

/// Asserts that a request or its facts are none, and that the message has these words in it.
pub fn is_no_request(request: &str, facts: Option<&str>, words: &[&str]) {
    let ran = decide_text(request, facts);
    assert_eq!(ran.status, 2, "{request}\n{}{}", ran.text(), ran.error);
    assert!(ran.out.is_empty(), "no decision: {}", ran.text());
    assert!(ran.error.starts_with("error: "), "{}", ran.error);
    for word in words {
        assert!(
            ran.error.contains(word),
            "`{word}` is not in `{}` about {request}",
            ran.error
        );
    }
}

#[test]
fn an_answer_is_authzens_and_says_why() {
    let lab = with(
        request(),
        "/subject",
        json!({"type": "organization", "id": "Acme"}),
    );
    let facts = json!({"patients": {"pt-1": {"consents": ["lab Acme may read bloodwork until 2026-12-31"]}}});
    let answer = ask(&lab, &facts);
    let policy = answer["context"]["policy"]
        .as_str()
        .expect("a hash")
        .to_owned();
    assert_eq!(policy.len(), 64);
    assert_eq!(
        answer,
        json!({"decision": true, "context": {
            "outcome": "allowed",
            "rules": ["lab_bloods"],
            "duties": [
                {"duty": "notify", "whom": "patient", "within_hours": 72},
                {"duty": "record", "text": "lab"},
            ],
            "reasons": [],
            "policy": policy,
        }})
    );
    let answer = ask(&lab, &json!({}));
    let context = &answer["context"];
    assert_eq!(answer["decision"], false, "{answer}");
    assert_eq!(
        (&context["outcome"], &context["duties"]),
        (&json!("not_covered"), &json!([])),
        "{answer}"
    );
    let reasons = context["reasons"].as_array().expect("reasons");
    let reason = reasons
        .iter()
        .find(|reason| reason["rule"] == "lab_bloods")
        .expect("the near rule");
    assert_eq!(reason["clause"], "condition", "{answer}");
    assert_eq!(
        reason["text"], "lab_bloods needs the patient has consented",
        "{answer}"
    );
    assert!(
        reason["line"].as_u64().is_some_and(|line| line > 1),
        "{answer}"
    );
}

#[test]
fn a_module_decides_as_its_text_does() {
    let folder = Folder::new();
    let text = folder.file("tests.consent", POLICY);
    let module = folder.path("tests.wasm");
    let (policy, output) = (text.clone(), Some(module.clone()));
    run(Command::Build(BuildArguments {
        policy,
        output,
        emit: Emit::Wasm,
        json: false,
    }));
    let lab = with(
        request(),
        "/subject",
        json!({"type": "organization", "id": "Acme"}),
    );
    let dated = |on: &str| {
        let consent = json!({"sentence": "lab Acme may read bloodwork until 2026-05-04", "on": on});
        json!({"patients": {"pt-1": {"consents": [consent], "treated_by": ["dr-may"]}}}).to_string()
    };
    for request in [
        request(),
        lab,
        with(request(), "/action/name", json!(["read", "use"])),
    ] {
        for facts in [None, Some(dated("2026-05-04")), Some(dated("2026-05-05"))] {
            for json in [true, false] {
                let by_text = decide(&folder, &text, &request.to_string(), facts.as_deref(), json);
                let by_module = decide(
                    &folder,
                    &module,
                    &request.to_string(),
                    facts.as_deref(),
                    json,
                );
                assert_eq!(
                    (by_text.status, by_text.error.as_str()),
                    (0, ""),
                    "{request}"
                );
                assert_eq!(by_text.text(), by_module.text(), "{request}");
                assert_eq!(by_module.status, 0, "{}", by_module.error);
            }
        }
    }
}

#[test]
fn without_json_the_answer_is_a_sentence() {
    let folder = Folder::new();
    let policy = folder.file("tests.consent", POLICY);
    let own = with(
        request(),
        "/subject",
        json!({"type": "patient", "id": "pt-1"}),
    );
    let ran = decide(&folder, &policy, &own.to_string(), None, false);
    assert_eq!((ran.status, ran.text()), (0, "allowed by own_record\n"));
}

#[test]
fn rules_are_sorted_and_do_not_depend_on_the_order_of_the_request() {
    let guardian_who_is_patient = with(
        request(),
        "/subject",
        json!({"type": "patient", "id": "pt-1"}),
    );
    allowed_by(&guardian_who_is_patient, &json!({}), &["own_record"]);
    let refused = json!({"patients": {"pt-1": {"consents": ["no one may read bloodwork"], "treated_by": ["dr-may"]}}});
    let asked = |actions: Value, categories: Value| {
        let request = with(request(), "/action/name", actions);
        ask(
            &with(request, "/resource/properties/category", categories),
            &refused,
        )
    };
    let one = asked(json!(["read", "collect"]), json!(["bloodwork", "vitals"]));
    let other = asked(
        json!(["collect", "read", "collect"]),
        json!(["vitals", "bloodwork", "vitals"]),
    );
    assert_eq!(one, other);
    assert_eq!(one["context"]["outcome"], "refused", "{one}");
    assert_eq!(one["context"]["rules"], json!(["refusals"]), "{one}");
}

#[test]
fn a_policy_that_is_none_has_status_1() {
    let folder = Folder::new();
    let request = request().to_string();
    let wrong = folder.file("wrong.consent", "lab X may read bloodwrk");
    let ran = decide(&folder, &wrong, &request, None, true);
    assert_eq!(ran.status, 1, "{}", ran.error);
    assert!(
        ran.error.contains("bloodwrk") && ran.out.is_empty(),
        "{}",
        ran.error
    );
    let text = folder.file("text.wasm", POLICY);
    let ran = decide(&folder, &text, &request, None, true);
    assert_eq!(ran.status, 1, "{}", ran.error);
    assert!(ran.error.contains("no WebAssembly module"), "{}", ran.error);
    let other = folder.file("other.wasm", wat::parse_str("(module)").expect("a module"));
    let ran = decide(&folder, &other, &request, None, true);
    assert_eq!(ran.status, 1, "{}", ran.error);
    let cut = wat::parse_str("(module (memory 1))").expect("a module");
    let cut = folder.file("cut.wasm", &cut[..cut.len() - 1]);
    let ran = decide(&folder, &cut, &request, None, true);
    assert_eq!(ran.status, 1, "{}", ran.error);
    let ran = decide(
        &folder,
        &folder.path("missing.consent"),
        &request,
        None,
        true,
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
}
