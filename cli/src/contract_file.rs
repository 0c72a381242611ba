//! A contract from a `.wasm` or `.wat` file.

use std::path::Path;

use crate::failure::Failure;
use crate::policy_file::{is_module, name, read};

/// Reads a contract's module, compiled or as text; `-` is standard input.
///
/// # Errors
/// The file cannot be read, or is neither: the message has the place in the text.
pub fn read_module(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read(path)?;
    if is_module(&bytes) {
        return Ok(bytes);
    }
    let parsed = wat::parse_bytes(&bytes).map(|module| module.into_owned());
    parsed.map_err(|mut error| {
        error.set_path(name(path));
        Failure::usage(format!(
            "{} is neither a WebAssembly module nor the text of one\n{error}",
            name(path)
        ))
        .help("compiled modules begin with the bytes `\\0asm`, texts with `(module`")
    })
}
