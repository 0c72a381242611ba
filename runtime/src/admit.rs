//! Admission: what a module must be before it is compiled. Everything not named here is refused.
//!
//! [`check`] reads as the whole policy, one line for each group of rules; each group is a file.
//! Rules come before full validation, because they give reasons that a deployer can act on; no
//! rule relies on the module being valid, and nothing is compiled before the last line.

mod calls;
mod code;
mod compile;
mod custom;
mod data;
mod exports;
mod globals;
mod imports;
mod memory;
mod outline;
mod reach;
mod rule;
mod types;
mod validity;

#[cfg(test)]
mod tests;

use std::ops::Range;

use abi::limits::MODULE_BYTES;

use crate::error::Refusal;
use crate::module::{Kind, Measurements};
use crate::wipe::Data;

pub(crate) use memory::PAGE_BYTES;
pub use rule::{RULES, Rule};
pub(crate) use validity::FEATURES;

/// What admission learned of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) kind: Kind,
    /// Which of the module's bytes are its interface.
    pub(crate) interface: Option<Range<usize>>,
    pub(crate) measurements: Measurements,
    /// Neither the module's code nor the host on its behalf writes to the memory or a global.
    pub(crate) is_pure: bool,
    /// For each entry (`decide` and `explain`, or a contract's own in the order of their names) a range that holds all
    /// that the module's code may write in a call, and where the memory begins as zeros; `None` when it may write
    /// elsewhere, or to a global.
    pub(crate) reaches: Vec<Option<Range<usize>>>,
    /// Beside it the memory begins as zeros.
    pub(crate) data: Data,
}

/// Whether a module would be admitted, without compiling it, and how large it is; its native code, which is not
/// there, has no bytes. To run it, [`crate::Engine::admit`] it.
///
/// # Errors
/// Reject: the first rule that the module breaks.
pub fn examine(bytes: &[u8]) -> Result<Measurements, Refusal> {
    check(bytes).map(|report| report.measurements)
}

/// Checks every rule of admission.
///
/// # Errors
/// Reject: the first rule that the module breaks.
pub(crate) fn check(bytes: &[u8]) -> Result<Report, Refusal> {
    rule::MODULE_SIZE.limit("bytes", bytes.len() as u64, MODULE_BYTES, 0)?;
    let outline = outline::read(bytes)?;
    types::check(&outline)?;
    let kind = exports::kind(&outline);
    let host_writes = imports::check(&outline, kind)?;
    let pages = memory::check(&outline)?;
    globals::check(&outline)?;
    let kind = exports::check(&outline, kind, pages)?;
    let data_bytes = data::check(&outline, pages, &kind)?;
    let interface = custom::check(&outline)?;
    let functions = code::check(&outline)?;
    let chain = calls::check(&outline, &functions)?;
    let operands = validity::check(bytes, &reach::constants(&outline))?;
    let cost = compile::check(&functions, &operands)?;

    let measurements = Measurements {
        bytes: bytes.len() as u64,
        functions: functions.len() as u32,
        code_bytes: outline.code_bytes(),
        pages,
        data_bytes,
        call_depth: chain.depth,
        chain_locals: chain.locals,
        value_blocks: cost.value_blocks,
        branch_targets: cost.branch_targets,
        calls: cost.calls,
        native_bytes: 0,
    };
    let is_pure = !host_writes && functions.iter().all(|function| !function.writes);
    let data = data::places(&outline);
    let reaches = reaches(&outline, &kind, &functions, operands, pages, &data)?;
    Ok(Report {
        kind,
        interface,
        measurements,
        is_pure,
        reaches,
        data,
    })
}

fn reaches(
    outline: &outline::Outline<'_>,
    kind: &Kind,
    functions: &[code::Function],
    operands: Vec<validity::Operands>,
    pages: u32,
    data: &Data,
) -> Result<Vec<Option<Range<usize>>>, Refusal> {
    let entries = exports::numbers(outline, kind)?;
    if outline.globals.iter().any(|global| global.item.ty.mutable) {
        return Ok(vec![None; entries.len()]);
    }
    let own: Vec<_> = operands
        .into_iter()
        .map(|operands| operands.reach)
        .collect();
    let reaches = reach::entries(&entries, functions, &own, outline.imported());
    let among_zeros = |reach: reach::Reach| {
        let Range { start, end } = reach?;
        let reach = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        let is_inside = reach.end as u64 <= u64::from(pages) * PAGE_BYTES;
        (is_inside && data.leaves(&reach)).then_some(reach)
    };
    Ok(reaches.into_iter().map(among_zeros).collect())
}
