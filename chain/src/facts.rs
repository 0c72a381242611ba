//! What the ledger attests about a request.
//!
//! The records are taken from the state before the call, as stored bytes; they are decoded only
//! when the contract asks.

use std::borrow::Cow;
use std::sync::Arc;

use abi::bind::Binding;
use abi::calendar::Date;
use abi::interface::{CounterEntry, FactEntry, FactOwner};
use abi::terms::{AccessRecord, ConsentRecord, Requester, Scalar};
use abi::{Instant, PatientId};
use ledger::records::{AgeBracket, Counting, DeclaredFact, PatientFacts, key};
use ledger::{StateKey, StateRead};
use parity_scale_codec::{Compact, Decode, DecodeAll, Error};
use runtime::{Attestations, Fault};

use crate::counting;

/// A list with nothing in it, encoded.
const NO_CONSENTS: &[u8] = &[0];

/// The ledger's records about a patient, as stored; one that is not there is an empty list.
#[derive(Clone)]
pub struct Records {
    treatments: Vec<u8>,
    consents: Vec<u8>,
    accesses: Vec<u8>,
    /// What is kept of allowed accesses, [`ledger::records::Counting`] as stored.
    counting: Vec<u8>,
    /// What is attested about the patient, [`ledger::records::PatientFacts`] as stored.
    facts: Vec<u8>,
    /// The policy's names, which declared facts are found by, and the questions that it asks about ages.
    binding: Option<Arc<Binding>>,
    now: Instant,
}

impl Default for Records {
    /// About nobody.
    fn default() -> Records {
        Records {
            treatments: Vec::new(),
            consents: Vec::new(),
            accesses: Vec::new(),
            counting: Vec::new(),
            facts: Vec::new(),
            binding: None,
            now: Instant::MIN,
        }
    }
}

impl Records {
    /// The keys of `patient` that a request is decided by, whatever the policy; what the policy asks for besides is
    /// read when it does.
    pub(crate) fn keys(patient: PatientId) -> [StateKey; 4] {
        [
            key::patient(patient),
            key::consents(patient),
            key::treatments(patient),
            key::facts(patient),
        ]
    }

    /// Takes the records about `patient` at `now` from the state; past accesses only for a policy that
    /// counts: they may be many, and few policies do.
    pub fn read(
        state: &dyn StateRead,
        patient: PatientId,
        policy: &Arc<Binding>,
        now: Instant,
    ) -> Records {
        let mut records = Records::default();
        records.read_again(state, patient, policy, now);
        records
    }

    /// As [`Records::read`], in the place of what was read before and in the memory that is there.
    pub fn read_again(
        &mut self,
        state: &dyn StateRead,
        patient: PatientId,
        policy: &Arc<Binding>,
        now: Instant,
    ) {
        let read = |key, into: &mut Vec<u8>| {
            into.clear();
            into.extend_from_slice(state.get(&key).unwrap_or_default());
        };
        read(key::treatments(patient), &mut self.treatments);
        read(key::consents(patient), &mut self.consents);
        read(key::facts(patient), &mut self.facts);
        read(key::counting(), &mut self.counting);
        match policy.interface().counters.is_empty() {
            true => self.accesses.clear(),
            false => read(key::accesses(patient), &mut self.accesses),
        }
        self.binding = (!self.facts.is_empty()).then(|| Arc::clone(policy));
        self.now = now;
    }

    /// What is attested about the patient.
    fn attested(&self) -> Result<PatientFacts, Fault> {
        match self.facts.is_empty() {
            true => Ok(PatientFacts::default()),
            false => PatientFacts::decode_all(&mut self.facts.as_slice()).map_err(Fault::host),
        }
    }

    /// The value of a declared fact of the policy's that somebody attests.
    fn value_of(&self, entry: &FactEntry, attested: &PatientFacts) -> Option<Scalar> {
        let holding = |fact: &&DeclaredFact| {
            fact.name == entry.name && fact.until.is_none_or(|until| self.now < until)
        };
        let is_known = entry.owner == FactOwner::Patient;
        let found = is_known.then(|| attested.declared.iter().find(holding));
        found.flatten().map(|fact| fact.value.clone())
    }
}

impl Attestations for Records {
    /// Whether the requester itself is listed among those who treat the patient.
    fn treats(&self, requester: &Requester, now: Instant) -> Result<Option<bool>, Fault> {
        let Requester::Practitioner { id, .. } = requester else {
            return Ok(Some(false));
        };
        if self.treatments.is_empty() {
            return Ok(Some(false));
        }
        is_treated(&self.treatments, id, now)
            .map(Some)
            .map_err(Fault::host)
    }

    fn consents(&self) -> Result<Option<Cow<'_, [ConsentRecord]>>, Fault> {
        Ok(Some(Cow::Owned(list(&self.consents)?)))
    }

    fn stored_consents(&self) -> Option<&[u8]> {
        Some(match self.consents.as_slice() {
            [] => NO_CONSENTS,
            stored => stored,
        })
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

    /// The ledger keeps brackets of age and no birth dates. The answer is a date of the bracket that holds
    /// now, when the policy asks for no year inside of it.
    fn birth_date(&self) -> Result<Option<Date>, Fault> {
        let Some(binding) = &self.binding else {
            return Ok(None);
        };
        let attested = self.attested()?;
        let holding = |age: &&AgeBracket| {
            age.from <= self.now && age.until.is_none_or(|until| self.now < until)
        };
        let bracket = attested.ages.iter().rev().find(holding);
        Ok(bracket.and_then(|age| {
            let (from, below) = (age.from_years.into(), age.below_years.map(u32::from));
            binding.interface().birth_date_within(from, below, self.now)
        }))
    }

    /// A patient is not deceased unless it is attested.
    fn deceased(&self) -> Result<Option<bool>, Fault> {
        Ok(Some(self.attested()?.deceased.unwrap_or(false)))
    }

    fn declared(&self) -> Result<Cow<'_, [Option<Scalar>]>, Fault> {
        let Some(binding) = &self.binding else {
            return Ok(Cow::Borrowed(&[]));
        };
        let attested = self.attested()?;
        let entries = binding.interface().facts.iter();
        Ok(entries
            .map(|entry| self.value_of(entry, &attested))
            .collect())
    }
}

/// Whether `id` is among those who treat at `now`, by a stored list of [`abi::terms::TreatmentRecord`] that is read where
/// it lies, to its end.
fn is_treated(mut stored: &[u8], id: &str, now: Instant) -> Result<bool, Error> {
    let mut treats = false;
    let Compact(records) = Compact::<u32>::decode(&mut stored)?;
    for _ in 0..records {
        let Compact(length) = Compact::<u32>::decode(&mut stored)?;
        let (who, rest) = stored
            .split_at_checked(length as usize)
            .ok_or("too short")?;
        stored = rest;
        let who = core::str::from_utf8(who).map_err(|_| "not a name")?;
        let from = Instant::decode(&mut stored)?;
        let until = Option::<Instant>::decode(&mut stored)?;
        treats |= who == id && from <= now && until.is_none_or(|until| now < until);
    }
    match stored.is_empty() {
        true => Ok(treats),
        false => Err("bytes follow the relations".into()),
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

#[cfg(test)]
mod tests;
