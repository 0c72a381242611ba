//! What a chain begins with. The genesis block is a function of its configuration.

use std::collections::BTreeSet;

use abi::limits::{CERTIFICATE_BYTES, ORGANISATION_DEPTH, PROTOCOL_VERSION, VOTERS};
use abi::terms::{Name, is_enrolled_name, is_name};
use abi::{Domain, Hash, Height, Instant, PublicKey, Signature};
use parity_scale_codec::{Decode, Encode};

use crate::block::{Block, Header};
use crate::error::DecodeError;
use crate::records::{Account, AccountKind, Governance, Quorum, Voter, key};
use crate::state::{Overlay, State};

#[cfg(test)]
mod tests;

/// The configuration a chain begins with; its hash is the chain's id.
///
/// A consortium is one of these: its organisations with the roots of trust, and who governs. A channel
/// is a chain of its own, with another configuration and so another id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GenesisConfig {
    /// A name for people. It is part of the id, so that two chains of one administrator differ.
    pub name: Name,
    /// Who governs; each key among the voters is an administrator's.
    pub governance: Governance,
    /// The organisations that are there from the beginning, outer ones before those within them.
    pub organisations: Vec<GenesisOrganisation>,
    /// The key that signs blocks.
    pub proposer: PublicKey,
    /// The time of the genesis block.
    pub time: Instant,
    /// The version of the rules that the chain begins with.
    pub protocol: u16,
}

/// An organisation that is there from the beginning.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GenesisOrganisation {
    /// The key that signs for it.
    pub key: PublicKey,
    /// Its name.
    pub name: Name,
    /// Its kind (`lab`).
    pub kind: Name,
    /// The organisation that it is part of.
    pub within: Option<Name>,
    /// Its root certificate, in DER.
    pub root: Option<Vec<u8>>,
}

impl GenesisConfig {
    /// A configuration for this version of the rules, with one administrator who governs alone and
    /// no organisations.
    pub fn new(name: &str, admin: PublicKey, proposer: PublicKey, time: Instant) -> GenesisConfig {
        let alone = Quorum::of_keys([admin], 1);
        GenesisConfig {
            name: name.into(),
            governance: Governance {
                members: alone.clone(),
                contracts: alone,
            },
            organisations: Vec::new(),
            proposer,
            time,
            protocol: PROTOCOL_VERSION,
        }
    }

    /// The chain's id.
    pub fn chain_id(&self) -> Hash {
        Domain::Genesis.hash_of(self)
    }

    /// The administrators' keys, each once, sorted.
    pub fn administrators(&self) -> BTreeSet<PublicKey> {
        let Governance { members, contracts } = &self.governance;
        let voters = members.voters.iter().chain(&contracts.voters);
        voters
            .filter_map(|voter| match voter {
                Voter::Key(key) => Some(*key),
                Voter::Organisation(_) => None,
            })
            .collect()
    }

    /// Whether a chain can begin with this: names and lists within their limits, quorums that can be
    /// reached, every organisation and key there once. Root certificates are bytes here; one that is
    /// none certifies nobody.
    ///
    /// # Errors
    /// Reject: one of these does not hold.
    pub fn check(&self) -> Result<(), DecodeError> {
        let holds = is_name(&self.name)
            && self.governance.is_within_limits()
            && self.organisations.len() as u64 <= VOTERS
            && self.are_organisations_known()
            && self.are_voters_known();
        holds.then_some(()).ok_or(DecodeError::Limit)
    }

    fn are_organisations_known(&self) -> bool {
        let mut keys = self.administrators();
        let mut depths: Vec<(&str, u64)> = Vec::new();
        self.organisations.iter().all(|one| {
            let depth_of = |name: &str| depths.iter().find(|(known, _)| *known == name);
            let outer = one.within.as_ref().map(|outer| depth_of(outer));
            let depth = match outer {
                None => 1,
                Some(Some((_, depth))) => depth + 1,
                Some(None) => return false,
            };
            let fits = depth_of(&one.name).is_none()
                && depth <= ORGANISATION_DEPTH
                && keys.insert(one.key)
                && is_enrolled_name(&one.name)
                && is_enrolled_name(&one.kind)
                && one
                    .root
                    .as_ref()
                    .is_none_or(|root| (1..=CERTIFICATE_BYTES).contains(&(root.len() as u64)));
            depths.push((&one.name, depth));
            fits
        })
    }

    fn are_voters_known(&self) -> bool {
        let Governance { members, contracts } = &self.governance;
        let known = |voter: &Voter| match voter {
            Voter::Key(_) => true,
            Voter::Organisation(name) => self.organisations.iter().any(|one| one.name == *name),
        };
        members.voters.iter().chain(&contracts.voters).all(known)
    }

    /// What the genesis block writes: accounts of administrators and organisations, who governs, and
    /// this configuration.
    fn write(&self, overlay: &mut Overlay) {
        for admin in self.administrators() {
            overlay.set(
                key::account(&admin),
                Account::new(AccountKind::Admin).encode(),
            );
        }
        for one in &self.organisations {
            let kind = AccountKind::Organisation {
                name: one.name.clone(),
                kind: one.kind.clone(),
                within: one.within.clone(),
            };
            overlay.set(key::account(&one.key), Account::new(kind).encode());
            overlay.set(key::organisation(&one.name), one.key.encode());
            if let Some(root) = &one.root {
                overlay.set(key::root(&one.name), root.clone());
            }
        }
        overlay.set(key::governance(), self.governance.encode());
        overlay.set(key::chain(), self.encode());
    }

    /// Block 0: no transactions, and the writes that install what the configuration says.
    pub fn block(&self) -> Block {
        let mut state = State::new();
        let mut overlay = Overlay::new(&state);
        self.write(&mut overlay);
        let writes = overlay.into_writes();
        let header = Header {
            chain: self.chain_id(),
            height: Height(0),
            parent: Hash::ZERO,
            time: self.time,
            transactions_root: Hash::ZERO,
            receipts_root: Hash::ZERO,
            state_root: state.apply(&writes),
            history_root: Hash::ZERO,
            proposer: self.proposer,
            protocol: self.protocol,
        };
        let certificate = Signature([0; 64]);
        Block {
            header,
            certificate,
            writes,
            transactions: Vec::new(),
            receipts: Vec::new(),
        }
    }
}
