//! Results of tests, for people.

use super::*;

fn example(name: &str, passed: bool) -> ExampleResult {
    let rule = |rule: &str| RuleLine {
        rule: rule.into(),
        line: 3,
    };
    ExampleResult {
        file: "x.consent".into(),
        line: 9,
        name: name.into(),
        passed,
        expected: "allowed by a".into(),
        outcome: "not_covered",
        decision: "not covered".into(),
        rules: vec![rule("a"), rule("b")],
        duties: vec!["record".into(), "mask".into()],
        reasons: vec![ReasonLine {
            rule: "a".into(),
            line: 3,
            clause: "data",
            text: "a is not about notes".into(),
        }],
        is_other_outcome: false,
        differences: vec!["b decides, too".into()],
        disagreement: Some("the two disagree".into()),
    }
}

fn call(name: &str, passed: bool) -> CallResult {
    let differences = if passed {
        vec![]
    } else {
        vec!["it is wrong".into()]
    };
    CallResult {
        file: "x.calls.json".into(),
        name: name.into(),
        entry: "go".into(),
        passed,
        expected: "success".into(),
        result: "success".into(),
        differences,
        fuel: runtime::FuelUse::default().into(),
    }
}

fn suite(file: &str, is_script: bool) -> Suite {
    Suite {
        file: file.into(),
        is_script,
        error: None,
        examples: Vec::new(),
        calls: Vec::new(),
        coverage: None,
    }
}

fn broken(file: &str, is_script: bool) -> Suite {
    Suite {
        error: Some(Error {
            file: file.into(),
            is_script,
            message: "it is wrong\n\nthere".into(),
            problems: Vec::new(),
        }),
        ..suite(file, is_script)
    }
}

#[test]
fn every_example_and_every_call_is_shown_with_what_is_wrong_with_it() {
    let suites = [
        Suite {
            examples: vec![example("good", true), example("bad", false)],
            ..suite("x.consent", false)
        },
        Suite {
            calls: vec![call("right", true), call("wrong\u{1b}[2J", false)],
            ..suite("x.calls.json", true)
        },
        suite("none.consent", false),
        suite("none.calls.json", true),
        broken("y.consent", false),
    ];
    let mut out = Vec::new();
    print(&suites, &mut out).expect("it is printed");
    let expected = "\
x.consent
  ok     good
  FAILED bad
         line 9: expected allowed by a
         it is not covered
         decided by a (line 3) and b (line 3)
         duties: record and mask
         because a is not about notes (line 3)
         but b decides, too
         the two disagree
x.calls.json
  ok     right
  FAILED wrong\u{fffd}[2J
         go: it is wrong
none.consent
  no examples
none.calls.json
  no calls
y.consent
  it is wrong

  there
";
    assert_eq!(String::from_utf8(out).expect("text"), expected);
    let results = results(&suites);
    assert_eq!((results.passed, results.failed), (2, 2));
    assert_eq!(
        summary(&results),
        "2 passed, 2 failed, 1 policy with errors"
    );
}

#[test]
fn another_outcome_is_plain_to_see_and_not_told_twice() {
    let other = ExampleResult {
        is_other_outcome: true,
        rules: Vec::new(),
        duties: Vec::new(),
        reasons: Vec::new(),
        disagreement: None,
        ..example("bad", false)
    };
    let expected = ["line 9: expected allowed by a", "it is not covered"];
    assert_eq!(failure(&other), expected);
}

#[test]
fn what_could_not_be_run_is_counted_by_what_it_is() {
    let all = [
        broken("a", false),
        broken("b", false),
        broken("c", true),
        broken("d", true),
    ];
    let words = |suites: &[Suite]| summary(&results(suites));
    let expected = "0 passed, 0 failed, 2 policies with errors, 2 scripts of calls with errors";
    assert_eq!(words(&all), expected);
    let expected = "0 passed, 0 failed, 1 script of calls with errors";
    assert_eq!(words(&all[3..]), expected);
    assert_eq!(words(&[]), "0 passed, 0 failed");
}
