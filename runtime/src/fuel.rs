//! What a call costs, by what it was for.

use abi::Fuel;

/// What a call costs, by what it was for, in units of fuel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuelUse {
    /// For entering the contract at all: the base and the pages of its memory.
    pub entering: u64,
    /// For the bytes of input.
    pub input: u64,
    /// For the operators that ran.
    pub code: u64,
    /// For functions of the host.
    pub host: u64,
    /// For the bytes of output of a policy; a contract that is no policy puts out by a function of the
    /// host.
    pub output: u64,
    /// After a trap, the whole limit; nothing else is charged then.
    pub forfeited: u64,
}

impl FuelUse {
    /// The whole charge.
    pub fn total(&self) -> Fuel {
        let parts = [
            self.entering,
            self.input,
            self.code,
            self.host,
            self.output,
            self.forfeited,
        ];
        Fuel(parts.iter().fold(0, |sum, part| sum.saturating_add(*part)))
    }

    pub(crate) fn forfeited(limit: Fuel) -> FuelUse {
        FuelUse {
            forfeited: limit.0,
            ..FuelUse::default()
        }
    }
}
