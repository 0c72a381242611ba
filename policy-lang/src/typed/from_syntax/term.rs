//! Roles, actions, purposes and categories where they are named. Part of syntax -> typed policy.

use super::Checker;
use super::codes;
use super::scope::{Thing, Tree, suggest};
use super::text::written;
use crate::diagnostic::{Code, Problem, quote};
use crate::syntax::tree::{KindWord, Name, PartyKind};

impl Checker<'_> {
    /// The id of the term that `name` stands for; one that is not known is an error.
    pub(super) fn term(&mut self, tree: Tree, name: &Name) -> Option<u32> {
        let id = self.known_term(tree, name);
        if id.is_none() {
            let names = self.scope.names(tree).keys().copied();
            let problem = unknown_term(tree, name, names, self.problems.len());
            self.report(problem);
        }
        id
    }

    /// The id of the term that `name` stands for, if there is one.
    pub(super) fn known_term(&mut self, tree: Tree, name: &Name) -> Option<u32> {
        let id = self.scope.names(tree).get(name.text.as_str()).copied()?;
        self.used.insert(Thing::Term(tree, id));
        Some(id)
    }

    /// The ids of a list of terms, each once, in the order of the list; `None` when one is not known.
    pub(super) fn terms(&mut self, tree: Tree, names: &[Name]) -> Option<Vec<u32>> {
        let ids: Vec<Option<u32>> = names.iter().map(|name| self.term(tree, name)).collect();
        ids.into_iter().collect::<Option<Vec<u32>>>().map(each_once)
    }

    /// The number of a kind of party.
    pub(super) fn kind(&mut self, word: KindWord) -> u32 {
        let number = kind_number(word.kind);
        self.used.insert(Thing::Kind(number));
        number
    }
}

/// The number of a kind: its position in the vocabulary, which is the order of [`PartyKind::ALL`].
pub(super) fn kind_number(kind: PartyKind) -> u32 {
    let position = PartyKind::ALL.iter().position(|other| *other == kind);
    position
        .and_then(|position| u32::try_from(position).ok())
        .unwrap_or(u32::MAX)
}

/// The same list without repetitions.
pub(super) fn each_once(mut ids: Vec<u32>) -> Vec<u32> {
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

/// A name that stands for no term of a tree.
pub(super) fn unknown_term<'n>(
    tree: Tree,
    name: &Name,
    names: impl Iterator<Item = &'n str>,
    problems: usize,
) -> Problem {
    let word = tree.word();
    let message = format!("no {word} is called {}", quote(&name.text));
    let problem = Problem::error(unknown_code(tree), name.span, message);
    suggest(
        problem,
        problems,
        &name.text,
        names,
        declare(tree, &name.text),
    )
}

/// Advice how to declare a word, or which others there are.
pub(super) fn declare(tree: Tree, name: &str) -> String {
    let (within, known) = match tree {
        Tree::Role => (
            "nurse",
            "a role of the vocabulary, such as `nurse`, `physician` or `pharmacist`",
        ),
        Tree::Action => ("read", "`collect`, `read`, `use`, `disclose` or `correct`"),
        Tree::Category => (
            "laboratory",
            "a category of the vocabulary, such as `bloodwork`, `imaging` or `vitals`",
        ),
        Tree::Purpose => (
            "treatment",
            "a purpose of the vocabulary, such as `treatment`, `payment` or `research`",
        ),
    };
    let line = quote(&format!(
        "{} {} within {within}",
        tree.word(),
        written(name)
    ));
    format!("write {known}, or declare it with a line such as {line}")
}

fn unknown_code(tree: Tree) -> Code {
    match tree {
        Tree::Role => codes::UNKNOWN_ROLE,
        Tree::Action => codes::UNKNOWN_ACTION,
        Tree::Category => codes::UNKNOWN_CATEGORY,
        Tree::Purpose => codes::UNKNOWN_PURPOSE,
    }
}
