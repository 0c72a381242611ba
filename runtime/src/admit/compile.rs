//! What compiling costs: products that the limits on single functions leave too large together.
//!
//! A code generator follows each value through each block, and each entry of a branch table is an
//! edge between blocks. The slowest admitted shapes that are known compile in 150 ms.

use abi::limits::{BRANCH_TARGETS, VALUE_BLOCKS};

use super::code::Function;
use super::rule;
use crate::error::Refusal;

/// Checks the sums over all functions; `operands` are the most operands of each.
pub(super) fn check(functions: &[Function], operands: &[u64]) -> Result<(), Refusal> {
    let targets = functions.iter().map(|function| function.targets).sum();
    rule::COMPILE.limit("entries of branch tables", targets, BRANCH_TARGETS, 0)?;
    let products = functions
        .iter()
        .zip(operands)
        .map(|(function, operands)| (function.locals + operands) * function.blocks);
    rule::COMPILE.limit("values times blocks", products.sum(), VALUE_BLOCKS, 0)
}
