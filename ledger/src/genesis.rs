//! What a chain begins with. The genesis block is a function of its configuration.

use abi::limits::PROTOCOL_VERSION;
use abi::terms::{Name, is_name};
use abi::{Domain, Hash, Height, Instant, PublicKey, Signature};
use parity_scale_codec::{Decode, Encode};

use crate::block::{Block, Header};
use crate::error::DecodeError;
use crate::records::{Account, AccountKind, key};
use crate::state::{Overlay, State};

/// The configuration a chain begins with; its hash is the chain's id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GenesisConfig {
    /// A name for people. It is part of the id, so that two chains of one administrator differ.
    pub name: Name,
    /// The key that enrols organisations and deploys policies.
    pub admin: PublicKey,
    /// The key that signs blocks.
    pub proposer: PublicKey,
    /// The time of the genesis block.
    pub time: Instant,
    /// The version of the rules that the chain begins with.
    pub protocol: u16,
}

impl GenesisConfig {
    /// A configuration for this version of the rules.
    pub fn new(name: &str, admin: PublicKey, proposer: PublicKey, time: Instant) -> GenesisConfig {
        GenesisConfig {
            name: name.into(),
            admin,
            proposer,
            time,
            protocol: PROTOCOL_VERSION,
        }
    }

    /// The chain's id.
    pub fn chain_id(&self) -> Hash {
        Domain::Genesis.hash_of(self)
    }

    /// Whether the name is one.
    ///
    /// # Errors
    /// Reject: it is empty or too long.
    pub fn check(&self) -> Result<(), DecodeError> {
        is_name(&self.name).then_some(()).ok_or(DecodeError::Limit)
    }

    /// Block 0: no transactions, and the writes that install the administrator.
    pub fn block(&self) -> Block {
        let mut state = State::new();
        let mut overlay = Overlay::new(&state);
        let admin = Account {
            kind: AccountKind::Admin,
            nonce: 0,
            charge: 0,
        };
        overlay.set(key::account(&self.admin), admin.encode());
        overlay.set(key::chain(), self.encode());
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
