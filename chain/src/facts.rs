//! What the ledger attests about a request.
//!
//! The records are taken from the state before the call, as stored bytes; they are decoded only
//! when the contract asks.

use std::borrow::Cow;

use abi::calendar::Date;
use abi::interface::CounterEntry;
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar, TreatmentRecord};
use abi::{Instant, PatientId};
use ledger::StateRead;
use ledger::records::{Counting, key};
use parity_scale_codec::{Decode, DecodeAll};
use runtime::{Attestations, Fault};

use crate::counting;

/// The ledger's records about a patient, as stored; one that is not there is an empty list.
#[derive(Debug, Clone, Default)]
pub struct Records {
    treatments: Vec<u8>,
    consents: Vec<u8>,
    accesses: Vec<u8>,
    /// What is kept of allowed accesses, [`ledger::records::Counting`] as stored.
    counting: Vec<u8>,
}

impl Records {
    /// Takes the records about `patient` from the state; past accesses only for a policy that
    /// `counts`: they may be many, and few policies do.
    pub fn read(state: &dyn StateRead, patient: PatientId, counts: bool) -> Records {
        let stored = |key| state.get(&key).map(<[u8]>::to_vec).unwrap_or_default();
        Records {
            treatments: stored(key::treatments(patient)),
            consents: stored(key::consents(patient)),
            accesses: if counts {
                stored(key::accesses(patient))
            } else {
                Vec::new()
            },
            counting: stored(key::counting()),
        }
    }
}

impl Attestations for Records {
    /// Whether the requester itself is listed among those who treat the patient.
    fn treats(&self, requester: &Requester, now: Instant) -> Result<Option<bool>, Fault> {
        let Requester::Practitioner { id, .. } = requester else {
            return Ok(Some(false));
        };
        let treats = |record: &TreatmentRecord| {
            let (from, until) = (record.from, record.until);
            record.who == *id && from <= now && until.is_none_or(|until| now < until)
        };
        Ok(Some(list(&self.treatments)?.iter().any(treats)))
    }

    fn consents(&self) -> Result<Option<Cow<'_, [ConsentRecord]>>, Fault> {
        Ok(Some(Cow::Owned(list(&self.consents)?)))
    }

    fn accesses(
        &self,
        counter: &CounterEntry,
        now: Instant,
    ) -> Result<Option<Cow<'_, [AccessRecord]>>, Fault> {
        let accesses = list(&self.accesses)?;
        let kept = match self.counting.is_empty() {
            true => None,
            false => {
                let kept = Counting::decode_all(&mut self.counting.as_slice());
                Some(kept.map_err(Fault::host)?)
            }
        };
        let is_whole = counting::is_whole(kept, counter, &accesses, now);
        Ok(is_whole.then_some(Cow::Owned(accesses)))
    }

    /// Nobody attests it on a ledger yet.
    fn birth_date(&self) -> Result<Option<Date>, Fault> {
        Ok(None)
    }

    /// A patient is not deceased unless it is attested, which nobody does on a ledger yet.
    fn deceased(&self) -> Result<Option<bool>, Fault> {
        Ok(Some(false))
    }

    /// Nobody attests them on a ledger yet.
    fn declared(&self) -> Result<Cow<'_, [Option<Scalar>]>, Fault> {
        Ok(Cow::Borrowed(&[]))
    }
}

/// A stored list; one that is not stored is empty.
fn list<T: Decode>(mut bytes: &[u8]) -> Result<Vec<T>, Fault> {
    if bytes.is_empty() {
        Ok(Vec::new())
    } else {
        Vec::decode_all(&mut bytes).map_err(Fault::host)
    }
}
