//! Text to tokens, the first half of text -> syntax. Never fails: what is no token of the language becomes the nearest token
//! there is, with a problem, so that the parser can go on and find the other problems.

mod numeric;
mod quoted;
mod word;

use super::names;
use super::span::Span;
use crate::diagnostic::{PROBLEMS_MAX, Problem, quote, syntax_codes as codes};

pub(super) use numeric::{date_in_words, time_of_number};
pub(super) use quoted::{Origin, unquote};

/// Tokens of one source. Memory for them is bounded well below what 16 MiB of parentheses would take.
const TOKENS_MAX: usize = 4_000_000;

/// As far as the end of a text in single quotes is looked for.
const SINGLE_QUOTED_CHARS_MAX: usize = 200;

/// A comment: from `#` to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text with its `#`, without the line break.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A token. `text` is what the parser compares; `span` is where it stands in the outermost source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub kind: TokenKind,
    /// The token as written; of a quoted text, what is between the quotes.
    pub text: &'s str,
    pub span: Span,
    /// Whether it is the first of its line.
    pub starts_line: bool,
    /// Bytes before it on its line.
    pub column: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word that can be a name.
    Word,
    /// A word that can be a name only in quotes.
    Reserved,
    Quoted,
    /// Digits, perhaps with points between them.
    Number,
    /// A day that exists; the nearest one when another was written.
    Date {
        year: i16,
        month: i8,
        day: i8,
    },
    /// A clock time that exists; the nearest one when another was written.
    Time {
        hour: i8,
        minute: i8,
    },
    /// Punctuation.
    Sign,
    /// `'s`
    Possessive,
    /// What the language has no use for; a problem has been reported.
    Bad,
    /// The end of the source; the last token, and only the last.
    End,
}

/// What the lexer found.
pub(super) struct Lexed<'s> {
    /// The tokens; the last is [`TokenKind::End`].
    pub tokens: Vec<Token<'s>>,
    pub comments: Vec<Comment>,
    pub problems: Vec<Problem>,
}

/// Cuts `source` into tokens whose spans lie where `origin` says.
pub(super) fn lex<'s>(source: &'s str, origin: &Origin) -> Lexed<'s> {
    let mut lexer = Lexer {
        source,
        origin,
        at: 0,
        line_start: 0,
        line_has_token: false,
        out: Lexed {
            tokens: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
        },
    };
    if source.starts_with('\u{FEFF}') {
        lexer.at = '\u{FEFF}'.len_utf8();
    }
    lexer.run();
    lexer.out
}

struct Lexer<'s, 'o> {
    source: &'s str,
    origin: &'o Origin,
    at: usize,
    line_start: usize,
    line_has_token: bool,
    out: Lexed<'s>,
}

impl<'s> Lexer<'s, '_> {
    fn run(&mut self) {
        while let Some(character) = self.peek() {
            if self.out.tokens.len() >= TOKENS_MAX {
                self.stop_too_long();
                break;
            }
            self.step(character);
        }
        self.end();
    }

    fn step(&mut self, character: char) {
        match character {
            '\n' => self.line_break(),
            space if space.is_whitespace() => self.at += space.len_utf8(),
            '#' => self.comment(),
            '"' => self.quoted(),
            '“' | '”' | '„' | '«' => self.curly(),
            '\'' | '’' if self.possessive_follows() => {
                self.take(TokenKind::Possessive, character.len_utf8() + 1)
            }
            '\'' | '‘' if self.is_quoted_singly() => self.curly(),
            '0'..='9' => self.numeric(0),
            '-' if self.digit_at(1) => self.numeric(1),
            letter if letter.is_alphanumeric() || letter == '_' => self.word(),
            _ => self.sign_or_bad(),
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn digit_at(&self, offset: usize) -> bool {
        self.rest()
            .as_bytes()
            .get(offset)
            .is_some_and(u8::is_ascii_digit)
    }

    fn line_break(&mut self) {
        self.at += 1;
        self.line_start = self.at;
        self.line_has_token = false;
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let line = rest.split('\n').next().unwrap_or(rest);
        let text = line.trim_end();
        let span = self.span(self.at, self.at + text.len());
        self.check_direction(text, span);
        self.out.comments.push(Comment {
            text: text.to_owned(),
            span,
        });
        self.at += line.len();
    }

    /// Text that is shown in another order than it is read could make a signed policy say something else.
    fn check_direction(&mut self, text: &str, span: Span) {
        if text.chars().any(names::reorders) {
            let message = "this text holds a character that turns the direction of what follows it";
            let problem = Problem::error(codes::INVISIBLE, span, message)
                .help("take it out: what is read must be what is shown");
            self.report(problem);
        }
    }

    fn possessive_follows(&self) -> bool {
        let mut rest = self.rest().chars().skip(1);
        rest.next() == Some('s') && !rest.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether a text in single quotes begins here: after a space, and closed on its line.
    fn is_quoted_singly(&self) -> bool {
        let before = self
            .source
            .get(..self.at)
            .and_then(|text| text.chars().next_back());
        let inner = self.rest().chars().skip(1).take(SINGLE_QUOTED_CHARS_MAX);
        let mut line = inner.take_while(|character| *character != '\n');
        before.is_none_or(char::is_whitespace) && line.any(|other| matches!(other, '\'' | '’'))
    }

    fn sign_or_bad(&mut self) {
        let rest = self.rest();
        let pair = ["<=", ">=", "!="].iter().any(|sign| rest.starts_with(sign));
        if pair {
            self.take(TokenKind::Sign, 2);
        } else if rest.starts_with(['(', ')', ':', ',', '.', '/', '<', '>', '=']) {
            self.take(TokenKind::Sign, 1);
        } else {
            self.bad();
        }
    }

    /// A run of characters that the language has no use for. A backslash goes with what it escapes, as it does inside quotes:
    /// so the search for a closing quote and this scan see the same quotes, and no text is searched twice.
    fn bad(&mut self) {
        let mut escaped = false;
        let length = self
            .rest()
            .chars()
            .enumerate()
            .take_while(|&(index, character)| {
                let part = index == 0 || escaped || is_bad(character);
                escaped = character == '\\' && !escaped;
                part
            });
        let length = length.map(|(_, character)| character.len_utf8()).sum();
        let text = self.rest().get(..length).unwrap_or("");
        if self.is_full() {
            return self.take(TokenKind::Bad, length);
        }
        let span = self.span(self.at, self.at + length);
        let mut problem = Problem::error(
            codes::STRANGE_CHARACTER,
            span,
            format!("the language has no use for {}", describe(text)),
        );
        problem.help = advice(text).map(str::to_owned);
        self.report(problem);
        self.take(TokenKind::Bad, length);
    }

    fn stop_too_long(&mut self) {
        let span = self.span(self.at, self.at);
        let message =
            format!("the policy is too long: it has more than {TOKENS_MAX} words and signs");
        self.report(
            Problem::error(codes::TOO_LONG, span, message).help("leave out what is not needed"),
        );
        self.at = self.source.len();
    }

    /// The end stands right after the last token, so that "nothing follows" underlines the line that is not complete.
    fn end(&mut self) {
        let span = self
            .out
            .tokens
            .last()
            .map_or(self.span(self.at, self.at), |last| {
                Span::new(last.span.end, last.span.end)
            });
        self.out.tokens.push(Token {
            kind: TokenKind::End,
            text: "",
            span,
            starts_line: true,
            column: 0,
        });
    }

    fn take(&mut self, kind: TokenKind, length: usize) {
        let text = self.rest().get(..length).unwrap_or("");
        self.push(kind, text, self.at + length);
    }

    /// Adds a token that reaches from here to `end`, and goes on there.
    fn push(&mut self, kind: TokenKind, text: &'s str, end: usize) {
        let token = Token {
            kind,
            text,
            span: self.span(self.at, end),
            starts_line: !self.line_has_token,
            column: to_u32(self.at - self.line_start.min(self.at)),
        };
        self.out.tokens.push(token);
        self.line_has_token = true;
        self.at = end;
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(
            self.origin.place(to_u32(start)),
            self.origin.place(to_u32(end)),
        )
    }

    /// Whether more problems are not kept, so that none need be made.
    fn is_full(&self) -> bool {
        self.out.problems.len() > PROBLEMS_MAX
    }

    /// One problem more than is ever shown is kept, so that it is known that there are more.
    fn report(&mut self, problem: Problem) {
        if !self.is_full() {
            self.out.problems.push(problem);
        }
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn is_bad(character: char) -> bool {
    !character.is_whitespace()
        && !character.is_alphanumeric()
        && !"_#\"“”„«'’():,./<>=".contains(character)
}

fn describe(text: &str) -> String {
    match text.chars().next() {
        Some(first) if names::is_invisible(first) => {
            format!("the invisible character U+{:04X}", u32::from(first))
        }
        _ => quote(text),
    }
}

fn advice(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        '-' if text.starts_with("--") => Some("a comment begins with `#`"),
        '[' | ']' => Some("lists stand without brackets: `vitals and imaging`"),
        '*' => Some("write `everything`, or `any` before a role or a kind of party"),
        '%' | '$' | '€' => Some("numbers stand alone"),
        '\'' | '’' | '‘' | '`' => Some("a text stands in double quotes: \"…\""),
        '–' | '—' | '−' => Some("a date is joined with plain hyphens: 2026-12-31"),
        '&' => Some("write `and`; a name that holds it stands in quotes"),
        '|' => Some("write `or`"),
        '!' => Some("write `not`, or `!=` between a fact and a value"),
        ';' => Some("write a comma, or begin a new line"),
        '≤' => Some("write `<=` or `is at most`"),
        '≥' => Some("write `>=` or `is at least`"),
        '{' | '}' => Some("braces stand for a parameter inside the quoted text of a form only"),
        first if names::is_invisible(first) => Some("take it out"),
        _ => None,
    }
}
