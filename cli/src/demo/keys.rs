//! Keys and pseudonyms of the demonstration, from the names in the sample.

use std::collections::BTreeMap;

use abi::{Hash, Instant, PatientId, PublicKey, Signature};
use ledger::{Action, Body, Signer, Transaction};

/// Signing keys by name, with the nonce of the next transaction of each.
pub(super) struct Keyring {
    chain: Hash,
    signers: BTreeMap<String, (Signer, u64)>,
}

/// Seconds from an event to the expiry of its transaction: a day, more than any block lasts.
const EXPIRES_AFTER: i64 = 86_400;

impl Keyring {
    /// No keys yet, for transactions of `chain`.
    pub fn new(chain: Hash) -> Keyring {
        Keyring {
            chain,
            signers: BTreeMap::new(),
        }
    }

    /// The next transaction of `sender`, signed.
    pub fn sign(&mut self, sender: &str, at: i64, action: Action) -> Transaction {
        let chain = self.chain;
        let entry = self.signers.entry(sender.into());
        let (signer, nonce) = entry.or_insert_with(|| (signer(sender), 0));
        let expires = Instant(at + EXPIRES_AFTER);
        let body = Body {
            chain,
            sender: signer.public_key(),
            nonce: *nonce,
            expires,
            action,
        };
        *nonce += 1;
        // The signature is of the id, which does not depend on it.
        let mut transaction = Transaction {
            body,
            signature: Signature([0; 64]),
        };
        transaction.signature = signer.sign(&transaction.id());
        transaction
    }
}

/// The signing key that the demonstration gives to `name`.
pub(super) fn signer(name: &str) -> Signer {
    Signer::from_seed(blake3::derive_key(
        "assent demonstration signing keys",
        name.as_bytes(),
    ))
}

/// The public key of `name`.
pub(super) fn public_key(name: &str) -> PublicKey {
    signer(name).public_key()
}

/// The pseudonym of a patient of the sample. On a real channel it is random; here it follows from
/// the id of somebody who does not exist.
pub(super) fn pseudonym(patient: &str) -> PatientId {
    let seed = blake3::derive_key("assent demonstration pseudonyms", patient.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&seed[..16]);
    PatientId(id)
}
