//! How far a fuzzer is, on standard error: a line that moves on a terminal, and a line now and then elsewhere; and when its
//! time is over.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use workbench::fuzz::Status;

use crate::arguments::{FuzzArguments, FuzzProgress};
use crate::progress::ANEW;

/// How often the line on a terminal is written anew.
const OFTEN: Duration = Duration::from_millis(200);
/// How often there is another line elsewhere.
const SELDOM: Duration = Duration::from_secs(10);

/// A fuzzer that is watched.
pub struct Progress {
    begin: Instant,
    course: Course,
}

impl Progress {
    /// For a target with `total` points to reach.
    pub fn new(arguments: &FuzzArguments, total: usize) -> Progress {
        Progress {
            begin: Instant::now(),
            course: Course {
                is_wanted: arguments.progress == FuzzProgress::Text,
                is_terminal: std::io::stderr().is_terminal(),
                limit: arguments.time.map(Duration::from_secs),
                total,
                told: None,
            },
        }
    }

    /// Shows how far it is; gives whether to go on.
    pub fn watch(&mut self, status: &Status) -> bool {
        let since = self.begin.elapsed();
        eprint!("{}", self.course.told(since, status));
        self.course.goes_on(since)
    }

    /// It is over.
    pub fn end(&self) {
        eprint!("{}", self.course.cleared());
    }
}

/// What is told and when, by the time since it began.
struct Course {
    is_wanted: bool,
    is_terminal: bool,
    /// When it is enough, if that is by the clock.
    limit: Option<Duration>,
    total: usize,
    /// When it was told last.
    told: Option<Duration>,
}

impl Course {
    /// What to tell now; nothing when it was told not long ago.
    fn told(&mut self, since: Duration, status: &Status) -> String {
        let is_due = match (self.is_terminal, self.told) {
            (true, None) => true,
            (true, Some(told)) => since - told >= OFTEN,
            (false, told) => since - told.unwrap_or_default() >= SELDOM,
        };
        if !self.is_wanted || !is_due {
            return String::new();
        }
        self.told = Some(since);
        let text = self.text(since, status);
        match self.is_terminal {
            true => format!("{ANEW}{text}"),
            false => format!("{text}\n"),
        }
    }

    fn text(&self, since: Duration, status: &Status) -> String {
        let rate = u128::from(status.runs) * 1_000 / since.as_millis().max(1);
        format!(
            "{} runs, {rate} a second, {} of {} points, corpus {}, {} found",
            status.runs, status.points, self.total, status.corpus, status.failures
        )
    }

    fn goes_on(&self, since: Duration) -> bool {
        self.limit.is_none_or(|limit| since < limit)
    }

    /// What leaves nothing on a terminal.
    fn cleared(&self) -> &'static str {
        match self.told {
            Some(_) if self.is_terminal => ANEW,
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests;
