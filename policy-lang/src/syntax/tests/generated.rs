//! Sentences made at random from the grammar are read without errors, and printed and read again unchanged.

use proptest::prelude::*;

use super::{check_round_trip, without_spans};
use crate::diagnostic::Problem;
use crate::syntax::print::print_sentence;
use crate::syntax::{parse, parse_consent};

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

fn list(
    item: impl Strategy<Value = String>,
    between: &'static [&'static str],
) -> impl Strategy<Value = String> {
    prop::collection::vec((item, prop::sample::select(between)), 1..4).prop_map(|items| {
        let mut text = String::new();
        for (index, (item, between)) in items.into_iter().enumerate() {
            text += if index > 0 { between } else { "" };
            text += &item;
        }
        text
    })
}

const BETWEEN: &[&str] = &[", ", " and ", " or ", ", and ", ", or "];

fn subjects() -> impl Strategy<Value = String> {
    let subject = one_of(&[
        "anyone",
        "the patient",
        "a guardian of the patient",
        "lab Acme",
        "the lab \"Acme 2\"",
        "Acme",
        "any lab",
        "any nurse",
        "any nurse of Riverside",
        "any nurse of any hospital",
        "practitioner dr_lee",
        "practitioner \"x y\" of clinic Northside",
    ]);
    list(subject, BETWEEN)
}

fn data() -> impl Strategy<Value = String> {
    let item = || {
        one_of(&[
            "everything",
            "the whole record",
            "bloodwork",
            "the vitals",
            "\"a b\"",
            "a",
        ])
    };
    let narrowing = one_of(&[
        " dated from 2025-01-01 until 2025-12-31",
        ", dated from first until last",
        " written by lab Acme or practitioner dr_lee of N",
        " and held by Riverside, Acme",
        " of encounter \"E-7\"",
        ", of record R7",
        " and labelled very_restricted",
    ]);
    let except =
        prop::option::of(list(item(), BETWEEN).prop_map(|items| format!(" except {items}")));
    let narrowings = prop::collection::vec(narrowing, 0..3);
    (list(item(), BETWEEN), except, narrowings).prop_map(|(items, except, narrowings)| {
        items + &except.unwrap_or_default() + &narrowings.concat()
    })
}

fn condition() -> impl Strategy<Value = String> {
    let known = one_of(&[
        "the patient has consented",
        "the patient has not refused",
        "the patient has signed \"CF-12\"",
        "the requester treats the patient",
        "the requester does not treat the patient",
        "the patient is under 16",
        "the patient is not at least 16",
        "the patient is deceased",
        "a reason is given",
        "no reason is given",
        "the time is between 22:00 and 06:00",
        "the time is not between 22:00 and 06:00",
        "today is a weekday",
        "fewer than 3 reads in the last 7 days",
        "fewer than 1 \"review\" in the last hour",
        "patient.vip",
        "requester.score >= -3",
        "record.ward is \"x y\"",
        "request.since is not 2026-01-01",
        "patient.ward != requester.ward",
        "patient.x is no",
    ]);
    known.prop_recursive(6, 40, 3, |inner| {
        let chain = |joiner: &'static str| {
            prop::collection::vec(inner.clone(), 2..4).prop_map(move |parts| parts.join(joiner))
        };
        let grouped = |chain| {
            (chain, any::<bool>()).prop_map(
                |(text, group): (String, bool)| if group { format!("({text})") } else { text },
            )
        };
        prop_oneof![
            grouped(chain(" and ").boxed()),
            grouped(chain(" or ").boxed()),
            inner.prop_map(|text| format!("not {text}")),
        ]
    })
}

fn duties() -> impl Strategy<Value = String> {
    let duty = one_of(&[
        "notify the patient within 72 hours",
        "notify a guardian of the patient",
        "notify the requester",
        "notify Acme within 1 day",
        "notify a nurse",
        "notify any nurse of any hospital",
        "notify practitioner dr_lee",
        "mask a1, b1 and c1",
        "record \"break \\\"glass\\\"\"",
        "review",
        "review by the officer of Riverside within 1 month",
        "delete",
        "delete bloodwork and vitals within 30 days",
    ]);
    list(duty, &[" and ", ", ", ", and "]).prop_map(|duties| format!(" then {duties}"))
}

pub(in crate::syntax) fn sentence() -> impl Strategy<Value = String> {
    let purposes = prop_oneof![
        Just(" for any purpose".to_owned()),
        list(
            one_of(&["treatment", "payment", "\"tumour board\""]),
            BETWEEN
        )
        .prop_map(|list| format!(" for {list}")),
    ];
    let period = one_of(&[
        " from 2026-01-01",
        " from first_day at 08:00 until 2026-12-31",
        " until last_day",
        ", until 2026-12-31 17:00",
    ]);
    let condition =
        (one_of(&["if", "unless"]), condition()).prop_map(|(word, text)| format!(" {word} {text}"));
    let clauses = (
        prop::option::of(purposes),
        prop::option::of(period),
        prop::option::of(condition),
        prop::option::of(duties()),
        prop::option::of(Just(" source \"45 CFR\\\\164\"".to_owned())),
    );
    let actions = list(one_of(&["read", "use", "\"review\""]), BETWEEN);
    (
        subjects(),
        one_of(&["may", "may not"]),
        actions,
        data(),
        clauses,
    )
        .prop_map(|(subjects, permission, actions, data, (a, b, c, d, e))| {
            let clauses: String = [a, b, c, d, e].into_iter().flatten().collect();
            format!("{subjects} {permission} {actions} {data}{clauses}")
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_of_the_grammar_survive_printing(text in sentence()) {
        let (sentence, problems) = parse_consent(&text);
        prop_assert!(!problems.iter().any(Problem::is_error), "{text}\n{problems:#?}");
        let sentence = sentence.unwrap();
        let printed = print_sentence(&sentence);
        let (again, problems) = parse_consent(&printed);
        prop_assert_eq!(&problems, &[], "{}", printed);
        prop_assert_eq!(without_spans(&sentence), without_spans(&again.unwrap()), "{}", printed);
    }

    #[test]
    fn rules_of_the_grammar_survive_printing(text in sentence(), title in prop::option::of("\\PC{0,12}")) {
        let title = title.map(|title| format!("{:?}", title.replace(|c: char| !c.is_ascii(), "")));
        let source = format!("rule \"x y\" {} overrides a, b\n  {text}\n\nlab X", title.unwrap_or_default());
        let parsed = parse(&source);
        prop_assert!(!parsed.problems.iter().any(Problem::is_error), "{source}\n{:#?}", parsed.problems);
        check_round_trip(&parsed.tree);
    }
}
