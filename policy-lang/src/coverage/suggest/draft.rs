//! Drafts of examples: a request that is all that a rule is about, changed in the one thing that is
//! to be tried.

use jiff::civil::DateTime;

use super::attributes;
use super::held::Held;
use super::{UNDECIDED, moment, who};
use crate::coverage::{Aspect, words};
use crate::interpret::{Clause, Value, Witness};
use crate::syntax::Span;
use crate::syntax::print::print_name;
use crate::syntax::tree;
use crate::typed::{Condition, Instant, Policy, Rule};

/// A name as it is written.
pub(super) fn name(text: &str) -> String {
    print_name(&tree::Name {
        text: text.into(),
        span: Span::default(),
        quoted: false,
    })
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Drafts about one rule.
pub(super) struct Drafts<'p> {
    policy: &'p Policy,
    rule: &'p Rule,
    number: u32,
    witness: Witness,
    bases: Vec<Ask>,
}

/// What is asked in a draft.
#[derive(Clone)]
struct Ask {
    who: String,
    action: Option<u32>,
    category: Option<u32>,
    purpose: Option<u32>,
    at: DateTime,
    /// What is said of the data, for each clause that narrows it.
    data: Vec<Option<String>>,
    held: Held,
}

impl<'p> Drafts<'p> {
    pub(super) fn new(policy: &'p Policy, rule: &'p Rule, number: u32) -> Self {
        Self {
            policy,
            rule,
            number,
            witness: Witness::of(policy, rule),
            bases: bases(policy, rule),
        }
    }

    /// Examples that may try `aspect`, the plainest first.
    pub(super) fn texts(&self, aspect: Aspect) -> Vec<String> {
        let title = format!("{}: {}", self.rule.name, words(self.rule, aspect));
        let asks = self.asks(aspect).into_iter();
        asks.filter_map(|ask| text(self.policy, &title, &ask))
            .collect()
    }

    fn asks(&self, aspect: Aspect) -> Vec<Ask> {
        let (clause, value) = match aspect {
            Aspect::Decides => return self.bases.clone(),
            Aspect::Overridden => return self.overridden(),
            Aspect::Clause(clause, value) => (clause, value),
        };
        let (witness, sentence) = (&self.witness, &self.rule.sentence);
        match (clause, value) {
            (Clause::Subject, Value::No) => self.by_others(),
            (Clause::Action, Value::No) => self.each(|ask| ask.action = witness.other_action),
            (Clause::Data, Value::No) => self.each(|ask| ask.category = witness.other_category),
            (Clause::Purpose, Value::No) => {
                self.each(|ask| ask.purpose = witness.other_purpose.flatten())
            }
            (Clause::Period, Value::Before) => self.at(sentence.from, -60),
            (Clause::Period, Value::After) => self.at(sentence.until, 0),
            (Clause::Narrowing(at), Value::No) => {
                let clause = sentence.narrowing.get(at as usize);
                let said = clause
                    .and_then(|clause| attributes::failing(self.policy, clause, sentence.may));
                self.each(|ask| {
                    if let Some(own) = ask.data.get_mut(at as usize) {
                        own.clone_from(&said);
                    }
                })
            }
            (Clause::Part(part), _) => self.wanting(self.rule.conditions.get(part as usize), value),
            (Clause::Leaf(part, leaf), _) => {
                let condition = self.rule.conditions.get(part as usize);
                let leaves = condition.map(Condition::leaves).unwrap_or_default();
                self.wanting(leaves.get(leaf as usize).copied(), value)
            }
            _ => self.bases.clone(),
        }
    }

    /// The plain requests, each changed.
    fn each(&self, change: impl Fn(&mut Ask)) -> Vec<Ask> {
        let mut asks = self.bases.clone();
        asks.iter_mut().for_each(change);
        asks
    }

    /// Requests of the rules that override this one, with what this one's condition needs.
    fn overridden(&self) -> Vec<Ask> {
        let overrides = |other: &&Rule| other.overrides.contains(&self.number);
        let overriding = self.policy.rules.iter().filter(overrides);
        let mut asks: Vec<Ask> = overriding
            .flat_map(|other| bases(self.policy, other))
            .collect();
        for ask in &mut asks {
            for condition in &self.rule.conditions {
                ask.held.want(self.policy, condition, true);
            }
        }
        asks
    }

    fn by_others(&self) -> Vec<Ask> {
        let base = self.bases.first();
        let asks = who::others(self.policy).into_iter().filter_map(|who| {
            let mut ask = base?.clone();
            ask.who = who;
            Some(ask)
        });
        asks.collect()
    }

    fn at(&self, instant: Option<Instant>, seconds: i64) -> Vec<Ask> {
        let at =
            instant.and_then(|Instant(at)| moment::local(self.policy, at.saturating_add(seconds)));
        at.map_or_else(Vec::new, |at| self.each(|ask| ask.at = at))
    }

    fn wanting(&self, condition: Option<&Condition>, value: Value) -> Vec<Ask> {
        condition.map_or_else(Vec::new, |condition| {
            self.each(|ask| ask.held.want(self.policy, condition, value == Value::Yes))
        })
    }
}

/// Requests that a rule is about in every way.
fn bases(policy: &Policy, rule: &Rule) -> Vec<Ask> {
    let witness = Witness::of(policy, rule);
    let mut held = Held::default();
    for condition in &rule.conditions {
        held.want(policy, condition, true);
    }
    let subjects = rule.sentence.subjects.iter();
    let who: Vec<String> = subjects
        .filter_map(|subject| who::asker(policy, *subject))
        .collect();
    let data = attributes::holding(policy, rule);
    let mut asks = Vec::new();
    for at in moment::moments(policy, rule) {
        asks.extend(who.iter().map(|who| Ask {
            who: who.clone(),
            action: witness.action,
            category: witness.category,
            purpose: witness.purpose,
            at,
            data: data.clone(),
            held: held.clone(),
        }));
    }
    asks
}

/// The example in one line; `None` when something that is asked for has no name.
fn text(policy: &Policy, title: &str, ask: &Ask) -> Option<String> {
    let action = name(&policy.actions.get(ask.action? as usize)?.name);
    let category = name(&policy.categories.get(ask.category? as usize)?.name);
    let mut text = format!("example {}", quoted(title));
    for line in ask.held.lines(policy, &action) {
        text += &format!(" given {line}");
    }
    text += &format!(" {} asks to {action} {category}", ask.who);
    for said in ask.data.iter().flatten() {
        text += &format!(" {said}");
    }
    if let Some(purpose) = ask.purpose {
        let purpose = policy.purposes.get(purpose.checked_sub(1)? as usize)?;
        text += &format!(" for {}", name(&purpose.name));
    }
    text += &format!(" on {}", ask.at.date());
    if (ask.at.hour(), ask.at.minute()) != (12, 0) {
        text += &format!(" at {:02}:{:02}", ask.at.hour(), ask.at.minute());
    }
    if ask.held.reason {
        text += " with reason \"a reason\"";
    }
    Some(format!("{text} {UNDECIDED}"))
}
