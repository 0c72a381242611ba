//! Examples for what no example tries: written down, read again like any other, and traced. Only
//! those are given that do try it, with the decision that they come to.

mod attributes;
mod draft;
mod held;
mod moment;
mod value;
mod who;

use abi::decision::{Explanation, Outcome};

use super::{Aspect, Coverage};
use crate::interpret::{Trace, trace};
use crate::typed::{Example, Policy};
use draft::Drafts;

/// Rules that examples are looked for, from the first on; each search reads the policy anew.
const RULES_MAX: usize = 100;

/// What may be tried of one rule before the search ends without an example.
const TRIES_MAX: usize = 96;

/// How often a text is read again without the drafts that were no examples.
const READINGS_MAX: usize = 4;

/// What a draft expects until it is known what it comes to.
const UNDECIDED: &str = "expect not covered";

/// An example that tries what no example tries yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The rule that is tried, by number.
    pub rule: u32,
    /// What is tried of it.
    pub aspect: Aspect,
    /// The example, in one line.
    pub example: String,
}

/// An example that may try something.
struct Draft {
    rule: u32,
    aspect: Aspect,
    text: String,
}

/// For each rule that has something which no example tries, an example of that, when one is found:
/// of the first hundred such rules. `source` is the text of `policy`.
pub fn suggest(policy: &Policy, source: &str, coverage: &Coverage) -> Vec<Suggestion> {
    let drafts = drafts(policy, coverage);
    let mut found: Vec<Suggestion> = Vec::new();
    for (draft, example, policy) in read(source, drafts).iter() {
        if found.last().is_some_and(|last| last.rule == draft.rule) {
            continue;
        }
        let Ok(traced) = trace(policy, &example.case) else {
            continue;
        };
        if tries(&traced, draft) {
            found.push(Suggestion {
                rule: draft.rule,
                aspect: draft.aspect,
                example: draft.text.replace(
                    UNDECIDED,
                    &expectation(policy, draft.rule, &traced.explanation),
                ),
            });
        }
    }
    found
}

fn drafts(policy: &Policy, coverage: &Coverage) -> Vec<Draft> {
    let rules = policy.rules.iter().zip(&coverage.rules).zip(0u32..);
    let incomplete = rules.filter(|((_, covered), _)| covered.share().seen < covered.share().all);
    let mut drafts = Vec::new();
    for ((rule, covered), number) in incomplete.take(RULES_MAX) {
        let of_rule = Drafts::new(policy, rule, number);
        let unseen = covered.unseen().filter(|point| point.counts);
        let of_rule = unseen.flat_map(|point| {
            let texts = of_rule.texts(point.aspect).into_iter();
            texts.map(move |text| Draft {
                rule: number,
                aspect: point.aspect,
                text,
            })
        });
        drafts.extend(of_rule.take(TRIES_MAX));
    }
    drafts
}

/// The drafts that are examples, with what they mean, in the policy that they stand in.
struct Read {
    policy: Option<Policy>,
    drafts: Vec<Draft>,
}

impl Read {
    fn iter(&self) -> impl Iterator<Item = (&Draft, &Example, &Policy)> {
        self.policy.iter().flat_map(|policy| {
            let own = policy.examples.len().saturating_sub(self.drafts.len());
            let examples = policy.examples.iter().skip(own);
            let pairs = self.drafts.iter().zip(examples);
            pairs.map(move |(draft, example)| (draft, example, policy))
        })
    }
}

/// Reads drafts behind the text of the policy, a line each, without those that are no examples.
fn read(source: &str, mut drafts: Vec<Draft>) -> Read {
    for _ in 0..READINGS_MAX {
        let mut text = format!("{source}\n");
        let mut ends = Vec::new();
        for draft in &drafts {
            text += &draft.text;
            text.push('\n');
            ends.push(text.len());
        }
        let checked = crate::check(&text, "policy");
        if let Some(policy) = checked.policy {
            return Read {
                policy: Some(policy),
                drafts,
            };
        }
        let errors = checked.problems.iter().filter(|problem| problem.is_error());
        let wrong: Vec<usize> = errors
            .map(|problem| ends.partition_point(|end| *end <= problem.span.start as usize))
            .collect();
        let kept = drafts.into_iter().zip(0..);
        let kept = kept.filter(|(_, number)| !wrong.contains(number));
        drafts = kept.map(|(draft, _)| draft).collect();
    }
    Read {
        policy: None,
        drafts: Vec::new(),
    }
}

/// Whether an example tries what it was drafted for.
fn tries(traced: &Trace, draft: &Draft) -> bool {
    let rule = traced.rules.get(draft.rule as usize);
    rule.is_some_and(|rule| draft.aspect.is_seen(rule))
}

/// What a decision would be expected as: by the rule itself where it decides.
fn expectation(policy: &Policy, rule: u32, explanation: &Explanation) -> String {
    let verdict = &explanation.verdict;
    let by = match verdict.rules.contains(&rule) {
        true => Some(&rule),
        false => verdict.rules.first(),
    };
    let by = by.and_then(|number| policy.rules.get(*number as usize));
    let name = by.map_or_else(String::new, |rule| draft::name(&rule.name));
    match verdict.outcome {
        Outcome::Allowed => format!("expect allowed by {name}"),
        Outcome::Refused => format!("expect refused by {name}"),
        Outcome::NotCovered => UNDECIDED.into(),
    }
}
