//! What of a policy is where in its module: the interface, and the tables that the evaluator reads.
//!
//! The tables have no bytes that say how long they are; the constants of the evaluator do, by their names. A module
//! whose section `name` was taken away has them all the same, and they are not shown.

use std::collections::BTreeMap;

use abi::interface::{Interface, InterfaceError};

use super::read::Contents;

/// What of a policy is in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyInside {
    /// What its numbers mean, rules among it.
    pub interface: Interface,
    /// Bytes of the section that holds that.
    pub interface_bytes: u64,
    /// Its tables, in the order in which they lie; nothing where the names of the constants are missing.
    pub tables: Vec<Table>,
}

/// A table of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it holds.
    pub name: &'static str,
    /// Its entries.
    pub entries: u64,
    /// How many of these are used; the others are free places.
    pub used: u64,
    /// Its bytes.
    pub bytes: u64,
}

/// Bytes of a place of the index: a key and a value.
const PLACE_BYTES: u64 = 12;

/// Reads the interface, and finds the tables.
pub(super) fn inside(
    section: &[u8],
    contents: &Contents<'_>,
) -> Result<PolicyInside, InterfaceError> {
    let interface = Interface::read(section)?;
    Ok(PolicyInside {
        tables: tables(&interface, contents).unwrap_or_default(),
        interface_bytes: section.len() as u64,
        interface,
    })
}

/// The tables, as `contract/layout.rs` of the compiler lays them out; what lies between them is what they point at.
fn tables(interface: &Interface, contents: &Contents<'_>) -> Option<Vec<Table>> {
    let names = &contents.names.globals;
    let values = names.iter().filter_map(|(index, name)| {
        let defined = index.checked_sub(contents.imported_globals)?;
        let global = contents.globals.get(defined as usize)?;
        Some((name.as_str(), global.value? as u64))
    });
    let values: BTreeMap<&str, u64> = values.collect();
    let constant = |name: &str| values.get(name).copied();
    let [data] = contents.data.as_slice() else {
        return None;
    };
    let rules = interface.rules.len() as u64;
    let places = constant("places_count")?;
    let buckets = 1_u64.checked_shl(64_u64.checked_sub(constant("bucket_shift")?)? as u32)?;
    let start = constant("places")?.checked_sub(u64::from(data.segment.address?))?;
    let keys = data.bytes.get(start as usize..)?;
    let keys = keys.get(..places.checked_mul(PLACE_BYTES)? as usize)?;
    let used = keys
        .chunks(PLACE_BYTES as usize)
        .filter(|place| place.iter().take(8).any(|byte| *byte != 0));
    let classes: Option<Vec<u64>> = ["action", "category", "purpose", "custodian"]
        .iter()
        .map(|of| constant(&format!("{of}_count")))
        .collect();
    let classes = sum(&classes?)?;
    let table = |name, entries: u64, used: u64, each: u64| {
        let bytes = entries.checked_mul(each)?;
        Some(Table {
            name,
            entries,
            used,
            bytes,
        })
    };
    let mut tables = vec![
        table("rules", rules, rules, 8)?,
        table("classes of ids", classes, classes, 4)?,
        table("buckets of the index", buckets, buckets, 2)?,
        table(
            "places of the index",
            places,
            used.count() as u64,
            PLACE_BYTES,
        )?,
    ];
    let known: Vec<u64> = tables.iter().map(|table| table.bytes).collect();
    tables.push(Table {
        name: "sets, periods, conditions, lists",
        entries: 0,
        used: 0,
        bytes: data.segment.bytes.checked_sub(sum(&known)?)?,
    });
    Some(tables)
}

/// The sum, unless it is more than any module has: the constants may say anything.
fn sum(counts: &[u64]) -> Option<u64> {
    counts
        .iter()
        .try_fold(0_u64, |sum, count| sum.checked_add(*count))
}

#[cfg(test)]
mod tests;
