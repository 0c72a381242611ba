//! The memory: exactly one, of a size that never changes, so that no result depends on how much
//! of it the machine has.

use abi::limits::MEMORY_PAGES;

use super::outline::{At, Outline};
use super::rule;
use crate::error::Refusal;

/// Bytes of one page of memory.
pub(crate) const PAGE_BYTES: u64 = 64 << 10;

/// Checks the memory and gives its size in pages.
pub(super) fn check(outline: &Outline<'_>) -> Result<u32, Refusal> {
    let Some(At { offset, item }) = outline.memories.first() else {
        return Err(rule::MEMORY.refuse(0, "the module has no memory"));
    };
    let refuse = |message: &str| Err(rule::MEMORY.refuse(*offset, message));
    if item.memory64 {
        return refuse("the memory has 64-bit addresses");
    }
    if item.shared {
        return refuse("the memory is shared");
    }
    if item.page_size_log2.is_some() {
        return refuse("the memory has pages of its own size");
    }
    if item.maximum != Some(item.initial) {
        return refuse("the memory may grow");
    }
    rule::MEMORY.limit("pages of memory", item.initial, MEMORY_PAGES, *offset)?;
    u32::try_from(item.initial).or_else(|_| refuse("the memory is too large"))
}
