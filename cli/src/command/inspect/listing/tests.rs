//! Listings of functions, and names that a module may give itself.

use workbench::inspect::list;

use super::*;

#[test]
fn a_listing_has_the_fuel_of_each_block_and_of_each_instruction() {
    let module = r#"(module (func $f (export "f") (result i32)
        (if (i32.const 1) (then (return (i32.const 2)))) unreachable))"#;
    let module = wat::parse_str(module).expect("a module");
    let listing = list(&module, "f").expect("a listing");
    let blocks = listing.blocks.iter().map(|block| {
        let lines = block.lines.iter().map(|line| {
            json!({"offset": line.offset, "depth": line.depth, "text": line.text, "fuel": line.fuel})
        });
        json!({
            "fuel": block.fuel, "reachable": block.is_reachable,
            "instructions": lines.collect::<Value>(),
        })
    });
    let function = &listing.function;
    let expected = json!({
        "function": {
            "index": 0, "name": "f", "type": function.ty, "offset": function.offset,
            "bytes": function.bytes,
        },
        "blocks": blocks.collect::<Value>(),
    });
    assert_eq!(json(&listing), expected);
    assert!(listing.blocks.len() > 1, "{listing:?}");
}

#[test]
fn a_name_is_cut_after_sixty_characters_and_obeyed_by_no_terminal() {
    assert_eq!(shown("run"), "run");
    assert_eq!(shown("a\u{1b}[2J\u{202e}b"), "a\\u{1b}[2J\\u{202e}b");
    assert_eq!(shown(&"é".repeat(60)), "é".repeat(60));
    assert_eq!(shown(&"é".repeat(61)), "é".repeat(60) + "…");
}
