//! Oracles: what must hold of any case. Each subject has a file, and where its cases are of no other use the file
//! makes them, too.
//!
//! An oracle returns whether its case came past the first refusal, so that a run can tell a generator that is
//! always refused from one that tests something. What must not be is a panic: that is the finding.
//!
//! | module | subject |
//! | --- | --- |
//! | [`texts`] | policies as text: checked, printed, laid out |
//! | [`deciding`] | a policy in every form that decides, warm and fresh |
//! | [`contracts`] | the contracts of this repository that are no policies, on every engine |
//! | [`admission`] | modules of any bytes |
//! | [`wall`] | what crosses the wall of the sandbox: raw calls of the host, the policy's section, outputs |
//! | [`decoding`] | transactions and blocks from any bytes |
//! | [`proofs`] | proof files: any bytes, and forgeries about a chain that is known |
//! | [`history`] | proofs that one block goes on from another |
//! | [`folders`] | snapshots and folders with damage |
//! | [`faults`] | a ledger on a failing disk, beside a plain map |
//! | [`replay`] | blocks executed again, on one thread and on several |
//! | [`vocabulary`] | words and codes |
//! | [`json`] | requests, facts files and scripts of calls |

use std::sync::LazyLock;

use runtime::Engine;

pub mod admission;
pub mod contracts;
pub mod deciding;
pub mod decoding;
pub mod faults;
pub mod folders;
pub mod history;
pub mod json;
pub mod proofs;
pub mod replay;
pub mod texts;
pub mod vocabulary;
pub mod wall;

pub use deciding::contract_matches_interpreter;
pub use decoding::any_bytes_are_decoded;
pub use proofs::any_bytes_are_a_proof_or_none;
pub use texts::any_text_is_checked;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));
