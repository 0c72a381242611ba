//! Whether the data that is asked for is what a sentence narrows it to, by what the request says of it.

use abi::terms::{Author, AuthorTerm, ConsentTerms, NarrowingTerm};

use super::{Asked, Truth};
use crate::typed::{Narrowing, Policy, Sentence};

impl Asked<'_> {
    /// The values of all that narrows the data of a sentence.
    pub(super) fn narrowings<'s>(
        &'s self,
        sentence: &'s Sentence,
    ) -> impl Iterator<Item = Truth> + 's {
        let narrowing = sentence.narrowing.iter();
        narrowing.map(|narrowing| self.narrowed(narrowing, sentence.may))
    }

    /// What the request does not state is not known.
    fn narrowed(&self, narrowing: &Narrowing, may: bool) -> Truth {
        let said = &self.case.request.claims.data;
        let is = match narrowing {
            Narrowing::Dated { from, until } => said.dated.map(|day| *from <= day && day <= *until),
            Narrowing::WrittenBy {
                parties,
                practitioners,
            } => {
                let author = said.author.as_ref();
                author.map(|author| self.wrote(author, parties, practitioners))
            }
            Narrowing::HeldBy(parties) => {
                let custodian = said.custodian.as_ref();
                custodian.map(|name| self.is_of(self.policy.party_of(name), parties))
            }
            Narrowing::OfEncounter(name) => said.encounter.as_ref().map(|said| said == name),
            Narrowing::OfRecord(name) => said.record.as_ref().map(|said| said == name),
            Narrowing::Labelled(label) => said.confidentiality.map(|said| match may {
                true => said <= *label,
                false => said >= *label,
            }),
        };
        is.map_or(Truth::Unknown, Truth::from)
    }

    /// Whether a party is one of `parties` or lies within one.
    fn is_of(&self, party: Option<u32>, parties: &[u32]) -> bool {
        let mut wider = parties.iter();
        party.is_some_and(|party| wider.any(|of| self.policy.is_party_within(party, *of)))
    }

    fn wrote(&self, author: &Author, parties: &[u32], practitioners: &[u32]) -> bool {
        let (party, person) = self.policy.author(author);
        self.is_of(party, parties) || person.is_some_and(|person| practitioners.contains(&person))
    }
}

impl Policy {
    /// The party called so or with this identifier.
    fn party_named(&self, name: &str) -> Option<u32> {
        let ids = || self.parties.iter().zip(1..);
        let named = ids().find(|(party, _)| party.name == name);
        let identified = || ids().find(|(party, _)| party.identifier.as_deref() == Some(name));
        named.or_else(identified).map(|(_, id)| id)
    }

    /// The practitioner called so.
    fn person_named(&self, name: &str) -> Option<u32> {
        let mut people = self.practitioners.iter().zip(1..);
        people
            .find(|(person, _)| person.is_called(name))
            .map(|(_, id)| id)
    }

    fn employer(&self, person: u32) -> Option<u32> {
        self.practitioners[person as usize - 1].of
    }

    /// The party of this name, or the one that the practitioner of this name acts for.
    fn party_of(&self, name: &str) -> Option<u32> {
        self.party_named(name)
            .or_else(|| self.person_named(name).and_then(|id| self.employer(id)))
    }

    /// The party that wrote, or that the author wrote for; and the author.
    fn author(&self, author: &Author) -> (Option<u32>, Option<u32>) {
        match author {
            Author::Private => (None, None),
            Author::Party(name) => (self.party_named(name), None),
            Author::Named(name) => match self.party_named(name) {
                Some(party) => (Some(party), None),
                None => (self.party_of(name), self.person_named(name)),
            },
            Author::Practitioner {
                id,
                organisation: None,
            } => {
                let person = self.person_named(id);
                (person.and_then(|id| self.employer(id)), person)
            }
            Author::Practitioner {
                id,
                organisation: Some(organisation),
            } => {
                let party = self.party_named(organisation);
                // Somebody of that name who acts for another party is somebody else.
                let is_meant = |person: &u32| match (self.employer(*person), party) {
                    (None, _) => true,
                    (Some(of), Some(party)) => self.is_party_within(party, of),
                    (Some(_), None) => false,
                };
                (party, self.person_named(id).filter(is_meant))
            }
        }
    }
}

/// What narrows the data of a consent, in the policy's ids; `None` when one that grants names whom the policy does not know. Of
/// one that refuses the unknown names fall away, and what then narrows by nobody narrows no more.
pub(super) fn narrowing(policy: &Policy, terms: &ConsentTerms) -> Option<Vec<Narrowing>> {
    let all_known = |known: usize, named: usize| !terms.grants || known == named;
    let mut narrowing = Vec::new();
    for term in &terms.data.narrowing {
        narrowing.push(match term {
            NarrowingTerm::Dated(from, until) => Narrowing::Dated {
                from: *from,
                until: *until,
            },
            NarrowingTerm::OfEncounter(name) => Narrowing::OfEncounter(name.clone()),
            NarrowingTerm::OfRecord(name) => Narrowing::OfRecord(name.clone()),
            NarrowingTerm::Labelled(label) => Narrowing::Labelled(*label),
            NarrowingTerm::HeldBy(names) => {
                let known = names.iter().filter_map(|name| policy.party_named(name));
                let parties: Vec<u32> = known.collect();
                if !all_known(parties.len(), names.len()) {
                    return None;
                }
                if parties.is_empty() {
                    continue;
                }
                Narrowing::HeldBy(parties)
            }
            NarrowingTerm::WrittenBy(authors) => {
                let (mut parties, mut practitioners) = (Vec::new(), Vec::new());
                for author in authors {
                    match author {
                        AuthorTerm::Party(name) => parties.extend(policy.party_named(name)),
                        AuthorTerm::Practitioner(name) => {
                            practitioners.extend(policy.person_named(name));
                        }
                    }
                }
                if !all_known(parties.len() + practitioners.len(), authors.len()) {
                    return None;
                }
                if parties.is_empty() && practitioners.is_empty() {
                    continue;
                }
                Narrowing::WrittenBy {
                    parties,
                    practitioners,
                }
            }
        });
    }
    Some(narrowing)
}
