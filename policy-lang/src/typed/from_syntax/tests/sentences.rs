//! Sentences: subjects, actions, data, purposes, words, conditions, duties.

use super::*;
use crate::typed::{Duty, Subject};

const PARTIES: &str = "hospital H\nlab L\npractitioner p of H\n";

fn subjects(text: &str) -> Vec<Subject> {
    sentence(&format!("{PARTIES}{text} may read vitals")).subjects
}

/// Comparing names takes time: what is not shown is compared with none.
#[test]
fn a_name_is_compared_with_others_while_its_problem_may_be_shown() {
    for (name, near) in [
        ("nurze", "did you mean `any nurse`?"),
        ("Acm", "did you mean `Acme`?"),
    ] {
        for (before, expected) in [(199, true), (200, false)] {
            // Rules are looked at in the order of their names: this one comes last.
            let first = format!("rule z {name} may read vitals\nlab Acme\n");
            let others = (0..before).map(|at| format!("rule a{at} Unknown{at} may read vitals\n"));
            let source = first + &others.collect::<String>();
            let problems = crate::check(&source, "file").problems;
            assert_eq!(problems[0].span.text(&source), name);
            let is_near = problems[0].help.as_deref() == Some(near);
            assert_eq!(is_near, expected, "{name} after {before}");
        }
    }
}

/// Where a party and a role are both near, the party is meant: a name without `any` is somebody's.
#[test]
fn a_misspelt_name_is_rather_a_party_s_than_a_role_s() {
    for (party, near) in [("nurzes", "nurzes"), ("Acme", "any nurse")] {
        let source = format!("nurze may read vitals\nlab {party}");
        let help = format!("did you mean `{near}`?");
        expect_help(&source, "E0211", "nurze", &help);
    }
}

#[test]
fn a_word_for_many_guardians_has_advice_of_its_own() {
    for name in ["guardians", "parent", "parents"] {
        let source = format!("{name} may read vitals");
        let help = "write `a guardian of the patient`";
        expect_help(&source, "E0211", name, help);
    }
}

#[test]
fn each_subject_has_its_meaning() {
    let nurse = policy("")
        .roles
        .iter()
        .position(|role| role.name == "nurse")
        .unwrap() as u32;
    for (text, expected) in [
        ("anyone", Subject::Anyone),
        ("the patient", Subject::Patient),
        ("a guardian of the patient", Subject::Guardian),
        ("lab L", Subject::Party(2)),
        ("L", Subject::Party(2)),
        ("p", Subject::Practitioner(1)),
        ("practitioner p of H", Subject::Practitioner(1)),
        ("any nurse", Subject::Role(nurse)),
        ("any nurse of H", Subject::RoleOfParty(nurse, 1)),
        ("any nurse of any hospital", Subject::RoleOfKind(nurse, 0)),
        ("any lab", Subject::Kind(4)),
    ] {
        assert_eq!(subjects(text), [expected], "{text}");
    }
    assert_eq!(
        subjects("lab L or L or the patient"),
        [Subject::Party(2), Subject::Patient]
    );
}

#[test]
fn no_one_forbids_to_anyone() {
    let sentence = sentence("no one may read vitals");
    assert_eq!(
        (sentence.may, sentence.subjects),
        (false, vec![Subject::Anyone])
    );
    expect(
        "no one or the patient may read vitals",
        &[("E0219", "no one")],
    );
}

#[test]
fn subjects_must_be_known() {
    expect_help(
        "lab Acme\nlab Acne may read vitals",
        "E0211",
        "Acne",
        "did you mean `Acme`?",
    );
    expect_help(
        "Zeta may read vitals",
        "E0211",
        "Zeta",
        "declare it with a line such as `lab Zeta`",
    );
    expect_help(
        "nurse may read vitals",
        "E0211",
        "nurse",
        "for everyone with this role write `any nurse`",
    );
    expect("insurer L may read vitals\nlab L", &[("E0217", "insurer")]);
    expect_help(
        "any nurze may read vitals",
        "E0213",
        "nurze",
        "did you mean `nurse`?",
    );
    expect("any nurse of H may read vitals", &[("E0211", "H")]);
    expect(
        "practitioner q of H may read vitals\nhospital H",
        &[("E0212", "q")],
    );
    let other = format!("{PARTIES}practitioner p of L may read vitals");
    let problems = expect(&other, &[("E0218", "L")]);
    assert_eq!(problems[0].message, "`p` is declared to act for `H`");
}

#[test]
fn all_unknown_names_of_a_sentence_are_reported() {
    let source = "any nurze may raed blodwork except imagng for tratment until then_";
    let codes = ["E0213", "E0214", "E0215", "E0215", "E0216", "E0220"];
    let words = ["nurze", "raed", "blodwork", "imagng", "tratment", "then_"];
    let expected: Vec<_> = codes.into_iter().zip(words).collect();
    expect(source, &expected);
}

#[test]
fn data_is_named_and_excepted() {
    let policy =
        policy("any nurse may read everything and the whole record except genetics and hiv");
    let rule = &policy.rules[0].sentence;
    let names = |ids: &[u32]| {
        ids.iter()
            .map(|id| policy.categories[*id as usize].name.clone())
            .collect::<Vec<_>>()
    };
    assert!(rule.whole_record);
    assert_eq!(names(&rule.categories), ["everything"]);
    assert_eq!(names(&rule.except), ["genetics", "hiv"]);
    assert!(
        sentence("any nurse may read the whole record")
            .categories
            .is_empty()
    );
}

#[test]
fn an_exception_takes_away_something_but_not_all() {
    let all = "any nurse may read bloodwork except laboratory";
    expect(all, &[("E0222", "bloodwork except laboratory")]);
    expect(
        "any nurse may read the whole record except everything",
        &[("E0222", "the whole record except everything")],
    );
    let idle = "specially protected hiv\nany nurse may read bloodwork except imaging if the patient has consented";
    expect(idle, &[("W0256", "imaging")]);
}

#[test]
fn purposes_are_named_or_any() {
    let purposes = |text: &str| sentence(&format!("any nurse may read vitals {text}")).purposes;
    assert_eq!(purposes(""), None);
    assert_eq!(purposes("for any purpose"), None);
    assert_eq!(purposes("for treatment or TREAT"), Some(vec![1]));
}

#[test]
fn words_are_the_author_s_on_one_line() {
    let source = "any nurse may read,  # look\n  and\tcollect \"x y\" and\n vitals\n for treatment or\n payment\n\
                  from 2026-01-01 until 2026-12-31  at 17:00\ncategory \"x y\"";
    let words = sentence(source).words;
    assert_eq!(words.actions, "read, and collect");
    assert_eq!(words.data, "\"x y\" and vitals");
    assert_eq!(words.purposes.as_deref(), Some("treatment or payment"));
    assert_eq!(words.from.as_deref(), Some("2026-01-01"));
    assert_eq!(words.until.as_deref(), Some("2026-12-31 at 17:00"));
}

#[test]
fn a_condition_is_split_at_its_ands() {
    let (parts, texts) = conditions(
        "if the patient has consented and (a reason is given and the requester treats the patient)",
    );
    assert_eq!(
        parts,
        [
            Condition::Consented,
            Condition::ReasonGiven,
            Condition::Treats
        ]
    );
    assert_eq!(
        texts,
        [
            "the patient has consented",
            "a reason is given",
            "the requester treats the patient"
        ]
    );
    let (parts, _) = conditions(
        "if a reason is given or (the patient has consented or the patient has refused)",
    );
    assert_eq!(
        parts,
        [Condition::Or(vec![
            Condition::ReasonGiven,
            Condition::Consented,
            Condition::Refused
        ])]
    );
}

#[test]
fn unless_is_one_part() {
    let (parts, texts) = conditions("unless the patient has refused and a reason is given");
    let both = Condition::And(vec![Condition::Refused, Condition::ReasonGiven]);
    assert_eq!(parts, [Condition::Not(Box::new(both))]);
    assert_eq!(
        texts,
        ["not (the patient has refused and a reason is given)"]
    );
    assert_eq!(conditions("").0, []);
}

fn duties(text: &str) -> Vec<Duty> {
    let mut policy = policy(&format!(
        "{PARTIES}any nurse may read everything then {text}"
    ));
    policy.rules.remove(0).duties
}

#[test]
fn duties_are_typed() {
    let notify = |whom: &str, within_hours| {
        vec![Duty::Notify {
            whom: whom.to_owned(),
            within_hours,
        }]
    };
    assert_eq!(
        duties("notify the patient within 72 hours"),
        notify("patient", Some(72))
    );
    assert_eq!(
        duties("notify a guardian of the patient within 2 days"),
        notify("guardian", Some(48))
    );
    assert_eq!(
        duties("notify the requester within 1 week"),
        notify("requester", Some(168))
    );
    assert_eq!(
        duties("notify hospital H within 120 minutes"),
        notify("H", Some(2))
    );
    assert_eq!(duties("notify H"), notify("H", None));
    assert_eq!(
        duties("notify any privacy_officer of H"),
        notify("privacy_officer of H", None)
    );
    assert_eq!(duties("notify practitioner p"), notify("p", None));
    assert_eq!(
        duties("mask demographics"),
        [Duty::Mask {
            categories: vec!["demographics".to_owned()]
        }]
    );
    assert_eq!(
        duties("record \"break-glass\""),
        [Duty::Record {
            text: "break-glass".to_owned()
        }]
    );
    assert_eq!(
        duties("review within 1 day"),
        [Duty::Review {
            by: None,
            within_hours: Some(24)
        }]
    );
    assert_eq!(
        duties("review by any privacy_officer of H within 2 days"),
        [Duty::Review {
            by: Some("privacy_officer of H".to_owned()),
            within_hours: Some(48)
        }]
    );
    let delete = |text: &str, categories: &[&str]| {
        let categories = categories.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            duties(text),
            [Duty::Delete {
                categories,
                within_hours: None
            }]
        );
    };
    delete("delete", &[]);
    delete("delete everything", &[]);
    delete("delete bloodwork and vitals", &["bloodwork", "vitals"]);
}

#[test]
fn duties_that_nobody_could_keep_are_errors() {
    for (text, code, underlined) in [
        ("review within 1 month", "E0224", "1 month"),
        ("review within 1 year", "E0224", "1 year"),
        ("review within 90 minutes", "E0224", "90 minutes"),
        ("review within 0 hours", "E0224", "0 hours"),
        (
            "review within 999999999999999 weeks",
            "E0224",
            "999999999999999 weeks",
        ),
        ("mask everything", "E0222", "everything"),
        ("mask nothing", "E0215", "nothing"),
        ("notify any nurze", "E0213", "nurze"),
        ("notify Zeta", "E0211", "Zeta"),
    ] {
        expect(
            &format!("any nurse may read everything then {text}"),
            &[(code, underlined)],
        );
    }
}

#[test]
fn duties_of_a_refusal_are_idle() {
    let source =
        "specially protected hiv\nno one may read vitals if the patient has refused then review";
    expect(source, &[("W0257", "review")]);
}
