//! Generators and oracles: what tests, fuzz targets and benches share.
//!
//! A generator turns bytes into a case, so that a fuzzer, a property test and a seed drive the same
//! code; an oracle turns a case into a verdict. Nothing that ships depends on this room.
//!
//! | module | holds |
//! | --- | --- |
//! | [`entropy`] | choices from bytes, or from a seed |
//! | [`grammar`] | the grammar of the language, read from its page: to make sentences and to judge them |
//! | [`policies`] | policies as text, and requests with what the ledger holds |
//! | [`mutants`] | slips in the evaluator that the oracles have to notice |
//! | [`mutate`] | valid texts and transactions with a little damage |
//! | [`oracles`] | the interpreter against the contract; parsing and decoding of any bytes |
//! | [`workload`] | the workloads of the benches, for ours and for the peers |

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "an oracle panics: that is its finding"
)]

pub mod entropy;
pub mod grammar;
pub mod mutants;
pub mod mutate;
pub mod oracles;
pub mod policies;
pub mod workload;
