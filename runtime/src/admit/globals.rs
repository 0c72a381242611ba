//! Globals: few, and each begins as a constant. Those of a policy stay as they begin: see `exports`.

use super::outline::{At, Outline, constant};
use super::rule;
use super::types::is_integer;
use crate::error::Refusal;

/// Checks every global.
pub(super) fn check(outline: &Outline<'_>) -> Result<(), Refusal> {
    for At { offset, item } in &outline.globals {
        let refuse = |message: String| Err(rule::GLOBAL.refuse(*offset, message));
        if item.ty.shared {
            return refuse("a global is shared".into());
        }
        if !is_integer(item.ty.content_type) {
            return refuse(format!(
                "a global has the value type {}",
                item.ty.content_type
            ));
        }
        if constant(&item.init_expr).is_none() {
            return refuse("a global is not one constant".into());
        }
    }
    Ok(())
}
