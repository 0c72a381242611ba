//! The typed policy as a WebAssembly contract.
//!
//! Last stretch of the flow text -> syntax -> typed policy -> **program -> contract**:
//!
//! ```text
//! Policy --program--> Program   sets, atoms and index entries, as plain data
//!        --interface-> Interface  names, texts and duties, for the host
//! Program --layout--> Image     the memory of the contract and its constants
//! Image + evaluator.wat --emit--> Wasm
//! ```
//!
//! Rules are data: the code of every contract is `evaluator.wat`, byte for byte. So compiling
//! costs little at any number of rules, a decision costs about the same at ten rules and at ten
//! thousand, and one piece of code is audited once.

mod classes;
mod emit;
mod index;
mod interface;
mod keys;
mod layout;
mod program;
mod words;

use abi::Hash;
use abi::interface::Interface;

pub use words::policy_words;

use crate::typed::Policy;

/// A compiled policy.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The module.
    pub wasm: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// What its numbers mean; the same as in its custom section.
    pub interface: Interface,
}

/// Why a policy that is sound cannot be compiled: it has more of something than a contract holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policy has {count} {what}, a contract holds {max}")]
pub struct TooLarge {
    /// Of what.
    pub what: &'static str,
    /// How many the policy has.
    pub count: u64,
    /// How many a contract holds.
    pub max: u64,
}

/// Compiles `policy`, whose text is `source`. The same policy gives the same bytes everywhere.
///
/// # Errors
/// Reject: the policy exceeds a limit of the contract's tables.
pub fn compile(policy: &Policy, source: &str) -> Result<Contract, TooLarge> {
    let interface = interface::interface(policy, source);
    let program = program::program(policy, &interface)?;
    let image = layout::layout(&program)?;
    let wasm = emit::emit(&image, &interface);
    Ok(Contract {
        hash: abi::Domain::Module.hash(&wasm),
        wasm,
        interface,
    })
}

/// Prints a module as text, names and all.
///
/// # Errors
/// Reject: `wasm` is no module; the message says where.
pub fn print(wasm: &[u8]) -> Result<String, String> {
    wasmprinter::print_bytes(wasm).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
