//! Problems: what is wrong with a text, where, and what would be right, for people who never saw a compiler. Every step of
//! the flow text -> syntax -> typed policy -> program -> contract reports its problems in this shape; only the edge prints them.
//!
//! Wording: one line, lower case, no full stop, back-quotes round what the author wrote, the words of the language and
//! no others; advice goes in `help`.

mod codes;
mod nearest;
mod render;

#[cfg(test)]
mod tests;

pub use crate::syntax::Span;
pub use codes::{CODES, CodeEntry, explain, syntax_codes};
pub(crate) use nearest::NAMES_COMPARED_MAX;
pub use nearest::nearest;
pub use render::{LineIndex, Position, render, render_with};

/// The stable name of a kind of problem: `E0101`, or `W0115` for a warning. All are in [`CODES`].
pub type Code = &'static str;

/// The most problems that are reported about one text.
pub const PROBLEMS_MAX: usize = 200;

/// The most characters of an author's text that are repeated in a message.
const QUOTED_CHARS_MAX: usize = 60;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The text has no meaning as it stands.
    Error,
    /// The text has a meaning, perhaps not the one that was meant.
    Warning,
}

/// Something that is wrong, or may be, with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What to underline.
    pub span: Span,
    /// Other places that matter, each with what it has to do with the problem.
    pub also: Vec<(Span, String)>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    /// The same problem with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem with another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }

    /// Whether the text has no meaning because of this problem.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    fn new(severity: Severity, code: Code, span: Span, message: String) -> Self {
        Self {
            code,
            severity,
            span,
            also: Vec::new(),
            message,
            help: None,
        }
    }
}

/// Puts problems in the order of the text, drops exact repetitions, and keeps the first [`PROBLEMS_MAX`].
///
/// Errors come before warnings at the same place. When some are dropped, the last one kept says so, and how many there are at
/// least; it is an error when an error was dropped, so that a text with errors never looks sound.
#[must_use]
pub fn settle(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| order(a).cmp(&order(b)));
    problems.dedup();
    if problems.len() > PROBLEMS_MAX {
        let dropped = problems.split_off(PROBLEMS_MAX - 1);
        problems.extend(dropped_notice(&dropped));
    }
    problems
}

type Order<'p> = (u32, Severity, u32, Code, &'p str);

fn order(problem: &Problem) -> Order<'_> {
    let Problem {
        span,
        severity,
        code,
        message,
        ..
    } = problem;
    (span.start, *severity, span.end, code, message)
}

fn dropped_notice(dropped: &[Problem]) -> Option<Problem> {
    let first = dropped.first()?;
    let count = dropped.len();
    let message = format!("at least {count} more problems follow from here on");
    let mut notice = Problem::error(syntax_codes::TOO_MANY, first.span, message);
    if !dropped.iter().any(Problem::is_error) {
        notice.severity = Severity::Warning;
    }
    Some(notice.help("mend those above first: many of the others may go with them"))
}

/// An author's text in back-quotes: one line, nothing invisible, at most 60 characters.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    quoted.extend(text.chars().take(QUOTED_CHARS_MAX).map(render::visible));
    if text.chars().nth(QUOTED_CHARS_MAX).is_some() {
        quoted.push('…');
    }
    quoted.push('`');
    quoted
}

/// Alternatives as people list them: `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn alternatives<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", first.join(", "), last.as_ref())
        }
    }
}
