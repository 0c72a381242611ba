//! Limits of what people sign and ask: what is just within them, and what is one beyond.

use super::*;

fn name_of(bytes: u64) -> Name {
    "n".repeat(bytes as usize)
}

fn names(count: u64) -> Vec<Name> {
    (0..count).map(|number| format!("name{number}")).collect()
}

fn authors(count: u64) -> Vec<AuthorTerm> {
    names(count).into_iter().map(AuthorTerm::Party).collect()
}

fn day(day: u32) -> Date {
    Date::new(2026, 2, day)
}

fn consent() -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Anyone],
        actions: names(1),
        data: DataTerms {
            whole_record: false,
            categories: names(1),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    }
}

fn with(change: impl FnOnce(&mut ConsentTerms)) -> bool {
    let mut consent = consent();
    change(&mut consent);
    consent.is_within_limits()
}

/// A name at each place where a consent has one.
const NAMED: &[fn(&mut ConsentTerms, Name)] = &[
    |consent, name| consent.subjects = vec![SubjectTerm::Anyone, SubjectTerm::Party(name)],
    |consent, name| consent.subjects = vec![SubjectTerm::Role(name)],
    |consent, name| consent.subjects = vec![SubjectTerm::Kind(name)],
    |consent, name| consent.subjects = vec![SubjectTerm::Practitioner(name)],
    |consent, name| consent.subjects = vec![SubjectTerm::RoleOfParty("nurse".into(), name)],
    |consent, name| consent.subjects = vec![SubjectTerm::RoleOfParty(name, "lab".into())],
    |consent, name| consent.subjects = vec![SubjectTerm::RoleOfKind("nurse".into(), name)],
    |consent, name| consent.subjects = vec![SubjectTerm::RoleOfKind(name, "lab".into())],
    |consent, name| consent.actions = vec!["read".into(), name],
    |consent, name| consent.data.categories = vec!["notes".into(), name],
    |consent, name| consent.data.except = vec!["notes".into(), name],
    |consent, name| consent.purposes = vec!["treatment".into(), name],
    |consent, name| narrow(consent, NarrowingTerm::OfEncounter(name)),
    |consent, name| narrow(consent, NarrowingTerm::OfRecord(name)),
    |consent, name| narrow(consent, NarrowingTerm::HeldBy(vec!["lab".into(), name])),
    |consent, name| {
        narrow(
            consent,
            NarrowingTerm::WrittenBy(vec![AuthorTerm::Party(name)]),
        )
    },
    |consent, name| {
        let person = vec![AuthorTerm::Practitioner(name)];
        narrow(consent, NarrowingTerm::WrittenBy(person));
    },
];

fn narrow(consent: &mut ConsentTerms, term: NarrowingTerm) {
    consent.data.narrowing = vec![term];
}

#[test]
fn every_name_of_a_consent_is_held_to_the_limit() {
    for (number, put) in NAMED.iter().enumerate() {
        assert!(with(|consent| put(consent, name_of(1))), "{number}");
        let longest = |consent: &mut ConsentTerms| put(consent, name_of(NAME_BYTES));
        assert!(with(longest), "{number}");
        let longer = |consent: &mut ConsentTerms| put(consent, name_of(NAME_BYTES + 1));
        assert!(!with(longer), "{number}");
        assert!(!with(|consent| put(consent, Name::new())), "{number}");
    }
}

/// How a list is filled with so many items, how many it may have, and whether it may be empty.
type Listed = (fn(&mut ConsentTerms, u64), u64, bool);

const LISTED: &[Listed] = &[
    (
        |consent, count| consent.subjects = vec![SubjectTerm::Patient; count as usize],
        LIST_ITEMS,
        false,
    ),
    (
        |consent, count| consent.actions = names(count),
        LIST_ITEMS,
        false,
    ),
    (
        |consent, count| consent.data.categories = names(count),
        LIST_ITEMS,
        false,
    ),
    (
        |consent, count| consent.data.except = names(count),
        LIST_ITEMS,
        true,
    ),
    (
        |consent, count| consent.purposes = names(count),
        LIST_ITEMS,
        true,
    ),
    (
        |consent, count| {
            let term = NarrowingTerm::Labelled(Confidentiality::Normal);
            consent.data.narrowing = vec![term; count as usize];
        },
        NARROWINGS,
        true,
    ),
    (
        |consent, count| narrow(consent, NarrowingTerm::HeldBy(names(count))),
        NARROWINGS,
        false,
    ),
    (
        |consent, count| narrow(consent, NarrowingTerm::WrittenBy(authors(count))),
        NARROWINGS,
        false,
    ),
];

#[test]
fn every_list_of_a_consent_is_held_to_the_limit() {
    for (number, (fill, limit, may_be_empty)) in LISTED.iter().enumerate() {
        assert_eq!(with(|consent| fill(consent, 0)), *may_be_empty, "{number}");
        assert!(with(|consent| fill(consent, 1)), "{number}");
        assert!(with(|consent| fill(consent, *limit)), "{number}");
        assert!(!with(|consent| fill(consent, *limit + 1)), "{number}");
    }
}

#[test]
fn the_whole_record_needs_no_category() {
    assert!(with(|consent| {
        consent.data.whole_record = true;
        consent.data.categories.clear();
    }));
}

#[test]
fn data_are_narrowed_to_days_that_are_there_and_in_order() {
    for (from, until, expected) in [
        (1, 1, true),
        (1, 28, true),
        (2, 1, false),
        (1, 29, false),
        (0, 1, false),
    ] {
        let dated = NarrowingTerm::Dated(day(from), day(until));
        assert_eq!(dated.is_within_limits(), expected, "{from} to {until}");
    }
}

fn request() -> AccessRequest {
    AccessRequest {
        patient: PatientId([7; 16]),
        actions: names(1),
        categories: vec![CategoryTerm::Name("notes".into())],
        claims: Claims::default(),
    }
}

/// A name at each place where a request has one.
const ASKED: &[fn(&mut AccessRequest, Name)] = &[
    |request, name| request.actions = vec!["read".into(), name],
    |request, name| request.categories.push(CategoryTerm::Name(name)),
    |request, name| {
        let system = "http://loinc.org".into();
        request
            .categories
            .push(CategoryTerm::Code { system, code: name });
    },
    |request, name| {
        let code = "718-7".into();
        request
            .categories
            .push(CategoryTerm::Code { system: name, code });
    },
    |request, name| request.claims.purpose = Some(name),
    |request, name| request.claims.data.custodian = Some(name),
    |request, name| request.claims.data.encounter = Some(name),
    |request, name| request.claims.data.record = Some(name),
    |request, name| request.claims.data.author = Some(Author::Named(name)),
    |request, name| request.claims.data.author = Some(Author::Party(name)),
    |request, name| {
        request.claims.data.author = Some(Author::Practitioner {
            id: name,
            organisation: None,
        });
    },
    |request, name| {
        request.claims.data.author = Some(Author::Practitioner {
            id: "urn:lee".into(),
            organisation: Some(name),
        });
    },
];

#[test]
fn every_name_of_a_request_is_held_to_the_limit() {
    for (number, put) in ASKED.iter().enumerate() {
        for (bytes, expected) in [
            (0, false),
            (1, true),
            (NAME_BYTES, true),
            (NAME_BYTES + 1, false),
        ] {
            let mut request = request();
            put(&mut request, name_of(bytes));
            assert_eq!(
                request.is_within_limits(),
                expected,
                "{number}, {bytes} bytes"
            );
        }
    }
    let private = DataClaims {
        author: Some(Author::Private),
        ..DataClaims::default()
    };
    assert!(private.is_within_limits());
}

#[test]
fn the_lists_and_the_day_of_a_request_are_held_to_the_limits() {
    for (count, expected) in [
        (0, false),
        (1, true),
        (LIST_ITEMS, true),
        (LIST_ITEMS + 1, false),
    ] {
        let mut request = request();
        request.actions = names(count);
        assert_eq!(request.is_within_limits(), expected, "{count} actions");
        let mut request = self::request();
        request.categories = names(count).into_iter().map(CategoryTerm::Name).collect();
        assert_eq!(request.is_within_limits(), expected, "{count} categories");
    }
    for (number, expected) in [(28, true), (29, false)] {
        let mut request = request();
        request.claims.data.dated = Some(day(number));
        assert_eq!(request.is_within_limits(), expected, "February {number}");
    }
}

#[test]
fn a_consent_holds_from_its_first_instant_to_the_one_before_its_withdrawal() {
    let at = |seconds| Instant(seconds);
    let mut record = ConsentRecord::of_sentence(0, consent(), at(5));
    let live = |record: &ConsentRecord, seconds| record.is_live(at(seconds));
    assert_eq!(
        [4, 5, 1000].map(|second| live(&record, second)),
        [false, true, true]
    );
    record.withdrawn_at = Some(at(7));
    assert_eq!(
        [4, 5, 6, 7].map(|second| live(&record, second)),
        [false, true, true, false]
    );
}

#[test]
fn names_are_enrolled_when_no_two_look_alike() {
    for name in ["a", "Riverside ward 1", "~"] {
        assert!(is_enrolled_name(name), "{name}");
    }
    for name in ["", " a", "a ", "é", "a\tb", "a\u{7f}"] {
        assert!(!is_enrolled_name(name), "{name}");
    }
}

#[test]
fn a_requester_becomes_any_other_and_nothing_stays_of_what_it_was() {
    let party = |name: &str, kind: Option<&str>| Party {
        name: name.into(),
        kind: kind.map(Name::from),
    };
    let practitioner = |id: &str, roles: u64, organisation| Requester::Practitioner {
        id: id.into(),
        roles: names(roles),
        organisation,
    };
    let all = [
        Requester::Organisation {
            party: party("Acme", Some("lab")),
        },
        practitioner("dr-lee", 2, Some(party("Riverside", Some("hospital")))),
        practitioner("nurse-of-a-longer-name", 5, Some(party("Lakeside", None))),
        practitioner("x", 0, Some(party("C", Some("clinic")))),
        practitioner("alone", 1, None),
        Requester::Patient { is_subject: true },
        Requester::RelatedPerson { is_guardian: true },
        Requester::Device {
            id: "pump".into(),
            organisation: Some(party("Riverside", None)),
        },
    ];
    for before in &all {
        for after in &all {
            let mut requester = before.clone();
            requester.copy_from(after);
            assert_eq!(requester, *after, "{before:?}");
        }
    }
}
