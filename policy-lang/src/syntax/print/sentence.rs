//! Prints sentences, as one line or with a line for each clause, and the parts of them that are shown by themselves.

use super::condition::print_condition;
use super::word::{
    any_role, author, commas, day, joined, kind_word, name, names, party, practitioner,
    print_duration, print_moment, quoted,
};
use crate::syntax::tree::{
    ConditionClause, ConditionWord, Data, DataItem, Duty, DutyKind, Narrowing, NarrowingKind,
    Permission, Purposes, Recipient, Sentence, Subject, Who, Whom,
};

/// Prints a sentence as one line, without a full stop.
#[must_use]
pub fn print_sentence(sentence: &Sentence) -> String {
    let mut parts = vec![main_clause(sentence)];
    parts.extend(clauses(sentence, " and "));
    parts.extend(
        sentence
            .source
            .as_ref()
            .map(|source| format!("source {}", quoted(source))),
    );
    parts.join(" ")
}

/// Prints a sentence as the body of a rule: a line for each clause.
pub(super) fn in_lines(sentence: &Sentence) -> String {
    let mut parts = vec![main_clause(sentence)];
    parts.extend(clauses(sentence, "\n     and "));
    let source = sentence
        .source
        .as_ref()
        .map(|source| format!("\n  source {}", quoted(source)));
    parts.join("\n    ") + &source.unwrap_or_default()
}

fn main_clause(sentence: &Sentence) -> String {
    let subjects: Vec<String> = sentence.subjects.iter().map(print_subject).collect();
    let permission = match sentence.permission {
        Permission::May => "may",
        Permission::MayNot => "may not",
    };
    let actions = joined(&names(&sentence.actions), "and");
    format!(
        "{} {permission} {actions} {}",
        subjects.join(" or "),
        print_data(&sentence.data)
    )
}

fn clauses(sentence: &Sentence, between_duties: &str) -> Vec<String> {
    let mut clauses = Vec::new();
    clauses.extend(purposes(&sentence.purposes));
    clauses.extend(period(sentence));
    clauses.extend(sentence.condition.as_ref().map(condition));
    if !sentence.duties.is_empty() {
        let duties: Vec<String> = sentence.duties.iter().map(print_duty).collect();
        clauses.push(format!("then {}", duties.join(between_duties)));
    }
    clauses
}

fn purposes(purposes: &Purposes) -> Option<String> {
    match purposes {
        Purposes::NotNamed => None,
        Purposes::Any(_) => Some("for any purpose".to_owned()),
        Purposes::Listed(listed) => Some(format!("for {}", joined(&names(listed), "or"))),
    }
}

fn period(sentence: &Sentence) -> Option<String> {
    let from = sentence
        .from
        .as_ref()
        .map(|moment| format!("from {}", print_moment(moment)));
    let until = sentence
        .until
        .as_ref()
        .map(|moment| format!("until {}", print_moment(moment)));
    let both: Vec<String> = from.into_iter().chain(until).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

fn condition(clause: &ConditionClause) -> String {
    let word = match clause.word {
        ConditionWord::If => "if",
        ConditionWord::Unless => "unless",
    };
    format!("{word} {}", print_condition(&clause.condition))
}

/// Prints one subject of a sentence: `any nurse of Riverside`.
#[must_use]
pub fn print_subject(subject: &Subject) -> String {
    match &subject.who {
        Who::Anyone => "anyone".to_owned(),
        Who::NoOne => "no one".to_owned(),
        Who::Patient => "the patient".to_owned(),
        Who::Guardian => "a guardian of the patient".to_owned(),
        Who::Party(named) => party(named),
        Who::Named(named) => name(named),
        Who::AnyKind(kind) => format!("any {}", kind_word(kind)),
        Who::AnyRole { role, of } => any_role(role, of.as_ref()),
        Who::Practitioner(named) => practitioner(named),
    }
}

/// Prints the data of a sentence: `bloodwork and imaging except genetics, held by Acme`.
#[must_use]
pub fn print_data(data: &Data) -> String {
    let mut text = items(&data.items);
    if !data.except.is_empty() {
        text += &format!(" except {}", items(&data.except));
    }
    if !data.narrowing.is_empty() {
        let narrowing: Vec<String> = data.narrowing.iter().map(print_narrowing).collect();
        let comma = if data.items.len() > 1 || !data.except.is_empty() {
            ","
        } else {
            ""
        };
        text += &format!("{comma} {}", narrowing.join(" and "));
    }
    text
}

pub(super) fn items(items: &[DataItem]) -> String {
    joined(&items.iter().map(item).collect::<Vec<_>>(), "and")
}

pub(super) fn item(item: &DataItem) -> String {
    match item {
        DataItem::Everything(_) => "everything".to_owned(),
        DataItem::WholeRecord(_) => "the whole record".to_owned(),
        DataItem::Category(category) => name(category),
    }
}

/// Prints one clause that narrows data: `held by Acme`.
#[must_use]
pub fn print_narrowing(narrowing: &Narrowing) -> String {
    match &narrowing.kind {
        NarrowingKind::Dated { from, until } => {
            format!("dated from {} until {}", day(from), day(until))
        }
        NarrowingKind::WrittenBy(authors) => {
            format!(
                "written by {}",
                joined(&authors.iter().map(author).collect::<Vec<_>>(), "or")
            )
        }
        NarrowingKind::HeldBy(parties) => {
            format!(
                "held by {}",
                joined(&parties.iter().map(party).collect::<Vec<_>>(), "or")
            )
        }
        NarrowingKind::OfEncounter(encounter) => format!("of encounter {}", name(encounter)),
        NarrowingKind::OfRecord(record) => format!("of record {}", name(record)),
        NarrowingKind::Labelled(label) => format!("labelled {}", label.word()),
    }
}

/// Prints one duty: `notify the patient within 72 hours`.
#[must_use]
pub fn print_duty(duty: &Duty) -> String {
    let what = match &duty.kind {
        DutyKind::Notify(whom) => format!("notify {}", recipient(whom)),
        DutyKind::Mask(masked) => format!("mask {}", items(masked)),
        DutyKind::Record(text) => format!("record {}", quoted(text)),
        DutyKind::Review(None) => "review".to_owned(),
        DutyKind::Review(Some(by)) => format!("review by {}", recipient(by)),
        DutyKind::Delete(deleted) if deleted.is_empty() => "delete".to_owned(),
        DutyKind::Delete(deleted) => format!("delete {}", items(deleted)),
    };
    match &duty.within {
        Some(within) => format!("{what} within {}", print_duration(within)),
        None => what,
    }
}

fn recipient(recipient: &Recipient) -> String {
    match &recipient.whom {
        Whom::Patient => "the patient".to_owned(),
        Whom::Guardian => "a guardian of the patient".to_owned(),
        Whom::Requester => "the requester".to_owned(),
        Whom::Party(named) => party(named),
        Whom::Role { role, of } => any_role(role, of.as_ref()),
        Whom::Practitioner(named) => practitioner(named),
    }
}

/// Prints duties as a list.
pub(super) fn duties(duties: &[Duty]) -> String {
    duties
        .iter()
        .map(print_duty)
        .collect::<Vec<_>>()
        .join(" and ")
}

/// Prints data that stands in a list with commas only.
pub(super) fn comma_items(items: &[DataItem]) -> String {
    commas(&items.iter().map(item).collect::<Vec<_>>())
}
