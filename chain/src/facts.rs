//! What the ledger attests about a request, as the contract asks for it.
//!
//! The records are taken from the state before the call, as stored bytes; they are decoded and
//! bound to the contract's ids only when the contract asks.

use std::sync::Arc;

use abi::bind::Binding;
use abi::host::fact;
use abi::terms::{ConsentRecord, Name, Requester, TreatmentRecord};
use abi::{Instant, PatientId};
use ledger::StateRead;
use ledger::records::key;
use parity_scale_codec::DecodeAll;
use runtime::{FactAnswer, FactSource, Fault};

/// The facts about one request.
pub struct Facts {
    binding: Arc<Binding>,
    now: Instant,
    treatments: Treatments,
    consents: Consents,
}

/// Whether the requester treats the patient.
enum Treatments {
    /// Somebody who is no person, or nothing is stored: treats nobody.
    Nobody,
    /// A person, and the patient's treatment relations as stored.
    Stored { who: Name, records: Vec<u8> },
    /// Known beforehand, offline, or not known.
    Given(Option<bool>),
}

/// The patient's consents.
enum Consents {
    /// As stored.
    Stored(Vec<u8>),
    /// Known beforehand, offline, or not known.
    Given(Option<Vec<ConsentRecord>>),
}

impl Facts {
    /// No facts: nobody treats anybody, nobody consented.
    pub fn new(binding: Arc<Binding>) -> Facts {
        Facts {
            binding,
            now: Instant(0),
            treatments: Treatments::Nobody,
            consents: Consents::Given(Some(Vec::new())),
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
        self.now = now;
        self.treatments = match (requester, state.get(&key::treatments(patient))) {
            (Requester::Practitioner { id, .. }, Some(records)) => Treatments::Stored {
                who: id.clone(),
                records: records.to_vec(),
            },
            _ => Treatments::Nobody,
        };
        self.consents = match state.get(&key::consents(patient)) {
            Some(records) => Consents::Stored(records.to_vec()),
            None => Consents::Given(Some(Vec::new())),
        };
    }

    /// Takes facts that are known beforehand; `None` is one that is not known.
    pub fn give(&mut self, treats: Option<bool>, consents: Option<&[ConsentRecord]>) {
        self.treatments = Treatments::Given(treats);
        self.consents = Consents::Given(consents.map(<[ConsentRecord]>::to_vec));
    }

    fn treats(&self) -> Result<Option<bool>, Fault> {
        let (who, mut records) = match &self.treatments {
            Treatments::Nobody => return Ok(Some(false)),
            Treatments::Given(treats) => return Ok(*treats),
            Treatments::Stored { who, records } => (who, records.as_slice()),
        };
        let records = Vec::<TreatmentRecord>::decode_all(&mut records).map_err(Fault::host)?;
        Ok(Some(records.iter().any(|record| {
            let (from, until) = (record.from, record.until);
            record.who == *who && from <= self.now && until.is_none_or(|until| self.now < until)
        })))
    }
}

impl FactSource for Facts {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        match id {
            fact::TREATS => match self.treats()? {
                Some(treats) => out.extend(u32::from(treats).to_le_bytes()),
                None => return Ok(FactAnswer::Unknown),
            },
            fact::CONSENTS => match &self.consents {
                Consents::Given(None) => return Ok(FactAnswer::Unknown),
                Consents::Given(Some(records)) => self.binding.consents(records, out),
                Consents::Stored(bytes) => {
                    let records = Vec::<ConsentRecord>::decode_all(&mut bytes.as_slice());
                    self.binding.consents(&records.map_err(Fault::host)?, out);
                }
            },
            _ => return Ok(FactAnswer::Unknown),
        }
        Ok(FactAnswer::Known)
    }
}
