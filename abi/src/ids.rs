//! Numbers and keys, each a type of its own.

use core::fmt;

use parity_scale_codec::{Decode, Encode, MaxEncodedLen};

/// A block's number; the genesis block has height 0.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Encode, Decode, MaxEncodedLen,
)]
pub struct Height(pub u64);

/// Units of metered work. What an operator costs is in [`crate::limits`].
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Encode, Decode, MaxEncodedLen,
)]
pub struct Fuel(pub u64);

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Encode, Decode, MaxEncodedLen,
)]
pub struct Instant(pub i64);

impl Instant {
    /// Before every instant: a period without a beginning begins here.
    pub const MIN: Instant = Instant(i64::MIN);
    /// After every instant: a period without an end ends here.
    pub const MAX: Instant = Instant(i64::MAX);
}

/// An Ed25519 verification key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen)]
pub struct PublicKey(pub [u8; 32]);

/// An Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub struct Signature(pub [u8; 64]);

/// A patient's pseudonym on one channel: 16 random bytes, never derived from personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen)]
pub struct PatientId(pub [u8; 16]);

/// Displays and debugs a byte newtype as lower-case hexadecimal.
macro_rules! hexadecimal {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    )*};
}
hexadecimal!(PublicKey, Signature, PatientId);

impl PatientId {
    /// Parses 32 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<PatientId> {
        let mut out = [0; 16];
        crate::hash::decode_hex(text, &mut out).then_some(PatientId(out))
    }
}
