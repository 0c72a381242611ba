//! What compiling costs: products that the limits on single functions leave too large together.
//!
//! A code generator follows each value through each block and along each branch, and each entry of a
//! branch table is such a branch. The bench `bombs` looks for the slowest modules that are admitted.

use abi::limits::{BRANCH_TARGETS, VALUE_BLOCKS};

use super::code::Function;
use super::rule;
use crate::error::Refusal;

/// What bounds the time to compile, over all functions.
pub(super) struct Cost {
    /// Values times blocks and branches.
    pub(super) value_blocks: u64,
    /// Entries of branch tables.
    pub(super) branch_targets: u64,
}

/// Checks the sums over all functions; `operands` are the most operands of each.
pub(super) fn check(functions: &[Function], operands: &[u64]) -> Result<Cost, Refusal> {
    let branch_targets = functions.iter().map(|function| function.targets).sum();
    rule::COMPILE.limit(
        "entries of branch tables",
        branch_targets,
        BRANCH_TARGETS,
        0,
    )?;
    let products = functions.iter().zip(operands).map(|(function, operands)| {
        (function.locals + operands) * (function.blocks + function.branches)
    });
    let value_blocks = products.sum();
    let what = "values times blocks and branches";
    rule::COMPILE.limit(what, value_blocks, VALUE_BLOCKS, 0)?;
    Ok(Cost {
        value_blocks,
        branch_targets,
    })
}
