//! What a transaction may do, and does.
//!
//! A transaction is settled first: bound to this chain, in time, from a known sender with the next
//! nonce. From then on its nonce is used up, whatever follows. Then its action is applied, which
//! either happens whole or leaves the state as it was. The signature is checked before both, in
//! batches.

use abi::form::SignedForm;
use abi::limits::{
    CONSENT_RECORD_BYTES, CONSENTS_PER_PATIENT, ORGANISATION_DEPTH, TREATMENTS_PER_PATIENT,
};
use abi::terms::{ConsentRecord, ConsentTerms, Name, TreatmentRecord};
use abi::{Domain, Fuel, Hash, Height, Instant, OutcomeCode, PatientId, PublicKey};
use parity_scale_codec::Encode;

use crate::error::{Fault, Stop};
use crate::membership::{
    Sender, account_of, chain_of, consents_of, employer_of, is_registered, organisation_of,
    requester_of, treatments_of,
};
use crate::records::{Account, AccountKind, ActivePolicy, PatientRecord, key};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, Body};

#[cfg(test)]
mod tests;

/// Uses up the sender's nonce, and says who the sender is.
///
/// # Errors
/// Outcome, nothing changed: `WRONG_CHAIN`, `EXPIRED`, `UNKNOWN_SENDER`, `WRONG_NONCE`. Outcome,
/// nonce used up: `MALFORMED`. Fault: the account does not decode.
pub fn settle(view: &mut Overlay, body: &Body, now: Instant, chain: &Hash) -> Result<Sender, Stop> {
    if body.chain != *chain {
        return Err(OutcomeCode::WRONG_CHAIN.into());
    }
    if body.expires < now {
        return Err(OutcomeCode::EXPIRED.into());
    }
    let mut account = account_of(view, &body.sender)?.ok_or(OutcomeCode::UNKNOWN_SENDER)?;
    let next = account
        .nonce
        .checked_add(1)
        .ok_or(OutcomeCode::WRONG_NONCE)?;
    if body.nonce != account.nonce {
        return Err(OutcomeCode::WRONG_NONCE.into());
    }
    account.nonce = next;
    view.set(key::account(&body.sender), account.encode());
    match body.action.is_within_limits() {
        true => Ok(Sender {
            key: body.sender,
            kind: account.kind,
        }),
        false => Err(OutcomeCode::MALFORMED.into()),
    }
}

/// Adds `fuel` to what the sender has been charged.
///
/// # Errors
/// Fault: the account is missing or does not decode.
pub fn charge(view: &mut Overlay, sender: &PublicKey, fuel: Fuel) -> Result<(), Fault> {
    let mut account = account_of(view, sender)?.ok_or(Fault::Record("account"))?;
    account.charge = account.charge.saturating_add(fuel.0);
    view.set(key::account(sender), account.encode());
    Ok(())
}

/// Applies `action`, whole or not at all.
///
/// What needs a contract is left to the caller: for [`Action::DeployPolicy`], [`Action::SignForm`]
/// and [`Action::RequestAccess`], `DONE` means that the sender may, and nothing has changed.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn apply_action(
    view: &mut Overlay,
    sender: &Sender,
    action: &Action,
    now: Instant,
) -> Result<OutcomeCode, Fault> {
    // INVARIANT: every rule below checks everything before its first write.
    match apply(view, sender, action, now) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
}

/// Stores an admitted module and makes it the active policy; returns its hash.
pub fn install_policy(view: &mut Overlay, module: &[u8], since: Height) -> Hash {
    let hash = Domain::Module.hash(module);
    if view.get(&key::module(&hash)).is_none() {
        view.set(key::module(&hash), module.to_vec());
    }
    view.set(key::policy(), ActivePolicy { hash, since }.encode());
    hash
}

/// Records that a patient has signed a form, whose blanks are filled in with `sentences`.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn record_signature(
    view: &mut Overlay,
    patient: PatientId,
    form: SignedForm,
    sentences: Vec<ConsentTerms>,
    now: Instant,
) -> Result<OutcomeCode, Fault> {
    match record_consent(view, patient, Some(form), sentences, now) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
}

fn apply(view: &mut Overlay, sender: &Sender, action: &Action, now: Instant) -> Result<(), Stop> {
    match action {
        Action::EnrolOrganisation {
            key,
            name,
            kind,
            within,
        } => enrol_organisation(view, sender, *key, name, kind, within.as_ref()),
        Action::EnrolMember {
            key,
            id,
            roles,
            organisation,
            from,
            until,
        } => {
            let kind = AccountKind::Member {
                id: id.clone(),
                roles: roles.clone(),
                organisation: organisation.clone(),
                from: *from,
                until: *until,
            };
            enrol_member(view, sender, *key, id, organisation, kind)
        }
        Action::RegisterPatient { key, patient } => register_patient(view, sender, *key, *patient),
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
            attest_treatment(view, sender, *patient, record, now)
        }
        Action::Consent { patient, terms } => {
            require_own(view, sender, *patient)?;
            record_consent(view, *patient, None, vec![terms.clone()], now)
        }
        Action::WithdrawConsent { patient, number } => {
            require_own(view, sender, *patient)?;
            withdraw(view, *patient, *number, now)
        }
        Action::SignForm { patient, .. } => require_own(view, sender, *patient),
        Action::DeployPolicy { .. } => require_admin(sender),
        Action::RequestAccess { request } => {
            requester_of(view, sender, request.patient, now)?;
            require_registered(view, request.patient)
        }
    }
}

fn enrol_organisation(
    view: &mut Overlay,
    sender: &Sender,
    public: PublicKey,
    name: &Name,
    kind: &Name,
    within: Option<&Name>,
) -> Result<(), Stop> {
    require_admin(sender)?;
    if let Some(outer) = within {
        if organisation_of(view, outer)?.is_none() {
            return Err(OutcomeCode::UNKNOWN_ORGANISATION.into());
        }
        if chain_of(view, outer)?.len() as u64 >= ORGANISATION_DEPTH {
            return Err(OutcomeCode::LIMIT_REACHED.into());
        }
    }
    if view.get(&key::organisation(name)).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    let kind = AccountKind::Organisation {
        name: name.clone(),
        kind: kind.clone(),
        within: within.cloned(),
    };
    open_account(view, public, kind)?;
    view.set(key::organisation(name), public.encode());
    Ok(())
}

fn enrol_member(
    view: &mut Overlay,
    sender: &Sender,
    public: PublicKey,
    id: &Name,
    organisation: &Name,
    kind: AccountKind,
) -> Result<(), Stop> {
    let sender = require_organisation(sender)?;
    if organisation_of(view, organisation)?.is_none() {
        return Err(OutcomeCode::UNKNOWN_ORGANISATION.into());
    }
    require_speaks_for(view, sender, organisation)?;
    if view.get(&key::member(id)).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    open_account(view, public, kind)?;
    view.set(key::member(id), public.encode());
    Ok(())
}

fn register_patient(
    view: &mut Overlay,
    sender: &Sender,
    public: PublicKey,
    patient: PatientId,
) -> Result<(), Stop> {
    let registered_by = require_organisation(sender)?.clone();
    if is_registered(view, patient) {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    open_account(view, public, AccountKind::Patient(patient))?;
    view.set(
        key::patient(patient),
        PatientRecord {
            key: public,
            registered_by,
        }
        .encode(),
    );
    Ok(())
}

fn attest_treatment(
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

/// That the sender is the patient, who is registered.
fn require_own(view: &Overlay, sender: &Sender, patient: PatientId) -> Result<(), Stop> {
    require_patient(sender, patient)?;
    require_registered(view, patient)
}

/// Adds a consent to the patient's: a sentence, or a signed form.
fn record_consent(
    view: &mut Overlay,
    patient: PatientId,
    form: Option<SignedForm>,
    sentences: Vec<ConsentTerms>,
    now: Instant,
) -> Result<(), Stop> {
    let mut records = consents_of(view, patient)?;
    let number = match records.last() {
        Some(last) => last
            .number
            .checked_add(1)
            .ok_or(OutcomeCode::LIMIT_REACHED)?,
        None => 0,
    };
    let added = ConsentRecord {
        number,
        form,
        sentences,
        recorded_at: now,
        withdrawn_at: None,
    };
    let fits = |records: &[ConsentRecord]| {
        let bytes = records.encoded_size() + added.encoded_size();
        (records.len() as u64) < CONSENTS_PER_PATIENT && bytes as u64 <= CONSENT_RECORD_BYTES
    };
    if !fits(&records) {
        // The last is kept for its number: numbers are never used twice.
        let newest = number.wrapping_sub(1);
        records.retain(|record| record.number == newest || !is_over(record, now));
    }
    if !fits(&records) {
        return Err(OutcomeCode::LIMIT_REACHED.into());
    }
    records.push(added);
    view.set(key::consents(patient), records.encode());
    Ok(())
}

fn withdraw(view: &mut Overlay, patient: PatientId, number: u32, now: Instant) -> Result<(), Stop> {
    let mut records = consents_of(view, patient)?;
    let live = |record: &&mut ConsentRecord| record.number == number && !is_over(record, now);
    let record = records
        .iter_mut()
        .find(live)
        .ok_or(OutcomeCode::UNKNOWN_CONSENT)?;
    record.withdrawn_at = Some(now);
    view.set(key::consents(patient), records.encode());
    Ok(())
}

/// Whether a consent can never count again. A form counts as signed until it is withdrawn, even
/// when all that it says has ended.
fn is_over(record: &ConsentRecord, now: Instant) -> bool {
    let has_ended = |terms: &ConsentTerms| terms.until.is_some_and(|until| until <= now);
    record.withdrawn_at.is_some()
        || (record.form.is_none() && record.sentences.iter().all(has_ended))
}

fn open_account(view: &mut Overlay, public: PublicKey, kind: AccountKind) -> Result<(), Stop> {
    if view.get(&key::account(&public)).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    view.set(
        key::account(&public),
        Account {
            kind,
            nonce: 0,
            charge: 0,
        }
        .encode(),
    );
    Ok(())
}

fn require_admin(sender: &Sender) -> Result<(), Stop> {
    match sender.kind {
        AccountKind::Admin => Ok(()),
        _ => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

fn require_organisation(sender: &Sender) -> Result<&Name, Stop> {
    match &sender.kind {
        AccountKind::Organisation { name, .. } => Ok(name),
        _ => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

fn require_patient(sender: &Sender, patient: PatientId) -> Result<(), Stop> {
    match sender.kind {
        AccountKind::Patient(id) if id == patient => Ok(()),
        _ => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

fn require_registered(view: &dyn StateRead, patient: PatientId) -> Result<(), Stop> {
    match is_registered(view, patient) {
        true => Ok(()),
        false => Err(OutcomeCode::UNKNOWN_PATIENT.into()),
    }
}

/// Whether `sender` is `organisation` or one that it is within.
fn require_speaks_for(view: &dyn StateRead, sender: &Name, organisation: &str) -> Result<(), Stop> {
    match chain_of(view, organisation)?.contains(sender) {
        true => Ok(()),
        false => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}
