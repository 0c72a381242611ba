//! Scripts of calls: how a contract that is no policy is tested.
//!
//! ```text
//! NAME.calls.json --read--> Script --run on the contract beside it--> Called for each call
//! ```
//!
//! The calls of a script run one after another on one state; what a call that succeeded wrote is there
//! for the next. Each says what it must come to. docs/calls.md has the format.

mod bytes;
mod run;
mod script;

#[cfg(test)]
mod tests;

pub use bytes::{Bytes, shown};
pub use run::Called;
pub use script::{Call, Expected, Script};

/// How the name of a script ends.
pub const ENDING: &str = ".calls.json";
