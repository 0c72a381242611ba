//! Reports for people: what was fuzzed, what was reached, and what was found.

use super::*;

fn shown(report: &Report) -> String {
    let mut out = Vec::new();
    report.print(false, &mut out).expect("it is printed");
    String::from_utf8(out).expect("text")
}

fn report(kind: &'static str, missing: usize) -> Report {
    let missing = (0..missing).map(|number| Missing {
        of: format!("rule{number}"),
        what: "applies".into(),
    });
    Report {
        file: "x".into(),
        kind,
        seed: Some(7),
        runs: 90,
        corpus: 4,
        checked: vec!["a".into(), "b".into()],
        coverage: Some(Coverage {
            reached: 5,
            total: 9,
            missing: missing.collect(),
        }),
        findings: Vec::new(),
    }
}

fn finding(file: Option<&str>) -> Finding {
    Finding {
        promise: "law a".into(),
        message: "it does not hold".into(),
        shown: vec!["one".into(), "two".into()],
        file: file.map(str::to_owned),
    }
}

#[test]
fn a_report_on_a_policy_counts_requests_and_points_of_rules() {
    let expected = "\
x: 90 requests, seed 7
laws        a, b
reached     5 of 9 points of rules and laws
corpus      4
never reached
  rule0: applies
nothing found
";
    assert_eq!(shown(&report("policy", 1)), expected);
}

#[test]
fn no_more_than_twelve_lines_say_what_was_never_reached() {
    let of = |missing| {
        let text = shown(&report("policy", missing));
        let lines = text.lines().filter(|line| line.starts_with("  ")).count();
        let more = text.lines().find(|line| line.starts_with("  and "));
        (lines, more.map(str::to_owned))
    };
    assert_eq!(of(0), (0, None));
    assert!(!shown(&report("policy", 0)).contains("never reached"));
    assert_eq!(of(12), (12, None));
    let more = "  and 2 more, all of them with --json";
    assert_eq!(of(14), (13, Some(more.into())));
}

#[test]
fn a_report_on_a_contract_shows_what_was_found() {
    let mut report = report("contract", 0);
    report.checked.clear();
    report.findings = vec![finding(Some("f.calls.json"))];
    let expected = "\
x: 90 sequences of calls, seed 7
invariants  none
reached     5 of 9 pieces of code
corpus      4
found       law a
  it does not hold
    one
    two
  written to f.calls.json
1 broken promise
";
    assert_eq!(shown(&report), expected);
    // A replay has no seed and reaches nothing new.
    report.seed = None;
    report.coverage = None;
    report.findings = vec![finding(None), finding(None)];
    let found = "found       law a\n  it does not hold\n    one\n    two\n";
    let expected = format!("x: 90 calls\ninvariants  none\n{found}{found}2 broken promises\n");
    assert_eq!(shown(&report), expected);
}
