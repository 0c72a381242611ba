//! Who governs a chain, what is proposed, and what waits for its height.

use abi::limits::VOTERS;
use abi::terms::{Name, is_enrolled_name};
use abi::{Hash, Height, Instant, PublicKey};
use parity_scale_codec::{Decode, Encode};

use crate::transaction::{Approval, Change};

/// Who governs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Governance {
    /// Those who decide about members and about governance itself.
    pub members: Quorum,
    /// Those who decide which policy and which contracts are active.
    pub contracts: Quorum,
}

/// So many of these must approve.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Quorum {
    /// Whose approval counts, once each; sorted.
    pub voters: Vec<Voter>,
    /// How many approvals are needed: at least one, at most all.
    pub needed: u32,
}

/// One whose approval counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Voter {
    /// Whoever has the key.
    #[codec(index = 0)]
    Key(PublicKey),
    /// An organisation, by its name.
    #[codec(index = 1)]
    Organisation(Name),
}

impl Governance {
    /// The quorum that `approval` is about.
    pub fn quorum(&self, approval: Approval) -> &Quorum {
        match approval {
            Approval::Members => &self.members,
            Approval::Contracts => &self.contracts,
        }
    }

    /// Whether both quorums can be reached and are within every limit.
    pub fn is_within_limits(&self) -> bool {
        self.members.is_within_limits() && self.contracts.is_within_limits()
    }
}

impl Quorum {
    /// A quorum of `needed` among `keys`.
    pub fn of_keys(keys: impl IntoIterator<Item = PublicKey>, needed: u32) -> Quorum {
        let mut voters: Vec<Voter> = keys.into_iter().map(Voter::Key).collect();
        voters.sort_unstable();
        Quorum { voters, needed }
    }

    /// Whether these approvals, once each and of voters alone, are enough.
    pub fn is_reached(&self, approvals: &[Voter]) -> bool {
        let counted = self.voters.iter().filter(|one| approvals.contains(one));
        counted.count() as u64 >= u64::from(self.needed.max(1))
    }

    fn is_within_limits(&self) -> bool {
        let count = self.voters.len() as u64;
        let names = |voter: &Voter| match voter {
            Voter::Key(_) => true,
            Voter::Organisation(name) => is_enrolled_name(name),
        };
        count <= VOTERS
            && self.voters.is_sorted_by(|left, right| left < right)
            && (1..=count).contains(&u64::from(self.needed))
            && self.voters.iter().all(names)
    }
}

/// A proposal, open or passed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Proposal {
    /// What is to change.
    pub change: Change,
    /// Who has approved, the proposer first.
    pub approvals: Vec<Voter>,
    /// The last block time at which it may be approved.
    pub closes: Instant,
    /// Where it stands.
    pub status: Status,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Status {
    /// It may still be approved.
    #[codec(index = 0)]
    Open,
    /// It was done in this block, or scheduled there.
    #[codec(index = 1)]
    Passed(Height),
}

/// An activation that waits for its height.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Scheduled {
    /// The first block that it counts in.
    pub at: Height,
    /// What becomes active.
    pub what: Activation,
}

/// What becomes active.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Activation {
    /// A policy.
    #[codec(index = 0)]
    Policy(Hash),
    /// The contract of a name.
    #[codec(index = 1)]
    Contract(Name, Hash),
}
