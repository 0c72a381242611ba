//! What costs another amount than it did.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{CostLine, Costs};
use crate::fuel_line::FuelLine;

#[cfg(test)]
mod tests;

/// Something that is not as it was.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(super) enum Difference {
    /// The prices or the rules of admission are others. That alone is none.
    Rules { kept: String, now: String },
    /// Something costs another amount.
    Cost {
        file: String,
        name: String,
        entry: String,
        kept: FuelLine,
        now: FuelLine,
    },
    /// Something is measured that was not.
    New {
        file: String,
        name: String,
        entry: String,
        now: FuelLine,
    },
    /// Something is not measured any more.
    Gone {
        file: String,
        name: String,
        entry: String,
        kept: FuelLine,
    },
}

impl Difference {
    /// Whether it is one of a cost.
    pub(super) fn counts(&self) -> bool {
        !matches!(self, Difference::Rules { .. })
    }

    /// For people.
    pub(super) fn words(&self) -> String {
        match self {
            Difference::Rules { .. } => {
                "the prices or the rules of admission have changed since".into()
            }
            Difference::Cost {
                file,
                name,
                entry,
                kept,
                now,
            } => {
                let parts = kept.parts().into_iter().zip(now.parts());
                let parts = parts.filter(|((_, kept), (_, now))| kept != now);
                let parts: Vec<String> = parts
                    .map(|((part, kept), (_, now))| format!("{part} {}", change(kept, now)))
                    .collect();
                let (total, whole) = (now.total, change(kept.total, now.total));
                let parts = parts.join(", ");
                format!(
                    "{file}: {entry}: {name}: {total}, was {} ({whole}: {parts})",
                    kept.total
                )
            }
            Difference::New {
                file, name, entry, ..
            } => format!("{file}: {entry}: {name}: new"),
            Difference::Gone {
                file, name, entry, ..
            } => format!("{file}: {entry}: {name}: gone"),
        }
    }
}

fn change(kept: u64, now: u64) -> String {
    match now.checked_sub(kept) {
        Some(more) => format!("+{more}"),
        None => format!("-{}", kept - now),
    }
}

/// File, name, entry, and which of several that are called alike.
type Key<'a> = (&'a str, &'a str, &'a str, usize);

fn by_key(costs: &[CostLine]) -> BTreeMap<Key<'_>, FuelLine> {
    let mut map = BTreeMap::new();
    for line in costs {
        let (file, name, entry) = (&*line.file, &*line.name, &*line.entry);
        let mut alike = 0;
        while map.contains_key(&(file, name, entry, alike)) {
            alike += 1;
        }
        map.insert((file, name, entry, alike), line.fuel);
    }
    map
}

/// Everything that is not as it was, in order of files and names.
pub(super) fn differences(kept: &Costs, now: &Costs) -> Vec<Difference> {
    let mut differences = Vec::new();
    if kept.rules != now.rules {
        differences.push(Difference::Rules {
            kept: kept.rules.clone(),
            now: now.rules.clone(),
        });
    }
    let (kept, now) = (by_key(&kept.costs), by_key(&now.costs));
    let keys: BTreeSet<&Key<'_>> = kept.keys().chain(now.keys()).collect();
    for key in keys {
        let (file, name, entry) = (key.0.into(), key.1.into(), key.2.into());
        match (kept.get(key), now.get(key)) {
            (Some(kept), Some(now)) if kept == now => {}
            (Some(&kept), Some(&now)) => differences.push(Difference::Cost {
                file,
                name,
                entry,
                kept,
                now,
            }),
            (None, Some(&now)) => differences.push(Difference::New {
                file,
                name,
                entry,
                now,
            }),
            (Some(&kept), None) => differences.push(Difference::Gone {
                file,
                name,
                entry,
                kept,
            }),
            (None, None) => {}
        }
    }
    differences
}
