//! Facts: what is declared, where they are referred to, and their values. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use abi::limits::LIST_ITEMS;

use super::declarations::Taken;
use super::scope::{Thing, suggest};
use super::{Checker, codes, text};
use crate::diagnostic::{Problem, alternatives, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    self, Comparison, FactDeclaration, FactRef, FactTypeKind, Name, OwnerWord, Text, Value,
};
use crate::typed::{Condition, Date, Fact, FactKind, FactOwner, Operand, Scalar};

/// The most words of a fact that a message names.
const CHOICES_SHOWN_MAX: usize = 8;

/// The declared facts in the order of their owners and names, with the places of their names.
pub(super) fn facts(
    declared: &[&FactDeclaration],
    problems: &mut Vec<Problem>,
) -> (Vec<Fact>, Vec<Span>) {
    let mut taken: BTreeMap<tree::FactOwner, Taken<'_>> = BTreeMap::new();
    let mut once = Vec::new();
    for fact in declared {
        if taken
            .entry(fact.owner.owner)
            .or_default()
            .take(&fact.name, problems)
        {
            once.push(*fact);
        }
    }
    once.sort_by_key(|fact| (owner(fact.owner), fact.name.text.as_str()));
    let fact = |fact: &FactDeclaration| {
        let typed = Fact {
            owner: owner(fact.owner),
            name: fact.name.text.clone(),
            kind: kind(&fact.fact_type.kind, problems),
            otherwise: None,
        };
        let otherwise = fact
            .otherwise
            .as_ref()
            .map(|value| scalar(&typed, value, problems.len()));
        let otherwise = match otherwise {
            Some(Err(problem)) => {
                problems.push(problem);
                None
            }
            Some(Ok(value)) => Some(value),
            None => None,
        };
        (Fact { otherwise, ..typed }, fact.name.span)
    };
    once.into_iter().map(fact).unzip()
}

const OWNERS: [FactOwner; 4] = [
    FactOwner::Patient,
    FactOwner::Requester,
    FactOwner::Record,
    FactOwner::Request,
];

fn owner(word: OwnerWord) -> FactOwner {
    match word.owner {
        tree::FactOwner::Patient => FactOwner::Patient,
        tree::FactOwner::Requester => FactOwner::Requester,
        tree::FactOwner::Record => FactOwner::Record,
        tree::FactOwner::Request => FactOwner::Request,
    }
}

fn kind(kind: &FactTypeKind, problems: &mut Vec<Problem>) -> FactKind {
    match kind {
        FactTypeKind::YesNo => FactKind::YesNo,
        FactTypeKind::Number => FactKind::Number,
        FactTypeKind::Date => FactKind::Date,
        FactTypeKind::Text => FactKind::Text,
        FactTypeKind::OneOf(choices) => {
            if let Some(extra) = choices.get(LIST_ITEMS as usize) {
                let message = "these are more words than a fact can have";
                let help = format!("a list has at most {LIST_ITEMS} words");
                problems.push(Problem::error(codes::TOO_MUCH, extra.span, message).help(help));
            }
            let mut taken = Taken::default();
            let within = choices.iter().take(LIST_ITEMS as usize);
            let once = within.filter(|choice| taken.take(choice, problems));
            FactKind::OneOf(once.map(|choice| choice.text.clone()).collect())
        }
    }
}

/// A fact as conditions write it: `patient.vip`.
fn written(fact: &Fact) -> String {
    let owner = match fact.owner {
        FactOwner::Patient => tree::FactOwner::Patient,
        FactOwner::Requester => tree::FactOwner::Requester,
        FactOwner::Record => tree::FactOwner::Record,
        FactOwner::Request => tree::FactOwner::Request,
    };
    format!("{}.{}", owner.word(), text::written(&fact.name))
}

/// What the values of a fact are, in words.
fn kind_words(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::YesNo => "yes or no",
        FactKind::Number => "a number",
        FactKind::Date => "a date",
        FactKind::Text => "a text",
        FactKind::OneOf(_) => "one of a list of words",
    }
}

/// The value of a fact that is written; a problem when it is of another kind, or another fact.
fn scalar(fact: &Fact, value: &Value, problems: usize) -> Result<Scalar, Problem> {
    match (&fact.kind, value) {
        (FactKind::YesNo, Value::YesNo(word)) => Ok(Scalar::YesNo(word.yes)),
        (FactKind::Number, Value::Number(number)) => Ok(Scalar::Number(number.value)),
        (FactKind::Date, Value::Date(date)) => Ok(Scalar::Date(day(*date))),
        (FactKind::Text, Value::Text(text)) => Ok(Scalar::Text(text.text.clone())),
        (FactKind::OneOf(choices), Value::Word(Name { text, span, .. }))
        | (FactKind::OneOf(choices), Value::Text(Text { text, span })) => {
            if choices.contains(text) {
                return Ok(Scalar::Text(text.clone()));
            }
            Err(unknown_choice(fact, choices, text, *span, problems))
        }
        (_, _) => Err(wrong_value(fact, value)),
    }
}

/// A day of the calendar.
pub(super) fn day(date: tree::Date) -> Date {
    let part = |number: i8| u32::from(number.unsigned_abs());
    Date::new(i64::from(date.year), part(date.month), part(date.day))
}

fn unknown_choice(
    fact: &Fact,
    choices: &[String],
    word: &str,
    span: Span,
    problems: usize,
) -> Problem {
    let message = format!("{} is never {}", quote(&written(fact)), quote(word));
    let problem = Problem::error(codes::UNKNOWN_CHOICE, span, message);
    let otherwise = format!("it is {}", choice_words(choices));
    let known = choices.iter().map(String::as_str);
    suggest(problem, problems, word, known, otherwise)
}

/// The words that a fact can be, not all of a long list.
fn choice_words(choices: &[String]) -> String {
    let shown = choices.iter().take(CHOICES_SHOWN_MAX);
    let mut words: Vec<String> = shown.map(|word| quote(&text::written(word))).collect();
    if choices.len() > CHOICES_SHOWN_MAX {
        words.push("another of its words".to_owned());
    }
    alternatives(&words)
}

fn wrong_value(fact: &Fact, value: &Value) -> Problem {
    let (found, span) = match value {
        Value::YesNo(word) => ("yes or no", word.span),
        Value::Number(number) => ("a number", number.span),
        Value::Date(date) => ("a date", date.span),
        Value::Text(text) => ("a text", text.span),
        Value::Word(name) => ("a word", name.span),
        Value::Fact(other) => ("another fact", other.span),
    };
    let is = kind_words(&fact.kind);
    let message = format!("{} is {is}, not {found}", quote(&written(fact)));
    let help = match (&fact.kind, value) {
        (FactKind::YesNo, _) => "write `yes` or `no`".to_owned(),
        (FactKind::Number, _) => "write a whole number in digits".to_owned(),
        (FactKind::Date, _) => "write the day as in `2026-12-31`".to_owned(),
        (FactKind::Text, Value::Word(name)) => {
            format!(
                "write the text in quotes: \"{}\"",
                quote(&name.text).trim_matches('`')
            )
        }
        (FactKind::Text, _) => "write a text in quotes".to_owned(),
        (FactKind::OneOf(choices), _) => format!("write {}", choice_words(choices)),
    };
    Problem::error(codes::WRONG_VALUE, span, message).help(help)
}

/// Whether values of one kind can be those of the other.
fn comparable(one: &FactKind, other: &FactKind) -> bool {
    match (one, other) {
        (FactKind::OneOf(some), FactKind::OneOf(others)) => {
            some.iter().any(|word| others.contains(word))
        }
        _ => one == other,
    }
}

impl Checker<'_> {
    /// The id of the fact that is referred to; one that is not declared is an error.
    pub(super) fn fact(&mut self, reference: &FactRef) -> Option<u32> {
        let name = &reference.name;
        let key = (owner(reference.owner), name.text.as_str());
        let id = self.scope.facts.get(&key).copied();
        if id.is_none() {
            self.report_unknown_fact(reference);
        }
        id
    }

    /// A fact by its id.
    pub(super) fn declared_fact(&self, id: u32) -> Option<&Fact> {
        self.scope.policy.facts.get(id as usize)
    }

    fn report_unknown_fact(&mut self, reference: &FactRef) {
        let FactRef {
            owner: word, name, ..
        } = reference;
        let of = word.owner.word();
        let message = format!("no fact of the {of} is called {}", quote(&name.text));
        let problem = Problem::error(codes::UNKNOWN_FACT, name.span, message);
        let facts = &self.scope.policy.facts;
        let of_owner = |owner| self.scope.facts.get(&(owner, name.text.as_str()));
        let elsewhere = OWNERS.into_iter().find_map(of_owner);
        let problem = match elsewhere {
            Some(id) => problem.help(format!("did you mean {}?", quote(&self.fact_words(*id)))),
            None => {
                let own = facts.iter().filter(|fact| fact.owner == owner(*word));
                let names = own.map(|fact| fact.name.as_str());
                let line = format!("fact {}: yes/no of {of}", text::written(&name.text));
                let declare = format!("declare it with a line such as {}", quote(&line));
                suggest(problem, self.problems.len(), &name.text, names, declare)
            }
        };
        self.report(problem);
    }

    /// The meaning of a fact that stands alone in a condition: that it is yes.
    pub(super) fn fact_alone(&mut self, reference: &FactRef) -> Option<Condition> {
        let id = self.asked_fact(reference)?;
        let fact = self.declared_fact(id)?;
        if fact.kind != FactKind::YesNo {
            let name = written(fact);
            let message = format!(
                "{} is {}, so by itself it is no condition",
                quote(&name),
                kind_words(&fact.kind)
            );
            let example = match &fact.kind {
                FactKind::YesNo | FactKind::Number => format!("{name} is at least 3"),
                FactKind::Date => format!("{name} is at least 2026-12-31"),
                FactKind::Text => format!("{name} is \"…\""),
                FactKind::OneOf(choices) => {
                    let word = choices.first().map_or("", String::as_str);
                    format!("{name} is {}", text::written(word))
                }
            };
            let problem = Problem::error(codes::NOT_A_CONDITION, reference.span, message)
                .help(format!("say what it is to be, as in {}", quote(&example)));
            self.report(self.with_declaration(problem, id));
            return None;
        }
        Some(Condition::Compare {
            fact: id,
            comparison: Comparison::Is,
            with: Operand::Value(Scalar::YesNo(true)),
        })
    }

    /// The meaning of a fact that is compared with a value or with another fact.
    pub(super) fn compared(
        &mut self,
        reference: &FactRef,
        comparison: Comparison,
        comparison_span: Span,
        value: &Value,
    ) -> Option<Condition> {
        let fact = self.asked_fact(reference);
        let with = match value {
            Value::Fact(other) => {
                let other_id = self.asked_fact(other);
                let id = fact?;
                self.check_same_kind(id, other_id?, other.span)
                    .map(|()| Operand::Fact(other_id.unwrap_or(id)))
            }
            value => self.fact_value(fact?, value).map(Operand::Value),
        };
        let id = fact?;
        self.check_order(id, comparison, comparison_span)?;
        Some(Condition::Compare {
            fact: id,
            comparison,
            with: with?,
        })
    }

    fn asked_fact(&mut self, reference: &FactRef) -> Option<u32> {
        let id = self.fact(reference)?;
        self.used.insert(Thing::Fact(id));
        Some(id)
    }

    /// The value of a fact that is written; one of another kind is an error.
    pub(super) fn fact_value(&mut self, id: u32, value: &Value) -> Option<Scalar> {
        let fact = self.scope.policy.facts.get(id as usize)?;
        scalar(fact, value, self.problems.len())
            .map_err(|problem| self.report(self.with_declaration(problem, id)))
            .ok()
    }

    fn check_same_kind(&mut self, id: u32, other: u32, span: Span) -> Option<()> {
        let (fact, other_fact) = (self.declared_fact(id)?, self.declared_fact(other)?);
        if comparable(&fact.kind, &other_fact.kind) {
            return Some(());
        }
        let (name, other_name) = (quote(&written(fact)), quote(&written(other_fact)));
        let (is, other_is) = (kind_words(&fact.kind), kind_words(&other_fact.kind));
        let (message, help) = match is == other_is {
            true => (
                format!("{name} and {other_name} have no word in common"),
                "compare facts that can be the same",
            ),
            false => (
                format!("{name} is {is}, and {other_name} is {other_is}"),
                "compare a fact with one of the same kind",
            ),
        };
        let problem = Problem::error(codes::WRONG_VALUE, span, message).help(help);
        self.report(self.with_declaration(problem, other));
        None
    }

    fn check_order(&mut self, id: u32, comparison: Comparison, span: Span) -> Option<()> {
        let fact = self.declared_fact(id)?;
        let has_order = matches!(fact.kind, FactKind::Number | FactKind::Date);
        if has_order || matches!(comparison, Comparison::Is | Comparison::IsNot) {
            return Some(());
        }
        let is = kind_words(&fact.kind);
        let message = format!(
            "{} is {is}, which has no more and less",
            quote(&written(fact))
        );
        let problem = Problem::error(codes::NOT_ORDERED, span, message)
            .help("write `is` or `is not`; numbers and dates alone are compared otherwise");
        self.report(self.with_declaration(problem, id));
        None
    }

    fn with_declaration(&self, problem: Problem, id: u32) -> Problem {
        let place = self.places.facts.get(id as usize).copied();
        place.into_iter().fold(problem, |problem, place| {
            problem.also(place, "it is declared here")
        })
    }

    /// A fact as conditions write it.
    pub(super) fn fact_words(&self, id: u32) -> String {
        self.declared_fact(id).map(written).unwrap_or_default()
    }
}
