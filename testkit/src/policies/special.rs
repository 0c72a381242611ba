//! Policies that chance would not make: consents alone, a rule for each condition, a crowd.

use super::narrowing;
use super::{ACTIONS, CONDITIONS, PURPOSES, SUBJECTS, condition, name_order, period};
use crate::entropy::Entropy;

/// Consents and refusals decide; what else there is cannot hide them.
pub(super) fn consent_policy(choices: &mut Entropy) -> String {
    let condition = condition(choices, 1);
    let other = choices.pick(CONDITIONS);
    format!(
        "\nrule granted\n  anyone may {} the whole record if the patient has consented\n\
         \nrule denied\n  no one may {} everything if the patient has refused\n\
         \nrule quiet\n  any nurse or any physician may {} everything unless the patient has consented\n\
         \nrule other overrides denied\n  {} may {} the whole record if {condition} and {other}\n",
        ACTIONS.join(", "),
        ACTIONS.join(", "),
        ACTIONS.join(", "),
        choices.pick(SUBJECTS),
        ACTIONS.join(", "),
    )
}

/// A rule for each condition and one for its opposite, so that every value shows in every decision.
pub(super) fn probes(choices: &mut Entropy) -> String {
    let subject = choices.pick(&[
        "anyone",
        "any physician or any nurse",
        "any hospital or any lab",
    ]);
    let actions = ACTIONS.join(", ");
    let rule = |(index, condition): (usize, &&str)| {
        format!(
            "\nrule holds_{index}\n  {subject} may {actions} the whole record if {condition}\n\
             \nrule fails_{index}\n  {subject} may {actions} the whole record unless {condition}\n"
        )
    };
    let narrowed = narrowing::CLAUSES
        .iter()
        .enumerate()
        .map(|(index, clause)| {
            format!(
                "\nrule narrowed_{index}\n  {subject} may {actions} the whole record {clause}\n"
            )
        });
    CONDITIONS
        .iter()
        .enumerate()
        .map(rule)
        .chain(narrowed)
        .collect()
}

/// A rule that forbids for each clause that narrows data, and perhaps one that overrides them all.
pub(super) fn narrowed_refusals(choices: &mut Entropy) -> String {
    let subject = choices.pick(&["anyone", "any physician or any nurse or any lab"]);
    let actions = ACTIONS.join(", ");
    let rule = |(index, clause): (usize, &&str)| {
        format!("\nrule closed_{index}\n  {subject} may not {actions} the whole record {clause}\n")
    };
    let closed: String = narrowing::CLAUSES.iter().enumerate().map(rule).collect();
    if choices.one_in(2) {
        return closed;
    }
    let names = (0..narrowing::CLAUSES.len()).map(|index| format!("closed_{index}"));
    let names = super::join(&names.collect::<Vec<_>>(), ", ");
    closed
        + &format!("\nrule opened overrides {names}\n  {subject} may {actions} the whole record\n")
}

/// More rules than the evaluator's short lists hold, most of which apply.
pub(super) fn crowd(choices: &mut Entropy) -> String {
    let count = 12 + choices.below(140);
    crowd_of(choices, count, 0)
}

/// So many rules, most of which apply; the first `opening` of those that allow override all that forbid.
pub(super) fn crowd_of(choices: &mut Entropy, count: usize, opening: usize) -> String {
    let mut opening = opening;
    let refusing: Vec<bool> = (0..count).map(|_| choices.one_in(3)).collect();
    let names = name_order(choices, count);
    let shared = choices.one_in(3).then(|| *choices.pick(CONDITIONS));
    let mut text = String::new();
    for (index, refuses) in refusing.iter().enumerate() {
        let overridden = refusing.iter().zip(&names).filter(|(refuses, _)| **refuses);
        let overridden: Vec<&String> = overridden.map(|(_, name)| name).collect();
        let overrides = !refuses && !overridden.is_empty() && choices.one_in(3);
        let clause = if !refuses && opening > 0 {
            opening -= 1;
            format!(" overrides {}", super::join(&overridden, ", "))
        } else if overrides {
            format!(" overrides {}", choices.pick(&overridden))
        } else {
            String::new()
        };
        let verb = if *refuses { "may not" } else { "may" };
        let condition = match (choices.one_in(4), shared) {
            (true, _) => format!(" if {}", choices.pick(CONDITIONS)),
            (false, Some(shared)) => format!(" if {shared}"),
            (false, None) => String::new(),
        };
        let subject = choices.pick(&[
            "anyone",
            "any physician",
            "anyone or any nurse",
            "hospital Hill",
        ]);
        let actions = choices.pick(&[
            "read, collect, use",
            "read",
            "collect, use",
            "read, collect, use, disclose, correct",
        ]);
        // Single purposes tell many apart, so that a long list of them stands under a wildcard.
        let purposes = match choices.below(3) {
            0 => format!(" for {}", PURPOSES[1..].join(", ")),
            1 => format!(" for {}", choices.pick(PURPOSES)),
            _ => String::new(),
        };
        text += &format!(
            "\nrule {}{clause}\n  {subject} {verb} {actions} the whole record{purposes}{}{condition}\n",
            names[index],
            period(choices),
        );
    }
    text
}
