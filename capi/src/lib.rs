//! The sandbox as a library for C, and for whatever calls C: `include/assent_embed.h` declares it.
//!
//! ```text
//! policy.wasm --assent_policy_load--> policy --assent_policy_decide(request, facts: JSON)--> answer
//! any .wasm --assent_contract_load--> contract --assent_contract_call(call, state)--> outcome
//! ```
//!
//! This is the only room with `unsafe` for pointers from outside; it decides nothing. Every function checks that no
//! pointer is null where one is needed, trusts what the header says of the others, and gives a status:
//! nothing else says that something succeeded. No panic crosses into C.
//!
//! | module | holds |
//! | --- | --- |
//! | `boundary` | statuses, texts, pointers to slices, no panic beyond here |
//! | `engine` | opening and closing the sandbox |
//! | `policy` | deciding requests in JSON |
//! | `contract` | calling contracts over the caller's own state |

#![expect(
    clippy::missing_safety_doc,
    reason = "the header says of each pointer what it must be: it is what those who call read"
)]

mod boundary;
mod contract;
mod engine;
mod policy;

#[cfg(test)]
mod tests;

pub use boundary::{Bytes, Status, assent_text_free};
pub use contract::{
    Call, CallbackState, Contract, Outcome, assent_contract_call, assent_contract_free,
    assent_contract_load, assent_outcome_abort, assent_outcome_code, assent_outcome_event,
    assent_outcome_events, assent_outcome_free, assent_outcome_fuel, assent_outcome_output,
    assent_outcome_write, assent_outcome_writes,
};
pub use engine::{Engine, assent_engine_close, assent_engine_open};
pub use policy::{
    Answer, Policy, assent_answer_allows, assent_answer_free, assent_answer_fuel,
    assent_answer_json, assent_policy_decide, assent_policy_free, assent_policy_load,
};
