//! Progress for people, on standard error: a line that moves on a terminal, a line every tenth
//! elsewhere.

use std::io::IsTerminal;

/// Fewer examples than this are done before anybody could read a line about them.
const MANY: usize = 200;

/// How many examples have run.
pub struct Progress {
    total: usize,
    done: usize,
    is_terminal: bool,
    is_shown: bool,
    shown: usize,
}

impl Progress {
    /// For `total` examples; shown on a terminal when they are many, and whenever it is `wanted`.
    pub fn new(total: usize, wanted: bool) -> Progress {
        let is_terminal = std::io::stderr().is_terminal();
        Progress {
            total,
            done: 0,
            is_terminal,
            is_shown: wanted || (is_terminal && total >= MANY),
            shown: 0,
        }
    }

    /// One more example has run.
    pub fn step(&mut self) {
        self.done += 1;
        let percent = self.done * 100 / self.total.max(1);
        let step = if self.is_terminal {
            percent
        } else {
            percent / 10
        };
        if !self.is_shown || step <= self.shown {
            return;
        }
        self.shown = step;
        let line = format!("{} of {} examples, {percent:>3} %", self.done, self.total);
        if self.is_terminal {
            eprint!("\r\x1b[K{line}");
        } else {
            eprintln!("{line}");
        }
    }

    /// All have run.
    pub fn end(&self) {
        if self.is_terminal && self.shown > 0 {
            eprint!("\r\x1b[K");
        }
    }
}
