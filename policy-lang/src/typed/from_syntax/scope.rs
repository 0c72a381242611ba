//! What a name means: the policy's words, indexed. Part of syntax -> typed policy.

use std::collections::{BTreeMap, BTreeSet};

use super::text;
use crate::diagnostic::{PROBLEMS_MAX, Problem, nearest, quote};
use crate::typed::{Category, FactOwner, Policy, Term};

/// Names and what they stand for; aliases and identifiers among them.
pub(super) type Names<'p> = BTreeMap<&'p str, u32>;

/// The trees of words that a policy may add to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tree {
    Role,
    Action,
    Category,
    Purpose,
}

impl Tree {
    /// The word that declares a term of this tree.
    pub(super) fn word(self) -> &'static str {
        match self {
            Tree::Role => "role",
            Tree::Action => "action",
            Tree::Category => "category",
            Tree::Purpose => "purpose",
        }
    }
}

/// Something that can be used: a party, a practitioner, a term or a fact, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Party(u32),
    Practitioner(u32),
    Kind(u32),
    Term(Tree, u32),
    Fact(u32),
    Form(u32),
}

/// What sentences and examples have named.
pub(super) type Used = BTreeSet<Thing>;

/// A policy's words, indexed.
pub(super) struct Scope<'p> {
    /// The policy, perhaps still without rules.
    pub(super) policy: &'p Policy,
    pub(super) parties: Names<'p>,
    pub(super) practitioners: Names<'p>,
    pub(super) facts: BTreeMap<(FactOwner, &'p str), u32>,
    pub(super) forms: Names<'p>,
    roles: Names<'p>,
    actions: Names<'p>,
    categories: Names<'p>,
    purposes: Names<'p>,
    /// The last category within each.
    category_ends: Vec<u32>,
}

impl<'p> Scope<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        let parties = policy.parties.iter().zip(1..);
        let identifiers = parties
            .clone()
            .filter_map(|(party, id)| Some((party.identifier.as_deref()?, id)));
        let names = parties.map(|(party, id)| (party.name.as_str(), id));
        let practitioners = policy.practitioners.iter().zip(1..);
        let identified = practitioners
            .clone()
            .filter_map(|(who, id)| Some((who.identifier.as_deref()?, id)));
        let categories = policy.categories.iter().zip(0..);
        let facts = policy.facts.iter().zip(0..);
        Self {
            policy,
            parties: names.chain(identifiers).collect(),
            practitioners: identified
                .chain(practitioners.map(|(who, id)| (who.name.as_str(), id)))
                .collect(),
            forms: policy
                .forms
                .iter()
                .zip(0..)
                .map(|(form, id)| (form.name.as_str(), id))
                .collect(),
            facts: facts
                .map(|(fact, id)| ((fact.owner, fact.name.as_str()), id))
                .collect(),
            roles: terms(&policy.roles, 0),
            actions: terms(&policy.actions, 0),
            categories: categories
                .map(|(category, id)| (category.name.as_str(), id))
                .collect(),
            purposes: terms(&policy.purposes, 1),
            category_ends: ends(&policy.categories),
        }
    }

    /// The names of a tree's terms.
    pub(super) fn names(&self, tree: Tree) -> &Names<'p> {
        match tree {
            Tree::Role => &self.roles,
            Tree::Action => &self.actions,
            Tree::Category => &self.categories,
            Tree::Purpose => &self.purposes,
        }
    }

    /// The categories within one, as the first and the last: itself and those numbered after it.
    pub(super) fn categories_within(&self, id: u32) -> (u32, u32) {
        (
            id,
            self.category_ends.get(id as usize).copied().unwrap_or(id),
        )
    }

    /// For each term, by position, the position of the one that it lies within.
    pub(super) fn outer_terms(&self, tree: Tree) -> Vec<Option<u32>> {
        let within = |terms: &[Term], first: u32| {
            terms
                .iter()
                .map(|term| term.within.and_then(|outer| outer.checked_sub(first)))
                .collect()
        };
        match tree {
            Tree::Role => within(&self.policy.roles, 0),
            Tree::Action => within(&self.policy.actions, 0),
            Tree::Category => self
                .policy
                .categories
                .iter()
                .map(|category| category.within)
                .collect(),
            Tree::Purpose => within(&self.policy.purposes, 1),
        }
    }

    /// The name of a term.
    pub(super) fn term_name(&self, tree: Tree, id: u32) -> &'p str {
        let name =
            |terms: &'p [Term], at: u32| terms.get(at as usize).map(|term| term.name.as_str());
        let name = match tree {
            Tree::Role => name(&self.policy.roles, id),
            Tree::Action => name(&self.policy.actions, id),
            Tree::Category => self
                .policy
                .categories
                .get(id as usize)
                .map(|term| term.name.as_str()),
            Tree::Purpose => name(&self.policy.purposes, id.wrapping_sub(1)),
        };
        name.unwrap_or("")
    }

    /// The name of a party.
    pub(super) fn party_name(&self, id: u32) -> &'p str {
        let party = self.policy.parties.get(id.wrapping_sub(1) as usize);
        party.map_or("", |party| party.name.as_str())
    }

    /// The name of a practitioner.
    pub(super) fn practitioner_name(&self, id: u32) -> &'p str {
        let practitioner = self.policy.practitioners.get(id.wrapping_sub(1) as usize);
        practitioner.map_or("", |practitioner| practitioner.name.as_str())
    }

    /// The word for a kind of party.
    pub(super) fn kind_name(&self, kind: u32) -> &'p str {
        self.policy
            .kinds
            .get(kind as usize)
            .map_or("", String::as_str)
    }
}

fn ends(categories: &[Category]) -> Vec<u32> {
    let mut ends: Vec<u32> = (0..).take(categories.len()).collect();
    for (id, category) in categories.iter().enumerate().rev() {
        let end = ends.get(id).copied().unwrap_or(0);
        if let Some(outer) = category
            .within
            .and_then(|outer| ends.get_mut(outer as usize))
        {
            *outer = end.max(*outer);
        }
    }
    ends
}

fn terms(terms: &[Term], first: u32) -> Names<'_> {
    let numbered = terms.iter().zip(first..);
    let aliases = numbered.clone();
    let aliases =
        aliases.flat_map(|(term, id)| term.aliases.iter().map(move |name| (name.as_str(), id)));
    aliases
        .chain(numbered.map(|(term, id)| (term.name.as_str(), id)))
        .collect()
}

/// Adds "did you mean" to a problem about a name that is not known, or else `otherwise`.
///
/// Comparing names takes time, so it stops when there are more problems than are reported.
pub(super) fn suggest<'c>(
    problem: Problem,
    problems: usize,
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    otherwise: impl Into<String>,
) -> Problem {
    let near = if problems < PROBLEMS_MAX {
        nearest(name, candidates)
    } else {
        None
    };
    match near {
        Some(near) => problem.help(format!("did you mean {}?", quote(&text::written(near)))),
        None => problem.help(otherwise),
    }
}
