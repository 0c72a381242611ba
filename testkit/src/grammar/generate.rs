//! Sentences from a grammar, at random.

use std::collections::{BTreeMap, BTreeSet};

use super::{Expression, Grammar, Kind, Token, is_reserved, text};
use crate::workload::split_mix::SplitMix64;

/// What was made.
#[derive(Debug, Default)]
pub struct Generated {
    /// The tokens.
    pub tokens: Vec<Token>,
    /// Where the productions begin that were used, by their names.
    pub starts: BTreeMap<String, BTreeSet<usize>>,
}

/// Makes tokens that are a `production`, no deeper than `depth` where the grammar lets it end. The same seed makes the same.
pub fn generate(grammar: &Grammar, production: &str, depth: usize, seed: u64) -> Generated {
    let mut generator = Generator {
        grammar,
        heights: heights(grammar),
        random: SplitMix64::new(seed),
        made: Generated::default(),
    };
    generator.expand(&Expression::Production(production.to_owned()), depth);
    generator.made
}

/// How deep each production is at the least.
fn heights(grammar: &Grammar) -> BTreeMap<&str, usize> {
    let mut heights = BTreeMap::new();
    for height in 0..=grammar.len() {
        for (name, expression) in grammar {
            let fits = least(expression, &heights).is_some_and(|least| least <= height);
            if fits && !heights.contains_key(name.as_str()) {
                heights.insert(name.as_str(), height);
            }
        }
    }
    heights
}

/// How deep an expression is at the least; nothing while that is not known.
fn least(expression: &Expression, heights: &BTreeMap<&str, usize>) -> Option<usize> {
    match expression {
        Expression::Production(name) => heights.get(name.as_str()).map(|height| height + 1),
        Expression::Sequence(parts) => parts
            .iter()
            .try_fold(0, |most, part| Some(least(part, heights)?.max(most))),
        Expression::Choice(parts) => parts.iter().filter_map(|part| least(part, heights)).min(),
        _ => Some(0),
    }
}

struct Generator<'g> {
    grammar: &'g Grammar,
    heights: BTreeMap<&'g str, usize>,
    random: SplitMix64,
    made: Generated,
}

impl Generator<'_> {
    fn below(&mut self, count: usize) -> usize {
        (self.random.draw() >> 33) as usize % count
    }

    fn expand(&mut self, expression: &Expression, depth: usize) {
        match expression {
            Expression::Literal(literal) => self.push(literal_kind(literal), literal.clone()),
            Expression::Class(class) => self.class(class, depth),
            Expression::Production(name) => self.production(name, depth),
            Expression::Sequence(parts) => parts.iter().for_each(|part| self.expand(part, depth)),
            Expression::Choice(parts) => self.choice(parts, depth),
            Expression::Option(part) if self.below(2) == 0 => self.expand_if(part, depth),
            Expression::Option(_) => {}
            Expression::Repetition(part) => {
                let count = self.below(4);
                (0..count).for_each(|_| self.expand_if(part, depth));
            }
            Expression::Set(parts) => self.set(parts, depth),
        }
    }

    fn expand_if(&mut self, part: &Expression, depth: usize) {
        if least(part, &self.heights).is_some_and(|least| least <= depth) {
            self.expand(part, depth);
        }
    }

    fn production(&mut self, name: &str, depth: usize) {
        let start = self.made.tokens.len();
        self.made
            .starts
            .entry(name.to_owned())
            .or_default()
            .insert(start);
        let expression = self.grammar.get(name).expect("a production of the grammar");
        self.expand(expression, depth.saturating_sub(1));
    }

    fn choice(&mut self, parts: &[Expression], depth: usize) {
        let heights: Vec<usize> = parts
            .iter()
            .filter_map(|part| least(part, &self.heights))
            .collect();
        let lowest = heights.iter().min().copied().unwrap_or(0);
        let open: Vec<&Expression> = parts
            .iter()
            .zip(heights)
            .filter(|(_, height)| *height <= depth.max(lowest))
            .map(|(part, _)| part)
            .collect();
        let picked = self.below(open.len());
        self.expand(open[picked], depth);
    }

    fn set(&mut self, parts: &[Expression], depth: usize) {
        let mut left: Vec<&Expression> = parts.iter().collect();
        for _ in 0..self.below(parts.len() + 1) {
            let index = self.below(left.len());
            self.expand_if(left.remove(index), depth);
        }
    }

    fn class(&mut self, class: &str, depth: usize) {
        let (kind, texts): (Kind, &[&str]) = match class {
            "WORD" => (Kind::Word, &["Acme", "bloodwork", "dr_lee", "x9", "Q"]),
            "TEXT" => (
                Kind::Text,
                &["\"Ward 7\"", "\"718-7\"", "\"é\"", "\"a \\\"b\\\" \\\\c\""],
            ),
            "NUMBER" => (Kind::Number, &["3", "16", "072", "-2"]),
            "VERSION" => (Kind::Version, &["4.1", "2026.1.2"]),
            "DATE" => (Kind::Date, &["2026-12-31", "2024-02-29"]),
            "TIME" => (Kind::Time, &["07:00", "23:59"]),
            "POINT" => (Kind::Point, &["."]),
            "POSSESSIVE" => (Kind::Possessive, &["'s", "’s"]),
            "CONSENT" => return self.consent(depth),
            _ => panic!("the page has no kind of token called {class}"),
        };
        let picked = self.below(texts.len());
        self.push(kind, texts[picked].to_owned());
    }

    fn consent(&mut self, depth: usize) {
        let seed = self.random.draw();
        let made = generate(self.grammar, "consent", depth, seed);
        let inside = text(&made.tokens, || " ")
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        self.push(Kind::Text, format!("\"{inside}\""));
    }

    fn push(&mut self, kind: Kind, text: String) {
        self.made.tokens.push(Token { kind, text });
    }
}

fn literal_kind(literal: &str) -> Kind {
    match literal.starts_with(|first: char| first.is_ascii_alphabetic()) {
        true if is_reserved(literal) => Kind::Reserved,
        true => Kind::Word,
        false => Kind::Sign,
    }
}
