//! Consents as examples give them: a sentence in quotes, or a form that was signed; and its withdrawal.

use abi::Instant;
use abi::form::FormValue;
use abi::terms::{ConsentRecord, ConsentTerms, SubjectTerm};

use super::{day, moment, name, names, on, quoted};
use crate::typed::Policy;

/// The lines that give a consent; `None` where it cannot be said.
pub(super) fn given(policy: &Policy, record: &ConsentRecord) -> Option<Vec<String>> {
    let recorded = on(policy, record.recorded_at)?;
    let (words, mut line) = match &record.form {
        Some(form) => {
            let with = form.with.iter().map(|(parameter, value)| {
                let value = match value {
                    FormValue::Name(value) => name(value),
                    FormValue::Date(date) => day(*date)?,
                };
                Some(format!("{} {value}", name(parameter)))
            });
            let with: Vec<String> = with.collect::<Option<_>>()?;
            let with = match with.is_empty() {
                true => String::new(),
                false => format!(" with {}", with.join(", ")),
            };
            let words = quoted(&form.name);
            (
                words.clone(),
                format!("the patient has signed {words}{with}"),
            )
        }
        None => {
            let [terms] = record.sentences.as_slice() else {
                return None;
            };
            let words = quoted(&sentence(policy, terms)?);
            (words.clone(), format!("the patient has consented {words}"))
        }
    };
    line += &recorded;
    let mut lines = vec![line];
    if let Some(end) = record.withdrawn_at {
        let on = on(policy, end).filter(|_| end != Instant::MIN)?;
        lines.push(format!("the patient has withdrawn {words}{on}"));
    }
    Some(lines)
}

/// A consent's sentence: `lab Acme may read bloodwork until 2026-12-31`.
fn sentence(policy: &Policy, terms: &ConsentTerms) -> Option<String> {
    if !terms.data.narrowing.is_empty() {
        return None;
    }
    let subjects: Vec<String> = terms
        .subjects
        .iter()
        .map(|term| subject(policy, term))
        .collect();
    let may = if terms.grants { "may" } else { "may not" };
    let mut data = Vec::new();
    if terms.data.whole_record {
        data.push("the whole record".to_owned());
    }
    data.extend(terms.data.categories.iter().map(|category| name(category)));
    let mut text = format!(
        "{} {may} {} {}",
        subjects.join(" or "),
        names(&terms.actions, "and"),
        data.join(" and ")
    );
    if !terms.data.except.is_empty() {
        text += &format!(" except {}", names(&terms.data.except, "and"));
    }
    if !terms.purposes.is_empty() {
        text += &format!(" for {}", names(&terms.purposes, "or"));
    }
    if let Some(from) = terms.from {
        text += &format!(" from {}", moment(policy, from)?);
    }
    if let Some(until) = terms.until {
        text += &format!(" until {}", moment(policy, until)?);
    }
    Some(text)
}

fn subject(policy: &Policy, term: &SubjectTerm) -> String {
    let party = |text: &String| {
        let known = policy.parties.iter().find(|party| party.name == *text);
        let kind = known.and_then(|party| policy.kinds.get(party.kind as usize));
        kind.map_or_else(|| name(text), |kind| format!("{kind} {}", name(text)))
    };
    match term {
        SubjectTerm::Anyone => "anyone".into(),
        SubjectTerm::Patient => "the patient".into(),
        SubjectTerm::Guardian => "a guardian of the patient".into(),
        SubjectTerm::Party(text) => party(text),
        SubjectTerm::Role(role) => format!("any {}", name(role)),
        SubjectTerm::RoleOfParty(role, of) => format!("any {} of {}", name(role), name(of)),
        SubjectTerm::RoleOfKind(role, kind) => format!("any {} of any {kind}", name(role)),
        SubjectTerm::Kind(kind) => format!("any {kind}"),
        SubjectTerm::Practitioner(id) => format!("practitioner {}", name(id)),
    }
}
