//! What the ledger holds: consents, where a condition asks for them, and accesses, where one is
//! counted.

use abi::terms::{ConsentRecord, ConsentTerms};
use policy_lang::typed::Condition;

use super::{Marks, Seen, Table, any};

pub(super) const CONSENTS: Table = Table {
    heading: "Consents, where a condition asks for them",
    rows: &[
        any("none are known of"),
        any("none"),
        any("one that grants"),
        any("one that refuses"),
        any("both"),
        any("one with a word that the policy does not know"),
        any("recorded this very second"),
        any("recorded a second too late"),
        any("begins this very second"),
        any("begins a second too late"),
        any("in its last second"),
        any("ended this very second"),
        any("in the last second before it is withdrawn"),
        any("withdrawn this very second"),
        any("withdrawn long ago"),
        any("about the whole record"),
        any("with exceptions"),
        any("for a purpose"),
        any("a signed form"),
    ],
    mark: consents,
};

/// Whether a condition asks for consents.
pub(super) fn asks(condition: &Condition) -> bool {
    matches!(condition, Condition::Consented | Condition::Refused)
}

fn consents(seen: &Seen<'_>, marks: &mut Marks) {
    if !seen.conditions.iter().any(|(condition, _)| asks(condition)) {
        return;
    }
    let Some(records) = &seen.case.consents else {
        marks.add("none are known of");
        return;
    };
    marks.add_if(records.is_empty(), "none");
    let sentences = || records.iter().flat_map(|record| &record.sentences);
    let grants = sentences().any(|terms| terms.grants);
    let refuses = sentences().any(|terms| !terms.grants);
    marks.add_if(grants, "one that grants");
    marks.add_if(refuses, "one that refuses");
    marks.add_if(grants && refuses, "both");
    records
        .iter()
        .for_each(|record| consent(seen, record, marks));
}

fn consent(seen: &Seen<'_>, record: &ConsentRecord, marks: &mut Marks) {
    let past = |edge: abi::Instant| seen.case.now.0 - edge.0;
    match past(record.recorded_at) {
        0 => marks.add("recorded this very second"),
        -1 => marks.add("recorded a second too late"),
        _ => {}
    }
    match record.withdrawn_at.map(past) {
        Some(0) => marks.add("withdrawn this very second"),
        Some(-1) => marks.add("in the last second before it is withdrawn"),
        Some(2..) => marks.add("withdrawn long ago"),
        _ => {}
    }
    marks.add_if(record.form.is_some(), "a signed form");
    record
        .sentences
        .iter()
        .for_each(|terms| sentence(seen, terms, marks));
}

fn sentence(seen: &Seen<'_>, terms: &ConsentTerms, marks: &mut Marks) {
    let past = |edge: abi::Instant| seen.case.now.0 - edge.0;
    match terms.from.map(past) {
        Some(0) => marks.add("begins this very second"),
        Some(-1) => marks.add("begins a second too late"),
        _ => {}
    }
    match terms.until.map(past) {
        Some(0) => marks.add("ended this very second"),
        Some(-1) => marks.add("in its last second"),
        _ => {}
    }
    let lists = [
        &terms.actions,
        &terms.purposes,
        &terms.data.categories,
        &terms.data.except,
    ];
    let mut names = lists.into_iter().flatten();
    marks.add_if(
        names.any(|name| name == "unheard_of"),
        "one with a word that the policy does not know",
    );
    marks.add_if(terms.data.whole_record, "about the whole record");
    marks.add_if(!terms.data.except.is_empty(), "with exceptions");
    marks.add_if(!terms.purposes.is_empty(), "for a purpose");
}

pub(super) const COUNTERS: Table = Table {
    heading: "Accesses, where a condition counts them",
    rows: &[
        any("none are known of"),
        any("none"),
        any("by the requester"),
        any("by somebody else of the same organisation"),
        any("by somebody else"),
        any("by an organisation under its other name"),
        any("of the action counted"),
        any("of one within it"),
        any("of another action"),
        any("this very second"),
        any("in the first second that counts"),
        any("in the last second that does not"),
        any("in the future"),
    ],
    mark: counters,
};

fn counters(seen: &Seen<'_>, marks: &mut Marks) {
    for (condition, _) in &seen.conditions {
        if let Condition::FewerThan { counter, .. } = condition {
            match &seen.case.accesses {
                None => marks.add("none are known of"),
                Some(accesses) if accesses.is_empty() => marks.add("none"),
                Some(_) => accesses(seen, *counter, marks),
            }
        }
    }
}

fn accesses(seen: &Seen<'_>, counter: u32, marks: &mut Marks) {
    let counter = seen.policy.counters[counter as usize];
    let (who, party) = seen.case.requester.actors();
    for access in seen.case.accesses.iter().flatten() {
        let own = who == Some(access.by.as_str());
        let of_party = party.is_some() && party == access.organisation.as_deref();
        marks.add(match (own, of_party) {
            (true, _) => "by the requester",
            (false, true) => "by somebody else of the same organisation",
            (false, false) => "by somebody else",
        });
        let names = [access.by.as_str(), party.unwrap_or_default()];
        let is_other = names.contains(&"urn:acme") && names.contains(&"Acme");
        marks.add_if(is_other, "by an organisation under its other name");
        for name in &access.actions {
            let actions = &seen.policy.actions;
            let id = actions.iter().position(|action| action.name == *name);
            let id = id.expect("accesses are by known actions") as u32;
            marks.add(if id == counter.action {
                "of the action counted"
            } else if seen.policy.is_action_within(id, counter.action) {
                "of one within it"
            } else {
                "of another action"
            });
        }
        match seen.case.now.0 - access.at.0 {
            0 => marks.add("this very second"),
            ..0 => marks.add("in the future"),
            age if age == counter.seconds - 1 => marks.add("in the first second that counts"),
            age if age == counter.seconds => marks.add("in the last second that does not"),
            _ => {}
        }
    }
}
