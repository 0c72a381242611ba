//! The threads that a chain works on. What they come to depends on none of it: each piece of work is
//! one thread's alone, and the pieces are put back in their order.

use std::num::NonZeroUsize;
use std::sync::Arc;

use abi::limits::WASM_STACK_BYTES;
use rayon::{ThreadPool, ThreadPoolBuilder};

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
