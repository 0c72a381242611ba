//! The `assent` command as a library: arguments in, text and an exit status out.
//!
//! This is the edge of the workspace: it reads files, knows JSON and prints. It decides nothing;
//! each command calls the room that does.
//!
//! | module | holds |
//! | --- | --- |
//! | [`arguments`] | what may be typed |
//! | [`command`] | one file for each command |
//! | [`request`] | AuthZEN requests and facts files, in JSON, to the terms of `abi` |
//! | [`asked`] | a request, ready to be decided by a policy |
//! | [`answer`] | decisions to AuthZEN answers and to sentences |
//! | [`policy_file`] | a policy from a `.consent` or `.wasm` file |
//! | [`laws_file`] | the laws of a policy, from the file beside it |
//! | [`contract_file`] | a module from a `.wasm` or `.wat` file |
//! | [`subject`] | a policy or another contract, by its file or its folder |
//! | [`calls`] | scripts of calls: how contracts that are no policies are tested |
//! | [`fuel_line`] | what a call costs, by what it was for |
//! | [`mod@bench`] | how fast this machine makes blocks |
//! | [`demo`] | the sample hospital on a ledger |
//! | [`sample`] | the sample hospital's data, and who would have asked for what |
//! | [`opened`] | a ledger's folder, opened to be looked at |
//! | [`proof`] | proofs about a ledger, in words |
//! | [`ca`] | an organisation's authority: certificates made, logged and revoked |
//! | [`cache`] | compiled contracts kept for later runs |
//! | [`failure`] | what stops a command: what, where, what to do |

pub mod answer;
pub mod arguments;
pub mod asked;
pub mod bench;
pub mod ca;
pub mod cache;
pub mod calls;
pub mod command;
pub mod contract_file;
pub mod demo;
pub mod failure;
pub mod fuel_line;
mod json;
pub mod laws_file;
pub mod opened;
pub mod policy_file;
mod progress;
pub mod proof;
pub mod request;
pub mod sample;
pub mod subject;
