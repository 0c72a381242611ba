//! Who asks, and what the ledger attests about it.

use abi::terms::{ConsentRecord, Name, Party, Requester, TreatmentRecord};
use abi::{Hash, Instant, OutcomeCode, PatientId, PublicKey};

use crate::error::{Fault, Stop};
use crate::records::{Account, AccountKind, ActivePolicy, key, read};
use crate::state::StateRead;

#[cfg(test)]
mod tests;

/// The sender of a settled transaction, as enrolment attests it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The key that signed.
    pub key: PublicKey,
    /// Who that is.
    pub kind: AccountKind,
}

/// The account of a key.
///
/// # Errors
/// Fault: the record does not decode.
pub fn account_of(view: &dyn StateRead, public: &PublicKey) -> Result<Option<Account>, Fault> {
    read(view, &key::account(public), "account")
}

/// The sender as the requester of `patient`'s data at block time `now`.
///
/// # Errors
/// Outcome: `NOT_PERMITTED` for the administrator and for a member outside the membership's time.
/// Fault: a record does not decode or is missing.
pub fn requester_of(
    view: &dyn StateRead,
    sender: &Sender,
    patient: PatientId,
    now: Instant,
) -> Result<Requester, Stop> {
    match &sender.kind {
        AccountKind::Admin => Err(OutcomeCode::NOT_PERMITTED.into()),
        AccountKind::Patient(id) => Ok(Requester::Patient {
            is_subject: *id == patient,
        }),
        AccountKind::Organisation { name, kind, .. } => {
            let party = Party {
                name: name.clone(),
                kind: Some(kind.clone()),
            };
            Ok(Requester::Organisation { party })
        }
        AccountKind::Member {
            id,
            roles,
            organisation,
            from,
            until,
        } => {
            if !holds(*from, *until, now) {
                return Err(OutcomeCode::NOT_PERMITTED.into());
            }
            let found = organisation_of(view, organisation)?.ok_or(Fault::Record("member"))?;
            let party = Party {
                name: organisation.clone(),
                kind: Some(found.kind),
            };
            Ok(Requester::Practitioner {
                id: id.clone(),
                roles: roles.clone(),
                organisation: Some(party),
            })
        }
    }
}

/// Whether a patient with this pseudonym is registered.
pub fn is_registered(view: &dyn StateRead, patient: PatientId) -> bool {
    view.get(&key::patient(patient)).is_some()
}

/// The patient's consents by number, withdrawn and ended ones among them.
///
/// # Errors
/// Fault: the record does not decode. It is never read as "no consents": a refusal might be lost.
pub fn consents_of(view: &dyn StateRead, patient: PatientId) -> Result<Vec<ConsentRecord>, Fault> {
    Ok(read(view, &key::consents(patient), "consents")?.unwrap_or_default())
}

/// The patient's treatment relations, ended ones among them.
///
/// # Errors
/// Fault: the record does not decode.
pub fn treatments_of(
    view: &dyn StateRead,
    patient: PatientId,
) -> Result<Vec<TreatmentRecord>, Fault> {
    Ok(read(view, &key::treatments(patient), "treatments")?.unwrap_or_default())
}

/// Whether `requester` treats `patient` at `now`. Only persons treat.
///
/// # Errors
/// Fault: the record does not decode.
pub fn is_treated_by(
    view: &dyn StateRead,
    patient: PatientId,
    requester: &Requester,
    now: Instant,
) -> Result<bool, Fault> {
    let Requester::Practitioner { id, .. } = requester else {
        return Ok(false);
    };
    let treats =
        |record: &TreatmentRecord| record.who == *id && holds(record.from, record.until, now);
    Ok(treatments_of(view, patient)?.iter().any(treats))
}

/// The policy that decides requests, when there is one.
///
/// # Errors
/// Fault: the record does not decode.
pub fn active_policy(view: &dyn StateRead) -> Result<Option<ActivePolicy>, Fault> {
    read(view, &key::policy(), "policy")
}

/// The bytes of a deployed module.
pub fn module<'a>(view: &'a dyn StateRead, hash: &Hash) -> Option<&'a [u8]> {
    view.get(&key::module(hash))
}

/// What enrolment says of an organisation.
pub(crate) struct Organisation {
    pub(crate) kind: Name,
    pub(crate) within: Option<Name>,
}

/// The organisation called `name`, when there is one.
pub(crate) fn organisation_of(
    view: &dyn StateRead,
    name: &str,
) -> Result<Option<Organisation>, Fault> {
    let Some(public) = read(view, &key::organisation(name), "organisation")? else {
        return Ok(None);
    };
    match account_of(view, &public)?.map(|account| account.kind) {
        Some(AccountKind::Organisation { kind, within, .. }) => {
            Ok(Some(Organisation { kind, within }))
        }
        _ => Err(Fault::Record("organisation")),
    }
}

/// The organisation that the member `id` acts for, when there is such a member.
pub(crate) fn employer_of(view: &dyn StateRead, id: &str) -> Result<Option<Name>, Fault> {
    let Some(public) = read(view, &key::member(id), "member")? else {
        return Ok(None);
    };
    match account_of(view, &public)?.map(|account| account.kind) {
        Some(AccountKind::Member { organisation, .. }) => Ok(Some(organisation)),
        _ => Err(Fault::Record("member")),
    }
}

/// The organisation `name` and those that it is within, innermost first.
pub(crate) fn chain_of(view: &dyn StateRead, name: &str) -> Result<Vec<Name>, Fault> {
    let mut chain = Vec::new();
    let mut next = Some(name.to_owned());
    // Enrolment names only organisations that are there already, so the walk ends.
    while let Some(name) = next {
        let found = organisation_of(view, &name)?.ok_or(Fault::Record("organisation"))?;
        chain.push(name);
        next = found.within;
    }
    Ok(chain)
}

/// Whether `from <= now < until`.
pub(crate) fn holds(from: Instant, until: Option<Instant>, now: Instant) -> bool {
    from <= now && until.is_none_or(|until| now < until)
}
