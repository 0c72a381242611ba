//! What a request says of the data itself, and what narrows data by it, in a contract's ids.

use super::Binding;
use crate::calendar::Date;
use crate::set::IdSet;
use crate::terms::{
    Author, AuthorTerm, Confidentiality, ConsentTerms, DataClaims, Name, NarrowingTerm,
};

/// Stands in the input where something is not stated: no id, no day and no label is that great.
pub const NOT_STATED: u32 = u32::MAX;

/// Where the input says what of the data: offsets of a u32 each.
pub mod place {
    /// The packed date.
    pub const DATED: u32 = 52;
    /// The party that the author is or wrote for, 0 for none that the policy knows.
    pub const AUTHOR: u32 = 56;
    /// The declared practitioner who is the author, 0 for none; always 4 behind [`AUTHOR`].
    pub const AUTHOR_PRACTITIONER: u32 = 60;
    /// The party that holds the data, 0 for none that the policy knows.
    pub const CUSTODIAN: u32 = 64;
    /// The number of the encounter's text.
    pub const ENCOUNTER: u32 = 68;
    /// The number of the record's text.
    pub const RECORD: u32 = 72;
    /// The confidentiality, by its place in the order.
    pub const LABEL: u32 = 76;
}

/// What a request says of its data, in a contract's ids; `None` is not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoundData {
    /// The day.
    pub dated: Option<Date>,
    /// The author's party and the author as a declared practitioner, each 0 for none.
    pub author: Option<(u32, u32)>,
    /// The custodian, 0 for one that the policy does not know.
    pub custodian: Option<u32>,
    /// The number of the encounter's text.
    pub encounter: Option<u32>,
    /// The number of the record's text.
    pub record: Option<u32>,
    /// The confidentiality.
    pub confidentiality: Option<Confidentiality>,
    /// Encounter and record by their names, for consents.
    pub names: RecordNames,
}

/// The encounter and the record that a request names, which a consent may name, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordNames {
    /// The encounter.
    pub encounter: Option<Name>,
    /// The record.
    pub record: Option<Name>,
}

impl BoundData {
    /// The seven words of the input, from [`place::DATED`] on.
    #[inline]
    pub(super) fn words(&self) -> [u32; 7] {
        let stated = |word: Option<u32>| word.unwrap_or(NOT_STATED);
        [
            stated(self.dated.map(|date| date.0)),
            stated(self.author.map(|(party, _)| party)),
            stated(self.author.map(|(_, practitioner)| practitioner)),
            stated(self.custodian),
            stated(self.encounter),
            stated(self.record),
            stated(self.confidentiality.map(Confidentiality::number)),
        ]
    }
}

/// One clause that narrows data, as a contract reads it: it holds when the word at `place` of the input is in `values`, or
/// the word behind it in `others`; when the first is [`NOT_STATED`], that is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoundNarrowing {
    /// One of [`place`].
    pub place: u32,
    /// Days, parties, numbers of texts, or labels.
    pub values: IdSet,
    /// Practitioners; nobody but for authors.
    pub others: IdSet,
}

impl BoundNarrowing {
    /// Data of the days from `from` to `until`.
    pub fn dated(from: Date, until: Date) -> BoundNarrowing {
        BoundNarrowing::at(place::DATED, IdSet::interval(from.0, until.0))
    }

    /// Data that one of `parties`, which take in all within them, or one of `practitioners` wrote.
    pub fn written_by(parties: IdSet, practitioners: IdSet) -> BoundNarrowing {
        BoundNarrowing {
            place: place::AUTHOR,
            values: parties,
            others: practitioners,
        }
    }

    /// Data that one of `parties` holds.
    pub fn held_by(parties: IdSet) -> BoundNarrowing {
        BoundNarrowing::at(place::CUSTODIAN, parties)
    }

    /// Data of the encounter with this number; of none that is asked for when it has no number.
    pub fn of_encounter(number: Option<u32>) -> BoundNarrowing {
        BoundNarrowing::at(place::ENCOUNTER, number.into_iter().collect())
    }

    /// Data of the record with this number; of none that is asked for when it has no number.
    pub fn of_record(number: Option<u32>) -> BoundNarrowing {
        BoundNarrowing::at(place::RECORD, number.into_iter().collect())
    }

    /// Data labelled `label` at the most, in a sentence that allows; at the least, in one that forbids.
    pub fn labelled(label: Confidentiality, may: bool) -> BoundNarrowing {
        let highest = Confidentiality::VeryRestricted.number();
        BoundNarrowing::at(
            place::LABEL,
            if may {
                IdSet::interval(0, label.number())
            } else {
                IdSet::interval(label.number(), highest)
            },
        )
    }

    fn at(place: u32, values: IdSet) -> BoundNarrowing {
        BoundNarrowing {
            place,
            values,
            others: IdSet::new(),
        }
    }

    /// Appends what a contract reads: the place, then the two sets.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.place.to_le_bytes());
        self.values.write(out);
        self.others.write(out);
    }
}

impl Binding {
    /// What a request says of its data. Nothing in it is unknown: whom the policy does not know it does not name either.
    pub(super) fn data(&self, claims: &DataClaims) -> BoundData {
        let number = |name: &Name| self.interface().record_number(name);
        BoundData {
            dated: claims.dated,
            author: claims.author.as_ref().map(|author| self.author(author)),
            custodian: claims.custodian.as_ref().map(|name| self.custodian(name)),
            encounter: claims.encounter.as_ref().map(number),
            record: claims.record.as_ref().map(number),
            confidentiality: claims.confidentiality,
            names: RecordNames {
                encounter: claims.encounter.clone(),
                record: claims.record.clone(),
            },
        }
    }

    /// The party and the declared practitioner that an author is, each 0 for none.
    fn author(&self, author: &Author) -> (u32, u32) {
        let party = |name: &str| self.parties.get(name).unwrap_or(0);
        match author {
            Author::Party(name) => (party(name), 0),
            Author::Named(name) if self.parties.get(name).is_some() => (party(name), 0),
            Author::Named(id)
            | Author::Practitioner {
                id,
                organisation: None,
            } => self.declared(id),
            Author::Practitioner {
                id,
                organisation: Some(organisation),
            } => {
                let party = party(organisation);
                (party, self.practitioner(id, party))
            }
            Author::Private => (0, 0),
        }
    }

    /// A party's id, or that of the party that a declared practitioner acts for; 0 for none.
    fn custodian(&self, name: &str) -> u32 {
        let known = self.parties.get(name);
        known.unwrap_or_else(|| self.declared(name).0)
    }

    /// The party that the declared practitioner of this name acts for, and the practitioner; each 0 for none.
    fn declared(&self, name: &str) -> (u32, u32) {
        let id = self.practitioners.get(name).unwrap_or(0);
        let people = &self.interface().practitioners;
        let entry = people.get(id.wrapping_sub(1) as usize);
        (entry.map_or(0, |person| person.of.0), id)
    }

    /// What narrows the data of a consent, about a request with `names`; `None` when one that grants names what the policy
    /// does not know. Of one that refuses what narrows by unknown names alone falls away.
    pub(super) fn narrowings(
        &self,
        terms: &ConsentTerms,
        names: &RecordNames,
    ) -> Option<Vec<BoundNarrowing>> {
        let bound = |term: &NarrowingTerm| self.narrowing(term, terms.grants, names);
        let bound: Vec<Option<BoundNarrowing>> = terms
            .data
            .narrowing
            .iter()
            .map(bound)
            .collect::<Option<_>>()?;
        Some(bound.into_iter().flatten().collect())
    }

    fn narrowing(
        &self,
        term: &NarrowingTerm,
        grants: bool,
        names: &RecordNames,
    ) -> Option<Option<BoundNarrowing>> {
        Some(Some(match term {
            NarrowingTerm::Dated(from, until) => BoundNarrowing::dated(*from, *until),
            NarrowingTerm::WrittenBy(authors) => return self.written_by(authors, grants),
            NarrowingTerm::HeldBy(parties) => {
                let ids = self.known(grants, parties, &self.parties)?;
                if ids.is_empty() {
                    return Some(None);
                }
                BoundNarrowing::held_by(self.parties_within(&ids))
            }
            NarrowingTerm::OfEncounter(name) => {
                BoundNarrowing::of_encounter(self.asked_number(name, names.encounter.as_ref()))
            }
            NarrowingTerm::OfRecord(name) => {
                BoundNarrowing::of_record(self.asked_number(name, names.record.as_ref()))
            }
            NarrowingTerm::Labelled(label) => BoundNarrowing::labelled(*label, grants),
        }))
    }

    fn written_by(&self, authors: &[AuthorTerm], grants: bool) -> Option<Option<BoundNarrowing>> {
        let (mut parties, mut people) = (Vec::new(), Vec::new());
        for author in authors {
            let (ids, name, list) = match author {
                AuthorTerm::Party(name) => (&self.parties, name, &mut parties),
                AuthorTerm::Practitioner(name) => (&self.practitioners, name, &mut people),
            };
            match ids.get(name) {
                Some(id) => list.push(id),
                None if grants => return None,
                None => {}
            }
        }
        if parties.is_empty() && people.is_empty() {
            return Some(None);
        }
        let people = people.into_iter().collect();
        Some(Some(BoundNarrowing::written_by(
            self.parties_within(&parties),
            people,
        )))
    }

    /// The parties within `ids`.
    fn parties_within(&self, ids: &[u32]) -> IdSet {
        let parties = &self.interface().parties;
        let end = |id: u32| {
            let entry = parties.get(id.wrapping_sub(1) as usize);
            entry.map_or(id, |party| party.end.0)
        };
        ids.iter().map(|id| (*id, end(*id))).collect()
    }

    /// The number of an encounter or a record that a consent names, when it is the one asked for: the same text has the same
    /// number there and here, also when no rule names it.
    fn asked_number(&self, name: &Name, asked: Option<&Name>) -> Option<u32> {
        (asked == Some(name)).then(|| self.interface().record_number(name))
    }
}

#[cfg(test)]
mod tests;
