//! What a transaction may do, and does.
//!
//! A transaction is settled first: bound to this chain, in time, from a known sender with the next
//! nonce. From then on its nonce is used up, whatever follows. Then its action is applied, which
//! either happens whole or leaves the state as it was. The signature is checked before both, in
//! batches.
//!
//! | module | rules about |
//! | --- | --- |
//! | `accounts` | many transactions settled, their accounts read and written once |
//! | `enrol` | organisations, members, patients |
//! | `keys` | keys that are replaced or revoked |
//! | `govern` | quorums, proposals, activations |
//! | `consent` | consents, forms, withdrawals |
//! | `delegate` | who acts for a patient |
//! | `attest` | what organisations attest and anchor about a patient |

use abi::form::SignedForm;
use abi::terms::ConsentTerms;
use abi::{Fuel, Hash, Height, Instant, OutcomeCode, PatientId, PublicKey};
use parity_scale_codec::Encode;

use crate::error::{Fault, Stop};
use crate::membership::{
    Sender, account_of, chain_of, is_registered, is_revoked, registration_of, requester_of,
};
use crate::records::{Account, AccountKind, key};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, Body};

mod accounts;
mod attest;
mod consent;
mod delegate;
mod enrol;
mod govern;
mod keys;
#[cfg(test)]
mod tests;

pub use accounts::Accounts;
pub use attest::{note_emergency, record_declared};
pub use enrol::{Certificate, enrol_certified, revoke_serials};
pub use govern::{activate_contract, activate_policy, due, install_policy, schedule, store_module};
pub use keys::rotation_message;

/// Where and when an action is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The chain's id.
    pub chain: Hash,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub now: Instant,
    /// The id of the transaction.
    pub transaction: Hash,
}

/// Uses up the sender's nonce, and says who the sender is.
///
/// # Errors
/// Outcome, nothing changed: `WRONG_CHAIN`, `EXPIRED`, `UNKNOWN_SENDER`, `RETIRED_KEY`, `WRONG_NONCE`.
/// Outcome, nonce used up: `MALFORMED`. Fault: a record does not decode.
pub fn settle(view: &mut Overlay, body: &Body, now: Instant, chain: &Hash) -> Result<Sender, Stop> {
    check_place(body, now, chain)?;
    let mut account = account_of(view, &body.sender)?.ok_or(OutcomeCode::UNKNOWN_SENDER)?;
    if account.ended.is_some() || is_revoked(view, &account.kind)? {
        return Err(OutcomeCode::RETIRED_KEY.into());
    }
    account.nonce = next_nonce(account.nonce, body)?;
    view.set(key::account(&body.sender), account.encode());
    match body.action.is_within_limits() {
        true => Ok(Sender {
            key: body.sender,
            kind: account.kind,
        }),
        false => Err(OutcomeCode::MALFORMED.into()),
    }
}

/// That a transaction is of this chain and not too late.
fn check_place(body: &Body, now: Instant, chain: &Hash) -> Result<(), Stop> {
    if body.chain != *chain {
        return Err(OutcomeCode::WRONG_CHAIN.into());
    }
    match body.expires < now {
        true => Err(OutcomeCode::EXPIRED.into()),
        false => Ok(()),
    }
}

/// The nonce behind that of a transaction, which has to be the account's next, `nonce`.
fn next_nonce(nonce: u64, body: &Body) -> Result<u64, Stop> {
    let next = nonce.checked_add(1);
    match next.filter(|_| body.nonce == nonce) {
        Some(next) => Ok(next),
        None => Err(OutcomeCode::WRONG_NONCE.into()),
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
/// What needs a contract or a certificate is left to the caller. For [`Action::DeployPolicy`],
/// [`Action::StoreModule`], [`Action::EnrolByCertificate`], [`Action::RevokeCertificates`], [`Action::SignForm`], [`Action::RequestAccess`],
/// [`Action::BreakGlass`], [`Action::CallContract`] and a declared fact, `DONE` means that the sender may, and nothing
/// has changed. For [`Action::Propose`] and [`Action::Approve`] the approval is noted, and what concerns members is done;
/// an activation is left.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn apply_action(
    view: &mut Overlay,
    sender: &Sender,
    action: &Action,
    occasion: &Occasion,
) -> Result<OutcomeCode, Fault> {
    // INVARIANT: what a rule has written when it stops is dropped by the caller, since the view is the
    // action's own.
    match apply(view, sender, action, occasion) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
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
    match consent::record(view, patient, Some(form), sentences, now) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
}

fn apply(
    view: &mut Overlay,
    sender: &Sender,
    action: &Action,
    occasion: &Occasion,
) -> Result<(), Stop> {
    let now = occasion.now;
    match action {
        Action::EnrolOrganisation { .. }
        | Action::EnrolMember { .. }
        | Action::RegisterPatient { .. }
        | Action::EnrolByCertificate { .. }
        | Action::RevokeCertificates { .. } => enrol::apply(view, sender, action),
        Action::RotateKey { key, proof } => keys::rotate(view, sender, *key, proof, occasion),
        Action::RevokeMember { id } => keys::revoke_member(view, sender, id, now),
        Action::AttestTreatment { .. }
        | Action::AttestFact { .. }
        | Action::ReviewEmergency { .. }
        | Action::Anchor { .. } => attest::apply(view, sender, action, now),
        Action::Consent { patient, terms } => {
            delegate::require_acts_for(view, sender, *patient, now)?;
            consent::record(view, *patient, None, vec![terms.clone()], now)
        }
        Action::WithdrawConsent { patient, number } => {
            delegate::require_acts_for(view, sender, *patient, now)?;
            consent::withdraw(view, *patient, *number, now)
        }
        Action::SignForm { patient, .. } => delegate::require_acts_for(view, sender, *patient, now),
        Action::Delegate { .. } | Action::EndDelegation { .. } => {
            delegate::apply(view, sender, action, now)
        }
        Action::DeployPolicy { .. } | Action::StoreModule { .. } => {
            govern::require_may_bring_module(view, sender, action)
        }
        Action::Propose { change, closes } => {
            govern::propose(view, sender, change, *closes, occasion)
        }
        Action::Approve { proposal } => govern::approve(view, sender, proposal, occasion),
        Action::RequestAccess { request } | Action::BreakGlass { request, .. } => {
            requester_of(view, sender, request.patient, now)?;
            check_request(view, sender, action)
        }
        Action::CallContract { patient, .. } => {
            require_in_time(sender, now)?;
            patient.map_or(Ok(()), |patient| require_registered(view, patient))
        }
    }
}

/// Checks what holds of a request for access by whoever may ask, see [`requester_of`]: that its patient is registered, and
/// that nobody asks in an emergency but those who work here.
///
/// # Errors
/// Outcome: `NOT_PERMITTED`, `UNKNOWN_PATIENT`.
pub fn check_request(view: &dyn StateRead, sender: &Sender, action: &Action) -> Result<(), Stop> {
    match action {
        Action::RequestAccess { request } => require_registered(view, request.patient),
        Action::BreakGlass { request, .. } => {
            require_works_here(sender)?;
            require_registered(view, request.patient)
        }
        _ => Ok(()),
    }
}

fn open_account(view: &mut Overlay, public: PublicKey, kind: AccountKind) -> Result<(), Stop> {
    if view.get(&key::account(&public)).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    view.set(key::account(&public), Account::new(kind).encode());
    Ok(())
}

fn require_organisation(sender: &Sender) -> Result<&str, Stop> {
    match &sender.kind {
        AccountKind::Organisation { name, .. } => Ok(name),
        _ => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

/// That the sender is an organisation or a member of one.
fn require_works_here(sender: &Sender) -> Result<(), Stop> {
    match sender.kind {
        AccountKind::Organisation { .. } | AccountKind::Member { .. } => Ok(()),
        _ => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

/// That a member's membership is not to come or over.
fn require_in_time(sender: &Sender, now: Instant) -> Result<(), Stop> {
    match sender.kind {
        AccountKind::Member { from, until, .. } if !crate::membership::holds(from, until, now) => {
            Err(OutcomeCode::NOT_PERMITTED.into())
        }
        _ => Ok(()),
    }
}

fn require_registered(view: &dyn StateRead, patient: PatientId) -> Result<(), Stop> {
    match is_registered(view, patient) {
        true => Ok(()),
        false => Err(OutcomeCode::UNKNOWN_PATIENT.into()),
    }
}

/// Whether `sender` is `organisation` or one that it is within.
fn require_speaks_for(view: &dyn StateRead, sender: &str, organisation: &str) -> Result<(), Stop> {
    match chain_of(view, organisation)?
        .iter()
        .any(|one| one == sender)
    {
        true => Ok(()),
        false => Err(OutcomeCode::NOT_PERMITTED.into()),
    }
}

/// That the sender is the organisation that registered the patient, or one that it is within.
fn require_registrar(
    view: &dyn StateRead,
    sender: &Sender,
    patient: PatientId,
) -> Result<(), Stop> {
    let sender = require_organisation(sender)?;
    let registration = registration_of(view, patient)?.ok_or(OutcomeCode::UNKNOWN_PATIENT)?;
    require_speaks_for(view, sender, &registration.registered_by)
}
