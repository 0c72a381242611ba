//! Ed25519 for certificates, under the one rule that the ledger has for signatures: ZIP-215.

use abi::PublicKey;
use ed25519_zebra::{Signature, VerificationKey};
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

#[cfg(test)]
mod tests;

/// How `webpki` verifies the signatures of certificates. There is no other algorithm.
pub(crate) static ED25519: &[&dyn SignatureVerificationAlgorithm] = &[&Ed25519];

#[derive(Debug)]
struct Ed25519;

impl SignatureVerificationAlgorithm for Ed25519 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = public_key.try_into().map_err(|_| InvalidSignature)?;
        match verifies(&PublicKey(key), message, signature) {
            true => Ok(()),
            false => Err(InvalidSignature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }
}

/// Whether `signature` is 64 bytes, and `key`'s signature of `message`.
pub(crate) fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let Ok(signature) = Signature::from_slice(signature) else {
        return false;
    };
    VerificationKey::try_from(key.0)
        .and_then(|key| key.verify(&signature, message))
        .is_ok()
}

/// Whether `key` is no point of the curve, or one of low order.
///
/// Under a key of low order anybody can sign, since ZIP-215 multiplies the equation by the cofactor,
/// and the key vanishes from it. That is how such a key is told: the signature that has the neutral
/// point for `R` and zero for `S` verifies for every message under those keys, and under no other.
pub(crate) fn is_weak(key: &PublicKey) -> bool {
    let mut nothing = [0; 64];
    nothing[0] = 1;
    VerificationKey::try_from(key.0).is_err() || verifies(key, b"any message", &nothing)
}
