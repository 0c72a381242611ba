//! Organisations, members and patients.

use abi::limits::ORGANISATION_DEPTH;
use abi::terms::Name;
use abi::{Hash, Instant, OutcomeCode, PatientId, PublicKey};
use parity_scale_codec::Encode;

use super::{govern, keys, open_account, require_organisation, require_speaks_for};
use crate::error::{Fault, Stop};
use crate::membership::{Sender, account_of, chain_of, is_registered, organisation_of};
use crate::records::{AccountKind, CertificateRecord, PatientRecord, Serial, key, read};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, Approval};

/// What a member's certificate says, once its chain has been checked against the organisation's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The member's key.
    pub key: PublicKey,
    /// The member's identifier.
    pub id: Name,
    /// The organisation that certifies.
    pub organisation: Name,
    /// The roles.
    pub roles: Vec<Name>,
    /// The first instant of the membership.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// The certificate's serial number.
    pub serial: Vec<u8>,
    /// The serial numbers of the issuers between it and the root.
    pub issuers: Vec<Vec<u8>>,
    /// The certificate's hash.
    pub fingerprint: Hash,
}

/// Applies an enrolment; for one by certificate, whether the sender may bring it.
pub(super) fn apply(view: &mut Overlay, sender: &Sender, action: &Action) -> Result<(), Stop> {
    match action {
        Action::EnrolOrganisation {
            key,
            name,
            kind,
            within,
        } => {
            govern::require_alone(view, sender, Approval::Members)?;
            organisation(view, *key, name, kind, within.as_ref(), None)
        }
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
            member(view, sender, *key, id, organisation, kind)
        }
        Action::RegisterPatient { key, patient: id } => patient(view, sender, *key, *id),
        Action::EnrolByCertificate { organisation, .. }
        | Action::RevokeCertificates { organisation, .. } => {
            let sender = require_organisation(sender)?;
            if organisation_of(view, organisation)?.is_none() {
                return Err(OutcomeCode::UNKNOWN_ORGANISATION.into());
            }
            require_speaks_for(view, sender, organisation)?;
            match view.get(&key::root(organisation)).is_some() {
                true => Ok(()),
                false => Err(OutcomeCode::BAD_CERTIFICATE.into()),
            }
        }
        _ => Err(OutcomeCode::MALFORMED.into()),
    }
}

/// Enrols the member of a checked certificate, or renews an enrolment: another certificate of the same
/// organisation changes roles and period, and may bring another key, which takes the place of the
/// one before. A certificate counts once.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn enrol_certified(
    view: &mut Overlay,
    certificate: &Certificate,
    now: Instant,
) -> Result<OutcomeCode, Fault> {
    match certified(view, certificate, now) {
        Ok(()) => Ok(OutcomeCode::DONE),
        Err(stop) => stop.outcome(),
    }
}

fn certified(view: &mut Overlay, certificate: &Certificate, now: Instant) -> Result<(), Stop> {
    let id = &certificate.id;
    let organisation = &certificate.organisation;
    for serial in certificate.issuers.iter().chain([&certificate.serial]) {
        let known = read::<Serial>(view, &key::serial(organisation, serial), "serial")?;
        if known == Some(Serial::Revoked) {
            return Err(OutcomeCode::BAD_CERTIFICATE.into());
        }
    }
    let serial = key::serial(organisation, &certificate.serial);
    if view.get(&serial).is_some() {
        // It has enrolled before. Another one may have taken its place, with fewer roles.
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    let kind = AccountKind::Member {
        id: id.clone(),
        roles: certificate.roles.clone(),
        organisation: certificate.organisation.clone(),
        from: certificate.from,
        until: Some(certificate.until),
    };
    match read::<PublicKey>(view, &key::member(id), "member")? {
        None => {
            open_account(view, certificate.key, kind)?;
            view.set(key::member(id), certificate.key.encode());
        }
        Some(enrolled) => renew(view, enrolled, certificate, kind, now)?,
    }
    let record = CertificateRecord {
        fingerprint: certificate.fingerprint,
        serial: certificate.serial.clone(),
        at: now,
    };
    view.set(key::certificate(id), record.encode());
    view.set(serial, Serial::Member(id.clone()).encode());
    Ok(())
}

/// Revokes certificates of an organisation by their serial numbers, and ends the memberships that rest on
/// them now.
///
/// # Errors
/// Fault: a record of the state does not decode.
pub fn revoke_serials(
    view: &mut Overlay,
    organisation: &str,
    serials: &[Vec<u8>],
    now: Instant,
) -> Result<(), Fault> {
    for serial in serials {
        let key = key::serial(organisation, serial);
        if let Some(Serial::Member(id)) = read(view, &key, "serial")? {
            revoke_certified(view, &id, serial, now)?;
        }
        view.set(key, Serial::Revoked.encode());
    }
    Ok(())
}

/// Ends the membership of `id`, unless it rests on another certificate by now.
fn revoke_certified(
    view: &mut Overlay,
    id: &str,
    serial: &[u8],
    now: Instant,
) -> Result<(), Fault> {
    let current: Option<CertificateRecord> = read(view, &key::certificate(id), "certificate")?;
    if current.is_none_or(|current| current.serial != serial) {
        return Ok(());
    }
    let public = read::<PublicKey>(view, &key::member(id), "member")?;
    match keys::end(view, &public.ok_or(Fault::Record("member"))?, None, now) {
        Ok(()) => Ok(()),
        // It has ended before, by another word.
        Err(stop) => stop.outcome().map(drop),
    }
}

fn renew(
    view: &mut Overlay,
    enrolled: PublicKey,
    certificate: &Certificate,
    kind: AccountKind,
    now: Instant,
) -> Result<(), Stop> {
    let mut account = account_of(view, &enrolled)?.ok_or(Fault::Record("member"))?;
    let AccountKind::Member { organisation, .. } = &account.kind else {
        return Err(Fault::Record("member").into());
    };
    if *organisation != certificate.organisation {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    if enrolled == certificate.key {
        account.kind = kind;
        account.ended = None;
        view.set(key::account(&enrolled), account.encode());
        return Ok(());
    }
    open_account(view, certificate.key, kind)?;
    keys::end(view, &enrolled, Some(certificate.key), now)?;
    view.set(key::member(&certificate.id), certificate.key.encode());
    Ok(())
}

/// Enrols an organisation, whose sender's right to do so was checked.
pub(super) fn organisation(
    view: &mut Overlay,
    public: PublicKey,
    name: &Name,
    kind: &Name,
    within: Option<&Name>,
    root: Option<&[u8]>,
) -> Result<(), Stop> {
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
    if let Some(root) = root {
        view.set(key::root(name), root.to_vec());
    }
    Ok(())
}

fn member(
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
    if view.get(&key::root(organisation)).is_some() {
        return Err(OutcomeCode::NEEDS_CERTIFICATE.into());
    }
    if view.get(&key::member(id)).is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    open_account(view, public, kind)?;
    view.set(key::member(id), public.encode());
    Ok(())
}

fn patient(
    view: &mut Overlay,
    sender: &Sender,
    public: PublicKey,
    patient: PatientId,
) -> Result<(), Stop> {
    let registered_by = require_organisation(sender)?.to_owned();
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
