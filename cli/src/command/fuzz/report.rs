//! What came of fuzzing, for people and as JSON.

use std::io::Write;

use serde::Serialize;

use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// Lines of what was never reached that people are shown; JSON has all of them.
const MISSING_SHOWN: usize = 12;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was fuzzed, as it was written.
    pub file: String,
    /// `policy` or `contract`.
    pub kind: &'static str,
    /// The seed; none of a replay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Requests, or sequences of calls, that were tried.
    pub runs: u64,
    /// Cases that reached something new.
    pub corpus: usize,
    /// The names of the laws or invariants that were checked.
    pub checked: Vec<String>,
    /// What was reached; none of a replay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// What was reached.
#[derive(Debug, Serialize)]
pub struct Coverage {
    /// Points that were.
    pub reached: usize,
    /// All that can be, as far as is known.
    pub total: usize,
    /// What was not.
    pub missing: Vec<Missing>,
}

/// What was not reached.
#[derive(Debug, Serialize)]
pub struct Missing {
    /// The rule, the law or the function.
    pub of: String,
    /// What of it.
    pub what: String,
}

/// A broken promise.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Which: `law NAME`, `invariant NAME`, `trap ENTRY CODE`, …
    pub promise: String,
    /// What happens.
    pub message: String,
    /// The example, or the calls, that lead there; a line each.
    pub shown: Vec<String>,
    /// The file that it was written to; none of a replay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Report {
    /// Prints it.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn print(&self, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
        if json {
            let text = serde_json::to_string(self).map_err(std::io::Error::from)?;
            writeln!(out, "{text}")?;
            return Ok(());
        }
        self.print_summary(out)?;
        for finding in &self.findings {
            writeln!(out, "found       {}", finding.promise)?;
            writeln!(out, "  {}", finding.message)?;
            for line in &finding.shown {
                writeln!(out, "    {line}")?;
            }
            if let Some(file) = &finding.file {
                writeln!(out, "  written to {file}")?;
            }
        }
        match self.findings.len() {
            0 => writeln!(out, "nothing found")?,
            1 => writeln!(out, "1 broken promise")?,
            count => writeln!(out, "{count} broken promises")?,
        }
        Ok(())
    }

    fn print_summary(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let what = match (self.kind, &self.seed) {
            ("policy", _) => "requests",
            (_, None) => "calls",
            _ => "sequences of calls",
        };
        let seed = self
            .seed
            .map(|seed| format!(", seed {seed}"))
            .unwrap_or_default();
        writeln!(out, "{}: {} {what}{seed}", self.file, self.runs)?;
        let named = if self.kind == "policy" {
            "laws"
        } else {
            "invariants"
        };
        let checked = match self.checked.is_empty() {
            true => "none".to_owned(),
            false => self.checked.join(", "),
        };
        writeln!(out, "{named:<11} {checked}")?;
        let Some(coverage) = &self.coverage else {
            return Ok(());
        };
        let pieces = if self.kind == "policy" {
            "points of rules and laws"
        } else {
            "pieces of code"
        };
        writeln!(
            out,
            "reached     {} of {} {pieces}",
            coverage.reached, coverage.total
        )?;
        writeln!(out, "corpus      {}", self.corpus)?;
        if !coverage.missing.is_empty() {
            writeln!(out, "never reached")?;
        }
        for missing in coverage.missing.iter().take(MISSING_SHOWN) {
            writeln!(out, "  {}: {}", missing.of, missing.what)?;
        }
        let more = coverage.missing.len().saturating_sub(MISSING_SHOWN);
        if more > 0 {
            writeln!(out, "  and {more} more, all of them with --json")?;
        }
        Ok(())
    }
}
