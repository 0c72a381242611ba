//! Prints declarations.

use super::word::{
    commas, joined, kind_word, name, names, of, party as party_ref, quoted, value, with_article,
};
use crate::syntax::tree::{
    Code, FactDeclaration, FactTypeKind, FormDeclaration, Parameter, ParameterType,
    PartyDeclaration, PractitionerDeclaration, TermDeclaration, Text,
};

pub(super) fn party(party: &PartyDeclaration) -> String {
    let mut text = format!("{} {}", kind_word(&party.kind), name(&party.name));
    if let Some(within) = &party.within {
        text += &format!(" within {}", party_ref(within));
    }
    text + &is(party.identifier.as_ref())
}

pub(super) fn practitioner(practitioner: &PractitionerDeclaration) -> String {
    let of = of(practitioner.of.as_ref());
    format!(
        "practitioner {}{of}{}",
        name(&practitioner.name),
        is(practitioner.identifier.as_ref())
    )
}

fn is(identifier: Option<&Text>) -> String {
    identifier.map_or(String::new(), |identifier| {
        format!(" is {}", quoted(identifier))
    })
}

pub(super) fn term(word: &str, term: &TermDeclaration) -> String {
    let mut text = format!("{word} {}", name(&term.name));
    if let Some(within) = &term.within {
        text += &format!(" within {}", name(within));
    }
    if !term.codes.is_empty() {
        text += &format!(
            ": {}",
            commas(&term.codes.iter().map(code).collect::<Vec<_>>())
        );
    }
    text
}

pub(super) fn code(code: &Code) -> String {
    format!("{} {}", name(&code.system), quoted(&code.code))
}

pub(super) fn fact(fact: &FactDeclaration) -> String {
    let fact_type = match &fact.fact_type.kind {
        FactTypeKind::YesNo => "yes/no".to_owned(),
        FactTypeKind::Number => "number".to_owned(),
        FactTypeKind::Date => "date".to_owned(),
        FactTypeKind::Text => "text".to_owned(),
        FactTypeKind::OneOf(choices) => format!("one of {}", joined(&names(choices), "or")),
    };
    let mut text = format!(
        "fact {}: {fact_type} of {}",
        name(&fact.name),
        fact.owner.owner.word()
    );
    if let Some(otherwise) = &fact.otherwise {
        text += &format!(", otherwise {}", value(otherwise));
    }
    text
}

/// The first line of a form.
pub(super) fn form_head(form: &FormDeclaration) -> String {
    let mut text = format!("form {}", name(&form.name));
    if !form.parameters.is_empty() {
        text += &format!(
            " ({})",
            commas(&form.parameters.iter().map(parameter).collect::<Vec<_>>())
        );
    }
    text
}

fn parameter(parameter: &Parameter) -> String {
    let word = match parameter.parameter_type {
        ParameterType::Party(kind) => kind.word(),
        ParameterType::AnyParty => "party",
        ParameterType::Practitioner => "practitioner",
        ParameterType::Date => "date",
        ParameterType::Category => "category",
        ParameterType::Purpose => "purpose",
    };
    format!("{}: {}", name(&parameter.name), with_article(word))
}
