//! The ids of names, found by a hash that depends on the process: it shows in no result, and whoever chooses names cannot
//! know which of them collide.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::terms::Name;

/// Ids by name.
#[derive(Clone, Debug)]
pub(super) struct NameIndex(HashMap<Name, u32, RandomState>);

impl NameIndex {
    /// Indexes names; the first of a name keeps it.
    pub(super) fn new<'a>(names: impl Iterator<Item = (&'a Name, u32)>) -> NameIndex {
        let mut ids = HashMap::default();
        for (name, id) in names {
            ids.entry(name.clone()).or_insert(id);
        }
        NameIndex(ids)
    }

    /// The id of a name.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.0.get(name).copied()
    }
}
