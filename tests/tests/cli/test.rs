//! `assent test`

use std::path::PathBuf;

use assent::arguments::{Command, TestArguments};

use super::{Folder, Ran, run, without_folder};

fn test(paths: Vec<PathBuf>, json: bool) -> Ran {
    run(Command::Test(TestArguments {
        paths,
        json,
        ..TestArguments::default()
    }))
}

const HEAD: &str = "lab X\nlab Y\nlab X may read bloodwork until 2027-03-31 then notify the patient within 72 hours\n";

#[test]
fn examples_of_the_deployed_policies_hold() {
    let folder = Folder::new();
    folder.file("bloodwork.consent", contracts::BLOODWORK);
    folder.file("riverside.consent", contracts::RIVERSIDE);
    let ran = test(vec![folder.0.path().into()], false);
    assert_eq!(ran.status, 0, "{}", ran.text());
    assert!(
        ran.text().ends_with("55 passed, 0 failed\n"),
        "{}",
        ran.text()
    );
    assert!(
        ran.text().contains("  ok     on the last day\n"),
        "{}",
        ran.text()
    );
}

#[test]
fn an_expectation_that_does_not_hold_says_what_is() {
    let source = format!(
        "{HEAD}example \"too hopeful\"\n  lab Y asks to read bloodwork on 2026-01-01\n  expect allowed by r1\n"
    );
    let folder = Folder::new();
    let ran = test(vec![folder.file("p.consent", source)], false);
    assert_eq!(ran.status, 1);
    let text = ran.text();
    assert!(text.contains("FAILED too hopeful"), "{text}");
    assert!(text.contains("line 4: expected allowed"), "{text}");
    assert!(text.contains("it is not covered"), "{text}");
    assert!(text.ends_with("0 passed, 1 failed\n"), "{text}");
}

#[test]
fn every_part_of_an_expectation_is_compared() {
    let expectations = [
        ("allowed", true),
        ("allowed by r1", true),
        ("allowed by r1 then notify the patient", true),
        (
            "allowed by r1 then notify the patient within 72 hours",
            true,
        ),
        (
            "allowed by r1 then notify the patient within 71 hours",
            false,
        ),
        ("allowed by r1 then delete within 1 day", false),
        ("refused", false),
        ("not covered", false),
        ("not covered because r1 ended 2027-03-31", false),
    ];
    let folder = Folder::new();
    for (expectation, holds) in expectations {
        let source = format!(
            "{HEAD}example \"e\"\n  lab X asks to read bloodwork on 2026-01-01\n  expect {expectation}\n"
        );
        let ran = test(vec![folder.file("p.consent", source)], true);
        let report = ran.json();
        assert_eq!(ran.status, u8::from(!holds), "{expectation}: {report}");
        assert_eq!(
            report["examples"][0]["passed"], holds,
            "{expectation}: {report}"
        );
    }
}

#[test]
fn results_in_json_name_file_line_and_decision() {
    let folder = Folder::new();
    let ran = test(
        vec![folder.file("bloodwork.consent", contracts::BLOODWORK)],
        true,
    );
    let report = ran.json();
    assert_eq!(
        (&report["passed"], &report["failed"]),
        (&5.into(), &0.into()),
        "{report}"
    );
    let first = &report["examples"][0];
    assert_eq!(first["name"], "on the last day", "{report}");
    assert_eq!(first["decision"], "allowed by r1", "{report}");
    assert_eq!(first["line"], 5, "{report}");
    assert_eq!(
        first["file"],
        folder.path("bloodwork.consent").display().to_string(),
        "{report}"
    );
}

#[test]
fn a_failed_example_shows_rules_duties_and_reasons_with_their_lines() {
    let source = format!(
        "{HEAD}lab Y may not read bloodwork\nexample \"one\"\n  lab X asks to read bloodwork on 2026-01-01\n  expect allowed by r1 then review\n\
         example \"two\"\n  lab X asks to read bloodwork on 2028-01-01\n  expect not covered because r1 leaves bloodwork out\n\
         example \"three\"\n  lab Y asks to read bloodwork on 2026-01-01\n  expect allowed\n"
    );
    let folder = Folder::new();
    let ran = test(vec![folder.file("p.consent", source)], false);
    assert_eq!(
        without_folder(ran.text(), &folder),
        "\
p.consent
  FAILED one
         line 5: expected allowed by r1; then review
         it is allowed
         decided by r1 (line 3)
         duties: notify the patient within 72 hours
         but there is no duty to review
  FAILED two
         line 8: expected not covered, because r1 leaves bloodwork out
         it is not covered
         because r1 ended 2027-03-31 (line 3)
         but it is not because r1 leaves bloodwork out
  FAILED three
         line 11: expected allowed
         it is refused
         decided by r2 (line 4)
0 passed, 3 failed
"
    );
}

#[test]
fn a_policy_with_errors_is_a_failure_and_the_others_run() {
    let folder = Folder::new();
    folder.file("a.consent", "lab X may fly");
    folder.file("b.consent", [b'x', 0xFF]);
    folder.file("c.consent", contracts::BLOODWORK);
    let ran = test(vec![folder.0.path().into()], false);
    assert_eq!(ran.status, 1, "{}", ran.error);
    let text = ran.text();
    assert!(text.contains("error E0133"), "{text}");
    assert!(text.contains("byte 1 is not UTF-8"), "{text}");
    assert!(text.contains("help: save the policy as UTF-8"), "{text}");
    assert!(
        text.ends_with("5 passed, 0 failed, 2 policies with errors\n"),
        "{text}"
    );
    let report = test(vec![folder.0.path().into()], true).json();
    let problems = report["errors"][0]["problems"].as_array().expect("a list");
    let is_error = |problem: &&serde_json::Value| problem["severity"] == "error";
    let error = problems.iter().find(is_error).expect("an error");
    assert_eq!(error["code"], "E0133", "{report}");
    assert_eq!(report["passed"], 5, "{report}");
}

#[test]
fn a_file_that_is_not_there_is_a_mistake() {
    let folder = Folder::new();
    let ran = test(vec![folder.path("missing.consent")], false);
    assert_eq!(ran.status, 2, "{}", ran.error);
}

#[test]
fn a_file_that_is_named_twice_runs_once() {
    let folder = Folder::new();
    let file = folder.file("sub/p.consent", contracts::BLOODWORK);
    let other_way = folder.path("sub/../sub/p.consent");
    let paths = vec![file.clone(), folder.0.path().into(), other_way, file];
    let report = test(paths, true).json();
    assert_eq!(report["passed"], 5, "{report}");
}
