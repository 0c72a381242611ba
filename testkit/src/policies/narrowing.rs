//! What narrows data, in rules, in consents and in what requests say of their data.

use abi::calendar::Date;
use abi::terms::{Author, AuthorTerm, Confidentiality, DataClaims, NarrowingTerm};

use super::owned;
use crate::entropy::Entropy;

/// Each kind of clause, with its edges.
pub(super) const CLAUSES: &[&str] = &[
    "dated from 2026-01-02 until 2026-01-03",
    "dated from 2026-01-02 until 2026-01-02",
    "written by hospital Hill",
    "written by Ward or practitioner dr_may",
    "written by \"urn:acme\"",
    "written by practitioner dr_lee",
    "held by Hill",
    "held by Theatre or lab Acme",
    "of encounter E1",
    "of record \"north\"",
    "labelled normal",
    "labelled restricted",
    "labelled very_restricted",
];

const PARTIES: &[&str] = &["Hill", "Ward", "Theatre", "Acme", "urn:acme", "Nobody"];
const PEOPLE: &[&str] = &["dr_lee", "dr_may", "urn:may", "dr_who"];
/// Of these the policies of this generator name some.
const RECORDS: &[&str] = &["E1", "north", "E2", "amber", "zz"];

/// Nothing, or a clause or two.
pub(super) fn clauses(choices: &mut Entropy) -> String {
    if !choices.one_in(4) {
        return String::new();
    }
    let clauses = choices.some(CLAUSES, 1, 2);
    format!(" {}", owned(&clauses).join(" and "))
}

/// What a request says of its data: mostly something, seldom all.
pub(crate) fn claims(choices: &mut Entropy) -> DataClaims {
    DataClaims {
        dated: (!choices.one_in(4)).then(|| day(choices)),
        author: (!choices.one_in(4)).then(|| author(choices)),
        custodian: (!choices.one_in(4)).then(|| match choices.one_in(4) {
            true => pick(choices, PEOPLE),
            false => pick(choices, PARTIES),
        }),
        encounter: (!choices.one_in(4)).then(|| pick(choices, RECORDS)),
        record: (!choices.one_in(4)).then(|| pick(choices, RECORDS)),
        confidentiality: (!choices.one_in(4)).then(|| label(choices)),
    }
}

/// What narrows a consent: nothing, or some clauses, most of which are about what the request says.
pub(super) fn terms(choices: &mut Entropy, claims: &DataClaims) -> Vec<NarrowingTerm> {
    if choices.one_in(2) {
        return Vec::new();
    }
    (0..1 + choices.below(2))
        .map(|_| term(choices, claims))
        .collect()
}

fn term(choices: &mut Entropy, claims: &DataClaims) -> NarrowingTerm {
    let is_near = !choices.one_in(3);
    let near = |stated: &Option<String>, other: String| match (is_near, stated) {
        (true, Some(stated)) => stated.clone(),
        _ => other,
    };
    match choices.below(6) {
        0 => {
            let from = day(choices);
            NarrowingTerm::Dated(from, from.max(day(choices)))
        }
        1 => NarrowingTerm::WrittenBy(
            (0..1 + choices.below(2))
                .map(|_| match choices.one_in(2) {
                    true => AuthorTerm::Practitioner(pick(choices, PEOPLE)),
                    false => AuthorTerm::Party(pick(choices, PARTIES)),
                })
                .collect(),
        ),
        2 => NarrowingTerm::HeldBy(owned(&choices.some(PARTIES, 1, 2))),
        3 => NarrowingTerm::OfEncounter(near(&claims.encounter, pick(choices, RECORDS))),
        4 => NarrowingTerm::OfRecord(near(&claims.record, pick(choices, RECORDS))),
        _ => NarrowingTerm::Labelled(label(choices)),
    }
}

fn author(choices: &mut Entropy) -> Author {
    let party = pick(choices, PARTIES);
    let person = pick(choices, PEOPLE);
    match choices.below(8) {
        0 => Author::Party(party),
        1 => Author::Named(party),
        2 => Author::Named(person),
        3 => Author::Private,
        4 => Author::Practitioner {
            id: party,
            organisation: None,
        },
        5 => Author::Practitioner {
            id: person,
            organisation: None,
        },
        _ => Author::Practitioner {
            id: person,
            organisation: Some(party),
        },
    }
}

fn day(choices: &mut Entropy) -> Date {
    Date::new(2026, 1, 1 + choices.below(4) as u32)
}

fn label(choices: &mut Entropy) -> Confidentiality {
    *choices.pick(&Confidentiality::ALL)
}

fn pick(choices: &mut Entropy, list: &[&str]) -> String {
    (*choices.pick(list)).into()
}
