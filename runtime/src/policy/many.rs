//! Many requests at once, on several threads. Which thread decides what cannot be seen.

use std::num::NonZeroUsize;
use std::thread;

use abi::Instant;
use abi::bind::BoundRequest;
use abi::decision::Verdict;
use abi::limits::WASM_STACK_BYTES;
use abi::terms::Requester;

use super::{Attestations, Decided, Decider, Policy};
use crate::error::Fault;

/// Stack of a thread that runs contracts, in bytes: theirs and as much again for the host.
const THREAD_STACK_BYTES: usize = 2 * WASM_STACK_BYTES;

/// One request with what is attested about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question<A> {
    /// The request in the contract's ids.
    pub request: BoundRequest,
    /// Who asks.
    pub requester: Requester,
    /// When.
    pub now: Instant,
    /// What is attested.
    pub attested: A,
}

impl Policy {
    /// Decides many requests on as many threads as `threads` says, each in a memory put back as by
    /// [`Policy::decider`]. The answers come in the order of the questions, and are the same on any
    /// number of threads.
    ///
    /// # Errors
    /// Fault: the engine or the attestations are broken, there is no room for an instance on each
    /// thread, or this machine starts no thread. No answers then.
    pub fn decide_many<A: Attestations + Default + Send + 'static>(
        &self,
        questions: Vec<Question<A>>,
        threads: NonZeroUsize,
    ) -> Result<Vec<Decided<Verdict>>, Fault> {
        self.many(questions, threads, self.module.is_pure())
    }

    /// The same with a memory for each thread, as [`Policy::warm_decider`] keeps it: only for
    /// contracts that the caller compiled from their source itself.
    ///
    /// # Errors
    /// As [`Policy::decide_many`].
    pub fn warm_decide_many<A: Attestations + Default + Send + 'static>(
        &self,
        questions: Vec<Question<A>>,
        threads: NonZeroUsize,
    ) -> Result<Vec<Decided<Verdict>>, Fault> {
        self.many(questions, threads, true)
    }

    fn many<A: Attestations + Default + Send + 'static>(
        &self,
        questions: Vec<Question<A>>,
        threads: NonZeroUsize,
        is_warm: bool,
    ) -> Result<Vec<Decided<Verdict>>, Fault> {
        let share = questions.len().div_ceil(threads.get()).max(1);
        let mut questions = questions.into_iter();
        thread::scope(|scope| {
            let mut running = Vec::new();
            while questions.len() > 0 {
                let share: Vec<Question<A>> = questions.by_ref().take(share).collect();
                let decide = move || all(&mut self.decider_with(is_warm)?, share);
                let thread = thread::Builder::new().stack_size(THREAD_STACK_BYTES);
                let thread = thread.spawn_scoped(scope, decide);
                running.push(thread.map_err(|_| Fault::Thread)?);
            }
            let mut decided = Vec::new();
            for thread in running {
                decided.extend(thread.join().map_err(|_| Fault::Thread)??);
            }
            Ok(decided)
        })
    }
}

fn all<A: Attestations>(
    decider: &mut Decider<A>,
    questions: Vec<Question<A>>,
) -> Result<Vec<Decided<Verdict>>, Fault> {
    let decide = |question: Question<A>| {
        let Question {
            request,
            requester,
            now,
            attested,
        } = question;
        decider.facts_mut()?.give(&requester, now, attested);
        decider.decide(&request)
    };
    questions.into_iter().map(decide).collect()
}
