//! Rules: their names and numbers, what they override, what they say. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use super::scope::suggest;
use super::{Checker, codes, condition, sentence};
use crate::diagnostic::{LineIndex, Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{self, Name};
use crate::typed::{Condition, Rule};

/// A policy's rules with what examples need to know of them.
pub(super) struct Rules<'s> {
    /// The rules that mean something, by number. Without errors these are all of them, so that a rule stands at its number.
    pub(super) rules: Vec<Rule>,
    heads: Vec<Head<'s>>,
    numbers: BTreeMap<String, u32>,
    /// The name of a rule whose period has a beginning or an end, if there is one.
    pub(super) dated: Option<String>,
    /// The name of a rule that asks for the weekday, if there is one.
    pub(super) weekday: Option<String>,
}

/// A rule's name and number before the rest of it.
struct Head<'s> {
    name: String,
    /// The label, or where the bare sentence stands.
    span: Span,
    may: bool,
    rule: &'s tree::Rule,
    conditions: Option<Vec<Condition>>,
}

impl<'s> Rules<'s> {
    /// Names the rules and numbers them in the order of the bytes of their names. A name that is used twice is an error, and
    /// the first rule keeps it.
    fn number(rules: &[&'s tree::Rule], problems: &mut Vec<Problem>) -> Self {
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        let mut heads = Vec::new();
        for head in named(rules) {
            match first.get(&head.name) {
                Some(place) => problems.push(taken(&head, *place)),
                None => {
                    first.insert(head.name.clone(), head.span);
                    heads.push(head);
                }
            }
        }
        heads.sort_by(|a: &Head<'_>, b| a.name.cmp(&b.name));
        let numbers = heads
            .iter()
            .zip(0..)
            .map(|(head, number)| (head.name.clone(), number))
            .collect();
        let dated = |head: &&Head<'_>| is_dated(&head.rule.sentence);
        let dated = heads.iter().find(dated).map(|head| head.name.clone());
        let weekday = heads.iter().find(|head| asks_weekday(head.rule));
        let weekday = weekday.map(|head| head.name.clone());
        Self {
            rules: Vec::new(),
            heads,
            numbers,
            dated,
            weekday,
        }
    }

    /// The number of the rule with a name.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The names of all rules.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.numbers.keys().map(String::as_str)
    }

    /// Whether a rule allows.
    pub(super) fn is_may(&self, number: u32) -> bool {
        self.heads.get(number as usize).is_some_and(|head| head.may)
    }

    /// Where a rule says what it is: its name, or its `may`.
    pub(super) fn place(&self, number: u32) -> Option<Span> {
        let head = self.heads.get(number as usize)?;
        let may = head.rule.sentence.permission_span;
        Some(head.rule.label.as_ref().map_or(may, |label| label.span))
    }

    /// What a rule says, as it was written.
    pub(super) fn sentence(&self, number: u32) -> Option<&'s tree::Sentence> {
        self.heads
            .get(number as usize)
            .map(|head| &head.rule.sentence)
    }

    /// The parts of the conditions of the `may` rules, with the rule's number; `None` when one has no meaning. Reasons are
    /// given of these alone.
    pub(super) fn may_conditions(&self) -> impl Iterator<Item = (u32, Option<&[Condition]>)> {
        let rules = self.heads.iter().zip(0..).filter(|(head, _)| head.may);
        rules.map(|(head, number)| (number, head.conditions.as_deref()))
    }

    /// How many clauses narrow a rule's data: the parts of its condition are counted after them.
    pub(super) fn narrowings(&self, number: u32) -> u32 {
        let clauses = self
            .sentence(number)
            .map(|sentence| &sentence.data.narrowing);
        clauses.map_or(0, |clauses| {
            u32::try_from(clauses.len()).unwrap_or(u32::MAX)
        })
    }

    /// The parts of a rule's condition; `None` when one has no meaning.
    pub(super) fn conditions(&self, number: u32) -> Option<&[Condition]> {
        self.heads.get(number as usize)?.conditions.as_deref()
    }
}

/// Whether a sentence's period has a beginning or an end.
pub(super) fn is_dated(sentence: &tree::Sentence) -> bool {
    sentence.from.is_some() || sentence.until.is_some()
}

fn asks_weekday(rule: &tree::Rule) -> bool {
    let clause = rule.sentence.condition.iter();
    let mut singles = clause.flat_map(|clause| condition::singles(&clause.condition));
    singles.any(|single| single.kind == tree::ConditionKind::Weekday)
}

/// The rules with their names in the order of the source; bare sentences are numbered among themselves.
fn named<'s>(rules: &[&'s tree::Rule]) -> Vec<Head<'s>> {
    let mut bare = 0u32;
    let head = |rule: &&'s tree::Rule| {
        let (name, span) = match &rule.label {
            Some(label) => (label.text.clone(), label.span),
            None => {
                bare += 1;
                (format!("r{bare}"), rule.span)
            }
        };
        Head {
            name,
            span,
            may: sentence::allows(&rule.sentence),
            rule,
            conditions: None,
        }
    };
    rules.iter().map(head).collect()
}

fn taken(head: &Head<'_>, first: Span) -> Problem {
    let name = quote(&head.name);
    let (message, help) = match head.rule.label {
        Some(_) => (
            format!("another rule is called {name}"),
            "give one of the two another name",
        ),
        None => (
            format!("this sentence is called {name}, which another rule has as its name"),
            "sentences without a name are called r1, r2, … in their order; give this one a name with `rule`",
        ),
    };
    Problem::error(codes::RULE_TWICE, head.span, message)
        .also(first, format!("{name} is here"))
        .help(help)
}

/// The problem with the place of the rule that it is about.
pub(super) fn beside(problem: Problem, place: Option<Span>, label: &str) -> Problem {
    place
        .into_iter()
        .fold(problem, |problem, place| problem.also(place, label))
}

/// The line on which something begins, from 1.
pub(super) fn line(lines: &LineIndex, span: Span) -> u32 {
    u32::try_from(lines.line_of(span.start)).map_or(u32::MAX, |line| line.saturating_add(1))
}

impl Checker<'_> {
    /// The rules of a policy.
    pub(super) fn rules<'s>(&mut self, declared: &[&'s tree::Rule]) -> Rules<'s> {
        let mut rules = Rules::number(declared, &mut self.problems);
        let lines = LineIndex::new(self.source);
        for number in 0..rules.heads.len() {
            let Some(head) = rules.heads.get(number) else {
                continue;
            };
            let overrides = self.overrides(head, &rules);
            let (rule, conditions) = self.rule(head, overrides, &lines);
            rules.rules.extend(rule);
            if let Some(head) = rules.heads.get_mut(number) {
                head.conditions = conditions;
            }
        }
        rules
    }

    fn rule(
        &mut self,
        head: &Head<'_>,
        overrides: Option<Vec<u32>>,
        lines: &LineIndex,
    ) -> (Option<Rule>, Option<Vec<Condition>>) {
        let syntax = head.rule;
        if !abi::terms::is_name(&head.name) {
            self.report(super::declarations::too_long(&head.name, head.span));
        }
        let sentence = self.sentence(&syntax.sentence);
        let parts = syntax
            .sentence
            .condition
            .as_ref()
            .map(condition::clause_parts)
            .unwrap_or_default();
        let condition_texts = parts.iter().map(condition::words).collect();
        let leaf_texts = parts.iter().map(condition::leaf_words).collect();
        let conditions = self.conditions(&parts);
        let duties = self.duties(&syntax.sentence.duties);
        self.warn_of_idle_duties(head);
        let rule = || {
            Some(Rule {
                name: head.name.clone(),
                title: syntax.title.as_ref().map(|title| title.text.clone()),
                sentence: sentence?,
                conditions: conditions.clone()?,
                condition_texts,
                leaf_texts,
                duties: duties?,
                overrides: overrides?,
                span: syntax.span,
                line: line(lines, syntax.span),
            })
        };
        (rule(), conditions)
    }

    fn warn_of_idle_duties(&mut self, head: &Head<'_>) {
        if let (false, Some(duty)) = (head.may, head.rule.sentence.duties.first()) {
            let message = "a sentence that forbids carries no duties";
            self.report(
                Problem::warning(codes::IDLE_DUTY, duty.span, message)
                    .help("duties come with what is allowed: put them into the `may` rule"),
            );
        }
    }

    /// The numbers of the rules that a rule overrides, sorted; `None` when one is unknown or not to be overridden.
    fn overrides(&mut self, head: &Head<'_>, rules: &Rules<'_>) -> Option<Vec<u32>> {
        let named = &head.rule.overrides;
        if let (false, Some(name)) = (head.may, named.first()) {
            let message = format!("{} forbids, so it overrides nothing", quote(&head.name));
            let help =
                "only a `may` rule overrides; a `may not` rule goes before every other as it is";
            self.report(Problem::error(codes::OVERRIDES, name.span, message).help(help));
        }
        let numbers: Vec<Option<u32>> = named
            .iter()
            .map(|name| self.overridden(name, head.may, rules))
            .collect();
        let mut numbers: Vec<u32> = numbers.into_iter().collect::<Option<_>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        (head.may || numbers.is_empty()).then_some(numbers)
    }

    fn overridden(&mut self, name: &Name, may: bool, rules: &Rules<'_>) -> Option<u32> {
        let number = self.rule_number(name, rules)?;
        if may && rules.is_may(number) {
            let message = format!(
                "{} allows, so there is nothing to override",
                quote(&name.text)
            );
            let problem = Problem::error(codes::OVERRIDES, name.span, message)
                .help("only `may not` and `no one may` rules are overridden; one `may` rule that applies is enough");
            self.report(beside(problem, rules.place(number), "the rule"));
            return None;
        }
        Some(number)
    }

    /// The number of the rule with a name; one that is not there is an error.
    /// About one that could not be read nothing is said.
    pub(super) fn rule_number(&mut self, name: &Name, rules: &Rules<'_>) -> Option<u32> {
        if self.broken.is_rule(&name.text) {
            return None;
        }
        let number = rules.find(&name.text);
        if number.is_none() {
            let message = format!("no rule is called {}", quote(&name.text));
            let problem = Problem::error(codes::UNKNOWN_RULE, name.span, message);
            let otherwise = "sentences without a name are called r1, r2, … in their order";
            let problem = suggest(
                problem,
                self.problems.len(),
                &name.text,
                rules.names(),
                otherwise,
            );
            self.report(problem);
        }
        number
    }
}
