//! Data of a form's sentence that is narrowed, by what is written out or filled in. Part of syntax -> typed policy.

use abi::form::{AuthorBlank, DateBlank, NarrowingBlank};
use abi::terms::{AuthorTerm, NarrowingTerm};

use super::Checker;
use super::form::{Blanks, Kind};
use crate::syntax::tree::{self, Author, Day, NarrowingKind, PartyRef};
use crate::typed::Narrowing;

/// Narrowings in names: those that are written out, and those with blanks.
pub(super) type Narrowings = (Vec<NarrowingTerm>, Vec<NarrowingBlank>);

impl Checker<'_> {
    /// What narrows the data of a form's sentence; `None` after an error. All clauses are checked in any case.
    pub(super) fn form_narrowings(
        &mut self,
        clauses: &[tree::Narrowing],
        blanks: &mut Blanks<'_>,
    ) -> Option<Narrowings> {
        let (mut written, mut filled) = (Vec::new(), Vec::new());
        let mut read = Vec::new();
        for clause in clauses {
            read.push(match self.narrowing_blank(clause, blanks) {
                Some(blank) => blank.map(|blank| filled.push(blank)),
                None => {
                    let term = self.narrowing(clause);
                    term.map(|narrowing| written.push(self.narrowing_term(&narrowing)))
                }
            });
        }
        read.into_iter().collect::<Option<()>>()?;
        Some((written, filled))
    }

    /// A clause with a blank in it, or `None` inside when it has errors; `None` for one without blanks.
    fn narrowing_blank(
        &mut self,
        clause: &tree::Narrowing,
        blanks: &mut Blanks<'_>,
    ) -> Option<Option<NarrowingBlank>> {
        match &clause.kind {
            NarrowingKind::Dated { from, until } => {
                // A name that is no blank is an error, whoever reads it.
                if let (Day::Date(_), Day::Date(_)) = (from, until) {
                    return None;
                }
                let (from, until) = (
                    self.date_blank(from, blanks),
                    self.date_blank(until, blanks),
                );
                Some(
                    from.zip(until)
                        .map(|(from, until)| NarrowingBlank::Dated(from, until)),
                )
            }
            NarrowingKind::WrittenBy(authors) => self.authors(authors, clause, blanks),
            NarrowingKind::HeldBy(parties) => self.holders(parties, clause, blanks),
            NarrowingKind::OfEncounter(_)
            | NarrowingKind::OfRecord(_)
            | NarrowingKind::Labelled(_) => None,
        }
    }

    fn date_blank(&mut self, day: &Day, blanks: &mut Blanks<'_>) -> Option<DateBlank> {
        if let Day::Named(name) = day
            && let Some(at) = blanks.of(name, &[Kind::Date])
        {
            return Some(DateBlank::FilledIn(at));
        }
        self.data_day(day).map(DateBlank::Written)
    }

    fn authors(
        &mut self,
        authors: &[Author],
        clause: &tree::Narrowing,
        blanks: &mut Blanks<'_>,
    ) -> Option<Option<NarrowingBlank>> {
        let (mut filled, mut written) = (Vec::new(), Vec::new());
        for author in authors {
            match self.author_blank(author, blanks) {
                Some(blank) => filled.push(blank),
                None => written.push(author.clone()),
            }
        }
        if filled.is_empty() {
            return None;
        }
        let kind = NarrowingKind::WrittenBy(written);
        let written = match self.narrowing(&tree::Narrowing {
            kind,
            span: clause.span,
        }) {
            Some(narrowing) => match self.narrowing_term(&narrowing) {
                NarrowingTerm::WrittenBy(authors) => authors,
                _ => Vec::new(),
            },
            None => return Some(None),
        };
        Some(Some(NarrowingBlank::WrittenBy(written, filled)))
    }

    /// The blank that an author is. A name alone is a party's or a practitioner's; who acts for somebody is nobody that is
    /// filled in.
    fn author_blank(&mut self, author: &Author, blanks: &mut Blanks<'_>) -> Option<AuthorBlank> {
        let person = match author {
            Author::Party(reference) => {
                if let Some(at) = self.party_blank(reference, blanks) {
                    return Some(AuthorBlank::Party(at));
                }
                reference.kind.is_none().then_some(&reference.name)
            }
            Author::Practitioner(reference) => reference.of.is_none().then_some(&reference.name),
        };
        let at = blanks.of(person?, &[Kind::Practitioner])?;
        Some(AuthorBlank::Practitioner(at))
    }

    fn holders(
        &mut self,
        parties: &[PartyRef],
        clause: &tree::Narrowing,
        blanks: &mut Blanks<'_>,
    ) -> Option<Option<NarrowingBlank>> {
        let (mut filled, mut written) = (Vec::new(), Vec::new());
        for party in parties {
            match self.party_blank(party, blanks) {
                Some(at) => filled.push(at),
                None => written.push(party.clone()),
            }
        }
        if filled.is_empty() {
            return None;
        }
        let kind = NarrowingKind::HeldBy(written);
        let written = match self.narrowing(&tree::Narrowing {
            kind,
            span: clause.span,
        }) {
            Some(narrowing) => match self.narrowing_term(&narrowing) {
                NarrowingTerm::HeldBy(parties) => parties,
                _ => Vec::new(),
            },
            None => return Some(None),
        };
        Some(Some(NarrowingBlank::HeldBy(written, filled)))
    }

    /// A narrowing in names, as consents keep it.
    fn narrowing_term(&self, narrowing: &Narrowing) -> NarrowingTerm {
        let party = |id: &u32| self.scope.party_name(*id).to_owned();
        match narrowing {
            Narrowing::Dated { from, until } => NarrowingTerm::Dated(*from, *until),
            Narrowing::WrittenBy {
                parties,
                practitioners,
            } => {
                let people = practitioners.iter().map(|id| {
                    AuthorTerm::Practitioner(self.scope.practitioner_name(*id).to_owned())
                });
                let parties = parties.iter().map(|id| AuthorTerm::Party(party(id)));
                NarrowingTerm::WrittenBy(parties.chain(people).collect())
            }
            Narrowing::HeldBy(parties) => {
                NarrowingTerm::HeldBy(parties.iter().map(party).collect())
            }
            Narrowing::OfEncounter(name) => NarrowingTerm::OfEncounter(name.clone()),
            Narrowing::OfRecord(name) => NarrowingTerm::OfRecord(name.clone()),
            Narrowing::Labelled(label) => NarrowingTerm::Labelled(*label),
        }
    }
}
