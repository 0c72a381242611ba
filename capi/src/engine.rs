//! Opening and closing the sandbox.

use std::ffi::c_char;

use super::boundary::{Status, free, give, guarded};

/// The sandbox.
pub struct Engine(pub(crate) runtime::Engine);

/// Opens the sandbox; once in a program is enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_engine_open(
    engine: *mut *mut Engine,
    error: *mut *mut c_char,
) -> Status {
    // SAFETY: the header says what the pointers are.
    unsafe { guarded(error, || give(engine, Engine(runtime::Engine::new()?))) }
}

/// Closes it. What was loaded with it stays loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_engine_close(engine: *mut Engine) {
    // SAFETY: the header says what the pointer is.
    unsafe { free(engine) }
}
