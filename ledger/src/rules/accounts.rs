//! The accounts of many transactions, each read and written once.

use std::collections::BTreeMap;

use abi::{Fuel, Hash, Instant, OutcomeCode, PublicKey};
use parity_scale_codec::Encode;

use super::{check_place, next_nonce};
use crate::error::{Fault, Stop};
use crate::membership::{Sender, account_of, is_revoked};
use crate::records::{Account, Ended, key};
use crate::state::{Overlay, StateRead};
use crate::transaction::Body;

/// The accounts that transactions are sent from between two that may write accounts otherwise.
///
/// Nonces and charges are kept here until [`Accounts::write`]; nothing else of an account changes.
#[derive(Default)]
pub struct Accounts {
    places: BTreeMap<PublicKey, usize>,
    sent: Vec<Sent>,
}

/// An account that something was sent from, or would have been.
struct Sent {
    sender: Sender,
    /// As [`Account`] has it.
    nonce: u64,
    charge: u64,
    ended: Option<Ended>,
    /// Whether the key's use, or the membership of its organisation, has ended.
    is_retired: bool,
    is_changed: bool,
}

impl Accounts {
    /// No accounts yet.
    pub fn new() -> Accounts {
        Accounts::default()
    }

    /// As [`super::settle`] on the same `view` each time; gives the place of the sender.
    ///
    /// # Errors
    /// As [`super::settle`].
    pub fn settle(
        &mut self,
        view: &dyn StateRead,
        body: &Body,
        now: Instant,
        chain: &Hash,
    ) -> Result<usize, Stop> {
        check_place(body, now, chain)?;
        let place = self.place(view, &body.sender)?;
        let sent = self.sent.get_mut(place).ok_or(Fault::Record("account"))?;
        if sent.is_retired {
            return Err(OutcomeCode::RETIRED_KEY.into());
        }
        sent.nonce = next_nonce(sent.nonce, body)?;
        sent.is_changed = true;
        match body.action.is_within_limits() {
            true => Ok(place),
            false => Err(OutcomeCode::MALFORMED.into()),
        }
    }

    /// The sender at a place.
    pub fn sender(&self, place: usize) -> Option<&Sender> {
        self.sent.get(place).map(|sent| &sent.sender)
    }

    /// How many senders there are.
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// Whether nobody has sent anything.
    pub fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// Adds `fuel` to what the sender at a place has been charged. The order of charges does not matter: they add up to
    /// the same, the largest number there is among them.
    pub fn charge(&mut self, place: usize, fuel: Fuel) {
        if let Some(sent) = self.sent.get_mut(place) {
            sent.charge = sent.charge.saturating_add(fuel.0);
        }
    }

    /// Writes what has changed.
    pub fn write(self, view: &mut Overlay) {
        for sent in self.sent.into_iter().filter(|sent| sent.is_changed) {
            let account = Account {
                kind: sent.sender.kind,
                nonce: sent.nonce,
                charge: sent.charge,
                ended: sent.ended,
            };
            view.set(key::account(&sent.sender.key), account.encode());
        }
    }

    /// The place of a key's account, which is read when it is the first time.
    fn place(&mut self, view: &dyn StateRead, public: &PublicKey) -> Result<usize, Stop> {
        if let Some(place) = self.places.get(public) {
            return Ok(*place);
        }
        let account = account_of(view, public)?.ok_or(OutcomeCode::UNKNOWN_SENDER)?;
        let is_retired = account.ended.is_some() || is_revoked(view, &account.kind)?;
        let place = self.sent.len();
        self.sent.push(Sent {
            sender: Sender {
                key: *public,
                kind: account.kind,
            },
            nonce: account.nonce,
            charge: account.charge,
            ended: account.ended,
            is_retired,
            is_changed: false,
        });
        self.places.insert(*public, place);
        Ok(place)
    }
}
