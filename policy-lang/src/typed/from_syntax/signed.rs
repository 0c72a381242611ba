//! Forms where they are asked for, and where examples sign them. Part of syntax -> typed policy.

use abi::form::{FormEntry, FormError, FormValue, ParameterKind, SignedForm};
use abi::terms::{ConsentTerms, Name};

use super::fact::day;
use super::form::asked_for;
use super::scope::{Thing, Tree, suggest};
use super::text::{with_article, written};
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{self, Argument, ArgumentValue, PartyRef, PractitionerRef};

impl<'a> Checker<'a> {
    /// The id of the form that a name stands for; one that is not declared is an error.
    pub(super) fn form_id(&mut self, name: &tree::Name) -> Option<u32> {
        let found = self.scope.forms.get(name.text.as_str()).copied();
        match found {
            Some(id) => {
                self.used.insert(Thing::Form(id));
            }
            None => {
                let message = format!("no form is called {}", quote(&name.text));
                let problem = Problem::error(codes::UNKNOWN_FORM, name.span, message);
                let help =
                    "declare it: `form \"NAME\" (…)` and the sentences that a signature stands for";
                let names = self.scope.forms.keys().copied();
                let problem = suggest(problem, self.problems.len(), &name.text, names, help);
                self.report(problem);
            }
        }
        found
    }

    /// A form with an id.
    pub(super) fn form_entry(&self, id: u32) -> Option<&'a FormEntry> {
        self.scope.policy.forms.get(id as usize)
    }

    /// What is signed, and what that says; `None` after an error.
    pub(super) fn signed(
        &mut self,
        name: &tree::Name,
        arguments: &[Argument],
        span: Span,
    ) -> Option<(SignedForm, Vec<ConsentTerms>)> {
        let id = self.form_id(name)?;
        let form = self.form_entry(id)?;
        let values: Vec<_> = arguments
            .iter()
            .map(|argument| self.argument(argument, form))
            .collect();
        let with: Vec<(Name, FormValue)> = values.into_iter().collect::<Option<_>>()?;
        let zone = self.zone();
        match form.fill(&with, &zone) {
            Ok(sentences) => {
                let name = form.name.clone();
                Some((SignedForm { name, with }, sentences))
            }
            Err(error) => {
                let problem = cannot_fill(error, form, arguments, name, span);
                self.report(problem);
                None
            }
        }
    }

    /// The value of an argument; `None` when it is not what the form asks for.
    fn argument(&mut self, argument: &Argument, form: &FormEntry) -> Option<(Name, FormValue)> {
        let name = &argument.name;
        let known = form.parameters.iter().find(|known| known.name == name.text);
        let Some(parameter) = known else {
            let message = format!(
                "{} has no parameter {}",
                quote(&form.name),
                quote(&name.text)
            );
            let problem = Problem::error(codes::NO_PARAMETER, name.span, message);
            let names = form.parameters.iter().map(|known| known.name.as_str());
            let problem = suggest(
                problem,
                self.problems.len(),
                &name.text,
                names,
                "leave it out",
            );
            self.report(problem);
            return None;
        };
        let value = match (&parameter.kind, &argument.value) {
            (ParameterKind::Date, ArgumentValue::Date(date)) => FormValue::Date(day(*date)),
            (ParameterKind::Party(kind), ArgumentValue::Named(reference)) => {
                FormValue::Name(self.filled_party(kind.as_deref(), reference)?)
            }
            (ParameterKind::Practitioner, ArgumentValue::Practitioner(reference)) => {
                FormValue::Name(self.filled_practitioner(reference)?)
            }
            (ParameterKind::Practitioner, ArgumentValue::Named(reference))
                if reference.kind.is_none() =>
            {
                FormValue::Name(self.filled_practitioner(&PractitionerRef {
                    name: reference.name.clone(),
                    of: None,
                    span: reference.span,
                })?)
            }
            (ParameterKind::Category, ArgumentValue::Named(reference))
                if reference.kind.is_none() =>
            {
                FormValue::Name(self.filled_term(Tree::Category, &reference.name)?)
            }
            (ParameterKind::Purpose, ArgumentValue::Named(reference))
                if reference.kind.is_none() =>
            {
                FormValue::Name(self.filled_term(Tree::Purpose, &reference.name)?)
            }
            (kind, _) => {
                let message = format!("{} asks for {}", quote(&name.text), asked_for(kind));
                let help = format!("write {} after {}", asked_for(kind), quote(&name.text));
                let problem = Problem::error(codes::WRONG_ARGUMENT, argument.span, message);
                self.report(problem.help(help));
                return None;
            }
        };
        Some((parameter.name.clone(), value))
    }

    fn filled_party(&mut self, kind: Option<&str>, reference: &PartyRef) -> Option<Name> {
        let id = self.party(reference)?;
        let declared = self.scope.kind_name(self.party_kind(id));
        if let Some(kind) = kind.filter(|kind| *kind != declared) {
            let name = quote(&reference.name.text);
            let message = format!(
                "{name} is {}, and the form asks for {}",
                with_article(declared),
                with_article(kind)
            );
            self.report(
                Problem::error(codes::WRONG_ARGUMENT, reference.span, message).help(format!(
                    "name {} that the policy declares",
                    with_article(kind)
                )),
            );
            return None;
        }
        Some(self.scope.party_name(id).to_owned())
    }

    fn filled_practitioner(&mut self, reference: &PractitionerRef) -> Option<Name> {
        let id = self.practitioner(reference)?;
        Some(self.scope.practitioner_name(id).to_owned())
    }

    fn filled_term(&mut self, tree: Tree, name: &tree::Name) -> Option<Name> {
        let id = self.term(tree, name)?;
        Some(self.scope.term_name(tree, id).to_owned())
    }
}

/// Why values do not fill a form. Those that are no values at all are reported where they stand.
fn cannot_fill(
    error: FormError,
    form: &FormEntry,
    arguments: &[Argument],
    name: &tree::Name,
    span: Span,
) -> Problem {
    let form_name = quote(&form.name);
    match error {
        FormError::Missing(_) => {
            let given = |name: &str| arguments.iter().any(|argument| argument.name.text == name);
            let missing = form.parameters.iter().filter(|known| !given(&known.name));
            let missing: Vec<String> = missing
                .map(|known| format!("{} {}", written(&known.name), example(&known.kind)))
                .collect();
            let message = format!("{form_name} is not filled in");
            let help = format!("add {}", quote(&format!("with {}", missing.join(", "))));
            Problem::error(codes::MISSING_ARGUMENT, name.span, message).help(help)
        }
        FormError::Twice(at) => {
            let (place, name) = arguments
                .get(at)
                .map_or((span, ""), |argument| (argument.span, &argument.name.text));
            let message = format!("{} is filled in twice", quote(name));
            let problem = Problem::error(codes::DECLARED_TWICE, place, message);
            let first = arguments.iter().find(|argument| argument.name.text == name);
            let problem = first.into_iter().fold(problem, |problem, first| {
                problem.also(first.span, "it is filled in here, too")
            });
            problem.help("leave one of the two out")
        }
        FormError::Unknown
        | FormError::NoParameter(_)
        | FormError::WrongValue(_)
        | FormError::NoSense(_) => {
            let message = format!("filled in like this, {form_name} would end before it begins");
            Problem::error(codes::EMPTY_PERIOD, span, message)
                .help("fill in days so that each sentence ends after it begins")
        }
    }
}

/// How a value of a kind is written.
fn example(kind: &ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Date => "2026-12-31",
        _ => "…",
    }
}
