//! Whom a sentence is about. Part of syntax -> typed policy.

use super::scope::{Tree, suggest};
use super::text::advice;
use super::{Checker, codes};
use crate::diagnostic::{PROBLEMS_MAX, Problem, nearest, quote};
use crate::syntax::tree::{self, Employer, Name, PartyKind, Who};
use crate::typed::Subject;

impl Checker<'_> {
    /// The subjects of a sentence, each once; `no one` is anyone. `None` when one is not known.
    pub(super) fn subjects(&mut self, subjects: &[tree::Subject]) -> Option<Vec<Subject>> {
        self.check_no_one(subjects);
        let found: Vec<Option<Subject>> = subjects
            .iter()
            .map(|subject| self.subject(&subject.who))
            .collect();
        let mut found: Vec<Subject> = found.into_iter().collect::<Option<_>>()?;
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|subject| seen.insert(*subject));
        Some(found)
    }

    /// Reports `no one` among other subjects: it could mean to except them or to forbid them, too.
    pub(super) fn check_no_one(&mut self, subjects: &[tree::Subject]) {
        let no_one = subjects.iter().find(|subject| subject.who == Who::NoOne);
        if let (Some(no_one), true) = (no_one, subjects.len() > 1) {
            let message = "`no one` stands alone";
            self.report(
                Problem::error(codes::NO_ONE_AMONG_OTHERS, no_one.span, message).help(
                    "write one rule for `no one`, and another that overrides it for those who may",
                ),
            );
        }
    }

    /// A subject in ids; `None` when it is not known.
    pub(super) fn subject(&mut self, who: &Who) -> Option<Subject> {
        Some(match who {
            Who::Anyone | Who::NoOne => Subject::Anyone,
            Who::Patient => Subject::Patient,
            Who::Guardian => Subject::Guardian,
            Who::Party(reference) => Subject::Party(self.party(reference)?),
            Who::Named(name) => return self.named(name),
            Who::AnyKind(kind) => Subject::Kind(self.kind(*kind)),
            Who::AnyRole { role, of } => return self.role_of(role, of.as_ref()),
            Who::Practitioner(reference) => Subject::Practitioner(self.practitioner(reference)?),
        })
    }

    fn role_of(&mut self, role: &Name, of: Option<&Employer>) -> Option<Subject> {
        let role = self.term(Tree::Role, role);
        match of {
            None => role.map(Subject::Role),
            Some(Employer::Party(party)) => {
                let party = self.party(party);
                Some(Subject::RoleOfParty(role?, party?))
            }
            Some(Employer::AnyKind(kind)) => {
                let kind = self.kind(*kind);
                Some(Subject::RoleOfKind(role?, kind))
            }
        }
    }

    /// A name alone is a party's or a practitioner's.
    fn named(&mut self, name: &Name) -> Option<Subject> {
        let party = self.known_party(name).map(Subject::Party);
        let found = party.or_else(|| self.known_practitioner(name).map(Subject::Practitioner));
        if found.is_none() {
            self.report_nobody(name);
        }
        found
    }

    /// Reports a name that is neither a party's nor a practitioner's.
    pub(super) fn report_nobody(&mut self, name: &Name) {
        let message = format!("no party or practitioner is called {}", quote(&name.text));
        let problem = Problem::error(codes::UNKNOWN_PARTY, name.span, message);
        if let Some(help) = self.many(&name.text) {
            self.report(problem.help(help));
            return;
        }
        let names = self
            .scope
            .parties
            .keys()
            .chain(self.scope.practitioners.keys())
            .copied();
        let declare = format!(
            "declare it with a line such as {}",
            advice("lab", &name.text)
        );
        let roles = self.scope.names(Tree::Role).keys().copied();
        let is_shown = self.problems.len() < PROBLEMS_MAX;
        let is_near = is_shown && nearest(&name.text, names.clone()).is_some();
        let problem = match nearest(&name.text, roles).filter(|_| is_shown && !is_near) {
            Some(role) => problem.help(format!("did you mean {}?", advice("any", role))),
            None => suggest(problem, self.problems.len(), &name.text, names, declare),
        };
        self.report(problem);
    }
    /// Advice about a word that means many, where one is named: a role, a kind, `everyone`.
    fn many(&self, name: &str) -> Option<String> {
        let words = match name {
            "nobody" | "none" | "noone" => "`no one`",
            "everyone" | "everybody" | "anybody" | "all" | "someone" | "somebody" => "`anyone`",
            "patients" | "individuals" => "`the patient`",
            "guardians" | "parent" | "parents" => "`a guardian of the patient`",
            _ => return self.any_of_many(name),
        };
        Some(format!("write {words}"))
    }

    fn any_of_many(&self, name: &str) -> Option<String> {
        let roles = self.scope.names(Tree::Role);
        if roles.contains_key(name) {
            return Some(format!(
                "for everyone with this role write {}",
                advice("any", name)
            ));
        }
        let singular = singular(name)?;
        if roles.contains_key(singular.as_str()) {
            return Some(format!(
                "for everyone with this role write {}",
                advice("any", &singular)
            ));
        }
        let kind = PartyKind::from_word(&singular)?;
        Some(format!(
            "for every party of this kind write {}",
            quote(&format!("any {}", kind.word()))
        ))
    }
}

/// A word in the singular: `nurses`, `agencies`.
fn singular(name: &str) -> Option<String> {
    match name.strip_suffix("ies") {
        Some(stem) => Some(format!("{stem}y")),
        None => name.strip_suffix('s').map(str::to_owned),
    }
}
