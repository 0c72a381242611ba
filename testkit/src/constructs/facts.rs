//! Facts that the policy declares: kinds, owners and comparisons.

use abi::interface::FactOwner;
use policy_lang::interpret::Truth;
use policy_lang::typed::{Comparison, Condition, Fact, FactKind, Operand};

use super::{Marks, Row, Seen, Table, any, by_value};

pub(super) const FACTS: Table = Table {
    heading: "Facts",
    rows: ROWS,
    mark: facts,
};

const ROWS: &[Row] = &[
    any("a fact of the patient: no"),
    any("a fact of the patient: not known"),
    any("a fact of the patient: yes"),
    any("a fact of the requester: no"),
    any("a fact of the requester: not known"),
    any("a fact of the requester: yes"),
    any("a fact of the record: no"),
    any("a fact of the record: not known"),
    any("a fact of the record: yes"),
    any("a fact of the request: no"),
    any("a fact of the request: not known"),
    any("a fact of the request: yes"),
    any("`yes/no`: no"),
    any("`yes/no`: not known"),
    any("`yes/no`: yes"),
    any("`number`: no"),
    any("`number`: not known"),
    any("`number`: yes"),
    any("`date`: no"),
    any("`date`: not known"),
    any("`date`: yes"),
    any("`text`: no"),
    any("`text`: not known"),
    any("`text`: yes"),
    any("`one of`: no"),
    any("`one of`: not known"),
    any("`one of`: yes"),
    any("`is`: no"),
    any("`is`: not known"),
    any("`is`: yes"),
    any("`is not`: no"),
    any("`is not`: not known"),
    any("`is not`: yes"),
    any("`is under`: no"),
    any("`is under`: not known"),
    any("`is under`: yes"),
    any("`is at most`: no"),
    any("`is at most`: not known"),
    any("`is at most`: yes"),
    any("`is over`: no"),
    any("`is over`: not known"),
    any("`is over`: yes"),
    any("`is at least`: no"),
    any("`is at least`: not known"),
    any("`is at least`: yes"),
    any("compared with a value: no"),
    any("compared with a value: not known"),
    any("compared with a value: yes"),
    any("compared with another fact: no"),
    any("compared with another fact: not known"),
    any("compared with another fact: yes"),
    any("`otherwise` stands in: no"),
    any("`otherwise` stands in: yes"),
];

fn facts(seen: &Seen<'_>, marks: &mut Marks) {
    for (condition, value) in &seen.conditions {
        if let Condition::Compare {
            fact,
            comparison,
            with,
        } = condition
        {
            let declared = &seen.policy.facts[*fact as usize];
            marks.add(by_value(&owner(declared), *value));
            marks.add(by_value(&kind(declared), *value));
            marks.add(by_value(&how(*comparison), *value));
            marks.add(by_value(&operand(with), *value));
            let stands_in = declared.otherwise.is_some()
                && seen
                    .case
                    .facts
                    .get(*fact as usize)
                    .is_none_or(Option::is_none)
                && *value != Truth::Unknown;
            let names = [
                "`otherwise` stands in: no",
                "",
                "`otherwise` stands in: yes",
            ];
            marks.add_if(stands_in, by_value(&names, *value));
        }
    }
}

fn owner(fact: &Fact) -> [&'static str; 3] {
    match fact.owner {
        FactOwner::Patient => [
            "a fact of the patient: no",
            "a fact of the patient: not known",
            "a fact of the patient: yes",
        ],
        FactOwner::Requester => [
            "a fact of the requester: no",
            "a fact of the requester: not known",
            "a fact of the requester: yes",
        ],
        FactOwner::Record => [
            "a fact of the record: no",
            "a fact of the record: not known",
            "a fact of the record: yes",
        ],
        FactOwner::Request => [
            "a fact of the request: no",
            "a fact of the request: not known",
            "a fact of the request: yes",
        ],
    }
}

fn kind(fact: &Fact) -> [&'static str; 3] {
    match fact.kind {
        FactKind::YesNo => ["`yes/no`: no", "`yes/no`: not known", "`yes/no`: yes"],
        FactKind::Number => ["`number`: no", "`number`: not known", "`number`: yes"],
        FactKind::Date => ["`date`: no", "`date`: not known", "`date`: yes"],
        FactKind::Text => ["`text`: no", "`text`: not known", "`text`: yes"],
        FactKind::OneOf(_) => ["`one of`: no", "`one of`: not known", "`one of`: yes"],
    }
}

fn how(comparison: Comparison) -> [&'static str; 3] {
    match comparison {
        Comparison::Is => ["`is`: no", "`is`: not known", "`is`: yes"],
        Comparison::IsNot => ["`is not`: no", "`is not`: not known", "`is not`: yes"],
        Comparison::Under => ["`is under`: no", "`is under`: not known", "`is under`: yes"],
        Comparison::AtMost => [
            "`is at most`: no",
            "`is at most`: not known",
            "`is at most`: yes",
        ],
        Comparison::Over => ["`is over`: no", "`is over`: not known", "`is over`: yes"],
        Comparison::AtLeast => [
            "`is at least`: no",
            "`is at least`: not known",
            "`is at least`: yes",
        ],
    }
}

fn operand(with: &Operand) -> [&'static str; 3] {
    match with {
        Operand::Value(_) => [
            "compared with a value: no",
            "compared with a value: not known",
            "compared with a value: yes",
        ],
        Operand::Fact(_) => [
            "compared with another fact: no",
            "compared with another fact: not known",
            "compared with another fact: yes",
        ],
    }
}
