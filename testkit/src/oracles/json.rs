//! Requests, facts files and scripts of calls: any text is one or is refused in a line, and what is read is what an
//! independent reader finds in it.

use std::path::Path;
use std::sync::LazyLock;

use abi::decision::Outcome;
use assent::answer::answer;
use assent::asked::Asked;
use assent::calls::Script;
use assent::failure::Failure;
use assent::request::{Facts, Question};
use policy_lang::typed;
use runtime::Policy;
use serde_json::{Map, Value, json};

use super::ENGINE;
use crate::entropy::Entropy;
use crate::mutate::mutate_bytes;

/// The policy that requests are asked of.
static POLICY: LazyLock<(Policy, typed::Policy)> = LazyLock::new(|| {
    let text = contracts::RIVERSIDE;
    let words = policy_lang::check(text, "riverside").policy;
    let words = words.expect("a policy");
    let contract = policy_lang::contract::compile(&words, text).expect("it fits");
    let policy = Policy::load(&ENGINE, &contract.wasm).expect("it is admitted");
    (policy, words)
});

/// A request and a facts file.
#[derive(Clone, Debug)]
pub struct RequestText {
    /// The request.
    pub request: Vec<u8>,
    /// The facts file.
    pub facts: Vec<u8>,
}

/// A request and facts from `bytes`: whole ones with up to four fields changed, left out, doubled or put elsewhere, and
/// now and then damage to their bytes; or, one time in eight, the bytes themselves for both.
pub fn request_text(bytes: &[u8]) -> RequestText {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        let rest = bytes.get(1..).unwrap_or_default().to_vec();
        let facts = if choices.one_in(2) { b"{}" } else { &rest[..] };
        return RequestText {
            facts: facts.to_vec(),
            request: rest,
        };
    }
    RequestText {
        request: text(request(&mut choices), &mut choices),
        facts: text(facts(&mut choices), &mut choices),
    }
}

/// A script from `bytes`: one of the repository's, likewise.
pub fn script_text(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let scripts = contracts::CONTRACTS.iter();
    let scripts = scripts.filter(|(path, _)| path.ends_with(".json"));
    let scripts: Vec<&str> = scripts.map(|(_, text)| *text).collect();
    let script = serde_json::from_str(scripts[choices.below(scripts.len())]);
    text(script.expect("it is JSON"), &mut choices)
}

fn text(mut value: Value, choices: &mut Entropy) -> Vec<u8> {
    for _ in 0..choices.below(5) {
        change(&mut value, choices, 0);
    }
    let mut text = serde_json::to_vec(&value).expect("it is JSON");
    if choices.below(4) == 1 {
        for _ in 0..choices.below(4) {
            mutate_bytes(&mut text, choices);
        }
    }
    text
}

fn request(choices: &mut Entropy) -> Value {
    let kinds = [
        "organization",
        "practitioner",
        "user",
        "patient",
        "related_person",
        "device",
    ];
    let ids = ["Acme", "dr-lee", "pt-1", "parent-1", "device-7"];
    let categories = ["bloodwork", "vitals", "mental_health", "everything"];
    let purposes = ["treatment", "TREAT", "research", "emergency"];
    let times = ["2026-05-04T12:00:00Z", "2026-05-04T12:00:00.5+02:00"];
    json!({
        "subject": {
            "type": choices.pick(&kinds), "id": choices.pick(&ids),
            "properties": { "role": ["nurse"], "organization": "Riverside", "kind": "hospital" },
        },
        "action": { "name": choices.pick(&[json!("read"), json!(["read", "collect"])]) },
        "resource": {
            "type": "patient_record", "id": "pt-1",
            "properties": {
                "category": choices.pick(&categories),
                "code": [{ "system": "http://loinc.org", "code": "718-7" }],
                "dated": "2026-01-02", "confidentiality": "R", "encounter": "e-1",
                "author": "dr-lee", "custodian": { "type": "organization", "id": "Riverside" },
            },
        },
        "context": {
            "purpose": choices.pick(&purposes), "time": choices.pick(&times), "reason": "asked to",
        },
    })
}

fn facts(choices: &mut Entropy) -> Value {
    let consents = [
        json!("lab Acme may read bloodwork until 2026-12-31"),
        json!({ "sentence": "anyone may read everything", "on": "2026-01-01", "withdrawn": "2026-02-01T00:00:00Z" }),
        json!("nobody may"),
    ];
    json!({
        "patients": { "pt-1": {
            "guardians": ["parent-1"], "treated_by": ["dr-lee"],
            "consents": [choices.pick(&consents), choices.pick(&consents)],
            "birth_date": "2010-05-01", "deceased": choices.one_in(2), "facts": {},
        } },
        "requesters": { "Acme": { "facts": {} } },
        "accesses": [{ "patient": "pt-1", "by": "dr-lee", "action": "read", "at": "2026-05-01T09:00:00Z" }],
    })
}

/// Values that fields do not expect.
fn odd(choices: &mut Entropy) -> Value {
    let deep = (0..60).fold(json!(1), |inner, _| json!([inner]));
    let odd = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(18_446_744_073_709_551_615_u64),
        json!(1e300),
        json!(""),
        json!("read"),
        json!("\u{1b}[2J\u{202e}"),
        json!("a".repeat(300)),
        json!([]),
        json!(["read", "read"]),
        json!([1, "x"]),
        json!({}),
        json!({ "id": "x" }),
        json!("2016-12-31T23:59:60Z"),
        json!("-009999-01-02T01:00:00Z"),
        json!("2026-02-30"),
        deep,
    ];
    choices.pick(&odd).clone()
}

/// Changes a value somewhere inside.
fn change(value: &mut Value, choices: &mut Entropy, depth: usize) {
    let inside = depth < 6 && choices.below(6) != 1;
    match value {
        Value::Object(fields) if inside && !fields.is_empty() => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            let key = keys[choices.position(keys.len())].clone();
            match choices.below(8) {
                1 => drop(fields.remove(&key)),
                2 => {
                    let moved = fields.remove(&key).unwrap_or_default();
                    let other = keys[choices.below(keys.len())].clone();
                    fields.insert(other, moved);
                }
                3 => {
                    let name = *choices.pick(&["unknown", "\u{1b}[2J"]);
                    fields.insert(name.into(), odd(choices));
                }
                _ => {
                    let field = fields.entry(key).or_insert(Value::Null);
                    change(field, choices, depth + 1);
                }
            }
        }
        Value::Array(items) if inside && !items.is_empty() => {
            let at = choices.position(items.len());
            match choices.below(6) {
                1 => drop(items.remove(at)),
                2 => items.insert(at, items[at].clone()),
                3 => items.reverse(),
                _ => change(&mut items[at], choices, depth + 1),
            }
        }
        other => *other = odd(choices),
    }
}

/// Asserts that any two texts are a request and facts, or are refused in a line that a terminal does not obey; that what is
/// read is what an independent reader finds in the text, also when that writes it anew; and that it is answered with a
/// decision that says of itself what it is. Returns whether it was a request.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn any_text_is_a_request_or_none(case: &RequestText) -> bool {
    let facts = match Facts::read(&case.facts) {
        Ok(facts) => facts,
        Err(failure) => {
            is_a_line(&failure);
            Facts::default()
        }
    };
    let question = match Question::read(&case.request, &facts) {
        Ok(question) => question,
        Err(failure) => {
            is_a_line(&failure);
            return false;
        }
    };
    assert!(question.request.is_within_limits(), "{question:?}");
    let value: Value = serde_json::from_slice(&case.request).expect("it was read");
    says(&value, &question);
    for again in [
        serde_json::to_vec(&value),
        serde_json::to_vec_pretty(&value),
    ] {
        let again = Question::read(&again.expect("it is JSON"), &facts);
        let again = again.expect("it was read before");
        assert_eq!(format!("{again:?}"), format!("{question:?}"));
    }
    is_answered(case);
    true
}

/// What the text says by its places, found without the types that read it.
fn says(value: &Value, question: &Question) {
    let texts = |value: &Value| -> Vec<String> {
        match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(items) => items
                .iter()
                .filter_map(|item| Some(item.as_str()?.to_owned()))
                .collect(),
            _ => Vec::new(),
        }
    };
    let request = &question.request;
    assert_eq!(request.actions, texts(&value["action"]["name"]));
    let properties = &value["resource"]["properties"];
    let names = texts(&properties["category"]);
    let codes = properties["code"].as_array().map_or(0, Vec::len);
    assert_eq!(request.categories.len(), names.len() + codes, "{value}");
    let purpose = value["context"]["purpose"].as_str();
    assert_eq!(request.claims.purpose.as_deref(), purpose, "{value}");
    let reason = value["context"]["reason"].as_str().unwrap_or_default();
    assert_eq!(request.claims.reason_given, !reason.trim().is_empty());
    assert_eq!(value["resource"]["id"].as_str(), Some(question.patient()));
    let encounter = properties["encounter"].as_str();
    assert_eq!(request.claims.data.encounter.as_deref(), encounter);
}

/// The whole way: a decision, or a line.
fn is_answered(case: &RequestText) {
    let (policy, words) = &*POLICY;
    let mut warnings = Vec::new();
    let mut warn = |warning: String| warnings.push(warning);
    let facts = Some(case.facts.as_slice()).filter(|facts| Facts::read(facts).is_ok());
    let asked = Asked::read(policy, words, &case.request, facts, &mut warn);
    warnings.iter().for_each(|warning| is_quiet(warning));
    let mut asked = match asked {
        Ok(asked) => asked,
        Err(failure) => return is_a_line(&failure),
    };
    let explained = asked.decider.explain(&asked.bound).expect("no fault");
    let explanation = explained.outcome.expect("contracts of policies return");
    let answer = answer(policy.interface(), &explanation, &policy.hash());
    let written = serde_json::to_value(&answer).expect("it is JSON");
    let is_allowed = explanation.verdict.outcome == Outcome::Allowed;
    assert_eq!(written["decision"], Value::Bool(is_allowed));
}

/// Asserts that any bytes are a script of calls, which is the same when it is written anew, or are refused in a line.
/// Returns whether they were one.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_text_is_a_script_or_none(bytes: &[u8]) -> bool {
    let read = |bytes: &[u8]| Script::from_bytes(bytes, "any", Path::new("folder"));
    let script = match read(bytes) {
        Ok(script) => script,
        Err(failure) => {
            is_a_line(&failure);
            return false;
        }
    };
    let value: Map<String, Value> = serde_json::from_slice(bytes).expect("it was read");
    let calls = value["calls"].as_array().map_or(0, Vec::len);
    assert_eq!(script.calls.len(), calls);
    let again = serde_json::to_vec(&value).expect("it is JSON");
    let again = read(&again).expect("it was read before");
    assert_eq!(format!("{again:?}"), format!("{script:?}"));
    true
}

/// What is refused says why, in lines that are text and nothing else.
fn is_a_line(failure: &Failure) {
    assert!(!failure.message.is_empty() && failure.status != 0);
    is_quiet(&failure.message);
    failure.help.iter().for_each(|help| is_quiet(help));
}

/// Nothing in it that a terminal obeys.
fn is_quiet(text: &str) {
    assert!(
        !text.chars().any(|c| c.is_control() && c != '\n'),
        "{text:?}"
    );
}
