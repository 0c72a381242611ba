//! Past allowed accesses, kept as long as a counter of the active policy can reach them.
//!
//! A counter is only known where nothing it counts can be missing: a policy that begins to count, or
//! that looks further back than the one before, starts with what is recorded from then on, and until
//! its window is full of it, "fewer than" is not known. Not knowing never opens a door.

use abi::interface::{CounterEntry, Interface};
use abi::limits::ACCESSES_PER_PATIENT;
use abi::terms::{AccessRecord, AccessRequest, Requester};
use abi::{Instant, PatientId};
use ledger::membership::active_policy;
use ledger::records::{Counting, key, read};
use ledger::{Fault, Overlay, StateRead};
use parity_scale_codec::Encode;

/// Sets what is kept from now on, for the counters of a policy that is about to become active.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub(crate) fn prepare(state: &mut Overlay, policy: &Interface, now: Instant) -> Result<(), Fault> {
    let Some(seconds) = policy.counters.iter().map(|counter| counter.seconds).max() else {
        state.remove(key::counting());
        return Ok(());
    };
    let kept = read::<Counting>(state, &key::counting(), "counting")?;
    if kept.is_some_and(|kept| kept.seconds >= seconds) {
        return Ok(());
    }
    // Before the first policy nothing was allowed, so that nothing is missing.
    let is_first = active_policy(state)?.is_none();
    let since = if is_first { Instant::MIN } else { now };
    state.set(key::counting(), Counting { since, seconds }.encode());
    Ok(())
}

/// Counts an allowed request of `requester` at `now`, when accesses are kept and anybody could ask whom it counts for.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub(crate) fn count(
    state: &mut Overlay,
    requester: &Requester,
    request: &AccessRequest,
    now: Instant,
) -> Result<(), Fault> {
    if state.get(&key::counting()).is_none() {
        return Ok(());
    }
    match record(requester, request, now) {
        Some(access) => keep(state, request.patient, access),
        None => Ok(()),
    }
}

/// An allowed access as counters see it; `None` when nobody asks whom they could count for.
fn record(requester: &Requester, request: &AccessRequest, at: Instant) -> Option<AccessRecord> {
    let (by, organisation) = requester.actors();
    let mut actions = request.actions.clone();
    actions.sort_unstable();
    actions.dedup();
    Some(AccessRecord {
        at,
        by: by?.into(),
        organisation: organisation.map(String::from),
        actions,
    })
}

/// Appends an access to the patient's, when they are kept, and forgets those out of reach.
fn keep(state: &mut Overlay, patient: PatientId, access: AccessRecord) -> Result<(), Fault> {
    let Some(kept) = read::<Counting>(state, &key::counting(), "counting")? else {
        return Ok(());
    };
    let key = key::accesses(patient);
    let mut accesses = read::<Vec<AccessRecord>>(state, &key, "accesses")?.unwrap_or_default();
    let oldest = start(access.at, kept.seconds);
    accesses.retain(|past| past.at > oldest);
    let excess = (accesses.len() + 1).saturating_sub(ACCESSES_PER_PATIENT as usize);
    accesses.drain(..excess.min(accesses.len()));
    accesses.push(access);
    state.set(key, accesses.encode());
    Ok(())
}

/// Whether nothing that `counter` counts at `now` can be missing from `accesses`.
pub(crate) fn is_whole(
    kept: Option<Counting>,
    counter: &CounterEntry,
    accesses: &[AccessRecord],
    now: Instant,
) -> bool {
    let start = start(now, counter.seconds);
    let is_full = accesses.len() as u64 >= ACCESSES_PER_PATIENT;
    let may_have_lost = is_full && accesses.first().is_some_and(|oldest| oldest.at > start);
    kept.is_some_and(|kept| kept.since <= start && kept.seconds >= counter.seconds)
        && !may_have_lost
}

/// The instant before the first that a window of `seconds` at `now` reaches.
fn start(now: Instant, seconds: u64) -> Instant {
    Instant(
        now.0
            .saturating_sub(i64::try_from(seconds).unwrap_or(i64::MAX)),
    )
}

#[cfg(test)]
pub(crate) mod tests;
