//! Members by certificate: the chain of certificates is checked here, once, and the ledger keeps what it said.

use abi::{Instant, OutcomeCode};
use ledger::membership::root_of;
use ledger::rules::{self, Certificate};
use ledger::{Overlay, StateRead};
use msp::Root;

use super::Done;
use crate::Fault;

/// Enrols the member that `certificates` speak of, up to the root of `organisation`.
pub(super) fn enrol(
    effects: &mut Overlay,
    organisation: &str,
    certificates: &[Vec<u8>],
    now: Instant,
) -> Result<Done, Fault> {
    let certified =
        root(effects, organisation).and_then(|root| msp::certify(certificates, &root, now).ok());
    let Some(certified) = certified else {
        return Ok(OutcomeCode::BAD_CERTIFICATE.into());
    };
    let certificate = Certificate {
        key: certified.key,
        id: certified.id,
        organisation: certified.organisation,
        roles: certified.roles,
        from: certified.from,
        until: certified.until,
        serial: certified.serial,
        issuers: certified.issuers,
        fingerprint: certified.fingerprint,
    };
    Ok(rules::enrol_certified(effects, &certificate, now)?.into())
}

/// Revokes the certificates on `list`, which the root of `organisation` signed.
pub(super) fn revoke(
    effects: &mut Overlay,
    organisation: &str,
    list: &[u8],
    now: Instant,
) -> Result<Done, Fault> {
    let serials = root(effects, organisation).and_then(|root| msp::revoked(list, &root, now).ok());
    let Some(serials) = serials else {
        return Ok(OutcomeCode::BAD_CERTIFICATE.into());
    };
    rules::revoke_serials(effects, organisation, &serials, now)?;
    Ok(OutcomeCode::DONE.into())
}

/// The root certificate of an organisation; none, too, when what the genesis brought is none, or is
/// another organisation's.
fn root(view: &dyn StateRead, organisation: &str) -> Option<Root> {
    let root = Root::from_der(root_of(view, organisation)?).ok()?;
    (root.organisation() == organisation).then_some(root)
}
