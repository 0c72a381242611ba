//! What the ledger attests about a request, as the contract asks for it.
//!
//! The records are taken from the state before the call, as stored bytes; they are decoded and
//! bound to the contract's ids only when the contract asks.

use std::sync::Arc;

use abi::bind::{Binding, RecordNames};
use abi::calendar::Date;
use abi::host::fact;
use abi::limits::FACT_BYTES;
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar, TreatmentRecord};
use abi::{Instant, PatientId};
use ledger::StateRead;
use ledger::records::{Counting, key};
use parity_scale_codec::{Decode, DecodeAll};
use runtime::{FactAnswer, FactSource, Fault};

use crate::counting;

/// The facts about one request.
pub struct Facts {
    binding: Arc<Binding>,
    now: Instant,
    requester: Requester,
    names: RecordNames,
    known: Known,
}

/// Where the facts come from.
enum Known {
    /// The ledger's records, as stored; one that is not there is an empty list.
    Stored {
        treatments: Vec<u8>,
        consents: Vec<u8>,
        accesses: Vec<u8>,
        /// What is kept of allowed accesses, [`ledger::records::Counting`] as stored.
        counting: Vec<u8>,
    },
    /// Whoever asks offline.
    Given(Given),
}

/// Facts that are known beforehand. `None` is one that is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Whether the requester treats the patient.
    pub treats: Option<bool>,
    /// The patient's consents.
    pub consents: Option<Vec<ConsentRecord>>,
    /// The patient's birth date.
    pub birth_date: Option<Date>,
    /// Whether the patient is deceased.
    pub deceased: Option<bool>,
    /// The values of declared facts, by their ids.
    pub facts: Vec<Option<Scalar>>,
    /// The patient's past allowed accesses.
    pub accesses: Option<Vec<AccessRecord>>,
}

impl Facts {
    /// No facts: nothing is known.
    pub fn new(binding: Arc<Binding>) -> Facts {
        let requester = Requester::Patient { is_subject: false };
        Facts {
            binding,
            now: Instant(0),
            requester,
            names: RecordNames::default(),
            known: Known::Given(Given::default()),
        }
    }

    /// Takes the records about `patient` and `requester` from the state.
    pub fn read(
        &mut self,
        state: &dyn StateRead,
        patient: PatientId,
        requester: &Requester,
        now: Instant,
    ) {
        let stored = |key| state.get(&key).map(<[u8]>::to_vec).unwrap_or_default();
        let counts = !self.binding.interface().counters.is_empty();
        self.now = now;
        self.requester = requester.clone();
        self.known = Known::Stored {
            treatments: stored(key::treatments(patient)),
            consents: stored(key::consents(patient)),
            // They may be many, and few policies count.
            accesses: if counts {
                stored(key::accesses(patient))
            } else {
                Vec::new()
            },
            counting: stored(key::counting()),
        };
    }

    /// Takes facts that are known beforehand about a request of `requester` at `now`.
    pub fn give(&mut self, requester: &Requester, now: Instant, given: Given) {
        self.now = now;
        self.requester = requester.clone();
        self.known = Known::Given(given);
    }

    /// Takes the encounter and the record that the request names, which consents may be about. A
    /// [`crate::policy::Decider`] does so in every call.
    #[inline]
    pub fn name(&mut self, names: &RecordNames) {
        if self.names != *names {
            self.names.clone_from(names);
        }
    }

    /// Whether the requester itself is listed among those who treat the patient.
    fn treats(&self) -> Result<Option<bool>, Fault> {
        let treatments = match &self.known {
            Known::Given(given) => return Ok(given.treats),
            Known::Stored { treatments, .. } => treatments,
        };
        let Requester::Practitioner { id, .. } = &self.requester else {
            return Ok(Some(false));
        };
        Ok(Some(list::<TreatmentRecord>(treatments)?.iter().any(
            |record| {
                let (from, until) = (record.from, record.until);
                record.who == *id && from <= self.now && until.is_none_or(|until| self.now < until)
            },
        )))
    }

    /// The patient's consents in the contract's ids; whether they are known.
    fn consents(&self, out: &mut Vec<u8>) -> Result<bool, Fault> {
        match &self.known {
            Known::Given(Given { consents: None, .. }) => return Ok(false),
            Known::Given(Given {
                consents: Some(records),
                ..
            }) => self.binding.consents(records, &self.names, out),
            Known::Stored { consents, .. } => {
                self.binding.consents(&list(consents)?, &self.names, out)
            }
        }
        // Patients write their consents themselves: more of them than fit is nobody's fault, and
        // what cannot be read whole is not known.
        Ok(out.len() as u64 <= FACT_BYTES)
    }

    /// Whether the patient has signed a form and not withdrawn it.
    fn has_signed(&self, form: u32) -> Result<Option<bool>, Fault> {
        let Some(form) = self.binding.interface().forms.get(form as usize) else {
            return Ok(None);
        };
        let is_signing = |record: &ConsentRecord| {
            record.is_live(self.now)
                && record
                    .form
                    .as_ref()
                    .is_some_and(|signed| signed.name == form.name)
        };
        let has = |records: &[ConsentRecord]| records.iter().any(is_signing);
        match &self.known {
            Known::Given(given) => Ok(given.consents.as_deref().map(has)),
            Known::Stored { consents, .. } => Ok(Some(has(&list(consents)?))),
        }
    }

    /// Where a counter stands.
    fn count(&self, counter: u32) -> Result<Option<u32>, Fault> {
        let Some(counter) = self.binding.interface().counters.get(counter as usize) else {
            return Ok(None);
        };
        let count = |accesses: &[AccessRecord]| {
            self.binding
                .count(counter, accesses, &self.requester, self.now)
        };
        match &self.known {
            Known::Given(given) => Ok(given.accesses.as_deref().and_then(count)),
            Known::Stored {
                accesses, counting, ..
            } => {
                let accesses: Vec<AccessRecord> = list(accesses)?;
                let kept = match counting.is_empty() {
                    true => None,
                    false => {
                        Some(Counting::decode_all(&mut counting.as_slice()).map_err(Fault::host)?)
                    }
                };
                let is_whole = counting::is_whole(kept, counter, &accesses, self.now);
                Ok(if is_whole { count(&accesses) } else { None })
            }
        }
    }

    /// What is known offline; `None` on the ledger, where nobody attests birth dates and declared
    /// facts yet, and that a patient is deceased is not so unless it is attested.
    fn given(&self) -> Option<&Given> {
        match &self.known {
            Known::Given(given) => Some(given),
            Known::Stored { .. } => None,
        }
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

impl FactSource for Facts {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        if id == fact::CONSENTS {
            return Ok(if self.consents(out)? {
                FactAnswer::Known
            } else {
                FactAnswer::Unknown
            });
        }
        if (fact::DECLARED..fact::COUNTER).contains(&id) {
            let values = self.given().map_or(&[][..], |given| &given.facts);
            let interface = self.binding.interface();
            let number = interface.fact_number(id - fact::DECLARED, values);
            return Ok(answer(out, number.map(i64::to_le_bytes)));
        }
        let value = match id {
            fact::TREATS => self.treats()?.map(u32::from),
            fact::BIRTH_DATE => self
                .given()
                .and_then(|given| given.birth_date)
                .map(|date| date.0),
            fact::DECEASED => self
                .given()
                .map_or(Some(false), |given| given.deceased)
                .map(u32::from),
            _ if id >= fact::SIGNED => self.has_signed(id - fact::SIGNED)?.map(u32::from),
            _ if id >= fact::COUNTER => self.count(id - fact::COUNTER)?,
            _ => None,
        };
        Ok(answer(out, value.map(u32::to_le_bytes)))
    }
}

fn answer<const N: usize>(out: &mut Vec<u8>, bytes: Option<[u8; N]>) -> FactAnswer {
    match bytes {
        Some(bytes) => {
            out.extend(bytes);
            FactAnswer::Known
        }
        None => FactAnswer::Unknown,
    }
}

#[cfg(test)]
mod tests;
