//! The text of a contract: statements, and the arguments of calls.

use std::fmt::Write;

use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, ValueType};

use super::{KEYS, LONG, MESSAGE, SCRATCH, SIGNATURE, SIGNED, SIGNER, SLOT, WORDS, data};
use crate::entropy::Entropy;

/// Blocks inside one another.
const DEPTH: usize = 2;

/// A contract that is being written.
pub(super) struct Writer<'c, 'b> {
    choices: &'c mut Entropy<'b>,
    text: String,
    pages: u32,
    /// It has no statement that writes to the memory or to a global.
    is_pure: bool,
    /// An argument is a wild one once in so many times.
    wild: usize,
    depth: usize,
    /// The helpers that the function being written may call come from here on.
    helper: usize,
    helpers: usize,
}

impl<'c, 'b> Writer<'c, 'b> {
    pub(super) fn new(
        choices: &'c mut Entropy<'b>,
        pages: u32,
        is_pure: bool,
        wild: usize,
    ) -> Writer<'c, 'b> {
        Writer {
            helpers: choices.below(3),
            choices,
            text: String::new(),
            pages,
            is_pure,
            wild,
            depth: 0,
            helper: 0,
        }
    }

    /// The whole module.
    pub(super) fn module(mut self) -> String {
        self.line("(module");
        for row in self.rows() {
            let parameters: String = row.parameters.iter().map(|(_, ty)| native(*ty)).collect();
            let result = row.result.map(|ty| format!("(result{})", native(ty)));
            let (name, result) = (row.name, result.unwrap_or_default());
            self.line(&format!(
                r#"  (import "assent" "{name}" (func ${name} (param{parameters}) {result}))"#
            ));
        }
        let pages = self.pages;
        self.line(&format!(r#"  (memory (export "memory") {pages} {pages})"#));
        self.line("  (global $g (mut i32) (i32.const 0))");
        self.text.push_str(&data());
        for helper in 0..self.helpers {
            self.helper = helper + 1;
            self.line(&format!(
                "  (func $helper{helper} (param $r i32) (result i32) {LOCALS}"
            ));
            let statements = 1 + self.choices.below(3);
            self.statements(statements);
            self.line("    (local.get $r))");
        }
        self.helper = 0;
        for entry in 0..=self.choices.below(3) {
            self.line(&format!(
                r#"  (func (export "e{entry}") (local $r i32) {LOCALS}"#
            ));
            let statements = 1 + self.choices.below(10);
            self.statements(statements);
            self.end();
            self.line("  )");
        }
        self.line(")");
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The functions of the host that it imports.
    fn rows(&self) -> Vec<&'static HostFunction> {
        let is_pure = self.is_pure;
        let rows = HOST_FUNCTIONS.iter();
        rows.filter(|row| row.kind == ModuleKind::Contract)
            .filter(|row| !(is_pure && row.writes_memory))
            .collect()
    }

    fn statements(&mut self, count: usize) {
        for _ in 0..count {
            self.statement();
        }
    }

    fn statement(&mut self) {
        match self.choices.below(24) {
            0 if self.depth < DEPTH => self.branch(),
            1 if self.depth < DEPTH => self.repeat(),
            2 if !self.is_pure => {
                let value = self.value();
                let at = self.scratch();
                self.line(&format!("    (i32.store (i32.const {at}) {value})"));
            }
            3 if !self.is_pure => {
                self.line("    (global.set $g (i32.add (global.get $g) (local.get $r)))");
            }
            4 if self.helper < self.helpers => {
                let (helper, value) = (self.helper, self.value());
                self.line(&format!(
                    "    (local.set $r (call $helper{helper} {value}))"
                ));
            }
            5 => self.trouble(),
            6 if self.choices.below(8) == 1 => self.many_keys(),
            _ => self.host_call(),
        }
    }

    fn branch(&mut self) {
        let value = self.value();
        self.line(&format!("    (if {value} (then"));
        self.depth += 1;
        let statements = 1 + self.choices.below(2);
        self.statements(statements);
        self.depth -= 1;
        self.line("    ))");
    }

    fn repeat(&mut self) {
        let (counter, times) = (self.depth, *self.choices.pick(&[2, 3, 5, 5, 70]));
        self.line(&format!(
            "    (local.set $i{counter} (i32.const {times})) (loop $l{counter}"
        ));
        self.depth += 1;
        let statements = 1 + self.choices.below(2);
        self.statements(statements);
        self.depth -= 1;
        self.line(&format!(
            "    (local.set $i{counter} (i32.sub (local.get $i{counter}) (i32.const 1)))
    (br_if $l{counter} (local.get $i{counter})))"
        ));
    }

    /// What traps, or may.
    fn trouble(&mut self) {
        let value = self.value();
        match self.choices.below(48) {
            0..12 => self.line(&format!(
                "    (local.set $r (i32.div_u (i32.const 1000) {value}))"
            )),
            12 => self.line("    unreachable"),
            13..24 => self.line(&format!("    (local.set $r (i32.load8_u {value}))")),
            24 => self.line("    (loop $forever (br $forever))"),
            _ => self.line(&format!(
                "    (local.set $r (i32.mul (local.get $r) {value}))"
            )),
        }
    }

    /// As many keys as a call may write, one less, or one more.
    fn many_keys(&mut self) {
        if self.is_pure {
            return;
        }
        let times = *self.choices.pick(&[255, 256, 257]);
        self.line(&format!(
            "    (local.set $many (i32.const {times})) (loop $keys
    (i32.store (i32.const {SCRATCH}) (local.get $many))
    (call $state_write (i32.const {SCRATCH}) (i32.const 4) (i32.const 0) (i32.const 0))
    (local.set $many (i32.sub (local.get $many) (i32.const 1)))
    (br_if $keys (local.get $many)))"
        ));
    }

    fn host_call(&mut self) {
        let row = *self.choices.pick(&self.rows());
        // It ends the call, so that it comes seldom.
        if row.name == "abort" && self.choices.below(3) != 1 {
            return;
        }
        let arguments = match row.name {
            "ed25519_verify" if self.choices.below(4) != 1 => self.signed(),
            _ => self.arguments(row),
        };
        let call = format!("(call ${} {arguments})", row.name);
        let at = self.scratch();
        let line = match row.result {
            None => format!("    {call}"),
            Some(ValueType::I32) if self.is_pure || self.choices.below(2) == 1 => {
                format!("    (local.set $r {call})")
            }
            Some(ValueType::I32) => format!("    (i32.store (i32.const {at}) {call})"),
            Some(ValueType::I64) if self.is_pure => {
                format!("    (local.set $r (i32.wrap_i64 {call}))")
            }
            Some(ValueType::I64) => format!("    (i64.store (i32.const {at}) {call})"),
        };
        self.line(&line);
    }

    /// A signature that fits, or one of another message.
    fn signed(&mut self) -> String {
        let length = SIGNED.len() - self.choices.below(2);
        format!(
            "(i32.const {SIGNER}) (i32.const {MESSAGE}) (i32.const {length}) (i32.const {SIGNATURE})"
        )
    }

    /// Arguments for every parameter: a place and how many bytes there, again and again.
    fn arguments(&mut self, row: &HostFunction) -> String {
        let mut text = String::new();
        let mut length = String::new();
        for (name, _) in row.parameters {
            let argument = match *name {
                "offset" => self.offset(),
                "length" | "capacity" => std::mem::take(&mut length),
                name if name.ends_with("_length") => std::mem::take(&mut length),
                name => {
                    let (place, bytes) = self.range(row.name, name);
                    length = bytes;
                    place
                }
            };
            // INVARIANT: writing to a string does not fail.
            let _ = write!(text, "{argument} ");
        }
        text
    }

    fn offset(&mut self) -> String {
        format!(
            "(i32.const {})",
            self.choices.pick(&[0, 0, 0, 1, 8, 47, -1])
        )
    }

    /// A place for `parameter` of a function, and how many bytes there.
    fn range(&mut self, function: &str, parameter: &str) -> (String, String) {
        let end = self.pages << 16;
        if self.choices.below(self.wild) == 1 {
            return self.wild_range(end);
        }
        let (place, length) = match (function, parameter) {
            ("output" | "blake3", "pointer") | (_, "data" | "value" | "message") => {
                self.some_bytes(end)
            }
            ("input_read", _) => (self.scratch(), *self.choices.pick(&[0, 1, 4, 8, 32])),
            (_, "pointer" | "hash") => {
                let room = *self.choices.pick(&[200, 128, 16, 9, 1]);
                (self.scratch(), room)
            }
            ("abort" | "event", _) => self.word(4),
            (_, "after" | "prefix") if self.choices.below(3) != 1 => (0, 0),
            (_, "key") if self.choices.below(2) == 1 => self.key(),
            _ => self.word(0),
        };
        let length = match self.choices.below(20) {
            1 => "(i32.and (local.get $r) (i32.const 127))".to_owned(),
            _ => format!("(i32.const {length})"),
        };
        (format!("(i32.const {place})"), length)
    }

    /// One of the words that are keys of states.
    fn key(&mut self) -> (u32, u32) {
        let word = self.choices.below(KEYS);
        (word as u32 * SLOT, WORDS[word].len() as u32)
    }

    /// Mostly a word, those from `from` on more often; or letters, near a limit.
    fn word(&mut self, from: usize) -> (u32, u32) {
        if self.choices.below(12) == 1 {
            return (LONG, *self.choices.pick(&[31, 32, 33, 127, 128, 129]));
        }
        let words = WORDS.len() - usize::from(self.choices.below(8) != 1) * 2;
        let word = from + self.choices.below(words - from);
        let cut = u32::from(self.choices.below(12) == 1);
        let length = WORDS[word].len() as u32;
        (word as u32 * SLOT, length - cut)
    }

    fn some_bytes(&mut self, end: u32) -> (u32, u32) {
        match self.choices.below(12) {
            1 => (0, *self.choices.pick(&[16_384, 16_379, 65_535, 65_536])),
            2 => (end - 8, 8),
            3 => (end - 65_536, 65_536),
            4 if self.pages > 1 => (0, 65_537),
            _ => (self.scratch(), *self.choices.pick(&[0, 1, 8, 40, 100])),
        }
    }

    fn wild_range(&mut self, end: u32) -> (String, String) {
        let place = *self
            .choices
            .pick(&[end, end - 1, end - 31, u32::MAX, 1 << 31, 0]);
        let length = *self.choices.pick(&[0, 1, 2, 32, 65_536, u32::MAX, 1 << 31]);
        let text = |number: u32| format!("(i32.const {})", number as i32);
        (text(place), text(length))
    }

    fn scratch(&mut self) -> u32 {
        SCRATCH + 8 * self.choices.below(32) as u32
    }

    fn value(&mut self) -> String {
        match self.choices.below(6) {
            0 => "(local.get $r)".to_owned(),
            1 => format!("(i32.load (i32.const {}))", self.scratch()),
            2 => "(global.get $g)".to_owned(),
            3 => "(i32.and (local.get $r) (i32.const 7))".to_owned(),
            _ => format!("(i32.const {})", self.choices.below(40)),
        }
    }

    /// Puts out what the functions of the host left.
    fn end(&mut self) {
        match self.choices.below(4) {
            0 => {}
            1 if !self.is_pure => {
                let end = self.pages << 16;
                self.line(&format!(
                    "    (call $blake3 (i32.const 0) (i32.const {end}) (i32.const {SCRATCH}))
    (call $output (i32.const {SCRATCH}) (i32.const 32))"
                ));
            }
            _ => self.line(&format!(
                "    (call $output (i32.const {SCRATCH}) (i32.const 512))"
            )),
        }
    }
}

const LOCALS: &str = "(local $i0 i32) (local $i1 i32) (local $many i32)";

fn native(ty: ValueType) -> &'static str {
    match ty {
        ValueType::I32 => " i32",
        ValueType::I64 => " i64",
    }
}
