//! Keys and pseudonyms of the demonstration, from the names in the sample and a secret.

use std::collections::BTreeMap;

use abi::{Hash, Instant, PatientId, PublicKey, Signature};
use ledger::{Action, Body, Signer, Transaction};

/// Signing keys by name, with the nonce of the next transaction of each.
pub(super) struct Keyring {
    chain: Hash,
    secret: Secret,
    signers: BTreeMap<String, (Signer, u64)>,
}

/// Seconds from an event to the expiry of its transaction: a day, more than any block lasts.
const EXPIRES_AFTER: i64 = 86_400;

impl Keyring {
    /// No keys yet, for transactions of `chain`.
    pub fn new(chain: Hash, secret: Secret) -> Keyring {
        Keyring {
            chain,
            secret,
            signers: BTreeMap::new(),
        }
    }

    /// The next transaction of `sender`, signed.
    pub fn sign(&mut self, sender: &str, at: i64, action: Action) -> Transaction {
        let (chain, secret) = (self.chain, self.secret);
        let entry = self.signers.entry(sender.into());
        let (signer, nonce) = entry.or_insert_with(|| (secret.signer(sender), 0));
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

/// What keys and pseudonyms are derived with.
///
/// On a real channel every key and every pseudonym is random. A demonstration has thousands of them, and derives
/// them all from one secret; without it, whoever has a list of names cannot find them in the ledger.
#[derive(Clone, Copy)]
pub struct Secret(Option<[u8; 32]>);

impl Secret {
    /// The demonstration's own, which everybody knows: each run gives the same ledger, and nobody in it exists.
    pub fn known() -> Secret {
        Secret(None)
    }

    /// One that was drawn at random.
    pub fn random(bytes: [u8; 32]) -> Secret {
        Secret(Some(bytes))
    }

    fn derive(&self, context: &str, name: &str) -> [u8; 32] {
        let mut material = self.0.map(|secret| secret.to_vec()).unwrap_or_default();
        material.extend_from_slice(name.as_bytes());
        blake3::derive_key(context, &material)
    }

    /// The signing key of `name`.
    pub(super) fn signer(&self, name: &str) -> Signer {
        Signer::from_seed(self.derive("assent demonstration signing keys", name))
    }

    /// The public key of `name`.
    pub(super) fn public_key(&self, name: &str) -> PublicKey {
        self.signer(name).public_key()
    }

    /// The pseudonym of a patient of the sample.
    pub(super) fn pseudonym(&self, patient: &str) -> PatientId {
        let [id @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
            self.derive("assent demonstration pseudonyms", patient);
        PatientId(id)
    }
}
