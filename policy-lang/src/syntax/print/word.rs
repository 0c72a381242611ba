//! Prints the smallest parts of the syntax tree: names, texts, dates, lists.

use crate::syntax::tree::{
    Author, ClockTime, Date, Day, Duration, Employer, KindWord, Moment, Name, PartyRef,
    PractitionerRef, Text, Unit, Value,
};
use crate::syntax::words::is_plain_name;

/// Prints a name, in quotes where it was, or where it has to be.
#[must_use]
pub fn print_name(name: &Name) -> String {
    // `everything` is a word of the language that stands for itself where a name may stand.
    if !name.quoted && (is_plain_name(&name.text) || name.text == "everything") {
        name.text.clone()
    } else {
        quote(&name.text)
    }
}

pub(super) use print_name as name;

pub(super) fn names(names: &[Name]) -> Vec<String> {
    names.iter().map(print_name).collect()
}

pub(super) fn quoted(text: &Text) -> String {
    quote(&text.text)
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A version that looks like a number was perhaps one.
pub(super) fn version(version: &Text) -> String {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if version.text.split('.').all(digits) {
        version.text.clone()
    } else {
        quoted(version)
    }
}

/// `a, b, c`
pub(super) fn commas(items: &[String]) -> String {
    items.join(", ")
}

/// `a, b and c`
pub(super) fn joined(items: &[String], joiner: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {joiner} {last}", commas(first)),
    }
}

/// `a` or `an`, and the word.
pub(super) fn with_article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// Prints a day: `2026-12-31`.
#[must_use]
pub fn print_date(date: &Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

pub(super) fn clock_time(time: &ClockTime) -> String {
    format!("{:02}:{:02}", time.hour, time.minute)
}

pub(super) fn day(day: &Day) -> String {
    match day {
        Day::Date(date) => print_date(date),
        Day::Named(name) => print_name(name),
    }
}

/// Prints a day and the clock time that goes with it: `2026-12-31 at 17:00`.
#[must_use]
pub fn print_moment(moment: &Moment) -> String {
    match &moment.time {
        Some(time) => format!("{} at {}", day(&moment.day), clock_time(time)),
        None => day(&moment.day),
    }
}

/// Prints a length of time: `72 hours`, `1 day`.
#[must_use]
pub fn print_duration(duration: &Duration) -> String {
    format!(
        "{} {}",
        duration.count.value,
        unit(duration.unit, duration.count.value)
    )
}

/// `day`, or `7 days`.
pub(super) fn last_duration(duration: &Duration) -> String {
    if duration.count.value == 1 {
        duration.unit.singular().to_owned()
    } else {
        print_duration(duration)
    }
}

fn unit(unit: Unit, count: i64) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{}{plural}", unit.singular())
}

pub(super) fn party(party: &PartyRef) -> String {
    match &party.kind {
        Some(kind) => format!("{} {}", kind_word(kind), print_name(&party.name)),
        None => print_name(&party.name),
    }
}

pub(super) fn kind_word(kind: &KindWord) -> &'static str {
    kind.kind.word()
}

pub(super) fn practitioner(practitioner: &PractitionerRef) -> String {
    format!(
        "practitioner {}{}",
        print_name(&practitioner.name),
        of(practitioner.of.as_ref())
    )
}

/// ` of Riverside`, or nothing.
pub(super) fn of(employer: Option<&PartyRef>) -> String {
    employer.map_or(String::new(), |employer| format!(" of {}", party(employer)))
}

/// `any nurse of Riverside`
pub(super) fn any_role(role: &Name, employer: Option<&Employer>) -> String {
    let of = match employer {
        None => String::new(),
        Some(Employer::Party(employer)) => format!(" of {}", party(employer)),
        Some(Employer::AnyKind(kind)) => format!(" of any {}", kind_word(kind)),
    };
    format!("any {}{of}", print_name(role))
}

pub(super) fn author(author: &Author) -> String {
    match author {
        Author::Party(author) => party(author),
        Author::Practitioner(author) => practitioner(author),
    }
}

pub(super) fn value(value: &Value) -> String {
    match value {
        Value::YesNo(value) => if value.yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.value.to_string(),
        Value::Date(date) => print_date(date),
        Value::Text(text) => quoted(text),
        Value::Word(word) => print_name(word),
        Value::Fact(fact) => super::condition::fact(fact),
    }
}
