//! How far a fuzzer is: a line on standard error that moves; and when its time is over.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use workbench::fuzz::Status;

use crate::arguments::{FuzzArguments, FuzzProgress};

/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(200);

/// A fuzzer that is watched.
pub struct Progress {
    begin: Instant,
    shown: Option<Instant>,
    is_shown: bool,
    /// When it is enough, if that is by the clock.
    limit: Option<Duration>,
    total: usize,
}

impl Progress {
    /// For a target with `total` points to reach.
    pub fn new(arguments: &FuzzArguments, total: usize) -> Progress {
        let is_wanted = arguments.progress == FuzzProgress::Text;
        Progress {
            begin: Instant::now(),
            shown: None,
            is_shown: is_wanted && std::io::stderr().is_terminal(),
            limit: arguments.time.map(Duration::from_secs),
            total,
        }
    }

    /// Shows how far it is; gives whether to go on.
    pub fn watch(&mut self, status: &Status) -> bool {
        let now = Instant::now();
        let is_due = self.shown.is_none_or(|shown| now - shown >= OFTEN);
        if self.is_shown && is_due {
            self.shown = Some(now);
            let millis = (now - self.begin).as_millis().max(1);
            let rate = u128::from(status.runs) * 1_000 / millis;
            eprint!(
                "\r\x1b[K{} runs, {rate} a second, {} of {} points, corpus {}, {} found",
                status.runs, status.points, self.total, status.corpus, status.failures
            );
        }
        self.limit.is_none_or(|limit| now - self.begin < limit)
    }

    /// It is over.
    pub fn end(&self) {
        if self.shown.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}
