//! The names of the section `name`, as far as they can be read. They are for readers: nothing depends on them.

use std::collections::BTreeMap;

use wasmparser::{Name, NameMap, NameSectionReader};

/// Names by number.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) functions: BTreeMap<u32, String>,
    pub(super) globals: BTreeMap<u32, String>,
}

impl Names {
    /// Takes what the section has; what cannot be read ends it.
    pub(super) fn add(&mut self, section: NameSectionReader<'_>) {
        for part in section.into_iter().map_while(Result::ok) {
            match part {
                Name::Function(names) => take(names, &mut self.functions),
                Name::Global(names) => take(names, &mut self.globals),
                _ => {}
            }
        }
    }
}

fn take(from: NameMap<'_>, into: &mut BTreeMap<u32, String>) {
    into.extend(
        from.map_while(Result::ok)
            .map(|naming| (naming.index, naming.name.to_owned())),
    );
}
