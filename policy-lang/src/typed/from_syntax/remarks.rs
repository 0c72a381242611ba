//! Remarks on a policy as a whole: it means something, perhaps not what was meant. Part of syntax -> typed policy.
//!
//! They are made of policies without errors only: in others a name may look unused because its rule has none.

use std::collections::BTreeMap;

use super::declarations::Declarations;
use super::rule::Rules;
use super::scope::{Thing, Tree, Used};
use super::{Checker, codes};
use crate::diagnostic::{Code, Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{Header, Name, PartyRef, Who};
use crate::typed::{Condition, Rule};
use crate::vocabulary::vocabulary;

impl Checker<'_> {
    /// Adds the remarks on the whole policy.
    pub(super) fn remark(
        &mut self,
        header: &Header,
        declarations: &Declarations<'_>,
        rules: &Rules<'_>,
    ) {
        self.remark_on_protection(header, declarations);
        self.remark_on_consents(declarations, rules);
        self.remark_on_claims(rules);
        self.remark_on_left_out(rules);
        self.remark_on_unused(header, declarations, rules);
    }

    fn warn(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.report(Problem::warning(code, span, message).help(help));
    }

    fn remark_on_protection(&mut self, header: &Header, declarations: &Declarations<'_>) {
        if header.specially_protected.is_none() {
            // Where the line would stand: after the title, or before everything.
            let start = declarations.start();
            let title = header.title.as_ref().map(|title| title.span);
            let place = title.unwrap_or(Span::new(start, start));
            let message = "nothing is specially protected, so `everything` takes in all there is";
            let help =
                "add a line such as `specially protected psychotherapy_notes, substance_use, hiv`";
            self.warn(codes::NOTHING_PROTECTED, place, message, help);
        }
    }

    fn remark_on_consents(&mut self, declarations: &Declarations<'_>, rules: &Rules<'_>) {
        let looks = |rule: &Rule| {
            rule.conditions
                .iter()
                .any(|condition| condition.looks_at_consents())
        };
        let first = declarations.rules.first();
        if let (false, Some(first)) = (rules.rules.iter().any(looks), first) {
            let message =
                "no rule of this policy asks whether the patient has consented or refused";
            let help = "add `if the patient has consented` to a rule, or a rule `no one may … if the patient has refused`";
            self.warn(
                codes::CONSENTS_UNREAD,
                first.sentence.permission_span,
                message,
                help,
            );
        }
    }

    fn remark_on_claims(&mut self, rules: &Rules<'_>) {
        for (rule, number) in rules.rules.iter().zip(0..) {
            let attested = rule
                .conditions
                .iter()
                .any(|condition| condition.rests_on_attested(false, &self.scope.policy.facts));
            let Some(sentence) = rules
                .sentence(number)
                .filter(|_| rule.sentence.may && !attested)
            else {
                continue;
            };
            if let Some(anyone) = sentence
                .subjects
                .iter()
                .find(|subject| subject.who == Who::Anyone)
            {
                let claims = rule.sentence.purposes.is_some() || !rule.conditions.is_empty();
                let name = quote(&rule.name);
                let message = match claims {
                    true => format!("{name} allows anyone who merely claims what it asks for"),
                    false => format!("{name} allows anyone, whatever they are"),
                };
                let help = "name those who may, or add a condition that the ledger attests, such as the patient's consent";
                self.warn(codes::CLAIMS_ALONE, anyone.span, message, help);
            }
        }
    }

    fn remark_on_unused(
        &mut self,
        header: &Header,
        declarations: &Declarations<'_>,
        rules: &Rules<'_>,
    ) {
        for name in header
            .specially_protected
            .iter()
            .flat_map(|line| &line.names)
        {
            self.known_term(Tree::Category, name);
        }
        let outer = self.outer(declarations);
        let parties = self.unused_parties(declarations, &outer);
        let terms = TREES
            .into_iter()
            .flat_map(|tree| self.unused_terms(tree, declarations, &outer));
        let facts = self.unused_facts(declarations);
        let forms = self.unused_forms(declarations, rules);
        let unused = parties.into_iter().chain(terms).chain(facts).chain(forms);
        let unused: Vec<_> = unused.collect();
        for (what, name) in unused {
            let message = format!(
                "the {what} {} is declared and never used",
                quote(&name.text)
            );
            self.warn(
                codes::UNUSED,
                name.span,
                message,
                "use it, or leave the declaration out",
            );
        }
    }

    /// What other declarations lie within, or act for: it is used, though not what else lies within it.
    fn outer(&self, declarations: &Declarations<'_>) -> Used {
        let within = declarations
            .parties
            .iter()
            .filter_map(|party| party.within.as_ref());
        let of = declarations
            .practitioners
            .iter()
            .filter_map(|practitioner| practitioner.of.as_ref());
        let party = |of: &PartyRef| {
            self.scope
                .parties
                .get(of.name.text.as_str())
                .map(|id| Thing::Party(*id))
        };
        let terms = declarations.terms.iter().filter_map(|(tree, term)| {
            let id = self
                .scope
                .names(*tree)
                .get(term.within.as_ref()?.text.as_str())?;
            Some(Thing::Term(*tree, *id))
        });
        within.chain(of).filter_map(party).chain(terms).collect()
    }

    /// The declared parties and practitioners that nothing names.
    fn unused_parties<'s>(
        &self,
        declarations: &Declarations<'s>,
        outer: &Used,
    ) -> Vec<(&'static str, &'s Name)> {
        let parties = self.scope.policy.parties.iter().zip(1..);
        let within = parties
            .clone()
            .map(|(party, _)| party.within.and_then(|outer| outer.checked_sub(1)))
            .collect();
        let named = parties.map(|(party, id)| {
            self.used.contains(&Thing::Party(id)) || self.used.contains(&Thing::Kind(party.kind))
        });
        let used = spread(named.collect(), within);
        let is_used = |name: &Name| {
            let id = self
                .scope
                .parties
                .get(name.text.as_str())
                .copied()
                .unwrap_or(0);
            outer.contains(&Thing::Party(id))
                || used.get(id.wrapping_sub(1) as usize) == Some(&true)
        };
        let is_known = |name: &Name| {
            let id = self
                .scope
                .practitioners
                .get(name.text.as_str())
                .copied()
                .unwrap_or(0);
            self.used.contains(&Thing::Practitioner(id))
        };
        let parties = declarations
            .parties
            .iter()
            .map(|party| &party.name)
            .filter(|name| !is_used(name));
        let people = declarations
            .practitioners
            .iter()
            .map(|who| &who.name)
            .filter(|name| !is_known(name));
        parties
            .map(|name| ("party", name))
            .chain(people.map(|name| ("practitioner", name)))
            .collect()
    }

    /// The declared facts that no condition asks for.
    fn unused_facts<'s>(&self, declarations: &Declarations<'s>) -> Vec<(&'static str, &'s Name)> {
        let names = declarations.facts.iter().map(|fact| &fact.name);
        let names: BTreeMap<u32, &Name> = names.map(|name| (name.span.start, name)).collect();
        let places = self.places.facts.iter().zip(0..);
        let unused = places.filter(|(_, id)| !self.used.contains(&Thing::Fact(*id)));
        let unused = unused.filter_map(|(place, _)| names.get(&place.start));
        unused.map(|name| ("fact", *name)).collect()
    }

    /// The declared forms that nobody asks for or signs, where no rule asks for consents either: a signature is one.
    fn unused_forms<'s>(
        &self,
        declarations: &Declarations<'s>,
        rules: &Rules<'_>,
    ) -> Vec<(&'static str, &'s Name)> {
        let asks =
            |condition: &Condition| matches!(condition, Condition::Consented | Condition::Refused);
        let mut conditions = rules.rules.iter().flat_map(|rule| &rule.conditions);
        if conditions.any(|condition| condition.has(&asks)) {
            return Vec::new();
        }
        let names = declarations.forms.iter().map(|form| &form.name);
        let unused = names.filter(|name| {
            let id = self.scope.forms.get(name.text.as_str());
            id.is_some_and(|id| !self.used.contains(&Thing::Form(*id)))
        });
        unused.map(|name| ("form", name)).collect()
    }

    /// The declared terms of a tree that nothing names.
    fn unused_terms<'s>(
        &self,
        tree: Tree,
        declarations: &Declarations<'s>,
        outer: &Used,
    ) -> Vec<(&'static str, &'s Name)> {
        let first = if tree == Tree::Purpose { 1 } else { 0 };
        let within = self.scope.outer_terms(tree);
        let named = (first..)
            .take(within.len())
            .map(|id| self.used.contains(&Thing::Term(tree, id)));
        let used = spread(named.collect(), within);
        let is_used = |name: &Name| {
            let id = self
                .scope
                .names(tree)
                .get(name.text.as_str())
                .copied()
                .unwrap_or(u32::MAX);
            outer.contains(&Thing::Term(tree, id))
                || used.get(id.wrapping_sub(first) as usize) == Some(&true)
        };
        let declared = declarations
            .terms
            .iter()
            .filter(|(of, _)| *of == tree)
            .map(|(_, term)| &term.name);
        let declared = declared.filter(|name| !is_word(tree, &name.text) && !is_used(name));
        declared.map(|name| (tree.word(), name)).collect()
    }
}

const TREES: [Tree; 4] = [Tree::Role, Tree::Action, Tree::Category, Tree::Purpose];

/// Spreads a mark from each term to all that lies within it. A term stands after the one that it lies within.
fn spread(mut marked: Vec<bool>, within: Vec<Option<u32>>) -> Vec<bool> {
    for (at, outer) in within.into_iter().enumerate() {
        let inherits = outer.and_then(|outer| marked.get(outer as usize)) == Some(&true);
        if let Some(mark) = marked.get_mut(at) {
            *mark |= inherits;
        }
    }
    marked
}

/// Whether the vocabulary has a term already, so that its declaration only adds codes.
fn is_word(tree: Tree, name: &str) -> bool {
    let words = vocabulary();
    match tree {
        Tree::Role => words.roles.iter().any(|term| term.name == name),
        Tree::Action => words.actions.iter().any(|term| term.name == name),
        Tree::Category => words.categories.iter().any(|term| term.name == name),
        Tree::Purpose => words.purposes.iter().any(|term| term.name == name),
    }
}
