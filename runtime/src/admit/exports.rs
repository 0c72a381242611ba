//! Exports: what the host looks for, with the right types, and where host and contract meet.

use abi::host::{ModuleKind, export};
use abi::limits::{ENTRY_NAME_BYTES, INPUT_BYTES};
use wasmparser::{Export, ExternalKind, ValType};

use super::memory::PAGE_BYTES;
use super::outline::{At, Outline, constant};
use super::rule::{self, quote};
use crate::error::Refusal;
use crate::module::{Kind, Layout};

/// What the module is, by the names that it exports: a policy when one of them is a policy's entry.
pub(super) fn kind(outline: &Outline<'_>) -> ModuleKind {
    let decides = |At { item, .. }: &At<Export<'_>>| {
        item.name == export::DECIDE || item.name == export::EXPLAIN
    };
    match outline.exports.iter().any(decides) {
        true => ModuleKind::Policy,
        false => ModuleKind::Contract,
    }
}

/// Checks every export, and finds those that must be there.
pub(super) fn check(outline: &Outline<'_>, kind: ModuleKind, pages: u32) -> Result<Kind, Refusal> {
    for At { offset, item } in &outline.exports {
        let is_memory = item.kind == ExternalKind::Memory && item.name == export::MEMORY;
        if !is_memory && !matches!(item.kind, ExternalKind::Func | ExternalKind::Global) {
            return Err(not_looked_for(item, *offset));
        }
        let bytes = item.name.len() as u64;
        rule::EXPORT.limit(
            "bytes in the name of an export",
            bytes,
            ENTRY_NAME_BYTES,
            *offset,
        )?;
    }
    find(outline, export::MEMORY, ExternalKind::Memory)?;
    match kind {
        ModuleKind::Policy => policy(outline, pages).map(Kind::Policy),
        ModuleKind::Contract => entries(outline).map(Kind::Contract),
    }
}

fn not_looked_for(export: &Export<'_>, offset: u64) -> Refusal {
    let message = format!("the export {} is not looked for", quote(export.name));
    rule::EXPORT.refuse(offset, message)
}

/// The entries of a contract that is no policy: every function that it exports, at least one.
fn entries(outline: &Outline<'_>) -> Result<Vec<String>, Refusal> {
    let mut entries = Vec::new();
    for At { offset, item } in &outline.exports {
        match item.kind {
            ExternalKind::Memory => continue,
            ExternalKind::Func => {}
            _ => return Err(not_looked_for(item, *offset)),
        }
        let refuse = |what: &str| {
            let message = format!("the export {} {what}", quote(item.name));
            Err(rule::EXPORT
                .refuse(*offset, message)
                .in_function(item.index))
        };
        if !abi::host::is_name(item.name.as_bytes()) {
            return refuse("is not a name of lower-case letters, digits and `_`");
        }
        let takes_nothing = outline
            .function_type(item.index)
            .is_some_and(|ty| ty.params().is_empty() && ty.results().is_empty());
        if !takes_nothing {
            return refuse("takes or gives values: an entry reads its input from the host");
        }
        entries.push(item.name.to_owned());
    }
    if entries.is_empty() {
        let message = "the module exports neither `decide` and `explain` nor an entry of its own";
        return Err(rule::EXPORT.refuse(0, message));
    }
    entries.sort();
    Ok(entries)
}

/// The numbers of the functions that are entries: `decide` and `explain`, or a contract's own in the order of their names.
pub(super) fn numbers(outline: &Outline<'_>, kind: &Kind) -> Result<Vec<u32>, Refusal> {
    let find = |name: &str| find(outline, name, ExternalKind::Func);
    match kind {
        Kind::Policy(_) => [export::DECIDE, export::EXPLAIN]
            .map(find)
            .into_iter()
            .collect(),
        Kind::Contract(names) => names.iter().map(|name| find(name)).collect(),
    }
}

/// Finds what a policy exports, and places input and output.
fn policy(outline: &Outline<'_>, pages: u32) -> Result<Layout, Refusal> {
    // What a policy knows comes with the request and from its tables: it has nothing to remember.
    if let Some(At { offset, .. }) = outline.globals.iter().find(|at| at.item.ty.mutable) {
        return Err(rule::GLOBAL.refuse(*offset, "a global of a policy is mutable"));
    }
    for name in [export::DECIDE, export::EXPLAIN] {
        entry(outline, name)?;
    }
    let input = place(outline, export::INPUT)?;
    let capacity = place(outline, export::INPUT_CAPACITY)?;
    let output = place(outline, export::OUTPUT)?;
    layout(input, capacity, output, u64::from(pages) * PAGE_BYTES)
}

/// The export of this name and kind.
fn find(outline: &Outline<'_>, name: &str, kind: ExternalKind) -> Result<u32, Refusal> {
    let export = outline
        .exports
        .iter()
        .find(|export| export.item.name == name);
    match export {
        Some(At { item, .. }) if item.kind == kind => Ok(item.index),
        Some(At { offset, .. }) => {
            let message = format!("the export `{name}` is of another kind");
            Err(rule::EXPORT.refuse(*offset, message))
        }
        None => Err(rule::EXPORT.refuse(0, format!("the export `{name}` is missing"))),
    }
}

/// Finds a function of type `(i32) -> i32` that the module defines.
fn entry(outline: &Outline<'_>, name: &str) -> Result<(), Refusal> {
    let index = find(outline, name, ExternalKind::Func)?;
    let is_entry = outline
        .function_type(index)
        .is_some_and(|ty| ty.params() == [ValType::I32] && ty.results() == [ValType::I32]);
    if !is_entry {
        let message = format!("the export `{name}` is not a function from i32 to i32");
        return Err(rule::EXPORT.refuse(0, message).in_function(index));
    }
    Ok(())
}

/// Finds a global of type i32 and gives its value.
fn place(outline: &Outline<'_>, name: &str) -> Result<u64, Refusal> {
    let index = find(outline, name, ExternalKind::Global)?;
    let global = outline.globals.get(index as usize);
    let global = global.filter(|global| global.item.ty.content_type == ValType::I32);
    let value = global.and_then(|global| constant(&global.item.init_expr));
    let value = value.and_then(|value| i32::try_from(value).ok());
    let message = || format!("the export `{name}` is not a global of type i32");
    let value = value.ok_or_else(|| rule::EXPORT.refuse(0, message()))?;
    Ok(u64::from(value as u32))
}

fn layout(input: u64, capacity: u64, output: u64, memory: u64) -> Result<Layout, Refusal> {
    rule::LAYOUT.limit("bytes of input", capacity, INPUT_BYTES, 0)?;
    if capacity == 0 || input + capacity > memory {
        return Err(rule::LAYOUT.refuse(0, "the input is not inside the memory"));
    }
    if output >= memory {
        return Err(rule::LAYOUT.refuse(0, "the output is not inside the memory"));
    }
    let room_out = memory - output;
    // INVARIANT: all of these are less than 2^33, and `usize` has 64 bits where the engine runs.
    Ok(Layout {
        input: input as usize..(input + capacity) as usize,
        output: output as usize,
        room_out,
    })
}
