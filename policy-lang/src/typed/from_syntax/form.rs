//! Forms: their blanks, the text that the patient reads, what a signature means. Part of syntax -> typed policy.
//!
//! A parameter stands where what is filled in would stand. A name means the parameter only where its kind fits: with
//! `laboratory: a lab`, `laboratory may read laboratory` is about a lab and about a category.

use std::collections::BTreeSet;

use abi::form::{FormEntry, FormSentence, ParameterEntry, ParameterKind};
use abi::limits::LIST_ITEMS;
use parity_scale_codec::Compact;

use super::declarations::Taken;
use super::scope::{Thing, Tree, suggest};
use super::term::kind_number;
use super::text::with_article;
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    self, FormDeclaration, KindWord, Parameter, ParameterType, PartyKind, PartyRef,
};

/// A form's parameters, and which of them its sentences name.
pub(super) struct Blanks<'s> {
    parameters: &'s [Parameter],
    used: BTreeSet<usize>,
}

impl<'s> Blanks<'s> {
    pub(super) fn find(&self, name: &str) -> Option<(usize, &'s Parameter)> {
        let mut parameters = self.parameters.iter().enumerate();
        parameters.find(|(_, parameter)| parameter.name.text == name)
    }

    /// The parameter called `name`, if it is of a kind that fits.
    pub(super) fn of(&mut self, name: &tree::Name, kinds: &[Kind]) -> Option<Compact<u32>> {
        let (at, parameter) = self.find(&name.text)?;
        if !kinds.contains(&kind(parameter.parameter_type)) {
            return None;
        }
        self.used.insert(at);
        Some(Compact(u32::try_from(at).unwrap_or(u32::MAX)))
    }
}

/// Where a parameter may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Party,
    Practitioner,
    Date,
    Category,
    Purpose,
}

fn kind(parameter_type: ParameterType) -> Kind {
    match parameter_type {
        ParameterType::Party(_) | ParameterType::AnyParty => Kind::Party,
        ParameterType::Practitioner => Kind::Practitioner,
        ParameterType::Date => Kind::Date,
        ParameterType::Category => Kind::Category,
        ParameterType::Purpose => Kind::Purpose,
    }
}

/// What a parameter asks for, in words.
pub(super) fn asked_for(kind: &ParameterKind) -> String {
    match kind {
        ParameterKind::Party(Some(kind)) => with_article(kind),
        ParameterKind::Party(None) => "a party".to_owned(),
        ParameterKind::Practitioner => "a practitioner".to_owned(),
        ParameterKind::Date => "a day".to_owned(),
        ParameterKind::Category => "a category of data".to_owned(),
        ParameterKind::Purpose => "a purpose".to_owned(),
    }
}

fn other_kind(word: KindWord, parameter: &Parameter) -> Problem {
    let message = format!(
        "{} stands for {}, not {}",
        quote(&parameter.name.text),
        asked_for(&entry(parameter).kind),
        with_article(word.kind.word())
    );
    let help = format!(
        "leave {} out: what is filled in is what the parameter asks for",
        quote(word.kind.word())
    );
    Problem::error(codes::WRONG_KIND, word.span, message)
        .also(parameter.type_span, "it is declared here")
        .help(help)
}

pub(super) fn entry(parameter: &Parameter) -> ParameterEntry {
    let kind = match parameter.parameter_type {
        ParameterType::Party(kind) => ParameterKind::Party(Some(kind.word().to_owned())),
        ParameterType::AnyParty => ParameterKind::Party(None),
        ParameterType::Practitioner => ParameterKind::Practitioner,
        ParameterType::Date => ParameterKind::Date,
        ParameterType::Category => ParameterKind::Category,
        ParameterType::Purpose => ParameterKind::Purpose,
    };
    ParameterEntry {
        name: parameter.name.text.clone(),
        kind,
    }
}

impl Checker<'_> {
    /// The forms, in the order of the bytes of their names. Of a form with errors the head is there, so that what refers
    /// to it is checked.
    pub(super) fn forms(&mut self, declared: &[&FormDeclaration]) -> Vec<FormEntry> {
        let mut taken = Taken::default();
        let mut forms: Vec<&FormDeclaration> = declared
            .iter()
            .copied()
            .filter(|form| taken.take(&form.name, &mut self.problems))
            .collect();
        forms.sort_by(|one, other| one.name.text.cmp(&other.name.text));
        forms.into_iter().map(|form| self.form(form)).collect()
    }

    fn form(&mut self, form: &FormDeclaration) -> FormEntry {
        self.check_parameters(form);
        self.use_kinds(form);
        let mut blanks = Blanks {
            parameters: &form.parameters,
            used: BTreeSet::new(),
        };
        let sentences: Vec<Option<FormSentence>> = form
            .sentences
            .iter()
            .map(|sentence| self.form_sentence(sentence, &mut blanks))
            .collect();
        self.check_text(form);
        self.remark_on_parameters(form, &blanks);
        FormEntry {
            name: form.name.text.clone(),
            parameters: form.parameters.iter().map(entry).collect(),
            text: form
                .text
                .iter()
                .map(|paragraph| paragraph.text.text.clone())
                .collect(),
            sentences: sentences.into_iter().flatten().collect(),
        }
    }

    /// Whoever may be filled in is named by the form.
    fn use_kinds(&mut self, form: &FormDeclaration) {
        for parameter in &form.parameters {
            match parameter.parameter_type {
                ParameterType::Party(kind) => {
                    self.used.insert(Thing::Kind(kind_number(kind)));
                }
                ParameterType::AnyParty => {
                    let kinds = PartyKind::ALL.iter();
                    self.used
                        .extend(kinds.map(|kind| Thing::Kind(kind_number(*kind))));
                }
                ParameterType::Practitioner
                | ParameterType::Date
                | ParameterType::Category
                | ParameterType::Purpose => {}
            }
        }
    }

    /// The parameter that a party is. A word for a kind before it says what the parameter says, or it is an error: what is
    /// filled in would be of another kind than the patient reads.
    pub(super) fn party_blank(
        &mut self,
        party: &PartyRef,
        blanks: &mut Blanks<'_>,
    ) -> Option<Compact<u32>> {
        let at = blanks.of(&party.name, &[Kind::Party])?;
        let (_, parameter) = blanks.find(&party.name.text)?;
        let is_other =
            |word: &KindWord| parameter.parameter_type != ParameterType::Party(word.kind);
        if let Some(word) = party.kind.filter(is_other) {
            self.report(other_kind(word, parameter));
        }
        Some(at)
    }

    fn check_parameters(&mut self, form: &FormDeclaration) {
        let mut taken = Taken::default();
        for parameter in &form.parameters {
            taken.take(&parameter.name, &mut self.problems);
            self.check_shadow(parameter);
        }
        if form.parameters.len().max(form.sentences.len()) as u64 > LIST_ITEMS {
            let message = "this form is too long";
            let help = format!("a form has at most {LIST_ITEMS} parameters and sentences");
            self.report(Problem::error(codes::TOO_MUCH, form.name.span, message).help(help));
        }
    }

    /// Reports a parameter that could be confused with what the policy calls so already.
    fn check_shadow(&mut self, parameter: &Parameter) {
        let name = parameter.name.text.as_str();
        let kind = kind(parameter.parameter_type);
        let is_known = match kind {
            Kind::Party | Kind::Practitioner => {
                self.scope.parties.contains_key(name) || self.scope.practitioners.contains_key(name)
            }
            Kind::Date => false,
            Kind::Category => self.scope.names(Tree::Category).contains_key(name),
            Kind::Purpose => self.scope.names(Tree::Purpose).contains_key(name),
        };
        if is_known {
            let message = format!("{} means something else in this policy", quote(name));
            let problem = Problem::error(codes::PARAMETER_NAME, parameter.name.span, message);
            let place = self.declared_at(name);
            let problem = place.into_iter().fold(problem, |problem, place| {
                problem.also(place, "it is declared here")
            });
            let help = "give the parameter another name, so that nobody takes one for the other";
            self.report(problem.help(help));
        }
    }

    /// Where the party or practitioner of a name is declared.
    fn declared_at(&self, name: &str) -> Option<Span> {
        let at = |id: &u32| id.wrapping_sub(1) as usize;
        let party = self.scope.parties.get(name).map(at);
        let person = self.scope.practitioners.get(name).map(at);
        let party = party.and_then(|at| self.places.parties.get(at));
        let person = || self.places.practitioners.get(person?);
        party.or_else(person).copied()
    }

    /// Checks that every name in braces is a parameter's.
    fn check_text(&mut self, form: &FormDeclaration) {
        let names = || {
            form.parameters
                .iter()
                .map(|parameter| parameter.name.text.as_str())
        };
        for name in form.text.iter().flat_map(|text| &text.placeholders) {
            if !names().any(|known| known == name.text) {
                let message = format!("the form has no parameter {}", quote(&name.text));
                let problem = Problem::error(codes::PLACEHOLDER, name.span, message);
                let help = "name one of the form's parameters, or leave the braces out";
                let problem = suggest(problem, self.problems.len(), &name.text, names(), help);
                self.report(problem);
            }
        }
    }

    /// Remarks on parameters that the sentences or the text do not speak of. They are dropped beside errors: what a form with
    /// mistakes leaves out may be one of them.
    fn remark_on_parameters(&mut self, form: &FormDeclaration, blanks: &Blanks<'_>) {
        let shown = form.text.iter().flat_map(|text| &text.placeholders);
        let shown: BTreeSet<&str> = shown.map(|name| name.text.as_str()).collect();
        for (at, parameter) in form.parameters.iter().enumerate() {
            let name = &parameter.name;
            if !blanks.used.contains(&at) {
                let message = format!("no sentence of the form names {}", quote(&name.text));
                let help = "name it in a sentence, or leave the parameter out";
                self.report(Problem::warning(codes::UNUSED, name.span, message).help(help));
            } else if !form.text.is_empty() && !shown.contains(name.text.as_str()) {
                let message = format!("the patient does not read {}", quote(&name.text));
                let help = format!(
                    "put {} into the form's text",
                    quote(&format!("{{{}}}", name.text))
                );
                self.report(Problem::warning(codes::NOT_SHOWN, name.span, message).help(help));
            }
        }
    }
}
