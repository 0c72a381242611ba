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
                let is_blank =
                    |day: &Day| matches!(day, Day::Named(name) if blanks.is(name, Kind::Date));
                if !is_blank(from) && !is_blank(until) {
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
            let (name, bare) = match author {
                Author::Party(reference) => (&reference.name, reference.kind.is_none()),
                Author::Practitioner(reference) => (&reference.name, false),
            };
            let of = |kind, blanks: &mut Blanks<'_>| blanks.of(name, &[kind]);
            let is_party = matches!(author, Author::Party(_));
            let party = is_party.then(|| of(Kind::Party, blanks)).flatten();
            let person = (bare || !is_party)
                .then(|| of(Kind::Practitioner, blanks))
                .flatten();
            match (party, person) {
                (Some(at), _) => filled.push(AuthorBlank::Party(at)),
                (None, Some(at)) => filled.push(AuthorBlank::Practitioner(at)),
                (None, None) => written.push(author.clone()),
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

    fn holders(
        &mut self,
        parties: &[PartyRef],
        clause: &tree::Narrowing,
        blanks: &mut Blanks<'_>,
    ) -> Option<Option<NarrowingBlank>> {
        let (mut filled, mut written) = (Vec::new(), Vec::new());
        for party in parties {
            match blanks.of(&party.name, &[Kind::Party]) {
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
