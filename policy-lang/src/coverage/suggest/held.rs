//! What an example has to give so that a condition comes to a value: a guess by each single
//! condition alone, which holds unless two of them contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use abi::form::ParameterKind;
use abi::interface::FactOwner;

use super::draft::{name, quoted};
use super::value::{compared, middle, scalar};
use crate::typed::{Comparison, Condition, Operand, Party, Policy};

/// What an example gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    consented: bool,
    refused: bool,
    treats: bool,
    /// The forms that are signed.
    signed: BTreeSet<u32>,
    /// Whether a reason is given with the request.
    pub(super) reason: bool,
    at_least: Option<u32>,
    under: Option<u32>,
    deceased: bool,
    /// How many accesses, by the counter's action.
    accesses: BTreeMap<u32, u32>,
    facts: BTreeMap<u32, String>,
}

impl Held {
    /// Gives what makes `condition` come to `wanted`.
    pub(super) fn want(&mut self, policy: &Policy, condition: &Condition, wanted: bool) {
        match condition {
            Condition::Not(part) => self.want(policy, part, !wanted),
            Condition::And(parts) | Condition::Or(parts) => {
                // One part decides a false `and` and a true `or`.
                let is_each = matches!(condition, Condition::And(_)) == wanted;
                let count = if is_each { parts.len() } else { 1 };
                let wanted_parts = parts.iter().take(count);
                wanted_parts.for_each(|part| self.want(policy, part, wanted));
            }
            Condition::Consented => self.consented = wanted,
            Condition::Refused => self.refused = wanted,
            Condition::Signed(form) => {
                match wanted {
                    true => self.signed.insert(*form),
                    false => self.signed.remove(form),
                };
            }
            Condition::Treats => self.treats = wanted,
            Condition::ReasonGiven => self.reason = wanted,
            Condition::Deceased => self.deceased = wanted,
            Condition::AgeUnder(years) => self.age(*years, !wanted),
            Condition::AgeAtLeast(years) => self.age(*years, wanted),
            Condition::FewerThan { counter, limit } => {
                if let Some(counter) = policy.counters.get(*counter as usize) {
                    let count = if wanted { 0 } else { *limit };
                    self.accesses.insert(counter.action, count);
                }
            }
            Condition::Compare {
                fact,
                comparison,
                with,
            } => self.fact(policy, *fact, (*comparison, with), wanted),
            // The time is the request's.
            Condition::TimeBetween { .. } | Condition::Weekday => {}
        }
    }

    /// What is wanted last wins where both cannot be.
    fn age(&mut self, years: u32, at_least: bool) {
        if at_least {
            self.at_least = Some(self.at_least.map_or(years, |other| other.max(years)));
            self.under = self.under.filter(|under| *under > years);
        } else {
            self.under = Some(self.under.map_or(years, |other| other.min(years)));
            self.at_least = self.at_least.filter(|at_least| *at_least < years);
        }
    }

    fn fact(
        &mut self,
        policy: &Policy,
        fact: u32,
        (comparison, with): (Comparison, &Operand),
        wanted: bool,
    ) {
        let Some(kind) = policy.facts.get(fact as usize).map(|fact| &fact.kind) else {
            return;
        };
        let right = match with {
            Operand::Value(value) => value.clone(),
            Operand::Fact(other) => {
                let value = middle(kind);
                self.facts.extend(scalar(&value).map(|text| (*other, text)));
                value
            }
        };
        let text = compared(kind, comparison, &right, wanted);
        self.facts.extend(text.map(|text| (fact, text)));
    }

    /// The lines that give it, without the reason. Consents are to `action` and the whole record.
    pub(super) fn lines(&self, policy: &Policy, action: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let consent = |text: String| format!("the patient has consented {}", quoted(&text));
        if self.consented {
            lines.push(consent(format!("anyone may {action} the whole record")));
        }
        if self.refused {
            lines.push(consent(format!("no one may {action} the whole record")));
        }
        lines.extend(
            self.signed
                .iter()
                .filter_map(|form| signature(policy, *form)),
        );
        if self.treats {
            lines.push("the requester treats the patient".into());
        }
        let age = match (self.at_least, self.under) {
            (Some(years), _) => Some(years),
            (None, under) => under.and_then(|years| years.checked_sub(1)),
        };
        lines.extend(age.map(|years| format!("the patient is {years}")));
        if self.deceased {
            lines.push("the patient is deceased".into());
        }
        for (action, count) in self.accesses.iter().filter(|(_, count)| **count > 0) {
            if let Some(action) = policy.actions.get(*action as usize) {
                lines.push(format!("{count} {} by the requester", name(&action.name)));
            }
        }
        for (fact, value) in &self.facts {
            if let Some(fact) = policy.facts.get(*fact as usize) {
                let owner = owner(fact.owner);
                lines.push(format!("{owner}.{} is {value}", name(&fact.name)));
            }
        }
        lines
    }
}

/// A signature of a form, with the first values that fit; none where nothing does.
fn signature(policy: &Policy, form: u32) -> Option<String> {
    let form = policy.forms.get(form as usize)?;
    let value = |kind: &ParameterKind| {
        Some(match kind {
            ParameterKind::Date => "2099-12-31".to_owned(),
            ParameterKind::Party(kind) => {
                let fits = |party: &&Party| {
                    let own = policy.kinds.get(party.kind as usize);
                    kind.is_none() || own == kind.as_ref()
                };
                name(&policy.parties.iter().find(fits)?.name)
            }
            ParameterKind::Practitioner => name(&policy.practitioners.first()?.name),
            ParameterKind::Category => name(&policy.categories.get(1)?.name),
            ParameterKind::Purpose => name(&policy.purposes.first()?.name),
        })
    };
    let parameters = form.parameters.iter();
    let with =
        parameters.map(|known| Some(format!("{} {}", name(&known.name), value(&known.kind)?)));
    let with: Vec<String> = with.collect::<Option<_>>()?;
    let with = match with.is_empty() {
        true => String::new(),
        false => format!(" with {}", with.join(", ")),
    };
    Some(format!(
        "the patient has signed {}{with}",
        quoted(&form.name)
    ))
}

fn owner(owner: FactOwner) -> &'static str {
    match owner {
        FactOwner::Patient => "patient",
        FactOwner::Requester => "requester",
        FactOwner::Record => "record",
        FactOwner::Request => "request",
    }
}
