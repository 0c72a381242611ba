//! The keys of the state that a call read and wanted written, by its steps.

use std::collections::{BTreeMap, BTreeSet};

use runtime::{Excerpt, Step, StepEnd};

/// The state that a call touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Keys whose values were asked for, each with what was there the first time, as much of it as the contract had
    /// room for; `None` where there was nothing.
    pub read: BTreeMap<Vec<u8>, Option<Excerpt>>,
    /// Keys that were found by going from one to the next.
    pub found: BTreeSet<Vec<u8>>,
    /// Keys that were written, each with the last value; `None` where it was removed. What a call writes that does not
    /// succeed, nobody applies.
    pub written: BTreeMap<Vec<u8>, Option<Excerpt>>,
}

/// Which keys `steps` touched.
pub fn touched(steps: &[Step]) -> Touched {
    let mut touched = Touched::default();
    for step in steps {
        let StepEnd::Returned(answer) = step.end else {
            continue;
        };
        let key = step.given.first().map(|(_, key)| key.bytes.clone());
        match (step.function.name, key) {
            ("state_read", Some(key)) => {
                let found = step.filled.clone();
                touched.read.entry(key).or_insert(found);
            }
            ("state_next", _) => {
                touched
                    .found
                    .extend(step.filled.iter().map(|key| key.bytes.clone()));
            }
            ("state_write", Some(key)) => {
                let value = step.given.get(1).map(|(_, value)| value.clone());
                touched.written.insert(key, value);
            }
            ("state_remove", Some(key)) if answer == Some(1) => {
                touched.written.insert(key, None);
            }
            _ => {}
        }
    }
    touched
}

#[cfg(test)]
mod tests;
