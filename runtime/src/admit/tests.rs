//! Every limit at one less, itself and one more, and the shapes that make compilers slow.

use abi::limits::*;

use super::{check, rule};
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

fn tail(tail: impl Into<String>) -> Parts {
    Parts {
        tail: tail.into(),
        ..Parts::default()
    }
}

/// `make(n)` is admitted below and at the limit, and refused by `rule` above it.
#[track_caller]
fn at_limit(rule: rule::Rule, limit: u64, make: impl Fn(usize) -> Parts) {
    let make = |n: u64| make(n as usize).check();
    assert_eq!(make(limit - 1), Ok(()));
    assert_eq!(make(limit), Ok(()));
    let refusal = make(limit + 1).expect_err("one more than the limit");
    assert_eq!(refusal.rule, rule.name, "{refusal}");
    assert_eq!(refusal.advice, rule.advice);
}

#[test]
fn the_plainest_contract_is_admitted_and_measured() {
    let report = check(&Parts::default().module()).unwrap();
    assert_eq!(report.measurements.functions, 1);
    assert_eq!(report.measurements.pages, 1);
    assert_eq!(report.measurements.call_depth, 1);
    assert_eq!(report.measurements.chain_locals, 1);
    assert!(report.is_pure && report.interface.is_none());

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
fn module_size_has_a_limit() {
    let pages = MEMORY_PAGES;
    let empty = Parts {
        pages,
        tail: "(data (i32.const 64) \"\")".into(),
        ..Parts::default()
    };
    // A long segment takes three bytes more than an empty one to say its length, twice.
    let around = empty.module().len() + 6;
    at_limit(rule::MODULE_SIZE, MODULE_BYTES, |bytes| {
        let tail = format!("(data (i32.const 64) \"{}\")", "a".repeat(bytes - around));
        let parts = Parts {
            pages,
            tail,
            ..Parts::default()
        };
        assert_eq!(parts.module().len(), bytes);
        parts
    });
}

#[test]
fn counts_have_limits() {
    at_limit(rule::TYPE, TYPES, |n| Parts {
        head: "(type (func (param i64)))".repeat(n - 1),
        ..Parts::default()
    });
    at_limit(rule::TYPE, PARAMETERS, |n| {
        tail(format!("(func (param {}))", "i32 ".repeat(n)))
    });
    at_limit(rule::IMPORT, IMPORTS, |n| {
        let import = "(import \"assent\" \"fact\" (func (param i32 i32 i32) (result i32)))";
        Parts {
            head: import.repeat(n),
            ..Parts::default()
        }
    });
    at_limit(rule::FUNCTION, FUNCTIONS, |n| tail("(func)".repeat(n - 1)));
    at_limit(rule::GLOBAL, GLOBALS, |n| {
        tail("(global i64 (i64.const -1))".repeat(n - 3))
    });
    at_limit(rule::EXPORT, EXPORTS, |n| {
        tail(
            (6..n)
                .map(|i| format!("(export \"f{i}\" (func $run))"))
                .collect::<String>(),
        )
    });
    at_limit(rule::DATA, DATA_SEGMENTS, |n| {
        tail("(data (i32.const 64) \"x\")".repeat(n))
    });
    at_limit(rule::CUSTOM, CUSTOM_SECTIONS, |n| {
        // The text names functions, and the names are a section.
        tail(
            (1..n)
                .map(|i| format!("(@custom \"assent.{i}\" \"\")"))
                .collect::<String>(),
        )
    });
}

#[test]
fn the_name_of_an_export_has_a_limit() {
    at_limit(rule::EXPORT, ENTRY_NAME_BYTES, |n| {
        tail(format!("(export \"{}\" (func $run))", "a".repeat(n)))
    });
}

#[test]
fn sizes_have_limits() {
    at_limit(rule::MEMORY, MEMORY_PAGES, |pages| Parts {
        pages: pages as u64,
        ..Parts::default()
    });
    at_limit(rule::LAYOUT, INPUT_BYTES, |n| Parts {
        capacity: n as u64,
        ..Parts::default()
    });
    // A function of so many bytes: its locals, its operators and its end.
    let function = |bytes: usize| format!("(func {})", "nop ".repeat(bytes - 2));
    at_limit(rule::FUNCTION, FUNCTION_BYTES, |n| tail(function(n)));
    let entry = 4;
    at_limit(rule::FUNCTION, CODE_BYTES, |n| {
        let rest = n - entry - 2 * FUNCTION_BYTES as usize;
        let whole = function(FUNCTION_BYTES as usize);
        tail(format!(
            "{whole}{whole}{}{}",
            function(rest / 2),
            function(rest - rest / 2)
        ))
    });
}

#[test]
fn the_shape_of_a_function_has_limits() {
    at_limit(rule::LOCALS, LOCALS, |n| {
        code(format!("(local {}) (i32.const 0)", "i64 ".repeat(n - 1)))
    });
    at_limit(rule::LOCALS, LOCALS, |n| {
        tail(format!(
            "(func (param i32 i32 i32) (local {}))",
            "i64 ".repeat(n - 3)
        ))
    });
    at_limit(rule::OPERANDS, OPERANDS, |n| {
        code(format!(
            "{}{}",
            "(i32.const 1)".repeat(n),
            "(i32.add)".repeat(n - 1)
        ))
    });
    for block in ["block", "loop", "if (i32.const 1) (then "] {
        let close = if block.starts_with("if") { "))" } else { ")" };
        at_limit(rule::BLOCK, NESTING, |n| {
            code(format!(
                "{}{} (i32.const 0)",
                format!("({block} ").repeat(n),
                close.repeat(n)
            ))
        });
        at_limit(rule::BLOCK, BLOCKS, |n| {
            code(format!(
                "{} (i32.const 0)",
                format!("({block} {close}").repeat(n)
            ))
        });
    }
    at_limit(rule::BRANCH_TABLE, BRANCH_TABLE, |n| {
        code(format!(
            "(block (br_table {} (local.get 0))) (i32.const 0)",
            "0 ".repeat(n)
        ))
    });
}

#[test]
fn call_chains_have_limits() {
    at_limit(rule::CALL_CHAIN, CALL_DEPTH, |n| {
        let chain = (1..n - 1).map(|i| format!("(func $f{i} (call $f{}))", i + 1));
        let tail = format!("{}(func $f{})", chain.collect::<String>(), n - 1);
        Parts {
            tail,
            ..code("(call $f1) (i32.const 0)")
        }
    });
    // The entry has one parameter; eight functions below it share the rest.
    at_limit(rule::CALL_CHAIN, CHAIN_LOCALS, |n| {
        let locals = |i: usize| (n - 1) / 8 + usize::from(i < (n - 1) % 8);
        let function = |i: usize| {
            let call = if i < 7 {
                format!("(call $f{})", i + 1)
            } else {
                String::new()
            };
            format!("(func $f{i} (local {}) {call})", "i64 ".repeat(locals(i)))
        };
        let tail = (0..8).map(function).collect::<String>();
        Parts {
            tail,
            ..code("(call $f0) (i32.const 0)")
        }
    });
    // A diamond is no recursion, however many paths lead through it.
    let diamonds = (0..14).map(|i| format!("(func $f{i} (call $f{0}) (call $f{0}))", i + 1));
    let diamonds = format!("{}(func $f14)", diamonds.collect::<String>());
    assert_eq!(
        Parts {
            tail: diamonds,
            ..code("(call $f0) (i32.const 0)")
        }
        .check(),
        Ok(())
    );
}

#[test]
fn what_compiling_costs_has_limits() {
    let function = |locals: usize, blocks: usize| {
        format!(
            "(func (local {}) {})",
            "i64 ".repeat(locals),
            "(block)".repeat(blocks)
        )
    };
    at_limit(rule::COMPILE, VALUE_BLOCKS, |n| {
        let whole = function(60, 500);
        let rest = n - 60 * 500;
        tail(format!(
            "{whole}{}{}",
            function(60, rest / 60),
            function(1, rest % 60)
        ))
    });
    at_limit(rule::COMPILE, BRANCH_TARGETS, |n| {
        let table =
            |entries: usize| format!("(block (br_table {} (local.get 0)))", "0 ".repeat(entries));
        let rest = n - 64 * 30;
        let code_text = format!(
            "{} {} {} (i32.const 0)",
            table(64).repeat(30),
            table(rest / 3).repeat(2),
            table(rest - 2 * (rest / 3))
        );
        code(code_text)
    });
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
    // 14 KB of loops with a way back to the outermost.
    let open = "(loop ".repeat(2_000);
    let close = (0..2_000)
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

    let long = format!("(export \"\\1b[2J{}\" (memory 0))", "x".repeat(90_000));
    let refusal = tail(long).check().unwrap_err();
    assert!(
        refusal.message.len() < 150 && !refusal.message.contains('\x1b'),
        "{refusal}"
    );
}
