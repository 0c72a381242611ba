//! `assent decide`: what is a request, and what is not.

use serde_json::{Value, json};

use super::decide::{
    allowed_by, ask, decide_text, is_no_request, not_covered, outcome, request, with, without,
};

/// The request's text with the value at `pointer` replaced is no request; the message has these words.
fn refuses(pointer: &str, value: Value, words: &[&str]) {
    is_no_request(&with(request(), pointer, value).to_string(), None, words);
}

#[test]
fn a_key_that_stands_twice_is_no_request() {
    let text = request().to_string();
    let twice = [
        (r#""id":"pt-1""#, r#""id":"pt-1","id":"pt-2""#, "id"),
        (r#""id":"pt-1""#, r#""id":"pt-1","id":"pt-1""#, "id"),
        (r#""name":"read""#, r#""name":"read","name":"read""#, "name"),
        (
            r#""purpose":"treatment""#,
            r#""purpose":"treatment","x":{"y":1,"\u0079":2}"#,
            "y",
        ),
        (
            r#""purpose":"treatment""#,
            r#""purpose":"treatment","x":[[{"y":1,"y":2}]]"#,
            "y",
        ),
    ];
    for (once, with, key) in twice {
        assert!(text.contains(once), "{once}");
        is_no_request(
            &text.replacen(once, with, 1),
            None,
            &[&format!("`{key}` stands twice")],
        );
    }
    is_no_request(
        &format!("{},{}", &text[..text.len() - 1], &text[1..]),
        None,
        &["stands twice"],
    );
}

#[test]
fn what_is_no_json_is_no_request() {
    let text = request().to_string();
    for wrong in [
        "",
        "  ",
        "null",
        "7",
        "\"text\"",
        "[]",
        "{}",
        "{\"subject\":",
        &text[1..],
        &text[..text.len() - 1],
    ] {
        is_no_request(wrong, None, &["the request cannot be read"]);
    }
    is_no_request(
        &format!("{text} {text}"),
        None,
        &["the request cannot be read"],
    );
    is_no_request(
        &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        None,
        &["recursion"],
    );
    is_no_request(
        "{\"subject\": \u{1}}",
        None,
        &["the request cannot be read"],
    );
}

#[test]
fn every_field_that_is_needed_is_missed_by_name() {
    let needed = [
        "/subject",
        "/subject/type",
        "/subject/id",
        "/action",
        "/action/name",
        "/resource",
        "/resource/id",
    ];
    for pointer in needed {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        is_no_request(&without(request(), pointer).to_string(), None, &[name]);
        if pointer != "/action/name" {
            refuses(pointer, Value::Null, &[name]);
        }
    }
    is_no_request(
        &without(request(), "/context").to_string(),
        None,
        &["context.time"],
    );
    is_no_request(
        &without(request(), "/context/time").to_string(),
        None,
        &["context.time"],
    );
    is_no_request(
        &without(request(), "/resource/properties").to_string(),
        None,
        &["resource.properties.category"],
    );
}

#[test]
fn a_field_of_the_wrong_type_is_named() {
    let wrong = [
        ("/subject", json!("Acme"), "subject"),
        ("/subject", json!(["patient", "pt-1"]), "subject"),
        ("/subject/type", json!(1), "subject.type"),
        ("/subject/id", json!(["dr-may"]), "subject.id"),
        (
            "/subject/properties",
            json!("physician"),
            "subject.properties",
        ),
        (
            "/subject/properties",
            json!([["physician"], "Riverside"]),
            "subject.properties",
        ),
        (
            "/subject/properties/role",
            json!(5),
            "subject.properties.role",
        ),
        (
            "/subject/properties/role",
            json!(["physician", 5]),
            "subject.properties.role",
        ),
        (
            "/subject/properties/role",
            json!({"physician": true}),
            "subject.properties.role",
        ),
        (
            "/subject/properties/organization",
            json!(["Riverside"]),
            "subject.properties.organization",
        ),
        (
            "/subject/properties/kind",
            json!(false),
            "subject.properties.kind",
        ),
        ("/action", json!("read"), "action"),
        ("/action", json!(["read"]), "action"),
        ("/action/name", json!(1.5), "action.name"),
        ("/action/name", json!([["read"]]), "action.name"),
        ("/resource", json!("pt-1"), "resource"),
        ("/resource/id", json!(1), "resource.id"),
        (
            "/resource/properties",
            json!(["bloodwork"]),
            "resource.properties",
        ),
        (
            "/resource/properties/category",
            json!({"bloodwork": 1}),
            "resource.properties.category",
        ),
        (
            "/resource/properties/category",
            json!(["bloodwork", null]),
            "resource.properties.category",
        ),
        (
            "/resource/properties/code",
            json!("718-7"),
            "resource.properties.code",
        ),
        (
            "/resource/properties/code",
            json!([{"system": "http://loinc.org"}]),
            "resource.properties.code[0]",
        ),
        (
            "/resource/properties/code",
            json!([["http://loinc.org", "718-7"]]),
            "resource.properties.code[0]",
        ),
        (
            "/resource/properties/code",
            json!([{"system": "s", "code": 718}]),
            "resource.properties.code[0].code",
        ),
        ("/context", json!("treatment"), "context"),
        (
            "/context",
            json!(["treatment", "2026-05-04T12:00:00Z"]),
            "context",
        ),
        ("/context/purpose", json!(["treatment"]), "context.purpose"),
        ("/context/time", json!(1_777_896_000), "context.time"),
        ("/context/reason", json!(true), "context.reason"),
    ];
    for (pointer, value, field) in wrong {
        refuses(pointer, value, &[&format!("`{field}")]);
    }
    let list = json!([
        request()["subject"],
        request()["action"],
        request()["resource"],
        request()["context"]
    ]);
    is_no_request(&list.to_string(), None, &["the request cannot be read"]);
}

#[test]
fn an_unknown_kind_of_subject_is_no_request() {
    for kind in ["", "Practitioner", "nurse", "organisation", "practitioner "] {
        refuses(
            "/subject/type",
            json!(kind),
            &["subject.type", "organization, practitioner, user"],
        );
    }
}

#[test]
fn words_that_the_policy_does_not_know_are_no_request() {
    refuses("/action/name", json!("fly"), &["action.name", "`fly`"]);
    refuses(
        "/action/name",
        json!(["read", "fly"]),
        &["action.name", "`fly`"],
    );
    refuses("/action/name", json!("Read"), &["action.name", "`Read`"]);
    refuses(
        "/resource/properties/category",
        json!("bloodwrk"),
        &["resource.properties.category", "`bloodwrk`"],
    );
    refuses(
        "/resource/properties/category",
        json!(["vitals", "x"]),
        &["resource.properties.category", "`x`"],
    );
    refuses(
        "/context/purpose",
        json!("fun"),
        &["context.purpose", "`fun`"],
    );
    refuses("/context/purpose", json!(""), &["context.purpose"]);
    refuses("/action/name", json!([]), &["action.name"]);
    refuses("/action/name", json!(""), &["action.name"]);
    refuses(
        "/resource/properties/category",
        json!([]),
        &["resource.properties.category"],
    );
    refuses("/action/name", json!(vec!["read"; 257]), &["action.name"]);
    refuses("/action/name", json!("x".repeat(10_000)), &["too long"]);
}

#[test]
fn what_a_message_repeats_is_short_and_printable() {
    let long = format!("\u{1b}[2J\n{}", "x".repeat(100));
    for pointer in [
        "/subject/type",
        "/action/name",
        "/resource/properties/category",
        "/context/purpose",
        "/context/time",
    ] {
        let ran = decide_text(&with(request(), pointer, json!(long)).to_string(), None);
        assert_eq!(ran.status, 2, "{}", ran.error);
        assert!(ran.error.len() < 300, "{}", ran.error);
        assert!(
            !ran.error.contains('\u{1b}') && ran.error.lines().count() <= 2,
            "{:?}",
            ran.error
        );
    }
    let long = "x".repeat(100_000);
    for (pointer, value) in [
        ("/subject/properties", json!(long)),
        ("/action", json!({long.as_str(): 1})),
    ] {
        let ran = decide_text(&with(request(), pointer, value).to_string(), None);
        assert_eq!(ran.status, 2, "{}", ran.error);
        assert!(ran.error.len() < 400, "{} bytes", ran.error.len());
    }
}

#[test]
fn an_instant_needs_its_offset_and_is_no_leap_second() {
    let wrong = [
        "",
        "now",
        "2026-05-04",
        "2026-05-04T12:00:00",
        "2026-05-04 12:00",
        "12:00:00Z",
        "2026-05-04T24:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-05-04T12:60:00Z",
        "2026-05-04T12:00:61Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5+00:00",
        "20161231T235960Z",
        "20161231T235960.5Z",
        "2026-05-04T12:00:00+99:00",
        "2026-05-04T12:00:00[America/Chicago]",
        "1777896000",
        "+123456-01-01T00:00:00Z",
    ];
    for time in wrong {
        refuses("/context/time", json!(time), &["context.time", "help: "]);
    }
}

#[test]
fn instants_that_are_the_same_decide_the_same() {
    let own = with(
        request(),
        "/subject",
        json!({"type": "organization", "id": "Acme"}),
    );
    let facts = json!({"patients": {"pt-1": {"consents": ["lab Acme may read bloodwork until 2026-05-03"]}}});
    // The consent ends with the third of May in Chicago: five hours into the fourth in UTC.
    let last = [
        "2026-05-04T04:59:59Z",
        "2026-05-03T23:59:59-05:00",
        "2026-05-04T06:59:59.999999999+02:00",
        "2026-05-04T04:59Z",
    ];
    for time in last {
        allowed_by(
            &with(own.clone(), "/context/time", json!(time)),
            &facts,
            &["lab_bloods"],
        );
    }
    for time in [
        "2026-05-04T05:00:00Z",
        "2026-05-04T00:00-05:00",
        "2026-05-04T05:00:00.000000001Z",
    ] {
        not_covered(&with(own.clone(), "/context/time", json!(time)), &facts);
    }
    // Before 1970 as well, where halves of a second round the other way.
    let facts = json!({"patients": {"pt-1": {"consents": ["lab Acme may read bloodwork until 1960-12-31"]}}});
    allowed_by(
        &with(
            own.clone(),
            "/context/time",
            json!("1961-01-01T05:59:59.9Z"),
        ),
        &facts,
        &["lab_bloods"],
    );
    not_covered(
        &with(own, "/context/time", json!("1961-01-01T06:00:00Z")),
        &facts,
    );
}

#[test]
fn the_codes_of_hl7_are_words_too() {
    let treated = json!({"patients": {"pt-1": {"treated_by": ["dr-may"]}}});
    allowed_by(
        &with(request(), "/context/purpose", json!("TREAT")),
        &treated,
        &["treating"],
    );
    allowed_by(
        &with(request(), "/context/purpose", json!("ETREAT")),
        &treated,
        &["treating"],
    );
    allowed_by(
        &with(request(), "/action/name", json!("access")),
        &treated,
        &["treating"],
    );
    not_covered(
        &with(request(), "/context/purpose", json!("HPAYMT")),
        &treated,
    );
    let by_code = |system: &str, code: &str| {
        let request = without(request(), "/resource/properties/category");
        with(
            request,
            "/resource/properties/code",
            json!([{"system": system, "code": code}]),
        )
    };
    let lab = |request: Value| {
        with(
            request,
            "/subject",
            json!({"type": "organization", "id": "Acme"}),
        )
    };
    let consented = json!({"patients": {"pt-1": {"consents": ["lab Acme may read bloodwork"]}}});
    allowed_by(
        &lab(by_code("http://loinc.org", "718-7")),
        &consented,
        &["lab_bloods"],
    );
    not_covered(&lab(by_code("http://loinc.org", "0-0")), &consented);
    not_covered(&lab(by_code("http://example.org", "718-7")), &consented);
    allowed_by(
        &with(
            by_code("http://loinc.org", "0-0"),
            "/subject",
            json!({"type": "patient", "id": "pt-1"}),
        ),
        &json!({}),
        &["own_record"],
    );
    // A code joins the categories that are asked for.
    let both = with(
        lab(request()),
        "/resource/properties/code",
        json!([{"system": "http://loinc.org", "code": "0-0"}]),
    );
    not_covered(&both, &consented);
}

#[test]
fn one_name_is_a_list_of_one() {
    let treated = json!({"patients": {"pt-1": {"treated_by": ["dr-may"]}}});
    let lists = [
        ("/action/name", json!("read"), json!(["read"])),
        (
            "/resource/properties/category",
            json!("bloodwork"),
            json!(["bloodwork"]),
        ),
        (
            "/subject/properties/role",
            json!("physician"),
            json!(["physician"]),
        ),
    ];
    for (pointer, one, list) in lists {
        let (one, list) = (
            with(request(), pointer, one),
            with(request(), pointer, list),
        );
        allowed_by(&one, &treated, &["treating"]);
        assert_eq!(ask(&one, &treated), ask(&list, &treated));
    }
    // A may rule has to name every action that is asked for.
    allowed_by(
        &with(request(), "/action/name", json!(["read", "collect"])),
        &treated,
        &["treating"],
    );
    not_covered(
        &with(request(), "/action/name", json!(["read", "use"])),
        &treated,
    );
    // What is specially protected has to be named.
    not_covered(
        &with(
            request(),
            "/resource/properties/category",
            json!(["bloodwork", "genetics"]),
        ),
        &treated,
    );
}

#[test]
fn a_blank_reason_is_no_reason() {
    let emergency = with(request(), "/resource/properties/category", json!("vitals"));
    let emergency = with(emergency, "/context/purpose", json!("emergency"));
    not_covered(&emergency, &json!({}));
    for blank in [
        json!(""),
        json!(" \t\r\n"),
        json!("\u{a0}\u{2003}"),
        Value::Null,
    ] {
        not_covered(
            &with(emergency.clone(), "/context/reason", blank),
            &json!({}),
        );
    }
    allowed_by(
        &with(emergency, "/context/reason", json!("unconscious")),
        &json!({}),
        &["unconscious"],
    );
}

#[test]
fn who_asks_is_told_by_the_kind_of_the_subject() {
    let by = |subject: Value| with(request(), "/subject", subject);
    allowed_by(
        &by(json!({"type": "patient", "id": "pt-1"})),
        &json!({}),
        &["own_record"],
    );
    not_covered(&by(json!({"type": "patient", "id": "pt-2"})), &json!({}));
    not_covered(
        &by(json!({"type": "organization", "id": "pt-1"})),
        &json!({}),
    );
    not_covered(
        &by(json!({"type": "related_person", "id": "pt-1"})),
        &json!({}),
    );
    let treated = json!({"patients": {"pt-1": {"treated_by": ["dr-may"]}}});
    allowed_by(
        &with(request(), "/subject/type", json!("user")),
        &treated,
        &["treating"],
    );
    not_covered(&with(request(), "/subject/type", json!("device")), &treated);
    let correct = with(
        with(request(), "/action/name", json!("correct")),
        "/resource/properties/category",
        json!("allergies"),
    );
    allowed_by(
        &with(correct.clone(), "/subject/id", json!("dr_lee")),
        &json!({}),
        &["by_name"],
    );
    not_covered(&correct, &json!({}));
}

#[test]
fn an_organisation_that_nobody_knows_is_a_decision() {
    let treated = json!({"patients": {"pt-1": {"treated_by": ["dr-may"]}}});
    not_covered(
        &with(
            request(),
            "/subject/properties/organization",
            json!("Elsewhere"),
        ),
        &treated,
    );
    not_covered(
        &without(request(), "/subject/properties/organization"),
        &treated,
    );
    not_covered(
        &with(request(), "/subject/properties/role", json!(["wizard"])),
        &treated,
    );
    allowed_by(
        &with(request(), "/subject/properties/organization", json!("Ward")),
        &treated,
        &["treating"],
    );
    allowed_by(
        &with(
            request(),
            "/subject/properties/organization",
            json!("urn:oid:1.2"),
        ),
        &treated,
        &["treating"],
    );
    let lab = |subject: Value| {
        let request = with(request(), "/subject", subject);
        with(
            with(request, "/action/name", json!("collect")),
            "/resource/properties/category",
            json!("immunizations"),
        )
    };
    allowed_by(
        &lab(json!({"type": "organization", "id": "Acme"})),
        &json!({}),
        &["labs"],
    );
    not_covered(
        &lab(json!({"type": "organization", "id": "Elsewhere"})),
        &json!({}),
    );
    let of_kind = |kind: &str| {
        lab(json!({"type": "organization", "id": "Elsewhere", "properties": {"kind": kind}}))
    };
    allowed_by(&of_kind("lab"), &json!({}), &["labs"]);
    not_covered(&of_kind("hospital"), &json!({}));
    not_covered(&of_kind("circus"), &json!({}));
    // The declaration has the last word about the kind of a party that the policy declares.
    not_covered(
        &lab(json!({"type": "organization", "id": "Riverside", "properties": {"kind": "lab"}})),
        &json!({}),
    );
}

#[test]
fn properties_that_nobody_knows_attest_nothing() {
    let plain = ask(&request(), &json!({}));
    let more = with(request(), "/context/treats", json!(true));
    let more = with(more, "/subject/properties/treats", json!(["pt-1"]));
    let more = with(
        more,
        "/resource/properties/consents",
        json!(["anyone may read everything"]),
    );
    let more = with(more, "/subject/properties/is_guardian", json!(true));
    let more = with(
        more,
        "/extra",
        json!({"deep": [1, 2.5e300, null, true, "x"]}),
    );
    assert_eq!(ask(&more, &json!({})), plain);
    assert_eq!(outcome(&more, &json!({})).0, "not_covered");
}
