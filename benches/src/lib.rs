//! One question per bench; what the benches share.
//!
//! | bench | question |
//! | --- | --- |
//! | `decide` | how long does a decision take, and how does it grow with the rules? |
//! | `compile` | how long from a policy's text to native code that was admitted? |
//! | `bombs` | how long does the slowest module take to compile that admission lets through? |
//! | `block` | how fast are blocks of signed access requests made, beside what they cannot do without? |
//! | `open` | how long does it take to open a ledger of a million keys, and to prove one of them? |
//! | `workloads` | how do both grow on workloads of different kinds, up to 100,000 rules? |
//! | `table` | what does most of it come to, as tables of `docs/BENCHMARKS.md`? |
//!
//! | module | holds |
//! | --- | --- |
//! | [`bombs`] | modules that are as slow to compile as admission lets them be |
//! | [`engines`] | ours and hash maps behind one trait, which peers have as well; the assertion that they agree |
//! | [`report`] | medians without statistics, as Markdown |
//! | [`scenario`] | workloads of the consent language alone, as contracts |

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use mimalloc::MiMalloc;

pub mod bombs;
pub mod engines;
pub mod report;
pub mod scenario;

/// The allocator of the `assent` program, for every engine that is measured.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
