//! Ed25519 signatures under one rule, ZIP-215, whose verdict is the same alone and in a batch.
//!
//! Everything that keys of this ledger sign is a 32-byte hash in a domain of its own.

use core::convert::Infallible;
use core::fmt;

use abi::{Hash, PublicKey, Signature};
use ed25519_zebra::batch::{Item, Verifier};
use ed25519_zebra::{SigningKey, VerificationKey, VerificationKeyBytes};
use rand_core::{TryCryptoRng, TryRng};

use crate::transaction::Transaction;

#[cfg(test)]
mod tests;

/// Signatures verified in one equation: each takes two thirds of the time that it takes in a batch of 256
/// where a hundred sign, and half where a thousand do. More gain nothing.
pub const BATCH: usize = 4096;

/// What a batch beyond this that fails is cut into: so a wrong signature costs the others little.
const FAILED: usize = 256;

/// A batch this small that fails is verified one by one.
const SMALL: usize = 16;

/// A hash, who is said to have signed it, and the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub key: PublicKey,
    /// What.
    pub message: Hash,
    /// How.
    pub signature: Signature,
}

/// A signing key. It is not printed, and wiped when dropped.
pub struct Signer(SigningKey);

impl Signer {
    /// The key that a 32-byte seed stands for (RFC 8032).
    pub fn from_seed(seed: [u8; 32]) -> Signer {
        Signer(SigningKey::from_bytes(&seed))
    }

    /// The key that others verify with.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(VerificationKeyBytes::from(&self.0).into())
    }

    /// Signs a hash.
    pub fn sign(&self, message: &Hash) -> Signature {
        Signature(self.0.sign(&message.0).to_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public_key())
    }
}

/// Whether the transaction's signature is its sender's.
pub fn verify_one(transaction: &Transaction) -> bool {
    verify_signature(&Signed::from(transaction))
}

/// For each transaction, whether its signature is its sender's.
pub fn verify_batch(transactions: &[&Transaction]) -> Vec<bool> {
    let signed: Vec<Signed> = transactions.iter().map(|&one| one.into()).collect();
    verify_signatures(&signed)
}

/// Whether the signature is right.
pub fn verify_signature(signed: &Signed) -> bool {
    VerificationKey::try_from(signed.key.0)
        .and_then(|key| key.verify(&signed.signature.0.into(), &signed.message.0))
        .is_ok()
}

/// For each, whether the signature is right: the verdict of [`verify_signature`], faster.
pub fn verify_signatures(signed: &[Signed]) -> Vec<bool> {
    let mut verdicts = Vec::with_capacity(signed.len());
    for batch in signed.chunks(BATCH) {
        let items: Vec<Item> = batch.iter().map(Signed::item).collect();
        verify_items(batch, &items, &mut verdicts);
    }
    verdicts
}

/// Verifies together; halves what fails.
fn verify_items(signed: &[Signed], items: &[Item], verdicts: &mut Vec<bool>) {
    if all_verify(signed, items) {
        verdicts.extend(signed.iter().map(|_| true));
    } else if items.len() <= SMALL {
        verdicts.extend(
            items
                .iter()
                .map(|item| item.clone().verify_single().is_ok()),
        );
    } else if items.len() > FAILED {
        for (signed, items) in signed.chunks(FAILED).zip(items.chunks(FAILED)) {
            verify_items(signed, items, verdicts);
        }
    } else {
        let middle = items.len() / 2;
        verify_items(&signed[..middle], &items[..middle], verdicts);
        verify_items(&signed[middle..], &items[middle..], verdicts);
    }
}

fn all_verify(signed: &[Signed], items: &[Item]) -> bool {
    let mut verifier = Verifier::new();
    items.iter().for_each(|item| verifier.queue(item.clone()));
    verifier.verify(Coefficients::of(signed)).is_ok()
}

impl Signed {
    fn item(&self) -> Item {
        let key = VerificationKeyBytes::from(self.key.0);
        Item::from((key, self.signature.0.into(), &self.message.0))
    }
}

impl From<&Transaction> for Signed {
    fn from(transaction: &Transaction) -> Signed {
        Signed {
            key: transaction.body.sender,
            message: transaction.id(),
            signature: transaction.signature,
        }
    }
}

/// The coefficients of a batch equation, drawn from a hash of the whole batch: nobody can choose
/// signatures to suit them, and two machines draw the same.
struct Coefficients {
    stream: blake3::OutputReader,
    buffer: [u8; 1024],
    used: usize,
}

impl Coefficients {
    fn of(signed: &[Signed]) -> Coefficients {
        let mut bytes = Vec::with_capacity(signed.len() * 128);
        for one in signed {
            bytes.extend(one.key.0);
            bytes.extend(one.message.0);
            bytes.extend(one.signature.0);
        }
        let mut hasher = blake3::Hasher::new_derive_key("assent/v1/signature-batch");
        hasher.update(&bytes);
        Coefficients {
            stream: hasher.finalize_xof(),
            buffer: [0; 1024],
            used: 1024,
        }
    }
}

impl TryRng for Coefficients {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            if self.used == self.buffer.len() {
                self.stream.fill(&mut self.buffer);
                self.used = 0;
            }
            *byte = self.buffer[self.used];
            self.used += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Coefficients {}
