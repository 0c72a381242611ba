//! The reasons that an example expects for a "no". Part of syntax -> typed policy.

use std::collections::BTreeSet;

use abi::decision::{Failure, Reason};

use super::rule::{Rules, beside};
use super::scope::Tree;
use super::{Checker, codes, condition, date, narrowing};
use crate::diagnostic::{Problem, alternatives, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    self, DataItem, DataPart, Day, FactRef, Moment, Name, Purposes, ReasonKind,
};
use crate::typed::{Condition, Instant, Operand};

/// What one written reason wants among the reasons of a decision.
pub(super) enum Wanted {
    /// All of them.
    All(Vec<Reason>),
    /// One of them.
    Any(Vec<Reason>),
}

impl Checker<'_> {
    /// One written reason as the reasons of a decision: several when it lists several, or when what is not known is a part of
    /// several conditions. A condition that is needed is [`Failure::ConditionFalse`], whether the decision finds it false or not
    /// known.
    pub(super) fn reasons(&mut self, reason: &tree::Reason, rules: &Rules<'_>) -> Option<Wanted> {
        let (rule, failures) = match &reason.kind {
            ReasonKind::Ended { rule, when } => {
                let number = self.rule_number(rule, rules);
                (number?, self.ended(rule, number?, when, rules)?)
            }
            ReasonKind::Starts { rule, when } => {
                let number = self.rule_number(rule, rules);
                (number?, self.starts(rule, number?, when, rules)?)
            }
            ReasonKind::Needs { rule, condition } => {
                let number = self.rule_number(rule, rules);
                (number?, self.needs(rule, number?, condition, rules)?)
            }
            ReasonKind::NeedsData { rule, narrowing } => {
                let number = self.rule_number(rule, rules);
                (number?, self.needs_data(rule, number?, narrowing, rules)?)
            }
            ReasonKind::LeavesOut { rule, items } | ReasonKind::DoesNotCover { rule, items } => {
                let (number, failures) = (self.rule_number(rule, rules), self.not_covered(items));
                (number?, failures?)
            }
            ReasonKind::DoesNotAllow { rule, actions } => {
                let (number, actions) = (
                    self.rule_number(rule, rules),
                    self.terms(Tree::Action, actions),
                );
                (number?, actions?.into_iter().map(Failure::Action).collect())
            }
            ReasonKind::IsFor { rule, purposes } => {
                let (number, purposes) = (
                    self.rule_number(rule, rules),
                    self.terms(Tree::Purpose, purposes),
                );
                (
                    number?,
                    self.is_for(rule, number?, &purposes?, reason.span, rules)?,
                )
            }
            ReasonKind::AgeNotKnown => return self.age_not_known(reason.span, rules),
            ReasonKind::FactNotKnown(fact) => return self.fact_not_known(fact, reason.span, rules),
            ReasonKind::DataNotKnown(part) => {
                return self.data_not_known(*part, reason.span, rules);
            } // Not part of this version of the language, which is reported elsewhere.
        };
        let reason = |failure| Reason { rule, failure };
        Some(Wanted::All(failures.into_iter().map(reason).collect()))
    }

    fn age_not_known(&mut self, span: Span, rules: &Rules<'_>) -> Option<Wanted> {
        let asks = |condition: &Condition| {
            matches!(condition, Condition::AgeUnder(_) | Condition::AgeAtLeast(_))
        };
        self.not_known(&asks, "the patient's age", span, rules)
    }

    fn fact_not_known(&mut self, fact: &FactRef, span: Span, rules: &Rules<'_>) -> Option<Wanted> {
        let id = self.fact(fact)?;
        let words = quote(&self.fact_words(id));
        if self.declared_fact(id)?.otherwise.is_some() {
            let message = format!("{words} is always known, for it is declared with `otherwise`");
            let problem = Problem::error(codes::ALWAYS_KNOWN, span, message);
            self.report(problem.help("leave this reason out: no decision gives it"));
            return None;
        }
        let asks = |condition: &Condition| match condition {
            Condition::Compare { fact, with, .. } => *fact == id || *with == Operand::Fact(id),
            _ => false,
        };
        self.not_known(&asks, &words, span, rules)
    }

    /// That a part of some rule's condition is not known which asks for `what`.
    fn not_known(
        &mut self,
        asks: &dyn Fn(&Condition) -> bool,
        what: &str,
        span: Span,
        rules: &Rules<'_>,
    ) -> Option<Wanted> {
        let mut reasons = Vec::new();
        let mut whole = !self.broken.has_rule();
        for (rule, parts) in rules.may_conditions() {
            whole &= parts.is_some();
            // What narrows the data stands before the condition.
            let asking = parts
                .unwrap_or_default()
                .iter()
                .zip(rules.narrowings(rule)..);
            let asking = asking.filter(|(part, _)| part.has(asks));
            reasons.extend(asking.map(|(_, part)| Reason {
                rule,
                failure: Failure::ConditionUnknown(part),
            }));
        }
        if reasons.is_empty() {
            if whole {
                self.report(nobody_asks(what, span));
            }
            return None;
        }
        Some(one_of(reasons))
    }

    /// That some rule narrows its data by what a request does not say of it.
    fn data_not_known(&mut self, part: DataPart, span: Span, rules: &Rules<'_>) -> Option<Wanted> {
        let mut reasons = Vec::new();
        for (rule, _) in rules.may_conditions() {
            let narrowing = rules
                .sentence(rule)
                .map(|sentence| &sentence.data.narrowing);
            let asking = narrowing.into_iter().flatten().zip(0..);
            let asking = asking.filter(|(clause, _)| DataPart::of(&clause.kind) == part);
            reasons.extend(asking.map(|(_, number)| Reason {
                rule,
                failure: Failure::ConditionUnknown(number),
            }));
        }
        if reasons.is_empty() {
            self.report(nobody_asks(&format!("the data's {}", part.word()), span));
            return None;
        }
        Some(one_of(reasons))
    }

    fn ended(
        &mut self,
        rule: &Name,
        number: u32,
        when: &Moment,
        rules: &Rules<'_>,
    ) -> Option<Vec<Failure>> {
        let written = rules.sentence(number)?.until.as_ref();
        self.same_moment(rule, when, written, date::end, "until")?;
        Some(vec![Failure::Ended])
    }

    fn starts(
        &mut self,
        rule: &Name,
        number: u32,
        when: &Moment,
        rules: &Rules<'_>,
    ) -> Option<Vec<Failure>> {
        let written = rules.sentence(number)?.from.as_ref();
        self.same_moment(rule, when, written, date::beginning, "from")?;
        Some(vec![Failure::NotStarted])
    }

    /// Reports a moment that is not the one which the rule has.
    fn same_moment(
        &mut self,
        rule: &Name,
        when: &Moment,
        written: Option<&Moment>,
        reading: date::Reading,
        word: &str,
    ) -> Option<()> {
        let said = self.moment(when, reading)?;
        let zone = &self.scope.policy.time_zone;
        let known = |moment: &Moment| -> Option<Instant> {
            let Day::Date(date) = moment.day else {
                return None;
            };
            reading(zone, date, moment.time)
        };
        if written.and_then(known) == Some(said) {
            return Some(());
        }
        let name = quote(&rule.text);
        let problem = match written {
            Some(written) => {
                let moment = written.span.in_one_line(self.source);
                let message = format!("{name} says `{word} {moment}`");
                Problem::error(codes::OTHER_MOMENT, when.span, message)
                    .also(written.span, "it is written here")
                    .help("write the same day here and in the rule")
            }
            None => Problem::error(
                codes::OTHER_MOMENT,
                when.span,
                format!("{name} has no `{word}`"),
            )
            .help("leave this reason out: no decision gives it"),
        };
        self.report(problem);
        None
    }

    /// The clause that a reason names among those that narrow a rule's data.
    fn needs_data(
        &mut self,
        rule: &Name,
        number: u32,
        needed: &tree::Narrowing,
        rules: &Rules<'_>,
    ) -> Option<Vec<Failure>> {
        let meaning = self.narrowing(needed)?;
        let written = &rules.sentence(number)?.data.narrowing;
        let errors = self.problems.len();
        // The rule's own problems are reported where it stands.
        let known: Vec<_> = written
            .iter()
            .map(|clause| self.narrowing(clause))
            .collect();
        self.problems.truncate(errors);
        let index = known
            .iter()
            .zip(0..)
            .find(|(known, _)| known.as_ref() == Some(&meaning));
        if index.is_none() {
            self.report(not_narrowed(rule, needed, written));
        }
        index.map(|(_, index)| vec![Failure::ConditionFalse(index)])
    }

    /// The parts of a rule's condition that a reason names.
    fn needs(
        &mut self,
        rule: &Name,
        number: u32,
        needed: &tree::Condition,
        rules: &Rules<'_>,
    ) -> Option<Vec<Failure>> {
        let parts = condition::parts(needed);
        let meanings = self.conditions(&parts);
        let (meanings, known) = (meanings?, rules.conditions(number)?);
        let mut failures = Vec::new();
        for (part, meaning) in parts.iter().zip(meanings) {
            let index = known
                .iter()
                .zip(rules.narrowings(number)..)
                .find(|(other, _)| **other == meaning)
                .map(|(_, index)| index);
            if index.is_none() {
                self.report(not_needed(rule, part, rules.sentence(number)?));
            }
            failures.extend(index.map(Failure::ConditionFalse));
        }
        (failures.len() == parts.len()).then_some(failures)
    }

    fn not_covered(&mut self, items: &[DataItem]) -> Option<Vec<Failure>> {
        let ids: Vec<Option<u32>> = items.iter().map(|item| self.data_item(item)).collect();
        ids.into_iter().map(|id| id.map(Failure::Data)).collect()
    }

    fn is_for(
        &mut self,
        rule: &Name,
        number: u32,
        said: &[u32],
        span: Span,
        rules: &Rules<'_>,
    ) -> Option<Vec<Failure>> {
        let names = match &rules.sentence(number)?.purposes {
            Purposes::Listed(names) => names.as_slice(),
            Purposes::NotNamed | Purposes::Any(_) => &[],
        };
        let known = names.iter().filter_map(|name| {
            self.scope
                .names(Tree::Purpose)
                .get(name.text.as_str())
                .copied()
        });
        let known: BTreeSet<u32> = known.collect();
        if known == said.iter().copied().collect() {
            return Some(vec![Failure::Purpose]);
        }
        let name = quote(&rule.text);
        let written: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let message = match written.as_slice() {
            [] => format!("{name} is for any purpose"),
            _ => format!("{name} is for {}", quote(&alternatives(&written))),
        };
        let problem = Problem::error(codes::OTHER_PURPOSE, span, message)
            .help("name the purposes that the rule has");
        let place = names.first().zip(names.last());
        let place = place.map(|(first, last)| first.span.to(last.span));
        self.report(beside(problem, place, "the purposes of the rule"));
        None
    }
}

/// All of the reasons when there is one, any of several.
fn one_of(reasons: Vec<Reason>) -> Wanted {
    match reasons.as_slice() {
        [_] => Wanted::All(reasons),
        _ => Wanted::Any(reasons),
    }
}

fn nobody_asks(what: &str, span: Span) -> Problem {
    let message = format!("no `may` rule asks for {what}");
    Problem::error(codes::ALWAYS_KNOWN, span, message)
        .help("leave this reason out: no decision gives it")
}

fn not_narrowed(rule: &Name, needed: &tree::Narrowing, written: &[tree::Narrowing]) -> Problem {
    let words = quote(&narrowing::words(needed));
    let message = format!("{} does not need {words}", quote(&rule.text));
    let problem = Problem::error(codes::OTHER_CONDITION, needed.span, message);
    let needed: Vec<String> = written
        .iter()
        .map(|clause| quote(&narrowing::words(clause)))
        .collect();
    problem.help(match needed.as_slice() {
        [] => "nothing narrows the rule's data".to_owned(),
        needed => format!("it needs {}", needed.join(" and ")),
    })
}

fn not_needed(rule: &Name, part: &tree::Condition, sentence: &tree::Sentence) -> Problem {
    let words = condition::words(part);
    let message = format!("{} does not need {}", quote(&rule.text), quote(&words));
    let problem = Problem::error(codes::OTHER_CONDITION, part.span, message);
    let parts = sentence
        .condition
        .as_ref()
        .map(condition::clause_parts)
        .unwrap_or_default();
    let needed: Vec<String> = parts
        .iter()
        .map(condition::words)
        .map(|words| quote(&words))
        .collect();
    let place = sentence.condition.as_ref().map(|clause| clause.span);
    let problem = beside(problem, place, "the condition of the rule");
    problem.help(match needed.as_slice() {
        [] => "the rule has no condition".to_owned(),
        needed => format!("it needs {}", needed.join(" and ")),
    })
}
