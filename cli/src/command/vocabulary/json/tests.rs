//! What a word of the vocabulary lies within.

use policy_lang::vocabulary::search::entries;

use super::*;

#[test]
fn a_code_lies_within_what_it_means_and_all_that_is_around_that() {
    let all = entries();
    let find = |kind: EntryKind, name: &str| {
        let found = all
            .iter()
            .find(|entry| entry.kind == kind && entry.name == name);
        found.expect("an entry")
    };
    let bloodwork = find(EntryKind::Category, "bloodwork");
    let around = around(&all, EntryKind::Category, "bloodwork");
    assert_eq!(around, ["everything", "laboratory"]);
    let code = codes_of(&all, "bloodwork").next().expect("a code");
    let shown = entry(code, &all);
    assert_eq!(shown["kind"], "code");
    assert_eq!(
        shown["within"],
        json!(["everything", "laboratory", "bloodwork"])
    );
    let system = code.system.and_then(|word| vocabulary().system_uri(word));
    assert_eq!(shown["system"], json!(system));
    assert!(shown.get("codes").is_none(), "{shown}");
    let shown = entry(bloodwork, &all);
    assert_eq!(shown["within"], json!(["everything", "laboratory"]));
    let codes = shown["codes"].as_array().expect("codes");
    assert_eq!(codes.len(), codes_of(&all, "bloodwork").count());
    assert_eq!(codes[0], json!({"system": system, "code": code.name}));
}

#[test]
fn codes_are_counted_unless_they_are_asked_for() {
    let all = entries();
    let shown = |kind: Option<EntryKind>| {
        let mut out = Vec::new();
        overview(&all, kind, &mut out).expect("it can be written");
        serde_json::from_slice::<Value>(&out).expect("JSON")
    };
    let count = |kind: EntryKind| all.iter().filter(|entry| entry.kind == kind).count();
    let listed = |shown: &Value| shown["entries"].as_array().map(Vec::len);
    let kinds = |shown: &Value, kind: &str| {
        let entries = shown["entries"].as_array().into_iter().flatten();
        entries.filter(|entry| entry["kind"] == kind).count()
    };
    let without = shown(None);
    let codes = count(EntryKind::Code);
    assert_eq!(listed(&without), Some(all.len() - codes));
    assert_eq!(kinds(&without, "code"), 0);
    let systems = without["systems"].as_array().into_iter().flatten();
    let counted = systems.filter_map(|system| system["codes"].as_u64());
    assert_eq!(counted.sum::<u64>(), codes as u64);
    let of_one = shown(Some(EntryKind::Category));
    assert_eq!(listed(&of_one), Some(count(EntryKind::Category)));
    assert_eq!(kinds(&of_one, "category"), count(EntryKind::Category));
}
