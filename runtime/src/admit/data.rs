//! Data segments: each at a constant place inside the memory, so that instantiating never fails
//! and the memory's beginning is one image.

use wasmparser::{Data, DataKind};

use super::memory::PAGE_BYTES;
use super::outline::{At, Outline, constant};
use super::rule;
use crate::error::Refusal;
use crate::module::Kind;
use crate::wipe::Data as Places;

/// Checks every segment and gives the bytes of all of them.
pub(super) fn check(outline: &Outline<'_>, pages: u32, kind: &Kind) -> Result<u64, Refusal> {
    let memory = u64::from(pages) * PAGE_BYTES;
    let input = match kind {
        Kind::Policy(layout) => layout.input.start as u64..layout.input.end as u64,
        Kind::Contract(_) => 0..0,
    };
    let mut sum = 0;
    for At { offset, item } in &outline.data {
        let refuse = |rule: &rule::Rule, message: &str| Err(rule.refuse(*offset, message));
        let Some(start) = start(item) else {
            return refuse(
                &rule::DATA,
                "a data segment has no constant place in the memory",
            );
        };
        let end = start + item.data.len() as u64;
        if end > memory {
            return refuse(&rule::DATA, "a data segment is not inside the memory");
        }
        // The host clears the input behind a short one: it must be zero to begin with.
        if start < input.end && end > input.start {
            return refuse(&rule::LAYOUT, "a data segment fills the input");
        }
        sum += item.data.len() as u64;
    }
    Ok(sum)
}

/// Where the segments lie: beside them the memory begins as zeros.
pub(super) fn places(outline: &Outline<'_>) -> Places {
    let place = |at: &At<Data<'_>>| {
        let start = usize::try_from(start(&at.item)?).ok()?;
        Some(start..start.checked_add(at.item.data.len())?)
    };
    Places::new(outline.data.iter().filter_map(place).collect())
}

fn start(data: &Data<'_>) -> Option<u64> {
    match &data.kind {
        DataKind::Active {
            memory_index: 0,
            offset_expr,
        } => {
            let value = i32::try_from(constant(offset_expr)?).ok()?;
            Some(u64::from(value as u32))
        }
        _ => None,
    }
}
