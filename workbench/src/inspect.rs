//! A module from inside: its sections, what it takes and gives, how near it is to each limit, and what of a policy
//! lies where in it.
//!
//! ```text
//! bytes --inspect--> Inspection { sections, imports, exports, functions, data, admitted | refused, policy }
//!       --list-----> Listing    { a function's instructions, block by block, each with its fuel }
//! ```
//!
//! A module that is not admitted is inspected all the same, as far as its bytes can be read: whoever looks at one
//! wants to know why. Nothing here decides anything.

use abi::Hash;
use abi::host::HostFunction;
use runtime::{AdmitError, AdmittedModule, Engine, Fault, Refusal};

mod function;
mod names;
mod policy;
mod read;

#[cfg(test)]
mod tests;

pub use function::{Block, Line, ListError, Listing, PRINTED_BYTES, list, text};
pub use policy::{PolicyInside, Table};

/// What is in a module.
#[derive(Debug)]
pub struct Inspection {
    /// The hash of its bytes, by which a ledger knows it.
    pub hash: Hash,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its sections, in their order.
    pub sections: Vec<Section>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// What it exports.
    pub exports: Vec<Export>,
    /// The pages of 64 KiB of each memory, at first and at most.
    pub memories: Vec<(u64, Option<u64>)>,
    /// How many globals it defines, and how many of them may change.
    pub globals: (u64, u64),
    /// The functions that it defines.
    pub functions: Vec<Function>,
    /// Where its data go.
    pub data: Vec<Segment>,
    /// The byte from which on it cannot be read, and why; `None` when all of it can.
    pub unread: Option<(u64, String)>,
    /// The module as the sandbox takes it, or why it does not.
    pub admission: Result<AdmittedModule, Refusal>,
    /// What of a policy is in it; `None` when it has no section that says so.
    pub policy: Option<Result<PolicyInside, abi::interface::InterfaceError>>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it holds: `types`, `code`, `custom "name"`.
    pub name: String,
    /// Where its content begins.
    pub offset: u64,
    /// How many bytes its content has.
    pub bytes: u64,
    /// How many items are in it, where it is a list.
    pub items: Option<u64>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The namespace.
    pub module: String,
    /// The name in it.
    pub name: String,
    /// What is wanted, in the words of the text format.
    pub ty: String,
    /// The function of the host that has this name; whether it is for this kind of module, admission says.
    pub row: Option<&'static HostFunction>,
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// What it is: `function`, `memory`, `global`, ….
    pub kind: &'static str,
    /// Its number among those.
    pub index: u32,
}

/// A function that the module defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its number, imports counted.
    pub index: u32,
    /// Its name: that of the section `name`, or what it is exported as.
    pub name: Option<String>,
    /// Its parameters and results, in the words of the text format.
    pub ty: String,
    /// Where its code begins, its locals first.
    pub offset: u64,
    /// How many bytes of code it has.
    pub bytes: u64,
}

/// A data segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Where in the memory it goes; `None` when the code says so, or it goes nowhere by itself.
    pub address: Option<u32>,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Why nothing is inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The bytes do not begin as a module does.
    #[error(
        "these {0} bytes are no WebAssembly module: one begins with the bytes 00 61 73 6d 01 00 00 00"
    )]
    NoModule(usize),
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Looks into `bytes`.
///
/// # Errors
/// Reject: they do not even begin as a module. Fault: the engine is broken.
pub fn inspect(engine: &Engine, bytes: &[u8]) -> Result<Inspection, InspectError> {
    if !wasmparser::Parser::is_core_wasm(bytes) {
        return Err(InspectError::NoModule(bytes.len()));
    }
    let admission = match engine.admit(bytes) {
        Ok(module) => Ok(module),
        Err(AdmitError::Refused(refusal)) => Err(refusal),
        Err(AdmitError::Fault(fault)) => return Err(fault.into()),
    };
    let contents = read::contents(bytes);
    let policy = contents
        .interface
        .map(|section| policy::inside(section, &contents));
    Ok(Inspection {
        hash: abi::Domain::Module.hash(bytes),
        bytes: bytes.len() as u64,
        sections: contents.sections,
        imports: contents.imports,
        exports: contents.exports,
        memories: contents.memories,
        globals: (
            contents.globals.len() as u64,
            contents
                .globals
                .iter()
                .filter(|global| global.mutable)
                .count() as u64,
        ),
        functions: contents.functions,
        data: contents
            .data
            .iter()
            .map(|data| data.segment.clone())
            .collect(),
        unread: contents.unread,
        admission,
        policy,
    })
}
