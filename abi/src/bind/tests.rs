//! Names to ids, by the interface that `interface/tests.rs` pictures.

use super::*;
use crate::calendar::Date;
use crate::form::{FormEntry, FormSentence, ParameterEntry, SubjectBlank};
use crate::ids::PatientId;
use crate::interface::tests::sample;
use crate::terms::{Claims, Confidentiality};

fn request(actions: &[&str], categories: &[CategoryTerm], purpose: Option<&str>) -> AccessRequest {
    AccessRequest {
        patient: PatientId([7; 16]),
        actions: actions.iter().map(|name| name.to_string()).collect(),
        categories: categories.to_vec(),
        claims: Claims {
            purpose: purpose.map(str::to_string),
            reason_given: true,
            ..Claims::default()
        },
    }
}

fn named(name: &str) -> CategoryTerm {
    CategoryTerm::Name(name.into())
}

fn organisation(name: &str, kind: Option<&str>) -> Requester {
    Requester::Organisation {
        party: Party {
            name: name.into(),
            kind: kind.map(str::to_string),
        },
    }
}

#[test]
fn the_order_and_repetition_of_a_request_do_not_reach_the_contract() {
    let binding = Binding::new(sample());
    let code = CategoryTerm::Code {
        system: "loinc".into(),
        code: "718-7".into(),
    };
    let one = request(
        &["use", "read", "access"],
        &[named("notes"), code, named("bloodwork")],
        Some("TREAT"),
    );
    let other = request(
        &["read", "use"],
        &[named("bloodwork"), named("notes")],
        Some("treatment"),
    );
    let bind = |request| binding.request(&organisation("urn:acme", None), request, Instant(5));
    assert_eq!(bind(&one), bind(&other));
    let bound = bind(&one).unwrap();
    assert_eq!((bound.party, bound.purpose), (3, 1));
    assert_eq!((bound.actions, bound.categories), (vec![0, 1], vec![2, 4]));
}

#[test]
fn unknown_parties_are_decided_by_their_kind_and_unknown_terms_are_rejected() {
    let binding = Binding::new(sample());
    let good = request(&["read"], &[named("bloodwork")], None);
    let party = |requester| {
        binding
            .request(&requester, &good, Instant(0))
            .unwrap()
            .party
    };
    assert_eq!(party(organisation("Elsewhere", Some("lab"))), 5);
    assert_eq!(party(organisation("Elsewhere", Some("circus"))), 0);
    assert_eq!(
        party(organisation("Acme", Some("hospital"))),
        3,
        "the declaration settles the kind"
    );

    let unknown = CategoryTerm::Code {
        system: "loinc".into(),
        code: "0-0".into(),
    };
    let bound = binding.request(
        &organisation("X", None),
        &request(&["read"], &[unknown], None),
        Instant(0),
    );
    assert_eq!(bound.unwrap().categories, [6]);
    let reject = |request| {
        binding
            .request(&organisation("X", None), &request, Instant(0))
            .unwrap_err()
    };
    assert_eq!(
        reject(request(&["read", "x"], &[named("notes")], None)),
        UnknownTerm::Action { index: 1 }
    );
    assert_eq!(
        reject(request(&["read"], &[named("x")], None)),
        UnknownTerm::Category { index: 0 }
    );
    assert_eq!(
        reject(request(&["read"], &[named("notes")], Some("x"))),
        UnknownTerm::Purpose
    );
}

#[test]
fn the_input_has_the_layout_of_the_page() {
    let bound = BoundRequest {
        kind: 1,
        is_patient: false,
        is_guardian: true,
        reason_given: true,
        party: 3,
        practitioner: 4,
        purpose: 5,
        roles: vec![6],
        actions: vec![7, 8],
        categories: vec![9],
        now: Instant(-2),
        local: Local {
            minute: 61,
            weekday: 6,
            date: Date(7),
        },
        data: BoundData {
            author: Some((10, 11)),
            encounter: Some(12),
            confidentiality: Some(Confidentiality::Restricted),
            ..BoundData::default()
        },
    };
    let mut bytes = Vec::new();
    bound.write(&mut bytes);
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let words: Vec<u32> = (0..8).map(|index| word(index * 4)).collect();
    assert_eq!(words, [1, 0b110, 3, 4, 5, 1, 2, 1]);
    assert_eq!(i64::from_le_bytes(bytes[32..40].try_into().unwrap()), -2);
    assert_eq!([word(40), word(44), word(48)], [61, 6, 7]);
    let data: Vec<u32> = (13..20).map(|index| word(index * 4)).collect();
    assert_eq!(data, [NOT_STATED, 10, 11, NOT_STATED, 12, NOT_STATED, 4]);
    assert_eq!([word(80), word(84), word(88), word(92)], [6, 7, 8, 9]);
    assert_eq!((bytes.len(), INPUT_HEAD_BYTES), (96, 80));
}

fn consent(grants: bool, subject: &str, categories: &[&str]) -> ConsentRecord {
    ConsentRecord {
        number: 0,
        form: None,
        sentences: vec![ConsentTerms {
            grants,
            subjects: vec![SubjectTerm::Party(subject.into())],
            actions: vec!["read".into()],
            data: DataTerms {
                whole_record: false,
                categories: categories.iter().map(|name| name.to_string()).collect(),
                except: Vec::new(),
                narrowing: Vec::new(),
            },
            purposes: Vec::new(),
            from: None,
            until: Some(Instant(100)),
        }],
        recorded_at: Instant(10),
        withdrawn_at: Some(Instant(50)),
    }
}

fn bound(records: &[ConsentRecord]) -> Vec<u32> {
    let mut bytes = Vec::new();
    Binding::new(sample()).consents(records, &RecordNames::default(), &mut bytes);
    bytes
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes(word.try_into().unwrap()))
        .collect()
}

#[test]
fn a_consent_holds_from_its_recording_to_its_withdrawal() {
    let words = bound(&[consent(true, "Acme", &["laboratory"])]);
    // count | length, may, from, until | one subject: tag 1, parties {3..=3}, no roles |
    // actions {0} | data {2}: genetics is protected, which closes laboratory | purposes 0..=3 |
    // nothing narrows it
    let entry = [
        1, 10, 0, 50, 0, 1, 1, 1, 3, 3, 0, 1, 0, 0, 1, 2, 2, 1, 0, 3, 0,
    ];
    assert_eq!(words[0], 1);
    assert_eq!(words[1] as usize, (entry.len() + 1) * 4);
    assert_eq!(words[2..], entry);
}

#[test]
fn a_grant_in_unknown_words_is_ignored_and_a_refusal_grows() {
    assert_eq!(bound(&[consent(true, "Nowhere", &["laboratory"])]), [0]);
    assert_eq!(bound(&[consent(true, "Acme", &["x"])]), [0]);
    let refusal = bound(&[consent(false, "Nowhere", &["x"])]);
    assert_eq!(refusal[0], 1);
    assert_eq!(refusal[8], 0, "nobody known: anyone");
    assert!(
        refusal.ends_with(&[1, 0, 6, 1, 0, 3, 0]),
        "nothing known: everything, for any purpose"
    );
}

/// The bytes of sets, as words.
fn set_words(sets: &[IdSet]) -> Vec<u32> {
    let mut bytes = Vec::new();
    sets.iter().for_each(|set| set.write(&mut bytes));
    let words = bytes.as_chunks::<4>().0.iter();
    words.map(|word| u32::from_le_bytes(*word)).collect()
}

#[test]
fn one_unknown_word_among_known_ones_voids_a_grant_and_falls_away_from_a_refusal() {
    let mixed = |grants| bound(&[consent(grants, "Acme", &["bloodwork", "x"])]);
    assert_eq!(mixed(true), [0]);
    assert_eq!(
        mixed(false),
        bound(&[consent(false, "Acme", &["bloodwork"])])
    );
    let asks = |change: fn(&mut ConsentTerms)| {
        let mut record = consent(true, "Acme", &["bloodwork"]);
        record.sentences.iter_mut().for_each(change);
        bound(&[record])[0]
    };
    assert_eq!(asks(|_| ()), 1);
    assert_eq!(asks(|terms| terms.actions.push("x".into())), 0);
    assert_eq!(asks(|terms| terms.data.except.push("x".into())), 0);
    assert_eq!(
        asks(|terms| terms.purposes = vec!["payment".into(), "x".into()]),
        0
    );
}

#[test]
fn a_refusal_for_a_purpose_counts_when_none_is_stated_and_is_about_its_data_alone() {
    let of = |grants| {
        let mut record = consent(grants, "Acme", &["bloodwork"]);
        record.sentences[0].purposes = vec!["payment".into()];
        let words = bound(&[record]);
        // Behind the length: may, two instants, one subject and its tag, parties {3}, no roles, actions {0}.
        words[13 + 3..].to_vec()
    };
    let unknown = sample().unknown_category();
    let whole_record = [(0, 2), (unknown, unknown)].into_iter().collect();
    let payment = IdSet::interval(3, 3);
    let granted = set_words(&[IdSet::interval(2, 2), payment]);
    assert_eq!(of(true), [granted, vec![0]].concat());
    let refused = set_words(&[whole_record, [0, 3].into_iter().collect()]);
    assert_eq!(of(false), [refused, vec![0]].concat());
}

#[test]
fn a_practitioner_is_who_bears_the_name_and_acts_for_the_declared_party() {
    let binding = Binding::new(sample());
    let ask = request(&["read"], &[named("bloodwork")], None);
    let called = |id: &str, organisation: Option<&str>| {
        let requester = Requester::Practitioner {
            id: id.into(),
            roles: Vec::new(),
            organisation: organisation.map(|name| Party {
                name: name.into(),
                kind: Some("lab".into()),
            }),
        };
        let bound = binding.request(&requester, &ask, Instant(0));
        bound.unwrap().practitioner
    };
    let practitioner = |organisation| called("dr_lee", organisation);
    assert_eq!(practitioner(Some("Riverside")), 1);
    assert_eq!(called("urn:lee", Some("Ward")), 1, "by the identifier");
    assert_eq!(called("urn:lee", Some("Acme")), 0);
    assert_eq!(practitioner(Some("Ward")), 1, "within Riverside");
    assert_eq!(practitioner(Some("Acme")), 0, "somebody else of that name");
    assert_eq!(practitioner(Some("Elsewhere")), 0);
    assert_eq!(practitioner(None), 0);
}

#[test]
fn accesses_of_those_who_have_no_name_are_not_known() {
    let binding = Binding::new(sample());
    let counter = CounterEntry {
        actions: IdSet::interval(0, 0),
        seconds: 10,
    };
    let access = AccessRecord {
        at: Instant(5),
        by: "urn:acme".into(),
        organisation: None,
        actions: vec!["access".into()],
    };
    let count = |requester| {
        binding.count(
            &counter,
            std::slice::from_ref(&access),
            &requester,
            Instant(9),
        )
    };
    assert_eq!(count(organisation("Acme", None)), Some(1));
    assert_eq!(count(organisation("Riverside", None)), Some(0));
    let at = |now| {
        binding.count(
            &counter,
            std::slice::from_ref(&access),
            &organisation("Acme", None),
            Instant(now),
        )
    };
    assert_eq!(
        [at(4), at(5), at(14), at(15)],
        [0, 1, 1, 0].map(Some),
        "10 seconds"
    );
    assert_eq!(count(Requester::Patient { is_subject: true }), None);
    assert_eq!(count(Requester::RelatedPerson { is_guardian: true }), None);
}

/// A form with a blank of each kind that names something.
fn with_form() -> Binding {
    let kinds = [
        ("laboratory", ParameterKind::Party(Some("lab".into()))),
        ("anybody", ParameterKind::Party(None)),
        ("data", ParameterKind::Category),
        ("purpose", ParameterKind::Purpose),
    ];
    let place = |at: u32| parity_scale_codec::Compact(at);
    let mut terms = consent(true, "Acme", &[]).sentences.remove(0);
    (terms.subjects, terms.until) = (Vec::new(), None);
    let form = FormEntry {
        name: "CF-1".into(),
        parameters: kinds
            .map(|(name, kind)| ParameterEntry {
                name: name.into(),
                kind,
            })
            .into(),
        text: Vec::new(),
        sentences: vec![FormSentence {
            words: String::new(),
            terms,
            subjects: vec![SubjectBlank::Party(place(0)), SubjectBlank::Party(place(1))],
            categories: vec![place(2)],
            except: Vec::new(),
            narrowing: Vec::new(),
            purposes: vec![place(3)],
            from: None,
            until: None,
        }],
    };
    Binding::new(Interface {
        forms: vec![form],
        ..sample()
    })
}

#[test]
fn a_form_is_filled_with_what_its_blanks_mean() {
    let binding = with_form();
    let fill = |values: [&str; 4]| {
        let names = ["laboratory", "anybody", "data", "purpose"];
        let value = |text: &str| FormValue::Name(text.into());
        let with: Vec<(Name, FormValue)> = names
            .into_iter()
            .zip(values)
            .map(|(name, text)| (name.into(), value(text)))
            .collect();
        binding.fill("CF-1", &with)
    };
    let filled = fill(["Acme", "Riverside", "bloodwork", "payment"]).unwrap();
    assert_eq!(
        filled[0].subjects,
        ["Acme", "Riverside"].map(|name| SubjectTerm::Party(name.into()))
    );
    assert_eq!(filled[0].data.categories, ["bloodwork"]);
    assert_eq!(filled[0].purposes, ["payment"]);
    let kinds_unknown = fill(["Elsewhere", "Elsewhere", "bloodwork", "payment"]);
    assert!(kinds_unknown.is_ok(), "whom the policy does not know");
    let wrong = [
        ["Riverside", "Acme", "bloodwork", "payment"],
        ["Acme", "Acme", "x", "payment"],
        ["Acme", "Acme", "bloodwork", "x"],
    ];
    for (values, at) in wrong.into_iter().zip([0, 2, 3]) {
        assert_eq!(fill(values), Err(FormError::WrongValue(at)));
    }
    assert_eq!(binding.fill("CF-2", &[]), Err(FormError::Unknown));
}
