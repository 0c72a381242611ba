//! Generators and oracles: what tests, fuzz targets and benches share.
//!
//! A generator turns bytes into a case, so that a fuzzer, a property test and a seed drive the same
//! code; an oracle turns a case into a verdict. Nothing that ships depends on this room.
//!
//! | module | holds |
//! | --- | --- |
//! | [`entropy`] | choices from bytes, or from a seed |
//! | [`grammar`] | the grammar of the language, read from its page: to make sentences and to judge them |
//! | [`ordering`] | what a chain owes whoever orders its blocks, driven as an engine would |
//! | [`policies`] | policies as text, and requests with what the ledger holds |
//! | [`agreement`] | the interpreter and the contract on two engines, side by side |
//! | [`contract_agreement`] | contracts that are no policies, kept and fresh, on three code generators side by side |
//! | [`host_calls`] | contracts made of random calls of the host, and calls of them |
//! | [`hostile`] | the modules of `tests/hostile`, and the world that they run in |
//! | [`certificates`] | certificates with damage under a right signature, and what must hold of any |
//! | [`constructs`] | which constructs of the language cases reach, with which outcomes |
//! | [`mutants`] | slips in the evaluator that the oracles have to notice |
//! | [`mutate`] | valid texts and transactions with a little damage |
//! | [`oracles`] | what must hold of any case, a file for each subject |
//! | [`story`] | a chain of which everything is known, for forgeries to be held to |
//! | [`targets`] | the fuzz targets: a generator and an oracle each, and what seeded runs expect of them |
//! | [`traffic`] | blocks of transactions of every kind on a small chain |
//! | [`traces`] | a decision, made again from its trace |
//! | [`workload`] | the workloads of the benches, for ours and for the peers |

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "an oracle panics: that is its finding"
)]

pub mod agreement;
pub mod certificates;
pub mod constructs;
pub mod contract_agreement;
pub use workbench::fuzz::entropy;
pub mod grammar;
pub mod host_calls;
pub mod hostile;
pub mod mutants;
pub mod mutate;
pub mod oracles;
pub mod ordering;
pub mod policies;
pub mod story;
pub mod targets;
pub mod traces;
pub mod traffic;
pub mod workload;
