//! What is read of a module: sections that no contract has, and what of code takes time to compile.

use super::super::{code, outline, rule};
use super::check;

/// Each is one section with little or nothing in it, behind the eight bytes that a module begins with.
#[test]
fn a_section_that_no_contract_has_is_refused_by_its_name_where_it_stands() {
    let cases: [(&str, &[u8]); 5] = [
        ("tables", &[4, 4, 1, 0x70, 0, 1]),
        ("elements", &[9, 1, 0]),
        ("tags", &[13, 1, 0]),
        ("a data count", &[12, 1, 0]),
        ("an unknown kind", &[99, 1, 0]),
    ];
    for (what, section) in cases {
        let module = [b"\0asm\x01\0\0\0", section].concat();
        let refusal = check(&module).map(drop).unwrap_err();
        let wanted = format!("the module has a section of {what}");
        assert_eq!((refusal.message, refusal.offset), (wanted, 10));
        assert_eq!(refusal.rule, rule::SECTION.name);
    }
}

#[test]
fn what_takes_time_to_compile_is_counted_function_by_function() {
    let module = wat::parse_str(
        "(module
          (func (param i32) (local i64 i64)
            (block (block (br_table 0 1 0 (local.get 0))) (br 0))
            (loop (br_if 0 (i32.const 0)))
            (if (local.get 0) (then (return)))
            (drop (i32.div_u (local.get 0) (i32.const 3)))
            (drop (i32.shl (local.get 0) (local.get 0)))
            (drop (i32.shl (local.get 0) (i32.const 3)))
            (block (br_table 0 0 (local.get 0))))
          (func (call 0 (i32.const 1))))",
    );
    let module = module.unwrap();
    let outline = outline::read(&module).unwrap();
    let functions = code::check(&outline).unwrap();
    let counts = |at: usize| {
        let function = &functions[at];
        [
            function.locals,
            function.blocks,
            function.branches,
            function.targets,
            function.pinned,
            function.calls.len() as u64,
        ]
    };
    assert_eq!(counts(0), [3, 5, 8, 5, 2, 0]);
    assert_eq!(counts(1), [0, 0, 0, 0, 0, 1]);
}
