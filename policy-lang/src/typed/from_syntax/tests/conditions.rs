//! Conditions on the patient, the clock and earlier accesses.

use super::*;
use crate::typed::Counter;

/// The one part of a sentence's condition.
fn condition(text: &str) -> Condition {
    let (mut parts, _) = conditions(text);
    assert_eq!(parts.len(), 1, "{text}");
    parts.remove(0)
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

#[test]
fn each_condition_has_its_meaning() {
    for (text, expected) in [
        ("the patient is under 16", Condition::AgeUnder(16)),
        (
            "the patient is at least 16 years old",
            Condition::AgeAtLeast(16),
        ),
        ("the patient is not under 16", not(Condition::AgeUnder(16))),
        ("the patient is deceased", Condition::Deceased),
        ("the patient is not deceased", not(Condition::Deceased)),
        ("today is a weekday", Condition::Weekday),
        ("today is not a weekday", not(Condition::Weekday)),
        (
            "the time is between 07:00 and 19:30",
            Condition::TimeBetween {
                from: 420,
                to: 1_170,
            },
        ),
        (
            "the time is between 22:00 and 06:00",
            Condition::TimeBetween {
                from: 1_320,
                to: 360,
            },
        ),
        (
            "the time is not between 00:00 and 00:01",
            not(Condition::TimeBetween { from: 0, to: 1 }),
        ),
    ] {
        assert_eq!(condition(&format!("if {text}")), expected, "{text}");
    }
}

#[test]
fn parts_keep_their_words() {
    let (parts, texts) = conditions(
        "if the patient is under 16 and fewer than 3 reads in the last week and today is not a weekday",
    );
    assert_eq!(parts.len(), 3);
    assert_eq!(
        texts,
        [
            "the patient is under 16",
            "fewer than 3 reads in the last week",
            "today is not a weekday"
        ]
    );
}

/// Problems of one condition.
fn refused(text: &str, expected: &[(&str, &str)]) -> Vec<Problem> {
    expect(&format!("any nurse may read vitals if {text}"), expected)
}

#[test]
fn numbers_that_cannot_be_meant_are_errors() {
    for (text, underlined) in [
        ("the patient is under 0", "0"),
        ("the patient is at least 0", "0"),
        ("the patient is under 151", "151"),
        ("the patient is at least -3", "-3"),
        ("fewer than 0 reads in the last day", "0"),
        ("fewer than -1 reads in the last day", "-1"),
        ("fewer than 4097 reads in the last day", "4097"),
    ] {
        refused(text, &[("E0247", underlined)]);
    }
    condition("if the patient is under 1 or the patient is at least 150");
    condition("if fewer than 4096 reads in the last day");
}

#[test]
fn a_time_between_equal_times_is_an_error() {
    refused(
        "the time is between 07:00 and 07:00",
        &[("E0245", "07:00 and 07:00")],
    );
}

/// The counters of a policy with one rule, and the rule's condition.
fn counted(condition: &str) -> (Vec<(String, i64)>, Vec<Condition>) {
    let source = format!(
        "action view within read\naction copy\naction discuss\nany nurse may read vitals if {condition}"
    );
    let mut policy = policy(&source);
    let name = |counter: &Counter| {
        let action = &policy.actions[counter.action as usize];
        (action.name.clone(), counter.seconds)
    };
    let counters = policy.counters.iter().map(name).collect();
    (counters, policy.rules.remove(0).conditions)
}

#[test]
fn windows_are_lengths_of_time() {
    for (last, seconds) in [
        ("7 days", 604_800),
        ("1 day", 86_400),
        ("day", 86_400),
        ("24 hours", 86_400),
        ("2 weeks", 1_209_600),
        ("90 minutes", 5_400),
        ("hour", 3_600),
    ] {
        let (counters, _) = counted(&format!("fewer than 3 reads in the last {last}"));
        assert_eq!(counters, [("read".to_owned(), seconds)], "{last}");
    }
    for (last, code) in [
        ("1 month", "E0246"),
        ("2 years", "E0246"),
        ("0 days", "E0246"),
        ("99999 days", "E0246"),
        ("999999999999999999 weeks", "E0246"),
    ] {
        let text = format!("fewer than 3 reads in the last {last}");
        refused(&text, &[(code, last)]);
    }
    let problems = refused(
        "fewer than 3 reads in the last month",
        &[("E0246", "month")],
    );
    assert_eq!(
        problems[0].help.as_deref(),
        Some("1 month and 30 days do not compare: write it in days or weeks")
    );
}

#[test]
fn actions_are_counted_in_the_plural_or_not() {
    for (word, action) in [
        ("reads", "read"),
        ("read", "read"),
        ("views", "view"),
        ("copies", "copy"),
        ("discusses", "discuss"),
        ("accesses", "read"),
        ("uses", "use"),
    ] {
        let (counters, _) = counted(&format!("fewer than 2 {word} in the last day"));
        assert_eq!(counters, [(action.to_owned(), 86_400)], "{word}");
    }
    let source = "any nurse may read vitals if fewer than 2 raeds in the last day";
    expect_help(source, "E0214", "raeds", "did you mean `read`?");
    let source = "any nurse may read vitals if fewer than 2 downloads in the last day";
    expect(source, &[("E0214", "downloads")]);
}

#[test]
fn counters_stand_once_and_sorted() {
    let (counters, parts) = counted(
        "fewer than 5 views in the last day and fewer than 3 reads in the last 7 days \
         and (fewer than 9 reads in the last week or not fewer than 2 reads in the last 24 hours)",
    );
    let expected = [("read", 86_400), ("read", 604_800), ("view", 86_400)];
    let expected: Vec<_> = expected
        .map(|(name, seconds)| (name.to_owned(), seconds))
        .into();
    assert_eq!(counters, expected);
    let fewer = |counter, limit| Condition::FewerThan { counter, limit };
    assert_eq!(
        parts,
        [
            fewer(2, 5),
            fewer(1, 3),
            Condition::Or(vec![fewer(1, 9), not(fewer(0, 2))])
        ]
    );
}

#[test]
fn all_problems_of_a_condition_are_reported() {
    refused(
        "(the patient is under 0 and fewer than 0 raeds in the last year) or patient.vip",
        &[
            ("E0247", "0"),
            ("E0247", "0"),
            ("E0214", "raeds"),
            ("E0246", "year"),
            ("E0240", "vip"),
        ],
    );
}
