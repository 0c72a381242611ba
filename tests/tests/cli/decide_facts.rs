//! `assent decide`: the facts that stand in for the ledger.

use serde_json::{Value, json};

use super::decide::{allowed_by, decide_text, is_no_request, not_covered, outcome, request, with};

fn patient(facts: Value) -> Value {
    json!({"patients": {"pt-1": facts}})
}

fn lab() -> Value {
    with(
        request(),
        "/subject",
        json!({"type": "organization", "id": "Acme"}),
    )
}

fn consents(consents: Value) -> Value {
    patient(json!({"consents": consents}))
}

#[test]
fn facts_of_the_wrong_type_are_named() {
    let wrong = [
        (json!([]), ""),
        (json!("x"), ""),
        (json!([{}]), ""),
        (json!({"patients": []}), "patients"),
        (json!({"patients": null}), "patients"),
        (patient(json!("x")), "patients.pt-1"),
        (patient(json!([["rp-1"], [], []])), "patients.pt-1"),
        (
            patient(json!({"guardians": "rp-1"})),
            "patients.pt-1.guardians",
        ),
        (
            patient(json!({"guardians": [1]})),
            "patients.pt-1.guardians[0]",
        ),
        (
            patient(json!({"treated_by": {"dr-may": true}})),
            "patients.pt-1.treated_by",
        ),
        (
            patient(json!({"treated_by": ["dr-may", null]})),
            "patients.pt-1.treated_by[1]",
        ),
        (
            consents(json!("lab Acme may read bloodwork")),
            "patients.pt-1.consents",
        ),
        (consents(json!([7])), "patients.pt-1.consents[0]"),
        (
            consents(json!([{"on": "2026-01-01"}])),
            "patients.pt-1.consents[0]",
        ),
        (
            consents(json!([{"sentence": 1}])),
            "patients.pt-1.consents[0]",
        ),
        (
            consents(json!([{"sentence": "anyone may read bloodwork", "on": 5}])),
            "patients.pt-1.consents[0]",
        ),
        (
            consents(json!([["anyone may read bloodwork", null, null]])),
            "patients.pt-1.consents[0]",
        ),
        // Also of a patient who is not asked about.
        (
            json!({"patients": {"pt-2": {"guardians": 1}}}),
            "patients.pt-2.guardians",
        ),
    ];
    for (facts, field) in wrong {
        is_no_request(
            &request().to_string(),
            Some(&facts.to_string()),
            &["the facts file cannot be read", field],
        );
    }
    for text in [
        "",
        "{",
        "{\"patients\": {}, \"patients\": {}}",
        "{\"patients\": {\"pt-1\": {}, \"pt-1\": {}}}",
    ] {
        is_no_request(
            &request().to_string(),
            Some(text),
            &["the facts file cannot be read"],
        );
    }
}

#[test]
fn what_a_list_does_not_hold_is_not_so() {
    for facts in [
        json!({}),
        json!({"patients": {}}),
        patient(json!({})),
        json!({"patients": {"pt-2": {"treated_by": ["dr-may"]}}}),
    ] {
        not_covered(&request(), &facts);
    }
    allowed_by(
        &request(),
        &patient(json!({"treated_by": ["dr-x", "dr-may"]})),
        &["treating"],
    );
    not_covered(&request(), &patient(json!({"treated_by": ["Riverside"]})));
}

#[test]
fn an_organisation_treats_when_it_is_listed_itself() {
    let house = with(
        request(),
        "/subject",
        json!({"type": "organization", "id": "Riverside"}),
    );
    let house = with(
        with(house, "/action/name", json!("use")),
        "/resource/properties/category",
        json!("billing"),
    );
    allowed_by(
        &house,
        &patient(json!({"treated_by": ["Riverside"]})),
        &["house"],
    );
    not_covered(&house, &patient(json!({"treated_by": ["dr-may"]})));
    not_covered(&house, &patient(json!({"treated_by": ["Ward"]})));
}

#[test]
fn only_who_is_among_the_guardians_is_one() {
    let guardian = with(
        request(),
        "/subject",
        json!({"type": "related_person", "id": "rp-1"}),
    );
    allowed_by(
        &guardian,
        &patient(json!({"guardians": ["rp-1"]})),
        &["guardians"],
    );
    not_covered(&guardian, &patient(json!({"guardians": ["rp-2"]})));
    not_covered(
        &guardian,
        &json!({"patients": {"pt-2": {"guardians": ["rp-1"]}}}),
    );
    not_covered(&guardian, &json!({}));
    // A physician who is a guardian asks as a physician.
    not_covered(&request(), &patient(json!({"guardians": ["dr-may"]})));
}

#[test]
fn a_consent_holds_between_its_days_in_the_policys_zone() {
    let dated = |on: Value, withdrawn: Value| {
        consents(
            json!([{"sentence": "lab Acme may read bloodwork", "on": on, "withdrawn": withdrawn}]),
        )
    };
    let at = |time: &str| with(lab(), "/context/time", json!(time));
    // Midnight in Chicago is five in the morning in UTC.
    let on = dated(json!("2026-05-04"), Value::Null);
    not_covered(&at("2026-05-04T04:59:59Z"), &on);
    allowed_by(&at("2026-05-04T05:00:00Z"), &on, &["lab_bloods"]);
    let withdrawn = dated(Value::Null, json!("2026-05-04"));
    allowed_by(&at("2026-05-04T04:59:59Z"), &withdrawn, &["lab_bloods"]);
    not_covered(&at("2026-05-04T05:00:00Z"), &withdrawn);
    let instants = dated(
        json!("2026-05-04T12:00:00Z"),
        json!("2026-05-04T14:00:01+02:00"),
    );
    not_covered(&at("2026-05-04T11:59:59Z"), &instants);
    allowed_by(&at("2026-05-04T12:00:00Z"), &instants, &["lab_bloods"]);
    not_covered(&at("2026-05-04T12:00:01Z"), &instants);
    // Without dates it has always held.
    let always = consents(json!([{"sentence": "lab Acme may read bloodwork."}]));
    allowed_by(&at("1970-01-01T00:00:00Z"), &always, &["lab_bloods"]);
}

#[test]
fn a_day_that_is_none_is_named() {
    for (field, value) in [
        ("on", "2026-02-30"),
        ("on", "yesterday"),
        ("withdrawn", "2026-05-04T12:00:00"),
        ("withdrawn", ""),
    ] {
        let mut consent = json!({"sentence": "lab Acme may read bloodwork"});
        consent[field] = json!(value);
        let facts = consents(json!(["anyone may read vitals", consent])).to_string();
        is_no_request(
            &lab().to_string(),
            Some(&facts),
            &["patients.pt-1.consents[1]", &format!("`{field}`")],
        );
    }
}

#[test]
fn a_consent_that_does_not_parse_is_named() {
    let wrong = [
        "",
        "lab Acme",
        "lab Acme may read bloodwork if a reason is given",
        "lab Acme may read bloodwork then delete",
        "anyone may fly to",
    ];
    for sentence in wrong {
        let facts = consents(json!([sentence])).to_string();
        is_no_request(
            &lab().to_string(),
            Some(&facts),
            &["patients.pt-1.consents[0]"],
        );
    }
}

#[test]
fn the_last_word_is_the_patients_no() {
    let facts = consents(json!([
        "lab Acme may read bloodwork",
        "lab Acme may not read laboratory"
    ]));
    assert_eq!(
        outcome(&lab(), &facts),
        ("refused".into(), vec!["refusals".into()])
    );
    let withdrawn =
        json!({"sentence": "lab Acme may not read laboratory", "withdrawn": "2026-05-01"});
    allowed_by(
        &lab(),
        &consents(json!(["lab Acme may read bloodwork", withdrawn])),
        &["lab_bloods"],
    );
}

#[test]
fn words_that_nobody_knows_close_and_never_open() {
    // A grant that names something unknown counts for nothing; of a refusal the rest counts.
    not_covered(
        &lab(),
        &consents(json!(["lab Acme or lab Nowhere may read bloodwork"])),
    );
    not_covered(
        &lab(),
        &consents(json!(["lab Acme may read bloodwork and moonlight"])),
    );
    let refusals = [
        "lab Acme or lab Nowhere may not read bloodwork",
        "lab Acme may not read moonlight",
        "no one may read bloodwork and moonlight",
    ];
    for refusal in refusals {
        let facts = consents(json!(["lab Acme may read bloodwork", refusal]));
        assert_eq!(outcome(&lab(), &facts).0, "refused", "{refusal}");
    }
}

#[test]
fn facts_that_nobody_knows_attest_nothing() {
    let facts = json!({
        "patients": {"pt-1": {"birth_date": "2010-05-01", "deceased": false, "facts": {"vip": true}, "signed": []}},
        "accesses": [{"patient": "pt-1", "by": "Acme", "action": "read", "at": "2026-05-01T09:00:00Z"}],
        "requesters": {"dr-may": {"facts": {}}},
    });
    not_covered(&request(), &facts);
    let ran = decide_text(&request().to_string(), Some(&facts.to_string()));
    assert_eq!(ran.status, 0, "{}", ran.error);
}
