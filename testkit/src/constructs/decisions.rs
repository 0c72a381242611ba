//! What comes out: duties, overriding, reasons; and the shapes of policies.

use abi::decision::{Failure, NEAR_RULES_MAX, Outcome};
use abi::interface::Duty;

use super::{Marks, Seen, Table, any, only};

/// Duties come with what is allowed.
const ALLOWED: [bool; 3] = [true, false, false];
/// Reasons come with what is not.
const REFUSED_OR_NOT: [bool; 3] = [false, true, true];

pub(super) const DUTIES: Table = Table {
    heading: "Duties that come with the answer",
    rows: &[
        only("none", ALLOWED),
        only("`notify the patient`", ALLOWED),
        only("`notify the requester`", ALLOWED),
        only("`notify a guardian of the patient`", ALLOWED),
        only("`notify lab Acme`", ALLOWED),
        only("`notify the privacy_officer of Hill`", ALLOWED),
        only("`notify practitioner dr_lee`", ALLOWED),
        only("`mask`", ALLOWED),
        only("`record`", ALLOWED),
        only("`review`", ALLOWED),
        only("`review by the privacy_officer of Hill`", ALLOWED),
        only("`delete`", ALLOWED),
        only("`delete lipids`", ALLOWED),
        only("with a deadline", ALLOWED),
        only("without one", ALLOWED),
        only("of several rules", ALLOWED),
        only("the same of several rules", ALLOWED),
    ],
    mark: duties,
};

fn duties(seen: &Seen<'_>, marks: &mut Marks) {
    if seen.decision.verdict.outcome != Outcome::Allowed {
        return;
    }
    let deciding = seen.decision.verdict.rules.iter();
    let rules = deciding.map(|rule| &seen.policy.rules[*rule as usize]);
    let bound: Vec<_> = rules.filter(|rule| !rule.duties.is_empty()).collect();
    marks.add_if(bound.is_empty(), "none");
    marks.add_if(bound.len() > 1, "of several rules");
    let all = bound.iter().flat_map(|rule| &rule.duties);
    all.clone().for_each(|duty| self::duty(duty, marks));
    let is_shared = |duty: &Duty| {
        bound
            .iter()
            .filter(|rule| rule.duties.contains(duty))
            .count()
            > 1
    };
    marks.add_if(all.clone().any(is_shared), "the same of several rules");
}

fn duty(duty: &Duty, marks: &mut Marks) {
    let deadline = match duty {
        Duty::Notify { within_hours, .. }
        | Duty::Review { within_hours, .. }
        | Duty::Delete { within_hours, .. } => *within_hours,
        Duty::Mask { .. } | Duty::Record { .. } => None,
    };
    marks.add(match deadline {
        Some(_) => "with a deadline",
        None => "without one",
    });
    marks.add(match duty {
        Duty::Notify { whom, .. } => match whom.as_str() {
            "patient" => "`notify the patient`",
            "requester" => "`notify the requester`",
            "guardian" => "`notify a guardian of the patient`",
            "Acme" => "`notify lab Acme`",
            "dr_lee" => "`notify practitioner dr_lee`",
            _ => "`notify the privacy_officer of Hill`",
        },
        Duty::Mask { .. } => "`mask`",
        Duty::Record { .. } => "`record`",
        Duty::Review { by: None, .. } => "`review`",
        Duty::Review { .. } => "`review by the privacy_officer of Hill`",
        Duty::Delete { categories, .. } if categories.is_empty() => "`delete`",
        Duty::Delete { .. } => "`delete lipids`",
    });
}

pub(super) const OVERRIDING: Table = Table {
    heading: "Overriding",
    rows: &[
        only("a refusal is overridden", [true, true, false]),
        only("one is overridden, another is not", [false, true, false]),
        only(
            "an overriding rule comes near and does not apply",
            [false, true, true],
        ),
        only("one rule overrides several that apply", [true, true, false]),
        only("several override one", [true, true, false]),
        only("a `may` rule applies and loses", [false, true, false]),
    ],
    mark: overriding,
};

fn overriding(seen: &Seen<'_>, marks: &mut Marks) {
    let numbered = seen.policy.rules.iter().zip(0u32..);
    let applying = numbered.filter(|(rule, _)| seen.clauses.applies(rule));
    let (may, not): (Vec<_>, Vec<_>) = applying.partition(|(rule, _)| rule.sentence.may);
    let by = |refusal: u32| {
        let overriding = may
            .iter()
            .filter(|(rule, _)| rule.overrides.contains(&refusal));
        overriding.count()
    };
    let overridden = not.iter().filter(|(_, number)| by(*number) > 0).count();
    marks.add_if(overridden > 0, "a refusal is overridden");
    marks.add_if(
        overridden > 0 && overridden < not.len(),
        "one is overridden, another is not",
    );
    let applies = |number: &u32| not.iter().any(|(_, own)| own == number);
    let reach = |overrides: &[u32]| overrides.iter().filter(|rule| applies(rule)).count();
    let several = may.iter().any(|(rule, _)| reach(&rule.overrides) > 1);
    marks.add_if(several, "one rule overrides several that apply");
    let several = not.iter().any(|(_, number)| by(*number) > 1);
    marks.add_if(several, "several override one");
    let loses = seen.decision.verdict.outcome == Outcome::Refused && !may.is_empty();
    marks.add_if(loses, "a `may` rule applies and loses");
    let mut near = seen.decision.reasons.iter();
    let overrides = |rule: u32| !seen.policy.rules[rule as usize].overrides.is_empty();
    marks.add_if(
        near.any(|reason| overrides(reason.rule)),
        "an overriding rule comes near and does not apply",
    );
}

pub(super) const REASONS: Table = Table {
    heading: "Reasons of a \"no\"",
    rows: &[
        only("no rule names the requester", [false, false, true]),
        only("no rule would override", [false, true, false]),
        only("the action", REFUSED_OR_NOT),
        only("the data", REFUSED_OR_NOT),
        only("the purpose", REFUSED_OR_NOT),
        only("not begun", REFUSED_OR_NOT),
        only("ended", REFUSED_OR_NOT),
        only("a part of the condition: it is not so", REFUSED_OR_NOT),
        only("a part of the condition: nobody knows", REFUSED_OR_NOT),
        only("several clauses of one rule", REFUSED_OR_NOT),
        only("several rules came as near", REFUSED_OR_NOT),
        only("as many rules as an answer names", [false, false, true]),
    ],
    mark: reasons,
};

fn reasons(seen: &Seen<'_>, marks: &mut Marks) {
    let decision = seen.decision;
    match (decision.verdict.outcome, decision.reasons.is_empty()) {
        (Outcome::Refused, true) => marks.add("no rule would override"),
        (Outcome::NotCovered, true) => marks.add("no rule names the requester"),
        _ => {}
    }
    let mut rules: Vec<u32> = decision.reasons.iter().map(|reason| reason.rule).collect();
    rules.dedup();
    marks.add_if(rules.len() > 1, "several rules came as near");
    marks.add_if(
        rules.len() == NEAR_RULES_MAX,
        "as many rules as an answer names",
    );
    marks.add_if(
        decision.reasons.len() > rules.len(),
        "several clauses of one rule",
    );
    for reason in &decision.reasons {
        marks.add(match reason.failure {
            Failure::Action(_) => "the action",
            Failure::Data(_) => "the data",
            Failure::Purpose => "the purpose",
            Failure::NotStarted => "not begun",
            Failure::Ended => "ended",
            Failure::ConditionFalse(_) => "a part of the condition: it is not so",
            Failure::ConditionUnknown(_) => "a part of the condition: nobody knows",
        });
    }
}

pub(super) const POLICIES: Table = Table {
    heading: "Policies",
    rows: &[
        any("in UTC"),
        any("in a zone whose clocks go back and forth (America/Chicago)"),
        any("in a zone half an hour off (Asia/Kolkata)"),
        any("in a zone whose clocks move by half an hour (Australia/Lord_Howe)"),
        any("nothing is specially protected"),
        any("something is specially protected"),
        any("up to 10 rules"),
        any("11 to 100 rules"),
        any("more than 100 rules"),
        only("one rule decides", [true, true, false]),
        only("2 to 16 decide", [true, true, false]),
        only("more than 16 decide", [true, true, false]),
    ],
    mark: policies,
};

fn policies(seen: &Seen<'_>, marks: &mut Marks) {
    let policy = seen.policy;
    marks.add(match policy.time_zone_name.as_str() {
        "UTC" => "in UTC",
        "America/Chicago" => "in a zone whose clocks go back and forth (America/Chicago)",
        "Asia/Kolkata" => "in a zone half an hour off (Asia/Kolkata)",
        _ => "in a zone whose clocks move by half an hour (Australia/Lord_Howe)",
    });
    let is_protected = policy.categories.iter().any(|category| category.protected);
    marks.add(match is_protected {
        true => "something is specially protected",
        false => "nothing is specially protected",
    });
    marks.add(match policy.rules.len() {
        ..=10 => "up to 10 rules",
        11..=100 => "11 to 100 rules",
        _ => "more than 100 rules",
    });
    match seen.decision.verdict.rules.len() {
        0 => {}
        1 => marks.add("one rule decides"),
        2..=16 => marks.add("2 to 16 decide"),
        _ => marks.add("more than 16 decide"),
    }
}
