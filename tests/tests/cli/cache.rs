//! `--cache DIR` of `assent decide`, `assent demo` and `assent ledger verify`

use std::os::unix::fs::PermissionsExt;

use assent::arguments::Arguments;
use clap::Parser;
use serde_json::{Value, json};

use super::{Folder, Ran, run};

const POLICY: &str = "lab Acme\nlab Acme may read bloodwork\n";

const REQUEST: &str = r#"{"subject": {"type": "organization", "id": "Acme"}, "action": {"name": "read"},
    "resource": {"id": "pt-1", "properties": {"category": "bloodwork"}},
    "context": {"time": "2026-05-04T12:00:00Z"}}"#;

/// A folder with a policy and a request.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("p.consent", POLICY);
    folder.file("r.json", REQUEST);
    folder
}

/// Runs a line of which words with a dot or a slash before them are files of the folder.
fn line(folder: &Folder, line: &str) -> Ran {
    let words = line.split_whitespace();
    let words = words.map(|word| match word.strip_prefix("./") {
        Some(name) => folder.path(name).into_os_string(),
        None => word.into(),
    });
    run(Arguments::try_parse_from(words).expect("a line").command)
}

fn decide(folder: &Folder, more: &str) -> Ran {
    let plain = "assent decide ./p.consent --request ./r.json --json";
    line(folder, &format!("{plain} {more}"))
}

/// What a cache did for a decision, which is the one without a cache.
fn cached(folder: &Folder, more: &str) -> Value {
    let mut answer = decide(folder, more).json();
    let context = answer["context"].as_object_mut().expect("a context");
    let cached = context.remove("cache").expect("a report");
    assert_eq!(answer, decide(folder, "").json());
    cached
}

fn compiled(why: &str, not_kept: u64) -> Value {
    let counts = serde_json::Map::from_iter([(why.to_owned(), json!(1))]);
    json!({"memory": 0, "disk": 0, "compiled": counts, "not_kept": not_kept})
}

fn from_disk() -> Value {
    json!({"memory": 0, "disk": 1, "compiled": {}, "not_kept": 0})
}

/// The one entry of the folder's cache.
fn entry(folder: &Folder) -> std::path::PathBuf {
    let entries = std::fs::read_dir(folder.path("kept")).expect("a folder");
    let entries: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries[0].clone()
}

#[test]
fn a_decision_is_the_same_with_a_cache_and_says_where_the_contract_came_from() {
    let folder = folder();
    assert_eq!(cached(&folder, "--cache ./kept"), compiled("absent", 0));
    assert_eq!(cached(&folder, "--cache ./kept"), from_disk());
    assert_eq!(cached(&folder, "--cache ./kept/"), from_disk());
    let key = folder.path("kept.key");
    assert!(key.is_file(), "beside the folder");
    let with_key = "--cache ./kept --cache-key ./other";
    assert_eq!(cached(&folder, with_key), compiled("foreign", 0));
    assert_eq!(cached(&folder, with_key), from_disk());
    let text = line(
        &folder,
        "assent decide ./p.consent --request ./r.json --cache ./kept",
    );
    let plain = line(&folder, "assent decide ./p.consent --request ./r.json");
    assert_eq!(text.text(), plain.text());
}

#[test]
fn an_entry_that_is_not_sound_is_replaced_and_told_of() {
    let folder = folder();
    cached(&folder, "--cache ./kept");
    let entry = entry(&folder);
    let sound = std::fs::read(&entry).expect("an entry");
    let mut altered = sound.clone();
    altered[sound.len() / 2] ^= 1;
    for (bytes, why) in [(&altered[..], "altered"), (&sound[..99], "truncated")] {
        std::fs::write(&entry, bytes).expect("an entry");
        assert_eq!(cached(&folder, "--cache ./kept"), compiled(why, 0));
        assert_eq!(std::fs::read(&entry).expect("an entry"), sound);
    }
}

#[test]
fn a_key_that_is_no_secret_stops_the_command_and_says_what_to_do() {
    let folder = folder();
    cached(&folder, "--cache ./kept");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.path("kept.key"), open).expect("permissions");
    let ran = decide(&folder, "--cache ./kept");
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("644") && ran.error.contains("help: "),
        "{}",
        ran.error
    );
    let inside = decide(&folder, "--cache ./kept --cache-key ./kept/key");
    assert_eq!(inside.status, 2);
    assert!(inside.error.contains("inside"), "{}", inside.error);
}

#[test]
fn a_disk_that_cannot_be_used_or_has_no_room_stops_nothing() {
    let folder = folder();
    folder.file("kept", "a file where a folder should be");
    assert_eq!(cached(&folder, "--cache ./kept"), compiled("no_disk", 0));
    let narrow = "--cache ./narrow --cache-bytes 1000";
    assert_eq!(cached(&folder, narrow), compiled("absent", 1));
    let lonely = [
        "assent",
        "decide",
        "p",
        "--request",
        "r",
        "--cache-bytes",
        "1",
    ];
    assert!(
        Arguments::try_parse_from(lonely).is_err(),
        "it needs --cache"
    );
}

#[test]
fn a_ledger_verifies_alike_with_a_cache() {
    let folder = Folder::new();
    let demo = line(
        &folder,
        "assent demo --data ./l --requests 40 --json --cache ./kept",
    );
    let demo = demo.json();
    // The introduction asks for the contract, and then the chain does.
    let both = json!({"memory": 1, "disk": 0, "compiled": {"absent": 1}, "not_kept": 0});
    assert_eq!(demo["cache"], both);
    let plain = line(&folder, "assent ledger verify ./l --json").json();
    let mut with = line(&folder, "assent ledger verify ./l --json --cache ./kept").json();
    let report = with.as_object_mut().expect("a report").remove("cache");
    assert_eq!(report, Some(from_disk()));
    assert_eq!(with, plain);
    assert_eq!(with["root"], demo["root"]);
}
