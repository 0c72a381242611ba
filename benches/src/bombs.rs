//! Modules that are as slow to compile as admission lets them be: families of shapes, each repeated until a limit is
//! met.
//!
//! A shape is one or more *units* of code that are repeated in turn, in so many functions with so many locals. All
//! locals are read from the memory at the beginning and written to it at the end, so that each is alive everywhere.

use std::fmt::Write;

/// A unit of code: its text for the n-th repetition, in a function with so many locals.
type Unit = fn(Turn) -> String;

/// Which repetition of a unit it is.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    number: usize,
    locals: usize,
}

impl Turn {
    /// A local, another for every turn and every `step`.
    fn local(self, step: usize) -> usize {
        (self.number * (2 * step + 1) + step) % self.locals
    }

    fn get(self, step: usize) -> String {
        format!("(local.get {})", self.local(step))
    }

    fn condition(self) -> String {
        format!("(i32.wrap_i64 {})", self.get(3))
    }

    fn set(self, value: &str) -> String {
        format!("(local.set {} {value})", self.local(2))
    }

    /// Something that changes a local.
    fn change(self) -> String {
        self.set(&self.binary("i64.add"))
    }

    fn binary(self, operator: &str) -> String {
        format!("({operator} {} {})", self.get(0), self.get(1))
    }

    /// An operator with one operand, applied again and again.
    fn chain(self, operators: &[&str], times: usize) -> String {
        let mut text = String::new();
        for at in 0..times {
            let _ = write!(text, "({} ", operators[at % operators.len()]);
        }
        self.set(&format!("{text}{}{}", self.get(0), ")".repeat(times)))
    }

    /// `depth` of something inside one another, with `inner` in the middle and `after(level)` at the end of each.
    fn nest(
        self,
        open: &str,
        depth: usize,
        inner: &str,
        after: impl Fn(usize) -> String,
    ) -> String {
        let mut text = open.repeat(depth) + inner;
        for level in 0..depth {
            let shifted = Turn {
                number: self.number + level,
                ..self
            };
            let _ = write!(text, "{} {})", shifted.change(), after(level));
        }
        text
    }
}

/// All units, by name.
pub const UNITS: &[(&str, Unit)] = &[
    ("additions", Turn::change),
    ("constants", |t| {
        t.set(&format!(
            "(i64.mul {} (i64.const {}))",
            t.get(0),
            t.number * 0x0123_4567_89ab
        ))
    }),
    ("divisions", |t| t.set(&t.binary("i64.div_s"))),
    ("remainders", |t| t.set(&t.binary("i64.rem_s"))),
    ("rotations", |t| t.set(&t.binary("i64.rotl"))),
    ("counts of bits", |t| {
        t.chain(&["i64.popcnt", "i64.clz", "i64.ctz"], 32)
    }),
    ("extensions", |t| {
        t.chain(&["i64.extend32_s", "i64.extend8_s", "i64.extend16_s"], 32)
    }),
    ("comparisons", |t| {
        t.chain(&["i64.extend_i32_u", "i64.eqz"], 32)
    }),
    ("bits", |t| {
        let inner = format!(
            "(i64.or {} (i64.shl {} (i64.const 3)))",
            t.binary("i64.and"),
            t.binary("i64.xor")
        );
        t.set(&format!(
            "(i64.xor {inner} (i64.shr_u {} (i64.const 7)))",
            t.get(1)
        ))
    }),
    ("selections", |t| {
        t.set(&format!(
            "(select {} {} {})",
            t.get(0),
            t.get(1),
            t.condition()
        ))
    }),
    ("loads", |t| t.set(&format!("(i64.load {})", t.condition()))),
    ("far loads", |t| {
        t.set(&format!("(i64.load offset=4294967280 {})", t.condition()))
    }),
    ("stores", |t| {
        format!("(i64.store {} {})", t.condition(), t.get(0))
    }),
    ("far stores", |t| {
        format!(
            "(i64.store offset=4294967280 {} {})",
            t.condition(),
            t.get(0)
        )
    }),
    ("globals", |t| {
        format!("(global.set $g (i64.add (global.get $g) {}))", t.get(0))
    }),
    ("sizes", |t| t.set("(i64.extend_i32_u (memory.size))")),
    ("calls", |_| "(call $leaf)".into()),
    ("calls with a value", |t| {
        t.set(&format!("(call $one {})", t.get(0)))
    }),
    ("calls with sixteen", |t| {
        let values: String = (0..16).map(|step| t.get(step)).collect();
        t.set(&format!("(call $many {values})"))
    }),
    ("leaving", |t| {
        format!("(br_if 0 {}) {}", t.condition(), t.change())
    }),
    ("leaving alone", |t| format!("(br_if 0 {})", t.condition())),
    ("returning", |t| {
        format!("(if {} (then return))", t.condition())
    }),
    ("trapping", |t| {
        format!("(if {} (then unreachable))", t.condition())
    }),
    ("blocks", |t| {
        format!("(block (br_if 0 {}) {})", t.condition(), t.change())
    }),
    ("ifs", |t| {
        format!("(if {} (then {}))", t.condition(), t.change())
    }),
    ("ifs with else", |t| {
        let other = t.set(&t.binary("i64.sub"));
        format!(
            "(if {} (then {}) (else {other}))",
            t.condition(),
            t.change()
        )
    }),
    ("loops", |t| {
        format!("(loop {} (br_if 0 {}))", t.change(), t.condition())
    }),
    ("empty loops", |_| "(loop)".into()),
    ("loops of calls", |t| {
        format!("(loop (call $leaf) (br_if 0 {}))", t.condition())
    }),
    ("loops of loads", |t| {
        format!(
            "(loop {} (br_if 0 {}))",
            t.set(&format!("(i64.load {})", t.condition())),
            t.condition()
        )
    }),
    ("turning loops", |t| {
        let all: String = (0..t.locals)
            .map(|local| format!("local.get {local} "))
            .collect();
        let all = all
            + &(0..t.locals)
                .map(|local| format!("local.set {local} "))
                .collect::<String>();
        format!(
            " loop {all} {} i32.wrap_i64 br_if 0 end ",
            t.get(0).trim_matches(['(', ')'])
        )
    }),
    ("nested loops", |t| {
        t.nest("(loop ", 8, "", |_| format!("(br_if 0 {})", t.condition()))
    }),
    ("deep loops", |t| {
        t.nest("(loop ", 23, "", |_| format!("(br_if 0 {})", t.condition()))
    }),
    ("loops back to the first", |t| {
        t.nest("(loop ", 23, "", |level| {
            format!("(br_if {} {})", 22 - level, t.condition())
        })
    }),
    ("loops back to all", |t| {
        let back: String = (0..23)
            .map(|level| format!("(br_if {level} {})", t.condition()))
            .collect();
        t.nest("(loop ", 23, &back, |_| String::new())
    }),
    ("blocks left at all depths", |t| {
        let leave: String = (0..23)
            .map(|level| format!("(br_if {level} {}) {}", t.condition(), t.change()))
            .collect();
        t.nest("(block ", 23, &leave, |_| String::new())
    }),
    ("nested ifs", |t| {
        t.nest(&format!("(if {} (then ", t.condition()), 12, "", |_| {
            ")".into()
        })
    }),
    ("loops around blocks", |t| {
        let leave: String = (0..22)
            .map(|level| format!("(br_if {level} {})", t.condition()))
            .collect();
        t.nest("(loop (block ", 11, &leave, |_| {
            format!(") (br_if 0 {})", t.condition())
        })
    }),
    ("short tables", |t| {
        let entries: String = (0..8).map(|entry| format!("{} ", entry % 8)).collect();
        t.nest(
            "(block ",
            8,
            &format!("(br_table {entries} {})", t.condition()),
            |_| String::new(),
        )
    }),
    ("long tables", |t| {
        let entries: String = (0..63).map(|entry| format!("{} ", entry % 23)).collect();
        t.nest(
            "(block ",
            23,
            &format!("(br_table {entries} 0 {})", t.condition()),
            |_| String::new(),
        )
    }),
    ("tables back into loops", |t| {
        let entries: String = (0..63).map(|entry| format!("{} ", entry % 23)).collect();
        t.nest(
            "(loop ",
            23,
            &format!("(br_table {entries} 0 {})", t.condition()),
            |_| String::new(),
        )
    }),
    ("a table to one block", |t| {
        let entries = "0 ".repeat(64);
        format!("(block (br_table {entries} {}))", t.condition())
    }),
    ("wide operands", |t| {
        let values: String = (0..40)
            .map(|step| format!("local.get {} ", t.local(step)))
            .collect();
        let one = format!(
            "(if (result i64) {} (then {}) (else {}))",
            t.condition(),
            t.get(0),
            t.get(1)
        );
        format!(
            "{values} {one} {} local.set {} ",
            "i64.add ".repeat(40),
            t.local(0)
        )
    }),
];

/// A shape: which units in turn, in how many functions, with how many locals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Positions in [`UNITS`].
    pub units: Vec<usize>,
    /// Functions that are filled.
    pub functions: usize,
    /// Locals of each, at least two.
    pub locals: usize,
}

impl Shape {
    /// The module in which each function repeats the units `times` times.
    pub fn module(&self, times: usize) -> Vec<u8> {
        let function = self.function(times);
        let parameters = "i64 ".repeat(16);
        let text = format!(
            r#"(module (memory (export "memory") 1 1) (global $g (mut i64) (i64.const 0))
            (func $leaf) (func $one (param i64) (result i64) local.get 0)
            (func $many (param {parameters}) (result i64) local.get 7)
            {} (func (export "run")))"#,
            function.repeat(self.functions)
        );
        wat::parse_str(&text).expect("the shape is a module")
    }

    fn function(&self, times: usize) -> String {
        let mut text = format!("(func (local {})", "i64 ".repeat(self.locals));
        for local in 0..self.locals {
            let _ = write!(
                text,
                "(local.set {local} (i64.load offset={} (i32.const 0)))",
                local * 8
            );
        }
        for number in 0..times {
            let unit = self
                .units
                .get(number % self.units.len())
                .and_then(|unit| UNITS.get(*unit));
            if let Some((_, unit)) = unit {
                text += &unit(Turn {
                    number,
                    locals: self.locals,
                });
            }
        }
        for local in 0..self.locals {
            let _ = write!(
                text,
                "(i64.store offset={} (i32.const 0) (local.get {local}))",
                local * 8
            );
        }
        text + ")"
    }

    /// What it is called.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self
            .units
            .iter()
            .filter_map(|unit| UNITS.get(*unit))
            .map(|(name, _)| *name)
            .collect();
        format!(
            "{}, {} locals, {} functions",
            names.join(" + "),
            self.locals,
            self.functions
        )
    }
}
