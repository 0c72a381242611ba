//! The notation of the page to expressions.

use super::{Expression, Grammar};

/// Reads productions, `name = … ;` one after another.
///
/// # Panics
/// They are not well written, or a production is missing, unused or given twice: the page is wrong then.
pub fn read(text: &str) -> Grammar {
    let mut reader = Reader {
        marks: marks(text),
        at: 0,
    };
    let mut grammar = Grammar::new();
    while let Some(name) = reader.peek().map(str::to_owned) {
        reader.at += 1;
        reader.expect("=");
        let twice = grammar.insert(name.clone(), reader.choice());
        assert!(twice.is_none(), "`{name}` is given twice");
        reader.expect(";");
    }
    check(&grammar);
    grammar
}

fn check(grammar: &Grammar) {
    let mut used = vec!["policy", "consent"];
    grammar
        .values()
        .for_each(|expression| names(expression, &mut used));
    for name in &used {
        assert!(grammar.contains_key(*name), "`{name}` is missing");
    }
    for name in grammar.keys() {
        assert!(used.contains(&name.as_str()), "`{name}` is not used");
    }
}

fn names<'g>(expression: &'g Expression, used: &mut Vec<&'g str>) {
    match expression {
        Expression::Production(name) => used.push(name),
        Expression::Sequence(parts) | Expression::Choice(parts) | Expression::Set(parts) => {
            parts.iter().for_each(|part| names(part, used));
        }
        Expression::Option(part) | Expression::Repetition(part) => names(part, used),
        Expression::Literal(_) | Expression::Class(_) => {}
    }
}

/// Names, signs of the notation, and literals with their opening quote.
fn marks(text: &str) -> Vec<String> {
    let mut marks = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_name =
            |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
        let length = match first {
            '"' => 1 + rest[1..].find('"').expect("a literal ends"),
            first if is_name(first) => rest
                .find(|character| !is_name(character))
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        marks.push(rest[..length].to_owned());
        rest = rest[length + usize::from(first == '"')..].trim_start();
    }
    marks
}

struct Reader {
    marks: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&str> {
        self.marks.get(self.at).map(String::as_str)
    }

    fn expect(&mut self, mark: &str) {
        assert_eq!(
            self.peek(),
            Some(mark),
            "at {:?}",
            self.marks.get(..self.at)
        );
        self.at += 1;
    }

    fn alternatives(&mut self) -> Vec<Expression> {
        let mut alternatives = vec![self.sequence()];
        while self.peek() == Some("|") {
            self.at += 1;
            alternatives.push(self.sequence());
        }
        alternatives
    }

    fn choice(&mut self) -> Expression {
        let mut alternatives = self.alternatives();
        match alternatives.len() {
            1 => alternatives.remove(0),
            _ => Expression::Choice(alternatives),
        }
    }

    fn sequence(&mut self) -> Expression {
        let mut parts = Vec::new();
        while let Some(part) = self.part() {
            parts.push(part);
        }
        assert!(!parts.is_empty(), "nothing at {:?}", self.peek());
        match parts.len() {
            1 => parts.remove(0),
            _ => Expression::Sequence(parts),
        }
    }

    fn part(&mut self) -> Option<Expression> {
        let mark = self.peek()?.to_owned();
        if matches!(mark.as_str(), "|" | ";" | ")" | "]" | "}" | ">" | "=") {
            return None;
        }
        self.at += 1;
        let expression = match mark.as_str() {
            "(" => self.closed(Self::choice, ")"),
            "[" => Expression::Option(Box::new(self.closed(Self::choice, "]"))),
            "{" => Expression::Repetition(Box::new(self.closed(Self::choice, "}"))),
            "<" => Expression::Set(self.closed(Self::alternatives, ">")),
            mark => match mark.strip_prefix('"') {
                Some(literal) => Expression::Literal(literal.to_owned()),
                None if mark.starts_with(|first: char| first.is_ascii_uppercase()) => {
                    Expression::Class(mark.to_owned())
                }
                None => Expression::Production(mark.to_owned()),
            },
        };
        Some(expression)
    }

    fn closed<T>(&mut self, inside: fn(&mut Self) -> T, close: &str) -> T {
        let inside = inside(self);
        self.expect(close);
        inside
    }
}
