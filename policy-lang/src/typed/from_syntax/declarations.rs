//! All that a policy declares, and the policy without its rules that comes of it. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use super::party::Places;
use super::scope::Tree;
use super::{category, codes, fact, header, party, practitioner, term_tree};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    Example, FactDeclaration, FormDeclaration, Header, Name, PartyDeclaration, PolicySyntax,
    PractitionerDeclaration, Rule, Statement, TermDeclaration, Text,
};
use crate::typed::Policy;
use crate::vocabulary::{self, vocabulary};

/// The statements of a policy by their kinds, each in the order of the source.
#[derive(Default)]
pub(super) struct Declarations<'s> {
    pub(super) parties: Vec<&'s PartyDeclaration>,
    pub(super) practitioners: Vec<&'s PractitionerDeclaration>,
    pub(super) terms: Vec<(Tree, &'s TermDeclaration)>,
    pub(super) facts: Vec<&'s FactDeclaration>,
    pub(super) forms: Vec<&'s FormDeclaration>,
    pub(super) rules: Vec<&'s Rule>,
    pub(super) examples: Vec<&'s Example>,
}

impl<'s> Declarations<'s> {
    pub(super) fn of(syntax: &'s PolicySyntax) -> Self {
        let mut all = Self::default();
        for statement in &syntax.statements {
            match statement {
                Statement::Party(party) => all.parties.push(party),
                Statement::Practitioner(practitioner) => all.practitioners.push(practitioner),
                Statement::Role(term) => all.terms.push((Tree::Role, term)),
                Statement::Action(term) => all.terms.push((Tree::Action, term)),
                Statement::Category(term) => all.terms.push((Tree::Category, term)),
                Statement::Purpose(term) => all.terms.push((Tree::Purpose, term)),
                Statement::Fact(fact) => all.facts.push(fact),
                Statement::Rule(rule) => all.rules.push(rule),
                Statement::Example(example) => all.examples.push(example),
                Statement::Form(form) => all.forms.push(form),
            }
        }
        all
    }

    /// Where the first statement begins.
    pub(super) fn start(&self) -> u32 {
        let parties = self.parties.iter().map(|party| party.span);
        let practitioners = self.practitioners.iter().map(|who| who.span);
        let terms = self.terms.iter().map(|(_, term)| term.span);
        let facts = self.facts.iter().map(|fact| fact.span);
        let forms = self.forms.iter().map(|form| form.span);
        let rules = self.rules.iter().map(|rule| rule.span);
        let examples = self.examples.iter().map(|example| example.span);
        let all = parties.chain(practitioners).chain(terms).chain(facts);
        let all = all.chain(forms).chain(rules).chain(examples);
        all.map(|span| span.start).min().unwrap_or(0)
    }

    /// The policy that has all of this but rules and examples, and where its parties, practitioners and facts are
    /// declared.
    pub(super) fn policy(
        &self,
        header: &Header,
        file_stem: &str,
        problems: &mut Vec<Problem>,
    ) -> (Policy, Places) {
        let words = vocabulary();
        let (time_zone, time_zone_name) = header::time_zone(header, problems);
        let (parties, practitioners, mut places) = self.people(problems);
        let (facts, fact_places) = fact::facts(&self.facts, problems);
        places.facts = fact_places;
        let (categories, declared_codes) =
            category::categories(&self.of_tree(Tree::Category), header, problems);
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.text.clone());
        let policy = Policy {
            title: text(&header.title).unwrap_or_else(|| file_stem.to_owned()),
            version: text(&header.version).unwrap_or_default(),
            time_zone,
            time_zone_name,
            vocabulary: vocabulary::VERSION,
            vocabulary_hash: vocabulary::hash(),
            parties,
            practitioners,
            kinds: words
                .kinds
                .iter()
                .map(|kind| kind.name.to_owned())
                .collect(),
            roles: term_tree::terms(
                Tree::Role,
                &words.roles,
                &self.of_tree(Tree::Role),
                0,
                problems,
            ),
            actions: term_tree::terms(
                Tree::Action,
                &words.actions,
                &self.of_tree(Tree::Action),
                0,
                problems,
            ),
            codes: category::codes(&categories, declared_codes, problems),
            categories,
            purposes: term_tree::terms(
                Tree::Purpose,
                &words.purposes,
                &self.of_tree(Tree::Purpose),
                1,
                problems,
            ),
            facts,
            counters: Vec::new(),
            forms: Vec::new(),
            rules: Vec::new(),
            examples: Vec::new(),
        };
        (policy, places)
    }

    fn people(
        &self,
        problems: &mut Vec<Problem>,
    ) -> (
        Vec<crate::typed::Party>,
        Vec<crate::typed::Practitioner>,
        Places,
    ) {
        let mut taken = Taken::default();
        let parties = self.parties.iter().copied();
        let parties: Vec<_> = parties
            .filter(|party| taken.take(&party.name, problems))
            .collect();
        let practitioners = self.practitioners.iter().copied();
        let practitioners: Vec<_> = practitioners
            .filter(|who| taken.take(&who.name, problems))
            .collect();
        for party in &parties {
            taken.take_identifier(&party.name, party.identifier.as_ref(), problems);
        }
        for who in &practitioners {
            taken.take_identifier(&who.name, who.identifier.as_ref(), problems);
        }
        let (parties, party_places) = party::parties(parties, problems);
        let (practitioners, practitioner_places) =
            practitioner::practitioners(practitioners, &parties, problems);
        (
            parties,
            practitioners,
            Places {
                parties: party_places,
                practitioners: practitioner_places,
                facts: Vec::new(),
            },
        )
    }

    fn of_tree(&self, tree: Tree) -> Vec<&'s TermDeclaration> {
        self.terms
            .iter()
            .filter(|(of, _)| *of == tree)
            .map(|(_, term)| *term)
            .collect()
    }
}

/// Names that are declared already, with the places.
#[derive(Default)]
pub(super) struct Taken<'s>(BTreeMap<&'s str, Span>);

impl<'s> Taken<'s> {
    /// Takes a name; says so and returns false when it is taken already.
    pub(super) fn take(&mut self, name: &'s Name, problems: &mut Vec<Problem>) -> bool {
        if !abi::terms::is_name(&name.text) {
            problems.push(too_long(&name.text, name.span));
        }
        let first = *self.0.entry(&name.text).or_insert(name.span);
        if first != name.span {
            let message = format!("{} is declared twice", quote(&name.text));
            problems.push(
                Problem::error(codes::DECLARED_TWICE, name.span, message)
                    .also(first, "it is declared here, too")
                    .help("leave one of the two out, or give it another name"),
            );
        }
        first == name.span
    }

    fn take_identifier(
        &mut self,
        name: &Name,
        identifier: Option<&'s Text>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(identifier) = identifier else {
            return;
        };
        if !abi::terms::is_name(&identifier.text) {
            problems.push(too_long(&identifier.text, identifier.span));
        }
        let first = *self.0.entry(&identifier.text).or_insert(identifier.span);
        if first != identifier.span && first != name.span {
            let message = format!(
                "{} stands for something else already",
                quote(&identifier.text)
            );
            problems.push(
                Problem::error(codes::NAME_TAKEN, identifier.span, message)
                    .also(first, "it is declared here")
                    .help("two cannot have one identifier, nor one the other's name"),
            );
        }
    }
}

/// A name that requests cannot carry.
pub(super) fn too_long(name: &str, span: Span) -> Problem {
    let limit = abi::limits::NAME_BYTES;
    let message = match name.is_empty() {
        true => format!("{} cannot be used as a name", quote(name)),
        false => format!("{} is too long for a name", quote(name)),
    };
    Problem::error(codes::NAME_TOO_LONG, span, message).help(format!(
        "a name has 1 to {limit} letters, fewer with accents: shorten it, and put the long form into a title"
    ))
}

/// The most members of a circle that a message names.
const CIRCLE_NAMES_MAX: usize = 8;

/// Terms that lie within each other in a circle; `names` are its members with their places.
pub(super) fn circle(names: &[(&str, Span)]) -> Option<Problem> {
    let (first, place) = names.first()?;
    let shown = names
        .iter()
        .take(CIRCLE_NAMES_MAX)
        .map(|(name, _)| quote(name));
    let gap = (names.len() > CIRCLE_NAMES_MAX).then(|| "…".to_owned());
    let path: Vec<String> = shown.chain(gap).chain([quote(first)]).collect();
    let message = match names {
        [_] => format!("{} is declared to lie within itself", quote(first)),
        _ => format!(
            "these lie within one another in a circle: {}",
            path.join(" within ")
        ),
    };
    let problem = Problem::error(codes::CIRCLE, *place, message);
    let others = names.iter().take(CIRCLE_NAMES_MAX).skip(1);
    let problem = others.fold(problem, |problem, (_, place)| {
        problem.also(*place, "part of the circle")
    });
    Some(problem.help("leave one `within` out"))
}
