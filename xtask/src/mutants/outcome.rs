//! What became of each mutant, kept in a file so that a run that was interrupted goes on.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::repository;

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A test failed.
    Killed,
    /// Tests ran without end, or the process took all memory.
    Timeout,
    /// Every test that reaches it passed.
    Survived,
    /// No test reaches it.
    Unreached,
    /// The tests that were run passed; the others that reach it would have taken longer than was allowed.
    Undecided,
}

impl Verdict {
    const WORDS: [(Verdict, &'static str); 5] = [
        (Verdict::Killed, "killed"),
        (Verdict::Timeout, "timeout"),
        (Verdict::Survived, "survived"),
        (Verdict::Unreached, "unreached"),
        (Verdict::Undecided, "undecided"),
    ];

    /// The verdict in reports.
    pub fn word(self) -> &'static str {
        let found = Verdict::WORDS.iter().find(|(verdict, _)| *verdict == self);
        found.map_or("", |(_, word)| word)
    }

    /// Whether the tests noticed it.
    pub fn is_noticed(self) -> bool {
        matches!(self, Verdict::Killed | Verdict::Timeout)
    }
}

/// A verdict, and the test that brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The package and the test that noticed it; of one that is undecided, its budget; empty when none did.
    pub by: String,
}

/// The budget that left a mutant undecided, in words.
pub fn tried_for(budget: Duration) -> String {
    format!("{} s", budget.as_secs())
}

impl Outcome {
    /// Whether more tests are run with this budget than were.
    fn is_open(&self, budget: Option<Duration>) -> bool {
        let spent = self
            .by
            .strip_suffix(" s")
            .and_then(|text| text.parse().ok());
        let more = budget.is_none_or(|budget| budget.as_secs() > spent.unwrap_or(0));
        self.verdict == Verdict::Undecided && more
    }
}

/// The outcomes by the mutant's name, for one state of the tree.
#[derive(Debug)]
pub struct Outcomes {
    path: PathBuf,
    stamp: String,
    /// By the mutant's name.
    pub of: BTreeMap<String, Outcome>,
}

impl Outcomes {
    /// Reads those of an earlier run. When the tree has changed since, none of them counts; with `keep`, those count that
    /// were noticed.
    ///
    /// # Errors
    /// A file of the tree cannot be read.
    pub fn read(root: &Path, scope: &str, keep: bool) -> Result<Outcomes, Failure> {
        let path = root.join(format!("target/mutants/outcomes-{scope}.json"));
        let stamp = stamp(root)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        let known: Value = serde_json::from_str(&text).unwrap_or_default();
        let is_same = known["stamp"] == stamp.as_str();
        let mut of = BTreeMap::new();
        for (name, told) in known["mutants"].as_object().into_iter().flatten() {
            let word = told[0].as_str().unwrap_or_default();
            let verdict = Verdict::WORDS.iter().find(|(_, known)| *known == word);
            let counts = |verdict: &Verdict| is_same || (keep && verdict.is_noticed());
            if let Some((verdict, _)) = verdict.filter(|(verdict, _)| counts(verdict)) {
                let by = told[1].as_str().unwrap_or_default().to_owned();
                of.insert(
                    name.clone(),
                    Outcome {
                        verdict: *verdict,
                        by,
                    },
                );
            }
        }
        Ok(Outcomes { path, stamp, of })
    }

    /// Whether a mutant has to be tried: it has no outcome, or was undecided with a smaller budget.
    pub fn is_open(&self, name: &str, budget: Option<Duration>) -> bool {
        let known = self.of.get(name);
        known.is_none_or(|outcome| outcome.is_open(budget))
    }

    /// Writes them.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self) -> Result<(), Failure> {
        let mutants: BTreeMap<&String, Value> = self
            .of
            .iter()
            .map(|(name, outcome)| (name, json!([outcome.verdict.word(), outcome.by])))
            .collect();
        let text = json!({ "stamp": self.stamp, "mutants": mutants }).to_string();
        let next = self.path.with_extension("next");
        fs::write(&next, text)
            .and_then(|()| fs::rename(&next, &self.path))
            .map_err(|cause| Failure::at(&self.path, "cannot write", &cause))
    }
}

/// Tells one state of the tree's code from another. Texts for people do not count.
fn stamp(root: &Path) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    for path in repository::files(root)? {
        if path.ends_with(".md") || path.starts_with("xtask/") {
            continue;
        }
        let file = root.join(&path);
        let bytes = fs::read(&file).map_err(|cause| Failure::at(&file, "cannot read", &cause))?;
        (path, bytes).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_budget_left_undecided_is_tried_again_with_a_greater_one() {
        let seconds = Duration::from_secs;
        let undecided = Outcome {
            verdict: Verdict::Undecided,
            by: tried_for(seconds(4)),
        };
        assert!(undecided.is_open(Some(seconds(5))));
        assert!(undecided.is_open(None));
        assert!(!undecided.is_open(Some(seconds(4))));
        let survived = Outcome {
            verdict: Verdict::Survived,
            by: String::new(),
        };
        assert!(!survived.is_open(None));
    }
}
