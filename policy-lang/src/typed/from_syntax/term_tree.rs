//! The vocabulary's trees with what a policy adds to them. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use super::declarations::{Taken, circle};
use super::scope::Tree;
use super::term::unknown_term;
use super::{category, codes, forest};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{Name, TermDeclaration};
use crate::typed::Term;
use crate::vocabulary;

/// A term before it has an id.
pub(super) struct Node<'s> {
    pub(super) name: &'s str,
    pub(super) within: Option<usize>,
    pub(super) aliases: Vec<&'s str>,
    /// Where it is declared; `None` for a word of the vocabulary.
    place: Option<Span>,
}

/// Terms of one tree, from the vocabulary and the policy.
pub(super) struct Nodes<'s> {
    tree: Tree,
    pub(super) nodes: Vec<Node<'s>>,
    /// Names and aliases of `nodes`.
    index: BTreeMap<&'s str, usize>,
}

/// The terms of a tree, numbered depth first from `first`.
pub(super) fn terms(
    tree: Tree,
    words: &'static [vocabulary::Term],
    declared: &[&TermDeclaration],
    first: u32,
    problems: &mut Vec<Problem>,
) -> Vec<Term> {
    let words = words
        .iter()
        .map(|term| (term.name, term.within, term.aliases.clone()));
    let mut nodes = Nodes::of_vocabulary(tree, words);
    let added = nodes.declare(declared, None, problems);
    for declaration in added {
        nodes.add_aliases(declaration, problems);
    }
    nodes.number(first, |node, within| Term {
        name: node.name.to_owned(),
        aliases: node
            .aliases
            .iter()
            .map(|alias| (*alias).to_owned())
            .collect(),
        within,
    })
}

impl<'s> Nodes<'s> {
    /// The vocabulary's terms; one stands after the term that it lies within.
    pub(super) fn of_vocabulary(
        tree: Tree,
        words: impl Iterator<Item = (&'static str, Option<&'static str>, Vec<&'static str>)>,
    ) -> Self {
        let mut all = Nodes {
            tree,
            nodes: Vec::new(),
            index: BTreeMap::new(),
        };
        for (name, within, aliases) in words {
            let within = within.and_then(|outer| all.index.get(outer).copied());
            all.push(Node {
                name,
                within,
                aliases,
                place: None,
            });
        }
        all
    }

    fn push(&mut self, node: Node<'s>) {
        let at = self.nodes.len();
        self.index.insert(node.name, at);
        for alias in &node.aliases {
            self.index.insert(alias, at);
        }
        self.nodes.push(node);
    }

    /// Adds what the policy declares, whatever the order; `root` is the term that a declaration without `within` lies
    /// within. Returns the declarations that hold, those that only add codes to a known term among them.
    pub(super) fn declare(
        &mut self,
        declared: &[&'s TermDeclaration],
        root: Option<usize>,
        problems: &mut Vec<Problem>,
    ) -> Vec<&'s TermDeclaration> {
        let mut taken = Taken::default();
        let once = declared.iter().copied();
        let mut once: Vec<_> = once
            .filter(|term| taken.take(&term.name, problems))
            .collect();
        // The order of declarations must not matter to ids.
        once.sort_by(|a, b| a.name.text.cmp(&b.name.text));
        let words = self.nodes.len();
        for term in &once {
            match self.index.get(term.name.text.as_str()).copied() {
                Some(known) => self.redeclare(term, known, problems),
                None => self.push(Node {
                    name: &term.name.text,
                    within: root,
                    aliases: Vec::new(),
                    place: Some(term.name.span),
                }),
            }
        }
        self.place_within(&once, words, problems);
        self.break_circles(problems);
        once
    }

    /// A word of the vocabulary may get more codes, nothing else.
    fn redeclare(&self, term: &TermDeclaration, known: usize, problems: &mut Vec<Problem>) {
        let Some(node) = self.nodes.get(known) else {
            return;
        };
        let name = quote(&term.name.text);
        if node.name != term.name.text {
            let message = format!("{name} is HL7's code for {}", quote(node.name));
            let help = format!("use {}, or give yours another name", quote(node.name));
            problems.push(Problem::error(codes::NAME_TAKEN, term.name.span, message).help(help));
            return;
        }
        let outer = node
            .within
            .and_then(|outer| self.nodes.get(outer))
            .map(|outer| outer.name);
        let same_place = term
            .within
            .as_ref()
            .is_none_or(|within| Some(within.text.as_str()) == outer);
        if same_place && !term.codes.is_empty() {
            return;
        }
        let word = self.tree.word();
        let message = match outer {
            Some(outer) if !same_place => {
                format!("the vocabulary has {name} already, within {}", quote(outer))
            }
            _ => format!("the vocabulary has the {word} {name} already"),
        };
        let help = match self.tree {
            Tree::Category => format!(
                "leave this out, or add codes to it: `category {}: loinc \"…\"`",
                node.name
            ),
            Tree::Role | Tree::Action | Tree::Purpose => {
                "leave this out, or give yours another name".to_owned()
            }
        };
        problems.push(Problem::error(codes::IN_VOCABULARY, term.name.span, message).help(help));
    }

    fn place_within(
        &mut self,
        declared: &[&'s TermDeclaration],
        words: usize,
        problems: &mut Vec<Problem>,
    ) {
        for term in declared {
            let Some(within) = &term.within else { continue };
            let outer = self.find(within, problems);
            let own = self
                .index
                .get(term.name.text.as_str())
                .copied()
                .filter(|own| *own >= words);
            if let (Some(outer), Some(node)) = (outer, own.and_then(|own| self.nodes.get_mut(own)))
            {
                node.within = Some(outer);
            }
        }
    }

    fn find(&self, name: &Name, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.index.get(name.text.as_str()).copied();
        if found.is_none() {
            let names = self.index.keys().copied();
            problems.push(unknown_term(self.tree, name, names, problems.len()));
        }
        found
    }

    fn break_circles(&mut self, problems: &mut Vec<Problem>) {
        let within: Vec<Option<usize>> = self.nodes.iter().map(|node| node.within).collect();
        for members in forest::circles(&within) {
            let nodes = members.iter().filter_map(|at| self.nodes.get(*at));
            let named: Vec<_> = nodes
                .filter_map(|node| Some((node.name, node.place?)))
                .collect();
            problems.extend(circle(&named));
            for at in members {
                if let Some(node) = self.nodes.get_mut(at) {
                    node.within = None;
                }
            }
        }
    }

    /// A purpose's codes are other names for it in requests.
    fn add_aliases(&mut self, term: &'s TermDeclaration, problems: &mut Vec<Problem>) {
        let Some(own) = self.index.get(term.name.text.as_str()).copied() else {
            return;
        };
        for code in &term.codes {
            category::system(code, problems);
            let alias = code.code.text.as_str();
            let first = *self.index.entry(alias).or_insert(own);
            let Some(node) = self.nodes.get_mut(first) else {
                continue;
            };
            if first != own {
                let message = format!("{} stands for {} already", quote(alias), quote(node.name));
                problems.push(
                    Problem::error(codes::NAME_TAKEN, code.span, message)
                        .help("a code stands for one purpose alone"),
                );
            } else if !node.aliases.contains(&alias) && node.name != alias {
                node.aliases.push(alias);
            }
        }
    }

    /// The terms depth first, each made from its node and the id that it lies within.
    pub(super) fn number<T>(
        &self,
        first: u32,
        make: impl Fn(&Node<'s>, Option<u32>) -> T,
    ) -> Vec<T> {
        let within: Vec<Option<usize>> = self.nodes.iter().map(|node| node.within).collect();
        let order = forest::depth_first(&within);
        let positions = forest::positions(&order);
        let id = |node: usize| positions.get(node).map(|position| position + first);
        let nodes = order.iter().filter_map(|at| self.nodes.get(*at));
        nodes
            .map(|node| make(node, node.within.and_then(id)))
            .collect()
    }
}
