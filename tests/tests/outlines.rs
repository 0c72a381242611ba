//! What a policy compiles to, in a form that is read in a review: sections, exports, sizes, and the rules as the contract carries them.

use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use abi::host::INTERFACE_SECTION;
use abi::interface::{Duty, Interface, RuleEntry};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// What a module's sections hold, in their order.
#[derive(Default)]
struct Module {
    sections: Vec<String>,
    imports: Vec<String>,
    exports: Vec<String>,
    interface: Option<Interface>,
}

impl Module {
    fn read(wasm: &[u8]) -> Module {
        let mut module = Module::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.add(payload.expect("our own module reads"));
        }
        module
    }

    fn section(&mut self, name: &str, entries: u32, range: Range<u64>) {
        let bytes = range.end - range.start;
        self.sections
            .push(format!("{name} {entries} in {bytes} bytes"));
    }

    fn add(&mut self, payload: Payload) {
        match payload {
            Payload::TypeSection(part) => self.section("types", part.count(), part.range()),
            Payload::ImportSection(part) => {
                self.section("imports", part.count(), part.range());
                let imports = part.into_imports().map(|import| import.expect("an import"));
                self.imports = imports
                    .map(|import| {
                        format!("{}.{} {}", import.module, import.name, imported(&import.ty))
                    })
                    .collect();
            }
            Payload::FunctionSection(part) => {
                self.section("functions", part.count(), part.range());
            }
            Payload::MemorySection(part) => {
                let pages: Vec<u64> = part
                    .into_iter()
                    .map(|memory| memory.expect("a memory").initial)
                    .collect();
                self.sections.push(format!("memory of {pages:?} pages"));
            }
            Payload::GlobalSection(part) => {
                self.section("globals", part.count(), part.range());
            }
            Payload::ExportSection(part) => {
                self.section("exports", part.count(), part.range());
                let exports = part.into_iter().map(|export| export.expect("an export"));
                self.exports = exports
                    .map(|export| format!("{} {}", export.name, exported(export.kind)))
                    .collect();
            }
            Payload::CodeSectionStart {
                count,
                unchecked_range,
                ..
            } => {
                self.section("code", count, unchecked_range);
            }
            Payload::DataSection(part) => self.section("data", part.count(), part.range()),
            Payload::CustomSection(part) => {
                self.sections.push(format!(
                    "custom {} in {} bytes",
                    part.name(),
                    part.data().len()
                ));
                if part.name() == INTERFACE_SECTION {
                    self.interface =
                        Some(Interface::read(part.data()).expect("our own interface reads"));
                }
            }
            Payload::Version { .. } | Payload::CodeSectionEntry(_) | Payload::End(_) => {}
            other => panic!("a contract has no such section: {other:?}"),
        }
    }
}

fn imported(import: &TypeRef) -> &'static str {
    match import {
        TypeRef::Func(_) => "function",
        other => panic!("a contract imports functions, not {other:?}"),
    }
}

fn exported(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Func => "function",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        other => panic!("a contract exports no {other:?}"),
    }
}

/// The outline of a contract.
fn outline(name: &str, wasm: &[u8]) -> String {
    let module = Module::read(wasm);
    let interface = module.interface.expect("a contract has an interface");
    let mut text = String::new();
    let mut line = |key: &str, value: String| {
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(text, "{}", format!("  {key:<9} {value}").trim_end());
    };
    line("title", interface.title.clone());
    line("module", format!("{} bytes", wasm.len()));
    for section in &module.sections {
        line("section", section.clone());
    }
    line("imports", module.imports.join(", "));
    line("exports", module.exports.join(", "));
    line("declares", declared(&interface));
    line("rules", interface.rules.len().to_string());
    for rule in interface.rules.iter() {
        line("", said(rule, &interface));
    }
    format!("{name}\n{text}")
}

fn declared(interface: &Interface) -> String {
    let protected = interface
        .categories
        .iter()
        .filter(|category| category.protected);
    let counts = [
        ("parties", interface.parties.len()),
        ("practitioners", interface.practitioners.len()),
        ("roles", interface.roles.len()),
        ("actions", interface.actions.len()),
        ("categories", interface.categories.len()),
        ("of them specially protected", protected.count()),
        ("purposes", interface.purposes.len()),
        ("facts", interface.facts.len()),
        ("counters", interface.counters.len()),
        ("forms", interface.forms.len()),
    ];
    let counts = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{what} {count}"));
    counts.collect::<Vec<_>>().join(", ")
}

/// A rule as the contract's interface has it, but for whom it is about: that stands in the tables alone.
fn said(rule: &RuleEntry, interface: &Interface) -> String {
    let text = |index: u32| interface.texts[index as usize].as_str();
    let may = if rule.may { "may" } else { "may not" };
    let mut said = format!(
        "{}: {may} {} {}",
        rule.name,
        text(rule.actions.0),
        text(rule.data.0)
    );
    let clauses = [
        ("for", rule.purposes),
        ("from", rule.from),
        ("until", rule.until),
    ];
    for (word, clause) in clauses {
        if let Some(clause) = clause {
            said += &format!(" {word} {}", text(clause.0));
        }
    }
    if !rule.conditions.is_empty() {
        let conditions: Vec<&str> = rule.conditions.iter().map(|index| text(index.0)).collect();
        said += &format!(" if {}", conditions.join(" and "));
    }
    if !rule.duties.is_empty() {
        let duties: Vec<&str> = rule.duties.iter().map(duty).collect();
        said += &format!(" then {}", duties.join(" and "));
    }
    if !rule.overrides.is_empty() {
        let rules = rule
            .overrides
            .iter()
            .map(|index| interface.rules[index.0 as usize].name.to_string());
        said += &format!("; overrides {}", rules.collect::<Vec<_>>().join(", "));
    }
    said
}

fn duty(duty: &Duty) -> &'static str {
    match duty {
        Duty::Notify { .. } => "notify",
        Duty::Mask { .. } => "mask",
        Duty::Record { .. } => "record",
        Duty::Review { .. } => "review",
        Duty::Delete { .. } => "delete",
    }
}

/// A change of the compiled form of any policy shows in a file that is read in a review; `BLESS=1` writes it anew.
#[test]
fn contracts_have_the_outlines_that_are_written_down() {
    let outlines = contracts::ALL.iter().map(|(name, source)| {
        let policy = policy_lang::check(source, name).policy.expect("a policy");
        let contract = policy_lang::contract::compile(&policy, source).expect("it fits");
        outline(name, &contract.wasm)
    });
    let outlines = outlines.collect::<Vec<_>>().join("\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts/OUTLINES");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &outlines).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        written, outlines,
        "run with BLESS=1 when a contract was meant to change"
    );
}
