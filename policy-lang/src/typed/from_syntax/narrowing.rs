//! What narrows the data of a sentence, and what an example says of its data. Part of syntax -> typed policy.

use abi::terms::{Author, Confidentiality, DataClaims};

use super::term::each_once;
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::print::print_narrowing;
use crate::syntax::tree::{self, Attribute, AttributeKind, Day, NarrowingKind, PartyRef};
use crate::typed::{Date, Narrowing};

/// A clause that narrows data, as a reason says it: `the data to be held by Riverside`.
pub(super) fn words(narrowing: &tree::Narrowing) -> String {
    format!("the data to be {}", print_narrowing(narrowing))
}

/// The confidentiality that a label of the language stands for.
pub(super) fn label(label: tree::Confidentiality) -> Confidentiality {
    match label {
        tree::Confidentiality::Normal => Confidentiality::Normal,
        tree::Confidentiality::Restricted => Confidentiality::Restricted,
        tree::Confidentiality::VeryRestricted => Confidentiality::VeryRestricted,
    }
}

fn packed(date: tree::Date) -> Date {
    let part = |number: i8| u32::from(number.unsigned_abs());
    Date::new(i64::from(date.year), part(date.month), part(date.day))
}

/// An author that is named: a party or a practitioner.
enum Named {
    Party(u32),
    Practitioner(u32),
}

impl Checker<'_> {
    /// What narrows the data of a sentence, one for each clause; `None` when one has no meaning. All are checked in any case.
    pub(super) fn narrowings(&mut self, clauses: &[tree::Narrowing]) -> Option<Vec<Narrowing>> {
        let found: Vec<_> = clauses
            .iter()
            .map(|clause| self.narrowing(clause))
            .collect();
        found.into_iter().collect()
    }

    pub(super) fn narrowing(&mut self, clause: &tree::Narrowing) -> Option<Narrowing> {
        Some(match &clause.kind {
            NarrowingKind::Dated { from, until } => {
                let (from, until) = self.days(from, until, clause.span)?;
                Narrowing::Dated { from, until }
            }
            NarrowingKind::WrittenBy(authors) => self.written_by(authors)?,
            NarrowingKind::HeldBy(parties) => {
                let ids: Vec<_> = parties.iter().map(|party| self.party(party)).collect();
                Narrowing::HeldBy(each_once(ids.into_iter().collect::<Option<_>>()?))
            }
            NarrowingKind::OfEncounter(name) => Narrowing::OfEncounter(self.carried(name)?),
            NarrowingKind::OfRecord(name) => Narrowing::OfRecord(self.carried(name)?),
            NarrowingKind::Labelled(written) => Narrowing::Labelled(label(*written)),
        })
    }

    /// The first and the last day of the data; an end before the beginning is an error, and so is a name.
    pub(super) fn days(&mut self, from: &Day, until: &Day, span: Span) -> Option<(Date, Date)> {
        let (first, last) = (self.data_day(from), self.data_day(until));
        let (first, last) = (first?, last?);
        if first > last {
            let message = format!("{} is of no day", quote(&span.in_one_line(self.source)));
            let help = "put the earlier day after `from` and the later one after `until`";
            self.report(Problem::error(codes::EMPTY_PERIOD, span, message).help(help));
            return None;
        }
        Some((first, last))
    }

    pub(super) fn data_day(&mut self, day: &Day) -> Option<Date> {
        match day {
            Day::Date(date) => Some(packed(*date)),
            Day::Named(name) => {
                self.report(super::date::no_day(name));
                None
            }
        }
    }

    fn written_by(&mut self, authors: &[tree::Author]) -> Option<Narrowing> {
        let found: Vec<_> = authors.iter().map(|author| self.author(author)).collect();
        let (mut parties, mut practitioners) = (Vec::new(), Vec::new());
        for author in found.into_iter().collect::<Option<Vec<Named>>>()? {
            match author {
                Named::Party(id) => parties.push(id),
                Named::Practitioner(id) => practitioners.push(id),
            }
        }
        Some(Narrowing::WrittenBy {
            parties: each_once(parties),
            practitioners: each_once(practitioners),
        })
    }

    /// A name alone is a party's or a practitioner's.
    fn author(&mut self, author: &tree::Author) -> Option<Named> {
        let reference = match author {
            tree::Author::Practitioner(reference) => {
                return self.practitioner(reference).map(Named::Practitioner);
            }
            tree::Author::Party(reference) => reference,
        };
        let name = &reference.name;
        if reference.kind.is_some() || self.scope.parties.contains_key(name.text.as_str()) {
            return self.party(reference).map(Named::Party);
        }
        let found = self.known_practitioner(name).map(Named::Practitioner);
        if found.is_none() {
            self.report_nobody(name);
        }
        found
    }

    /// The name of an encounter or a record; one that requests cannot carry is an error.
    fn carried(&mut self, name: &tree::Name) -> Option<String> {
        if !abi::terms::is_name(&name.text) {
            self.report(super::declarations::too_long(&name.text, name.span));
            return None;
        }
        Some(name.text.clone())
    }

    /// What an example says of the data that is asked for; `None` when a name has no meaning.
    pub(super) fn data_claims(&mut self, attributes: &[Attribute]) -> Option<DataClaims> {
        let mut claims = DataClaims::default();
        let read = attributes
            .iter()
            .map(|attribute| self.claim(&attribute.kind, &mut claims));
        let read: Vec<_> = read.collect();
        read.into_iter().collect::<Option<()>>()?;
        Some(claims)
    }

    fn claim(&mut self, attribute: &AttributeKind, claims: &mut DataClaims) -> Option<()> {
        match attribute {
            AttributeKind::Dated(date) => claims.dated = Some(packed(*date)),
            AttributeKind::WrittenBy(author) => claims.author = Some(self.claimed_author(author)?),
            AttributeKind::HeldBy(party) => claims.custodian = Some(self.claimed_party(party)?),
            AttributeKind::OfEncounter(name) => claims.encounter = Some(self.carried(name)?),
            AttributeKind::OfRecord(name) => claims.record = Some(self.carried(name)?),
            AttributeKind::Labelled(written) => claims.confidentiality = Some(label(*written)),
        }
        Some(())
    }

    fn claimed_author(&mut self, author: &tree::Author) -> Option<Author> {
        Some(match self.author(author)? {
            Named::Party(id) => Author::Party(self.scope.party_name(id).to_owned()),
            Named::Practitioner(id) => Author::Practitioner {
                id: self.scope.practitioner_name(id).to_owned(),
                organisation: None,
            },
        })
    }

    fn claimed_party(&mut self, party: &PartyRef) -> Option<String> {
        let id = self.party(party)?;
        Some(self.scope.party_name(id).to_owned())
    }
}
