//! Who acts for a patient.

use abi::limits::DELEGATIONS_PER_PATIENT;
use abi::{Instant, OutcomeCode, PatientId, PublicKey};
use parity_scale_codec::Encode;

use super::{open_account, require_registered, require_registrar};
use crate::error::Stop;
use crate::membership::{Sender, account_of, delegate, delegation_of, delegations_of};
use crate::records::{AccountKind, Delegate, DelegateKind, Delegation, key};
use crate::state::Overlay;
use crate::transaction::Action;

/// That the sender is the patient, or acts for the patient at `now`, and that the patient is registered.
pub(super) fn require_acts_for(
    view: &Overlay,
    sender: &Sender,
    patient: PatientId,
    now: Instant,
) -> Result<(), Stop> {
    if !is_patient(sender, patient) && delegation_of(view, sender, patient, now)?.is_none() {
        return Err(OutcomeCode::NOT_PERMITTED.into());
    }
    require_registered(view, patient)
}

fn is_patient(sender: &Sender, patient: PatientId) -> bool {
    matches!(sender.kind, AccountKind::Patient(id) if id == patient)
}

pub(super) fn apply(
    view: &mut Overlay,
    sender: &Sender,
    action: &Action,
    now: Instant,
) -> Result<(), Stop> {
    match action {
        Action::Delegate {
            patient,
            key,
            kind,
            from,
            until,
        } => {
            let is_own = is_patient(sender, *patient) && *kind == DelegateKind::Proxy;
            if !is_own {
                require_registrar(view, sender, *patient)?;
            }
            require_registered(view, *patient)?;
            let who = account_for(view, *key)?;
            if who == Delegate::Patient(*patient) {
                return Err(OutcomeCode::NOT_PERMITTED.into());
            }
            let delegation = Delegation {
                who,
                kind: *kind,
                from: *from,
                until: *until,
            };
            add(view, *patient, delegation, now)
        }
        Action::EndDelegation { patient, key } => end(view, sender, *patient, key),
        _ => Err(OutcomeCode::MALFORMED.into()),
    }
}

/// Who acts with `key`; where nobody does, an account is opened for it.
fn account_for(view: &mut Overlay, public: PublicKey) -> Result<Delegate, Stop> {
    let Some(account) = account_of(view, &public)? else {
        open_account(view, public, AccountKind::Delegate(public))?;
        return Ok(Delegate::Person(public));
    };
    if account.ended.is_some() {
        return Err(OutcomeCode::RETIRED_KEY.into());
    }
    // Who works here acts for patients with a key of another account, so that nobody mistakes one for
    // the other.
    delegate(&account.kind).ok_or_else(|| OutcomeCode::NOT_PERMITTED.into())
}

fn add(
    view: &mut Overlay,
    patient: PatientId,
    delegation: Delegation,
    now: Instant,
) -> Result<(), Stop> {
    let mut all = delegations_of(view, patient)?;
    // Another word about the same delegate takes the place of the one before.
    all.retain(|one| {
        let is_same = one.who == delegation.who && one.kind == delegation.kind;
        !is_same && one.until.is_none_or(|until| now < until)
    });
    if all.len() as u64 >= DELEGATIONS_PER_PATIENT {
        return Err(OutcomeCode::LIMIT_REACHED.into());
    }
    all.push(delegation);
    view.set(key::delegations(patient), all.encode());
    Ok(())
}

fn end(
    view: &mut Overlay,
    sender: &Sender,
    patient: PatientId,
    public: &PublicKey,
) -> Result<(), Stop> {
    let account = account_of(view, public)?.ok_or(OutcomeCode::UNKNOWN_DELEGATION)?;
    let who = delegate(&account.kind).ok_or(OutcomeCode::UNKNOWN_DELEGATION)?;
    let is_delegate = delegate(&sender.kind) == Some(who);
    let is_patient = is_patient(sender, patient);
    if !is_delegate && !is_patient {
        require_registrar(view, sender, patient)?;
    }
    let mut all = delegations_of(view, patient)?;
    let before = all.len();
    // A guardian is there by law, and stays when the patient alone says otherwise.
    let may_end = |one: &Delegation| !is_patient || one.kind == DelegateKind::Proxy;
    all.retain(|one| one.who != who || !may_end(one));
    if all.len() == before {
        return Err(OutcomeCode::UNKNOWN_DELEGATION.into());
    }
    match all.is_empty() {
        true => view.remove(key::delegations(patient)),
        false => view.set(key::delegations(patient), all.encode()),
    }
    Ok(())
}
