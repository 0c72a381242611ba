//! Consents and refusals, signed forms, withdrawals.

use abi::form::SignedForm;
use abi::limits::{CONSENT_RECORD_BYTES, CONSENTS_PER_PATIENT};
use abi::terms::{ConsentRecord, ConsentTerms};
use abi::{Instant, OutcomeCode, PatientId};
use parity_scale_codec::Encode;

use crate::error::Stop;
use crate::membership::consents_of;
use crate::records::key;
use crate::state::Overlay;

/// Adds a consent to the patient's: a sentence, or a signed form.
pub(super) fn record(
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

/// Withdraws one of the patient's consents.
pub(super) fn withdraw(
    view: &mut Overlay,
    patient: PatientId,
    number: u32,
    now: Instant,
) -> Result<(), Stop> {
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
