//! `assent cost`

use assent::arguments::{Command, CostArguments};
use serde_json::Value;

use super::{Folder, Ran, run, without_folder};

const POLICY: &str = "\
lab X
lab X may read bloodwork
example \"the lab reads\"
  lab X asks to read bloodwork
  expect allowed
";

const CONTRACT: &str = r#"(module
    (import "assent" "output" (func $output (param i32 i32)))
    (memory (export "memory") 1 1)
    (func (export "go") (call $output (i32.const 0) (i32.const 4)))
    (func (export "fail") unreachable))"#;

const SCRIPT: &str = r#"{"contract": "x.wat", "calls": [
    {"name": "it goes", "entry": "go", "input": "ab"},
    {"name": "it fails", "entry": "fail", "trap": "TRAP_UNREACHABLE"}]}"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("a.consent", POLICY);
    folder.file("x.wat", CONTRACT);
    folder.file("x.calls.json", SCRIPT);
    folder
}

fn cost(folder: &Folder, change: impl FnOnce(&mut CostArguments)) -> Ran {
    let mut arguments = CostArguments {
        paths: vec![folder.0.path().into()],
        ..CostArguments::default()
    };
    change(&mut arguments);
    run(Command::Cost(arguments))
}

fn costs(folder: &Folder) -> Vec<Value> {
    let ran = cost(folder, |arguments| arguments.json = true);
    assert_eq!(ran.status, 0, "{}", ran.error);
    ran.json()["costs"].as_array().expect("a list").clone()
}

#[test]
fn every_example_and_every_call_is_measured_by_what_it_is_for() {
    let costs = costs(&folder());
    let entries = costs.iter().map(|line| {
        let text = |field: &str| line[field].as_str().expect("a text").to_owned();
        (text("entry"), text("name"))
    });
    let entries: Vec<(String, String)> = entries.collect();
    let pair = |entry: &str, name: &str| (entry.to_owned(), name.to_owned());
    assert_eq!(
        entries,
        [
            pair("decide", "the lab reads"),
            pair("explain", "the lab reads"),
            pair("go", "it goes"),
            pair("fail", "it fails"),
        ]
    );
    let part = |index: usize, part: &str| costs[index]["fuel"][part].as_u64().expect("a number");
    for index in 0..costs.len() {
        let parts = ["entering", "input", "code", "host", "output", "forfeited"];
        let sum: u64 = parts.iter().map(|name| part(index, name)).sum();
        assert_eq!(sum, part(index, "total"), "{index}");
    }
    assert!(part(0, "code") > 0 && part(0, "output") > 0 && part(0, "host") == 0);
    // One page, two bytes of input, four bytes put out, three operators.
    assert_eq!((part(2, "entering"), part(2, "input")), (1_020, 2));
    assert_eq!((part(2, "host"), part(2, "forfeited")), (204, 0));
    assert_eq!((part(3, "forfeited"), part(3, "entering")), (50_000_000, 0));
}

#[test]
fn the_text_has_a_table_for_each_file() {
    let folder = folder();
    let ran = cost(&folder, |_| {});
    let text = without_folder(ran.text(), &folder);
    assert!(text.starts_with("a.consent\n"), "{text}");
    assert!(text.contains("\nx.calls.json\n"), "{text}");
    for heading in [
        "fuel",
        "entering",
        "input",
        "code",
        "host",
        "output",
        "forfeited",
    ] {
        assert!(text.contains(heading), "{heading}: {text}");
    }
    assert!(text.contains("  go: it goes "), "{text}");
}

#[test]
fn costs_that_are_kept_are_compared_to_the_unit() {
    let folder = folder();
    let kept = folder.path("costs.json");
    let ran = cost(&folder, |arguments| arguments.snapshot = Some(kept.clone()));
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert!(ran.text().starts_with("4 costs kept in "), "{}", ran.text());
    let check = |folder: &Folder| cost(folder, |arguments| arguments.check = Some(kept.clone()));
    let ran = check(&folder);
    assert_eq!(ran.status, 0, "{}", ran.text());
    assert!(
        ran.text().starts_with("0 of 4 costs differ from "),
        "{}",
        ran.text()
    );

    // One operator more, one byte of output less.
    folder.file(
        "x.wat",
        CONTRACT.replace("(i32.const 4)", "(i32.eqz (i32.const 0))"),
    );
    let ran = check(&folder);
    assert_eq!(ran.status, 1);
    let text = without_folder(ran.text(), &folder);
    assert!(text.contains("x.calls.json: go: it goes: "), "{text}");
    assert!(text.contains("host -3)"), "{text}");
    assert!(text.contains("code +"), "{text}");
    assert!(text.contains("1 of 4 costs differ"), "{text}");
}

#[test]
fn what_is_new_and_what_is_gone_differs_too() {
    let folder = folder();
    let kept = folder.path("costs.json");
    cost(&folder, |arguments| arguments.snapshot = Some(kept.clone()));
    folder.file("x.calls.json", SCRIPT.replace("it goes", "it runs"));
    let ran = cost(&folder, |arguments| {
        arguments.check = Some(kept.clone());
        arguments.json = true;
    });
    assert_eq!(ran.status, 1);
    let json = ran.json();
    let differences = json["differences"].as_array().expect("a list");
    let what = |name: &str| {
        let mut found = differences.iter();
        let found = found.find(|difference| difference["name"] == name);
        found.expect("a difference")["what"].clone()
    };
    assert_eq!((differences.len(), what("it goes")), (2, "gone".into()));
    assert_eq!(what("it runs"), "new");
}

/// Prices that change without a change of any cost are said, and are none.
#[test]
fn other_prices_alone_are_no_difference() {
    let folder = folder();
    let kept = folder.path("costs.json");
    cost(&folder, |arguments| arguments.snapshot = Some(kept.clone()));
    let text = String::from_utf8(folder.read("costs.json")).expect("text");
    let mut json: Value = serde_json::from_str(&text).expect("json");
    json["rules"] = "00".into();
    folder.file("costs.json", json.to_string());
    let ran = cost(&folder, |arguments| arguments.check = Some(kept.clone()));
    assert_eq!(ran.status, 0, "{}", ran.text());
    assert!(
        ran.text()
            .starts_with("the prices or the rules of admission have changed")
    );
}

#[test]
fn one_request_is_measured_on_one_policy() {
    let folder = folder();
    let request = folder.file(
        "request.json",
        r#"{"subject": {"type": "organization", "id": "X", "properties": {"kind": "lab"}},
            "action": {"name": "read"},
            "resource": {"type": "record", "id": "p", "properties": {"category": "bloodwork"}},
            "context": {"time": "2026-05-04T12:00:00Z"}}"#,
    );
    let policy = folder.path("a.consent");
    let ran = cost(&folder, |arguments| {
        arguments.paths = vec![policy];
        arguments.request = Some(request.clone());
        arguments.json = true;
    });
    assert_eq!(ran.status, 0, "{}", ran.error);
    let json = ran.json();
    let entries = json["costs"].as_array().expect("a list").iter();
    let entries: Vec<&Value> = entries.map(|line| &line["entry"]).collect();
    assert_eq!(entries, ["decide", "explain"]);

    let ran = cost(&folder, |arguments| arguments.request = Some(request));
    assert_eq!(ran.status, 2, "a folder is no policy");
}

#[test]
fn a_file_that_holds_no_costs_is_said() {
    let folder = folder();
    let none = folder.file("none.json", "{\"costs\": []}");
    let ran = cost(&folder, |arguments| arguments.check = Some(none));
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("missing field `rules`"), "{}", ran.error);
}
