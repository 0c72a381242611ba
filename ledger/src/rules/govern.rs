//! Quorums, proposals, and what becomes active at a height.

use abi::limits::{PROPOSAL_SECONDS, SCHEDULED};
use abi::terms::Name;
use abi::{Domain, Hash, Height, Instant, OutcomeCode, PublicKey};
use parity_scale_codec::Encode;

use super::{Occasion, enrol, keys, open_account};
use crate::error::{Fault, Stop};
use crate::membership::{
    Sender, account_of, active_contract, active_policy, chain_of, governance, organisation_of,
    proposal, voter,
};
use crate::records::{
    AccountKind, Activation, ActiveContract, ActivePolicy, Governance, Proposal, Scheduled, Status,
    Voter, key, read,
};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, Approval, Change};

/// That the sender's own approval is enough for what `approval` is about.
pub(super) fn require_alone(
    view: &dyn StateRead,
    sender: &Sender,
    approval: Approval,
) -> Result<(), Stop> {
    let governance = governance(view)?;
    let quorum = governance.quorum(approval);
    match voter(sender).filter(|voter| quorum.voters.contains(voter)) {
        None => Err(OutcomeCode::NOT_PERMITTED.into()),
        Some(voter) if quorum.is_reached(std::slice::from_ref(&voter)) => Ok(()),
        Some(_) => Err(OutcomeCode::NEEDS_APPROVAL.into()),
    }
}

/// Whether the sender may bring a module: alone to deploy it; to store it, whoever could propose it or
/// stands behind an organisation.
pub(super) fn require_may_bring_module(
    view: &dyn StateRead,
    sender: &Sender,
    action: &Action,
) -> Result<(), Stop> {
    let Action::StoreModule { module } = action else {
        return require_alone(view, sender, Approval::Contracts);
    };
    if voter(sender).is_none() {
        return Err(OutcomeCode::NOT_PERMITTED.into());
    }
    match view
        .get(&key::module(&Domain::Module.hash(module)))
        .is_some()
    {
        true => Err(OutcomeCode::ALREADY_EXISTS.into()),
        false => Ok(()),
    }
}

/// Stores an admitted module; returns its hash.
pub fn store_module(view: &mut Overlay, module: &[u8]) -> Hash {
    let hash = Domain::Module.hash(module);
    if view.get(&key::module(&hash)).is_none() {
        view.set(key::module(&hash), module.to_vec());
    }
    hash
}

pub(super) fn propose(
    view: &mut Overlay,
    sender: &Sender,
    change: &Change,
    closes: Instant,
    occasion: &Occasion,
) -> Result<(), Stop> {
    let voter = require_voter(view, sender, change.approval())?;
    if let Change::ActivatePolicy { at: Some(at), .. }
    | Change::ActivateContract { at: Some(at), .. } = change
        && *at <= occasion.height
    {
        return Err(OutcomeCode::WRONG_HEIGHT.into());
    }
    let seconds = i128::from(closes.0) - i128::from(occasion.now.0);
    if !(0..=i128::from(PROPOSAL_SECONDS)).contains(&seconds) {
        return Err(OutcomeCode::EXPIRED.into());
    }
    let proposal = Proposal {
        change: change.clone(),
        approvals: vec![voter],
        closes,
        status: Status::Open,
    };
    note(view, &occasion.transaction, proposal, occasion)
}

pub(super) fn approve(
    view: &mut Overlay,
    sender: &Sender,
    id: &Hash,
    occasion: &Occasion,
) -> Result<(), Stop> {
    let open = |one: &Proposal| one.status == Status::Open && occasion.now <= one.closes;
    let mut proposal = proposal(view, id)?
        .filter(open)
        .ok_or(OutcomeCode::UNKNOWN_PROPOSAL)?;
    let voter = require_voter(view, sender, proposal.change.approval())?;
    if proposal.approvals.contains(&voter) {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    proposal.approvals.push(voter);
    note(view, id, proposal, occasion)
}

/// As what the sender's approval counts.
fn require_voter(view: &dyn StateRead, sender: &Sender, approval: Approval) -> Result<Voter, Stop> {
    let governance = governance(view)?;
    voter(sender)
        .filter(|voter| governance.quorum(approval).voters.contains(voter))
        .ok_or_else(|| OutcomeCode::NOT_PERMITTED.into())
}

/// Notes where a proposal stands, and does what has its approvals now.
fn note(
    view: &mut Overlay,
    id: &Hash,
    mut proposal: Proposal,
    occasion: &Occasion,
) -> Result<(), Stop> {
    // Whoever does not govern any more when it is counted does not count.
    let governance = governance(view)?;
    let quorum = governance.quorum(proposal.change.approval());
    if quorum.is_reached(&proposal.approvals) {
        proposal.status = Status::Passed(occasion.height);
        pass(view, &proposal.change, occasion.now)?;
    }
    view.set(key::proposal(id), proposal.encode());
    Ok(())
}

/// Does a change that concerns members; an activation takes a contract to be looked at.
fn pass(view: &mut Overlay, change: &Change, now: Instant) -> Result<(), Stop> {
    match change {
        Change::Govern(governance) => govern(view, governance),
        Change::EnrolOrganisation {
            key,
            name,
            kind,
            within,
            root,
        } => enrol::organisation(view, *key, name, kind, within.as_ref(), root.as_deref()),
        Change::SetRoot { organisation, root } => {
            require_enrolled(view, organisation)?;
            match root {
                Some(root) => view.set(key::root(organisation), root.clone()),
                None => view.remove(key::root(organisation)),
            }
            Ok(())
        }
        Change::RevokeOrganisation { name } => revoke(view, name, now),
        Change::ActivatePolicy { .. } | Change::ActivateContract { .. } => Ok(()),
    }
}

/// Lets others govern; keys that are new here become administrators.
fn govern(view: &mut Overlay, governance: &Governance) -> Result<(), Stop> {
    let Governance { members, contracts } = governance;
    for voter in members.voters.iter().chain(&contracts.voters) {
        match voter {
            Voter::Organisation(name) => {
                require_enrolled(view, name)?;
                require_not_revoked(view, name)?;
            }
            Voter::Key(public) => match account_of(view, public)? {
                None => open_account(view, *public, AccountKind::Admin)?,
                Some(account) if account.kind == AccountKind::Admin && account.ended.is_none() => {}
                // Whoever is something else here governs by that, or by another key.
                Some(_) => return Err(OutcomeCode::NOT_PERMITTED.into()),
            },
        }
    }
    view.set(key::governance(), governance.encode());
    Ok(())
}

/// Ends an organisation's membership. Where it governs, others have to be named first.
fn revoke(view: &mut Overlay, name: &Name, now: Instant) -> Result<(), Stop> {
    require_enrolled(view, name)?;
    let Governance { members, contracts } = governance(view)?;
    for voter in members.voters.iter().chain(&contracts.voters) {
        if let Voter::Organisation(governing) = voter
            && chain_of(view, governing)?.contains(name)
        {
            return Err(OutcomeCode::NOT_PERMITTED.into());
        }
    }
    let public = read::<PublicKey>(view, &key::organisation(name), "organisation")?;
    keys::end(
        view,
        &public.ok_or(Fault::Record("organisation"))?,
        None,
        now,
    )?;
    let mut revoked: Vec<Name> = read(view, &key::revoked(), "revoked")?.unwrap_or_default();
    revoked.push(name.clone());
    view.set(key::revoked(), revoked.encode());
    Ok(())
}

fn require_enrolled(view: &dyn StateRead, name: &str) -> Result<(), Stop> {
    match organisation_of(view, name)?.is_some() {
        true => Ok(()),
        false => Err(OutcomeCode::UNKNOWN_ORGANISATION.into()),
    }
}

/// That neither the organisation's membership nor that of one around it has ended.
fn require_not_revoked(view: &dyn StateRead, name: &str) -> Result<(), Stop> {
    let revoked: Vec<Name> = read(view, &key::revoked(), "revoked")?.unwrap_or_default();
    match chain_of(view, name)?
        .iter()
        .any(|one| revoked.contains(one))
    {
        true => Err(OutcomeCode::NOT_PERMITTED.into()),
        false => Ok(()),
    }
}

/// Puts an activation on the list of those that wait.
///
/// # Errors
/// Outcome: `WRONG_HEIGHT` when its height does not lie ahead of `now`, `LIMIT_REACHED` when too many
/// wait. Fault: the list does not decode.
pub fn schedule(
    view: &mut Overlay,
    at: Height,
    what: Activation,
    height: Height,
) -> Result<(), Stop> {
    if at <= height {
        return Err(OutcomeCode::WRONG_HEIGHT.into());
    }
    let mut waiting = scheduled(view)?;
    if waiting.len() as u64 >= SCHEDULED {
        return Err(OutcomeCode::LIMIT_REACHED.into());
    }
    // Of one height the last that was scheduled comes last, and so counts.
    let place = waiting.partition_point(|one| one.at <= at);
    waiting.insert(place, Scheduled { at, what });
    view.set(key::schedule(), waiting.encode());
    Ok(())
}

/// Takes what is due at `height` off the list, in order.
///
/// # Errors
/// Fault: the list does not decode.
pub fn due(view: &mut Overlay, height: Height) -> Result<Vec<Activation>, Fault> {
    let mut waiting = scheduled(view)?;
    let count = waiting.partition_point(|one| one.at <= height);
    if count == 0 {
        return Ok(Vec::new());
    }
    let due = waiting.drain(..count).map(|one| one.what).collect();
    match waiting.is_empty() {
        true => view.remove(key::schedule()),
        false => view.set(key::schedule(), waiting.encode()),
    }
    Ok(due)
}

fn scheduled(view: &dyn StateRead) -> Result<Vec<Scheduled>, Fault> {
    Ok(read(view, &key::schedule(), "schedule")?.unwrap_or_default())
}

/// Makes a stored policy the active one from the block at `since` on.
///
/// # Errors
/// Fault: the record of the one before does not decode.
pub fn activate_policy(view: &mut Overlay, hash: Hash, since: Height) -> Result<(), Fault> {
    let last = active_policy(view)?;
    if let Some(last) = last.filter(|last| last.since < since) {
        view.set(key::past_policy(last.since), last.encode());
    }
    let before = last.and_then(|last| match last.since < since {
        true => Some(last.since),
        // It never decided in a block that is over.
        false => last.before,
    });
    let active = ActivePolicy {
        hash,
        since,
        before,
    };
    view.set(key::policy(), active.encode());
    Ok(())
}

/// Stores an admitted module and makes it the active policy at once; returns its hash.
///
/// # Errors
/// Fault: the record of the one before does not decode.
pub fn install_policy(view: &mut Overlay, module: &[u8], since: Height) -> Result<Hash, Fault> {
    let hash = store_module(view, module);
    activate_policy(view, hash, since)?;
    Ok(hash)
}

/// Makes a stored module the contract of `name` from the block at `since` on.
///
/// # Errors
/// Fault: the record of the one before does not decode.
pub fn activate_contract(
    view: &mut Overlay,
    name: &str,
    hash: Hash,
    since: Height,
) -> Result<(), Fault> {
    let last = active_contract(view, name)?;
    if let Some(last) = last.filter(|last| last.since < since) {
        view.set(key::past_contract(name, last.since), last.encode());
    }
    let before = last.and_then(|last| match last.since < since {
        true => Some(last.since),
        false => last.before,
    });
    let active = ActiveContract {
        hash,
        since,
        before,
    };
    view.set(key::contract(name), active.encode());
    Ok(())
}
