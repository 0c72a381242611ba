//! Custom sections: the contract's own and the names. The engine ignores them, but readers of a
//! contract should know every byte of it, and two builds should give one hash.

use std::ops::Range;

use abi::host::INTERFACE_SECTION;

use super::outline::Outline;
use super::rule::{self, quote};
use crate::error::Refusal;

/// Sections of the contract itself begin with this.
const OWN: &str = "assent.";

/// The names of functions and locals, for those who read a contract.
const NAMES: &str = "name";

/// Checks every custom section and tells which bytes of the module are the interface, if there is one.
pub(super) fn check(outline: &Outline<'_>) -> Result<Option<Range<usize>>, Refusal> {
    let mut interface = None;
    for (index, section) in outline.customs.iter().enumerate() {
        let name = section.name();
        let refuse = |what: &str| {
            let message = format!("the custom section {} {what}", quote(name));
            Err(rule::CUSTOM.refuse(section.range().start as u64, message))
        };
        if name != NAMES && !name.starts_with(OWN) {
            return refuse("is not looked for");
        }
        if outline
            .customs
            .iter()
            .take(index)
            .any(|earlier| earlier.name() == name)
        {
            return refuse("is there twice");
        }
        if name == INTERFACE_SECTION {
            let start = section.data_offset();
            interface = Some(start..start + section.data().len());
        }
    }
    Ok(interface)
}
