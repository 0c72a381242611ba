//! What is attested about a request, as a policy's contract asks for it.
//!
//! ```text
//! contract --fact(id)--> Facts --typed question--> Attestations (a ledger, a database, Given)
//!     bytes <-- encoded, bound to the contract's ids <--
//! ```
//!
//! Nothing is looked up, decoded or bound before the contract asks for it.

use std::borrow::Cow;
use std::sync::Arc;

use abi::Instant;
use abi::bind::{Binding, KnownSentences, RecordNames};
use abi::calendar::Date;
use abi::host::fact;
use abi::interface::CounterEntry;
use abi::limits::FACT_BYTES;
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar};

use crate::error::Fault;
use crate::host::{FactAnswer, FactSource};

#[cfg(test)]
mod tests;

/// What somebody attests about the patient and the requester of one request.
///
/// `None` is what is not known: it keeps a `may` rule from applying, and never opens a door. The
/// answers must depend on the state that is decided on alone, and on no earlier question.
pub trait Attestations {
    /// Whether the requester itself treats the patient at `now`.
    ///
    /// # Errors
    /// Fault: the source is broken. So it is for every question.
    fn treats(&self, requester: &Requester, now: Instant) -> Result<Option<bool>, Fault>;

    /// All consents of the patient, the withdrawn ones among them.
    ///
    /// # Errors
    /// Fault: the source is broken.
    fn consents(&self) -> Result<Option<Cow<'_, [ConsentRecord]>>, Fault>;

    /// The same as they are encoded, where that is how they lie there: it saves taking them apart. `None` where
    /// [`Attestations::consents`] is to be asked.
    fn stored_consents(&self) -> Option<&[u8]> {
        None
    }

    /// The patient's past allowed accesses; `None`, too, when one that `counter` could count at
    /// `now` may be missing.
    ///
    /// # Errors
    /// Fault: the source is broken.
    fn accesses(
        &self,
        counter: &CounterEntry,
        now: Instant,
    ) -> Result<Option<Cow<'_, [AccessRecord]>>, Fault>;

    /// The patient's birth date.
    ///
    /// # Errors
    /// Fault: the source is broken.
    fn birth_date(&self) -> Result<Option<Date>, Fault>;

    /// Whether the patient is deceased.
    ///
    /// # Errors
    /// Fault: the source is broken.
    fn deceased(&self) -> Result<Option<bool>, Fault>;

    /// The values of declared facts by the contract's numbers of them; one that is not there is not
    /// known.
    ///
    /// # Errors
    /// Fault: the source is broken.
    fn declared(&self) -> Result<Cow<'_, [Option<Scalar>]>, Fault>;
}

/// Attestations that are known beforehand; of everything else nothing is known.
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

impl Attestations for Given {
    fn treats(&self, _requester: &Requester, _now: Instant) -> Result<Option<bool>, Fault> {
        Ok(self.treats)
    }

    fn consents(&self) -> Result<Option<Cow<'_, [ConsentRecord]>>, Fault> {
        Ok(self.consents.as_deref().map(Cow::Borrowed))
    }

    fn accesses(
        &self,
        _counter: &CounterEntry,
        _now: Instant,
    ) -> Result<Option<Cow<'_, [AccessRecord]>>, Fault> {
        Ok(self.accesses.as_deref().map(Cow::Borrowed))
    }

    fn birth_date(&self) -> Result<Option<Date>, Fault> {
        Ok(self.birth_date)
    }

    fn deceased(&self) -> Result<Option<bool>, Fault> {
        Ok(self.deceased)
    }

    fn declared(&self) -> Result<Cow<'_, [Option<Scalar>]>, Fault> {
        Ok(Cow::Borrowed(&self.facts))
    }
}

/// The facts about one request, in the ids of one contract.
pub struct Facts<A> {
    binding: Arc<Binding>,
    now: Instant,
    requester: Requester,
    names: RecordNames,
    attested: A,
    sentences: KnownSentences,
}

impl<A: Attestations + Default> Facts<A> {
    /// What the default says about nobody in particular, until [`Facts::give`] is called.
    pub fn new(binding: Arc<Binding>) -> Facts<A> {
        Facts {
            binding,
            now: Instant(0),
            requester: Requester::Patient { is_subject: false },
            names: RecordNames::default(),
            attested: A::default(),
            sentences: KnownSentences::new(),
        }
    }
}

impl<A: Attestations> Facts<A> {
    /// Takes what is attested about the next request, which `requester` makes at `now`.
    pub fn give(&mut self, requester: &Requester, now: Instant, attested: A) {
        *self.about(requester, now) = attested;
    }

    /// The next request is one that `requester` makes at `now`; gives what is attested about the one before, for the
    /// caller to make it what is attested about this one in the memory that is there.
    pub fn about(&mut self, requester: &Requester, now: Instant) -> &mut A {
        self.now = now;
        if self.requester != *requester {
            self.requester.copy_from(requester);
        }
        &mut self.attested
    }

    /// Takes the encounter and the record that the request names, which consents may be about. A
    /// [`super::Decider`] does so in every call.
    #[inline]
    pub fn name(&mut self, names: &RecordNames) {
        if self.names != *names {
            self.names.clone_from(names);
        }
    }

    /// The patient's consents in the contract's ids; whether they are known.
    fn consents(&mut self, out: &mut Vec<u8>) -> Result<bool, Fault> {
        if let Some(stored) = self.attested.stored_consents() {
            let bound = self.sentences.bind(&self.binding, stored, &self.names, out);
            bound.map_err(Fault::host)?;
        } else {
            let Some(records) = self.attested.consents()? else {
                return Ok(false);
            };
            self.binding.consents(&records, &self.names, out);
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
        let consents = self.attested.consents()?;
        Ok(consents.map(|records| records.iter().any(is_signing)))
    }

    /// Where a counter stands.
    fn count(&self, counter: u32) -> Result<Option<u32>, Fault> {
        let Some(counter) = self.binding.interface().counters.get(counter as usize) else {
            return Ok(None);
        };
        let accesses = self.attested.accesses(counter, self.now)?;
        Ok(accesses.and_then(|accesses| {
            self.binding
                .count(counter, &accesses, &self.requester, self.now)
        }))
    }
}

impl<A: Attestations> FactSource for Facts<A> {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        if id == fact::CONSENTS {
            return Ok(if self.consents(out)? {
                FactAnswer::Known
            } else {
                FactAnswer::Unknown
            });
        }
        if (fact::DECLARED..fact::COUNTER).contains(&id) {
            let values = self.attested.declared()?;
            let interface = self.binding.interface();
            let number = interface.fact_number(id - fact::DECLARED, &values);
            return Ok(answer(out, number.map(i64::to_le_bytes)));
        }
        let value = match id {
            fact::TREATS => {
                let treats = self.attested.treats(&self.requester, self.now)?;
                treats.map(u32::from)
            }
            fact::BIRTH_DATE => self.attested.birth_date()?.map(|date| date.0),
            fact::DECEASED => self.attested.deceased()?.map(u32::from),
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
