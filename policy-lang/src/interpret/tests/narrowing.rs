//! What narrows the data: rules and consents against what a request says of its data, at both sides of every border.

use abi::calendar::Date;
use abi::terms::{
    Author, AuthorTerm, Confidentiality, ConsentRecord, ConsentTerms, DataClaims, DataTerms,
    NarrowingTerm, SubjectTerm,
};

use super::*;

const PARTIES: &str = "hospital Northside is \"urn:north\"\nlab Acme within Northside\nlab Other\n\
    practitioner dr_lee of Acme\npractitioner dr_oh is \"urn:oh\"\n";

fn asked(change: impl FnOnce(&mut DataClaims)) -> Case {
    let mut case = case();
    change(&mut case.request.claims.data);
    case
}

/// The outcome of one rule that may, and of one that may not beside one that may.
fn outcomes(narrowing: &str, case: &Case) -> [Outcome; 2] {
    let may = format!("{PARTIES}rule open lab Acme may read bloodwork {narrowing}\n");
    let shut = format!(
        "{PARTIES}rule open lab Acme may read bloodwork\nrule shut lab Acme may not read bloodwork {narrowing}\n"
    );
    [outcome(&may, case), outcome(&shut, case)]
}

const IS: [Outcome; 2] = [Outcome::Allowed, Outcome::Refused];
const IS_NOT: [Outcome; 2] = [Outcome::NotCovered, Outcome::Allowed];
const UNKNOWN: [Outcome; 2] = [Outcome::NotCovered, Outcome::Refused];

fn date(text: &str) -> Date {
    let parts: Vec<u32> = text.split('-').map(|part| part.parse().unwrap()).collect();
    Date::new(parts[0].into(), parts[1], parts[2])
}

fn by(author: Author) -> Case {
    asked(|data| data.author = Some(author))
}

fn person(id: &str, organisation: Option<&str>) -> Author {
    Author::Practitioner {
        id: id.into(),
        organisation: organisation.map(Into::into),
    }
}

#[test]
fn data_is_of_the_first_day_and_of_the_last_and_of_none_beside_them() {
    let narrowing = "dated from 2025-03-01 until 2025-03-31";
    let of = |day: &str| outcomes(narrowing, &asked(|data| data.dated = Some(date(day))));
    assert_eq!(of("2025-02-28"), IS_NOT);
    assert_eq!(of("2025-03-01"), IS);
    assert_eq!(of("2025-03-31"), IS);
    assert_eq!(of("2025-04-01"), IS_NOT);
    assert_eq!(outcomes(narrowing, &case()), UNKNOWN);
}

#[test]
fn encounters_and_records_are_compared_by_name() {
    for (narrowing, change) in [
        (
            "of encounter \"E-7\"",
            (|data, name| data.encounter = Some(name)) as fn(&mut DataClaims, _),
        ),
        ("of record \"E-7\"", |data, name| data.record = Some(name)),
    ] {
        let of = |name: &str| outcomes(narrowing, &asked(|data| change(data, name.into())));
        assert_eq!([of("E-7"), of("E-8")], [IS, IS_NOT], "{narrowing}");
        assert_eq!(outcomes(narrowing, &case()), UNKNOWN, "{narrowing}");
    }
}

#[test]
fn a_label_is_a_limit_from_above_for_a_may_and_from_below_for_a_may_not() {
    let of = |label| {
        let case = asked(|data| data.confidentiality = Some(label));
        outcomes("labelled restricted", &case)
    };
    assert_eq!(of(Confidentiality::Normal), [Outcome::Allowed; 2]);
    assert_eq!(of(Confidentiality::Restricted), IS);
    let above = [Outcome::NotCovered, Outcome::Refused];
    assert_eq!(of(Confidentiality::VeryRestricted), above);
    assert_eq!(outcomes("labelled restricted", &case()), UNKNOWN);
}

#[test]
fn who_holds_data_is_a_party_one_within_it_or_somebody_of_theirs() {
    let of = |name: &str| {
        let case = asked(|data| data.custodian = Some(name.into()));
        outcomes("held by Northside", &case)
    };
    for name in ["Northside", "urn:north", "Acme", "dr_lee"] {
        assert_eq!(of(name), IS, "{name}");
    }
    for name in ["Other", "dr_oh", "nobody"] {
        assert_eq!(of(name), IS_NOT, "{name}");
    }
    assert_eq!(outcomes("held by Northside", &case()), UNKNOWN);
    // The wider one holds nothing for the narrower one.
    let wider = asked(|data| data.custodian = Some("Northside".into()));
    assert_eq!(outcomes("held by Acme", &wider), IS_NOT);
}

#[test]
fn who_wrote_data_is_a_party_or_a_person_by_each_way_to_name_them() {
    let named = |name: &str| Author::Named(name.into());
    let party = |name: &str| Author::Party(name.into());
    for (author, of_acme, of_lee) in [
        (named("Acme"), IS, IS_NOT),
        (named("dr_lee"), IS, IS),
        (named("Northside"), IS_NOT, IS_NOT),
        (party("Acme"), IS, IS_NOT),
        // A party by the name of a person is no person.
        (party("dr_lee"), IS_NOT, IS_NOT),
        (person("dr_lee", None), IS, IS),
        (person("dr_lee", Some("Acme")), IS, IS),
        // Somebody of that name elsewhere is somebody else.
        (person("dr_lee", Some("Other")), IS_NOT, IS_NOT),
        (person("dr_lee", Some("nowhere")), IS_NOT, IS_NOT),
        (person("dr_lee", Some("urn:north")), IS_NOT, IS_NOT),
        (person("dr_no", Some("Acme")), IS, IS_NOT),
        (Author::Private, IS_NOT, IS_NOT),
    ] {
        let case = by(author);
        assert_eq!(outcomes("written by Acme", &case), of_acme, "{case:?}");
        assert_eq!(outcomes("written by dr_lee", &case), of_lee, "{case:?}");
        assert_eq!(outcomes("written by Acme or dr_lee", &case), of_acme);
    }
    // Whom no party employs writes for any.
    for organisation in [None, Some("Other"), Some("nowhere")] {
        let case = by(person("urn:oh", organisation));
        assert_eq!(outcomes("written by dr_oh", &case), IS, "{organisation:?}");
    }
    assert_eq!(outcomes("written by Acme", &case()), UNKNOWN);
}

#[test]
fn all_that_narrows_holds_together() {
    let both = "held by Acme and of record \"R\"";
    let of = |custodian: &str, record: &str| {
        let case = asked(|data| {
            data.custodian = Some(custodian.into());
            data.record = Some(record.into());
        });
        outcomes(both, &case)
    };
    assert_eq!([of("Acme", "R"), of("Acme", "S")], [IS, IS_NOT]);
    assert_eq!(of("Other", "R"), IS_NOT);
    let half = asked(|data| data.record = Some("R".into()));
    assert_eq!(outcomes(both, &half), UNKNOWN);
}

/// Whether a consent that is narrowed so grants, and whether one refuses.
fn consented(narrowing: &[NarrowingTerm], case: &Case) -> [bool; 2] {
    [true, false].map(|grants| {
        let terms = ConsentTerms {
            grants,
            subjects: vec![SubjectTerm::Anyone],
            actions: vec!["read".into()],
            data: DataTerms {
                whole_record: false,
                categories: vec!["bloodwork".into()],
                except: Vec::new(),
                narrowing: narrowing.to_vec(),
            },
            purposes: Vec::new(),
            from: None,
            until: None,
        };
        let mut case = case.clone();
        case.consents = Some(vec![ConsentRecord::of_sentence(0, terms, Instant(0))]);
        let condition = match grants {
            true => "the patient has consented",
            false => "the patient has refused",
        };
        let rule = format!("{PARTIES}rule open lab Acme may read bloodwork if {condition}\n");
        outcome(&rule, &case) == Outcome::Allowed
    })
}

#[test]
fn a_consent_is_narrowed_as_a_rule_is() {
    let is = [true, true];
    let is_not = [false, false];
    let of = |term: NarrowingTerm, change: fn(&mut DataClaims)| consented(&[term], &asked(change));
    let days = || NarrowingTerm::Dated(date("2025-03-01"), date("2025-03-31"));
    assert_eq!(of(days(), |data| data.dated = Some(date("2025-03-31"))), is);
    assert_eq!(
        of(days(), |data| data.dated = Some(date("2025-04-01"))),
        is_not
    );
    // What is not known does not grant, and refuses.
    assert_eq!(of(days(), |_| ()), [false, true]);
    let encounter = || NarrowingTerm::OfEncounter("E".into());
    assert_eq!(
        of(encounter(), |data| data.encounter = Some("E".into())),
        is
    );
    assert_eq!(
        of(encounter(), |data| data.encounter = Some("F".into())),
        is_not
    );
    let record = || NarrowingTerm::OfRecord("R".into());
    assert_eq!(of(record(), |data| data.record = Some("R".into())), is);
    assert_eq!(of(record(), |data| data.record = Some("S".into())), is_not);
    let label = || NarrowingTerm::Labelled(Confidentiality::Restricted);
    assert_eq!(
        of(label(), |data| data.confidentiality =
            Some(Confidentiality::Normal)),
        [true, false]
    );
    assert_eq!(
        of(label(), |data| data.confidentiality =
            Some(Confidentiality::VeryRestricted)),
        [false, true]
    );
}

#[test]
fn names_of_a_consent_that_nobody_knows_keep_it_from_granting_and_fall_away_from_a_refusal() {
    let held = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).into()).collect();
        [NarrowingTerm::HeldBy(names)]
    };
    let acme = asked(|data| data.custodian = Some("Acme".into()));
    let other = asked(|data| data.custodian = Some("Other".into()));
    assert_eq!(consented(&held(&["Acme"]), &acme), [true, true]);
    assert_eq!(consented(&held(&["urn:north"]), &acme), [true, true]);
    assert_eq!(consented(&held(&["Acme"]), &other), [false, false]);
    assert_eq!(consented(&held(&["Acme", "nobody"]), &acme), [false, true]);
    assert_eq!(
        consented(&held(&["Acme", "nobody"]), &other),
        [false, false]
    );
    assert_eq!(consented(&held(&["nobody"]), &other), [false, true]);

    let party = |name: &str| AuthorTerm::Party(name.into());
    let of_person = |name: &str| AuthorTerm::Practitioner(name.into());
    let wrote = |authors: &[AuthorTerm], case: &Case| {
        consented(&[NarrowingTerm::WrittenBy(authors.to_vec())], case)
    };
    let (by_acme, by_other) = (
        by(Author::Party("Acme".into())),
        by(Author::Party("Other".into())),
    );
    let by_oh = by(person("urn:oh", None));
    assert_eq!(wrote(&[party("Acme")], &by_acme), [true, true]);
    assert_eq!(wrote(&[party("Acme")], &by_other), [false, false]);
    assert_eq!(wrote(&[of_person("dr_oh")], &by_oh), [true, true]);
    assert_eq!(wrote(&[of_person("dr_oh")], &by_acme), [false, false]);
    let both = [party("Acme"), of_person("dr_oh")];
    assert_eq!(wrote(&both, &by_acme), [true, true]);
    assert_eq!(wrote(&both, &by_oh), [true, true]);
    let half = [party("Acme"), of_person("nobody")];
    assert_eq!(wrote(&half, &by_acme), [false, true]);
    assert_eq!(wrote(&half, &by_other), [false, false]);
    assert_eq!(wrote(&[party("nobody")], &by_other), [false, true]);
    assert_eq!(wrote(&[of_person("nobody")], &by_other), [false, true]);
}
