//! Facts: declared, referred to, compared.

use super::*;
use crate::typed::{Comparison, Date, FactKind, FactOwner, Operand, Scalar};

const FACTS: &str = "fact vip: yes/no of patient, otherwise no\nfact score: number of requester\nfact limit: number of record\n\
    fact enrolled: date of request, otherwise 2026-01-01\nfact ward: text of patient\nfact ward: text of requester\n\
    fact level: one of green, amber or \"deep red\" of patient\nfact alert: one of amber, blue of record\nfact shade: one of pink, grey of record\n";

/// The id of each fact of [`FACTS`], by owner and name.
const ENROLLED: u32 = 8;
const LEVEL: u32 = 0;
const VIP: u32 = 1;
const PATIENT_WARD: u32 = 2;
const SCORE: u32 = 3;
const REQUESTER_WARD: u32 = 4;
const ALERT: u32 = 5;
const LIMIT: u32 = 6;

#[test]
fn facts_are_declared_with_their_owners() {
    let policy = policy(FACTS);
    let facts: Vec<_> = policy
        .facts
        .iter()
        .map(|fact| (fact.owner, fact.name.as_str(), fact.otherwise.clone()))
        .collect();
    use FactOwner::{Patient, Record, Request, Requester};
    assert_eq!(
        facts,
        [
            (Patient, "level", None),
            (Patient, "vip", Some(Scalar::YesNo(false))),
            (Patient, "ward", None),
            (Requester, "score", None),
            (Requester, "ward", None),
            (Record, "alert", None),
            (Record, "limit", None),
            (Record, "shade", None),
            (
                Request,
                "enrolled",
                Some(Scalar::Date(Date::new(2026, 1, 1)))
            ),
        ]
    );
    let kind = |id: u32| policy.facts[id as usize].kind.clone();
    assert_eq!(kind(VIP), FactKind::YesNo);
    assert_eq!(kind(SCORE), FactKind::Number);
    assert_eq!(kind(ENROLLED), FactKind::Date);
    assert_eq!(kind(PATIENT_WARD), FactKind::Text);
    let words = ["green", "amber", "deep red"].map(String::from);
    assert_eq!(kind(LEVEL), FactKind::OneOf(words.into()));
}

#[test]
fn a_fact_of_one_owner_is_declared_once() {
    let problems = expect(
        "fact vip: yes/no of patient\nfact vip: number of patient",
        &[("E0202", "vip")],
    );
    assert_eq!(problems[0].also[0].0.start, 5);
    expect(
        "fact level: one of green, amber, green of patient",
        &[("E0202", "green")],
    );
    let name = "n".repeat(129);
    expect(
        &format!("fact {name}: yes/no of patient"),
        &[("E0206", &name)],
    );
    let words: Vec<String> = (0..257).map(|at| format!("w{at}")).collect();
    expect(
        &format!("fact level: one of {} of patient", words.join(", ")),
        &[("E0223", "w256")],
    );
}

#[test]
fn otherwise_is_a_value_of_the_fact() {
    for (declaration, underlined) in [
        ("yes/no of patient, otherwise 3", "3"),
        ("number of patient, otherwise no", "no"),
        ("date of patient, otherwise 3", "3"),
        ("text of patient, otherwise icu", "icu"),
        ("text of patient, otherwise 2026-01-01", "2026-01-01"),
        ("yes/no of patient, otherwise patient.b", "patient.b"),
        ("one of x, y of patient, otherwise 3", "3"),
    ] {
        expect(&format!("fact a: {declaration}"), &[("E0241", underlined)]);
    }
    expect_help(
        "fact a: one of green, amber of patient, otherwise amebr",
        "E0244",
        "amebr",
        "did you mean `amber`?",
    );
    let kept = policy("fact a: one of green, \"deep red\" of patient, otherwise \"deep red\"");
    assert_eq!(
        kept.facts[0].otherwise,
        Some(Scalar::Text("deep red".to_owned()))
    );
}

fn compare(fact: u32, comparison: Comparison, with: Operand) -> Condition {
    Condition::Compare {
        fact,
        comparison,
        with,
    }
}

#[test]
fn facts_are_compared_with_values_and_facts() {
    use Comparison::{AtLeast, AtMost, Is, IsNot, Over, Under};
    let value = Operand::Value;
    let yes = |yes| value(Scalar::YesNo(yes));
    let number = |number| value(Scalar::Number(number));
    let text = |text: &str| value(Scalar::Text(text.to_owned()));
    for (condition, expected) in [
        ("patient.vip", compare(VIP, Is, yes(true))),
        ("patient.vip is no", compare(VIP, Is, yes(false))),
        ("patient.vip is not yes", compare(VIP, IsNot, yes(true))),
        (
            "not patient.vip",
            Condition::Not(Box::new(compare(VIP, Is, yes(true)))),
        ),
        (
            "requester.score is at least 3",
            compare(SCORE, AtLeast, number(3)),
        ),
        ("requester.score < -3", compare(SCORE, Under, number(-3))),
        (
            "requester.score is at most record.limit",
            compare(SCORE, AtMost, Operand::Fact(LIMIT)),
        ),
        (
            "request.enrolled is over 2026-05-04",
            compare(ENROLLED, Over, value(Scalar::Date(Date::new(2026, 5, 4)))),
        ),
        (
            "patient.ward is \"day care\"",
            compare(PATIENT_WARD, Is, text("day care")),
        ),
        (
            "patient.ward is not requester.ward",
            compare(PATIENT_WARD, IsNot, Operand::Fact(REQUESTER_WARD)),
        ),
        ("patient.level is amber", compare(LEVEL, Is, text("amber"))),
        (
            "patient.level is \"deep red\"",
            compare(LEVEL, Is, text("deep red")),
        ),
        (
            "patient.level is record.alert",
            compare(LEVEL, Is, Operand::Fact(ALERT)),
        ),
    ] {
        let (parts, _) = conditions_with(FACTS, &format!("if {condition}"));
        assert_eq!(parts, [expected], "{condition}");
    }
}

/// Problems of one condition.
fn refused(condition: &str, expected: &[(&str, &str)]) -> Vec<Problem> {
    let source = format!("{FACTS}any nurse may read vitals if {condition}");
    expect(&source, expected)
}

#[test]
fn comparisons_have_the_fact_s_kind() {
    for (condition, code, underlined) in [
        ("patient.vip is 3", "E0241", "3"),
        ("patient.vip is amber", "E0241", "amber"),
        ("requester.score is yes", "E0241", "yes"),
        ("requester.score is over 2026-05-04", "E0241", "2026-05-04"),
        ("request.enrolled is 2026", "E0241", "2026"),
        ("patient.ward is icu", "E0241", "icu"),
        ("patient.level is 3", "E0241", "3"),
        ("patient.level is purple", "E0244", "purple"),
        ("patient.level is \"Amber\"", "E0244", "\"Amber\""),
        ("requester.score is patient.vip", "E0241", "patient.vip"),
        ("patient.ward is patient.level", "E0241", "patient.level"),
        ("patient.level is record.shade", "E0241", "record.shade"),
        ("patient.vip < yes", "E0242", "<"),
        ("patient.ward >= \"icu\"", "E0242", ">="),
        ("patient.ward is under requester.ward", "E0242", "is under"),
        ("patient.level is at least amber", "E0242", "is at least"),
        ("requester.score", "E0243", "requester.score"),
        ("patient.level", "E0243", "patient.level"),
        ("not patient.ward", "E0243", "patient.ward"),
        ("request.enrolled", "E0243", "request.enrolled"),
        ("patient.vpi", "E0240", "vpi"),
        ("patient.vip is patient.vpi", "E0240", "vpi"),
    ] {
        let problems = refused(condition, &[(code, underlined)]);
        let is_declared = code != "E0240";
        assert_eq!(
            problems[0].also.len(),
            usize::from(is_declared),
            "{condition}"
        );
    }
    refused(
        "patient.vip is at least 3",
        &[("E0242", "is at least"), ("E0241", "3")],
    );
}

#[test]
fn problems_say_what_would_be_right() {
    for (condition, message, help) in [
        (
            "patient.vip is 3",
            "`patient.vip` is yes or no, not a number",
            "write `yes` or `no`",
        ),
        (
            "patient.ward is icu",
            "`patient.ward` is a text, not a word",
            "write the text in quotes: \"icu\"",
        ),
        (
            "patient.level is purple",
            "`patient.level` is never `purple`",
            "it is `green`, `amber` or `\"deep red\"`",
        ),
        (
            "patient.level is gren",
            "`patient.level` is never `gren`",
            "did you mean `green`?",
        ),
        (
            "patient.level is 3",
            "`patient.level` is one of a list of words, not a number",
            "write `green`, `amber` or `\"deep red\"`",
        ),
        (
            "patient.level is record.shade",
            "`patient.level` and `record.shade` have no word in common",
            "compare facts that can be the same",
        ),
        (
            "requester.score is patient.ward",
            "`requester.score` is a number, and `patient.ward` is a text",
            "compare a fact with one of the same kind",
        ),
        (
            "patient.ward < \"icu\"",
            "`patient.ward` is a text, which has no more and less",
            "write `is` or `is not`; numbers and dates alone are compared otherwise",
        ),
        (
            "requester.score",
            "`requester.score` is a number, so by itself it is no condition",
            "say what it is to be, as in `requester.score is at least 3`",
        ),
        (
            "patient.vpi",
            "no fact of the patient is called `vpi`",
            "did you mean `vip`?",
        ),
        (
            "patient.score is 3",
            "no fact of the patient is called `score`",
            "did you mean `requester.score`?",
        ),
        (
            "request.unheard is 3",
            "no fact of the request is called `unheard`",
            "declare it with a line such as `fact unheard: yes/no of request`",
        ),
    ] {
        let source = format!("{FACTS}any nurse may read vitals if {condition}");
        let problems = run(&source).problems;
        assert_eq!(problems.len(), 1, "{condition}: {problems:#?}");
        assert_eq!(problems[0].message, message);
        assert_eq!(problems[0].help.as_deref(), Some(help));
    }
}

#[test]
fn of_the_words_of_a_fact_eight_are_shown() {
    let help = |words: usize| {
        let words: Vec<String> = (1..=words).map(|at| format!("w{at}")).collect();
        let source = format!(
            "fact level: one of {} of patient\nany nurse may read vitals if patient.level is 3",
            words.join(", ")
        );
        let mut problems = expect(&source, &[("E0241", "3")]);
        problems.remove(0).help.unwrap()
    };
    let seven = "write `w1`, `w2`, `w3`, `w4`, `w5`, `w6`, `w7`";
    assert_eq!(help(8), format!("{seven} or `w8`"));
    for count in [9, 10] {
        assert_eq!(
            help(count),
            format!("{seven}, `w8` or another of its words")
        );
    }
}
