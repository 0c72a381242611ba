//! Globals: constants only, so that a call leaves nothing behind in them.

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
