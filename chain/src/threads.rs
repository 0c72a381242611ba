//! The threads that a chain works on. What they come to depends on none of it: each piece of work is
//! one thread's alone, and the pieces are put back in their order.

use std::num::NonZeroUsize;
use std::sync::Arc;

use abi::limits::WASM_STACK_BYTES;
use ledger::signature::Signed;
use ledger::verify::Helpers;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::solo;

/// Stack of each thread, in bytes: a contract's and as much again for the host.
const STACK_BYTES: usize = 2 * WASM_STACK_BYTES;

/// Threads to work on. Cloning it shares them.
#[derive(Clone)]
pub struct Threads {
    /// None when there is one alone: that of the caller.
    pool: Option<Arc<ThreadPool>>,
}

impl Threads {
    /// The caller's thread alone.
    pub fn one() -> Threads {
        Threads { pool: None }
    }

    /// `count` threads of their own. Where the machine starts no more, the caller's alone: that changes
    /// no result.
    pub fn new(count: NonZeroUsize) -> Threads {
        let build = || {
            let builder = ThreadPoolBuilder::new().num_threads(count.get());
            builder.stack_size(STACK_BYTES).build().ok()
        };
        let pool = (count.get() > 1).then(build).flatten();
        Threads {
            pool: pool.map(Arc::new),
        }
    }

    /// As many as the machine has cores.
    pub fn of_machine() -> Threads {
        Threads::new(NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.pool
            .as_ref()
            .map_or(1, |pool| pool.current_num_threads())
    }

    /// Runs `work`, and what it hands on, on these threads.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Runs both, at the same time where there are several threads.
    pub(crate) fn both<A: Send, B: Send>(
        &self,
        first: impl FnOnce() -> A + Send,
        second: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        match &self.pool {
            Some(pool) => pool.join(first, second),
            None => {
                let first = first();
                (first, second())
            }
        }
    }
}

impl Helpers for Threads {
    /// The first on the caller's thread, which it may hand work on from.
    fn both<A, B: Send>(
        &self,
        first: impl FnOnce() -> A,
        second: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        let Some(pool) = &self.pool else {
            return (first(), second());
        };
        let mut found = None;
        let first = pool.in_place_scope(|scope| {
            scope.spawn(|_| found = Some(second()));
            first()
        });
        match found {
            Some(second) => (first, second),
            // The scope ends when what was spawned has, or with its panic.
            None => unreachable!(),
        }
    }

    fn verify_signatures(&self, signed: &[Signed]) -> Vec<bool> {
        self.run(|| solo::verify_signed(signed))
    }
}

#[cfg(test)]
mod tests;
