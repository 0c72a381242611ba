//! What a decision is given: consents, the clock, the patient's birth, past accesses; at both sides of every border.

use abi::calendar::Date;
use abi::form::SignedForm;
use abi::terms::{AccessRecord, ConsentRecord, ConsentTerms, DataTerms, SubjectTerm};

use super::*;

/// 2026-01-01, a Thursday, in UTC.
const MIDNIGHT: i64 = 1_767_225_600;

const DAY: i64 = 86_400;

fn is_allowed(condition: &str, case: &Case) -> bool {
    let source =
        format!("lab Acme\nlab Other\nrule open any lab may read bloodwork if {condition}");
    match outcome(&source, case) {
        Outcome::Allowed => true,
        Outcome::NotCovered => false,
        Outcome::Refused => panic!("nothing refuses"),
    }
}

fn at(seconds: i64) -> Case {
    Case {
        now: Instant(seconds),
        ..case()
    }
}

fn terms(grants: bool, change: impl FnOnce(&mut ConsentTerms)) -> ConsentTerms {
    let mut terms = ConsentTerms {
        grants,
        subjects: vec![SubjectTerm::Party("Acme".into())],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    change(&mut terms);
    terms
}

fn with(sentences: Vec<ConsentTerms>) -> Case {
    let record = |(number, terms)| ConsentRecord::of_sentence(number, terms, Instant(0));
    Case {
        consents: Some((0..).zip(sentences).map(record).collect()),
        ..case()
    }
}

const GRANTED: &str = "the patient has consented";
const REFUSED: &str = "the patient has refused";

#[test]
fn a_consent_grants_and_a_refusal_refuses_and_wins_over_a_consent() {
    for (consents, granted, refused) in [
        (vec![], false, false),
        (vec![terms(true, |_| ())], true, false),
        (vec![terms(false, |_| ())], false, true),
        // A refusal wins, whichever came first.
        (vec![terms(true, |_| ()), terms(false, |_| ())], false, true),
        (vec![terms(false, |_| ()), terms(true, |_| ())], false, true),
    ] {
        let case = with(consents);
        assert_eq!(is_allowed(GRANTED, &case), granted);
        assert_eq!(is_allowed(REFUSED, &case), refused);
    }
    let mut unknown = case();
    unknown.consents = None;
    assert!(!is_allowed(GRANTED, &unknown) && !is_allowed(REFUSED, &unknown));
    assert!(!is_allowed("the patient has not refused", &unknown));
}

#[test]
fn a_record_counts_from_its_instant_to_the_one_before_it_is_withdrawn() {
    for (recorded, withdrawn, expected) in [
        (MIDNIGHT + 1, None, false),
        (MIDNIGHT, None, true),
        (0, Some(MIDNIGHT), false),
        (0, Some(MIDNIGHT + 1), true),
        (0, Some(MIDNIGHT - 1), false),
    ] {
        let mut case = with(vec![terms(true, |_| ())]);
        for record in case.consents.iter_mut().flatten() {
            record.recorded_at = Instant(recorded);
            record.withdrawn_at = withdrawn.map(Instant);
        }
        assert_eq!(
            is_allowed(GRANTED, &case),
            expected,
            "{recorded} {withdrawn:?}"
        );
    }
}

/// The form is called so, whatever was filled in; another one that was signed is no signature of this one.
#[test]
fn a_form_is_signed_while_its_signature_stands() {
    let source = "lab Acme\nform \"A\"\n  \"Yes.\"\n  lab Acme may read imaging\n\
        form \"B\"\n  \"No.\"\n  lab Acme may read imaging\n\
        rule open any lab may read bloodwork if the patient has signed \"B\"";
    let is_allowed = |case: &Case| outcome(source, case) == Outcome::Allowed;
    let signed = |name: &str| {
        let mut case = with(vec![terms(true, |_| ())]);
        for record in case.consents.iter_mut().flatten() {
            record.form = Some(SignedForm {
                name: name.into(),
                with: Vec::new(),
            });
        }
        case
    };
    assert!(is_allowed(&signed("B")));
    assert!(!is_allowed(&signed("A")));
    assert!(!is_allowed(&with(vec![terms(true, |_| ())])));
    let mut withdrawn = signed("B");
    for record in withdrawn.consents.iter_mut().flatten() {
        record.withdrawn_at = Some(Instant(MIDNIGHT));
    }
    assert!(!is_allowed(&withdrawn));
}

#[test]
fn a_consent_for_others_or_other_things_is_none_for_this() {
    let changes: [fn(&mut ConsentTerms); 7] = [
        |terms| terms.subjects = vec![SubjectTerm::Party("Other".into())],
        |terms| terms.subjects = vec![SubjectTerm::Patient],
        |terms| terms.actions = vec!["disclose".into()],
        |terms| terms.data.categories = vec!["imaging".into()],
        |terms| terms.data.except = vec!["bloodwork".into()],
        |terms| terms.from = Some(Instant(MIDNIGHT + 1)),
        |terms| terms.until = Some(Instant(MIDNIGHT)),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(
            !is_allowed(GRANTED, &with(vec![terms(true, change)])),
            "{number}"
        );
        assert!(
            !is_allowed(REFUSED, &with(vec![terms(false, change)])),
            "{number}"
        );
    }
}

/// A grant with an unknown word would be wider than it was meant, so it is none; a refusal stays for what is known.
#[test]
fn an_unknown_word_voids_a_grant_and_falls_away_from_a_refusal() {
    let changes: [fn(&mut ConsentTerms); 5] = [
        |terms| terms.subjects.push(SubjectTerm::Party("Elsewhere".into())),
        |terms| terms.actions.push("juggle".into()),
        |terms| terms.data.categories.push("horoscopes".into()),
        |terms| terms.data.except.push("horoscopes".into()),
        |terms| terms.subjects = vec![SubjectTerm::Practitioner("dr_wu".into())],
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(
            !is_allowed(GRANTED, &with(vec![terms(true, change)])),
            "{number}"
        );
        assert!(
            is_allowed(REFUSED, &with(vec![terms(false, change)])),
            "{number}"
        );
    }
}

/// A list of which nothing is known would be empty, and an empty list means all: a refusal is never narrower than it was meant.
#[test]
fn a_refusal_in_unknown_words_alone_refuses_all() {
    let changes: [fn(&mut ConsentTerms); 4] = [
        |terms| terms.subjects = vec![SubjectTerm::Party("Elsewhere".into())],
        |terms| terms.actions = vec!["juggle".into()],
        |terms| terms.data.categories = vec!["horoscopes".into()],
        |terms| terms.purposes = vec!["gossip".into()],
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(
            is_allowed(REFUSED, &with(vec![terms(false, change)])),
            "{number}"
        );
        assert!(
            !is_allowed(GRANTED, &with(vec![terms(true, change)])),
            "{number}"
        );
    }
}

#[test]
fn a_consent_for_a_practitioner_is_for_that_one_alone() {
    let source = "practitioner dr_lee\npractitioner dr_oh is \"urn:oh\"\n\
        rule open anyone may read bloodwork if the patient has consented";
    for (asks, named, expected) in [
        ("dr_lee", "dr_lee", true),
        ("dr_oh", "dr_oh", true),
        ("dr_oh", "urn:oh", true),
        ("dr_lee", "dr_oh", false),
        ("dr_oh", "dr_lee", false),
    ] {
        let mut case = with(vec![terms(true, |terms| {
            terms.subjects = vec![SubjectTerm::Practitioner(named.into())];
        })]);
        case.requester = Requester::Practitioner {
            id: asks.into(),
            roles: Vec::new(),
            organisation: None,
        };
        let is_allowed = outcome(source, &case) == Outcome::Allowed;
        assert_eq!(is_allowed, expected, "{asks} {named}");
    }
}

#[test]
fn the_time_of_day_begins_with_its_first_minute_and_ends_before_its_last() {
    let minutes = |hour: i64, minute: i64| at(MIDNIGHT + hour * 3600 + minute * 60);
    let day = "the time is between 08:30 and 18:00";
    for (hour, minute, expected) in [
        (8, 29, false),
        (8, 30, true),
        (12, 0, true),
        (17, 59, true),
        (18, 0, false),
    ] {
        assert_eq!(
            is_allowed(day, &minutes(hour, minute)),
            expected,
            "{hour}:{minute}"
        );
    }
    let night = "the time is between 22:15 and 06:00";
    for (hour, minute, expected) in [
        (22, 14, false),
        (22, 15, true),
        (0, 0, true),
        (5, 59, true),
        (6, 0, false),
    ] {
        assert_eq!(
            is_allowed(night, &minutes(hour, minute)),
            expected,
            "{hour}:{minute}"
        );
    }
}

#[test]
fn a_weekday_is_none_of_saturday_and_sunday() {
    let found = (0..7).map(|day| is_allowed("today is a weekday", &at(MIDNIGHT + day * DAY)));
    let expected = [true, true, false, false, true, true, true];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_year_of_age_is_complete_on_the_birthday() {
    for (born, expected) in [
        (Date::new(2008, 1, 1), true),
        (Date::new(2008, 1, 2), false),
        (Date::new(2007, 12, 31), true),
        (Date::new(2008, 2, 1), false),
        (Date::new(1950, 6, 15), true),
    ] {
        let mut case = case();
        case.birth_date = Some(born);
        assert_eq!(
            is_allowed("the patient is at least 18", &case),
            expected,
            "{born:?}"
        );
        assert_eq!(
            is_allowed("the patient is under 18", &case),
            !expected,
            "{born:?}"
        );
    }
    assert!(!is_allowed("the patient is at least 18", &case()));
    assert!(!is_allowed("the patient is under 18", &case()));
}

fn access(seconds: i64, by: &str, organisation: Option<&str>, action: &str) -> AccessRecord {
    AccessRecord {
        at: Instant(seconds),
        by: by.into(),
        organisation: organisation.map(str::to_owned),
        actions: vec![action.into()],
    }
}

#[test]
fn a_counter_counts_the_requester_s_own_accesses_of_its_action_in_its_window() {
    for (number, (access, counts)) in [
        (access(MIDNIGHT - 1, "Acme", None, "read"), true),
        (access(MIDNIGHT, "Acme", None, "read"), true),
        (access(MIDNIGHT - 3600 + 1, "Acme", None, "read"), true),
        (access(MIDNIGHT - 3600, "Acme", None, "read"), false),
        (access(MIDNIGHT + 1, "Acme", None, "read"), false),
        (access(MIDNIGHT - 1, "dr_lee", Some("Acme"), "read"), true),
        (access(MIDNIGHT - 1, "dr_lee", Some("Other"), "read"), false),
        (access(MIDNIGHT - 1, "Other", None, "read"), false),
        (access(MIDNIGHT - 1, "Acme", None, "disclose"), false),
        (access(MIDNIGHT - 1, "Elsewhere", None, "read"), false),
    ]
    .into_iter()
    .enumerate()
    {
        let mut case = case();
        case.accesses = Some(vec![access]);
        let few = is_allowed("fewer than 1 read in the last 1 hour", &case);
        assert_eq!(few, !counts, "{number}");
    }
    let mut unknown = case();
    unknown.accesses = None;
    assert!(!is_allowed(
        "fewer than 1 read in the last 1 hour",
        &unknown
    ));
}
