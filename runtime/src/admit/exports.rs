//! Exports: what the host looks for, with the right types, and where host and contract meet.

use abi::host::export;
use abi::limits::INPUT_BYTES;
use wasmparser::{ExternalKind, ValType};

use super::memory::PAGE_BYTES;
use super::outline::{At, Outline, constant};
use super::rule::{self, quote};
use crate::error::Refusal;
use crate::module::Layout;

/// Checks every export, finds those that must be there, and places input and output.
pub(super) fn check(outline: &Outline<'_>, pages: u32) -> Result<Layout, Refusal> {
    for At { offset, item } in &outline.exports {
        let is_memory = item.kind == ExternalKind::Memory && item.name == export::MEMORY;
        if !is_memory && !matches!(item.kind, ExternalKind::Func | ExternalKind::Global) {
            let message = format!("the export {} is not looked for", quote(item.name));
            return Err(rule::EXPORT.refuse(*offset, message));
        }
    }
    find(outline, export::MEMORY, ExternalKind::Memory)?;
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
