//! Forms that the patient has signed, as a facts file gives them.

use std::collections::BTreeMap;

use abi::Instant;
use abi::form::{FormEntry, FormError, FormValue, ParameterKind, SignedForm};
use abi::terms::{ConsentRecord, ConsentTerms, Name};
use policy_lang::diagnostic::{nearest, quote};
use policy_lang::typed::Policy;
use policy_lang::typed::from_syntax::zone_table;
use serde::Deserialize;

use super::case_facts::day;
use super::facts::moment;
use crate::failure::Failure;

/// A signed form with its values and dates.
#[derive(Debug, Deserialize)]
pub(super) struct SignedJson {
    form: String,
    #[serde(default)]
    with: BTreeMap<String, String>,
    on: Option<String>,
    withdrawn: Option<String>,
}

impl SignedJson {
    /// What was signed, by the forms of `policy`. `field` names the place in the file. Parties that the
    /// policy does not know are told to `warn`.
    ///
    /// # Errors
    /// The policy has no such form, or it is not filled in as it asks; the message names the field.
    pub(super) fn record(
        &self,
        number: u32,
        policy: &Policy,
        field: &str,
        warn: &mut dyn FnMut(String),
    ) -> Result<ConsentRecord, Failure> {
        let form = self.form(policy, field)?;
        let values = self.with.iter().map(|(name, text)| {
            let field = quote(&format!("{field}.with.{name}"));
            let value = value(form, name, text, policy, &field, warn)?;
            Ok((name.clone(), value))
        });
        let with: Vec<(Name, FormValue)> = values.collect::<Result<_, Failure>>()?;
        let sentences = fill(form, &with, policy, field)?;
        let when = |text: &Option<String>, name: &str| match text {
            None => Ok(None),
            Some(text) => moment(text, policy).map(Some).ok_or_else(|| {
                let field = quote(&format!("{field}.{name}"));
                let text = quote(text);
                Failure::usage(format!(
                    "{field} is {text}, which is neither a day nor an instant"
                ))
            }),
        };
        Ok(ConsentRecord {
            number,
            form: Some(SignedForm {
                name: form.name.clone(),
                with,
            }),
            sentences,
            recorded_at: when(&self.on, "on")?.unwrap_or(Instant::MIN),
            withdrawn_at: when(&self.withdrawn, "withdrawn")?,
        })
    }

    fn form<'p>(&self, policy: &'p Policy, field: &str) -> Result<&'p FormEntry, Failure> {
        let known = policy.forms.iter().find(|form| form.name == self.form);
        known.ok_or_else(|| {
            let field = quote(&format!("{field}.form"));
            let message = format!(
                "{field} is {}, a form that the policy does not have",
                quote(&self.form)
            );
            let names = policy.forms.iter().map(|form| form.name.as_str());
            unless_near(
                message,
                &self.form,
                names,
                "name a form that the policy declares",
            )
        })
    }
}

/// The sentences of a form with its values.
fn fill(
    form: &FormEntry,
    with: &[(Name, FormValue)],
    policy: &Policy,
    field: &str,
) -> Result<Vec<ConsentTerms>, Failure> {
    let zone = zone_table(&policy.time_zone);
    form.fill(with, &zone).map_err(|error| match error {
        FormError::Missing(at) => {
            let name = form
                .parameters
                .get(at)
                .map_or("", |known| known.name.as_str());
            let field = quote(&format!("{field}.with.{name}"));
            Failure::usage(format!("{field} is missing: the form asks for it"))
        }
        _ => {
            let field = quote(field);
            Failure::usage(format!(
                "{field} would end before it begins, or says too much"
            ))
        }
    })
}

fn value(
    form: &FormEntry,
    name: &str,
    text: &str,
    policy: &Policy,
    field: &str,
    warn: &mut dyn FnMut(String),
) -> Result<FormValue, Failure> {
    let known = form.parameters.iter().find(|known| known.name == name);
    let parameter = known.ok_or_else(|| {
        let message = format!("{field} is for nothing that {} asks for", quote(&form.name));
        let names = form.parameters.iter().map(|known| known.name.as_str());
        unless_near(message, name, names, "leave it out")
    })?;
    let is = |what: &str| Failure::usage(format!("{field} is {}, which is no {what}", quote(text)));
    match &parameter.kind {
        ParameterKind::Date => {
            let help = "a day is written as in \"2026-12-31\"";
            let day = day(text).ok_or_else(|| is("day").help(help))?;
            return Ok(FormValue::Date(day));
        }
        ParameterKind::Party(kind) => check_party(kind.as_deref(), text, policy, field, warn)?,
        ParameterKind::Practitioner => {
            if !policy.practitioners.iter().any(|who| who.is_called(text)) {
                warn(format!(
                    "{field}: the policy knows no practitioner called {}",
                    quote(text)
                ));
            }
        }
        ParameterKind::Category => {
            let names = policy
                .categories
                .iter()
                .map(|category| category.name.as_str());
            check_term(text, names, is("category"))?;
        }
        ParameterKind::Purpose => {
            let names = policy.purposes.iter();
            let names = names.flat_map(|purpose| {
                let aliases = purpose.aliases.iter().map(String::as_str);
                aliases.chain([purpose.name.as_str()])
            });
            check_term(text, names, is("purpose"))?;
        }
    }
    match abi::terms::is_name(text) {
        true => Ok(FormValue::Name(text.to_owned())),
        false => Err(is("name")),
    }
}

fn check_party(
    kind: Option<&str>,
    text: &str,
    policy: &Policy,
    field: &str,
    warn: &mut dyn FnMut(String),
) -> Result<(), Failure> {
    let is = |name: &Name| name == text;
    let known = policy.parties.iter().find(|party| is(&party.name));
    let known = known.or_else(|| {
        let mut parties = policy.parties.iter();
        parties.find(|party| party.identifier.as_ref().is_some_and(is))
    });
    let Some(party) = known else {
        let text = quote(text);
        warn(format!(
            "{field}: the policy knows no party called {text}; while it does not, nothing is allowed to it"
        ));
        return Ok(());
    };
    let declared = policy.kinds.get(party.kind as usize).map(String::as_str);
    match kind.filter(|kind| declared.is_some_and(|declared| declared != *kind)) {
        Some(kind) => {
            let (text, declared) = (quote(text), declared.unwrap_or_default());
            let message =
                format!("{field} is {text}, of kind {declared}, and the form asks for kind {kind}");
            Err(Failure::usage(message))
        }
        None => Ok(()),
    }
}

fn check_term<'n>(
    text: &str,
    mut names: impl Iterator<Item = &'n str> + Clone,
    failure: Failure,
) -> Result<(), Failure> {
    if names.clone().any(|name| name == text) {
        return Ok(());
    }
    Err(match nearest(text, names.by_ref()) {
        Some(near) => failure.help(format!("did you mean {}?", quote(near))),
        None => failure.help("name one that the policy or its vocabulary has"),
    })
}

fn unless_near<'n>(
    message: String,
    name: &str,
    names: impl Iterator<Item = &'n str>,
    otherwise: &str,
) -> Failure {
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean {}?", quote(near)),
        None => otherwise.to_owned(),
    };
    Failure::usage(message).help(help)
}
