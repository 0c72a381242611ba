//! Rules of every shape that the language has: what the mixtures leave out.
//!
//! A construct that is new in the language gets its words in one of the lists here, or a list of its
//! own and a line in [`rule`]; the table in docs/agreement.md then shows whether cases reach it.

use super::narrowing;
use super::{ACTIONS, CATEGORIES, CONDITIONS, PROTECTABLE, PURPOSES, SUBJECTS, join, name_order};
use crate::entropy::Entropy;

/// Conditions beyond those of the mixtures.
const MORE_CONDITIONS: &[&str] = &[
    "the patient has not consented",
    "the patient has not refused",
    "the requester does not treat the patient",
    "no reason is given",
    "the patient is not deceased",
    "today is not a weekday",
    "the time is not between 06:15 and 15:30",
    "not fewer than 1 reads in the last 12 hours",
    "fewer than 4 collects in the last 1 weeks",
    "patient.score is 3",
    "patient.score < requester.level",
    "patient.score is at least requester.level",
    "patient.enrolled is 2026-01-02",
    "patient.enrolled is not record.since",
    "patient.enrolled is at least record.since",
    "record.since is over 2026-01-02",
    "record.since is at most 2026-01-02",
    "requester.badge is gold",
    "requester.badge is not \"old silver\"",
    "requester.colour is record.colour",
    "record.ward is not \"south\"",
    "request.urgent is no",
    "patient.vip is request.urgent",
];

/// Periods that begin or end at a clock time, two of them at one that the clocks of Chicago do not
/// show, or show twice.
const PERIODS: &[&str] = &[
    "from 2026-01-02 at 08:00",
    "until 2026-01-03 at 17:00",
    "from 2026-01-01 at 23:59 until 2026-01-05 at 00:01",
    "from 2026-01-02 until 2026-01-02",
    "from 2026-01-03",
    "until 2026-01-04",
    "from 2026-03-08 at 02:30 until 2026-11-01 at 01:30",
];

const DUTIES: &[&str] = &[
    "notify the patient within 72 hours",
    "notify the requester",
    "notify a guardian of the patient within 2 days",
    "notify lab Acme",
    "notify the privacy_officer of Hill within 1 week",
    "notify practitioner dr_lee",
    "mask demographics and lipids",
    "record \"break-glass\"",
    "review within 1 day",
    "review",
    "review by the privacy_officer of Hill within 2 days",
    "delete within 30 days",
    "delete",
    "delete lipids",
];

/// Two to nine rules; most of what is allowed has duties, and some of what is refused is overridden.
pub(super) fn rules(choices: &mut Entropy) -> String {
    let count = 2 + choices.below(8);
    let refusing: Vec<bool> = (0..count).map(|_| choices.one_in(3)).collect();
    let names = name_order(choices, count);
    let rules = refusing.iter().zip(&names);
    let closed = rules.filter(|(refuses, _)| **refuses);
    let closed: Vec<&String> = closed.map(|(_, name)| name).collect();
    let rules = refusing.iter().zip(&names);
    rules
        .map(|(refuses, name)| rule(choices, name, *refuses, &closed))
        .collect()
}

fn rule(choices: &mut Entropy, name: &str, refuses: bool, closed: &[&String]) -> String {
    let mut text = format!("\nrule {name}");
    if choices.one_in(4) {
        text += " \"as the manual says\"";
    }
    if !refuses && !closed.is_empty() && choices.one_in(2) {
        let mut overridden = choices.some(closed, 1, 3);
        overridden.sort_unstable();
        overridden.dedup();
        text += &format!(" overrides {}", join(&overridden, ", "));
    }
    let who = match (refuses, choices.below(4)) {
        (true, 0) => String::from("no one may"),
        (true, _) => format!("{} may not", subjects(choices)),
        (false, _) => format!("{} may", subjects(choices)),
    };
    let actions = join(&choices.some(ACTIONS, 1, 5), " and ");
    text += &format!("\n  {who} {actions} {}", data(choices));
    if choices.one_in(3) {
        text += &narrowing::clauses(choices);
    }
    match choices.below(6) {
        0 | 1 => text += &format!("\n  for {}", join(&choices.some(PURPOSES, 1, 4), ", ")),
        2 => text += "\n  for any purpose",
        _ => {}
    }
    if choices.one_in(3) {
        text += &format!("\n  {}", choices.pick(PERIODS));
    }
    if !choices.one_in(3) {
        let word = *choices.pick(&["if", "if", "unless"]);
        text += &format!("\n  {word} {}", condition(choices, 2));
    }
    if !refuses && !choices.one_in(3) {
        text += &format!("\n  then {}", join(&choices.some(DUTIES, 1, 3), " and "));
    }
    if choices.one_in(5) {
        text += "\n  source \"The manual, section 4\"";
    }
    text + "\n"
}

fn subjects(choices: &mut Entropy) -> String {
    match choices.below(4) {
        0 => String::from("anyone"),
        1 => String::from("any hospital or any lab"),
        _ => join(&choices.some(SUBJECTS, 1, 3), " or "),
    }
}

fn data(choices: &mut Entropy) -> String {
    let named = match choices.below(5) {
        0 => String::from("the whole record"),
        1 => String::from("everything"),
        2 => format!("everything and {}", choices.pick(PROTECTABLE)),
        _ => join(&choices.some(CATEGORIES, 1, 3), " and "),
    };
    // What is excepted lies within most of what is named, and is never all of it.
    match choices.below(4) {
        0 => format!("{named} except {}", choices.pick(&["lipids", "verses"])),
        _ => named,
    }
}

fn condition(choices: &mut Entropy, depth: usize) -> String {
    if depth == 0 || choices.one_in(2) {
        let list = *choices.pick(&[CONDITIONS, MORE_CONDITIONS]);
        return (*choices.pick(list)).into();
    }
    let joiner = choices.pick(&["and", "or"]);
    let parts = (0..2 + choices.below(2)).map(|_| match choices.below(4) {
        0 => format!("not ({})", condition(choices, depth - 1)),
        _ => format!("({})", condition(choices, depth - 1)),
    });
    join(&parts.collect::<Vec<_>>(), &format!(" {joiner} "))
}
