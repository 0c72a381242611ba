//! The names of the rules, what each says and what a deployer can do about it.

use crate::error::Refusal;

/// A rule of admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, as refusals give it.
    pub name: &'static str,
    /// What it demands.
    pub demands: &'static str,
    /// How a module that breaks it can be mended.
    pub advice: &'static str,
}

/// Declares the rules and the table of them together.
macro_rules! rules {
    ($($constant:ident $name:literal: $demands:literal, $advice:literal;)*) => {
        $(pub(super) const $constant: Rule =
            Rule { name: $name, demands: $demands, advice: $advice };)*
        /// Every rule of admission.
        pub const RULES: &[Rule] = &[$($constant),*];
    };
}

rules! {
    MODULE_SIZE "module-size": "the module is not too large",
        "leave out debugging information; share tables between rules";
    FORMAT "format": "the bytes are a core WebAssembly module of version 1",
        "deploy the binary module itself, not its text or a component";
    SECTION "section": "the module has no section but types, imports, functions, memory, globals, exports, code, data and custom ones",
        "build for plain WebAssembly 1.0, without tables, tags and passive segments";
    START "start": "the module has no start function",
        "do at the beginning of `decide` and `explain` what must be done first";
    TYPE "type": "function types take and give i32 and i64, few of them",
        "pass more through the memory";
    IMPORT "import": "imports are functions of the host for this kind of contract, with the host's types",
        "import from the namespace `assent` what the table of host functions lists";
    MEMORY "memory": "there is one memory of its own, of a fixed and bounded size",
        "declare one memory whose maximum equals its minimum";
    GLOBAL "global": "globals are i32 and i64, begin as constants, are few, and in a policy immutable",
        "keep other values in the memory";
    EXPORT "export": "the module exports what the host looks for, with its types",
        "export memory, input, input_capacity, output, decide and explain as a policy does, or memory and functions that take and give nothing";
    LAYOUT "layout": "input and output lie inside the memory, and no data segment fills the input",
        "move the regions, or make the memory larger";
    DATA "data": "data segments are active, at constant places inside the memory, few of them",
        "give each segment a constant offset; merge neighbours";
    CUSTOM "custom-section": "custom sections are the contract's own (`assent.…`, each once) or its names",
        "strip the module of other custom sections";
    FUNCTION "function": "there are not too many functions, none too large",
        "split large functions; leave out unused ones";
    OPERATOR "operator": "operators are those on integers of WebAssembly 1.0 and sign extension",
        "build without floats, vectors, threads, bulk memory, references, tables and growing memory";
    BLOCK "block": "blocks give one i32 or i64 or nothing, and are neither too many nor too deep",
        "split the function; put decisions into tables in the memory";
    BRANCH_TABLE "branch-table": "branch tables are short",
        "look the target up in a table in the memory";
    LOCALS "locals": "functions have few locals, of types i32 and i64",
        "split the function; build with optimisation";
    OPERANDS "operands": "functions have few values on the operand stack at once",
        "put intermediate results into locals";
    RECURSION "recursion": "no function calls itself, not even by way of others",
        "use a loop";
    CALL_CHAIN "call-chain": "the deepest chain of calls is short, and few locals live along it",
        "inline small functions; split those with many locals";
    COMPILE "compile-cost": "locals and operands times blocks, branches, divisions and shifts stay small over the whole module, and so do calls and branch tables",
        "split functions that have both many locals and many branches; put decisions into tables in the memory; call less often what works on single bytes";
    VALIDITY "validity": "the module is valid",
        "run a WebAssembly validator over the module";
}

impl Rule {
    /// A refusal by this rule.
    pub(super) fn refuse(&self, offset: u64, message: impl Into<String>) -> Refusal {
        Refusal {
            rule: self.name,
            function: None,
            offset,
            message: message.into(),
            advice: self.advice,
        }
    }

    /// Refuses more than `max` of something.
    pub(super) fn limit(
        &self,
        what: &str,
        found: u64,
        max: u64,
        offset: u64,
    ) -> Result<(), Refusal> {
        if found <= max {
            return Ok(());
        }
        Err(self.refuse(
            offset,
            format!("{found} {what}; at most {max} are admitted"),
        ))
    }
}

impl Refusal {
    pub(super) fn in_function(mut self, index: u32) -> Refusal {
        self.function = Some(index);
        self
    }
}

/// A name out of the module, between backticks, cut and stripped of what would not print.
pub(super) fn quote(name: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = name
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_default)
        .collect();
    if name.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}
