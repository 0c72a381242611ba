//! On what condition: each kind of condition with each value that it can have.

use policy_lang::typed::Condition;

use super::{Marks, Row, Seen, Table, any, by_value, only};

pub(super) const CONDITIONS: Table = Table {
    heading: "On what condition",
    rows: ROWS,
    mark: conditions,
};

const ROWS: &[Row] = &[
    any("no condition"),
    any("`A and B`: no"),
    any("`A and B`: not known"),
    any("`A and B`: yes"),
    any("`A or B`: no"),
    any("`A or B`: not known"),
    any("`A or B`: yes"),
    any("`not A`: no"),
    any("`not A`: not known"),
    any("`not A`: yes"),
    any("the patient has consented: no"),
    any("the patient has consented: not known"),
    any("the patient has consented: yes"),
    any("the patient has refused: no"),
    any("the patient has refused: not known"),
    any("the patient has refused: yes"),
    any("the patient has signed a form: no"),
    any("the patient has signed a form: not known"),
    any("the patient has signed a form: yes"),
    any("the requester treats the patient: no"),
    any("the requester treats the patient: not known"),
    any("the requester treats the patient: yes"),
    any("a reason is given: no"),
    any("a reason is given: yes"),
    any("the patient is under 16: no"),
    any("the patient is under 16: not known"),
    any("the patient is under 16: yes"),
    any("the patient is at least 16: no"),
    any("the patient is at least 16: not known"),
    any("the patient is at least 16: yes"),
    any("the patient is deceased: no"),
    any("the patient is deceased: not known"),
    any("the patient is deceased: yes"),
    any("the time is between, within a day: no"),
    any("the time is between, within a day: yes"),
    any("the time is between, over midnight: no"),
    any("the time is between, over midnight: yes"),
    any("today is a weekday: no"),
    any("today is a weekday: yes"),
    any("fewer than N accesses: no"),
    any("fewer than N accesses: not known"),
    any("fewer than N accesses: yes"),
    only(
        "a condition that is not known, in a `may` rule that applies",
        [true, true, false],
    ),
];

fn conditions(seen: &Seen<'_>, marks: &mut Marks) {
    let bare = seen.rules.iter().any(|rule| rule.conditions.is_empty());
    marks.add_if(bare, "no condition");
    for (condition, value) in &seen.conditions {
        if let Some(names) = names(condition) {
            let name = by_value(&names, *value);
            marks.add_if(!name.is_empty(), name);
        }
    }
    let unknown = policy_lang::interpret::Truth::Unknown;
    let applies = seen.rules.iter().filter(|rule| rule.sentence.may);
    let mut applies = applies.filter(|rule| seen.clauses.applies(rule));
    let has_unknown = |condition: &Condition| {
        let mut parts = Vec::new();
        super::take_apart(condition, &mut parts);
        parts.iter().any(|part| seen.clauses.value(part) == unknown)
    };
    marks.add_if(
        applies.any(|rule| rule.conditions.iter().any(has_unknown)),
        "a condition that is not known, in a `may` rule that applies",
    );
}

/// What a kind of condition is called by its value; nothing for comparisons, which have a table of
/// their own.
fn names(condition: &Condition) -> Option<[&'static str; 3]> {
    Some(match condition {
        Condition::And(_) => ["`A and B`: no", "`A and B`: not known", "`A and B`: yes"],
        Condition::Or(_) => ["`A or B`: no", "`A or B`: not known", "`A or B`: yes"],
        Condition::Not(_) => ["`not A`: no", "`not A`: not known", "`not A`: yes"],
        Condition::Consented => [
            "the patient has consented: no",
            "the patient has consented: not known",
            "the patient has consented: yes",
        ],
        Condition::Refused => [
            "the patient has refused: no",
            "the patient has refused: not known",
            "the patient has refused: yes",
        ],
        Condition::Signed(_) => [
            "the patient has signed a form: no",
            "the patient has signed a form: not known",
            "the patient has signed a form: yes",
        ],
        Condition::Treats => [
            "the requester treats the patient: no",
            "the requester treats the patient: not known",
            "the requester treats the patient: yes",
        ],
        Condition::ReasonGiven => ["a reason is given: no", "", "a reason is given: yes"],
        Condition::AgeUnder(_) => [
            "the patient is under 16: no",
            "the patient is under 16: not known",
            "the patient is under 16: yes",
        ],
        Condition::AgeAtLeast(_) => [
            "the patient is at least 16: no",
            "the patient is at least 16: not known",
            "the patient is at least 16: yes",
        ],
        Condition::Deceased => [
            "the patient is deceased: no",
            "the patient is deceased: not known",
            "the patient is deceased: yes",
        ],
        Condition::TimeBetween { from, to } if from < to => [
            "the time is between, within a day: no",
            "",
            "the time is between, within a day: yes",
        ],
        Condition::TimeBetween { .. } => [
            "the time is between, over midnight: no",
            "",
            "the time is between, over midnight: yes",
        ],
        Condition::Weekday => ["today is a weekday: no", "", "today is a weekday: yes"],
        Condition::FewerThan { .. } => [
            "fewer than N accesses: no",
            "fewer than N accesses: not known",
            "fewer than N accesses: yes",
        ],
        Condition::Compare { .. } => return None,
    })
}
