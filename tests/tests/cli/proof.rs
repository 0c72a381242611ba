//! `assent ledger prove` and `assent proof verify`

use std::collections::BTreeMap;
use std::path::Path;

use assent::arguments::Arguments;
use clap::Parser;
use serde_json::Value;

use super::{Folder, Ran, run};

/// Runs a command line, with `./` for the folder.
pub(super) fn line(folder: &Folder, text: &str) -> Ran {
    let prefix = format!(
        "{}/",
        folder.path("").display().to_string().trim_end_matches('/')
    );
    let words = text
        .split_whitespace()
        .map(|word| match word.strip_prefix("./") {
            Some(path) => format!("{prefix}{path}"),
            None => word.into(),
        });
    let arguments = Arguments::try_parse_from(words);
    run(arguments.unwrap_or_else(|error| panic!("{error}")).command)
}

/// A folder with a small ledger in it.
pub(super) fn ledger() -> Folder {
    let folder = Folder::new();
    let ran = line(
        &folder,
        "assent demo --data ./l --requests 20 --progress none",
    );
    assert_eq!(ran.status, 0, "{}", ran.error);
    folder
}

/// A member and a patient with consents that the ledger in `folder` holds.
pub(super) fn somebody(folder: &Path) -> (String, String) {
    let mut backend = ledger::store::FileBackend::read_only(folder);
    let (mut member, mut patient) = (None, None);
    ledger::verify::verify_with(&mut backend, |block| {
        for one in &block.transactions {
            match &one.body.action {
                ledger::Action::EnrolMember { id, .. } => member = Some(id.clone()),
                ledger::Action::Consent { patient: of, .. } => patient = Some(of.to_string()),
                _ => (),
            }
        }
        Ok(())
    })
    .expect("a ledger");
    (member.expect("a member"), patient.expect("a patient"))
}

pub(super) fn text<'a>(report: &'a Value, field: &str) -> &'a str {
    report[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {report}"))
}

#[test]
fn what_is_proven_from_a_ledger_holds_without_it() {
    let folder = ledger();
    let (member, patient) = somebody(&folder.path("l"));
    let keys = [
        (format!("patient {patient} consents"), true),
        (format!("patient {patient} registration"), true),
        (format!("member {member}"), true),
        ("member nobody".into(), false),
        ("policy".into(), true),
        ("chain".into(), true),
        ("organisation Acme".into(), true),
        (format!("raw 01{patient}7a"), false),
    ];
    let whole = line(&folder, "assent ledger verify ./l --json").json();
    for (number, (key, is_present)) in keys.iter().enumerate() {
        let proven = line(
            &folder,
            &format!("assent ledger prove ./l {key} -o ./{number} --json"),
        );
        assert_eq!(proven.status, 0, "{key}: {}", proven.error);
        let proven = proven.json();
        assert_eq!(proven["present"], *is_present, "{proven}");
        // The last block, when no other is asked for.
        assert_eq!(
            (&proven["block"], &proven["root"]),
            (&whole["hash"], &whole["root"])
        );
        let moved = Folder::new();
        moved.file("p", folder.read(&number.to_string()));
        let (block, root) = (text(&proven, "block"), text(&proven, "root"));
        for anchor in [format!("--block {block}"), format!("--root {root}")] {
            let verified = line(&moved, &format!("assent proof verify ./p {anchor} --json"));
            assert_eq!(
                verified.status,
                0,
                "{key}: {}{}",
                verified.text(),
                verified.error
            );
            let verified = verified.json();
            assert_eq!(verified["holds"], true);
            assert_eq!(verified["value"], proven["value"]);
            assert_eq!(verified["says"], proven["says"]);
            let people = line(&moved, &format!("assent proof verify ./p {anchor}"));
            assert!(people.text().starts_with("holds: "), "{}", people.text());
            assert!(
                people.text().contains(text(&verified, "says")),
                "{}",
                people.text()
            );
        }
        let other = "00".repeat(32);
        for anchor in ["--block", "--root"] {
            let ran = line(
                &moved,
                &format!("assent proof verify ./p {anchor} {other} --json"),
            );
            assert_eq!((ran.status, &ran.json()["holds"]), (1, &Value::Bool(false)));
            assert!(ran.json().get("says").is_none(), "{}", ran.text());
        }
    }
}

#[test]
fn a_consent_is_absent_before_it_and_present_from_its_block_on() {
    let folder = ledger();
    let (_, patient) = somebody(&folder.path("l"));
    let key = format!("patient {patient} consents");
    let height = line(&folder, "assent ledger verify ./l --json").json()["height"].clone();
    let counts: Vec<usize> = (0..=height.as_u64().expect("a height"))
        .step_by(7)
        .map(|at| {
            let ran = line(
                &folder,
                &format!("assent ledger prove ./l {key} --at {at} -o ./p --json"),
            );
            assert_eq!(ran.json()["height"], at, "{}", ran.error);
            ran.json()["value"].as_array().map_or(0, Vec::len)
        })
        .collect();
    assert!(counts.is_sorted() && counts[0] == 0, "{counts:?}");
    assert!(counts.last().is_some_and(|count| *count > 0), "{counts:?}");
}

#[test]
fn a_later_block_is_shown_to_go_on_from_an_earlier_one() {
    let folder = ledger();
    let whole = line(&folder, "assent ledger verify ./l --json").json();
    let last = whole["height"].as_u64().expect("a height");
    let ran = line(
        &folder,
        "assent ledger consistency ./l --from 3 -o ./p --json",
    );
    assert_eq!(ran.status, 0, "{}", ran.error);
    let proven = ran.json();
    assert_eq!(
        (&proven["block"], &proven["height"]),
        (&whole["hash"], &whole["height"])
    );
    assert_eq!(proven["value"]["height"], 3);
    let moved = Folder::new();
    moved.file("p", folder.read("p"));
    let (later, earlier) = (text(&proven, "block"), text(&proven["value"], "block"));
    for (trusted, by) in [(later, "block"), (earlier, "earlier block")] {
        let command = format!("assent proof verify ./p --block {trusted}");
        let verified = line(&moved, &format!("{command} --json")).json();
        assert_eq!(
            (&verified["holds"], &verified["by"]),
            (&Value::Bool(true), &by.into())
        );
        let people = line(&moved, &command);
        assert!(
            people.text().contains("it goes on from block 3"),
            "{}",
            people.text()
        );
        // Who knows the earlier block alone has the later one by the word of its proposer.
        let by_its_proposer = people
            .text()
            .starts_with("holds: as its proposer has signed, after block");
        assert_eq!(by_its_proposer, by == "earlier block", "{}", people.text());
        assert!(people.text().starts_with("holds: "), "{}", people.text());
    }
    let root = text(&proven, "root");
    let ran = line(&moved, &format!("assent proof verify ./p --root {root}"));
    assert_eq!(ran.status, 1, "{}", ran.text());
    let wrong = [
        format!("--from {last}"),
        format!("--from 3 --to {}", last + 1),
        "--from 3 --to 2".into(),
    ];
    for heights in wrong {
        let ran = line(
            &folder,
            &format!("assent ledger consistency ./l {heights} -o ./q"),
        );
        assert_eq!(ran.status, 2, "{heights}: {}", ran.error);
        assert!(!folder.path("q").exists());
    }
}

#[test]
fn what_is_no_proof_and_what_is_no_key_has_status_2() {
    let folder = ledger();
    let hash = "00".repeat(32);
    folder.file("none", "assent proof, it says");
    let ran = line(
        &folder,
        &format!("assent proof verify ./none --block {hash}"),
    );
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(ran.error.contains("is not a proof"), "{}", ran.error);
    for key in [
        "patient 12 consents",
        "nonsense",
        "module 12",
        "raw 02",
        "raw 0",
        "patient",
    ] {
        let ran = line(&folder, &format!("assent ledger prove ./l {key} -o ./p"));
        assert_eq!(ran.status, 2, "{key}");
        assert!(ran.error.contains("help: "), "{key}: {}", ran.error);
    }
    let ran = line(
        &folder,
        "assent ledger prove ./l policy --at 1000000 -o ./p",
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(!folder.path("p").exists());
    for anchors in [String::new(), format!("--root {hash} --block {hash}")] {
        let words = format!("assent proof verify p {anchors}");
        assert!(Arguments::try_parse_from(words.split_whitespace()).is_err());
    }
    // A damaged ledger is proven nothing from.
    let mut log = folder.read("l/blocks-00000000.log");
    let middle = log.len() / 2;
    log[middle] ^= 1;
    folder.file("l/blocks-00000000.log", &log);
    let ran = line(&folder, "assent ledger prove ./l policy -o ./p");
    assert_eq!(ran.status, 1, "{}", ran.error);
    assert!(!folder.path("p").exists());
}

/// The requests about each patient, counted by what came of them from blocks alone.
fn counted(folder: &Path) -> BTreeMap<String, BTreeMap<u16, usize>> {
    let mut backend = ledger::store::FileBackend::read_only(folder);
    let mut counted: BTreeMap<String, BTreeMap<u16, usize>> = BTreeMap::new();
    ledger::verify::verify_with(&mut backend, |block| {
        for (one, receipt) in block.transactions.iter().zip(&block.receipts) {
            if let ledger::Action::RequestAccess { request } = &one.body.action {
                let of = counted.entry(request.patient.to_string()).or_default();
                *of.entry(receipt.outcome.0).or_default() += 1;
            }
        }
        Ok(())
    })
    .expect("a ledger");
    counted
}

#[test]
fn the_accounting_is_what_the_receipts_say_and_every_entry_is_proven() {
    let folder = Folder::new();
    let ran = line(
        &folder,
        "assent demo --data ./l --requests 400 --progress none",
    );
    assert_eq!(ran.status, 0, "{}", ran.error);
    let counted = counted(&folder.path("l"));
    let mut entries_of_all = 0;
    for (patient, outcomes) in counted.iter().take(25) {
        let command = format!("assent ledger disclosures ./l {patient} --proofs ./p --json");
        let ran = line(&folder, &command);
        assert_eq!(ran.status, 0, "{}", ran.error);
        let report = ran.json();
        let entries = report["entries"].as_array().expect("entries");
        let mut found: BTreeMap<u16, usize> = BTreeMap::new();
        for entry in entries {
            *found
                .entry(entry["code"].as_u64().expect("a code") as u16)
                .or_default() += 1;
            assert_eq!(entry["disclosed"], entry["code"] == 1, "{entry}");
            let is_named = !entry["rules"].as_array().expect("rules").is_empty();
            assert_eq!(
                is_named,
                entry["code"] == 1 || entry["code"] == 2,
                "{entry}"
            );
            let (proof, block) = (text(entry, "proof"), text(entry, "block"));
            let command = format!("assent proof verify ./p/{proof} --block {block} --json");
            let verified = line(&folder, &command);
            assert_eq!(verified.status, 0, "{}{}", verified.text(), verified.error);
            let verified = verified.json();
            for field in [
                "transaction",
                "recipient",
                "actions",
                "categories",
                "purpose",
                "code",
            ] {
                assert_eq!(verified["value"][field], entry[field], "{field}");
            }
            assert_eq!(
                (&verified["time"], &verified["height"]),
                (&entry["time"], &entry["height"])
            );
        }
        assert_eq!(&found, outcomes, "{patient}");
        assert_eq!(report["disclosed"], outcomes.get(&1).copied().unwrap_or(0));
        let people = line(&folder, &format!("assent ledger disclosures ./l {patient}"));
        assert_eq!(
            people.text().lines().count(),
            entries.len() + 4,
            "{}",
            people.text()
        );
        entries_of_all += entries.len();
    }
    assert!(entries_of_all > 100, "{entries_of_all}");
}

#[test]
fn an_accounting_takes_in_its_first_and_its_last_day() {
    let folder = Folder::new();
    line(
        &folder,
        "assent demo --data ./l --requests 400 --progress none",
    );
    let counted = counted(&folder.path("l"));
    let most = counted
        .iter()
        .max_by_key(|(_, of)| of.values().sum::<usize>());
    let (patient, _) = most.expect("a patient");
    let command = format!("assent ledger disclosures ./l {patient} --json");
    let days = |options: &str| -> Vec<String> {
        let report = line(&folder, &format!("{command} {options}")).json();
        let entries = report["entries"].as_array().expect("entries");
        let day = |entry: &Value| text(entry, "time")[..10].to_owned();
        entries.iter().map(day).collect()
    };
    let all = days("");
    let (first, last) = (&all[1], &all[all.len() - 2]);
    assert!(first < last, "{all:?}");
    let within: Vec<String> = all
        .iter()
        .filter(|day| (first..=last).contains(day))
        .cloned()
        .collect();
    assert!(within.len() < all.len() || all[0] == *first, "{all:?}");
    assert_eq!(days(&format!("--from {first} --until {last}")), within);
    let ran = line(
        &folder,
        &format!("assent ledger disclosures ./l {}", "00".repeat(16)),
    );
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(ran.error.contains("is registered"), "{}", ran.error);
}
