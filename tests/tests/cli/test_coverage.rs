//! `assent test --coverage`, `--threshold` and `--filter`

use std::path::PathBuf;

use assent::arguments::{Command, TestArguments};

use super::{Folder, Ran, run, without_folder};

const POLICY: &str = "\
hospital Riverside

rule care_team
  any nurse of Riverside may read vitals for treatment until 2026-12-31
    if the requester treats the patient and patient.ward is icu

fact ward: one of icu, er of patient

example \"treated\"
  given the requester treats the patient and patient.ward is icu
  a nurse of Riverside asks to read vitals for treatment on 2026-05-04
  expect allowed by care_team

example \"not treated\"
  given patient.ward is icu
  a nurse of Riverside asks to read vitals for treatment on 2026-05-04
  expect not covered
";

fn covered(path: PathBuf) -> TestArguments {
    TestArguments {
        paths: vec![path],
        coverage: true,
        ..TestArguments::default()
    }
}

fn test(arguments: TestArguments) -> Ran {
    run(Command::Test(arguments))
}

#[test]
fn a_table_says_what_examples_never_try_and_gives_one_that_would() {
    let folder = Folder::new();
    let ran = test(covered(folder.file("p.consent", POLICY)));
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert_eq!(
        without_folder(ran.text(), &folder),
        "\
p.consent
  ok     treated
  ok     not treated

coverage of p.consent: 9 of 15, 60 %
  rule        line         tried  decided  near  overridden
  care_team      3   9 of 15  60 %        1     1           -
      never seen: somebody else asks; another action; other data; another purpose; after 2026-12-31; patient.ward is icu: no
      also never seen: patient.ward is icu: not known
      add: example \"care_team: somebody else asks\" given the requester treats the patient given patient.ward is \"icu\" the patient asks to read vitals for treatment on 2026-01-05 expect not covered

2 passed, 0 failed
"
    );
}

#[test]
fn a_suggested_example_holds_and_is_not_suggested_again() {
    let folder = Folder::new();
    let mut source = POLICY.to_owned();
    for seen in 10..=15 {
        let mut arguments = covered(folder.file("p.consent", &source));
        arguments.json = true;
        let report = test(arguments).json();
        let rule = &report["coverage"][0]["rules"][0];
        source += rule["suggestion"].as_str().expect("a suggestion");
        source += "\n";
        let mut arguments = covered(folder.file("p.consent", &source));
        arguments.json = true;
        let ran = test(arguments);
        assert_eq!(ran.status, 0, "{}", ran.text());
        assert_eq!(ran.json()["coverage"][0]["seen"], seen, "{}", ran.text());
    }
    let mut arguments = covered(folder.file("p.consent", &source));
    arguments.threshold = Some(100);
    let ran = test(arguments);
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert!(!ran.text().contains("add:"), "{}", ran.text());
}

#[test]
fn coverage_in_json_counts_every_value_of_every_clause() {
    let folder = Folder::new();
    let mut arguments = covered(folder.file("p.consent", POLICY));
    arguments.json = true;
    let report = test(arguments).json();
    let rule = &report["coverage"][0]["rules"][0];
    let points = rule["points"].as_array().expect("points");
    let times = |clause: &str, text: Option<&str>, value: &str| {
        let mut found = points.iter().filter(|point| {
            point["clause"] == clause
                && point["value"] == value
                && text.is_none_or(|text| point["text"] == text)
        });
        let point = found.next().unwrap_or_else(|| panic!("{rule}"));
        (point["times"].as_u64(), point["counts"].as_bool())
    };
    let treats = Some("the requester treats the patient");
    assert_eq!(times("rule", None, "decides"), (Some(1), Some(true)));
    assert_eq!(times("subject", None, "yes"), (Some(2), Some(true)));
    assert_eq!(times("action", Some("read"), "no"), (Some(0), Some(true)));
    assert_eq!(times("period", None, "yes"), (Some(2), Some(true)));
    assert_eq!(times("condition", treats, "yes"), (Some(1), Some(true)));
    assert_eq!(times("condition", treats, "no"), (Some(1), Some(true)));
    let ward = Some("patient.ward is icu");
    assert_eq!(
        times("condition", ward, "not_known"),
        (Some(0), Some(false))
    );
    assert_eq!((&rule["decided"], &rule["near"]), (&1.into(), &1.into()));
}

#[test]
fn a_threshold_is_kept_by_each_policy() {
    let folder = Folder::new();
    folder.file("p.consent", POLICY);
    folder.file("whole.consent", contracts::BLOODWORK);
    for (threshold, status) in [(0, 0), (60, 0), (61, 1), (100, 1)] {
        let ran = test(TestArguments {
            paths: vec![folder.0.path().into()],
            threshold: Some(threshold),
            ..TestArguments::default()
        });
        assert_eq!(ran.status, status, "{threshold}: {}", ran.error);
        assert!(
            ran.text().ends_with("7 passed, 0 failed\n"),
            "{}",
            ran.text()
        );
        if status == 1 {
            let error = without_folder(&ran.error, &folder);
            let expected = format!(
                "error: p.consent: the examples try 60 % of the rules, less than {threshold} %\nhelp: `--coverage` shows what the examples never try"
            );
            assert_eq!(error, expected);
        }
    }
}

#[test]
fn the_policies_of_the_repository_are_tried_all_over() {
    let folder = Folder::new();
    for (name, source) in contracts::ALL {
        folder.file(&format!("{name}.consent"), source);
    }
    let ran = test(TestArguments {
        paths: vec![folder.0.path().into()],
        threshold: Some(100),
        ..TestArguments::default()
    });
    assert_eq!(ran.status, 0, "{}", ran.error);
}

#[test]
fn a_filter_chooses_by_name_or_by_path() {
    let folder = Folder::new();
    folder.file("p.consent", POLICY);
    folder.file("blood/work.consent", contracts::BLOODWORK);
    let filtered = |filter: &str| {
        test(TestArguments {
            paths: vec![folder.0.path().into()],
            filter: Some(filter.into()),
            ..TestArguments::default()
        })
    };
    let count = |filter: &str| {
        let ran = filtered(filter);
        let line = ran.text().lines().last().unwrap_or_default().to_owned();
        (ran.status, line)
    };
    assert_eq!(count("TREATED"), (0, "2 passed, 0 failed".into()));
    assert_eq!(count("treated*"), (0, "1 passed, 0 failed".into()));
    assert_eq!(count("*blood/*"), (0, "5 passed, 0 failed".into()));
    assert!(!filtered("treated").text().contains("work.consent"));
    let ran = filtered("nothing like it");
    assert_eq!(ran.status, 2, "{}", ran.text());
    assert!(ran.error.contains("`nothing like it`"), "{}", ran.error);
}
