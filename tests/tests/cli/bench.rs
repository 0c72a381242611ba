//! `assent bench block` and `assent bench PATH`

use std::num::NonZeroUsize;

use assent::arguments::{
    BenchArguments, BenchBlockArguments, BenchCommand, BenchSubjectArguments, Command,
};
use serde_json::{Value, json};

use super::{Folder, Ran, run, typed};

fn bench(folder: &Folder, json: bool) -> Ran {
    let block = BenchBlockArguments {
        patients: 500,
        transactions: 200,
        blocks: 3,
        threads: NonZeroUsize::new(2),
        data: folder.path("disk"),
        json,
    };
    run(Command::Bench(Box::new(BenchArguments {
        command: Some(BenchCommand::Block(block)),
        subject: BenchSubjectArguments::default(),
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

const POLICY: &str = r#"policy "Ward"
hospital Riverside
lab Acme

rule lab_bloods
  lab Acme may read bloodwork if the patient has consented
"#;

/// The request of a lab for the records of a patient.
fn request(category: &str) -> Value {
    json!({
        "subject": {"type": "organization", "id": "Acme"},
        "action": {"name": "read"},
        "resource": {"type": "patient_record", "id": "pt-1", "properties": {"category": [category]}},
        "context": {"time": "2026-05-04T12:00:00Z"},
    })
}

/// Requests are read from a list and line by line alike; what was measured is kept, and a later run stands to it as its
/// rounds do: kept rounds that are made ten times as slow, or as fast, are more than noise.
#[test]
fn a_run_is_kept_and_compared_with() {
    let folder = Folder::new();
    let policy = folder.file("ward.consent", POLICY);
    let (policy, baseline) = (policy.display(), folder.path("base.json"));
    let list = json!([request("bloodwork"), request("imaging")]).to_string();
    folder.file("list.json", &list);
    let lines = format!("{}\n\n{}\n", request("bloodwork"), request("imaging"));
    folder.file("lines.json", lines);
    let bench = |more: &str| {
        let folder = folder.0.path().display();
        typed(&format!(
            "bench {policy} --seconds 1 --threads 2 {}",
            more.replace("@", &format!("{folder}/"))
        ))
    };
    let ran = bench("--requests @list.json --save @base.json --json");
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let report = ran.json();
    let measured = &report["measured"];
    for list in ["latencies", "setups", "throughputs", "cases"] {
        assert!(
            measured[list]
                .as_array()
                .is_some_and(|list| list.len() >= 2),
            "{list}: {report}"
        );
    }
    let cases: Vec<&Value> = measured["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .collect();
    assert!(
        cases.iter().all(|case| case["fuel"].as_u64() > Some(1_000)),
        "{report}"
    );
    let latencies = measured["latencies"].as_array().expect("latencies").iter();
    for latency in latencies.chain(measured["setups"].as_array().expect("setups")) {
        assert_eq!(
            latency["rounds_ps"].as_array().map(Vec::len),
            Some(25),
            "{latency}"
        );
    }
    let kept: Value =
        serde_json::from_slice(&std::fs::read(&baseline).expect("a file")).expect("JSON");
    let scaled = |by: fn(u64) -> u64| {
        let mut kept = kept.clone();
        for figure in kept["figures"].as_array_mut().expect("figures") {
            // What never changes stays as it is, or everything would be within what it moved.
            if figure["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("yardstick"))
            {
                continue;
            }
            for round in figure["rounds"].as_array_mut().expect("rounds") {
                *round = json!(by(round.as_u64().expect("a number")));
            }
        }
        folder.file("base.json", kept.to_string());
    };
    let verdicts = |ran: &Ran, unit: &str| {
        let report = ran.json();
        let figures = report["compared"]["figures"]
            .as_array()
            .expect("figures")
            .clone();
        let of_unit = figures.iter().filter(|figure| figure["unit"] == unit);
        let verdicts: Vec<String> = of_unit
            .map(|figure| figure["verdict"].as_str().expect("a word").to_owned())
            .collect();
        assert!(!verdicts.is_empty(), "{report}");
        verdicts
    };
    // Before, everything took a hundredth of the time, and there were as few a second.
    scaled(|round| round / 100);
    let ran = bench("--requests @list.json --baseline @base.json --json");
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert!(
        verdicts(&ran, "picoseconds")
            .iter()
            .all(|verdict| verdict == "slower")
    );
    assert!(
        verdicts(&ran, "per_second")
            .iter()
            .all(|verdict| verdict == "faster")
    );
    let ran = bench("--requests @lines.json --baseline @base.json --fail-on-slower 50");
    assert_eq!(ran.status, 1, "{}", ran.text());
    assert!(
        ran.text().contains("it was asked something else"),
        "{}",
        ran.text()
    );
    scaled(|round| round * 100);
    let ran = bench("--requests @list.json --baseline @base.json --json --fail-on-slower 50");
    assert!(
        verdicts(&ran, "picoseconds")
            .iter()
            .all(|verdict| verdict == "faster")
    );
    assert_eq!(ran.status, 1, "fewer a second is slower, too");
}

#[test]
fn what_cannot_be_measured_is_told_before_anything_is() {
    let folder = Folder::new();
    let policy = folder.file("ward.consent", POLICY);
    let policy = policy.display();
    let module = folder.file(
        "c.wat",
        r#"(module (memory (export "memory") 1 1) (func (export "run")))"#,
    );
    let broken = folder.file("broken.json", "{");
    for (line, expected) in [
        (format!("bench {policy}"), "has no examples"),
        (
            format!("bench {policy} --requests {}", broken.display()),
            "request 1 of",
        ),
        (
            format!("bench {policy} --baseline {}", broken.display()),
            "cannot be read",
        ),
        (format!("bench {}", module.display()), "script of its calls"),
        (
            format!("bench {}", folder.path("none.consent").display()),
            "cannot read",
        ),
    ] {
        let ran = typed(&line);
        assert_ne!(ran.status, 0, "{line}");
        assert!(ran.error.contains(expected), "{line}: {}", ran.error);
    }
}
