//! What follows from a mistake that has been reported already is not reported again. Part of syntax -> typed policy.

use std::collections::BTreeSet;

use super::codes;
use crate::diagnostic::{Code, Problem};
use crate::syntax::Span;
use crate::syntax::tree::{Declares, PolicySyntax};

#[cfg(test)]
mod tests;

/// What the statements that could not be read evidently declare.
#[derive(Default)]
pub(super) struct Broken<'s> {
    names: BTreeSet<(Declares, &'s str)>,
    /// Whether a sentence without a name is among them: then nobody knows which rule `r2` is.
    unnamed_rule: bool,
}

impl<'s> Broken<'s> {
    pub(super) fn of(syntax: &'s PolicySyntax) -> Self {
        let mut all = Self::default();
        for broken in &syntax.broken {
            match broken.name.as_deref() {
                Some(name) => _ = all.names.insert((broken.declares, name)),
                None => all.unnamed_rule |= broken.declares == Declares::Rule,
            }
        }
        all
    }

    /// Whether a rule could not be read, so that nothing can be said about what it says.
    pub(super) fn is_rule(&self, name: &str) -> bool {
        let number = name.strip_prefix('r').unwrap_or("");
        let is_numbered = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        self.names.contains(&(Declares::Rule, name)) || (self.unnamed_rule && is_numbered)
    }

    /// Whether any rule could not be read.
    pub(super) fn has_rule(&self) -> bool {
        let first = self.names.range((Declares::Rule, "")..).next();
        self.unnamed_rule || first.is_some_and(|(declares, _)| *declares == Declares::Rule)
    }

    /// Drops the problems that follow from mistakes of reading: about a name that a broken statement declares, and about a
    /// place where reading has found an error.
    pub(super) fn silence(&self, problems: &mut Vec<Problem>, read: &[Problem], source: &str) {
        let errors = read.iter().filter(|problem| problem.is_error());
        let places: Vec<Span> = errors.map(|problem| problem.span).collect();
        let twice = problems
            .iter()
            .filter(|problem| problem.code == codes::DECLARED_TWICE);
        let twice: BTreeSet<&str> = twice.map(|problem| problem.span.text(source)).collect();
        let has_errors = read.iter().chain(problems.iter()).any(Problem::is_error);
        problems.retain(|problem| {
            // What looks idle may be so because of the error.
            if has_errors && [codes::UNUSED, codes::NOT_SHOWN].contains(&problem.code) {
                return false;
            }
            let is_declared =
                !unknown(problem.code).is_empty() && twice.contains(problem.span.text(source));
            !is_declared
                && !self.explains(problem, source)
                && !places.iter().any(|place| stands_on(problem, *place))
        });
    }

    fn explains(&self, problem: &Problem, source: &str) -> bool {
        let name = problem.span.text(source);
        let name = name.strip_prefix('"').unwrap_or(name);
        let name = name.strip_suffix('"').unwrap_or(name);
        let declares = unknown(problem.code);
        declares.iter().any(|declares| {
            let plural = (*declares == Declares::Action)
                .then(|| name.strip_suffix('s'))
                .flatten();
            self.names.contains(&(*declares, name))
                || plural.is_some_and(|name| self.names.contains(&(*declares, name)))
        })
    }
}

/// Whether a problem is about words in which an error has been found already.
fn stands_on(problem: &Problem, place: Span) -> bool {
    let places = std::iter::once(&problem.span).chain(problem.also.iter().map(|(span, _)| span));
    let mut places = places.copied();
    places.any(|span| span.start < place.end && place.start < span.end)
}

/// What a name would be if it were not unknown.
fn unknown(code: Code) -> &'static [Declares] {
    match code {
        codes::UNKNOWN_PARTY | codes::UNKNOWN_PRACTITIONER => &[Declares::Somebody],
        codes::UNKNOWN_ROLE => &[Declares::Role],
        codes::UNKNOWN_ACTION => &[Declares::Action],
        codes::UNKNOWN_CATEGORY => &[Declares::Category],
        codes::UNKNOWN_PURPOSE => &[Declares::Purpose],
        codes::UNKNOWN_FACT => &[Declares::Fact],
        codes::UNKNOWN_FORM => &[Declares::Form],
        codes::UNKNOWN_IN_CONSENT => &[
            Declares::Somebody,
            Declares::Role,
            Declares::Action,
            Declares::Category,
            Declares::Purpose,
        ],
        _ => &[],
    }
}
