//! Function types and values.

use abi::limits::{PARAMETERS, RESULTS};
use wasmparser::ValType;

use super::outline::{At, Outline};
use super::rule;
use crate::error::Refusal;

/// Checks every function type.
pub(super) fn check(outline: &Outline<'_>) -> Result<(), Refusal> {
    for At { offset, item } in &outline.types {
        let Some(function) = item else {
            return Err(rule::TYPE.refuse(*offset, "a type is not a plain function type"));
        };
        let (parameters, results) = (function.params(), function.results());
        rule::TYPE.limit(
            "parameters of a function",
            parameters.len() as u64,
            PARAMETERS,
            *offset,
        )?;
        rule::TYPE.limit(
            "results of a function",
            results.len() as u64,
            RESULTS,
            *offset,
        )?;
        if let Some(other) = parameters
            .iter()
            .chain(results)
            .find(|ty| !is_integer(**ty))
        {
            let message = format!("a function type has the value type {other}");
            return Err(rule::TYPE.refuse(*offset, message));
        }
    }
    Ok(())
}

/// Whether values of this type are admitted at all.
pub(super) fn is_integer(ty: ValType) -> bool {
    matches!(ty, ValType::I32 | ValType::I64)
}
