//! What organisations attest and anchor about a patient.

use abi::limits::{EMERGENCIES_PER_PATIENT, FACTS_PER_PATIENT, TREATMENTS_PER_PATIENT};
use abi::terms::{Name, Scalar, TreatmentRecord};
use abi::{Hash, Instant, OutcomeCode, PatientId};
use parity_scale_codec::Encode;

use super::{
    require_in_time, require_organisation, require_registered, require_registrar,
    require_speaks_for,
};
use crate::error::{Fault, Stop};
use crate::membership::{Sender, employer_of, facts_of, treatments_of};
use crate::records::{
    AccountKind, AgeBracket, AnchorRecord, DeclaredFact, Emergency, PatientFacts, key, read,
};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, FactClaim};

pub(super) fn apply(
    view: &mut Overlay,
    sender: &Sender,
    action: &Action,
    now: Instant,
) -> Result<(), Stop> {
    match action {
        Action::AttestTreatment {
            patient,
            who,
            from,
            until,
        } => {
            let record = TreatmentRecord {
                who: who.clone(),
                from: *from,
                until: *until,
            };
            treatment(view, sender, *patient, record, now)
        }
        Action::AttestFact { patient, fact } => {
            require_registrar(view, sender, *patient)?;
            attest(view, *patient, fact, now)
        }
        Action::ReviewEmergency { patient, access } => {
            require_registrar(view, sender, *patient)?;
            review(view, *patient, access)
        }
        Action::Anchor {
            patient,
            commitment,
        } => anchor(view, sender, *patient, commitment, now),
        _ => Err(OutcomeCode::MALFORMED.into()),
    }
}

/// Records a fact; a declared one is left to [`record_declared`], since it takes the policy to know it.
fn attest(
    view: &mut Overlay,
    patient: PatientId,
    fact: &FactClaim,
    now: Instant,
) -> Result<(), Stop> {
    let mut facts = facts_of(view, patient)?;
    match fact {
        FactClaim::Declared { .. } => return Ok(()),
        FactClaim::Deceased(deceased) => facts.deceased = Some(*deceased),
        FactClaim::AgeBracket {
            from_years,
            below_years,
            from,
            until,
        } => {
            facts.ages.retain(|one| lasts(one.until, now));
            facts.ages.push(AgeBracket {
                from_years: *from_years,
                below_years: *below_years,
                from: *from,
                until: *until,
            });
        }
        FactClaim::Commitment { name, commitment } => {
            facts.commitments.retain(|(known, _)| known != name);
            facts.commitments.push((name.clone(), *commitment));
        }
    }
    put(view, patient, &facts)
}

/// Records the value of a fact that the active policy declares, or takes it back.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn record_declared(
    view: &mut Overlay,
    patient: PatientId,
    name: &Name,
    value: Option<&Scalar>,
    until: Option<Instant>,
    now: Instant,
) -> Result<OutcomeCode, Fault> {
    let mut facts = facts_of(view, patient)?;
    facts
        .declared
        .retain(|known| known.name != *name && lasts(known.until, now));
    if let Some(value) = value {
        facts.declared.push(DeclaredFact {
            name: name.clone(),
            value: value.clone(),
            until,
        });
    }
    match put(view, patient, &facts) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
}

fn put(view: &mut Overlay, patient: PatientId, facts: &PatientFacts) -> Result<(), Stop> {
    let counts = [
        facts.ages.len(),
        facts.declared.len(),
        facts.commitments.len(),
    ];
    if counts.iter().any(|count| *count as u64 > FACTS_PER_PATIENT) {
        return Err(OutcomeCode::LIMIT_REACHED.into());
    }
    view.set(key::facts(patient), facts.encode());
    Ok(())
}

fn lasts(until: Option<Instant>, now: Instant) -> bool {
    until.is_none_or(|until| now < until)
}

/// Notes an access in an emergency that was allowed, for a review.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn note_emergency(
    view: &mut Overlay,
    patient: PatientId,
    emergency: Emergency,
) -> Result<(), Fault> {
    let mut all = emergencies_of(view, patient)?;
    let excess = (all.len() + 1).saturating_sub(EMERGENCIES_PER_PATIENT as usize);
    all.drain(..excess.min(all.len()));
    all.push(emergency);
    view.set(key::emergencies(patient), all.encode());
    Ok(())
}

fn review(view: &mut Overlay, patient: PatientId, access: &Hash) -> Result<(), Stop> {
    let mut all = emergencies_of(view, patient)?;
    let before = all.len();
    all.retain(|one| one.access != *access);
    if all.len() == before {
        return Err(OutcomeCode::UNKNOWN_EMERGENCY.into());
    }
    match all.is_empty() {
        true => view.remove(key::emergencies(patient)),
        false => view.set(key::emergencies(patient), all.encode()),
    }
    Ok(())
}

fn emergencies_of(view: &dyn StateRead, patient: PatientId) -> Result<Vec<Emergency>, Fault> {
    Ok(read(view, &key::emergencies(patient), "emergencies")?.unwrap_or_default())
}

fn anchor(
    view: &mut Overlay,
    sender: &Sender,
    patient: PatientId,
    commitment: &Hash,
    now: Instant,
) -> Result<(), Stop> {
    require_in_time(sender, now)?;
    let (organisation, member) = match &sender.kind {
        AccountKind::Organisation { name, .. } => (name.clone(), None),
        AccountKind::Member {
            id, organisation, ..
        } => (organisation.clone(), Some(id.clone())),
        _ => return Err(OutcomeCode::NOT_PERMITTED.into()),
    };
    require_registered(view, patient)?;
    let key = key::anchor(patient, commitment);
    if view.get(&key).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    let record = AnchorRecord {
        organisation,
        member,
        at: now,
    };
    view.set(key, record.encode());
    Ok(())
}

fn treatment(
    view: &mut Overlay,
    sender: &Sender,
    patient: PatientId,
    record: TreatmentRecord,
    now: Instant,
) -> Result<(), Stop> {
    let sender = require_organisation(sender)?;
    let employer = employer_of(view, &record.who)?.ok_or(OutcomeCode::UNKNOWN_MEMBER)?;
    require_speaks_for(view, sender, &employer)?;
    require_registered(view, patient)?;
    let mut records = treatments_of(view, patient)?;
    if records.contains(&record) {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    if records.len() as u64 >= TREATMENTS_PER_PATIENT {
        // Time never runs back, so what has ended can be forgotten.
        records.retain(|record| record.until.is_none_or(|until| now < until));
    }
    if records.len() as u64 >= TREATMENTS_PER_PATIENT {
        return Err(OutcomeCode::LIMIT_REACHED.into());
    }
    records.push(record);
    view.set(key::treatments(patient), records.encode());
    Ok(())
}
