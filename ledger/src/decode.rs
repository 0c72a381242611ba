//! Exact, bounded decoding: every byte is consumed, and memory stays in proportion to the input.

use parity_scale_codec::{Decode, MemTrackingInput};

use crate::error::DecodeError;

/// Bytes of memory that a decoded value may take for each byte of its encoding.
///
/// The costliest honest type is a list of one-byte variants of a 48-byte enum.
const MEMORY_PER_BYTE: usize = 64;

/// Memory that any decoding may take, however short the input.
const MEMORY_BASE: usize = 4096;

/// Decodes exactly one `T` from at most `max` bytes.
///
/// # Errors
/// The bytes are too many, do not follow the layout, or more follow.
pub fn decode_exact<T: Decode>(bytes: &[u8], max: u64) -> Result<T, DecodeError> {
    let length = bytes.len() as u64;
    if length > max {
        return Err(DecodeError::TooLong { length, max });
    }
    let mut rest = bytes;
    let value = decode_prefix(&mut rest)?;
    match rest.len() as u64 {
        0 => Ok(value),
        bytes => Err(DecodeError::Trailing { bytes }),
    }
}

/// Decodes one `T` from the front of `rest`, which then begins after it.
///
/// # Errors
/// The bytes do not follow the layout.
pub fn decode_prefix<T: Decode>(rest: &mut &[u8]) -> Result<T, DecodeError> {
    let limit = rest
        .len()
        .saturating_mul(MEMORY_PER_BYTE)
        .saturating_add(MEMORY_BASE);
    T::decode(&mut MemTrackingInput::new(rest, limit)).map_err(|_| DecodeError::Layout)
}
