//! Calls of a contract that is no policy, to be timed.

use std::sync::Arc;

use abi::Fuel;
use abi::limits::CALL_FUEL;
use runtime::{
    AdmittedModule, Context, Contract, Fault, Found, FuelUse, Invocation, MemoryState, Mode,
    StateReader,
};

use super::Work;

/// One call, with the state that it finds.
#[derive(Clone)]
pub struct CallCase {
    /// What it is called.
    pub name: String,
    /// The entry.
    pub entry: String,
    /// The input.
    pub input: Vec<u8>,
    /// Whether it may change the state.
    pub mode: Mode,
    /// What it knows of the world.
    pub context: Arc<Context>,
    /// What it finds; what it writes is not applied.
    pub state: Arc<MemoryState>,
}

/// Calls of several cases in turns. The memory is kept where admission proves that this cannot be seen, as everywhere.
pub struct Calls<'a> {
    contract: Contract<Shared>,
    cases: &'a [CallCase],
    turn: usize,
}

impl<'a> Calls<'a> {
    /// Makes the calls of `cases` on `module`.
    ///
    /// # Errors
    /// Fault: it is a policy, or the engine is broken.
    pub fn new(module: &AdmittedModule, cases: &'a [CallCase]) -> Result<Calls<'a>, Fault> {
        Ok(Calls {
            contract: module.contract(Shared::default())?,
            cases,
            turn: 0,
        })
    }

    fn case(&self) -> Option<&'a CallCase> {
        self.cases.get(self.turn % self.cases.len().max(1))
    }
}

impl Work for Calls<'_> {
    fn prepare(&mut self, turn: usize) -> Result<(), Fault> {
        self.turn = turn;
        if let Some(case) = self.case() {
            *self.contract.state_mut()? = Shared(Arc::clone(&case.state));
        }
        Ok(())
    }

    fn run(&mut self) -> Result<FuelUse, Fault> {
        let Some(case) = self.case() else {
            return Ok(FuelUse::default());
        };
        let invocation = Invocation {
            entry: &case.entry,
            input: &case.input,
            mode: case.mode,
            context: Arc::clone(&case.context),
        };
        let outcome = self.contract.call(&invocation, Fuel(CALL_FUEL))?;
        Ok(outcome.fuel)
    }
}

/// A state that several threads read.
#[derive(Clone, Default)]
struct Shared(Arc<MemoryState>);

impl StateReader for Shared {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault> {
        self.0.read(key, out)
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault> {
        self.0.next_key(prefix, after, out)
    }
}

#[cfg(test)]
mod tests;
