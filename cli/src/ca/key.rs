//! Private and public keys in files.
//!
//! A private key is PKCS#8 of version 1, as RFC 8410 has it for Ed25519 and as `openssl` reads and writes it: always
//! the same 16 bytes, and the seed. It is written for its owner alone, is never printed, and is not used when others
//! could have read it.

use std::fs::File;
use std::path::Path;

use abi::{Hash, PublicKey};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};

use super::files::{Readers, write_new};
use super::pem::{self, PRIVATE_KEY, PUBLIC_KEY};
use crate::failure::Failure;

/// What stands in front of the seed.
const PRIVATE_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// What stands in front of a public key.
const PUBLIC_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A key that certificates are signed with, or that a member signs with.
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Makes a key from the system's random numbers.
    ///
    /// # Errors
    /// The system has none.
    pub fn new() -> Result<PrivateKey, Failure> {
        Ok(PrivateKey(SigningKey::from(random::<32>()?)))
    }

    /// Reads a key that nobody but its owner can read.
    ///
    /// # Errors
    /// There is none, it is of another kind, or others may read it.
    pub fn read(path: &Path) -> Result<PrivateKey, Failure> {
        check_secret(path)?;
        let blocks = pem::read(path)?;
        let seed = match blocks.as_slice() {
            [one] if one.label.as_deref() == Some(PRIVATE_KEY) => one
                .der
                .strip_prefix(&PRIVATE_PREFIX)
                .and_then(|seed| seed.try_into().ok()),
            _ => None,
        };
        let key = seed.map(|seed: [u8; 32]| PrivateKey(SigningKey::from(seed)));
        key.ok_or_else(|| {
            let message = format!("{} is not a private Ed25519 key", path.display());
            Failure::usage(message).help("it is PKCS#8 in PEM, as `assent ca new` writes it")
        })
    }

    /// Writes the key where nothing is, for its owner alone.
    ///
    /// # Errors
    /// Something is there, or the disk refuses.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let der = [&PRIVATE_PREFIX[..], self.0.as_ref()].concat();
        write_new(
            path,
            pem::text(PRIVATE_KEY, &der)?.as_bytes(),
            Readers::Owner,
        )
    }

    /// The key that others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(VerificationKeyBytes::from(&self.0).into())
    }

    /// Its signature of a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// Reads a public key: PEM, DER, or 64 hexadecimal digits.
///
/// # Errors
/// It is none, or a private one.
pub fn read_public(path: &Path) -> Result<PublicKey, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    if let Some(Hash(key)) = Hash::from_hex(text.trim()) {
        return Ok(PublicKey(key));
    }
    let blocks = pem::blocks(&bytes).unwrap_or_default();
    let is_private = |one: &pem::Block| {
        let label = one.label.as_deref().unwrap_or_default();
        label.contains(PRIVATE_KEY) || one.der.starts_with(&PRIVATE_PREFIX)
    };
    if blocks.iter().any(is_private) {
        let message = format!("{} is a private key", path.display());
        return Err(Failure::usage(message).help(
            "let its owner keep it, and give the public one: `openssl pkey -in FILE -pubout` writes it",
        ));
    }
    let key = match blocks.as_slice() {
        [one] if one.label.as_deref().is_none_or(|label| label == PUBLIC_KEY) => one
            .der
            .strip_prefix(&PUBLIC_PREFIX)
            .and_then(|key| key.try_into().ok()),
        _ => None,
    };
    key.map(PublicKey).ok_or_else(|| {
        let message = format!("{} is not a public Ed25519 key", path.display());
        Failure::usage(message)
            .help("it is PEM, as `openssl pkey -pubout` writes it, DER, or 64 hexadecimal digits")
    })
}

/// Numbers that nobody can guess.
///
/// # Errors
/// The system has none.
pub fn random<const COUNT: usize>() -> Result<[u8; COUNT], Failure> {
    let mut bytes = [0; COUNT];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Failure::failed(format!(
            "the system gives no random numbers: {error}"
        ))),
    }
}

#[cfg(unix)]
fn check_secret(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    let metadata = File::open(path).and_then(|file| file.metadata());
    let mode = metadata
        .map_err(|error| Failure::file("read", path, &error))?
        .mode()
        & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!(
        "others may read or change the private key {} (mode {mode:o})",
        path.display()
    );
    Err(Failure::usage(message).help(format!(
        "if nobody has, `chmod 600 {}`; if somebody may have, begin a new authority",
        path.display()
    )))
}

#[cfg(not(unix))]
fn check_secret(path: &Path) -> Result<(), Failure> {
    let opened = File::open(path).map(drop);
    opened.map_err(|error| Failure::file("read", path, &error))
}
