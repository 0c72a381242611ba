//! One entry of the cache on the disk: an admitted module's report and native code, under a seal.
//!
//! ```text
//! offset  bytes
//!      0      8  "assent", 0, version of this format: 1
//!      8      8  which secret key sealed it
//!     16     32  the seal: keyed BLAKE3 over all other bytes, in their order
//!     48     32  fingerprint of the engine
//!     80     32  hash of the module
//!    112      4  bytes of the report, little-endian
//!    116      8  bytes of the code, little-endian
//!    124         report, then code, to the end of the file
//! ```
//!
//! The engine believes the code that it loads: whoever could write one byte of it could do anything in
//! this process. The seal is what nobody makes without the secret key. It is checked over the bytes in
//! memory that the engine is then given, so that what happens to the file afterwards does not matter.
//!
//! The seal says as well that the module was admitted, since the cache seals nothing else, and the
//! fingerprint says by which rules. Whoever could forge the report could forge the code: reading it
//! instead of admitting again trusts nobody more.

use abi::Hash;

use super::report;
use super::{Miss, native};
use crate::admit::Report;
use crate::engine::Engine;

/// How an entry begins.
pub(super) const MAGIC: &[u8; 8] = b"assent\0\x01";

/// Bytes before the report.
pub(super) const HEADER_BYTES: usize = 124;

/// Where the seal stands; what is before and behind it is sealed.
const SEAL: std::ops::Range<usize> = 16..48;

/// Seals entries for one engine with one secret key, and opens them.
pub(super) struct Sealer {
    engine: Engine,
    fingerprint: Hash,
    key: [u8; 32],
    key_id: [u8; 8],
}

/// Native code that this key sealed for this engine. Only [`Sealer::open`] makes one.
pub(super) struct Authentic<'a> {
    code: &'a [u8],
    engine: &'a wasmtime::Engine,
}

impl Authentic<'_> {
    pub(super) fn code(&self) -> &[u8] {
        self.code
    }

    pub(super) fn engine(&self) -> &wasmtime::Engine {
        self.engine
    }
}

/// The fields before the report.
struct Header<'a> {
    fingerprint: &'a [u8; 32],
    module: &'a [u8; 32],
    report: &'a [u8],
    code: &'a [u8],
}

impl Sealer {
    /// A sealer for `engine`. Neither key can be told from the other, nor from the secret.
    pub(super) fn new(engine: Engine, secret: &[u8; 32]) -> Sealer {
        let id = blake3::derive_key("assent module cache 1: which key", secret);
        let [a, b, c, d, e, f, g, h, ..] = id;
        Sealer {
            fingerprint: engine.fingerprint(),
            engine,
            key: blake3::derive_key("assent module cache 1: seal", secret),
            key_id: [a, b, c, d, e, f, g, h],
        }
    }

    /// The entry of a module; `None` when it is longer than an entry can say.
    pub(super) fn seal(&self, module: Hash, report: &Report, code: &[u8]) -> Option<Vec<u8>> {
        let report = report::write(report)?;
        let mut bytes = Vec::with_capacity(HEADER_BYTES + report.len() + code.len());
        bytes.extend(MAGIC);
        bytes.extend(self.key_id);
        bytes.extend([0; 32]);
        bytes.extend(self.fingerprint.0);
        bytes.extend(module.0);
        bytes.extend(u32::try_from(report.len()).ok()?.to_le_bytes());
        bytes.extend(u64::try_from(code.len()).ok()?.to_le_bytes());
        bytes.extend(report);
        bytes.extend(code);
        let seal = self.of(&bytes)?;
        bytes.get_mut(SEAL)?.copy_from_slice(seal.as_bytes());
        Some(bytes)
    }

    /// Opens what stands where the entry of `module` should be.
    ///
    /// # Errors
    /// Why it must not be used. Nothing behind the seal is looked at before the seal holds, but for
    /// the lengths, to tell what was cut off from what was changed.
    pub(super) fn open<'a>(
        &'a self,
        module: Hash,
        bytes: &'a [u8],
    ) -> Result<(Report, Authentic<'a>), Miss> {
        let header = self.read(bytes)?;
        let kept = bytes.get(SEAL).and_then(|seal| seal.first_chunk());
        let seal = self.of(bytes).ok_or(Miss::Truncated)?;
        // Hashes of this type compare in constant time.
        if kept.is_none_or(|kept| seal != blake3::Hash::from_bytes(*kept)) {
            return Err(Miss::Altered);
        }
        if *header.fingerprint != self.fingerprint.0 {
            return Err(Miss::Stale);
        }
        if *header.module != module.0 {
            return Err(Miss::Foreign);
        }
        let report = report::read(header.report).ok_or(Miss::Unreadable)?;
        let authentic = Authentic {
            code: header.code,
            engine: self.engine.native(),
        };
        Ok((report, authentic))
    }

    /// Opens an entry and loads its code.
    ///
    /// # Errors
    /// As [`Sealer::open`].
    pub(super) fn load(
        &self,
        module: Hash,
        bytes: &[u8],
    ) -> Result<(Report, wasmtime::Module), Miss> {
        let (report, code) = self.open(module, bytes)?;
        let native = native::load(&code).ok_or(Miss::Unreadable)?;
        Ok((report, native))
    }

    /// Cuts an entry into its parts.
    fn read<'a>(&self, bytes: &'a [u8]) -> Result<Header<'a>, Miss> {
        let cut = Miss::Truncated;
        let (magic, rest) = bytes.split_first_chunk().ok_or(cut)?;
        let (key_id, rest) = rest.split_first_chunk().ok_or(cut)?;
        if magic != MAGIC || *key_id != self.key_id {
            return Err(Miss::Foreign);
        }
        let (_, rest) = rest.split_first_chunk::<32>().ok_or(cut)?;
        let (fingerprint, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (module, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (report_bytes, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (code_bytes, rest) = rest.split_first_chunk().ok_or(cut)?;
        let report_bytes = u64::from(u32::from_le_bytes(*report_bytes));
        let said = report_bytes.checked_add(u64::from_le_bytes(*code_bytes));
        match said.map(|said| said.cmp(&(rest.len() as u64))) {
            Some(std::cmp::Ordering::Equal) => {}
            Some(std::cmp::Ordering::Less) => return Err(Miss::Altered),
            _ => return Err(cut),
        }
        let (report, code) = rest.split_at_checked(report_bytes as usize).ok_or(cut)?;
        Ok(Header {
            fingerprint,
            module,
            report,
            code,
        })
    }

    /// The seal of an entry's bytes.
    fn of(&self, bytes: &[u8]) -> Option<blake3::Hash> {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(bytes.get(..SEAL.start)?);
        hasher.update(bytes.get(SEAL.end..)?);
        Some(hasher.finalize())
    }
}
