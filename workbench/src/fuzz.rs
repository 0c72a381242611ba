//! Fuzzing of policies and contracts: inputs that are made and changed at random, kept where they reach something new, and
//! shrunk where they break a promise.
//!
//! ```text
//! target ──inputs, in rounds──> checks ──points reached──> corpus ──changed──> inputs
//!                                  └─failures──> shrunk ──> findings
//! ```
//!
//! A round is a fixed number of inputs, each made from the seed, its own number and the corpus as it stood before the round.
//! Threads share a round, and what came of it is put together in the order of the numbers. So the same target, seed and number
//! of inputs give the same corpus and the same findings on any number of threads; there is no clock in this room.
//!
//! | module | holds |
//! | --- | --- |
//! | [`rounds`] | the loop, for any target |
//! | [`policy`] | a policy: requests, decided by interpreter, contract and second engine, and its laws |
//! | [`contract`] | any other contract: sequences of calls on a state that is carried on, and its invariants |
//! | [`entropy`] | choices from bytes, or from a seed |
//! | [`split_mix`] | numbers from a seed |

pub mod contract;
pub mod entropy;
pub mod policy;
pub mod rounds;
pub mod split_mix;

pub use rounds::{Failure, Found, Fuzzed, Hint, Ran, Settings, Status, Target, fuzz};
