//! What sentences are read as: subjects, data, clauses, conditions.

use super::{read_one, without_spans};
use crate::syntax::print::{
    print_condition, print_data, print_duty, print_sentence, print_subject,
};
use crate::syntax::tree::{
    Condition, ConditionKind, DataItem, NarrowingKind, Permission, Purposes, Sentence, Statement,
    Value, Who, Whom,
};

fn sentence(source: &str) -> Sentence {
    match read_one(source) {
        Statement::Rule(rule) => rule.sentence,
        other => panic!("{other:?}"),
    }
}

fn condition(source: &str) -> Condition {
    sentence(&format!("anyone may read a if {source}"))
        .condition
        .unwrap()
        .condition
}

#[test]
fn the_sentence_of_the_mission_says_what_it_says() {
    let source = "lab X may read bloodwork until 2027-03-31";
    let read = sentence(source);
    let [subject] = read.subjects.as_slice() else {
        panic!()
    };
    let Who::Party(party) = &subject.who else {
        panic!()
    };
    assert_eq!(
        (party.name.text.as_str(), subject.span.text(source)),
        ("X", "lab X")
    );
    assert_eq!(
        (read.permission, read.permission_span.text(source)),
        (Permission::May, "may")
    );
    assert_eq!(read.actions[0].text, "read");
    assert_eq!(read.data.span.text(source), "bloodwork");
    assert_eq!(read.purposes, Purposes::NotNamed);
    assert_eq!(read.until.unwrap().span.text(source), "2027-03-31");
    assert_eq!(read.span.text(source), source);
    assert!(read.from.is_none() && read.condition.is_none() && read.duties.is_empty());
}

#[test]
fn subjects_are_told_apart() {
    for (source, printed) in [
        ("anyone", "anyone"),
        ("no one", "no one"),
        ("the patient", "the patient"),
        ("patient", "the patient"),
        ("a guardian of the patient", "a guardian of the patient"),
        ("guardian of patient", "a guardian of the patient"),
        ("the lab Acme", "lab Acme"),
        ("laboratory", "laboratory"),
        ("\"Acme Lab\"", "\"Acme Lab\""),
        ("any lab", "any lab"),
        ("any nurse", "any nurse"),
        ("any nurse of Riverside", "any nurse of Riverside"),
        (
            "any nurse of the hospital Riverside",
            "any nurse of hospital Riverside",
        ),
        ("any nurse of any hospital", "any nurse of any hospital"),
        ("practitioner dr_lee", "practitioner dr_lee"),
        (
            "practitioner dr_lee of Northside",
            "practitioner dr_lee of Northside",
        ),
    ] {
        let read = sentence(&format!("{source} may read bloodwork"));
        assert_eq!(read.subjects.len(), 1, "{source}");
        assert_eq!(print_subject(&read.subjects[0]), printed, "{source}");
    }
}

#[test]
fn lists_take_and_or_and_commas_alike() {
    let canonical =
        sentence("any a1, any b1 or any c1 may read, use and collect x, y and z for p, q or r");
    for source in [
        "any a1 or any b1 or any c1 may read and use and collect x and y and z for p or q or r",
        "any a1, any b1, any c1 may read, use, collect x, y, z for p, q, r",
        "any a1 and any b1, and any c1 may read, use, or collect x or y, or z for p and q, and r",
    ] {
        assert_eq!(
            without_spans(&sentence(source)),
            without_spans(&canonical),
            "{source}"
        );
    }
    assert_eq!(
        canonical.subjects.len() + canonical.actions.len() + canonical.data.items.len(),
        9
    );
}

#[test]
fn everything_after_except_is_excepted_and_narrowing_is_its_own() {
    let source = "lab X may read everything except hiv, genetics and vitals, dated from 2025-01-01 until 2025-12-31 \
        and held by Riverside or Acme until 2026-12-31";
    let read = sentence(source);
    assert!(matches!(
        read.data.items.as_slice(),
        [DataItem::Everything(_)]
    ));
    assert_eq!(read.data.except.len(), 3);
    let [dated, held] = read.data.narrowing.as_slice() else {
        panic!()
    };
    assert!(matches!(dated.kind, NarrowingKind::Dated { .. }));
    assert_eq!(
        dated.span.text(source),
        "dated from 2025-01-01 until 2025-12-31"
    );
    assert!(matches!(&held.kind, NarrowingKind::HeldBy(parties) if parties.len() == 2));
    assert_eq!(read.until.unwrap().span.text(source), "2026-12-31");
    assert!(
        print_data(&read.data)
            .ends_with("dated from 2025-01-01 until 2025-12-31 and held by Riverside or Acme")
    );
}

#[test]
fn the_whole_record_is_not_everything() {
    let read = sentence("the patient may read the whole record");
    assert!(matches!(
        read.data.items.as_slice(),
        [DataItem::WholeRecord(_)]
    ));
    assert!(matches!(
        sentence("anyone may read whole record").data.items[0],
        DataItem::WholeRecord(_)
    ));
    assert!(matches!(
        sentence("anyone may read \"everything\"").data.items[0],
        DataItem::Category(_)
    ));
}

#[test]
fn no_one_may_is_kept_as_written() {
    let read = sentence("no one may read bloodwork");
    assert_eq!(
        (read.permission, &read.subjects[0].who),
        (Permission::May, &Who::NoOne)
    );
    let read = sentence("anyone may not read bloodwork for any purpose");
    assert_eq!(read.permission, Permission::MayNot);
    assert!(matches!(read.purposes, Purposes::Any(_)));
}

#[test]
fn not_goes_before_and_before_or() {
    use ConditionKind::{And, Fact, Not, Or};
    let source = "lab X may read b if not patient.a and patient.b or patient.c";
    let tree = crate::syntax::parse(source).tree;
    let Statement::Rule(rule) = &tree.statements[0] else {
        panic!()
    };
    let read = &rule.sentence.condition.as_ref().unwrap().condition;
    let Or(parts) = &read.kind else {
        panic!("{read:?}")
    };
    let [
        Condition {
            kind: And(both), ..
        },
        Condition { kind: Fact(_), .. },
    ] = parts.as_slice()
    else {
        panic!()
    };
    let [
        Condition { kind: Not(_), .. },
        Condition { kind: Fact(_), .. },
    ] = both.as_slice()
    else {
        panic!()
    };
    assert_eq!(
        print_condition(read),
        "((not patient.a) and patient.b) or patient.c"
    );
}

#[test]
fn known_conditions_are_said_in_several_ways() {
    for (source, printed) in [
        ("patient has consented", "the patient has consented"),
        (
            "the patient has not signed \"CF-12\"",
            "the patient has not signed \"CF-12\"",
        ),
        ("not the patient has refused", "the patient has not refused"),
        (
            "requester treats patient",
            "the requester treats the patient",
        ),
        (
            "the requester does not treat the patient",
            "the requester does not treat the patient",
        ),
        (
            "the patient is under 16 years of age",
            "the patient is under 16",
        ),
        (
            "the patient is at least 16 years old",
            "the patient is at least 16",
        ),
        ("the patient is not deceased", "the patient is not deceased"),
        ("reason is not given", "no reason is given"),
        (
            "time is between 22:00 and 06:00",
            "the time is between 22:00 and 06:00",
        ),
        ("today is not weekday", "today is not a weekday"),
        (
            "fewer than 3 reads in last 24 hours",
            "fewer than 3 reads in the last 24 hours",
        ),
        (
            "fewer than 3 reads in the last 1 day",
            "fewer than 3 reads in the last day",
        ),
        ("the patient.vip", "patient.vip"),
        ("patient.vip is yes", "patient.vip is yes"),
        ("patient.ward != icu", "patient.ward is not icu"),
        ("patient.score >= -3", "patient.score is at least -3"),
        ("patient.score is over 3", "patient.score is over 3"),
        ("patient.mood is over", "patient.mood is over"),
        (
            "patient.since < 2026-01-01",
            "patient.since is under 2026-01-01",
        ),
        (
            "patient.\"on ward\" = requester.ward",
            "patient.\"on ward\" is requester.ward",
        ),
        ("((patient.a))", "patient.a"),
        ("not not patient.a", "not not patient.a"),
    ] {
        assert_eq!(print_condition(&condition(source)), printed, "{source}");
        assert_eq!(
            without_spans(&condition(printed)),
            without_spans(&condition(source)),
            "{source}"
        );
    }
}

#[test]
fn quoted_values_are_texts_and_bare_ones_choices() {
    let ConditionKind::Compare { value, .. } = condition("patient.x is \"icu\"").kind else {
        panic!()
    };
    assert!(matches!(value, Value::Text(_)));
    let ConditionKind::Compare { value, .. } = condition("patient.x is icu").kind else {
        panic!()
    };
    assert!(matches!(value, Value::Word(_)));
}

#[test]
fn duties_have_their_parameters_and_deadlines() {
    let source = "anyone may read a then notify the privacy_officer of Riverside within 24 hours, mask b and c \
        and record \"x\", review by BlueLake within 1 day and delete the whole record within 30 days";
    let duties = sentence(source).duties;
    let printed: Vec<String> = duties.iter().map(print_duty).collect();
    assert_eq!(
        printed,
        [
            "notify any privacy_officer of Riverside within 24 hours",
            "mask b and c",
            "record \"x\"",
            "review by BlueLake within 1 day",
            "delete the whole record within 30 days",
        ]
    );
    assert_eq!(duties[1].span.text(source), "mask b and c");
    let named = sentence("anyone may read a then notify Acme")
        .duties
        .remove(0);
    assert!(
        matches!(named.kind, crate::syntax::tree::DutyKind::Notify(who) if matches!(who.whom, Whom::Party(_)))
    );
}

#[test]
fn a_sentence_is_printed_as_one_line() {
    let source = "lab Acme may read and collect bloodwork for treatment from 2026-01-01 until 2026-12-31 at 17:00 \
        unless the patient has refused then notify the patient within 72 hours and review source \"x\"";
    assert_eq!(print_sentence(&sentence(source)), source);
}
