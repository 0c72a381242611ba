//! Of a module with every kind of section everything is read as it was written.

use std::collections::BTreeMap;

use abi::host::HOST_FUNCTIONS;

use super::{Contents, contents};
use crate::inspect::{Export, Function, Import, Section, Segment};

/// No engine takes it: two memories of its own, one of them wide, exceptions, and what else there is.
const EVERY_SECTION: &str = r#"(module
    (@custom "assent.policy" (before first) "what numbers mean")
    (type $none (func))
    (type $pair (struct (field i32)))
    (type $sum (func (param i32 i64) (result i32)))
    (type $fact (func (param i32 i32 i32) (result i32)))
    (import "assent" "fact" (func $fact (type $fact)))
    (import "other" "fact" (func $stranger (type $none)))
    (import "assent" "nothing" (global $imported i32))
    (import "other" "table" (table 1 funcref))
    (import "other" "memory" (memory 1))
    (import "other" "tag" (tag (type $none)))
    (table $table 3 funcref)
    (memory $own 2 3)
    (memory $wide i64 1)
    (tag $tag (type $none))
    (global $fixed i32 (i32.const -5))
    (global $changing (mut i64) (i64.const 9000000000))
    (global $copied i32 (global.get $imported))
    (global $unset (ref null func) (ref.null func))
    (func $run (type $sum) data.drop $late i32.const 0)
    (func (type $none))
    (func (type $none) (local i64) nop)
    (export "run" (func $run))
    (export "unset" (global $unset))
    (export "first" (func 3))
    (export "second" (func 3))
    (export "memory" (memory $own))
    (export "table" (table $table))
    (export "tag" (tag $tag))
    (start 3)
    (elem (table $table) (i32.const 0) func $run)
    (data (memory $own) (i32.const 16) "abc")
    (data (memory $own) (i32.const -1) "")
    (data (memory $own) (global.get $imported) "de")
    (data (memory $wide) (i64.const 32) "f")
    (data $late "ghij")
    (@custom "a \"name\"" (after last) "x"))"#;

fn module(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("a module")
}

/// A number as a module has it, and how many bytes it takes.
fn leb(bytes: &[u8]) -> (u64, u64) {
    let mut value = 0;
    for (byte, at) in bytes.iter().zip(0_u64..) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return (value, at + 1);
        }
    }
    panic!("it has an end");
}

/// Where the content of each part is and how long it is, walked by the lengths alone; before each length stand so many
/// bytes.
fn parts(wasm: &[u8], mut at: u64, before: u64) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    while at < wasm.len() as u64 {
        let (bytes, width) = leb(&wasm[(at + before) as usize..]);
        at += before + width;
        found.push((at, bytes));
        at += bytes;
    }
    found
}

#[test]
fn every_section_is_there_with_its_name_its_place_and_its_items() {
    let wasm = module(EVERY_SECTION);
    let named = [
        ("custom \"assent.policy\"", None),
        ("types", Some(4)),
        ("imports", Some(6)),
        ("functions", Some(3)),
        ("tables", Some(1)),
        ("memories", Some(2)),
        ("tags", Some(1)),
        ("globals", Some(4)),
        ("exports", Some(7)),
        ("start", None),
        ("elements", Some(1)),
        ("data count", None),
        ("code", Some(3)),
        ("data", Some(5)),
        ("custom \"a \\\"name\\\"\"", None),
        ("custom \"name\"", None),
    ];
    // Eight bytes say that it is a module; one says which kind of section comes.
    let places = parts(&wasm, 8, 1);
    let expected = named.iter().zip(&places);
    let expected: Vec<Section> = expected
        .map(|((name, items), (offset, bytes))| Section {
            name: (*name).to_owned(),
            offset: *offset,
            bytes: *bytes,
            items: *items,
        })
        .collect();
    let read = contents(&wasm);
    assert_eq!(read.sections, expected);
    assert_eq!(places.len(), named.len());
    assert_eq!(read.unread, None);
}

#[test]
fn imports_are_those_of_the_host_only_by_namespace_and_name() {
    let import = |module: &str, name: &str, ty: &str| Import {
        module: module.into(),
        name: name.into(),
        ty: ty.into(),
        row: None,
    };
    let mut fact = import("assent", "fact", "function (i32 i32 i32) -> i32");
    fact.row = HOST_FUNCTIONS.iter().find(|row| row.name == "fact");
    assert!(fact.row.is_some());
    let expected = [
        fact,
        import("other", "fact", "function () -> nothing"),
        import("assent", "nothing", "global"),
        import("other", "table", "table"),
        import("other", "memory", "memory"),
        import("other", "tag", "tag"),
    ];
    assert_eq!(contents(&module(EVERY_SECTION)).imports, expected);
}

#[test]
fn exports_memories_globals_and_data_are_read_as_they_are_written() {
    let wasm = module(EVERY_SECTION);
    let read = contents(&wasm);
    let exports = [
        ("run", "function", 2),
        ("unset", "global", 4),
        ("first", "function", 3),
        ("second", "function", 3),
        ("memory", "memory", 1),
        ("table", "table", 1),
        ("tag", "tag", 1),
    ];
    let exports = exports.map(|(name, kind, index)| Export {
        name: name.into(),
        kind,
        index,
    });
    assert_eq!(read.exports, exports);
    assert_eq!(read.memories, [(2, Some(3)), (1, None)]);
    let globals = read.globals.iter();
    let globals: Vec<_> = globals.map(|one| (one.mutable, one.value)).collect();
    assert_eq!(
        globals,
        [
            (false, Some(-5)),
            (true, Some(9_000_000_000)),
            (false, None),
            (false, None)
        ]
    );
    let data = read.data.iter();
    let data: Vec<(Segment, &[u8])> = data.map(|one| (one.segment.clone(), one.bytes)).collect();
    let segment = |address, bytes| Segment { address, bytes };
    let expected: [(Segment, &[u8]); 5] = [
        (segment(Some(16), 3), b"abc"),
        (segment(Some(u32::MAX), 0), b""),
        (segment(None, 2), b"de"),
        (segment(Some(32), 1), b"f"),
        (segment(None, 4), b"ghij"),
    ];
    assert_eq!(data, expected);
}

/// A function has the name that the section of names gives it, or what it is exported as first; what else is exported under
/// its number is not its name.
#[test]
fn functions_have_their_names_types_and_places() {
    let wasm = module(EVERY_SECTION);
    let read = contents(&wasm);
    let code = read.sections.iter().find(|section| section.name == "code");
    let code = code.expect("there is code");
    // One byte says how many there are.
    let end = (code.offset + code.bytes) as usize;
    let places = parts(&wasm[..end], code.offset + 1, 0);
    let function = |index, name: Option<&str>, ty: &str, at: usize| Function {
        index,
        name: name.map(str::to_owned),
        ty: ty.into(),
        offset: places[at].0,
        bytes: places[at].1,
    };
    let expected = [
        function(2, Some("run"), "(i32 i64) -> i32", 0),
        function(3, Some("first"), "() -> nothing", 1),
        function(4, None, "() -> nothing", 2),
    ];
    assert_eq!(read.functions, expected);
    assert_eq!((places.len(), read.bodies.len()), (3, 3));
}

#[test]
fn names_and_what_makes_it_a_policy_are_found_in_their_sections() {
    let wasm = module(EVERY_SECTION);
    let read = contents(&wasm);
    assert_eq!(read.interface, Some(b"what numbers mean".as_slice()));
    let names = |names: &[(u32, &str)]| -> BTreeMap<u32, String> {
        let names = names.iter();
        names.map(|(at, name)| (*at, (*name).to_owned())).collect()
    };
    assert_eq!(
        read.names.functions,
        names(&[(0, "fact"), (1, "stranger"), (2, "run")])
    );
    let globals = [
        (0, "imported"),
        (1, "fixed"),
        (2, "changing"),
        (3, "copied"),
        (4, "unset"),
    ];
    assert_eq!(read.names.globals, names(&globals));
    let other = module(r#"(module (@custom "assent.polic" "no") (@custom "names" "no"))"#);
    let Contents {
        interface, names, ..
    } = contents(&other);
    assert!(interface.is_none() && names.functions.is_empty());
}

/// The first of these functions says that its type is a structure, and the second one what is no type.
#[test]
fn a_function_without_a_type_is_said_to_have_none() {
    let wasm = [
        b"\0asm\x01\0\0\0".as_slice(),
        &[1, 5, 1, 0x5f, 1, 0x7f, 0],
        &[3, 3, 2, 0, 7],
        &[10, 7, 2, 2, 0, 0x0b, 2, 0, 0x0b],
    ]
    .concat();
    let read = contents(&wasm);
    let types = read.functions.iter().map(|function| function.ty.as_str());
    let types: Vec<&str> = types.collect();
    assert_eq!(types, ["of an unknown type"; 2], "{:?}", read.unread);
}

/// What stands before the break is read, and the byte of the break is told: 9 is no kind of export.
#[test]
fn what_cannot_be_read_ends_it_there() {
    let wasm = [
        b"\0asm\x01\0\0\0".as_slice(),
        &[5, 3, 1, 0, 2],
        &[7, 8, 2, 1, b'm', 2, 0, 1, b'n', 9],
        &[5, 3, 1, 0, 4],
    ]
    .concat();
    let read = contents(&wasm);
    let names: Vec<&str> = read.sections.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["memories", "exports"]);
    assert_eq!((read.memories.len(), read.exports.len()), (1, 1));
    let (offset, message) = read.unread.expect("it breaks off");
    assert_eq!(offset, 22, "{message}");
}
