//! How many examples and calls have run.

use std::io::IsTerminal;

use crate::progress::{Line, percent};

/// Fewer examples than this are done before anybody could read a line about them.
const MANY: u64 = 200;

/// How many examples have run.
pub struct Progress {
    total: u64,
    done: u64,
    /// Where it is shown.
    line: Option<Line>,
}

impl Progress {
    /// For `total` examples; shown on a terminal when they are many, and whenever it is `wanted`.
    pub fn new(total: usize, wanted: bool) -> Progress {
        let total = total as u64;
        let is_shown = wanted || (total >= MANY && std::io::stderr().is_terminal());
        Progress {
            total,
            done: 0,
            line: is_shown.then(|| Line::new(10)),
        }
    }

    /// One more example has run.
    pub fn step(&mut self) {
        self.done += 1;
        let (done, total) = (self.done, self.total);
        if let Some(line) = &mut self.line {
            let percent = percent(done, total);
            let text = format!("{done} of {total} examples, {percent:>3} %");
            line.show("", done, total, &text);
        }
    }

    /// All have run.
    pub fn end(&self) {
        self.line.iter().for_each(Line::end);
    }
}
