//! Parties: what is declared, and where they are named. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use super::declarations::circle;
use super::scope::{Thing, suggest};
use super::term::kind_number;
use super::text::{advice, with_article};
use super::{Checker, codes, forest};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{Name, PartyDeclaration, PartyKind, PartyRef};
use crate::typed::Party;

/// Where parties and practitioners, by id less one, and facts, by id, are declared.
#[derive(Default)]
pub(super) struct Places {
    pub(super) parties: Vec<Span>,
    pub(super) practitioners: Vec<Span>,
    pub(super) facts: Vec<Span>,
}

/// The declared parties, numbered depth first from 1, siblings in the order of their names, with their places.
pub(super) fn parties(
    mut declared: Vec<&PartyDeclaration>,
    problems: &mut Vec<Problem>,
) -> (Vec<Party>, Vec<Span>) {
    declared.sort_by(|a, b| a.name.text.cmp(&b.name.text));
    let within = outer_parties(&declared, problems);
    let order = forest::depth_first(&within);
    let positions = forest::positions(&order);
    let id = |at: usize| positions.get(at).map(|position| position + 1);
    let party = |at: usize| {
        let declaration = declared.get(at)?;
        let party = Party {
            name: declaration.name.text.clone(),
            kind: kind_number(declaration.kind.kind),
            within: within.get(at).copied().flatten().and_then(id),
            identifier: declaration
                .identifier
                .as_ref()
                .map(|identifier| identifier.text.clone()),
        };
        Some((party, declaration.name.span))
    };
    order.iter().filter_map(|at| party(*at)).unzip()
}

fn outer_parties(
    declared: &[&PartyDeclaration],
    problems: &mut Vec<Problem>,
) -> Vec<Option<usize>> {
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, party) in declared.iter().enumerate() {
        let identifier = party
            .identifier
            .as_ref()
            .map(|identifier| identifier.text.as_str());
        for name in [party.name.text.as_str()].into_iter().chain(identifier) {
            index.entry(name).or_insert(at);
        }
    }
    let outer = |party: &&PartyDeclaration, problems: &mut Vec<Problem>| {
        let reference = party.within.as_ref()?;
        let found = index.get(reference.name.text.as_str()).copied();
        match found.and_then(|at| declared.get(at)) {
            None => problems.push(unknown_party(
                reference,
                index.keys().copied(),
                problems.len(),
            )),
            Some(outer) => problems.extend(wrong_kind(
                reference,
                outer.kind.kind.word(),
                Some(outer.name.span),
            )),
        }
        found
    };
    let mut within: Vec<Option<usize>> = declared
        .iter()
        .map(|party| outer(party, problems))
        .collect();
    for members in forest::circles(&within) {
        let parties = members.iter().filter_map(|at| declared.get(*at));
        let named: Vec<_> = parties
            .map(|party| (party.name.text.as_str(), party.name.span))
            .collect();
        problems.extend(circle(&named));
        for at in members {
            if let Some(outer) = within.get_mut(at) {
                *outer = None;
            }
        }
    }
    within
}

impl Checker<'_> {
    /// The id of the party that is referred to by its name or identifier; one that is not known is an error.
    pub(super) fn party(&mut self, reference: &PartyRef) -> Option<u32> {
        let id = self.known_party(&reference.name);
        match id {
            None => {
                let names = self.scope.parties.keys().copied();
                let problem = unknown_party(reference, names, self.problems.len());
                self.report(problem);
            }
            Some(id) => self.check_kind(reference, id),
        }
        id
    }

    /// The id of the party with a name or identifier, if there is one.
    pub(super) fn known_party(&mut self, name: &Name) -> Option<u32> {
        let id = self.scope.parties.get(name.text.as_str()).copied()?;
        self.used.insert(Thing::Party(id));
        Some(id)
    }

    /// Reports a reference whose kind is not the party's.
    pub(super) fn check_kind(&mut self, reference: &PartyRef, id: u32) {
        let kind = self.scope.kind_name(self.party_kind(id));
        let place = self
            .places
            .parties
            .get(id.wrapping_sub(1) as usize)
            .copied();
        self.problems.extend(wrong_kind(reference, kind, place));
    }

    /// The kind of a declared party.
    pub(super) fn party_kind(&self, id: u32) -> u32 {
        let party = self.scope.policy.parties.get(id.wrapping_sub(1) as usize);
        party.map_or(u32::MAX, |party| party.kind)
    }
}

pub(super) fn unknown_party<'n>(
    reference: &PartyRef,
    names: impl Iterator<Item = &'n str>,
    problems: usize,
) -> Problem {
    let name = &reference.name;
    let kind = reference.kind.map_or("party", |kind| kind.kind.word());
    let message = format!("no {kind} is called {}", quote(&name.text));
    let problem = Problem::error(codes::UNKNOWN_PARTY, name.span, message);
    let kind = reference
        .kind
        .map_or(PartyKind::Hospital, |kind| kind.kind)
        .word();
    let declare = format!("declare it with a line: {}", advice(kind, &name.text));
    suggest(problem, problems, &name.text, names, declare)
}

pub(super) fn wrong_kind(
    reference: &PartyRef,
    kind: &str,
    declared: Option<Span>,
) -> Option<Problem> {
    let word = reference.kind.filter(|word| word.kind.word() != kind)?;
    let (is, not) = (with_article(kind), with_article(word.kind.word()));
    let message = format!("{} is {is}, not {not}", quote(&reference.name.text));
    let problem = Problem::error(codes::WRONG_KIND, word.span, message);
    let problem = declared.into_iter().fold(problem, |problem, place| {
        problem.also(place, "it is declared here")
    });
    Some(problem.help(format!("write {}", advice(kind, &reference.name.text))))
}
