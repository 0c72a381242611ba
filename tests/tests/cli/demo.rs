//! `assent demo` and `assent ledger verify`

use assent::arguments::{Command, DemoArguments, LedgerCommand, Progress, VerifyArguments};
use serde_json::Value;

use super::{Folder, Ran, run};

fn demo(folder: &Folder, progress: Progress, json: bool) -> Ran {
    let data = folder.path("ledger");
    run(Command::Demo(DemoArguments {
        random: false,
        data,
        requests: 60,
        progress,
        json,
        cache: Default::default(),
    }))
}

fn verify(folder: &Folder, name: &str, json: bool) -> Ran {
    let folder = folder.path(name);
    run(Command::Ledger(LedgerCommand::Verify(VerifyArguments {
        folder,
        json,
        cache: Default::default(),
    })))
}

#[test]
fn the_demonstration_counts_decides_and_verifies() {
    let folder = Folder::new();
    let ran = demo(&folder, Progress::None, true);
    assert_eq!(ran.status, 0, "{}", ran.error);
    let summary = ran.json();
    let number = |value: &Value| value.as_u64().expect("a number");
    let outcomes: u64 = summary["outcomes"]
        .as_object()
        .expect("outcomes")
        .values()
        .map(number)
        .sum();
    assert_eq!(outcomes, number(&summary["decisions"]), "{summary}");
    assert!(outcomes >= 60, "{summary}");
    assert!(number(&summary["transactions"]) > outcomes, "{summary}");
    let samples = summary["samples"].as_array().expect("samples");
    assert!(samples.iter().all(|sample| {
        sample["decision"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    }));

    let verified = verify(&folder, "ledger", true);
    assert_eq!(verified.status, 0, "{}", verified.text());
    let report = verified.json();
    assert_eq!(report["verified"], true);
    for (of_verify, of_demo) in [
        ("root", "root"),
        ("hash", "hash"),
        ("height", "blocks"),
        ("transactions", "transactions"),
    ] {
        assert_eq!(report[of_verify], summary[of_demo], "{report}\n{summary}");
    }
    let text = verify(&folder, "ledger", false);
    assert!(text.text().starts_with("verified: "), "{}", text.text());
    let root = report["root"].as_str().expect("a root");
    assert!(
        text.text().contains(&format!("state root   {root}\n")),
        "{}",
        text.text()
    );

    let again = demo(&folder, Progress::None, true);
    assert_eq!(again.status, 2, "{}", again.text());
    assert!(again.error.contains("--data"), "{}", again.error);
    assert_eq!(
        verify(&folder, "ledger", true).out,
        verified.out,
        "nothing has changed"
    );
}

#[test]
fn progress_in_json_is_a_line_for_every_block() {
    let folder = Folder::new();
    let ran = demo(&folder, Progress::Json, true);
    let lines: Vec<Value> = ran
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let (summary, blocks) = lines.split_last().expect("lines");
    assert_eq!(summary["blocks"], blocks.len(), "{summary}");
    for (block, height) in blocks.iter().zip(1u64..) {
        assert_eq!(block["height"], height, "{block}");
    }
    let transactions: u64 = blocks
        .iter()
        .filter_map(|block| block["transactions"].as_u64())
        .sum();
    assert_eq!(summary["transactions"], transactions, "{summary}");
    assert_eq!(
        blocks.last().expect("a block")["root"],
        summary["root"],
        "{summary}"
    );
}

#[test]
fn a_damaged_ledger_has_status_1_and_a_missing_one_2() {
    let folder = Folder::new();
    demo(&folder, Progress::None, false);
    let mut log = folder.read("ledger/blocks-00000000.log");
    let middle = log.len() / 2;
    log[middle] ^= 1;
    folder.file("ledger/blocks-00000000.log", &log);
    let ran = verify(&folder, "ledger", true);
    assert_eq!((ran.status, ran.error.as_str()), (1, ""));
    let report = ran.json();
    assert_eq!(report["verified"], false, "{report}");
    assert!(
        report["error"]
            .as_str()
            .expect("an error")
            .contains("blocks-00000000.log"),
        "{report}"
    );
    assert!(report.get("root").is_none(), "{report}");

    let ran = verify(&folder, "nowhere", false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    let ran = verify(&folder, "empty", false);
    assert_eq!(ran.status, 2, "{}{}", ran.text(), ran.error);
    assert!(
        folder
            .path("empty")
            .read_dir()
            .expect("a folder")
            .next()
            .is_none(),
        "nothing is left behind"
    );
}
