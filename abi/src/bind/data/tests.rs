//! Authors, custodians and what narrows data, by the interface that `interface/tests.rs` pictures: Riverside (1) with its
//! ward (2), Acme (3), and dr_lee (1), who acts for Riverside.

use super::*;
use crate::interface::tests::sample;
use crate::terms::DataTerms;

/// Two of its rules name an encounter or a record: texts 1 and 2. What no rule names has number 3.
fn binding() -> Binding {
    let mut interface = sample();
    interface.fact_texts = ["A", "E1", "R1"].map(str::to_owned).to_vec();
    Binding::new(interface)
}

fn author(author: Author) -> (u32, u32) {
    let claims = DataClaims {
        author: Some(author),
        ..DataClaims::default()
    };
    binding().data(&claims).author.unwrap()
}

fn person(name: &str, organisation: Option<&str>) -> Author {
    Author::Practitioner {
        id: name.into(),
        organisation: organisation.map(str::to_owned),
    }
}

#[test]
fn an_author_is_a_party_or_a_declared_person_or_nobody_that_the_policy_names() {
    for (given, expected) in [
        (Author::Party("Ward".into()), (2, 0)),
        (Author::Party("urn:acme".into()), (3, 0)),
        (Author::Party("Elsewhere".into()), (0, 0)),
        (Author::Party("dr_lee".into()), (0, 0)),
        (Author::Named("Acme".into()), (3, 0)),
        (Author::Named("urn:lee".into()), (1, 1)),
        (Author::Named("Elsewhere".into()), (0, 0)),
        (person("dr_lee", None), (1, 1)),
        (person("dr_lee", Some("Riverside")), (1, 1)),
        (person("dr_lee", Some("Acme")), (3, 0)),
        (person("dr_wu", Some("Ward")), (2, 0)),
        (person("Ward", None), (0, 0)),
        (Author::Private, (0, 0)),
    ] {
        assert_eq!(author(given.clone()), expected, "{given:?}");
    }
}

#[test]
fn a_custodian_is_a_party_or_the_party_that_a_person_acts_for() {
    let binding = self::binding();
    for (name, expected) in [("Acme", 3), ("Ward", 2), ("dr_lee", 1), ("Elsewhere", 0)] {
        let claims = DataClaims {
            custodian: Some(name.into()),
            ..DataClaims::default()
        };
        assert_eq!(binding.data(&claims).custodian, Some(expected), "{name}");
    }
}

#[test]
fn what_is_said_of_data_comes_through_and_what_is_not_is_not_stated() {
    let binding = self::binding();
    let nothing = binding.data(&DataClaims::default());
    assert_eq!(nothing, BoundData::default());
    assert_eq!(nothing.words(), [NOT_STATED; 7]);
    let claims = DataClaims {
        dated: Some(Date(9)),
        author: Some(Author::Named("dr_lee".into())),
        custodian: Some("Ward".into()),
        encounter: Some("E1".into()),
        record: Some("R1".into()),
        confidentiality: Some(Confidentiality::Low),
    };
    let bound = binding.data(&claims);
    assert_eq!(bound.words(), [9, 1, 1, 2, 1, 2, 1]);
    assert_eq!(bound.names.encounter.as_deref(), Some("E1"));
    assert_eq!(bound.names.record.as_deref(), Some("R1"));
}

fn narrowed(grants: bool, narrowing: &[NarrowingTerm]) -> Option<Vec<BoundNarrowing>> {
    let terms = ConsentTerms {
        grants,
        subjects: Vec::new(),
        actions: Vec::new(),
        data: DataTerms {
            whole_record: true,
            categories: Vec::new(),
            except: Vec::new(),
            narrowing: narrowing.to_vec(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    let names = RecordNames {
        encounter: Some("E1".into()),
        record: Some("R1".into()),
    };
    binding().narrowings(&terms, &names)
}

fn held_by(names: &[&str]) -> NarrowingTerm {
    NarrowingTerm::HeldBy(names.iter().map(|name| name.to_string()).collect())
}

fn written_by(parties: &[&str], people: &[&str]) -> NarrowingTerm {
    let parties = parties
        .iter()
        .map(|name| AuthorTerm::Party(name.to_string()));
    let people = people
        .iter()
        .map(|name| AuthorTerm::Practitioner(name.to_string()));
    NarrowingTerm::WrittenBy(parties.chain(people).collect())
}

/// A grant that names somebody unknown would be wider than the patient meant; a refusal keeps what is known of it.
#[test]
fn unknown_names_void_a_grant_and_fall_away_from_a_refusal() {
    let riverside = BoundNarrowing::held_by(IdSet::interval(1, 2));
    let wrote = BoundNarrowing::written_by(IdSet::interval(1, 2), IdSet::interval(1, 1));
    for grants in [true, false] {
        assert_eq!(
            narrowed(grants, &[held_by(&["Riverside"])]),
            Some(vec![riverside.clone()])
        );
        let both = [
            written_by(&["Riverside"], &["dr_lee"]),
            held_by(&["Riverside"]),
        ];
        assert_eq!(
            narrowed(grants, &both),
            Some(vec![wrote.clone(), riverside.clone()])
        );
        let alone = BoundNarrowing::written_by(IdSet::new(), IdSet::interval(1, 1));
        assert_eq!(
            narrowed(grants, &[written_by(&[], &["urn:lee"])]),
            Some(vec![alone])
        );
        let party = BoundNarrowing::written_by(IdSet::interval(3, 3), IdSet::new());
        assert_eq!(
            narrowed(grants, &[written_by(&["Acme"], &[])]),
            Some(vec![party])
        );
    }
    for (unknown, kept) in [
        (held_by(&["Elsewhere"]), vec![]),
        (held_by(&["Riverside", "Elsewhere"]), vec![riverside]),
        (written_by(&["Elsewhere"], &[]), vec![]),
        (written_by(&[], &["dr_wu"]), vec![]),
        (
            written_by(&["Riverside", "Elsewhere"], &["dr_lee", "dr_wu"]),
            vec![wrote],
        ),
    ] {
        assert_eq!(
            narrowed(true, std::slice::from_ref(&unknown)),
            None,
            "{unknown:?}"
        );
        assert_eq!(
            narrowed(false, std::slice::from_ref(&unknown)),
            Some(kept),
            "{unknown:?}"
        );
    }
}

#[test]
fn an_encounter_or_a_record_narrows_to_itself_or_to_nothing_that_is_asked_for() {
    let binding = self::binding();
    let claims = DataClaims {
        encounter: Some("E1".into()),
        record: Some("R1".into()),
        ..DataClaims::default()
    };
    let asked = binding.data(&claims);
    for (name, encounter, record) in [
        ("E1", asked.encounter, None),
        ("R1", None, asked.record),
        ("X", None, None),
    ] {
        let found = narrowed(true, &[NarrowingTerm::OfEncounter(name.into())]);
        assert_eq!(
            found,
            Some(vec![BoundNarrowing::of_encounter(encounter)]),
            "{name}"
        );
        let found = narrowed(true, &[NarrowingTerm::OfRecord(name.into())]);
        assert_eq!(
            found,
            Some(vec![BoundNarrowing::of_record(record)]),
            "{name}"
        );
    }
}

#[test]
fn a_label_is_the_most_that_a_grant_gives_and_the_least_that_a_refusal_keeps() {
    let normal = [NarrowingTerm::Labelled(Confidentiality::Normal)];
    let values = |grants| narrowed(grants, &normal).unwrap().remove(0).values;
    assert_eq!(values(true), IdSet::interval(0, 3));
    assert_eq!(values(false), IdSet::interval(3, 5));
}

#[test]
fn a_clause_is_written_as_its_place_and_its_two_sets() {
    let clause = BoundNarrowing::written_by(IdSet::interval(1, 2), IdSet::interval(7, 9));
    let mut found = Vec::new();
    clause.write(&mut found);
    let mut expected = place::AUTHOR.to_le_bytes().to_vec();
    IdSet::interval(1, 2).write(&mut expected);
    IdSet::interval(7, 9).write(&mut expected);
    assert_eq!(found, expected);
}
