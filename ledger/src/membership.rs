//! Who asks, and what the ledger attests about it.

use abi::terms::{ConsentRecord, Name, Party, Requester, TreatmentRecord};
use abi::{Hash, Height, Instant, OutcomeCode, PatientId, PublicKey};

use crate::error::{Fault, Stop};
use crate::records::{
    Account, AccountKind, ActiveContract, ActivePolicy, Delegate, DelegateKind, Delegation,
    Governance, PatientFacts, PatientRecord, Proposal, Voter, key, read,
};
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

impl Sender {
    /// The name under which an organisation or a member is enrolled.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            AccountKind::Organisation { name, .. } => Some(name),
            AccountKind::Member { id, .. } => Some(id),
            _ => None,
        }
    }
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
        AccountKind::Patient(id) if *id == patient => Ok(Requester::Patient { is_subject: true }),
        // Somebody else's record: as a guardian or a relative, where the ledger knows of it.
        AccountKind::Patient(_) => Ok(match delegation_of(view, sender, patient, now)? {
            Some(delegation) => related(&delegation),
            None => Requester::Patient { is_subject: false },
        }),
        AccountKind::Delegate(_) => Ok(match delegation_of(view, sender, patient, now)? {
            Some(delegation) => related(&delegation),
            None => Requester::RelatedPerson { is_guardian: false },
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

fn related(delegation: &Delegation) -> Requester {
    Requester::RelatedPerson {
        is_guardian: delegation.kind == DelegateKind::Guardian,
    }
}

/// What `sender` may do for `patient` at `now`, when anything is delegated; a guardian's before a proxy's.
///
/// # Errors
/// Fault: the record does not decode.
pub fn delegation_of(
    view: &dyn StateRead,
    sender: &Sender,
    patient: PatientId,
    now: Instant,
) -> Result<Option<Delegation>, Fault> {
    let Some(who) = delegate(&sender.kind) else {
        return Ok(None);
    };
    let holding = |one: &Delegation| one.who == who && holds(one.from, one.until, now);
    let delegations = delegations_of(view, patient)?.into_iter().filter(holding);
    Ok(delegations.min_by_key(|one| one.kind != DelegateKind::Guardian))
}

/// As whom an account acts for patients; none for those who act for an organisation or govern.
pub(crate) fn delegate(kind: &AccountKind) -> Option<Delegate> {
    match kind {
        AccountKind::Delegate(origin) => Some(Delegate::Person(*origin)),
        AccountKind::Patient(id) => Some(Delegate::Patient(*id)),
        _ => None,
    }
}

/// The patient's delegations, ended ones among them.
///
/// # Errors
/// Fault: the record does not decode.
pub fn delegations_of(view: &dyn StateRead, patient: PatientId) -> Result<Vec<Delegation>, Fault> {
    Ok(read(view, &key::delegations(patient), "delegations")?.unwrap_or_default())
}

/// What is attested about the patient.
///
/// # Errors
/// Fault: the record does not decode.
pub fn facts_of(view: &dyn StateRead, patient: PatientId) -> Result<PatientFacts, Fault> {
    Ok(read(view, &key::facts(patient), "facts")?.unwrap_or_default())
}

/// The patient's registration, when there is one.
///
/// # Errors
/// Fault: the record does not decode.
pub fn registration_of(
    view: &dyn StateRead,
    patient: PatientId,
) -> Result<Option<PatientRecord>, Fault> {
    read(view, &key::patient(patient), "registration")
}

/// Whether an account's organisation, or one that it is within, has had its membership ended.
///
/// # Errors
/// Fault: a record does not decode or is missing.
pub fn is_revoked(view: &dyn StateRead, kind: &AccountKind) -> Result<bool, Fault> {
    let organisation = match kind {
        AccountKind::Organisation { name, .. } => name,
        AccountKind::Member { organisation, .. } => organisation,
        _ => return Ok(false),
    };
    // Mostly there is no such list, and that is the only thing that is looked up.
    let Some(revoked) = read::<Vec<Name>>(view, &key::revoked(), "revoked")? else {
        return Ok(false);
    };
    let chain = chain_of(view, organisation)?;
    Ok(chain.iter().any(|name| revoked.contains(name)))
}

/// Who governs.
///
/// # Errors
/// Fault: the record is missing or does not decode.
pub fn governance(view: &dyn StateRead) -> Result<Governance, Fault> {
    read(view, &key::governance(), "governance")?.ok_or(Fault::Record("governance"))
}

/// As what `sender` approves, when it can.
pub fn voter(sender: &Sender) -> Option<Voter> {
    match &sender.kind {
        AccountKind::Admin => Some(Voter::Key(sender.key)),
        AccountKind::Organisation { name, .. } => Some(Voter::Organisation(name.clone())),
        _ => None,
    }
}

/// The proposal that the transaction `id` made.
///
/// # Errors
/// Fault: the record does not decode.
pub fn proposal(view: &dyn StateRead, id: &Hash) -> Result<Option<Proposal>, Fault> {
    read(view, &key::proposal(id), "proposal")
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

/// Every policy that has decided requests, the active one first.
///
/// # Errors
/// Fault: a record does not decode or is missing.
pub fn policies(view: &dyn StateRead) -> Result<Vec<ActivePolicy>, Fault> {
    let mut all: Vec<ActivePolicy> = active_policy(view)?.into_iter().collect();
    while let Some(before) = all.last().and_then(|policy| policy.before) {
        let past = read(view, &key::past_policy(before), "policy")?;
        all.push(past.ok_or(Fault::Record("policy"))?);
    }
    Ok(all)
}

/// The policy that decided requests in the block at `height`, when there was one.
///
/// # Errors
/// Fault: a record does not decode or is missing.
pub fn policy_at(view: &dyn StateRead, height: Height) -> Result<Option<ActivePolicy>, Fault> {
    let all = policies(view)?;
    Ok(all.into_iter().find(|policy| policy.since <= height))
}

/// The contract that is active under `name`, when there is one.
///
/// # Errors
/// Fault: the record does not decode.
pub fn active_contract(view: &dyn StateRead, name: &str) -> Result<Option<ActiveContract>, Fault> {
    read(view, &key::contract(name), "contract")
}

/// The bytes of a stored module.
pub fn module<'a>(view: &'a dyn StateRead, hash: &Hash) -> Option<&'a [u8]> {
    view.get(&key::module(hash))
}

/// The root certificate of an organisation, in DER, when it has one.
pub fn root_of<'a>(view: &'a dyn StateRead, organisation: &str) -> Option<&'a [u8]> {
    view.get(&key::root(organisation))
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
