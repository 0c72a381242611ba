//! What an example says of its data, so that what narrows a rule comes to a value.

use jiff::civil;

use super::draft::{name, quoted};
use crate::typed::{Confidentiality, Date, Narrowing, Policy, Rule};

/// What makes each clause that narrows the data of `rule` hold; none where nothing does.
pub(super) fn holding(policy: &Policy, rule: &Rule) -> Vec<Option<String>> {
    let clauses = rule.sentence.narrowing.iter();
    clauses.map(|clause| holds(policy, clause)).collect()
}

fn holds(policy: &Policy, clause: &Narrowing) -> Option<String> {
    Some(match clause {
        Narrowing::Dated { from, .. } => format!("dated {}", day(*from)?),
        Narrowing::WrittenBy {
            parties,
            practitioners,
        } => {
            let party = parties.first().and_then(|id| party(policy, *id));
            let person = || {
                let id = practitioners.first()?;
                let person = policy.practitioners.get(id.checked_sub(1)? as usize)?;
                Some(format!("practitioner {}", name(&person.name)))
            };
            format!("written by {}", party.or_else(person)?)
        }
        Narrowing::HeldBy(parties) => format!("held by {}", party(policy, *parties.first()?)?),
        Narrowing::OfEncounter(text) => format!("of encounter {}", quoted(text)),
        Narrowing::OfRecord(text) => format!("of record {}", quoted(text)),
        Narrowing::Labelled(label) => format!("labelled {}", written(*label)?),
    })
}

/// What makes a clause fail; none where nothing that an example can say does.
pub(super) fn failing(policy: &Policy, clause: &Narrowing, may: bool) -> Option<String> {
    Some(match clause {
        Narrowing::Dated { from, .. } => {
            let before = Date::from_days(from.days()?.checked_sub(1)?);
            format!("dated {}", day(before)?)
        }
        Narrowing::WrittenBy { parties, .. } => format!("written by {}", outside(policy, parties)?),
        Narrowing::HeldBy(parties) => format!("held by {}", outside(policy, parties)?),
        Narrowing::OfEncounter(text) => format!("of encounter {}", quoted(&another(text))),
        Narrowing::OfRecord(text) => format!("of record {}", quoted(&another(text))),
        Narrowing::Labelled(label) => {
            let other = match may {
                true => Confidentiality::VeryRestricted,
                false => Confidentiality::Normal,
            };
            format!(
                "labelled {}",
                written(Some(other).filter(|other| other != label)?)?
            )
        }
    })
}

fn another(text: &str) -> String {
    format!("not {text}")
}

fn party(policy: &Policy, id: u32) -> Option<String> {
    let party = policy.parties.get(id.checked_sub(1)? as usize)?;
    Some(name(&party.name))
}

/// A declared party that is none of `parties` and lies within none.
fn outside(policy: &Policy, parties: &[u32]) -> Option<String> {
    let is_inside = |id: u32| parties.iter().any(|of| policy.is_party_within(id, *of));
    let mut ids = (1..).take(policy.parties.len());
    party(policy, ids.find(|id| !is_inside(*id))?)
}

fn day(Date(packed): Date) -> Option<civil::Date> {
    let part = |number: u32| i8::try_from(number).ok();
    let year = i16::try_from(packed / 512).ok()?;
    civil::Date::new(year, part(packed / 32 % 16)?, part(packed % 32)?).ok()
}

/// The word for a label; the lowest ones have none in the language.
fn written(label: Confidentiality) -> Option<&'static str> {
    (label >= Confidentiality::Normal).then(|| label.word())
}
