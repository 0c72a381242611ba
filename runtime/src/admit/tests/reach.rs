//! Where stores fall, as far as admission can tell.

use std::ops::Range;

use super::{Parts, check, code, tail};

/// What admission says of `decide`, in a memory of one page that begins as zeros.
fn reach(parts: &Parts) -> Option<Range<usize>> {
    let report = check(&parts.module()).unwrap_or_else(|refusal| panic!("{refusal}"));
    report.reaches[0].clone()
}

fn of(text: &str) -> Option<Range<usize>> {
    reach(&code(format!("{text} (i32.const 0)")))
}

#[test]
fn what_is_stored_at_a_bounded_address_falls_into_its_range() {
    let bounded = [
        ("", 0..0),
        ("(i32.store (i32.const 96) (local.get 0))", 96..100),
        ("(i32.store8 (i32.const 96) (local.get 0))", 96..97),
        (
            "(i32.store16 offset=2 (i32.const 96) (local.get 0))",
            98..100,
        ),
        (
            "(i64.store offset=8 (i32.const 96) (i64.const 1))",
            104..112,
        ),
        ("(i64.store32 (i32.const 96) (i64.const 1))", 96..100),
        // The exported global `output`.
        ("(i32.store8 (global.get 2) (local.get 0))", 65_000..65_001),
        (
            "(i32.store (i32.and (local.get 0) (i32.const 255)) (local.get 0))",
            0..259,
        ),
        (
            "(i32.store (i32.and (i32.const 255) (local.get 0)) (local.get 0))",
            0..259,
        ),
        (
            "(i32.store (i32.and (i32.const 255) (i32.const 15)) (local.get 0))",
            0..19,
        ),
        (
            "(i32.store (i32.add (i32.const 100) (i32.and (local.get 0) (i32.const 7))) (i32.const 1))",
            100..111,
        ),
        (
            "(i32.store (select (i32.const 8) (i32.const 40) (local.get 0)) (i32.const 1))",
            8..44,
        ),
        // The greatest may come first, and the least have an offset.
        (
            "(i32.store8 offset=5 (select (i32.const 40) (i32.const 8) (local.get 0)) (i32.const 1))",
            13..46,
        ),
        (
            "(i32.store (i32.const 200) (i32.const 1)) (i32.store (i32.const 96) (i32.const 1))",
            96..204,
        ),
        // The value is computed over the address, with blocks and calls of its own.
        (
            "(i32.store (i32.const 8) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.load (i32.const 9)))))",
            8..12,
        ),
        (
            "(i32.store (i32.const 8) (block (result i32) (br_if 0 (i32.const 3) (local.get 0))))",
            8..12,
        ),
        (
            "(i32.store (i32.const 8) (i32.add (i32.mul (local.get 0) (i32.const 4)) (i32.load8_u (i32.const 3))))",
            8..12,
        ),
        (
            "(i32.const 8) (block (i32.store (i32.const 16) (i32.const 1))) (i32.const 2) (i32.store)",
            8..20,
        ),
        (
            "(i32.const 8) (drop (local.get 0)) (i32.const 2) (i32.store)",
            8..12,
        ),
        (
            "(i32.store (local.tee 0 (i32.const 8)) (i32.const 2))",
            8..12,
        ),
        (
            "(block (br 0) (i32.store (i32.const 40) (i32.const 1)))",
            40..44,
        ),
    ];
    for (text, range) in bounded {
        assert_eq!(of(text), Some(range), "{text}");
    }
}

#[test]
fn nothing_is_known_of_locals_the_memory_calls_and_what_wraps_around() {
    let anywhere = [
        "(i32.store (local.get 0) (i32.const 1))",
        "(local.set 0 (i32.const 8)) (i32.store (local.get 0) (i32.const 1))",
        "(i32.store (i32.load (i32.const 8)) (i32.const 1))",
        "(i32.store (i32.or (local.get 0) (i32.const 1)) (i32.const 1))",
        "(i32.store (i32.sub (i32.const 8) (i32.and (local.get 0) (i32.const 15))) (i32.const 1))",
        "(i32.store (i32.add (i32.const -1) (i32.const 9)) (i32.const 1))",
        "(i32.store (i32.add (local.get 0) (i32.const 9)) (i32.const 1))",
        // The greatest sum wraps around, the least does not.
        "(i32.store (i32.add (i32.and (local.get 0) (i32.const -1)) (i32.const 9)) (i32.const 1))",
        "(i32.store (select (i32.const 8) (local.get 0) (local.get 0)) (i32.const 1))",
        "(i32.store (select (local.get 0) (i32.const 8) (local.get 0)) (i32.const 1))",
        "(i32.store (if (result i32) (local.get 0) (then (i32.const 8)) (else (i32.const 9))) (i32.const 1))",
        "(i32.store (block (result i32) (br_if 0 (local.get 0) (local.get 0))) (i32.const 1))",
        "(i32.const 8) (i32.popcnt) (i32.const 1) (i32.store)",
        "(i32.const 8) (i32.add (local.get 0)) (i32.const 1) (i32.store)",
        // Beyond the one page of memory, or of what may be an address at all.
        "(i32.store (i32.const 65533) (i32.const 1))",
        "(i32.store offset=4294967295 (i32.const 1) (i32.const 1))",
        "(unreachable) (i32.store)",
    ];
    for text in anywhere {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn an_entry_stores_where_what_it_calls_does() {
    let calling = |tail: &str| Parts {
        tail: tail.into(),
        ..code("(call $near) (i32.store (i32.const 8) (i32.const 1)) (i32.const 0)")
    };
    let near = "(func $near (call $far))";
    let far = |address: &str| format!("{near}(func $far (i32.store ({address}) (i32.const 1)))");
    assert_eq!(reach(&calling("(func $near)")), Some(8..12));
    assert_eq!(reach(&calling(&far("i32.const 400"))), Some(8..404));
    assert_eq!(reach(&calling(&far("i32.load (i32.const 4)"))), None);
    assert_eq!(reach(&calling(&far("i32.const 4"))), Some(4..12));
    // What is not called stores nothing.
    assert_eq!(
        reach(&tail(
            "(func (param i32) (i32.store (local.get 0) (i32.const 1)))"
        )),
        Some(0..0)
    );
    // However many paths lead there.
    let diamonds = (0..20).map(|i| format!("(func $f{i} (call $f{0}) (call $f{0}))", i + 1));
    let diamonds = diamonds.collect::<String>();
    let last = "(func $f20 (i32.store (i32.const 60) (i32.const 1)))";
    let many = format!("(func $near (call $f0)) {diamonds} {last}");
    assert_eq!(reach(&calling(&many)), Some(8..64));
}

#[test]
fn stores_over_a_data_segment_are_not_put_back() {
    let beside = |segments: &[u32]| {
        let segments = segments.iter();
        let tail = segments.map(|address| format!("(data (i32.const {address}) \"abc\")"));
        reach(&Parts {
            tail: tail.collect(),
            ..code("(i32.store (i32.const 96) (i32.const 1)) (i32.const 0)")
        })
    };
    assert_eq!(beside(&[100]), Some(96..100));
    assert_eq!(beside(&[93]), Some(96..100));
    assert_eq!(beside(&[100, 93, 70]), Some(96..100));
    assert_eq!(beside(&[99]), None);
    assert_eq!(beside(&[94]), None);
    assert_eq!(beside(&[97]), None);
    assert_eq!(beside(&[100, 94]), None);
}

#[test]
fn a_contract_with_a_global_that_changes_is_not_put_back() {
    let contract = |global: &str| {
        let text = format!(
            r#"(module (memory (export "memory") 1 1) (global $g {global} (i32.const 8))
            (func (export "run") (i32.store (global.get $g) (i32.const 1)))
            (func (export "a") (i32.store (i32.const 0) (i32.const 1))))"#
        );
        check(&wat::parse_str(text).unwrap()).unwrap().reaches
    };
    // In the order of the entries' names.
    assert_eq!(contract("i32"), [Some(0..4), Some(8..12)]);
    assert_eq!(contract("(mut i32)"), [None, None]);
}

#[test]
fn every_kind_of_store_is_one() {
    let values = [
        ("i32", ["", "8", "16"].as_slice()),
        ("i64", &["", "8", "16", "32"]),
    ];
    for (value, widths) in values {
        for width in widths {
            let text =
                format!("({value}.store{width} (i32.const 96) ({value}.const 1)) (i32.const 0)");
            let report = check(&code(text.as_str()).module()).unwrap();
            assert!(
                !report.is_pure && report.reaches[0].as_ref().unwrap().end > 96,
                "{text}"
            );
        }
    }
}
