//! Ids that no rule tells apart, under one number: the fewer classes, the fewer index entries.

use std::collections::BTreeMap;

use abi::set::IdSet;

/// The class of each id: two ids share one when they are in exactly the same of the given sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Classes {
    /// The class of each id, numbered from 0 in the order of their first ids.
    pub of: Vec<u32>,
    /// How many classes there are.
    pub count: u32,
}

impl Classes {
    /// Classes of the ids `0..=last` by `sets`.
    pub fn new<'a>(last: u32, sets: impl Iterator<Item = &'a IdSet>) -> Classes {
        let mut of = vec![0u32; last as usize + 1];
        let mut count = 1u32;
        let mut sizes = vec![of.len() as u64];
        for set in sets {
            split(&mut of, &mut sizes, &mut count, set);
        }
        renumber(of)
    }

    /// The classes that `set` is made of, ascending. `set` is one of those given to [`Self::new`].
    pub fn of_set(&self, set: &IdSet) -> Vec<u32> {
        let mut classes: Vec<u32> = set
            .ids()
            .filter_map(|id| self.of.get(id as usize).copied())
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }
}

/// Splits every class that `set` cuts in two.
fn split(of: &mut [u32], sizes: &mut Vec<u64>, count: &mut u32, set: &IdSet) {
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for id in set.ids() {
        if let Some(class) = of.get(id as usize) {
            members.entry(*class).or_default().push(id);
        }
    }
    for (class, ids) in members {
        let Some(size) = sizes.get_mut(class as usize) else {
            continue;
        };
        if *size == ids.len() as u64 {
            continue;
        }
        *size -= ids.len() as u64;
        sizes.push(ids.len() as u64);
        for id in ids {
            if let Some(slot) = of.get_mut(id as usize) {
                *slot = *count;
            }
        }
        *count += 1;
    }
}

fn renumber(mut of: Vec<u32>) -> Classes {
    let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
    for class in &mut of {
        let next = numbers.len() as u32;
        *class = *numbers.entry(*class).or_insert(next);
    }
    Classes {
        of,
        count: numbers.len() as u32,
    }
}
