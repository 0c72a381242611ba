//! `assent check`

use std::path::PathBuf;

use assent::arguments::{CheckArguments, Command};
use serde_json::json;

use super::{Folder, Ran, run, without_folder};

const GOOD: &str = "specially protected hiv\nlab X\n\
                    lab X may read bloodwork until 2027-03-31 if the patient has consented\n";
const WRONG: &str = "lab X\nlab X may read bloodwrk until 2027-03-32\n";

fn check(paths: Vec<PathBuf>, json: bool) -> Ran {
    run(Command::Check(CheckArguments {
        paths,
        explain: None,
        on: Some(DAY.parse().expect("a day")),
        json,
    }))
}

/// Only the day that is asked for counts, and never the machine's.
const DAY: &str = "2026-07-01";

#[test]
fn a_policy_without_errors_has_status_0() {
    let folder = Folder::new();
    let ran = check(vec![folder.file("good.consent", GOOD)], false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    assert_eq!(
        without_folder(ran.text(), &folder),
        "good.consent: no problems\n"
    );
}

#[test]
fn all_problems_are_found_at_once_and_errors_have_status_1() {
    let folder = Folder::new();
    let ran = check(vec![folder.file("wrong.consent", WRONG)], false);
    assert_eq!((ran.status, ran.error.as_str()), (1, ""));
    let text = without_folder(ran.text(), &folder);
    assert!(
        text.contains("`bloodwrk`") && text.contains("bloodwork"),
        "{text}"
    );
    assert!(text.contains("2027-03-32"), "{text}");
    assert!(
        text.contains("wrong.consent:2:"),
        "the place is there: {text}"
    );
    assert!(
        text.ends_with("wrong.consent: 2 errors\n") || text.contains("2 errors, "),
        "{text}"
    );
}

#[test]
fn problems_in_json_have_these_fields_and_no_others() {
    let folder = Folder::new();
    let ran = check(vec![folder.file("wrong.consent", WRONG)], true);
    assert_eq!(ran.status, 1);
    let report = ran.json();
    assert_eq!(
        report
            .as_object()
            .expect("an object")
            .keys()
            .collect::<Vec<_>>(),
        ["problems"]
    );
    let problems = report["problems"].as_array().expect("a list");
    let fields = [
        "code",
        "column",
        "end_column",
        "end_line",
        "file",
        "help",
        "line",
        "message",
        "severity",
    ];
    for problem in problems {
        let mut keys: Vec<&String> = problem.as_object().expect("an object").keys().collect();
        keys.sort();
        assert_eq!(keys, fields, "{problem}");
        let code = problem["code"].as_str().expect("a code");
        let letter = if problem["severity"] == "error" {
            'E'
        } else {
            'W'
        };
        assert!(code.starts_with(letter) && code.len() == 5, "{problem}");
    }
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem["severity"] == "error")
        .collect();
    let place = |index: usize| {
        (
            errors[index]["line"].clone(),
            errors[index]["column"].clone(),
        )
    };
    assert_eq!(errors.len(), 2, "{report}");
    assert_eq!(
        [place(0), place(1)],
        [(json!(2), json!(16)), (json!(2), json!(31))],
        "{report}"
    );
    assert_eq!(errors[0]["end_column"], 24, "{report}");
    assert!(
        errors[0]["help"]
            .as_str()
            .expect("advice")
            .contains("bloodwork"),
        "{report}"
    );
}

#[test]
fn a_sound_policy_in_json_has_no_errors() {
    let folder = Folder::new();
    let ran = check(vec![folder.file("good.consent", GOOD)], true);
    let report = ran.json();
    let problems = report["problems"].as_array().expect("a list");
    assert!(
        problems
            .iter()
            .all(|problem| problem["severity"] == "warning"),
        "{report}"
    );
    assert_eq!(ran.status, 0);
}

#[test]
fn warnings_alone_have_status_0() {
    let folder = Folder::new();
    let policy = folder.file(
        "p.consent",
        "specially protected hiv\nlab X\nlab X may read bloodwork",
    );
    let report = check(vec![policy.clone()], true).json();
    assert_eq!(report["problems"][0]["severity"], "warning", "{report}");
    let ran = check(vec![policy], false);
    assert_eq!(ran.status, 0);
    assert!(
        ran.text().ends_with("p.consent: 1 warning\n"),
        "{}",
        ran.text()
    );
}

#[test]
fn columns_count_characters() {
    let folder = Folder::new();
    let source = "lab \"Zoë äöü\" \u{1F600}";
    let report = check(vec![folder.file("p.consent", source)], true).json();
    let problems = report["problems"].as_array().expect("a list");
    let error = problems
        .iter()
        .find(|problem| problem["severity"] == "error")
        .expect("an error");
    assert_eq!(
        (&error["line"], &error["column"]),
        (&json!(1), &json!(15)),
        "{report}"
    );
}

#[test]
fn folders_are_searched_for_policies() {
    let folder = Folder::new();
    folder.file("ward/b.consent", WRONG);
    folder.file("ward/deep/a.consent", GOOD);
    folder.file("ward/readme.txt", "not a policy");
    folder.file("ward/.hidden/c.consent", "not a policy");
    let ran = check(vec![folder.path("ward")], true);
    assert_eq!(ran.status, 1);
    let report = ran.json();
    for problem in report["problems"].as_array().expect("a list") {
        let file = problem["file"].as_str().expect("a file");
        assert!(
            file.ends_with("b.consent") || problem["severity"] == "warning",
            "{problem}"
        );
        assert!(
            !file.contains("hidden") && !file.ends_with(".txt"),
            "{problem}"
        );
    }
}

#[test]
fn what_is_no_policy_has_status_2_or_1() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    let ran = check(vec![folder.path("missing.consent")], false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("missing.consent"), "{}", ran.error);
    let ran = check(vec![folder.path("empty")], false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("no policy"), "{}", ran.error);
    let ran = check(vec![folder.file("latin.consent", b"lab \xe9")], false);
    assert_eq!(ran.status, 1);
    assert!(ran.error.contains("byte 4 is not UTF-8"), "{}", ran.error);
}

#[test]
fn codes_are_explained() {
    let explain = |code: &str| {
        run(Command::Check(CheckArguments {
            paths: vec![],
            on: None,
            explain: Some(code.into()),
            json: false,
        }))
    };
    let ran = explain("E0101");
    assert_eq!(ran.status, 0);
    assert!(ran.text().starts_with("E0101: "), "{}", ran.text());
    let ran = explain("E9999");
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("`E9999`") && ran.error.contains("help: "),
        "{}",
        ran.error
    );
}

#[test]
fn a_rule_that_ended_before_the_day_is_a_warning() {
    let folder = Folder::new();
    let good = folder.file("good.consent", GOOD);
    let on = |day: &str| {
        run(Command::Check(CheckArguments {
            paths: vec![good.clone()],
            explain: None,
            on: Some(day.parse().expect("a day")),
            json: false,
        }))
    };
    let last = on("2027-03-31");
    assert!(last.text().ends_with("no problems\n"), "{}", last.text());
    let after = on("2027-04-01");
    assert_eq!(after.status, 0);
    assert!(
        after.text().contains("W0271") && after.text().contains("`r1` ended 2027-03-31"),
        "{}",
        after.text()
    );
}

#[test]
fn the_second_place_of_a_problem_is_in_json_too() {
    let folder = Folder::new();
    let ran = check(
        vec![folder.file("twice.consent", "lab X\nlab X\nlab X may read vitals\n")],
        true,
    );
    let report = ran.json();
    let also = &report["problems"][0]["also"];
    let place = json!([{"line": 1, "column": 5, "end_line": 1, "end_column": 6, "label": "it is declared here, too"}]);
    assert_eq!(also, &place, "{report}");
}
