//! What compiling costs: sums and products that the limits on single functions leave too large together.
//!
//! A code generator follows each value through each block and along each branch, and each entry of a branch table is
//! such a branch. A division, and a shift or a rotation by what is no constant, wants its operands in registers that the
//! processor chose, so that others make way. Either costs something even where nothing is alive: about what following 64
//! values through it does. The bench `bombs` looks for the slowest modules that are admitted.

use abi::limits::{BRANCH_TARGETS, CALLS, VALUE_BLOCKS};

use super::code::Function;
use super::rule;
use super::validity::Operands;
use crate::error::Refusal;

/// As many values as a block costs by itself; it stands in the name of [`VALUE_BLOCKS`].
const VALUES_OF_A_BLOCK: u64 = 64;

/// What bounds the time to compile, over all functions.
pub(super) struct Cost {
    /// Values and 64 more, times blocks, branches, divisions and shifts.
    pub(super) value_blocks: u64,
    /// Entries of branch tables.
    pub(super) branch_targets: u64,
    /// Calls.
    pub(super) calls: u64,
}

/// Checks the sums over all functions, given what following the operands of each showed.
pub(super) fn check(functions: &[Function], operands: &[Operands]) -> Result<Cost, Refusal> {
    let branch_targets = functions.iter().map(|function| function.targets).sum();
    rule::COMPILE.limit(
        "entries of branch tables",
        branch_targets,
        BRANCH_TARGETS,
        0,
    )?;
    let calls = functions.iter().map(|function| function.calls.len() as u64);
    let calls = calls.sum();
    rule::COMPILE.limit("calls", calls, CALLS, 0)?;
    let products = functions.iter().zip(operands).map(|(function, operands)| {
        let values = function.locals + operands.highest + VALUES_OF_A_BLOCK;
        values * (function.blocks + function.branches + function.pinned)
    });
    let value_blocks = products.sum();
    let what = "values and 64 more, times blocks, branches, divisions and shifts";
    rule::COMPILE.limit(what, value_blocks, VALUE_BLOCKS, 0)?;
    Ok(Cost {
        value_blocks,
        branch_targets,
        calls,
    })
}
