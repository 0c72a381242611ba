//! What an example's ledger holds besides consents and treatment relations: ages, deaths, facts, accesses; and reasons about
//! what is not known.

use abi::decision::{Failure, Reason};
use abi::terms::AccessRecord;

use super::*;
use crate::typed::{Case, Date, Expect, Scalar};

const POLICY: &str = "time zone \"America/Chicago\"\nspecially protected hiv\nhospital Riverside is \"urn:r\"\ninsurer BlueLake\n\
    practitioner lee of Riverside\npractitioner ito\naction view within read\n\
    fact vip: yes/no of patient, otherwise no\nfact score: number of requester\nfact day: date of record\nfact ward: text of request\n\
    rule a a guardian of the patient may read vitals if the patient is under 16 and patient.vip\n\
    rule b insurer BlueLake may read billing if fewer than 3 reads in the last 7 days\n\
    rule c any nurse may read vitals if requester.score is 3 and record.day is 2026-01-01 and request.ward is \"icu\"\n\
    rule d no one may read hiv if the patient is deceased or requester.score is 9 or the patient is at least 99\n";

fn example(text: &str) -> (Case, Expect) {
    let mut policy = policy(&format!("{POLICY}example \"x\" {text}"));
    let example = policy.examples.remove(0);
    (example.case, example.expect)
}

fn case(given: &str, asker: &str, on: &str) -> Case {
    example(&format!(
        "given {given}\n{asker} asks to read vitals {on} expect not covered"
    ))
    .0
}

#[test]
fn a_birth_date_is_chosen_for_an_age() {
    let birth = |given: &str, on: &str| {
        let case = case(&format!("the patient {given}"), "a nurse", on);
        let Date(packed) = case.birth_date.unwrap();
        (packed / 512, packed / 32 % 16, packed % 32)
    };
    for (given, on, expected) in [
        ("is 15", "on 2026-05-04", (2011, 5, 4)),
        ("is 0", "on 2026-05-04", (2026, 5, 4)),
        ("is at least 16", "on 2026-05-04", (2010, 5, 4)),
        ("is under 16", "on 2026-05-04", (2010, 5, 5)),
        ("is under 1", "on 2026-12-31", (2026, 1, 1)),
        ("is under 16", "on 2026-12-31", (2011, 1, 1)),
        ("is 15", "on 2028-02-29", (2013, 2, 28)),
        ("is 16", "on 2028-02-29", (2012, 2, 29)),
        ("is under 15", "on 2028-02-29", (2013, 3, 1)),
        ("is under 14", "on 2026-02-28", (2012, 2, 29)),
        // The day of the policy's zone: 23:30 in Chicago is the next day in UTC.
        ("is 15", "on 2026-05-04 at 23:30", (2011, 5, 4)),
        ("is 15", "", (1985, 1, 1)),
        ("was born on 2010-05-01", "on 2026-05-04", (2010, 5, 1)),
        ("was born on 2026-05-04", "on 2026-05-04", (2026, 5, 4)),
    ] {
        assert_eq!(birth(given, on), expected, "{given} {on}");
    }
    let unknown = case("the requester treats the patient", "a nurse", "");
    assert_eq!(unknown.birth_date, None);
}

#[test]
fn a_chosen_birth_date_has_the_age_by_the_calendar() {
    // Every day of four years: who `is N` or `is at least N` has completed N years, who `is under N` one less.
    let days = (20_454..21_915).map(abi::calendar::Date::from_days);
    for Date(today) in days {
        let (year, month, day) = (today / 512, today / 32 % 16, today % 32);
        if day > 2 && day < 28 {
            continue;
        }
        let on = format!("on {year:04}-{month:02}-{day:02}");
        let age = |given: &str| {
            let given = format!("the patient {given}");
            (today - case(&given, "a nurse", &on).birth_date.unwrap().0) / 512
        };
        assert_eq!(
            [age("is 13"), age("is at least 13"), age("is under 13")],
            [13, 13, 12]
        );
    }
}

#[test]
fn who_is_not_attested_to_be_deceased_lives() {
    let deceased = |given: &str| case(given, "a nurse", "").deceased;
    assert_eq!(deceased("the patient is deceased"), Some(true));
    assert_eq!(deceased("the patient is not deceased"), Some(false));
    assert_eq!(deceased("the patient is 15"), Some(false));
}

#[test]
fn facts_have_the_values_that_are_given() {
    let vip = |given: &str| case(given, "a nurse", "").facts.remove(0);
    assert_eq!(vip("patient.vip"), Some(Scalar::YesNo(true)));
    assert_eq!(vip("patient.vip is yes"), Some(Scalar::YesNo(true)));
    assert_eq!(vip("patient.vip is no"), Some(Scalar::YesNo(false)));
    assert_eq!(vip("not patient.vip"), Some(Scalar::YesNo(false)));
    // What stands for it is left to whoever decides.
    assert_eq!(vip("the patient is 15"), None);
    let all = case(
        "requester.score is 3 and record.day is 2026-01-01 and request.ward = \"icu\"",
        "a nurse",
        "",
    );
    assert_eq!(
        all.facts,
        [
            None,
            Some(Scalar::Number(3)),
            Some(Scalar::Date(Date::new(2026, 1, 1))),
            Some(Scalar::Text("icu".to_owned())),
        ]
    );
}

/// Who accessed, for whom, what, and when.
type Access<'a> = (&'a str, Option<&'a str>, &'a str, Instant);

fn accesses(given: &str, asker: &str, expected: &[Access<'_>]) {
    let record = |(by, organisation, action, at): &Access<'_>| AccessRecord {
        at: *at,
        by: String::from(*by),
        organisation: organisation.map(String::from),
        actions: vec![String::from(*action)],
    };
    let expected: Vec<_> = expected.iter().map(record).collect();
    let case = case(given, asker, "on 2026-05-04");
    assert_eq!(case.accesses, Some(expected), "{given}");
}

#[test]
fn accesses_are_recorded_as_the_ledger_would() {
    let noon = at("2026-05-01T17:00:00Z");
    let (nine, before) = (at("2026-05-01T14:00:00Z"), at("2026-05-04T16:59:59Z"));
    let blue = Some("BlueLake");
    accesses(
        "3 reads by BlueLake on 2026-05-01",
        "a nurse",
        &[("BlueLake", blue, "read", noon); 3],
    );
    accesses(
        "1 view by insurer BlueLake on 2026-05-01 at 09:00 and 1 access by BlueLake",
        "a nurse",
        &[
            ("BlueLake", blue, "view", nine),
            ("BlueLake", blue, "read", before),
        ],
    );
    accesses(
        "1 read by practitioner lee",
        "a nurse",
        &[("lee", Some("Riverside"), "read", before)],
    );
    accesses("1 read by ito", "a nurse", &[("ito", None, "read", before)]);
    accesses(
        "1 read by the requester",
        "a nurse of Riverside",
        &[("somebody", Some("Riverside"), "read", before)],
    );
    accesses(
        "1 read by the requester",
        "insurer BlueLake",
        &[("BlueLake", blue, "read", before)],
    );
    accesses(
        "1 read by \"urn:r\"",
        "a nurse",
        &[("Riverside", Some("Riverside"), "read", before)],
    );
    accesses("2 reads by the requester", "the patient", &[]);
    accesses("0 reads by BlueLake", "a nurse", &[]);
}

/// Problems of what is given to a request on 2026-05-04.
fn refused(given: &str, expected: &[(&str, &str)]) -> Vec<Problem> {
    let source = format!(
        "{POLICY}example \"x\" given {given}\na nurse asks to read vitals on 2026-05-04 expect not covered"
    );
    let mut problems = run(&source).problems;
    problems.retain(Problem::is_error);
    assert_eq!(
        found(&source, &problems),
        expected,
        "in {given:?}: {problems:#?}"
    );
    problems
}

#[test]
fn what_cannot_be_given_is_an_error() {
    for (given, code, underlined) in [
        ("the patient is under 0", "E0247", "0"),
        ("the patient is 151", "E0247", "151"),
        ("the patient was born on 2026-05-05", "E0247", "2026-05-05"),
        ("patient.vip is 3", "E0241", "3"),
        ("requester.score", "E0241", "requester.score"),
        ("not requester.score", "E0241", "not requester.score"),
        ("requester.score is record.day", "E0241", "record.day"),
        ("patient.vpi is yes", "E0240", "vpi"),
        ("3 raeds by BlueLake", "E0214", "raeds"),
        ("3 reads by BlueLaek", "E0211", "BlueLaek"),
        ("3 reads by hospital BlueLake", "E0217", "hospital"),
        ("4097 reads by BlueLake", "E0223", "4097"),
        ("-1 reads by BlueLake", "E0223", "-1"),
    ] {
        refused(given, &[(code, underlined)]);
    }
    refused(
        "4000 reads by BlueLake and 97 reads by BlueLake",
        &[("E0223", "97 reads by BlueLake")],
    );
}

#[test]
fn what_is_given_twice_is_an_error() {
    for (given, again) in [
        (
            "the patient is 15 and the patient is 15",
            "the patient is 15",
        ),
        (
            "the patient is at least 15 and the patient was born on 2010-01-01",
            "the patient was born on 2010-01-01",
        ),
        (
            "the patient is deceased and the patient is not deceased",
            "the patient is not deceased",
        ),
        ("patient.vip and patient.vip is no", "patient.vip is no"),
    ] {
        let problems = refused(given, &[("E0248", again)]);
        assert_eq!(problems[0].also.len(), 1);
    }
}

#[test]
fn dates_that_are_given_need_the_request_s() {
    let source = |given: &str| {
        format!(
            "any nurse may read vitals if the patient is under 9 or fewer than 3 reads in the last day\n\
             example \"x\" given {given}\na nurse asks to read vitals expect not covered"
        )
    };
    let ask = "a nurse asks to read vitals";
    expect(
        &source("the patient was born on 2010-05-01"),
        &[("E0229", ask)],
    );
    expect(
        &source("2 reads by the requester on 2010-05-01"),
        &[("E0229", ask)],
    );
    policy(&source("2 reads by the requester and the patient is 8"));
    let weekday = "any nurse may read vitals if today is a weekday\nexample \"x\" a nurse asks to read vitals expect not covered";
    expect_help(
        weekday,
        "E0229",
        ask,
        "`r1` asks for the weekday: add a day, as in `on 2026-05-04`",
    );
}

fn expected(reason: &str) -> Expect {
    example(&format!(
        "a nurse asks to read vitals on 2026-05-04 expect not covered because {reason}"
    ))
    .1
}

fn unknown(rule: u32, part: u32) -> Reason {
    Reason {
        rule,
        failure: Failure::ConditionUnknown(part),
    }
}

#[test]
fn what_is_not_known_is_a_part_of_a_may_rule_s_condition() {
    let age = expected("the patient's age is not known");
    assert_eq!((age.reasons, age.any_of), (vec![unknown(0, 0)], vec![]));
    for (fact, part) in [
        ("requester.score", 0),
        ("record.day", 1),
        ("request.ward", 2),
    ] {
        let reasons = expected(&format!("{fact} is not known")).reasons;
        assert_eq!(reasons, [unknown(2, part)], "{fact}");
    }
}

#[test]
fn what_several_rules_ask_for_may_be_missed_by_any() {
    let policy = policy(
        "fact vip: yes/no of patient\nfact star: yes/no of record\n\
         rule a any nurse may read vitals if a reason is given and (patient.vip or the patient is under 9)\n\
         rule b any nurse may read vitals if patient.vip is record.star and the patient is at least 9\n\
         rule c any lab may read vitals if not record.star\n\
         example \"x\" a nurse asks to read vitals\n\
         expect not covered because the patient's age is not known, patient.vip is not known, record.star is not known",
    );
    let expect = &policy.examples[0].expect;
    assert!(expect.reasons.is_empty());
    assert_eq!(
        expect.any_of,
        [
            [unknown(0, 1), unknown(1, 1)],
            [unknown(0, 1), unknown(1, 0)],
            [unknown(1, 0), unknown(2, 0)]
        ]
    );
}

#[test]
fn needs_repeats_a_part_of_the_condition() {
    let needs = |text: &str| {
        let expected = expected(text).reasons;
        expected
            .iter()
            .map(|reason| (reason.rule, reason.failure))
            .collect::<Vec<_>>()
    };
    let part = |part| Failure::ConditionFalse(part);
    assert_eq!(
        needs("a needs patient.vip is yes and the patient is under 16"),
        [(0, part(1)), (0, part(0))]
    );
    assert_eq!(
        needs("b needs fewer than 3 reads in the last week"),
        [(1, part(0))]
    );
    let source = |reason: &str| {
        format!(
            "{POLICY}example \"x\" a nurse asks to read vitals on 2026-05-04 expect not covered because {reason}"
        )
    };
    for (reason, code, underlined) in [
        (
            "b needs fewer than 3 reads in the last 8 days",
            "E0232",
            "fewer than 3 reads in the last 8 days",
        ),
        (
            "b needs fewer than 4 reads in the last 7 days",
            "E0232",
            "fewer than 4 reads in the last 7 days",
        ),
        (
            "a needs the patient is under 17",
            "E0232",
            "the patient is under 17",
        ),
        ("a needs patient.vpi", "E0240", "vpi"),
        (
            "patient.vip is not known",
            "E0249",
            "patient.vip is not known",
        ),
        ("patient.vpi is not known", "E0240", "vpi"),
    ] {
        let source = source(reason);
        let mut problems = run(&source).problems;
        problems.retain(Problem::is_error);
        assert_eq!(found(&source, &problems), [(code, underlined)], "{reason}");
    }
    expect(
        "no one may read vitals if the patient is under 9\n\
         example \"x\" a nurse asks to read vitals expect not covered because the patient's age is not known",
        &[("E0249", "the patient's age is not known")],
    );
}
