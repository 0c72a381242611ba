//! Every limit that admission holds, at one less, itself and one more.
//!
//! [`ADMISSION`] has a row for each of them, [`ELSEWHERE`] names those of [`LIMITS`] that something else holds. A limit
//! in neither fails the test.

use std::collections::BTreeSet;

use abi::limits::*;

use super::super::rule::{self, Rule};
use super::{Parts, code, head, tail};

/// A limit, the rule that refuses what is above it, and how a module with so much of it is made.
type Row = (u64, &'static str, Rule, fn(usize) -> Parts);

/// The limits of admission. One that a module can meet in several ways has a row for each.
const ADMISSION: &[Row] = &[
    (
        MODULE_BYTES,
        "bytes in a module",
        rule::MODULE_SIZE,
        module_bytes,
    ),
    (
        CODE_BYTES,
        "bytes of code in a module",
        rule::FUNCTION,
        code_bytes,
    ),
    (FUNCTIONS, "functions in a module", rule::FUNCTION, |n| {
        tail("(func)".repeat(n - 1))
    }),
    (
        FUNCTION_BYTES,
        "bytes in one function",
        rule::FUNCTION,
        |n| tail(function_of(n)),
    ),
    (PARAMETERS, "parameters of a function", rule::TYPE, |n| {
        tail(format!("(func (param {}))", "i32 ".repeat(n)))
    }),
    (RESULTS, "results of a function", rule::TYPE, |n| {
        head(format!("(type (func (result {})))", "i64 ".repeat(n)))
    }),
    (
        LOCALS,
        "locals of a function, parameters included",
        rule::LOCALS,
        |n| code(format!("(local {}) (i32.const 0)", "i64 ".repeat(n - 1))),
    ),
    (
        LOCALS,
        "locals of a function, parameters included",
        rule::LOCALS,
        |n| {
            let locals = "i64 ".repeat(n - 3);
            tail(format!("(func (param i32 i32 i32) (local {locals}))"))
        },
    ),
    (
        OPERANDS,
        "values on the operand stack of a function",
        rule::OPERANDS,
        |n| {
            let adds = "(i32.add)".repeat(n - 1);
            code(format!("{}{adds}", "(i32.const 1)".repeat(n)))
        },
    ),
    (NESTING, "blocks inside one another", rule::BLOCK, |n| {
        nested("(block ", n, ")")
    }),
    (NESTING, "blocks inside one another", rule::BLOCK, |n| {
        nested("(loop ", n, ")")
    }),
    (NESTING, "blocks inside one another", rule::BLOCK, |n| {
        nested(IF, n, "))")
    }),
    (
        BLOCKS,
        "blocks, loops and ifs in one function",
        rule::BLOCK,
        |n| repeated("(block )", n),
    ),
    (
        BLOCKS,
        "blocks, loops and ifs in one function",
        rule::BLOCK,
        |n| repeated("(loop )", n),
    ),
    (
        BLOCKS,
        "blocks, loops and ifs in one function",
        rule::BLOCK,
        |n| repeated(&format!("{IF}))"), n),
    ),
    (
        BRANCH_TABLE,
        "entries of a branch table",
        rule::BRANCH_TABLE,
        |n| repeated(&table(n), 1),
    ),
    (
        BRANCH_TARGETS,
        "entries of all branch tables of a module",
        rule::COMPILE,
        branch_targets,
    ),
    (CALLS, "calls in the code of a module", rule::COMPILE, calls),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, "(block)", 1, 0)
    }),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, "(return)", 1, 0)
    }),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, "(br 0)", 1, 0)
    }),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, "(loop (br 0))", 2, 0)
    }),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, DIVISION, 1, 2)
    }),
    (VALUE_BLOCKS, VALUE_BLOCKS_NAME, rule::COMPILE, |n| {
        value_blocks(n, ROTATION, 1, 2)
    }),
    (TYPES, "function types", rule::TYPE, |n| {
        head("(type (func (param i64)))".repeat(n - 1))
    }),
    (IMPORTS, "imports", rule::IMPORT, |n| {
        let import = "(import \"assent\" \"fact\" (func (param i32 i32 i32) (result i32)))";
        head(import.repeat(n))
    }),
    (EXPORTS, "exports", rule::EXPORT, |n| {
        let exports = (6..n).map(|i| format!("(export \"f{i}\" (func $run))"));
        tail(exports.collect::<String>())
    }),
    (GLOBALS, "globals", rule::GLOBAL, |n| {
        tail("(global i64 (i64.const -1))".repeat(n - 3))
    }),
    (DATA_SEGMENTS, "data segments", rule::DATA, |n| {
        tail("(data (i32.const 64) \"x\")".repeat(n))
    }),
    (
        MEMORY_PAGES,
        "pages of 64 KiB of memory",
        rule::MEMORY,
        |pages| Parts {
            pages: pages as u64,
            ..Parts::default()
        },
    ),
    (
        CALL_DEPTH,
        "functions in the deepest call chain",
        rule::CALL_CHAIN,
        call_depth,
    ),
    (
        CHAIN_LOCALS,
        "locals and parameters along the deepest call chain",
        rule::CALL_CHAIN,
        chain_locals,
    ),
    (CUSTOM_SECTIONS, "custom sections", rule::CUSTOM, |n| {
        // The text names functions, and the names are a section.
        let sections = (1..n).map(|i| format!("(@custom \"assent.{i}\" \"\")"));
        tail(sections.collect::<String>())
    }),
    (INPUT_BYTES, "bytes of input to a call", rule::LAYOUT, |n| {
        Parts {
            capacity: n as u64,
            ..Parts::default()
        }
    }),
    (
        ENTRY_NAME_BYTES,
        "bytes of the name of an export",
        rule::EXPORT,
        |n| tail(format!("(export \"{}\" (func $run))", "a".repeat(n))),
    ),
];

const VALUE_BLOCKS_NAME: &str = "values and 64 more, times blocks, branches, divisions and shifts, over the functions of a module";

const DIVISION: &str = "(drop (i64.rem_u (i64.const 1) (i64.const 2)))";

/// By what is no constant: that it is one after all is not what admission looks for.
const ROTATION: &str = "(drop (i32.rotl (i32.const 1) (i32.eqz (i32.const 2))))";

const IF: &str = "(if (i32.const 1) (then ";

/// The limits of calls and of the ledger.
const ELSEWHERE: &[&str] = &[
    "bytes of output of a call",
    "bytes of one fact",
    "consents that the ledger keeps of one patient",
    "past accesses that the ledger counts of one patient",
    "bytes of the consents that the ledger keeps of one patient",
    "treatment relations that the ledger keeps of one patient",
    "bytes of a transaction",
    "transactions in a block",
    "bytes of a block",
    "bytes of a name",
    "items of a list in a request or a consent",
    "clauses that narrow the data of a consent, and names in one of them",
    "bytes of a transaction that deploys nothing",
    "organisations inside one another",
    "bytes of the name that a contract aborts with",
    "bytes of input to a contract that is no policy",
    "bytes of output of a contract that is no policy",
    "bytes of a key of a contract's state",
    "bytes of a value of a contract's state",
    "keys that one call writes or removes",
    "bytes of keys and values that one call writes, those of a key written again counted again",
    "events of one call",
    "bytes of an event's topic",
    "bytes of topics and data of all events of one call",
    "bytes of a certificate",
    "certificates from a member's own up to the root, which is not counted",
    "roles in a certificate",
    "bytes of the serial number of a certificate",
    "bytes of a list of revoked certificates",
    "seconds that a block's time may be ahead of the clock of a validator who votes for it",
    "seconds that a block's time may be behind the clock of a validator who votes for it",
    "voters of a quorum",
    "seconds that a proposal is open",
    "activations that wait for their height",
    "delegations that the ledger keeps of one patient",
    "attested facts, brackets of age and commitments that the ledger keeps of one patient, each",
    "accesses in an emergency that wait for a review, kept of one patient",
    "bytes of a key of the state",
];

#[test]
fn every_limit_of_admission_holds_at_one_less_itself_and_one_more() {
    for (limit, name, rule, make) in ADMISSION {
        let make = |n: u64| make(n as usize).check();
        assert_eq!(make(limit - 1), Ok(()), "{name}: one less");
        assert_eq!(make(*limit), Ok(()), "{name}: the limit");
        let refusal = make(limit + 1).expect_err(name);
        assert_eq!(refusal.rule, rule.name, "{name}: {refusal}");
        assert_eq!(refusal.advice, rule.advice, "{name}");
        // It is this limit that refuses, and no other of the same rule.
        let says = format!("{} ", limit + 1);
        assert!(refusal.message.starts_with(&says), "{name}: {refusal}");
    }
}

#[test]
fn every_limit_is_held_by_admission_or_elsewhere() {
    let admission: BTreeSet<(&str, u64)> = ADMISSION
        .iter()
        .map(|(limit, name, ..)| (*name, *limit))
        .collect();
    for limit in LIMITS {
        let held = admission.contains(&(limit.name, limit.max));
        assert!(
            held != ELSEWHERE.contains(&limit.name),
            "the limit `{}` is tested in one of two places",
            limit.name
        );
    }
    assert_eq!(admission.len() + ELSEWHERE.len(), LIMITS.len());
}

/// A function of so many bytes: its locals, its operators and its end.
fn function_of(bytes: usize) -> String {
    format!("(func {})", "nop ".repeat(bytes - 2))
}

fn nested(open: &str, depth: usize, close: &str) -> Parts {
    let (open, close) = (open.repeat(depth), close.repeat(depth));
    code(format!("{open}{close} (i32.const 0)"))
}

fn repeated(text: &str, times: usize) -> Parts {
    code(format!("{} (i32.const 0)", text.repeat(times)))
}

/// A branch table of so many entries.
fn table(entries: usize) -> String {
    // The last of them is where all other numbers lead.
    format!("(block (br_table {} (local.get 0)))", "0 ".repeat(entries))
}

fn module_bytes(bytes: usize) -> Parts {
    let of = |data: usize| Parts {
        pages: MEMORY_PAGES,
        tail: format!("(data (i32.const 64) \"{}\")", "a".repeat(data)),
        ..Parts::default()
    };
    // A long segment takes three bytes more than an empty one to say its length, twice.
    let around = of(0).module().len() + 6;
    let parts = of(bytes - around);
    assert_eq!(parts.module().len(), bytes);
    parts
}

fn code_bytes(bytes: usize) -> Parts {
    let entry = 4;
    let rest = bytes - entry - 5 * FUNCTION_BYTES as usize;
    let whole = function_of(FUNCTION_BYTES as usize).repeat(5);
    let (one, other) = (function_of(rest / 2), function_of(rest - rest / 2));
    tail(format!("{whole}{one}{other}"))
}

fn branch_targets(entries: usize) -> Parts {
    let rest = entries - 64 * 14;
    let last = table(rest / 3).repeat(2) + &table(rest - 2 * (rest / 3));
    code(format!("{}{last} (i32.const 0)", table(64).repeat(14)))
}

/// So many values and 64 more, times blocks and what else counts. `unit` has that many of those, and puts so many values
/// on the stack.
fn value_blocks(product: usize, unit: &str, each: usize, operands: usize) -> Parts {
    let function = |locals: usize, text: &str, times: usize| {
        let locals = "i64 ".repeat(locals);
        format!("(func (local {locals}) {})", text.repeat(times))
    };
    let block = 64;
    // Functions without locals take most, one block with locals takes what is left.
    let units = (product - 2 * block) / (each * (block + operands));
    let rest = product - units * each * (block + operands);
    assert!(units > 500 && (block..4 * block).contains(&rest));
    let mut text = function(0, unit, units % 300) + &function(0, unit, 300).repeat(units / 300);
    let blocks = rest / block;
    text += &function(0, "(block)", blocks - 1);
    text += &function(rest % block, "(block)", 1);
    tail(text)
}

fn calls(calls: usize) -> Parts {
    let calls = "(call $callee)".repeat(calls);
    tail(format!("(func $callee) (func {calls})"))
}

fn call_depth(depth: usize) -> Parts {
    let chain = (1..depth - 1).map(|i| format!("(func $f{i} (call $f{}))", i + 1));
    let tail = format!("{}(func $f{})", chain.collect::<String>(), depth - 1);
    Parts {
        tail,
        ..code("(call $f1) (i32.const 0)")
    }
}

/// The entry has one parameter; eight functions below it share the rest.
fn chain_locals(locals: usize) -> Parts {
    let share = |i: usize| (locals - 1) / 8 + usize::from(i < (locals - 1) % 8);
    let function = |i: usize| {
        let call = match i {
            7 => String::new(),
            _ => format!("(call $f{})", i + 1),
        };
        format!("(func $f{i} (local {}) {call})", "i64 ".repeat(share(i)))
    };
    Parts {
        tail: (0..8).map(function).collect(),
        ..code("(call $f0) (i32.const 0)")
    }
}
