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
