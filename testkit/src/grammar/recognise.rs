//! Whether tokens can be read by a grammar. Every reading is followed, so nothing depends on the order of alternatives.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Expression, Grammar, Kind, Token, tokens};

/// Whether all of `tokens` can be read as `production`.
pub fn accepts(grammar: &Grammar, production: &str, tokens: &[Token]) -> bool {
    let mut recogniser = Recogniser {
        grammar,
        tokens,
        known: BTreeMap::new(),
    };
    recogniser.production(production, 0).contains(&tokens.len())
}

/// Positions after what can be read.
type Ends = Rc<BTreeSet<usize>>;

struct Recogniser<'g> {
    grammar: &'g Grammar,
    tokens: &'g [Token],
    known: BTreeMap<(&'g str, usize), Ends>,
}

impl<'g> Recogniser<'g> {
    fn production(&mut self, name: &str, at: usize) -> Ends {
        let (name, expression) = self
            .grammar
            .get_key_value(name)
            .expect("a production of the grammar");
        if let Some(ends) = self.known.get(&(name.as_str(), at)) {
            return Rc::clone(ends);
        }
        let ends = Rc::new(self.ends(expression, at));
        self.known.insert((name, at), Rc::clone(&ends));
        ends
    }

    fn ends(&mut self, expression: &'g Expression, at: usize) -> BTreeSet<usize> {
        match expression {
            Expression::Literal(literal) => self.step(at, |token| {
                token.text == *literal && token.kind != Kind::Text
            }),
            Expression::Class(class) => {
                let grammar = self.grammar;
                self.step(at, |token| is_of(grammar, class, token))
            }
            Expression::Production(name) => self.production(name, at).as_ref().clone(),
            Expression::Sequence(parts) => {
                let mut ends = BTreeSet::from([at]);
                for part in parts {
                    ends = ends
                        .into_iter()
                        .flat_map(|at| self.ends(part, at))
                        .collect();
                }
                ends
            }
            Expression::Choice(parts) => {
                parts.iter().flat_map(|part| self.ends(part, at)).collect()
            }
            Expression::Option(part) => {
                let mut ends = self.ends(part, at);
                ends.insert(at);
                ends
            }
            Expression::Repetition(part) => self.repeated(part, at),
            Expression::Set(parts) => self.set(parts, at),
        }
    }

    fn step(&self, at: usize, fits: impl Fn(&Token) -> bool) -> BTreeSet<usize> {
        let token = self.tokens.get(at);
        token
            .filter(|token| fits(token))
            .map(|_| at + 1)
            .into_iter()
            .collect()
    }

    fn repeated(&mut self, part: &'g Expression, at: usize) -> BTreeSet<usize> {
        let mut ends = BTreeSet::from([at]);
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            for end in self.ends(part, at) {
                if ends.insert(end) {
                    open.push(end);
                }
            }
        }
        ends
    }

    fn set(&mut self, parts: &'g [Expression], at: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([(at, 0u32)]);
        let mut open = vec![(at, 0u32)];
        while let Some((at, taken)) = open.pop() {
            for (index, part) in parts.iter().enumerate() {
                let bit = 1 << index;
                if taken & bit != 0 {
                    continue;
                }
                for end in self.ends(part, at) {
                    if seen.insert((end, taken | bit)) {
                        open.push((end, taken | bit));
                    }
                }
            }
        }
        seen.into_iter().map(|(at, _)| at).collect()
    }
}

fn is_of(grammar: &Grammar, class: &str, token: &Token) -> bool {
    match class {
        "WORD" => token.kind == Kind::Word,
        "TEXT" => token.kind == Kind::Text,
        "NUMBER" => token.kind == Kind::Number,
        "VERSION" => token.kind == Kind::Version,
        "DATE" => token.kind == Kind::Date,
        "TIME" => token.kind == Kind::Time,
        "POINT" => token.kind == Kind::Point,
        "POSSESSIVE" => token.kind == Kind::Possessive,
        "CONSENT" => {
            token.kind == Kind::Text && accepts(grammar, "consent", &tokens(&unquoted(&token.text)))
        }
        _ => panic!("the page has no kind of token called {class}"),
    }
}

fn unquoted(text: &str) -> String {
    let inside = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let inside = inside.unwrap_or_default();
    inside.replace("\\\"", "\"").replace("\\\\", "\\")
}
