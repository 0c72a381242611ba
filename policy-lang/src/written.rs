//! A request with what is attested, written as an example of the language: the way back from a [`Case`] to words.
//!
//! ```text
//! Case, decision --example--> text --check--> Example with the same Case, where all of it can be said
//! ```
//!
//! Examples cannot say everything that a ledger can hold: seconds, several roles of one person, that a list could not be read.
//! Whoever needs the very same case reads the text back and compares.

mod consent;

use abi::Instant;
use abi::decision::{Outcome, Verdict};
use abi::interface::FactOwner;
use abi::terms::{
    AccessRecord, Author, CategoryTerm, Confidentiality, DataClaims, Party, Requester, Scalar,
};
use jiff::Timestamp;

use crate::syntax::Span;
use crate::syntax::print::print_name;
use crate::syntax::tree;
use crate::typed::{Case, Date, Policy};

/// An example that gives what `case` has attested, asks what it asks, and expects the outcome of `verdict` by the first of its
/// rules, several lines of text; `None` where something of the case cannot be said in an example.
pub fn example(policy: &Policy, title: &str, case: &Case, verdict: &Verdict) -> Option<String> {
    let mut lines = vec![format!("example {}", quoted(title))];
    let givens = givens(policy, case)?;
    lines.extend(givens.iter().map(|given| format!("given {given}")));
    lines.push(ask(policy, case)?);
    lines.push(expectation(policy, verdict));
    Some(lines.join("\n  ") + "\n")
}

/// A name as it is written: in quotes where it has to be.
fn name(text: &str) -> String {
    print_name(&tree::Name {
        text: text.into(),
        span: Span::default(),
        quoted: false,
    })
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn names<'n>(texts: impl IntoIterator<Item = &'n String>, joiner: &str) -> String {
    let names: Vec<String> = texts.into_iter().map(|text| name(text)).collect();
    names.join(&format!(" {joiner} "))
}

/// `2026-05-04 at 23:10`; `None` for an instant between two minutes, or outside of the calendar.
fn moment(policy: &Policy, Instant(second): Instant) -> Option<String> {
    let instant = Timestamp::from_second(second).ok()?;
    let local = policy.time_zone.to_datetime(instant);
    let whole = local.second() == 0 && local.year() > 0;
    whole.then(|| {
        format!(
            "{} at {:02}:{:02}",
            local.date(),
            local.hour(),
            local.minute()
        )
    })
}

/// ` on 2026-05-04 at 23:10`; nothing for what was long before.
fn on(policy: &Policy, instant: Instant) -> Option<String> {
    match instant {
        Instant::MIN => Some(String::new()),
        instant => Some(format!(" on {}", moment(policy, instant)?)),
    }
}

fn day(Date(packed): Date) -> Option<String> {
    Date(packed).days()?;
    Some(format!(
        "{:04}-{:02}-{:02}",
        packed / 512,
        packed / 32 % 16,
        packed % 32
    ))
}

fn givens(policy: &Policy, case: &Case) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for record in case.consents.as_ref()? {
        lines.extend(consent::given(policy, record)?);
    }
    if case.treats? {
        lines.push("the requester treats the patient".into());
    }
    if let Some(born) = case.birth_date {
        lines.push(format!("the patient was born on {}", day(born)?));
    }
    if case.deceased? {
        lines.push("the patient is deceased".into());
    }
    for (fact, value) in policy.facts.iter().zip(&case.facts) {
        let Some(value) = value else { continue };
        let owner = match fact.owner {
            FactOwner::Patient => "patient",
            FactOwner::Requester => "requester",
            FactOwner::Record => "record",
            FactOwner::Request => "request",
        };
        lines.push(format!(
            "{owner}.{} is {}",
            name(&fact.name),
            scalar(value)?
        ));
    }
    for access in case.accesses.as_ref()? {
        lines.push(accessed(policy, case, access)?);
    }
    Some(lines)
}

fn scalar(value: &Scalar) -> Option<String> {
    Some(match value {
        Scalar::YesNo(true) => "yes".into(),
        Scalar::YesNo(false) => "no".into(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Date(date) => day(*date)?,
        Scalar::Text(text) => quoted(text),
    })
}

/// `1 read by the requester on 2026-05-01 at 09:00`
fn accessed(policy: &Policy, case: &Case, access: &AccessRecord) -> Option<String> {
    let [action] = access.actions.as_slice() else {
        return None;
    };
    let (who, party) = case.requester.actors();
    let is_own = who == Some(&access.by) && party == access.organisation.as_deref();
    let by = match is_own {
        true => "the requester".to_owned(),
        false => name(&access.by),
    };
    let on = on(policy, access.at)?;
    Some(format!("1 {} by {by}{on}", name(action)))
}

fn ask(policy: &Policy, case: &Case) -> Option<String> {
    let (request, claims) = (&case.request, &case.request.claims);
    let asked: Vec<String> = request.categories.iter().map(category).collect();
    let mut text = format!(
        "{} asks to {} {}",
        asker(policy, &case.requester)?,
        names(&request.actions, "and"),
        asked.join(" and ")
    );
    text += &said_of_data(&claims.data)?;
    if let Some(purpose) = &claims.purpose {
        text += &format!(" for {}", name(purpose));
    }
    text += &format!(" on {}", moment(policy, case.now)?);
    if claims.reason_given {
        text += " with reason \"a reason\"";
    }
    Some(text)
}

fn category(term: &CategoryTerm) -> String {
    match term {
        CategoryTerm::Name(category) => name(category),
        CategoryTerm::Code { system, code } => format!("{} {}", quoted(system), quoted(code)),
    }
}

fn said_of_data(data: &DataClaims) -> Option<String> {
    let mut text = String::new();
    if let Some(dated) = data.dated {
        text += &format!(" dated {}", day(dated)?);
    }
    match &data.author {
        None => {}
        Some(Author::Named(who) | Author::Party(who)) => {
            text += &format!(" written by {}", name(who))
        }
        Some(Author::Practitioner {
            id,
            organisation: None,
        }) => text += &format!(" written by practitioner {}", name(id)),
        Some(_) => return None,
    }
    if let Some(custodian) = &data.custodian {
        text += &format!(" held by {}", name(custodian));
    }
    if let Some(encounter) = &data.encounter {
        text += &format!(" of encounter {}", quoted(encounter));
    }
    if let Some(record) = &data.record {
        text += &format!(" of record {}", quoted(record));
    }
    if let Some(label) = data.confidentiality {
        let has_word = label >= Confidentiality::Normal;
        text += &format!(" labelled {}", has_word.then(|| label.word())?);
    }
    Some(text)
}

fn asker(policy: &Policy, requester: &Requester) -> Option<String> {
    let declared = |name: &str| policy.parties.iter().find(|party| party.name == name);
    let organisation = |party: &Party| {
        let kind = match declared(&party.name) {
            Some(known) => policy.kinds.get(known.kind as usize)?,
            None => return Some(format!("a {}", party.kind.as_ref()?)),
        };
        Some(format!("{kind} {}", name(&party.name)))
    };
    match requester {
        Requester::Organisation { party } => organisation(party),
        Requester::Device {
            organisation: Some(party),
            id,
        } if *id == party.name => organisation(party),
        Requester::Patient { is_subject: true } => Some("the patient".into()),
        Requester::RelatedPerson { is_guardian: true } => Some("a guardian of the patient".into()),
        Requester::Practitioner {
            id,
            roles,
            organisation,
        } => {
            let of = match organisation {
                None => String::new(),
                Some(party) => format!(" of {}", name(&declared(&party.name)?.name)),
            };
            let is_known = policy.practitioners.iter().any(|person| person.name == *id);
            match (is_known, roles.as_slice()) {
                (true, []) => Some(format!("practitioner {}{of}", name(id))),
                (true, [role]) => Some(format!("practitioner {}, a {}{of}", name(id), name(role))),
                (false, [role]) => Some(format!("a {}{of}", name(role))),
                _ => None,
            }
        }
        _ => None,
    }
}

fn expectation(policy: &Policy, verdict: &Verdict) -> String {
    let rule = verdict.rules.first();
    let rule = rule.and_then(|number| policy.rules.get(*number as usize));
    let by = rule.map_or_else(String::new, |rule| format!(" by {}", name(&rule.name)));
    match verdict.outcome {
        Outcome::Allowed => format!("expect allowed{by}"),
        Outcome::Refused => format!("expect refused{by}"),
        Outcome::NotCovered => "expect not covered".into(),
    }
}

#[cfg(test)]
mod tests;
