//! What is governed: changes that need approvals.

use abi::terms::{Name, is_enrolled_name};
use abi::{Hash, Height, PublicKey};
use parity_scale_codec::{Decode, Encode};

use super::action::is_certificate;
use crate::records::Governance;

/// A change of what is governed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Change {
    /// Who governs from now on.
    #[codec(index = 0)]
    Govern(Governance),
    /// Enrols an organisation.
    #[codec(index = 1)]
    EnrolOrganisation {
        /// The key that will sign for it.
        key: PublicKey,
        /// Its name, unique on the chain.
        name: Name,
        /// Its kind (`lab`).
        kind: Name,
        /// The organisation that it is part of.
        within: Option<Name>,
        /// Its root certificate, in DER.
        root: Option<Vec<u8>>,
    },
    /// Gives an organisation another root certificate, or none.
    #[codec(index = 2)]
    SetRoot {
        /// The organisation.
        organisation: Name,
        /// The root certificate, in DER.
        root: Option<Vec<u8>>,
    },
    /// Ends an organisation's membership, and so that of those within it and of all their members.
    #[codec(index = 3)]
    RevokeOrganisation {
        /// The organisation.
        name: Name,
    },
    /// Makes a stored policy the active one at a height; until then the one before decides.
    #[codec(index = 4)]
    ActivatePolicy {
        /// The hash of its module.
        module: Hash,
        /// The first block that it decides in; at once when there is none.
        at: Option<Height>,
    },
    /// Makes a stored module the contract of a name at a height.
    #[codec(index = 5)]
    ActivateContract {
        /// The name, by which it is called and under which it keeps its state.
        name: Name,
        /// The hash of its module.
        module: Hash,
        /// The first block that it runs in; at once when there is none.
        at: Option<Height>,
    },
}

/// Whose approval a change needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// That of those who govern members.
    Members,
    /// That of those who govern contracts.
    Contracts,
}

impl Change {
    /// Whose approval it needs.
    pub fn approval(&self) -> Approval {
        match self {
            Change::Govern(_)
            | Change::EnrolOrganisation { .. }
            | Change::SetRoot { .. }
            | Change::RevokeOrganisation { .. } => Approval::Members,
            Change::ActivatePolicy { .. } | Change::ActivateContract { .. } => Approval::Contracts,
        }
    }

    /// The root certificate that it brings, and of which organisation.
    pub fn root(&self) -> Option<(&Name, &[u8])> {
        match self {
            Change::EnrolOrganisation { name, root, .. }
            | Change::SetRoot {
                organisation: name,
                root,
            } => Some((name, root.as_deref()?)),
            _ => None,
        }
    }

    /// Whether every name, list and certificate is one that the ledger takes.
    pub(super) fn is_within_limits(&self) -> bool {
        let root_fits = self.root().is_none_or(|(_, root)| is_certificate(root));
        root_fits
            && match self {
                Change::Govern(governance) => governance.is_within_limits(),
                Change::EnrolOrganisation {
                    name, kind, within, ..
                } => {
                    is_enrolled_name(name)
                        && is_enrolled_name(kind)
                        && within.iter().all(|name| is_enrolled_name(name))
                }
                Change::SetRoot { organisation, .. } => is_enrolled_name(organisation),
                Change::RevokeOrganisation { name } | Change::ActivateContract { name, .. } => {
                    is_enrolled_name(name)
                }
                Change::ActivatePolicy { .. } => true,
            }
    }
}
