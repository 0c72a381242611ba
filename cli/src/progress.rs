//! How far a long job is, for people, on standard error: a line that moves on a terminal, and a line now and then elsewhere.

use std::io::IsTerminal;

/// Moves to the beginning of the terminal's line and clears it.
pub const ANEW: &str = "\r\x1b[K";

/// A line about how far it is.
#[derive(Debug)]
pub struct Line {
    is_terminal: bool,
    /// So many parts of the whole are told of one by one.
    parts: u64,
    /// What was told last: of which step, and the part.
    last: (String, u64),
    is_there: bool,
}

impl Line {
    /// A line for each of so many parts of a step, on a terminal for each hundredth. Of the step without a name nothing is told
    /// before its first part is done.
    pub fn new(parts: u64) -> Line {
        Line::on(std::io::stderr().is_terminal(), parts)
    }

    fn on(is_terminal: bool, parts: u64) -> Line {
        Line {
            is_terminal,
            parts: if is_terminal { 100 } else { parts },
            last: (String::new(), 0),
            is_there: false,
        }
    }

    /// Of the step `what` so much is done of all: tells `text`, unless that was told of this part already.
    pub fn show(&mut self, what: &str, done: u64, all: u64, text: &str) {
        eprint!("{}", self.written(what, done, all, text));
    }

    /// It is over: nothing is left on a terminal.
    pub fn end(&self) {
        eprint!("{}", self.cleared());
    }

    fn written(&mut self, what: &str, done: u64, all: u64, text: &str) -> String {
        let part = done.saturating_mul(self.parts) / all.max(1);
        if self.last.0 == what && self.last.1 == part {
            return String::new();
        }
        self.last = (what.to_owned(), part);
        self.is_there = true;
        match self.is_terminal {
            true => format!("{ANEW}{text}"),
            false => format!("{text}\n"),
        }
    }

    fn cleared(&self) -> &'static str {
        if self.is_terminal && self.is_there {
            ANEW
        } else {
            ""
        }
    }
}

/// In hundredths, rounded down; all of nothing is nothing.
pub fn percent(done: u64, all: u64) -> u64 {
    done.saturating_mul(100) / all.max(1)
}

#[cfg(test)]
mod tests;
