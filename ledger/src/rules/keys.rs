//! Keys that are replaced or revoked. What they signed before stays theirs.

use abi::{Domain, Hash, Instant, OutcomeCode, PublicKey, Signature};
use parity_scale_codec::Encode;

use super::{Occasion, open_account, require_organisation, require_speaks_for};
use crate::error::{Fault, Stop};
use crate::membership::{Sender, account_of, employer_of, governance, registration_of};
use crate::records::{Account, AccountKind, Ended, Quorum, Voter, key, read};
use crate::signature::{Signed, verify_signature};
use crate::state::Overlay;

/// What a new key signs to take the place of `old` on `chain`: nobody is given a key that is not
/// his.
pub fn rotation_message(chain: &Hash, old: &PublicKey, new: &PublicKey) -> Hash {
    Domain::Rotation.hash_of(&(chain, old, new))
}

/// Puts `new` in the place of the sender's key.
pub(super) fn rotate(
    view: &mut Overlay,
    sender: &Sender,
    new: PublicKey,
    proof: &Signature,
    occasion: &Occasion,
) -> Result<(), Stop> {
    let old = sender.key;
    let signed = Signed {
        key: new,
        message: rotation_message(&occasion.chain, &old, &new),
        signature: *proof,
    };
    if !verify_signature(&signed) {
        return Err(OutcomeCode::BAD_KEY_PROOF.into());
    }
    open_account(view, new, sender.kind.clone())?;
    end(view, &old, Some(new), occasion.now)?;
    point(view, &sender.kind, old, new)
}

/// Lets what names the old key name the new one.
fn point(
    view: &mut Overlay,
    kind: &AccountKind,
    old: PublicKey,
    new: PublicKey,
) -> Result<(), Stop> {
    match kind {
        AccountKind::Organisation { name, .. } => view.set(key::organisation(name), new.encode()),
        AccountKind::Member { id, .. } => view.set(key::member(id), new.encode()),
        AccountKind::Patient(patient) => {
            let mut record =
                registration_of(view, *patient)?.ok_or(Fault::Record("registration"))?;
            record.key = new;
            view.set(key::patient(*patient), record.encode());
        }
        AccountKind::Admin => {
            let mut governance = governance(view)?;
            replace(&mut governance.members, old, new);
            replace(&mut governance.contracts, old, new);
            view.set(key::governance(), governance.encode());
        }
        // A delegate is known by the first key.
        AccountKind::Delegate(_) => {}
    }
    Ok(())
}

fn replace(quorum: &mut Quorum, old: PublicKey, new: PublicKey) {
    for voter in &mut quorum.voters {
        if *voter == Voter::Key(old) {
            *voter = Voter::Key(new);
        }
    }
    quorum.voters.sort_unstable();
}

/// Ends the membership of `id`.
pub(super) fn revoke_member(
    view: &mut Overlay,
    sender: &Sender,
    id: &str,
    now: Instant,
) -> Result<(), Stop> {
    let sender = require_organisation(sender)?;
    let employer = employer_of(view, id)?.ok_or(OutcomeCode::UNKNOWN_MEMBER)?;
    require_speaks_for(view, sender, &employer)?;
    let public = read::<PublicKey>(view, &key::member(id), "member")?;
    end(view, &public.ok_or(Fault::Record("member"))?, None, now)
}

/// Ends the use of a key.
pub(super) fn end(
    view: &mut Overlay,
    public: &PublicKey,
    successor: Option<PublicKey>,
    now: Instant,
) -> Result<(), Stop> {
    let account = account_of(view, public)?.ok_or(Fault::Record("account"))?;
    if account.ended.is_some() {
        return Err(OutcomeCode::ALREADY_EXISTS.into());
    }
    let ended = Some(Ended { at: now, successor });
    view.set(key::account(public), Account { ended, ..account }.encode());
    Ok(())
}
