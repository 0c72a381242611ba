//! The one line of `unsafe` in this workspace: giving the engine native code that an earlier process
//! made.

use super::entry::Authentic;

/// Loads code whose seal holds. The engine copies it: nothing can change it afterwards.
///
/// `None` when the engine does not read it, which code that it made itself it does.
#[expect(
    unsafe_code,
    reason = "the engine offers no checked way to load native code"
)]
pub(super) fn load(code: &Authentic<'_>) -> Option<wasmtime::Module> {
    // SAFETY: the engine trusts these bytes to be what `wasmtime::Module::serialize` gave, for an
    // engine of the same versions and configuration. They are: an `Authentic` comes out of
    // `Sealer::open` alone, which has checked, over these very bytes in memory, that they were sealed
    // with the secret key, which the cache does with nothing else, and that the fingerprint, which is
    // sealed with them, is that of this engine.
    unsafe { wasmtime::Module::deserialize(code.engine(), code.code()) }.ok()
}
