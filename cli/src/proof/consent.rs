//! A consent in words. It is signed in names, so that no policy is needed to read it.

use abi::calendar::Date;
use abi::form::FormValue;
use abi::terms::{AuthorTerm, ConsentRecord, ConsentTerms, DataTerms, NarrowingTerm, SubjectTerm};
use policy_lang::reasons::list;

use super::time;

#[cfg(test)]
mod tests;

/// A consent in a line: its sentences, when it was given, whether it was withdrawn.
pub fn line(record: &ConsentRecord) -> String {
    let sentences: Vec<String> = record.sentences.iter().map(sentence).collect();
    let form = record.form.as_ref().map(|form| {
        let values = form.with.iter();
        let values: Vec<String> = values
            .map(|(name, value)| match value {
                FormValue::Name(of) => format!("{name} {of}"),
                FormValue::Date(of) => format!("{name} {}", day(*of)),
            })
            .collect();
        match values.is_empty() {
            true => format!("the form {}: ", form.name),
            false => format!("the form {} with {}: ", form.name, list(&values)),
        }
    });
    let withdrawn = record.withdrawn_at;
    let withdrawn = withdrawn.map(|at| format!(", withdrawn {}", time(at)));
    format!(
        "{}: {}{}; recorded {}{}",
        record.number,
        form.unwrap_or_default(),
        sentences.join("; "),
        time(record.recorded_at),
        withdrawn.unwrap_or_default()
    )
}

/// A sentence: `any nurse of Riverside may read bloodwork for treatment`.
pub fn sentence(terms: &ConsentTerms) -> String {
    let subjects: Vec<String> = terms.subjects.iter().map(subject).collect();
    let purposes = match terms.purposes.as_slice() {
        [] => String::new(),
        purposes => format!(" for {}", alternatives(purposes)),
    };
    let from = terms.from.map(|at| format!(" from {}", time(at)));
    let until = terms.until.map(|at| format!(" before {}", time(at)));
    format!(
        "{} {} {} {}{purposes}{}{}",
        alternatives(&subjects),
        if terms.grants { "may" } else { "may not" },
        list(&terms.actions),
        data(&terms.data),
        from.unwrap_or_default(),
        until.unwrap_or_default()
    )
}

fn subject(subject: &SubjectTerm) -> String {
    match subject {
        SubjectTerm::Anyone => "anyone".into(),
        SubjectTerm::Patient => "the patient".into(),
        SubjectTerm::Guardian => "a guardian of the patient".into(),
        SubjectTerm::Party(name) | SubjectTerm::Practitioner(name) => name.clone(),
        SubjectTerm::Role(role) => format!("any {role}"),
        SubjectTerm::RoleOfParty(role, party) => format!("any {role} of {party}"),
        SubjectTerm::RoleOfKind(role, kind) => format!("any {role} of any {kind}"),
        SubjectTerm::Kind(kind) => format!("any {kind}"),
    }
}

fn data(data: &DataTerms) -> String {
    let whole = data.whole_record.then(|| String::from("the whole record"));
    let named: Vec<String> = whole.into_iter().chain(data.categories.clone()).collect();
    let except = match data.except.as_slice() {
        [] => String::new(),
        except => format!(" except {}", list(except)),
    };
    let narrowing: String = data.narrowing.iter().map(narrowing).collect();
    format!("{}{except}{narrowing}", list(&named))
}

fn narrowing(term: &NarrowingTerm) -> String {
    match term {
        NarrowingTerm::Dated(from, until) => {
            format!(" dated from {} until {}", day(*from), day(*until))
        }
        NarrowingTerm::WrittenBy(authors) => {
            let name = |author: &AuthorTerm| match author {
                AuthorTerm::Party(name) | AuthorTerm::Practitioner(name) => name.clone(),
            };
            let authors: Vec<String> = authors.iter().map(name).collect();
            format!(" written by {}", alternatives(&authors))
        }
        NarrowingTerm::HeldBy(parties) => format!(" held by {}", alternatives(parties)),
        NarrowingTerm::OfEncounter(name) => format!(" of the encounter {name}"),
        NarrowingTerm::OfRecord(name) => format!(" of the record {name}"),
        NarrowingTerm::Labelled(label) => format!(" labelled {}", label.word()),
    }
}

/// A packed day: `2026-05-01`.
fn day(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.0 / 512,
        date.0 / 32 % 16,
        date.0 % 32
    )
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
