//! The tables of a policy are found where the constants of its evaluator say, and nothing is made up without them.

use abi::interface::InterfaceError;
use runtime::Engine;

use super::super::read::contents;
use super::{PolicyInside, Table, inside, tables};
use crate::fixture::contract;
use crate::inspect::inspect;

fn table(name: &'static str, entries: u64, used: u64, bytes: u64) -> Table {
    Table {
        name,
        entries,
        used,
        bytes,
    }
}

#[test]
fn a_compiled_policy_has_its_interface_and_its_tables_inside() {
    let (engine, contract) = (Engine::new().expect("an engine"), contract());
    let inspection = inspect(&engine, &contract.wasm).expect("a module");
    let section = inspection.sections.iter();
    let mut section = section.filter(|section| section.name == "custom \"assent.policy\"");
    let section = section.next().expect("the section");
    let inside = inspection.policy.expect("a policy").expect("it reads");
    assert_eq!(inside.interface, contract.interface);
    // Before its content stand a byte for the length of its name, and the name.
    assert_eq!(inside.interface_bytes, section.bytes - 1 - 13);

    let interface = &inside.interface;
    let rules = interface.rules.len() as u64;
    let [of_rules, classes, buckets, places, rest] = inside.tables.as_slice() else {
        panic!("{:?}", inside.tables);
    };
    assert_eq!(rules, 9);
    assert_eq!(*of_rules, table("rules", rules, rules, 8 * rules));
    let terms = interface.actions.len() + interface.categories.len() + interface.purposes.len();
    assert!(classes.entries > terms as u64, "{classes:?}");
    assert_eq!(classes.bytes, 4 * classes.entries);
    assert!(buckets.entries.is_power_of_two());
    assert!(
        0 < places.used && places.used <= places.entries,
        "{places:?}"
    );
    assert_eq!(places.bytes, 12 * places.entries);
    assert_eq!(rest.name, "sets, periods, conditions, lists");
    let [data] = inspection.data.as_slice() else {
        panic!("one segment holds all tables: {:?}", inspection.data);
    };
    let all: u64 = inside.tables.iter().map(|table| table.bytes).sum();
    assert_eq!(all, data.bytes);
}

const NAMES: [&str; 7] = [
    "places",
    "places_count",
    "bucket_shift",
    "action_count",
    "category_count",
    "purpose_count",
    "custodian_count",
];

/// What the globals of those names are: four places behind 40 bytes, 16 buckets, 2 + 3 + 4 + 5 classes.
const VALUES: [i64; 7] = [1064, 4, 60, 2, 3, 4, 5];

/// A key has 8 bytes and its value 4. A place whose key is 0 is free, whatever its value.
const PLACES: [[u8; 12]; 4] = [
    [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9],
    [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
    [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
];

/// A segment of 212 bytes at 1024.
fn segment() -> String {
    let mut data = vec![7; 40];
    data.extend(PLACES.concat());
    data.resize(212, 7);
    let bytes: String = data.iter().map(|byte| format!("\\{byte:02x}")).collect();
    format!("(data (i32.const 1024) \"{bytes}\")")
}

/// The tables of a module with these constants and segments, of the fixture's nine rules.
fn found(names: [&str; 7], values: [i64; 7], segments: &str) -> Option<Vec<Table>> {
    let globals = names.iter().zip(values);
    let globals: String = globals
        .map(|(name, value)| format!("(global ${name} i64 (i64.const {value}))"))
        .collect();
    let text = format!("(module (memory 1 1) {globals} {segments})");
    let wasm = wat::parse_str(text).expect("a module");
    tables(&contract().interface, &contents(&wasm))
}

#[test]
fn tables_are_as_long_as_the_constants_say() {
    let expected = [
        table("rules", 9, 9, 72),
        table("classes of ids", 14, 14, 56),
        table("buckets of the index", 16, 16, 32),
        table("places of the index", 4, 3, 48),
        table("sets, periods, conditions, lists", 0, 0, 4),
    ];
    assert_eq!(
        found(NAMES, VALUES, &segment()).as_deref(),
        Some(&expected[..])
    );
}

/// Imported globals come first in the numbering, and no value of theirs is known.
#[test]
fn constants_are_found_behind_imported_globals() {
    let globals = NAMES.iter().zip(VALUES);
    let globals: String = globals
        .map(|(name, value)| format!("(global ${name} i64 (i64.const {value}))"))
        .collect();
    let import = r#"(import "a" "b" (global $rules_count i32))"#;
    let text = format!("(module {import} (memory 1 1) {globals} {})", segment());
    let wasm = wat::parse_str(text).expect("a module");
    let behind = tables(&contract().interface, &contents(&wasm));
    assert!(behind.is_some());
    assert_eq!(behind, found(NAMES, VALUES, &segment()));
}

/// Anybody can write such a module: what its constants say is not believed.
#[test]
fn there_are_no_tables_where_the_constants_cannot_be_right() {
    let with = |at: usize, value: i64| {
        let mut values = VALUES;
        values[at] = value;
        found(NAMES, values, &segment())
    };
    for at in 0..NAMES.len() {
        let mut names = NAMES;
        names[at] = "another";
        assert_eq!(found(names, VALUES, &segment()), None, "{}", NAMES[at]);
    }
    // One byte before the data; four places that end one byte behind them.
    assert_eq!(with(0, 1023), None);
    assert_eq!(with(0, 1024 + 212 - 47), None);
    assert!(with(0, 1024).is_some() && with(0, 1024 + 212 - 48).is_some());
    // Places more than there are bytes, and more than can be counted.
    assert_eq!(with(1, 15), None);
    assert_eq!(with(1, i64::MAX), None);
    // A shift by more than there are bits, and one that leaves too many buckets.
    assert_eq!(with(2, 65), None);
    assert_eq!(with(2, 0), None);
    assert_eq!(with(2, 1), None);
    // Classes that fill the four bytes that were left, and one more; more than can be counted.
    assert!(with(3, 3).is_some());
    assert_eq!(with(3, 4), None);
    assert_eq!(with(3, -1), None);
    // No segment, two, and one that goes nowhere by itself.
    let (one, twice) = (segment(), format!("{0} {0}", segment()));
    let passive = one.replace("(i32.const 1024)", "");
    for segments in ["", &twice, &passive] {
        assert_eq!(found(NAMES, VALUES, segments), None);
    }
}

#[test]
fn an_interface_without_tables_is_shown_alone_and_what_is_none_is_an_error() {
    let (contract, empty) = (contract(), contents(b"\0asm\x01\0\0\0"));
    let section = contents(&contract.wasm).interface.expect("the section");
    let expected = PolicyInside {
        interface: contract.interface,
        interface_bytes: section.len() as u64,
        tables: vec![],
    };
    assert_eq!(inside(section, &empty), Ok(expected));
    assert_eq!(inside(b"", &empty), Err(InterfaceError::Malformed));
}
