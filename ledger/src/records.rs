//! What the values of the state are, and the keys they lie at. All values are SCALE.
//!
//! | lane | key | value |
//! | --- | --- | --- |
//! | shared | `a` + public key | [`Account`] |
//! | shared | `o` + name | public key of the organisation |
//! | shared | `u` + name | the organisation's root certificate in DER, not encoded further |
//! | shared | `z` | names of organisations whose membership has ended, `Vec<Name>` |
//! | shared | `m` + identifier | public key of the member |
//! | shared | `e` + identifier | [`CertificateRecord`] |
//! | shared | `y` + organisation's name + 0 + serial | [`Serial`] of a certificate |
//! | shared | `g` | [`Governance`] |
//! | shared | `q` + id | [`Proposal`] |
//! | shared | `s` | [`Scheduled`] activations, by height |
//! | shared | `p` | the [`ActivePolicy`] |
//! | shared | `v` + height | an [`ActivePolicy`] of the past, by the block that activated it |
//! | shared | `i` + name | the [`ActiveContract`] of a name |
//! | shared | `h` + height + name | an [`ActiveContract`] of the past, likewise |
//! | shared | `w` + hash | the module's bytes, not encoded further |
//! | shared | `c` | [`crate::GenesisConfig`] |
//! | shared | `n` | [`Counting`] |
//! | a patient's | `k` | [`PatientRecord`] |
//! | a patient's | `c` | consents, `Vec<ConsentRecord>` by number |
//! | a patient's | `a` | allowed accesses, `Vec<AccessRecord>` by time |
//! | a patient's | `t` | treatment relations, `Vec<TreatmentRecord>` |
//! | a patient's | `d` | [`Delegation`]s |
//! | a patient's | `f` | [`PatientFacts`] |
//! | a patient's | `b` | accesses in an emergency that wait for a review, `Vec<Emergency>` |
//! | a patient's | `r` + commitment | [`AnchorRecord`] |
//! | any | `x` + contract + key | a value of a contract's: see [`crate::state::contract_value`] |
//!
//! Heights in keys have 8 bytes, the highest first. A contract in a key is the hash of its name.

use parity_scale_codec::{Decode, DecodeAll};

use crate::error::Fault;
use crate::state::{StateKey, StateRead};

mod account;
mod contracts;
mod governance;
pub mod key;
mod patient;
mod record_key;

pub use account::{Account, AccountKind, CertificateRecord, Ended, Serial};
pub use contracts::{ActiveContract, ActivePolicy, Counting};
pub use governance::{Activation, Governance, Proposal, Quorum, Scheduled, Status, Voter};
pub use patient::{
    AgeBracket, AnchorRecord, DeclaredFact, Delegate, DelegateKind, Delegation, Emergency,
    PatientFacts, PatientRecord,
};
pub use record_key::RecordKey;

/// Reads the record at `key`.
///
/// # Errors
/// Fault: the value does not decode, which only a bug can bring about.
pub fn read<T: Decode>(
    view: &dyn StateRead,
    key: &StateKey,
    kind: &'static str,
) -> Result<Option<T>, Fault> {
    let decode = |mut bytes: &[u8]| T::decode_all(&mut bytes).map_err(|_| Fault::Record(kind));
    view.get(key).map(decode).transpose()
}
