//! Facts in words: what a contract asked for, and what it was told.

use abi::calendar::Date;
use abi::host::fact;
use abi::interface::{FactKind, FactOwner, Interface};

/// What a fact is about, in words.
pub fn fact_words(interface: &Interface, id: u32) -> String {
    let counted = |first: u32| (id - first) as usize;
    match id {
        fact::TREATS => "whether the requester treats the patient".into(),
        fact::CONSENTS => "the patient's consents".into(),
        fact::BIRTH_DATE => "the patient's birth date".into(),
        fact::DECEASED => "whether the patient is deceased".into(),
        fact::SIGNED.. => match interface.forms.get(counted(fact::SIGNED)) {
            Some(form) => format!("whether the patient has signed {}", form.name),
            None => "a form that the policy does not have".into(),
        },
        fact::COUNTER.. => match interface.counters.get(counted(fact::COUNTER)) {
            Some(counter) => format!("how many accesses there were in {} s", counter.seconds),
            None => "a counter that the policy does not have".into(),
        },
        fact::DECLARED.. => match interface.facts.get(counted(fact::DECLARED)) {
            Some(entry) => format!("{} {}", owner(entry.owner), entry.name),
            None => "a fact that the policy does not have".into(),
        },
        _ => format!("fact {id}, which does not exist"),
    }
}

fn owner(owner: FactOwner) -> &'static str {
    match owner {
        FactOwner::Patient => "the patient's",
        FactOwner::Requester => "the requester's",
        FactOwner::Record => "the record's",
        FactOwner::Request => "the request's",
    }
}

/// An answer to a fact, in words.
pub fn answer_words(interface: &Interface, id: u32, answer: Option<&[u8]>) -> String {
    let Some(bytes) = answer else {
        return "not known".into();
    };
    let word = bytes.try_into().ok().map(u32::from_le_bytes);
    let long = bytes.try_into().ok().map(i64::from_le_bytes);
    match (id, word, long) {
        (fact::CONSENTS, ..) => match bytes.len() {
            0..=4 => "none".into(),
            length => format!("{length} bytes of consents, in the contract's ids"),
        },
        (fact::BIRTH_DATE, Some(date), _) => date_words(date),
        (fact::COUNTER..fact::SIGNED, Some(count), _) => count.to_string(),
        (fact::DECLARED..fact::COUNTER, _, Some(number)) => declared(interface, id, number),
        (_, Some(0), _) => "no".into(),
        (_, Some(1), _) => "yes".into(),
        _ => format!("{} bytes", bytes.len()),
    }
}

fn declared(interface: &Interface, id: u32, number: i64) -> String {
    let entry = interface.facts.get((id - fact::DECLARED) as usize);
    match entry.map(|entry| &entry.kind) {
        Some(FactKind::YesNo) => if number == 0 { "no" } else { "yes" }.into(),
        Some(FactKind::Date) => u32::try_from(number).map_or("no date".into(), date_words),
        Some(FactKind::Text | FactKind::OneOf(_)) => {
            let text = usize::try_from(number).ok();
            let text = text.and_then(|at| interface.fact_texts.get(at));
            match text {
                Some(text) => format!("\"{text}\""),
                None => "a text that no rule names".into(),
            }
        }
        Some(FactKind::Number) | None => number.to_string(),
    }
}

/// A packed date, as [`Date`] has it.
fn date_words(packed: u32) -> String {
    let Date(packed) = Date(packed);
    let (year, month, day) = (packed / 512, packed / 32 % 16, packed % 32);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests;
