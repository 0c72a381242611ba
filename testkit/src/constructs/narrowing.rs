//! Data that is narrowed: each way to narrow it, with each value that it can have.

use policy_lang::typed::Narrowing;

use super::{Marks, Seen, Table, any, by_value, only};

/// What is not so keeps a rule from applying, and only a "no" says which rules came near.
const NO: [bool; 3] = [false, true, true];

pub(super) const NARROWING: Table = Table {
    heading: "Data that is narrowed",
    rows: &[
        only("dated: no", NO),
        any("dated: not known"),
        any("dated: yes"),
        only("written by a party: no", NO),
        any("written by a party: not known"),
        any("written by a party: yes"),
        only("written by a practitioner: no", NO),
        any("written by a practitioner: not known"),
        any("written by a practitioner: yes"),
        only("held by: no", NO),
        any("held by: not known"),
        any("held by: yes"),
        only("of an encounter: no", NO),
        any("of an encounter: not known"),
        any("of an encounter: yes"),
        only("of a record: no", NO),
        any("of a record: not known"),
        any("of a record: yes"),
        only("labelled: no", NO),
        any("labelled: not known"),
        any("labelled: yes"),
        any("by several clauses"),
        any("in a consent"),
    ],
    mark: narrowing,
};

fn narrowing(seen: &Seen<'_>, marks: &mut Marks) {
    for rule in &seen.rules {
        let clauses = &rule.sentence.narrowing;
        let values = seen.clauses.narrowings(&rule.sentence);
        for (clause, value) in clauses.iter().zip(values) {
            marks.add(by_value(&names(clause), value));
        }
        marks.add_if(clauses.len() > 1, "by several clauses");
    }
    let records = seen.case.consents.iter().flatten();
    let mut sentences = records.flat_map(|record| &record.sentences);
    let is_narrowed = sentences.any(|terms| !terms.data.narrowing.is_empty());
    let asks = seen
        .conditions
        .iter()
        .any(|(condition, _)| super::ledger::asks(condition));
    marks.add_if(asks && is_narrowed, "in a consent");
}

fn names(clause: &Narrowing) -> [&'static str; 3] {
    match clause {
        Narrowing::Dated { .. } => ["dated: no", "dated: not known", "dated: yes"],
        Narrowing::WrittenBy { parties, .. } if parties.is_empty() => [
            "written by a practitioner: no",
            "written by a practitioner: not known",
            "written by a practitioner: yes",
        ],
        Narrowing::WrittenBy { .. } => [
            "written by a party: no",
            "written by a party: not known",
            "written by a party: yes",
        ],
        Narrowing::HeldBy(_) => ["held by: no", "held by: not known", "held by: yes"],
        Narrowing::OfEncounter(_) => [
            "of an encounter: no",
            "of an encounter: not known",
            "of an encounter: yes",
        ],
        Narrowing::OfRecord(_) => [
            "of a record: no",
            "of a record: not known",
            "of a record: yes",
        ],
        Narrowing::Labelled(_) => ["labelled: no", "labelled: not known", "labelled: yes"],
    }
}
