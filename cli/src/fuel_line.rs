//! What a call costs, as programs read it and as people do.

use runtime::FuelUse;
use serde::{Deserialize, Serialize};

/// The charge by what it was for, in units of fuel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FuelLine {
    /// The whole charge.
    pub total: u64,
    /// For entering the contract: the base and the pages of its memory.
    pub entering: u64,
    /// For the bytes of input.
    pub input: u64,
    /// For the operators that ran.
    pub code: u64,
    /// For functions of the host.
    pub host: u64,
    /// For the bytes of a policy's output.
    pub output: u64,
    /// After a trap the whole limit, and nothing else.
    pub forfeited: u64,
}

impl FuelLine {
    /// The parts by their names, in the order in which they arise.
    pub fn parts(&self) -> [(&'static str, u64); 6] {
        [
            ("entering", self.entering),
            ("input", self.input),
            ("code", self.code),
            ("host", self.host),
            ("output", self.output),
            ("forfeited", self.forfeited),
        ]
    }
}

impl From<FuelUse> for FuelLine {
    fn from(fuel: FuelUse) -> FuelLine {
        FuelLine {
            total: fuel.total().0,
            entering: fuel.entering,
            input: fuel.input,
            code: fuel.code,
            host: fuel.host,
            output: fuel.output,
            forfeited: fuel.forfeited,
        }
    }
}
