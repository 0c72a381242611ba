//! A module from a `.wasm` or `.wat` file.

use std::path::Path;

use crate::failure::Failure;
use crate::policy_file::{is_module, name, read};

/// Reads a module, binary or as text, which is assembled; `-` is standard input. A file that ends in `.wasm` is taken as
/// it is: admission says what it is instead.
///
/// # Errors
/// The file cannot be read, or is a text that does not assemble: the message has line and column.
pub fn read_module(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read(path)?;
    if is_module(&bytes) || path.extension().is_some_and(|ending| ending == "wasm") {
        return Ok(bytes);
    }
    let module = wat::parse_bytes(&bytes).map_err(|mut error| {
        error.set_path(name(path));
        Failure::usage(format!("the text does not assemble: {error}"))
            .help("a module is binary, beginning with `\\0asm`, or WebAssembly text")
    })?;
    Ok(module.into_owned())
}
