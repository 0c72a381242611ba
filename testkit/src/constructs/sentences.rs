//! What is done, for what, and when.

use abi::Instant;
use policy_lang::typed::Rule;

use super::{Marks, Seen, Table, any, only};

/// What keeps a rule from applying comes near a "no", and has no part in what is allowed.
const NO: [bool; 3] = [false, true, true];

pub(super) const ACTIONS: Table = Table {
    heading: "What is done",
    rows: &[
        any("the action named"),
        any("one within it"),
        any("an action that the policy declares"),
        any("several actions at once"),
        any("an action that a rule does not name"),
    ],
    mark: actions,
};

fn actions(seen: &Seen<'_>, marks: &mut Marks) {
    let asked = seen.clauses.actions();
    marks.add_if(asked.len() > 1, "several actions at once");
    let own =
        |id: &u32| ["view", "peek"].contains(&seen.policy.actions[*id as usize].name.as_str());
    marks.add_if(asked.iter().any(own), "an action that the policy declares");
    for rule in &seen.rules {
        for id in asked {
            let mut named = rule.sentence.actions.iter();
            marks.add(if rule.sentence.actions.contains(id) {
                "the action named"
            } else if named.any(|named| seen.policy.is_action_within(*id, *named)) {
                "one within it"
            } else {
                "an action that a rule does not name"
            });
        }
    }
}

pub(super) const PURPOSES: Table = Table {
    heading: "For what",
    rows: &[
        any("any purpose, and one is stated"),
        any("any purpose, and none is stated"),
        any("the purpose named"),
        any("one within it"),
        only("one around it, which is not covered", NO),
        only("another, which is not covered", NO),
        any("a purpose is named, and none is stated"),
        any("stated by HL7's code"),
    ],
    mark: purposes,
};

fn purposes(seen: &Seen<'_>, marks: &mut Marks) {
    let policy = seen.policy;
    let stated = &seen.case.request.claims.purpose;
    let is_name = |name: &String| policy.purposes.iter().any(|own| own.name == *name);
    marks.add_if(
        stated.as_ref().is_some_and(|name| !is_name(name)),
        "stated by HL7's code",
    );
    for rule in &seen.rules {
        let named = rule.sentence.purposes.as_ref();
        marks.add(match (named, seen.clauses.purpose()) {
            (None, Some(_)) => "any purpose, and one is stated",
            (None, None) => "any purpose, and none is stated",
            (Some(_), None) => "a purpose is named, and none is stated",
            (Some(named), Some(asked)) => {
                let any = |holds: &dyn Fn(u32) -> bool| named.iter().any(|named| holds(*named));
                if named.contains(&asked) {
                    "the purpose named"
                } else if any(&|named| policy.is_purpose_within(asked, named)) {
                    "one within it"
                } else if any(&|named| policy.is_purpose_within(named, asked)) {
                    "one around it, which is not covered"
                } else {
                    "another, which is not covered"
                }
            }
        });
    }
}

pub(super) const PERIODS: Table = Table {
    heading: "When",
    rows: &[
        any("no period"),
        only("long before it begins", NO),
        only("the last second before it begins", NO),
        any("its first second"),
        any("within it"),
        any("its last second"),
        only("the first second after it", NO),
        only("long after it", NO),
        any("`from` without `until`"),
        any("`until` without `from`"),
        any("`from` and `until`"),
        any("it begins or ends at a clock time"),
        any("at one that clocks do not show, or show twice"),
    ],
    mark: periods,
};

fn periods(seen: &Seen<'_>, marks: &mut Marks) {
    for rule in &seen.rules {
        marks.add(place(rule, seen.case.now));
        let (from, until) = (rule.sentence.from, rule.sentence.until);
        match (from.is_some(), until.is_some()) {
            (true, false) => marks.add("`from` without `until`"),
            (false, true) => marks.add("`until` without `from`"),
            (true, true) => marks.add("`from` and `until`"),
            (false, false) => {}
        }
        let words = [&rule.sentence.words.from, &rule.sentence.words.until];
        let mut words = words.into_iter().flatten();
        let is_clock = words.clone().any(|words| words.contains(" at "));
        marks.add_if(is_clock, "it begins or ends at a clock time");
        let folds = seen.policy.time_zone_name == "America/Chicago"
            && words.any(|words| words.contains("03-08") || words.contains("11-01"));
        marks.add_if(folds, "at one that clocks do not show, or show twice");
    }
}

/// Where an instant lies in a rule's period; of two edges that it is near, the earlier.
fn place(rule: &Rule, now: Instant) -> &'static str {
    let past = |edge: Option<Instant>| edge.map(|edge| now.0 - edge.0);
    match (past(rule.sentence.from), past(rule.sentence.until)) {
        (None, None) => "no period",
        (Some(-1), _) => "the last second before it begins",
        (Some(..-1), _) => "long before it begins",
        (Some(0), _) => "its first second",
        (_, Some(-1)) => "its last second",
        (_, Some(0)) => "the first second after it",
        (_, Some(1..)) => "long after it",
        _ => "within it",
    }
}
