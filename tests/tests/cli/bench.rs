//! `assent bench block`

use std::num::NonZeroUsize;

use assent::arguments::{BenchBlockArguments, BenchCommand, Command};

use super::{Folder, Ran, run};

fn bench(folder: &Folder, json: bool) -> Ran {
    run(Command::Bench(BenchCommand::Block(BenchBlockArguments {
        patients: 500,
        transactions: 200,
        blocks: 3,
        threads: NonZeroUsize::new(2),
        data: folder.path("disk"),
        json,
    })))
}

#[test]
fn a_small_hospital_is_measured_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let ran = bench(&folder, true);
    assert_eq!(ran.status, 0, "{}", ran.error);
    let report = ran.json();
    assert_eq!(report["patients"], 500);
    let ways = report["ways"].as_array().expect("ways");
    assert_eq!(ways.len(), 5, "{report}");
    for way in ways {
        let rate = way["requests_per_second"].as_u64().expect("a number");
        assert!(rate > 0, "{way}");
    }
    let floors = report["floors_ns"].as_object().expect("floors");
    assert!(
        floors.values().all(|took| took.as_u64() > Some(0)),
        "{report}"
    );
    let left = std::fs::read_dir(folder.path("disk")).expect("a folder");
    assert_eq!(left.count(), 0, "the folder is not removed");

    let ran = bench(&folder, false);
    assert_eq!(ran.status, 0, "{}", ran.error);
    for title in [
        "| floor | took |",
        "| made by |",
        "| goal | wanted | reached |",
    ] {
        assert!(ran.text().contains(title), "{}", ran.text());
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    folder.file("disk", "a file");
    let ran = bench(&folder, false);
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(
        ran.error.contains("disk") && ran.error.contains("--data"),
        "{}",
        ran.error
    );
}
