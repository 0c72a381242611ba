//! What is measured, the shapes that make compilers slow, and what a refusal says; limits in [`limits`],
//! how far stores reach in [`reach`], what is read at all in [`sections`].

mod limits;
mod reach;
mod sections;

use abi::limits::{CALL_DEPTH, NESTING};

use super::{check, examine};
use crate::error::Refusal;

/// The parts of a module that a test changes; the rest makes it a contract.
struct Parts {
    pages: u64,
    capacity: u64,
    /// Before the memory: types and imports.
    head: String,
    /// After the entry: functions, globals, data, custom sections.
    tail: String,
    /// The code of the entry.
    code: String,
}

impl Default for Parts {
    fn default() -> Parts {
        let (head, tail) = (String::new(), String::new());
        Parts {
            pages: 1,
            capacity: 64,
            head,
            tail,
            code: "(i32.const 0)".into(),
        }
    }
}

impl Parts {
    fn module(&self) -> Vec<u8> {
        let Parts {
            pages,
            capacity,
            head,
            tail,
            code,
        } = self;
        let text = format!(
            r#"(module {head} (memory (export "memory") {pages} {pages})
            (global (export "input") i32 (i32.const 0))
            (global (export "input_capacity") i32 (i32.const {capacity}))
            (global (export "output") i32 (i32.const 65000))
            (func $run (export "decide") (export "explain") (param $length i32) (result i32)
                {code}) {tail})"#
        );
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
    }

    fn check(&self) -> Result<(), Refusal> {
        check(&self.module()).map(drop)
    }
}

fn code(code: impl Into<String>) -> Parts {
    Parts {
        code: code.into(),
        ..Parts::default()
    }
}

fn head(head: impl Into<String>) -> Parts {
    Parts {
        head: head.into(),
        ..Parts::default()
    }
}

fn tail(tail: impl Into<String>) -> Parts {
    Parts {
        tail: tail.into(),
        ..Parts::default()
    }
}

#[test]
fn the_plainest_contract_is_admitted_and_measured() {
    let report = check(&Parts::default().module()).unwrap();
    assert_eq!(report.measurements.functions, 1);
    assert_eq!(report.measurements.pages, 1);
    assert_eq!(report.measurements.call_depth, 1);
    assert_eq!(report.measurements.chain_locals, 1);
    assert!(report.is_pure && report.interface.is_none());
    // Of what it imports one writes to the memory, wherever it stands among the others.
    let fact = r#"(import "assent" "fact" (func (param i32 i32 i32) (result i32)))"#;
    let report = check(&head(fact).module()).unwrap();
    assert!(!report.is_pure);

    let with = "(func $f (local i64 i64) (i32.store (i32.const 0) (i32.const 0)))
        (func (call $f)) (data (i32.const 100) \"abc\") (@custom \"assent.policy\" \"xyz\")";
    let module = tail(with).module();
    let report = check(&module).unwrap();
    assert_eq!(report.measurements.functions, 3);
    assert_eq!(report.measurements.data_bytes, 3);
    assert_eq!(report.measurements.call_depth, 2);
    assert_eq!(report.measurements.chain_locals, 2);
    let interface = report.interface.clone().unwrap();
    assert_eq!(module[interface], *b"xyz");
    assert!(!report.is_pure);
}

#[test]
fn shapes_that_make_compilers_slow_are_refused() {
    let refused = |parts: Parts| parts.check().map_err(|refusal| refusal.rule);
    // 72 KB of tiny functions.
    assert_eq!(refused(tail("(func)".repeat(18_000))), Err("function"));
    // 63 KB of nested ifs, and of nested loops.
    let ifs = format!(
        "{}{}",
        "(if (local.get 0) (then ".repeat(9_000),
        "))".repeat(9_000)
    );
    let loops = format!("{}{}", "(loop ".repeat(16_000), ")".repeat(16_000));
    assert_eq!(
        refused(code(format!("{loops} (i32.const 0)"))),
        Err("function")
    );
    assert_eq!(
        refused(code(format!("{ifs} (i32.const 0)"))),
        Err("function")
    );
    // 5 KB of loops with a way back to the outermost.
    let open = "(loop ".repeat(700);
    let close = (0..700)
        .map(|i| format!("(br_if {i} (local.get 0)))"))
        .rev();
    let back = format!("{open}{} (i32.const 0)", close.collect::<String>());
    assert_eq!(refused(code(back)), Err("block"));
    // 14 KB of wide nested blocks.
    let values = "i64 ".repeat(100);
    let wide = Parts {
        head: format!("(type (func (result {values})))"),
        ..Parts::default()
    };
    assert_eq!(refused(wide), Err("type"));
    // Deep calls with many values each: no recursion and no loop, but a stack overflow.
    let chain = (0..200).map(|i| format!("(func $f{i} (local {values}) (call $f{}))", i + 1));
    let chain = format!("{}(func $f200)", chain.collect::<String>());
    assert_eq!(refused(tail(chain)), Err("locals"));
}

#[test]
fn a_refusal_says_where_and_what_in_bounded_words() {
    let module = tail("(func) (func (drop (f64.neg (f64.const 1))))").module();
    let refusal = check(&module).err().unwrap();
    assert_eq!(refusal.function, Some(2));
    assert_eq!(module[refusal.offset as usize], 0x44);
    assert_eq!(
        refusal.message,
        "the operator `f64_const` (mvp) is not admitted"
    );

    let unknown = check(&head(r#"(import "env" "exit" (func))"#).module());
    assert_eq!(
        unknown.err().unwrap().message,
        "the import `env`.`exit` is not offered by the host"
    );

    let long = format!("(export \"\\1b[2J{}\" (memory 0))", "x".repeat(90_000));
    let refusal = tail(long).check().unwrap_err();
    assert!(
        refusal.message.len() < 150 && !refusal.message.contains('\x1b'),
        "{refusal}"
    );
}

/// Imported functions are counted, also where calls are followed.
#[test]
fn a_chain_that_is_too_deep_and_a_call_that_leads_back_name_their_functions() {
    let import = r#"(import "assent" "fact" (func (param i32 i32 i32) (result i32)))"#;
    let function = |tail: String| {
        let parts = Parts {
            head: import.into(),
            tail,
            ..Parts::default()
        };
        let refusal = parts.check().unwrap_err();
        (refusal.rule, refusal.function)
    };
    let deep = |calls: u64| {
        let chain = (0..calls).map(|i| format!("(func $f{i} (call $f{}))", i + 1));
        format!("{}(func $f{calls})", chain.collect::<String>())
    };
    // One is imported, one is the entry; the last is the first that is too deep.
    let last = 2 + CALL_DEPTH as u32;
    assert_eq!(function(deep(CALL_DEPTH)), ("call-chain", Some(last)));
    let back = String::from("(func) (func $a (call $b)) (func $b (call $a))");
    assert_eq!(function(back), ("recursion", Some(4)));
}

#[test]
fn an_input_may_end_with_the_memory_and_not_behind_it() {
    for (input, expected) in [(65_472, Ok(())), (65_473, Err("layout"))] {
        let text = format!(
            r#"(module (memory (export "memory") 1 1)
            (global (export "input") i32 (i32.const {input}))
            (global (export "input_capacity") i32 (i32.const 64))
            (global (export "output") i32 (i32.const 0))
            (func (export "decide") (export "explain") (param i32) (result i32) (i32.const 0)))"#
        );
        let found = check(&wat::parse_str(text).unwrap()).map(drop);
        assert_eq!(found.map_err(|refusal| refusal.rule), expected, "{input}");
    }
}

#[test]
fn data_lie_inside_the_memory_and_beside_the_input() {
    let text = |start: u64, bytes: usize| {
        format!(
            r#"(module (memory (export "memory") 1 1)
            (global (export "input") i32 (i32.const 1000))
            (global (export "input_capacity") i32 (i32.const 64))
            (global (export "output") i32 (i32.const 0))
            (func (export "decide") (export "explain") (param i32) (result i32) (i32.const 0))
            (data (i32.const {start}) "{}"))"#,
            "a".repeat(bytes)
        )
    };
    for (start, bytes, expected) in [
        (990, 10, Ok(10)),
        (990, 11, Err("layout")),
        (1_020, 1, Err("layout")),
        (1_063, 1, Err("layout")),
        (1_064, 1, Ok(1)),
        (65_533, 3, Ok(3)),
        (65_533, 4, Err("data")),
        (65_533, 9, Err("data")),
    ] {
        let found = check(&wat::parse_str(text(start, bytes)).unwrap());
        let found = found.map(|report| report.measurements.data_bytes);
        let found = found.map_err(|refusal| refusal.rule);
        assert_eq!(found, expected, "{start} {bytes}");
    }
}

#[test]
fn the_memory_has_one_name_and_blocks_give_one_number_at_most() {
    let refused = |parts: Parts| parts.check().map_err(|refusal| refusal.rule);
    assert_eq!(
        refused(tail(r#"(export "other" (memory 0))"#)),
        Err("export")
    );
    let with_type = |parameters: &str, results: &str, code: &str| {
        refused(Parts {
            head: format!("(type $t (func {parameters} {results}))"),
            code: code.into(),
            ..Parts::default()
        })
    };
    let several = "(block (type $t) (i32.const 1) (i32.const 2)) drop";
    assert_eq!(with_type("", "(result i32 i32)", several), Err("type"));
    let takes = "(i32.const 1) (block (type $t) drop) (i32.const 0)";
    assert_eq!(with_type("(param i32)", "", takes), Err("block"));
    let float = "(drop (block (result f32) (unreachable))) (i32.const 0)";
    assert_eq!(refused(code(float)), Err("block"));
}

/// Only those that are open count as inside one another.
#[test]
fn blocks_one_behind_the_other_are_not_inside_one_another() {
    let row = "(block) ".repeat(NESTING as usize + 1);
    assert_eq!(code(format!("{row} (i32.const 0)")).check(), Ok(()));
    let deep = |depth: usize| {
        let (open, close) = ("(block ".repeat(depth), ")".repeat(depth));
        code(format!("{open}{close} (i32.const 0)")).check()
    };
    assert_eq!(deep(NESTING as usize), Ok(()));
    let refusal = deep(NESTING as usize + 1).unwrap_err();
    assert_eq!(refusal.rule, "block");
}

#[test]
fn a_module_that_is_examined_measures_what_its_check_measures() {
    let module = tail("(func (local i64 i64) (i32.store (i32.const 0) (i32.const 0)))").module();
    let measured = check(&module).unwrap().measurements;
    assert_eq!((measured.functions, measured.chain_locals), (2, 2));
    assert_eq!(examine(&module), Ok(measured));
    let refused = tail("(func (drop (f64.const 1)))").module();
    assert_eq!(examine(&refused).err(), check(&refused).err());
}

#[test]
fn a_diamond_of_calls_is_no_recursion_however_many_paths_lead_through_it() {
    let diamonds = (0..14).map(|i| format!("(func $f{i} (call $f{0}) (call $f{0}))", i + 1));
    let diamonds = format!("{}(func $f14)", diamonds.collect::<String>());
    let parts = Parts {
        tail: diamonds,
        ..code("(call $f0) (i32.const 0)")
    };
    assert_eq!(parts.check(), Ok(()));
}

#[test]
fn shifts_by_a_constant_cost_nothing_and_others_do() {
    let cost = |text: &str| {
        let report = check(&tail(format!("(func (local i64) {text})")).module());
        report.unwrap().measurements.value_blocks
    };
    let by = |operator: &str, by: &str| cost(&format!("(drop ({operator} (local.get 0) {by}))"));
    for operator in ["i64.shl", "i64.shr_s", "i64.shr_u", "i64.rotl", "i64.rotr"] {
        assert_eq!(by(operator, "(i64.const 7)"), 0, "{operator}");
        // One local, two operands and 64 more.
        assert_eq!(by(operator, "(local.get 0)"), 67, "{operator}");
    }
    for operator in ["i64.div_s", "i64.div_u", "i64.rem_s", "i64.rem_u"] {
        assert_eq!(by(operator, "(i64.const 7)"), 67, "{operator}");
    }
    assert_eq!(by("i64.add", "(local.get 0)"), 0);
    assert_eq!(by("i64.ne", "(local.get 0)"), 0);
}
