//! Practitioners: what is declared, and where they are named. Part of syntax -> typed policy.

use super::party::{unknown_party, wrong_kind};
use super::scope::{Names, Thing, suggest};
use super::text::advice;
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{Name, PartyKind, PartyRef, PractitionerDeclaration, PractitionerRef};
use crate::typed::{Party, Practitioner};

/// The declared practitioners, numbered from 1 in the order of their names, with their places.
pub(super) fn practitioners(
    mut declared: Vec<&PractitionerDeclaration>,
    parties: &[Party],
    problems: &mut Vec<Problem>,
) -> (Vec<Practitioner>, Vec<Span>) {
    declared.sort_by(|a, b| a.name.text.cmp(&b.name.text));
    let numbered = parties.iter().zip(1..);
    let identified = numbered
        .clone()
        .filter_map(|(party, id)| Some((party.identifier.as_deref()?, id)));
    let index: Names<'_> = numbered
        .map(|(party, id)| (party.name.as_str(), id))
        .chain(identified)
        .collect();
    let practitioner = |declaration: &&PractitionerDeclaration| {
        let of = declaration
            .of
            .as_ref()
            .and_then(|of| employer(of, parties, &index, problems));
        (
            Practitioner {
                name: declaration.name.text.clone(),
                identifier: declaration
                    .identifier
                    .as_ref()
                    .map(|identifier| identifier.text.clone()),
                of,
            },
            declaration.name.span,
        )
    };
    declared.iter().map(practitioner).unzip()
}

fn employer(
    of: &PartyRef,
    parties: &[Party],
    index: &Names<'_>,
    problems: &mut Vec<Problem>,
) -> Option<u32> {
    let found = index.get(of.name.text.as_str()).copied();
    match found.and_then(|id| parties.get(id.wrapping_sub(1) as usize)) {
        None => problems.push(unknown_party(of, index.keys().copied(), problems.len())),
        Some(party) => {
            let kind = PartyKind::ALL
                .get(party.kind as usize)
                .map_or("", |kind| kind.word());
            problems.extend(wrong_kind(of, kind, None));
        }
    }
    found
}

impl Checker<'_> {
    /// The id of the practitioner that is referred to; one that is not declared, or acts for another party, is an error.
    pub(super) fn practitioner(&mut self, reference: &PractitionerRef) -> Option<u32> {
        let id = self.known_practitioner(&reference.name);
        if id.is_none() {
            self.report_unknown_practitioner(&reference.name);
        }
        let of = reference.of.as_ref().map(|of| self.party(of));
        if let (Some(id), Some(Some(of)), Some(written)) = (id, of, &reference.of) {
            self.check_employer(id, of, written);
        }
        id.filter(|_| of != Some(None))
    }

    /// The id of the practitioner with a name, if there is one.
    pub(super) fn known_practitioner(&mut self, name: &Name) -> Option<u32> {
        let id = self.scope.practitioners.get(name.text.as_str()).copied()?;
        self.used.insert(Thing::Practitioner(id));
        Some(id)
    }

    /// The party that a declared practitioner acts for.
    pub(super) fn employer_of(&self, id: u32) -> Option<u32> {
        self.scope
            .policy
            .practitioners
            .get(id.wrapping_sub(1) as usize)?
            .of
    }

    fn report_unknown_practitioner(&mut self, name: &Name) {
        let message = format!("no practitioner is called {}", quote(&name.text));
        let problem = Problem::error(codes::UNKNOWN_PRACTITIONER, name.span, message);
        let declare = format!(
            "declare it with a line: {}",
            advice("practitioner", &name.text)
        );
        let names = self.scope.practitioners.keys().copied();
        let problem = suggest(problem, self.problems.len(), &name.text, names, declare);
        self.report(problem);
    }

    fn check_employer(&mut self, id: u32, of: u32, written: &PartyRef) {
        let declared = self.employer_of(id);
        if declared == Some(of) {
            return;
        }
        let who = quote(self.scope.practitioner_name(id));
        let message = match declared {
            Some(declared) => format!(
                "{who} is declared to act for {}",
                quote(self.scope.party_name(declared))
            ),
            None => format!("{who} is declared to act for nobody"),
        };
        let problem = Problem::error(codes::WRONG_EMPLOYER, written.span, message);
        let place = self
            .places
            .practitioners
            .get(id.wrapping_sub(1) as usize)
            .copied();
        let problem = place.into_iter().fold(problem, |problem, place| {
            problem.also(place, "it is declared here")
        });
        self.report(problem.help("name the same party here and in the declaration"));
    }
}
